/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/session/input.h"

#include "elements/base/item-end.h"
#include "gst/metrics/probe.h"
#include "gst/session/log.h"

#define QUEUE_MAX_BUFFERS 1024

static void
account (RmgInlet *self, gint64 change)
{
  if (self->queue != NULL && self->held.sum != NULL)
    rmg_held_add (&self->held, change);
}

static GstPadProbeReturn
wake_when_taken (GstPad *pad, GstPadProbeInfo *info, gpointer inlet)
{
  RmgInlet *self = inlet;

  account (
      self, -(gint64) gst_buffer_get_size (GST_PAD_PROBE_INFO_BUFFER (info)));
  rmg_wakeup_wake (self->wakeup);
  return GST_PAD_PROBE_OK;
}

/* The thread of a threaded session starts after this queue. Its own limits
 * are never reached: rmg_inlet_has_room() checks the level, so that no push
 * blocks. */
static GstElement *
add_queue (RmgInlet *self, RmgBin *bin)
{
  GstElement *queue = gst_element_factory_make ("queue", NULL);
  g_autoptr (GstPad) src = gst_element_get_static_pad (queue, "src");

  g_object_set (queue, "max-size-buffers", 0, "max-size-bytes", 0,
      "max-size-time", G_GUINT64_CONSTANT (0), "silent", TRUE, NULL);
  gst_pad_add_probe (
      src, GST_PAD_PROBE_TYPE_BUFFER, wake_when_taken, self, NULL);
  /* Next to the nodes, where the bin stops them before their feeder: a queue
   * that stops first would wait for a guard that is still blocked. */
  gst_bin_add (GST_BIN (bin), queue);
  return queue;
}

void
rmg_inlet_init (RmgInlet *self, RmgBin *bin, const RmgPlan *plan,
    const RmgPlanPort *port, RmgWakeup *wakeup)
{
  g_autoptr (GstPad) to =
      rmg_runtime_get_port_pad (rmg_bin_get_runtime (bin), port);

  self->port = port;
  self->node_id = g_array_index (plan->nodes, RmgPlanNode, port->node).id;
  self->pad = gst_object_ref_sink (gst_pad_new (NULL, GST_PAD_SRC));
  if (wakeup != NULL) {
    g_autoptr (GstPad) queue_src = NULL;

    self->wakeup = wakeup;
    self->queue = add_queue (self, bin);
    queue_src = gst_element_get_static_pad (self->queue, "src");
    gst_pad_link_full (queue_src, to, GST_PAD_LINK_CHECK_NOTHING);
    gst_object_unref (to);
    to = gst_element_get_static_pad (self->queue, "sink");
  }
  gst_pad_set_active (self->pad, TRUE);
  gst_pad_link_full (self->pad, to, GST_PAD_LINK_CHECK_NOTHING);
}

void
rmg_inlet_clear (RmgInlet *self)
{
  if (self->pad == NULL)
    return;
  gst_pad_set_active (self->pad, FALSE);
  gst_clear_object (&self->pad);
  gst_clear_caps (&self->caps);
  gst_clear_event (&self->end);
}

void
rmg_inlet_measure (RmgInlet *self, RmgRuntime *runtime)
{
  rmg_held_set_sum (&self->held, rmg_runtime_get_held (runtime));
  self->path = rmg_latency_get_input (
      rmg_runtime_get_latency (runtime), self->port->node);
}

gboolean
rmg_inlet_has_room (RmgInlet *self, guint64 max_bytes)
{
  guint n_buffers, n_bytes;

  if (self->queue == NULL)
    return TRUE;
  g_object_get (self->queue, "current-level-buffers", &n_buffers,
      "current-level-bytes", &n_bytes, NULL);
  return n_buffers < QUEUE_MAX_BUFFERS && n_bytes < max_bytes;
}

const GstAudioInfo *
rmg_inlet_get_info (
    const RmgInlet *self, const GstCaps *caps, GstAudioInfo *own)
{
  if (caps == NULL || caps == self->caps)
    return self->is_audio ? &self->info : NULL;
  return gst_audio_info_from_caps (own, caps) ? own : NULL;
}

static void
send_stream_start (RmgInlet *self)
{
  g_autofree char *id = g_strdup_printf ("rmg-session/%s", self->node_id);

  gst_pad_push_event (self->pad, gst_event_new_stream_start (id));
}

/* Audio is stamped from the count of its frames. In a stream of values the
 * number of the value stands for its time, so that joins know the order. */
static guint64
get_time (const RmgInlet *self)
{
  return self->is_audio ? gst_util_uint64_scale (self->n_frames, GST_SECOND,
                              (guint64) GST_AUDIO_INFO_RATE (&self->info))
                        : self->n_frames;
}

