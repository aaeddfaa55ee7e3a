/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/session/stall.h"

#include "gst/session/log.h"
#include "gst/supervision/isolation.h"

static GstPadProbeReturn
note_data (GstPad *pad, GstPadProbeInfo *info, gpointer exchange)
{
  g_atomic_int_inc (&((RmgExchange *) exchange)->n_arrived);
  return GST_PAD_PROBE_OK;
}

static void
watch_pads (RmgSession *self, GstElement *sink)
{
  for (GList *item = sink->sinkpads; item != NULL; item = item->next)
    gst_pad_add_probe (item->data, GST_PAD_PROBE_TYPE_DATA_DOWNSTREAM,
        note_data, &self->exchange, NULL);
}

/* Only after a failure: a probe costs time for each buffer. */
static void
watch_sinks (RmgSession *self)
{
  const RmgNodeSet *nodes = rmg_runtime_get_nodes (self->runtime);

  for (guint i = 0; i < rmg_node_set_get_n_elements (nodes); i++) {
    g_autoptr (GstElement) element =
        rmg_node_element_ref (rmg_node_set_get_element (nodes, i));

    if (GST_OBJECT_FLAG_IS_SET (element, GST_ELEMENT_FLAG_SINK))
      watch_pads (self, element);
  }
}

static gboolean
has_moved (RmgSession *self)
{
  int n_arrived = g_atomic_int_get (&self->exchange.n_arrived);
  gboolean moved = n_arrived != self->n_arrived;

  self->n_arrived = n_arrived;
  return moved;
}

/* A slow branch may be complete after a failure; an interrupt cannot wait. */
static gint64
get_limit_us (RmgSession *self)
{
  gint64 close_us =
      self->options.close_timeout_ms * (gint64) G_TIME_SPAN_MILLISECOND;

  return rmg_exchange_is_interrupted (&self->exchange)
      ? close_us / 2
      : close_us * RMG_STALL_FACTOR;
}

static gboolean
is_ending (RmgSession *self)
{
  return rmg_exchange_is_interrupted (&self->exchange) ||
      rmg_exchange_get_failure (&self->exchange, NULL);
}

char *
rmg_stall_describe_blocking (RmgSession *self)
{
  g_autoptr (RmgStallReport) report =
      rmg_runtime_take_stall_report (self->runtime);

  return rmg_stall_report_describe_blocking (report);
}

static void
fail (RmgSession *self)
{
  g_autofree char *blocking = NULL;

  if (self->stall != NULL)
    return;
  blocking = rmg_stall_describe_blocking (self);
  self->stall = g_error_new_literal (RMG_ERROR, RMG_ERROR_ABANDONED, blocking);
  GST_WARNING_OBJECT (self, "no data moves: end the session");
}

gboolean
rmg_stall_get_error (RmgSession *self, GError **error)
{
  if (self->stall != NULL)
    g_propagate_error (error, g_error_copy (self->stall));
  return self->stall != NULL;
}

/* The first time, the branches beside the blocked one are ended. */
static gboolean
goes_on (RmgSession *self)
{
  if (self->blocked_legs_ended)
    return FALSE;
  self->blocked_legs_ended = TRUE;
  return rmg_isolation_end_beside_blocked (
      rmg_runtime_get_nodes (self->runtime));
}

gboolean
rmg_stall_is_over (RmgSession *self)
{
  gint64 limit_us, now_us;

  if (!self->plan->threaded || !is_ending (self))
    return FALSE;
  limit_us = get_limit_us (self);
  now_us = g_get_monotonic_time ();
  if (self->moved_us == 0)
    watch_sinks (self);
  if (self->moved_us == 0 || has_moved (self))
    self->moved_us = now_us;
  if (now_us - self->moved_us >= limit_us) {
    if (!goes_on (self)) {
      fail (self);
      return TRUE;
    }
    self->moved_us = now_us;
  }
  rmg_wakeup_wake_at (&self->exchange.wakeup, self->moved_us + limit_us);
  return FALSE;
}
