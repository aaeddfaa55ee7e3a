/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/decode/output.h"

static void
take_facts (RmgDecodeOutput *self, const GstAudioInfo *info)
{
  const guint64 rate = (guint64) info->rate;
  RmgTrimFacts trim = { 0, RMG_TRIM_UNKNOWN, RMG_TRIM_UNKNOWN };
  guint64 scale = rate;

  g_mutex_lock (&self->facts->lock);
  if (self->facts->has_trim)
    trim = self->facts->trim;
  if (self->facts->trim_rate > 0)
    scale = self->facts->trim_rate;
  g_mutex_unlock (&self->facts->lock);
  trim.delay = gst_util_uint64_scale_round (trim.delay, rate, scale);
  if (trim.total != RMG_TRIM_UNKNOWN)
    trim.total = gst_util_uint64_scale_round (trim.total, rate, scale);
  GST_OBJECT_LOCK (self->pad);
  rmg_trim_set_facts (&self->trim, &trim);
  rmg_trim_set_info (&self->trim, info);
  GST_OBJECT_UNLOCK (self->pad);
}

static void
take_caps (RmgDecodeOutput *self, GstEvent *event)
{
  GstAudioInfo info;
  GstCaps *caps;

  gst_event_parse_caps (event, &caps);
  GST_INFO_OBJECT (self->pad, "caps %" GST_PTR_FORMAT, caps);
  if (!gst_audio_info_from_caps (&info, caps))
    return;
  rmg_collect_set_info (&self->collect, &info);
  take_facts (self, &info);
}

/* Times of the segment without the delay. */
static GstEvent *
shift_segment (RmgDecodeOutput *self, GstEvent *event)
{
  guint32 seqnum = gst_event_get_seqnum (event);
  GstSegment segment;

  gst_event_copy_segment (event, &segment);
  if (segment.format != GST_FORMAT_TIME || !rmg_trim_is_active (&self->trim))
    return event;
  segment.start = rmg_trim_shift (&self->trim, segment.start);
  segment.time = rmg_trim_shift (&self->trim, segment.time);
  segment.position = rmg_trim_shift (&self->trim, segment.position);
  segment.stop = rmg_trim_shift (&self->trim, segment.stop);
  segment.duration = GST_CLOCK_TIME_NONE;
  gst_event_unref (event);
  event = gst_event_new_segment (&segment);
  gst_event_set_seqnum (event, seqnum);
  return event;
}

static void
reset_gaps (RmgDecodeOutput *self)
{
  g_mutex_lock (&self->facts->lock);
  rmg_gaps_reset (&self->facts->gaps);
  g_mutex_unlock (&self->facts->lock);
}

static GstFlowReturn
push (RmgDecodeOutput *self, GQueue *ready)
{
  GstFlowReturn flow = GST_FLOW_OK;
  GstBuffer *buffer;

  while ((buffer = g_queue_pop_head (ready)) != NULL) {
    if (flow == GST_FLOW_OK)
      flow = gst_pad_push (self->pad, buffer);
    else
      gst_buffer_unref (buffer);
  }
  return flow;
}

/* Whether the bytes are pulled from a file. Data that arrive as they are produced
 * are not held back. */
static gboolean
is_pulled (GstPad *pad)
{
  g_autoptr (GstPad) sink =
      gst_element_get_static_pad (GST_PAD_PARENT (pad), "sink");
  g_autoptr (GstPad) peer = sink != NULL ? gst_pad_get_peer (sink) : NULL;

  return peer != NULL && GST_PAD_MODE (peer) == GST_PAD_MODE_PULL;
}

/* Events stay in order with the data. */
static void
flush_collected (RmgDecodeOutput *self)
{
  GQueue ready = G_QUEUE_INIT;
  GstFlowReturn flow;

  rmg_collect_flush (&self->collect, &ready);
  flow = push (self, &ready);
  if (flow != GST_FLOW_OK)
    self->refusal = flow;
}

static void
finish (RmgDecodeOutput *self)
{
  GstFlowReturn refusal = self->refusal;

  self->refusal = GST_FLOW_OK;
  GST_OBJECT_LOCK (self->pad);
  self->has_ended = TRUE;
  GST_OBJECT_UNLOCK (self->pad);
  self->ended (GST_ELEMENT (GST_OBJECT_PARENT (self->pad)), refusal);
}

static gboolean
handle_event (GstPad *pad, GstObject *parent, GstEvent *event)
{
  RmgDecodeOutput *self = gst_pad_get_element_private (pad);

  if (GST_EVENT_IS_SERIALIZED (event) &&
      GST_EVENT_TYPE (event) != GST_EVENT_FLUSH_STOP)
    flush_collected (self);
  switch (GST_EVENT_TYPE (event)) {
    case GST_EVENT_CAPS:
      take_caps (self, event);
      break;
    case GST_EVENT_SEGMENT:
      reset_gaps (self);
      self->is_collecting = is_pulled (self->pad);
      event = shift_segment (self, event);
      break;
    case GST_EVENT_FLUSH_STOP:
      reset_gaps (self);
      rmg_collect_clear (&self->collect);
      self->refusal = GST_FLOW_OK;
      GST_OBJECT_LOCK (self->pad);
      rmg_trim_flush (&self->trim);
      self->has_ended = FALSE;
      GST_OBJECT_UNLOCK (self->pad);
      break;
    case GST_EVENT_EOS:
      finish (self);
      break;
    default:
      break;
  }
  return gst_pad_push_event (self->pad, event);
}

