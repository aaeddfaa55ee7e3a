/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The outlet of a host: completed entries leave in order. One thread pushes at
 * a time; the threads that complete further items leave them to it. */

#include "gst/elements/host/data.h"

#define GST_CAT_DEFAULT rmg_host_debug

gboolean
rmg_host_is_full_locked (RmgHost *self)
{
  return self->outbox.n_items >= self->max_items ||
      self->outbox.n_bytes >= self->max_bytes;
}

/* Without a node. */
static void
post_failure (RmgHost *self, const RmgOutboxEntry *entry)
{
  const GError *error = entry->failure->cause;
  gboolean retryable = FALSE;

  if (entry->failure->details != NULL)
    gst_structure_get_boolean (
        entry->failure->details, "rmg-retryable", &retryable);
  g_mutex_unlock (&self->lock);
  GST_ELEMENT_ERROR_WITH_DETAILS (self, STREAM, FAILED, ("%s", error->message),
      ("item %" G_GUINT64_FORMAT ", %s, code %d", entry->sequence,
          g_quark_to_string (error->domain), error->code),
      ("rmg-retryable", G_TYPE_BOOLEAN, retryable, "domain", G_TYPE_STRING,
          g_quark_to_string (error->domain), "code", G_TYPE_INT, error->code,
          NULL));
  g_mutex_lock (&self->lock);
}

/* @list: (transfer full). The lock is held on entry and on return, and released in
 * between. */
static GstFlowReturn
push_list (RmgHost *self, GstBufferList *list, GstCaps *caps)
{
  RmgHostHeaderEvents header = rmg_host_header_take (&self->header, caps);
  GstFlowReturn flow;

  if (header.caps != NULL)
    GST_INFO_OBJECT (self, "output caps %" GST_PTR_FORMAT, caps);
  g_mutex_unlock (&self->lock);
  if (self->guard != NULL)
    rmg_guard_resume_hosted (self->guard);
  rmg_host_header_push (header, self->src);
  flow = gst_pad_push_list (self->src, list);
  g_mutex_lock (&self->lock);
  return flow;
}

/* The entry may be flushed while its outputs are pushed. */
static GstFlowReturn
push_outputs (RmgHost *self, RmgOutboxEntry *entry)
{
  GQueue outputs = entry->outputs;
  g_autoptr (GstCaps) caps =
      entry->caps != NULL ? gst_caps_ref (entry->caps) : NULL;
  GstFlowReturn flow = GST_FLOW_OK;
  gpointer object;

  g_queue_init (&entry->outputs);
  entry->has_left |= outputs.length > 0;
  for (GList *item = outputs.head; item != NULL; item = item->next)
    if (GST_IS_CAPS (item->data))
      gst_caps_replace (&entry->caps, item->data);
  while (flow == GST_FLOW_OK && (object = g_queue_pop_head (&outputs)) != NULL)
    if (GST_IS_CAPS (object))
      gst_caps_take (&caps, object);
    else
      flow = push_list (self, object, caps);
  g_queue_clear_full (&outputs, (GDestroyNotify) gst_mini_object_unref);
  return flow;
}

static GstFlowReturn
pass_input (RmgHost *self, RmgOutboxEntry *entry)
{
  GstBuffer *input = g_steal_pointer (&entry->input);
  GstFlowReturn flow;

  if (input == NULL || entry->has_left) {
    gst_clear_buffer (&input);
    return GST_FLOW_OK;
  }
  g_mutex_unlock (&self->lock);
  flow = rmg_guard_pass_hosted (
      self->guard, input, entry->way == RMG_OUTBOX_SKIP_DELAY);
  g_mutex_lock (&self->lock);
  return flow;
}

static GstFlowReturn
give_up (RmgHost *self, RmgOutboxEntry *entry)
{
  if (entry->event == NULL)
    rmg_counter_add (&self->node->counters.dropped[RMG_DROP_FAILED], 1);
  g_mutex_unlock (&self->lock);
  rmg_node_give_up (self->node, entry->failure, entry->n_attempts);
  rmg_guard_give_up (self->guard);
  g_mutex_lock (&self->lock);
  return GST_FLOW_EOS;
}

