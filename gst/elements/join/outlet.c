/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The outlet of a join: data leaves in the order of the queue. One thread
 * pushes at a time; other threads queue their data and leave it to that one. */

#include "gst/elements/join/data.h"

#define GST_CAT_DEFAULT rmg_join_debug

typedef enum
{
  HEADER_STREAM_START = 1 << 0,
  HEADER_CAPS = 1 << 1,
  HEADER_SEGMENT = 1 << 2,
} Header;

/* An item may end before any leg has caps, and a segment must not precede them. */
static gboolean
needs_segment (const RmgJoin *self, GstMiniObject *object)
{
  return !self->has_segment &&
      (self->caps != NULL || GST_IS_BUFFER (object) ||
          GST_EVENT_TYPE (object) == GST_EVENT_GAP);
}

/* Returns: events that must leave before @object. Only data changes the caps, but
 * the first caps precede all objects. */
static Header
take_header (RmgJoin *self, GstMiniObject *object, GstCaps *caps)
{
  Header header = 0;

  if (!self->has_started)
    header |= HEADER_STREAM_START;
  if (caps != NULL &&
      (self->caps == NULL ||
          (GST_IS_BUFFER (object) && !gst_caps_is_equal (self->caps, caps)))) {
    gst_caps_replace (&self->caps, caps);
    GST_INFO_OBJECT (self, "output caps %" GST_PTR_FORMAT, caps);
    header |= HEADER_CAPS;
  }
  if (needs_segment (self, object)) {
    header |= HEADER_SEGMENT;
    self->has_segment = TRUE;
  }
  self->has_started = TRUE;
  return header;
}

static void
push_header (RmgJoin *self, Header header, GstCaps *caps)
{
  GstSegment segment;

  if (header & HEADER_STREAM_START) {
    g_autofree char *id = gst_object_get_path_string (GST_OBJECT (self));

    gst_pad_push_event (self->src, gst_event_new_stream_start (id));
  }
  if (header & HEADER_CAPS)
    gst_pad_push_event (self->src, gst_event_new_caps (caps));
  if (header & HEADER_SEGMENT) {
    gst_segment_init (&segment, GST_FORMAT_TIME);
    gst_pad_push_event (self->src, gst_event_new_segment (&segment));
  }
}

static GstFlowReturn
push_object (RmgJoin *self, GstMiniObject *object)
{
  if (GST_IS_BUFFER (object))
    return gst_pad_push (self->src, (GstBuffer *) object);

  gst_pad_push_event (self->src, (GstEvent *) object);
  return GST_FLOW_OK;
}

/* Pushes a buffer or an event. The lock is held on entry and on return, and
 * released in between.
 * @object: (transfer full) */
static void
push_unlocked (RmgJoin *self, GstMiniObject *object, GstCaps *caps)
{
  Header header = take_header (self, object, caps);
  guint epoch = self->epoch;
  GstFlowReturn flow;

  g_mutex_unlock (&self->lock);
  push_header (self, header, caps);
  flow = push_object (self, object);
  g_mutex_lock (&self->lock);

  if (epoch == self->epoch && flow != GST_FLOW_OK) {
    GST_DEBUG_OBJECT (self, "downstream returned %s", gst_flow_get_name (flow));
    self->flow = flow;
  }
  if (self->n_waiting > 0)
    g_cond_broadcast (&self->changed);
}

/* A downstream element that returned EOS will not send it on its own. The legs
 * receive EOS as their flow return. */
static void
end_output (RmgJoin *self)
{
  rmg_join_queue_reset (&self->queue);
  self->queue.ended = TRUE;
  push_unlocked (self, GST_MINI_OBJECT_CAST (gst_event_new_eos ()), NULL);
}

void
rmg_join_drain_locked (RmgJoin *self)
{
  g_autoptr (GstCaps) caps = NULL;

  if (self->draining) {
    rmg_held_set (&self->held, self->queue.n_bytes);
    return;
  }

  self->draining = TRUE;
  self->drainer = g_thread_self ();
  while (!rmg_join_holds_data (self) && self->flow == GST_FLOW_OK) {
    GstMiniObject *object = rmg_join_queue_pop (&self->queue, &caps);

    if (object == NULL)
      break;
    GST_TRACE_OBJECT (self, "leaves: %" GST_PTR_FORMAT, object);
    push_unlocked (self, object, caps);
  }
  if (self->flow == GST_FLOW_EOS && !self->queue.ended &&
      !rmg_join_holds_data (self))
    end_output (self);
  rmg_held_set (&self->held, self->queue.n_bytes);
  self->draining = FALSE;
  g_cond_broadcast (&self->changed);
}

void
rmg_join_end_locked (RmgJoin *self)
{
  while (self->draining)
    g_cond_wait (&self->changed, &self->lock);
  if (self->queue.ended)
    return;
  self->draining = TRUE;
  self->drainer = g_thread_self ();
  end_output (self);
  self->draining = FALSE;
  g_cond_broadcast (&self->changed);
}
