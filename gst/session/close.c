/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Stopping a pipeline within a time limit. */

#include "gst/session/close.h"

#include "gst/session/dot.h"
#include "translator/base/fork.h"
#include "gst/session/interrupt.h"
#include "gst/session/log.h"
#include "gst/session/stall.h"

#define MAX_STOPS 5

typedef struct
{
  GMutex lock;
  GCond done;
  gboolean is_done;
  GstElement *top; /* owned by the thread that stops it */
  gatomicrefcount refs;
} Closing;

static void
closing_unref (Closing *closing)
{
  if (!g_atomic_ref_count_dec (&closing->refs))
    return;
  g_mutex_clear (&closing->lock);
  g_cond_clear (&closing->done);
  g_free (closing);
}

/* A reader that fails completes its state change on a thread of GStreamer, which
 * may set the pipeline to PAUSED after its change to NULL. That thread holds the
 * state lock. */
static void
set_null (GstElement *top)
{
  for (int i = 0; i < MAX_STOPS; i++) {
    gboolean is_stopped;

    gst_element_set_state (top, GST_STATE_NULL);
    GST_STATE_LOCK (top);
    is_stopped = GST_STATE (top) == GST_STATE_NULL &&
        GST_STATE_PENDING (top) == GST_STATE_VOID_PENDING;
    GST_STATE_UNLOCK (top);
    if (is_stopped)
      return;
    GST_DEBUG_OBJECT (top, "stop again");
  }
}

/* Drops its reference before it reports the end: the pipeline is freed when
 * rmg_session_close() returns. */
static gpointer
stop_pipeline (gpointer data)
{
  Closing *closing = data;

  set_null (closing->top);
  gst_clear_object (&closing->top);
  g_mutex_lock (&closing->lock);
  closing->is_done = TRUE;
  g_cond_signal (&closing->done);
  g_mutex_unlock (&closing->lock);
  closing_unref (closing);
  return NULL;
}

static gboolean
stop_within (GstElement *top, guint timeout_ms)
{
  Closing *closing = g_new0 (Closing, 1);
  gint64 deadline_us =
      g_get_monotonic_time () + timeout_ms * G_TIME_SPAN_MILLISECOND;
  gboolean is_done;

  g_mutex_init (&closing->lock);
  g_cond_init (&closing->done);
  g_atomic_ref_count_init (&closing->refs);
  g_atomic_ref_count_inc (&closing->refs);
  closing->top = gst_object_ref (top);
  g_thread_unref (g_thread_new ("rmg-close", stop_pipeline, closing));

  g_mutex_lock (&closing->lock);
  while (!closing->is_done &&
      g_cond_wait_until (&closing->done, &closing->lock, deadline_us))
    continue;
  is_done = closing->is_done;
  g_mutex_unlock (&closing->lock);
  closing_unref (closing);
  return is_done;
}

/* The threads of an abandoned session may continue at any time and use it, so
 * it keeps a reference to itself and is never freed. */
static void
report_abandoned (RmgSession *self, GError **error)
{
  static int n_abandoned = 0;
  g_autofree char *blocking = rmg_stall_describe_blocking (self);
  int count = g_atomic_int_add (&n_abandoned, 1) + 1;

  g_set_error (error, RMG_ERROR, RMG_ERROR_ABANDONED,
      "the pipeline of \"%s\" did not stop within %u ms and was abandoned "
      "(%d so far): %s",
      self->plan->name, self->options.close_timeout_ms, count, blocking);
}

gboolean
rmg_session_stop (RmgSession *self, GError **error)
{
  if (!rmg_fork_check (error)) {
    g_object_ref (self); /* belongs to the parent process */
    return FALSE;
  }
  if (self->exchange.closing)
    return TRUE;
  GST_INFO_OBJECT (self, "closing");
  rmg_session_dump_dot (self,
      rmg_exchange_get_failure (&self->exchange, NULL) ? "failed" : "closing");
  rmg_exchange_release (&self->exchange, TRUE);
  rmg_wakeup_drop (&self->exchange.wakeup);
  if (self->top == NULL)
    return TRUE;
  if (!self->plan->threaded) {
    gst_element_set_state (self->top, GST_STATE_NULL);
    return TRUE;
  }
  if (stop_within (self->top, self->options.close_timeout_ms)) {
    rmg_interrupt_join (self);
    return TRUE;
  }
  g_object_ref (self);
  report_abandoned (self, error);
  return FALSE;
}
