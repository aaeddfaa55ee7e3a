/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/nodes/own-failures.h"

#include "gst/nodes/node-policy.h"

guint
rmg_node_count_outside (RmgNode *self, gint64 now_us)
{
  const RmgPolicy policy = rmg_node_get_policy (self);
  guint n_before;

  g_mutex_lock (&self->lock);
  n_before = rmg_ladder_fail_outside (&self->ladder, &policy.retry, now_us);
  g_mutex_unlock (&self->lock);
  return n_before;
}

gboolean
rmg_node_schedule_restart (RmgNode *self, gint64 time_us)
{
  gboolean has_ended;

  g_mutex_lock (&self->lock);
  has_ended = g_atomic_int_get (&self->input_ended) == RMG_INPUT_ENDED;
  if (!has_ended) {
    self->restart_us = time_us;
    g_atomic_int_set (&self->restart_due, RMG_RESTART_FAILED);
  }
  g_mutex_unlock (&self->lock);
  return !has_ended;
}

guint
rmg_node_get_restart_delay_ms (RmgNode *self)
{
  gint64 due_us, left_us;

  g_mutex_lock (&self->lock);
  due_us = self->restart_us;
  g_mutex_unlock (&self->lock);
  left_us = due_us - rmg_node_get_time (self);
  return left_us > 0 ? (guint) ((left_us + G_TIME_SPAN_MILLISECOND - 1) /
                           G_TIME_SPAN_MILLISECOND)
                     : 0;
}

RmgRetryDecision
rmg_node_drain_failed (RmgNode *self, guint n_failures)
{
  return self->supervision->drain_failed (self, n_failures);
}

static gboolean
has_stopped (GstElement *element)
{
  gboolean has_stopped;

  GST_OBJECT_LOCK (element);
  has_stopped = GST_STATE (element) < GST_STATE_PAUSED;
  GST_OBJECT_UNLOCK (element);
  return has_stopped;
}

/* Whether @element is a sink that has stopped. */
static gboolean
is_stopped_sink (GstElement *element)
{
  return GST_OBJECT_FLAG_IS_SET (element, GST_ELEMENT_FLAG_SINK) &&
      has_stopped (element);
}

gboolean
rmg_node_has_stopped_sink (RmgNode *self)
{
  gboolean found = FALSE;

  for (const RmgNodeElement *entry = self->elements; entry != NULL && !found;
       entry = entry->next) {
    g_autoptr (GstElement) element = rmg_node_element_ref (entry);

    found = is_stopped_sink (element);
  }
  return found;
}

void
rmg_node_end_stopped_sinks (RmgNode *self)
{
  for (const RmgNodeElement *entry = self->elements; entry != NULL;
       entry = entry->next) {
    g_autoptr (GstElement) element = rmg_node_element_ref (entry);

    if (is_stopped_sink (element))
      gst_element_post_message (
          element, gst_message_new_eos (GST_OBJECT (element)));
  }
}
