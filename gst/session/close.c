/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Stopping a pipeline within a time limit. */

#include "gst/session/close.h"

#include "gst/nodes/worker.h"
#include "gst/session/dot.h"
#include "translator/base/fork.h"
#include "gst/session/interrupt.h"
#include "gst/session/log.h"
#include "gst/session/stall.h"

#define MAX_STOPS 5

/* A reader that fails completes its state change on a thread of GStreamer, which
 * may set the pipeline to PAUSED after its change to NULL. That thread holds the
 * state lock. */
static void
set_null (gpointer data)
{
  GstElement *top = data;

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

gboolean
rmg_session_set_null (RmgSession *self)
{
  if (self->plan->threaded)
    return rmg_worker_run_within (set_null, gst_object_ref (self->top),
        gst_object_unref, self->options.close_timeout_ms);
  gst_element_set_state (self->top, GST_STATE_NULL);
  return TRUE;
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
  /* The pipeline is freed when rmg_session_close() returns. */
  if (rmg_session_set_null (self)) {
    rmg_interrupt_join (self);
    return TRUE;
  }
  g_object_ref (self);
  report_abandoned (self, error);
  return FALSE;
}