static void
look_for_gap (RmgDecodeOutput *self, GstBuffer *buffer)
{
  const GstAudioInfo *info = &self->trim.info;
  guint64 n_frames;

  if (!GST_BUFFER_PTS_IS_VALID (buffer) || info->bpf <= 0)
    return;
  n_frames = rmg_trim_count (info, buffer);
  g_mutex_lock (&self->facts->lock);
  rmg_gaps_add (&self->facts->gaps, GST_BUFFER_PTS (buffer),
      gst_util_uint64_scale (n_frames, GST_SECOND, (guint64) info->rate));
  g_mutex_unlock (&self->facts->lock);
}

static GstFlowReturn
handle_buffer (GstPad *pad, GstObject *parent, GstBuffer *buffer)
{
  RmgDecodeOutput *self = gst_pad_get_element_private (pad);
  GQueue cut = G_QUEUE_INIT;
  GQueue ready = G_QUEUE_INIT;

  look_for_gap (self, buffer);
  GST_OBJECT_LOCK (self->pad);
  self->n_buffers++;
  rmg_trim_add (&self->trim, buffer, &cut);
  GST_OBJECT_UNLOCK (self->pad);
  if (self->is_collecting)
    while ((buffer = g_queue_pop_head (&cut)) != NULL)
      rmg_collect_add (&self->collect, buffer, &ready);
  self->refusal = push (self, self->is_collecting ? &ready : &cut);
  return self->refusal;
}

static GstEvent *
shift_seek (RmgDecodeOutput *self, GstEvent *event)
{
  const gint64 delay = (gint64) rmg_trim_get_delay (&self->trim);
  guint32 seqnum = gst_event_get_seqnum (event);
  GstSeekType start_type, stop_type;
  gint64 start, stop;
  GstSeekFlags flags;
  GstFormat format;
  gdouble rate;

  gst_event_parse_seek (
      event, &rate, &format, &flags, &start_type, &start, &stop_type, &stop);
  if (format != GST_FORMAT_TIME || delay == 0)
    return event;
  if (start_type == GST_SEEK_TYPE_SET && start >= 0)
    start += delay;
  if (stop_type == GST_SEEK_TYPE_SET && stop >= 0)
    stop += delay;
  gst_event_unref (event);
  event = gst_event_new_seek (
      rate, format, flags, start_type, start, stop_type, stop);
  gst_event_set_seqnum (event, seqnum);
  return event;
}

static gboolean
handle_upstream_event (GstPad *pad, GstObject *parent, GstEvent *event)
{
  RmgDecodeOutput *self = gst_pad_get_element_private (pad);

  if (GST_EVENT_TYPE (event) == GST_EVENT_SEEK)
    event = shift_seek (self, event);
  return gst_pad_event_default (pad, parent, event);
}

static gboolean
handle_query (GstPad *pad, GstObject *parent, GstQuery *query)
{
  RmgDecodeOutput *self = gst_pad_get_element_private (pad);
  const RmgTrim *trim = &self->trim;
  GstFormat format;

  if (GST_QUERY_TYPE (query) != GST_QUERY_DURATION ||
      trim->facts.total == RMG_TRIM_UNKNOWN || trim->info.rate <= 0)
    return gst_pad_query_default (pad, parent, query);
  gst_query_parse_duration (query, &format, NULL);
  if (format != GST_FORMAT_TIME)
    return gst_pad_query_default (pad, parent, query);
  gst_query_set_duration (query, format,
      (gint64) gst_util_uint64_scale (
          trim->facts.total, GST_SECOND, (guint64) trim->info.rate));
  return TRUE;
}

void
rmg_decode_output_init (RmgDecodeOutput *self, GstPad *pad, RmgFileFacts *facts,
    void (*ended) (GstElement *element, GstFlowReturn refusal))
{
  g_autoptr (GstPad) inside =
      GST_PAD (gst_proxy_pad_get_internal (GST_PROXY_PAD (pad)));

  *self = (RmgDecodeOutput){ pad, facts, ended };
  rmg_trim_init (&self->trim);
  rmg_collect_init (&self->collect);
  gst_pad_set_element_private (pad, self);
  gst_pad_set_element_private (inside, self);
  gst_pad_set_chain_function (inside, handle_buffer);
  gst_pad_set_event_function (inside, handle_event);
  gst_pad_set_event_function (pad, handle_upstream_event);
  gst_pad_set_query_function (pad, handle_query);
}

void
rmg_decode_output_reset (RmgDecodeOutput *self)
{
  rmg_collect_clear (&self->collect);
  self->is_collecting = FALSE;
  self->refusal = GST_FLOW_OK;
  GST_OBJECT_LOCK (self->pad);
  rmg_trim_clear (&self->trim);
  self->n_buffers = 0;
  self->has_ended = FALSE;
  GST_OBJECT_UNLOCK (self->pad);
}

void
rmg_decode_output_clear (RmgDecodeOutput *self)
{
  rmg_collect_clear (&self->collect);
  rmg_trim_clear (&self->trim);
}
