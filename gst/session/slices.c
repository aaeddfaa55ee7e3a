/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/session/slices.h"

#include "gst/session/cancel.h"
#include "gst/session/whole-item.h"

#define AIM_US 5000

/* Flags that describe the whole buffer. */
#define WHOLE_FLAGS                                                            \
  (GST_BUFFER_FLAG_GAP | GST_BUFFER_FLAG_CORRUPTED | GST_BUFFER_FLAG_HEADER |  \
      GST_BUFFER_FLAG_DROPPABLE | GST_BUFFER_FLAG_DELTA_UNIT)

#define UNSLICED                                                               \
  (RMG_NODE_FOREIGN | RMG_NODE_HOSTED | RMG_NODE_SOURCE | RMG_NODE_SINK |      \
      RMG_NODE_FILE | RMG_NODE_NETWORK | RMG_NODE_TRANSIENT)

typedef struct
{
  GstBuffer *buffer;
  const GstAudioInfo *info;
  GstAudioInfo own; /* `info` if it is not the one of the inlet */
  guint64 n_frames; /* of the buffer */
  guint64 done;
} Slices;

guint
rmg_slices_next_size (guint n_frames, gint64 took_us)
{
  const guint64 most = MIN (2 * (guint64) n_frames, RMG_SLICE_MAX_FRAMES);
  guint64 aim = most;

  if (took_us > 0)
    aim = gst_util_uint64_scale (n_frames, AIM_US, (guint64) took_us);
  return (guint) MAX (MIN (aim, most), RMG_SLICE_MIN_FRAMES);
}

gboolean
rmg_slices_plan_allows (const RmgPlan *plan)
{
  if (plan->framing != RMG_FRAMING_ITEMS)
    return FALSE;
  for (guint i = 0; i < plan->nodes->len; i++) {
    const RmgPlanNode *node = &g_array_index (plan->nodes, RmgPlanNode, i);

    if ((node->flags & UNSLICED) || node->guard != RMG_PLAN_NONE ||
        node->nested_depth > 0)
      return FALSE;
  }
  return TRUE;
}

static gboolean
is_planar (const GstAudioInfo *info)
{
  return GST_AUDIO_INFO_LAYOUT (info) == GST_AUDIO_LAYOUT_NON_INTERLEAVED;
}

gboolean
rmg_slices_buffer_allows (GstBuffer *buffer, const GstAudioInfo *info)
{
  const GstAudioMeta *planes = gst_buffer_get_audio_meta (buffer);
  gpointer state = NULL;

  if ((GST_BUFFER_FLAGS (buffer) & WHOLE_FLAGS) != 0)
    return FALSE;
  if (!is_planar (info))
    return gst_buffer_iterate_meta (buffer, &state) == NULL;
  return planes != NULL &&
      planes->samples * (gsize) GST_AUDIO_INFO_BPF (info) ==
      gst_buffer_get_size (buffer) &&
      gst_buffer_iterate_meta (buffer, &state) != NULL &&
      gst_buffer_iterate_meta (buffer, &state) == NULL;
}

/* One memory for each channel, which is a part of that of the buffer. */
static GstBuffer *
cut_planes (
    GstBuffer *buffer, const GstAudioInfo *info, guint64 first, guint n_frames)
{
  const GstAudioMeta *planes = gst_buffer_get_audio_meta (buffer);
  const gsize width = (gsize) GST_AUDIO_INFO_BPS (info);
  GstBuffer *slice = gst_buffer_new ();

  if (first == 0)
    gst_buffer_copy_into (slice, buffer, GST_BUFFER_COPY_FLAGS, 0, -1);
  for (int i = 0; i < GST_AUDIO_INFO_CHANNELS (info); i++)
    gst_buffer_copy_into (slice, buffer, GST_BUFFER_COPY_MEMORY,
        planes->offsets[i] + first * width, n_frames * width);
  gst_buffer_add_audio_meta (slice, info, n_frames, NULL);
  return slice;
}

static GstBuffer *
cut_frames (
    GstBuffer *buffer, const GstAudioInfo *info, guint64 first, guint n_frames)
{
  const guint bytes_per_frame = GST_AUDIO_INFO_BPF (info);

  return gst_buffer_copy_region (buffer,
      first == 0 ? GST_BUFFER_COPY_MEMORY | GST_BUFFER_COPY_FLAGS
                 : GST_BUFFER_COPY_MEMORY,
      first * bytes_per_frame, (gsize) n_frames * bytes_per_frame);
}

GstBuffer *
rmg_slices_cut (
    GstBuffer *buffer, const GstAudioInfo *info, guint64 first, guint n_frames)
{
  const guint64 rate_hz = GST_AUDIO_INFO_RATE (info);
  GstBuffer *slice = is_planar (info)
      ? cut_planes (buffer, info, first, n_frames)
      : cut_frames (buffer, info, first, n_frames);
  GstClockTime start = gst_util_uint64_scale (first, GST_SECOND, rate_hz);

  if (!GST_BUFFER_PTS_IS_VALID (buffer))
    return slice;
  GST_BUFFER_PTS (slice) = GST_BUFFER_PTS (buffer) + start;
  GST_BUFFER_DURATION (slice) =
      gst_util_uint64_scale (first + n_frames, GST_SECOND, rate_hz) - start;
  if (GST_BUFFER_OFFSET_IS_VALID (buffer)) {
    GST_BUFFER_OFFSET (slice) = GST_BUFFER_OFFSET (buffer) + first;
    GST_BUFFER_OFFSET_END (slice) = GST_BUFFER_OFFSET (slice) + n_frames;
  }
  return slice;
}