static void
send_caps (RmgInlet *self, GstCaps *caps)
{
  GstSegment segment;

  GST_INFO ("input %s: %" GST_PTR_FORMAT, self->node_id, caps);
  if (!self->headed)
    send_stream_start (self);
  gst_caps_replace (&self->caps, caps);
  self->is_audio = gst_audio_info_from_caps (&self->info, caps);
  self->next_pts = get_time (self);
  gst_pad_push_event (self->pad, gst_event_new_caps (caps));
  if (self->headed)
    return;
  gst_segment_init (&segment, GST_FORMAT_TIME);
  gst_pad_push_event (self->pad, gst_event_new_segment (&segment));
  self->headed = TRUE;
}

static GstBuffer *
stamp (RmgInlet *self, RmgFraming framing, GstBuffer *buffer)
{
  if (GST_BUFFER_PTS_IS_VALID (buffer))
    return buffer;
  if (!self->is_audio && framing == RMG_FRAMING_ITEMS)
    return buffer;

  buffer = gst_buffer_make_writable (buffer);
  GST_BUFFER_OFFSET (buffer) = self->n_frames;
  GST_BUFFER_PTS (buffer) = self->next_pts;
  self->n_frames += self->is_audio
      ? gst_buffer_get_size (buffer) / GST_AUDIO_INFO_BPF (&self->info)
      : 1;
  self->next_pts = get_time (self);
  GST_BUFFER_OFFSET_END (buffer) = self->n_frames;
  GST_BUFFER_DURATION (buffer) = self->next_pts - GST_BUFFER_PTS (buffer);
  return buffer;
}

static void
end_item (RmgInlet *self)
{
  self->open = FALSE;
  self->end = rmg_item_end_renew (self->end, self->item++, TRUE);
  gst_pad_push_event (self->pad, gst_event_ref (self->end));
  self->n_frames = self->next_pts = 0;
}

/* The rest of an item that has failed or was cancelled. */
static GstFlowReturn
drop_rest (RmgInlet *self, GstBuffer *buffer, gboolean ends)
{
  gst_clear_buffer (&buffer);
  self->open = !ends;
  self->item += ends ? 1 : 0;
  return GST_FLOW_OK;
}

/* After an abort, the stream begins again with the last caps. */
static void
follow_caps (RmgInlet *self, GstCaps *caps)
{
  if (caps == NULL && !self->headed)
    caps = self->caps;
  if (caps == NULL)
    return;
  if (!self->headed ||
      (caps != self->caps && !gst_caps_is_equal (caps, self->caps)))
    send_caps (self, caps);
}

static GstFlowReturn
push_buffer (RmgInlet *self, GstBuffer *buffer)
{
  const gint64 n_bytes =
      self->queue != NULL ? (gint64) gst_buffer_get_size (buffer) : 0;
  GstFlowReturn flow;

  account (self, n_bytes);
  if (self->path != NULL)
    rmg_probe_note_arrival (self->path, buffer, self->item);
  flow = gst_pad_push (self->pad, buffer);
  if (flow != GST_FLOW_OK)
    account (self, -n_bytes);
  return flow;
}

GstFlowReturn
rmg_inlet_push (RmgInlet *self, RmgFraming framing, GstCaps *caps,
    GstBuffer *buffer, gboolean ends)
{
  GstFlowReturn flow = GST_FLOW_OK;

  if (self->item < self->resumes)
    return drop_rest (self, buffer, ends);
  follow_caps (self, caps);
  if (buffer != NULL) {
    self->open = TRUE;
    flow = push_buffer (self, stamp (self, framing, buffer));
  }
  if (ends && self->headed)
    end_item (self);
  if (flow != GST_FLOW_OK)
    self->ended = TRUE;
  return flow;
}

guint64
rmg_inlet_get_next (const RmgInlet *self)
{
  return self->item + (self->open ? 1 : 0);
}

void
rmg_inlet_abort (RmgInlet *self, guint64 next)
{
  gst_pad_set_active (self->pad, FALSE); /* forgets its events */
  gst_pad_set_active (self->pad, TRUE);
  self->headed = self->ended = FALSE;
  self->n_frames = self->next_pts = self->n_done = 0;
  self->resumes = MAX (self->resumes, next);
  rmg_held_set (&self->held, 0);
}

void
rmg_inlet_finish (RmgInlet *self)
{
  GST_DEBUG ("input %s: end of stream", self->node_id);
  if (!self->headed)
    send_stream_start (self);
  gst_pad_push_event (self->pad, gst_event_new_eos ());
}
