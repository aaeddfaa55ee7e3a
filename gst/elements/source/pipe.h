/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Reads a named pipe or a device, which is opened without waiting for a writer, so
 * that no state change waits. The streaming thread waits, until another thread ends
 * that. */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

typedef struct
{
  GstPoll *poll;
  GstPollFD fd; /* streaming thread and state changes; fd -1: none */
} RmgPipe;

void rmg_pipe_init (RmgPipe *self);
void rmg_pipe_clear (RmgPipe *self);

/** rmg_pipe_set_descriptor: @fd: opened with O_NONBLOCK, borrowed; -1 for none. */
void rmg_pipe_set_descriptor (RmgPipe *self, int fd);

/** rmg_pipe_set_stopped: %TRUE ends a wait and forbids others. Thread: any. */
void rmg_pipe_set_stopped (RmgPipe *self, gboolean stopped);

/**
 * rmg_pipe_read:
 * @bytes: (out): room for @n_bytes
 *
 * Waits for a writer and for data.
 *
 * Returns: number of bytes; 0 after the last writer has left; -1 with an errno,
 *   which is ECANCELED if the wait was ended
 */
gssize rmg_pipe_read (RmgPipe *self, guint8 *bytes, gsize n_bytes);

G_END_DECLS