static GstFlowReturn
push_data (RmgHost *self, RmgOutboxEntry *entry)
{
  if (entry->way == RMG_OUTBOX_GIVE_UP)
    return give_up (self, entry);
  if (entry->way != RMG_OUTBOX_OUTPUT)
    return pass_input (self, entry);
  if (entry->failure != NULL)
    post_failure (self, entry);
  return push_outputs (self, entry);
}

/* A segment that passes the node is also sent before its next output.
 * Returns: whether the event needs no push */
static gboolean
keep_event (RmgHost *self, GstEvent *event, gboolean has_passed)
{
  if (GST_EVENT_TYPE (event) == GST_EVENT_SEGMENT) {
    rmg_host_header_set_segment (&self->header, gst_event_ref (event));
    return TRUE;
  }
  /* A GAP before the first output caps has no meaning downstream. */
  return has_passed ||
      (GST_EVENT_TYPE (event) == GST_EVENT_GAP && self->header.caps == NULL);
}

/* @event: (transfer full) */
static void
push_event (RmgHost *self, GstEvent *event)
{
  RmgHostHeaderEvents header;
  gboolean has_passed = FALSE;

  g_mutex_unlock (&self->lock);
  if (self->guard != NULL)
    has_passed = rmg_guard_pass_hosted_event (self->guard, event);
  g_mutex_lock (&self->lock);
  if (keep_event (self, event, has_passed)) {
    gst_event_unref (event);
    return;
  }
  header = rmg_host_header_take (&self->header, NULL);
  g_mutex_unlock (&self->lock);
  rmg_host_header_push (header, self->src);
  gst_pad_push_event (self->src, event);
  g_mutex_lock (&self->lock);
}

/* In a manifest the error is attributed to the node that refused the data. */
static void
note_flow (RmgHost *self, guint epoch, GstFlowReturn flow)
{
  if (epoch != self->epoch || flow == GST_FLOW_OK)
    return;
  GST_DEBUG_OBJECT (self, "downstream returned %s", gst_flow_get_name (flow));
  self->flow = flow;
  if (self->node == NULL || flow >= GST_FLOW_EOS)
    return;
  g_mutex_unlock (&self->lock);
  GST_ELEMENT_FLOW_ERROR (self, flow);
  g_mutex_lock (&self->lock);
}

static gboolean
push_settled (RmgHost *self)
{
  g_autoptr (RmgOutboxEntry) entry = rmg_outbox_pop (&self->outbox);
  const guint epoch = self->epoch;

  if (entry == NULL)
    return FALSE;
  if (self->flow == GST_FLOW_OK &&
      (entry->event == NULL || entry->kind != RMG_HOST_ITEM_DATA))
    note_flow (self, epoch, push_data (self, entry));
  if (entry->event != NULL && entry->way != RMG_OUTBOX_GIVE_UP &&
      epoch == self->epoch)
    push_event (self, g_steal_pointer (&entry->event));
  g_cond_broadcast (&self->moved);
  return TRUE;
}

static gboolean
push_partial (RmgHost *self)
{
  RmgOutboxEntry *entry = rmg_outbox_peek_partial (&self->outbox);
  const guint epoch = self->epoch;

  if (entry == NULL)
    return FALSE;
  if (self->flow == GST_FLOW_OK)
    note_flow (self, epoch, push_outputs (self, entry));
  else
    g_queue_clear_full (
        &entry->outputs, (GDestroyNotify) gst_mini_object_unref);
  return TRUE;
}

void
rmg_host_drain_locked (RmgHost *self)
{
  if (self->draining)
    return;

  self->draining = TRUE;
  while (rmg_host_judge_locked (self) || push_settled (self) ||
      push_partial (self))
    continue;
  rmg_held_set (&self->held, self->outbox.n_bytes);
  self->draining = FALSE;
}
