/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/session/readiness.h"

#include "gst/nodes/timer-thread.h"
#include <rmg/error.h>

#include <errno.h>
#include <sys/eventfd.h>
#include <unistd.h>

/* The descriptor stays open until a job of the timer thread that uses it ends. */
typedef struct
{
  int fd;
  int is_set; /* atomic: the descriptor is readable, or about to be */
} Signal;

struct _RmgReadiness
{
  Signal *signal;
  GSource *timer; /* (nullable): of the timer thread */
  gint64 due_us;  /* of the timer */
};

static void
close_signal (gpointer data)
{
  Signal *self = data;

  close (self->fd);
}

static void
unref_signal (gpointer data)
{
  g_atomic_rc_box_release_full (data, close_signal);
}

static void
set (gpointer data)
{
  Signal *self = data;

  if (g_atomic_int_compare_and_exchange (&self->is_set, FALSE, TRUE))
    eventfd_write (self->fd, 1);
}

RmgReadiness *
rmg_readiness_new (GError **error)
{
  int fd = eventfd (1, EFD_CLOEXEC | EFD_NONBLOCK);
  RmgReadiness *self;

  if (fd < 0) {
    g_set_error (error, RMG_ERROR, RMG_ERROR_FAILED,
        "no file descriptor for the readiness of the session: %s",
        g_strerror (errno));
    return NULL;
  }
  self = g_new0 (RmgReadiness, 1);
  self->signal = g_atomic_rc_box_new0 (Signal);
  *self->signal = (Signal){ fd, TRUE };
  return self;
}

static void
stop_timer (RmgReadiness *self)
{
  if (self->timer == NULL)
    return;
  g_source_destroy (self->timer);
  g_clear_pointer (&self->timer, g_source_unref);
}

void
rmg_readiness_free (RmgReadiness *self)
{
  stop_timer (self);
  unref_signal (self->signal);
  g_free (self);
}

int
rmg_readiness_get_fd (const RmgReadiness *self)
{
  return self->signal->fd;
}

void
rmg_readiness_signal (RmgReadiness *self)
{
  set (self->signal);
}

static void
start_timer (RmgReadiness *self, gint64 due_us, gint64 now_us)
{
  gint64 delay_ms =
      (due_us - now_us + G_TIME_SPAN_MILLISECOND - 1) / G_TIME_SPAN_MILLISECOND;

  self->due_us = due_us;
  self->timer = rmg_timer_thread_schedule ((guint) MIN (delay_ms, G_MAXINT32),
      set, g_atomic_rc_box_acquire (self->signal), unref_signal);
}

/* A timer that is due may not have run yet, and is not run once it is replaced. */
void
rmg_readiness_signal_at (RmgReadiness *self, gint64 due_us, gint64 now_us)
{
  gboolean is_running = self->timer != NULL && self->due_us > now_us;

  if (is_running && self->due_us <= due_us)
    return;
  if (due_us <= now_us || (self->timer != NULL && !is_running))
    set (self->signal);
  stop_timer (self);
  if (due_us > now_us)
    start_timer (self, due_us, now_us);
}

/* In this order a signal meanwhile may be lost, but never sets the flag alone. */
gboolean
rmg_readiness_reset (RmgReadiness *self)
{
  eventfd_t n_signals;

  if (!g_atomic_int_get (&self->signal->is_set))
    return FALSE;
  eventfd_read (self->signal->fd, &n_signals);
  g_atomic_int_set (&self->signal->is_set, FALSE);
  return TRUE;
}
