/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/elements/source/pipe.h"

#include <errno.h>
#include <unistd.h>

#define NONE -1

void
rmg_pipe_init (RmgPipe *self)
{
  self->poll = gst_poll_new (TRUE);
  gst_poll_fd_init (&self->fd);
}

void
rmg_pipe_clear (RmgPipe *self)
{
  gst_poll_free (self->poll);
}

void
rmg_pipe_set_descriptor (RmgPipe *self, int fd)
{
  if (self->fd.fd != NONE)
    gst_poll_remove_fd (self->poll, &self->fd);
  gst_poll_fd_init (&self->fd);
  self->fd.fd = fd;
  if (fd == NONE)
    return;
  gst_poll_add_fd (self->poll, &self->fd);
  gst_poll_fd_ctl_read (self->poll, &self->fd, TRUE);
}

void
rmg_pipe_set_stopped (RmgPipe *self, gboolean stopped)
{
  gst_poll_set_flushing (self->poll, stopped);
}

static gboolean
is_interrupted (int code)
{
  return code == EINTR || code == EAGAIN;
}

/* Before the first writer poll() does not report the end, but read() does. */
gssize
rmg_pipe_read (RmgPipe *self, guint8 *bytes, gsize n_bytes)
{
  gssize n = -1;

  do {
    if (gst_poll_wait (self->poll, GST_CLOCK_TIME_NONE) < 0) {
      if (errno == EBUSY)
        errno = ECANCELED;
      continue;
    }
    n = read (self->fd.fd, bytes, n_bytes);
  } while (n < 0 && is_interrupted (errno));
  return n;
}
