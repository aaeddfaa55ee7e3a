/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/session/stall.h"

#include "gst/session/log.h"

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
    GstElement *element = rmg_node_set_get_element (nodes, i)->element;

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

gboolean
rmg_stall_is_over (RmgSession *self)
{
  gint64 limit_us = (gint64) self->options.close_timeout_ms * RMG_STALL_FACTOR *
      G_TIME_SPAN_MILLISECOND;
  gint64 now_us = g_get_monotonic_time ();

  if (!self->plan->threaded ||
      !rmg_exchange_get_failure (&self->exchange, NULL))
    return FALSE;
  if (self->moved_us == 0)
    watch_sinks (self);
  if (self->moved_us == 0 || has_moved (self))
    self->moved_us = now_us;
  if (now_us - self->moved_us >= limit_us) {
    GST_WARNING_OBJECT (self, "no data since the failure: end the session");
    return TRUE;
  }
  rmg_wakeup_wake_at (&self->exchange.wakeup, self->moved_us + limit_us);
  return FALSE;
}