static void
report (RmgSession *self, RmgInlet *inlet, guint64 done, guint64 total)
{
  const RmgItemProgress progress = { inlet->node_id, inlet->item, done, total };

  if (self->progress_func != NULL)
    self->progress_func (self, &progress, self->progress_data);
}

static GstFlowReturn
push_slice (RmgSession *self, RmgInlet *inlet, GstCaps *caps, Slices *slices,
    guint n_frames)
{
  const gint64 start_us = g_get_monotonic_time ();
  GstFlowReturn flow;

  flow = rmg_inlet_push (inlet, self->plan->framing, caps,
      rmg_slices_cut (slices->buffer, slices->info, slices->done, n_frames),
      FALSE);
  slices->done += n_frames;
  if (n_frames == self->slice_frames && !self->plan->threaded)
    self->slice_frames =
        rmg_slices_next_size (n_frames, g_get_monotonic_time () - start_us);
  return flow;
}

static GstFlowReturn
push_slices (RmgSession *self, RmgInlet *inlet, GstCaps *caps, Slices *slices)
{
  const guint64 before = inlet->n_done;
  GstFlowReturn flow = GST_FLOW_OK;

  while (flow == GST_FLOW_OK && slices->done < slices->n_frames &&
      !rmg_cancel_is_requested (self)) {
    guint64 left = slices->n_frames - slices->done;

    flow = push_slice (
        self, inlet, caps, slices, (guint) MIN (left, self->slice_frames));
    inlet->n_done = before + slices->done;
    report (self, inlet, inlet->n_done, before + slices->n_frames);
  }
  return flow;
}

/* Returns: whether @buffer is pushed in parts, or measured by its frames */
static gboolean
begin (RmgSession *self, const RmgInlet *inlet, GstCaps *caps,
    GstBuffer *buffer, Slices *slices)
{
  gsize size = buffer != NULL ? gst_buffer_get_size (buffer) : 0;

  if (size < RMG_SLICE_MIN_FRAMES && self->progress_func == NULL)
    return FALSE;
  slices->info =
      buffer != NULL ? rmg_inlet_get_info (inlet, caps, &slices->own) : NULL;
  if (slices->info == NULL)
    return FALSE;
  slices->buffer = buffer;
  slices->n_frames = size / GST_AUDIO_INFO_BPF (slices->info);
  slices->done = 0;
  return TRUE;
}

/* Planar outputs of slices are copied into one buffer. */
static gboolean
is_worth_cutting (const RmgSession *self, const Slices *slices)
{
  if (slices->n_frames <= self->slice_frames)
    return FALSE;
  return !is_planar (slices->info) ||
      slices->n_frames * (guint64) GST_AUDIO_INFO_CHANNELS (slices->info) >=
      RMG_SLICE_PLANAR_SAMPLES;
}

static gboolean
is_long (const RmgSession *self, const RmgInlet *inlet, const Slices *slices)
{
  return self->may_slice && inlet->item >= inlet->resumes &&
      is_worth_cutting (self, slices) &&
      rmg_slices_buffer_allows (slices->buffer, slices->info);
}

/* The nodes see no end of an item that was cancelled meanwhile. */
static GstFlowReturn
end_slices (
    RmgSession *self, RmgInlet *inlet, GstFlowReturn flow, gboolean ends)
{
  if (rmg_cancel_is_requested (self))
    inlet->resumes = inlet->item + 1;
  if (ends)
    rmg_inlet_push (inlet, self->plan->framing, NULL, NULL, TRUE);
  if (flow != GST_FLOW_OK)
    inlet->ended = TRUE;
  return flow;
}

static GstFlowReturn
push_whole (RmgSession *self, RmgInlet *inlet, GstCaps *caps, GstBuffer *buffer,
    gboolean ends)
{
  return rmg_inlet_push (inlet, self->plan->framing, caps, buffer, ends);
}

static GstFlowReturn
push_measured (RmgSession *self, RmgInlet *inlet, GstCaps *caps, Slices *slices,
    gboolean ends)
{
  const guint64 item = inlet->item;
  const guint64 done = inlet->n_done + slices->n_frames;
  GstFlowReturn flow;

  if (is_long (self, inlet, slices)) {
    g_autoptr (GstBuffer) buffer = slices->buffer;

    return end_slices (
        self, inlet, push_slices (self, inlet, caps, slices), ends);
  }
  flow = push_whole (self, inlet, caps, slices->buffer, ends);
  inlet->n_done = done;
  if (self->progress_func != NULL) {
    const RmgItemProgress progress = { inlet->node_id, item, done, done };

    self->progress_func (self, &progress, self->progress_data);
  }
  return flow;
}

GstFlowReturn
rmg_slices_push (RmgSession *self, RmgInlet *inlet, GstCaps *caps,
    GstBuffer *buffer, gboolean ends)
{
  Slices slices;
  GstFlowReturn flow;

  if (ends && buffer != NULL)
    rmg_whole_item_expect (self, inlet, caps, buffer);
  rmg_runtime_set_item (self->runtime, inlet->item);
  flow = begin (self, inlet, caps, buffer, &slices)
      ? push_measured (self, inlet, caps, &slices, ends)
      : push_whole (self, inlet, caps, buffer, ends);
  if (ends)
    inlet->n_done = 0;
  if (flow < GST_FLOW_EOS)
    rmg_runtime_report_flow (self->runtime, flow);
  return flow;
}
