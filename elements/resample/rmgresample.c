/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* rmgresample: changes the sample rate.
 *
 * Output frames have the time of their input: the filter does not shift the signal,
 * it delays the output by the reported latency. A stream of n frames becomes
 * ceil (n * out / in) frames, for any split into buffers.
 *
 *   gst-launch-1.0 audiotestsrc num-buffers=100 ! audio/x-raw,rate=48000 !
 *       rmgresample rate=16000 quality=high ! wavenc ! filesink location=o.wav
 */
#include "elements/resample/rmgresample.h"

#include "elements/base/formats.h"
#include "elements/base/held.h"
#include "elements/base/item-end.h"
#include "elements/resample/caps.h"
#include "elements/resample/stream.h"

GST_DEBUG_CATEGORY_STATIC (rmg_resample_debug);
#define GST_CAT_DEFAULT rmg_resample_debug

static GstStaticPadTemplate sink_template = GST_STATIC_PAD_TEMPLATE (
    "sink", GST_PAD_SINK, GST_PAD_ALWAYS, GST_STATIC_CAPS (RMG_FORMATS_CAPS));
static GstStaticPadTemplate src_template = GST_STATIC_PAD_TEMPLATE (
    "src", GST_PAD_SRC, GST_PAD_ALWAYS, GST_STATIC_CAPS (RMG_FORMATS_CAPS));

struct _RmgResample
{
  GstBaseTransform parent;

  RmgHeld held;                 /* state of the resampler */
  RmgResampleSettings settings; /* object lock */
  RmgResampleFacts facts;       /* object lock */

  RmgResampleStream stream; /* streaming thread */
  gboolean requests_memory; /* streaming thread: before the next buffer */
};

G_DEFINE_TYPE (RmgResample, rmg_resample, GST_TYPE_BASE_TRANSFORM)
GST_ELEMENT_REGISTER_DEFINE (
    rmgresample, "rmgresample", GST_RANK_NONE, RMG_TYPE_RESAMPLE)

static RmgResampleSettings
copy_settings (RmgResample *self)
{
  RmgResampleSettings settings;

  GST_OBJECT_LOCK (self);
  settings = self->settings;
  GST_OBJECT_UNLOCK (self);
  return settings;
}

static void
publish (RmgResample *self, const RmgResampleFacts *facts)
{
  gboolean later;

  GST_OBJECT_LOCK (self);
  later = facts->latency != self->facts.latency;
  self->facts = *facts;
  GST_OBJECT_UNLOCK (self);
  rmg_held_set (&self->held, facts->held_bytes);

  GST_DEBUG_OBJECT (self, "implementation %s, latency %" GST_TIME_FORMAT,
      facts->implementation, GST_TIME_ARGS (facts->latency));
  if (later)
    gst_element_post_message (GST_ELEMENT_CAST (self),
        gst_message_new_latency (GST_OBJECT_CAST (self)));
}

/* @buffer: (transfer full) (nullable): */
static GstFlowReturn
push_drained (RmgResample *self, GstBuffer *buffer, const char *reason)
{
  if (buffer == NULL)
    return GST_FLOW_OK;
  GST_DEBUG_OBJECT (
      self, "drained by %s: %" GST_PTR_FORMAT, reason, (gpointer) buffer);
  return gst_pad_push (GST_BASE_TRANSFORM_SRC_PAD (self), buffer);
}

/* Pushes the output that the filter holds, and resets it. */
static GstFlowReturn
drain (RmgResample *self, const char *reason)
{
  RmgResampleDrained drained;
  GstFlowReturn flow;

  if (!rmg_resample_stream_drain (&self->stream, &drained))
    return GST_FLOW_ERROR;
  flow = push_drained (self, drained.sound, reason);
  if (flow == GST_FLOW_OK)
    return push_drained (self, drained.gap, reason);
  gst_clear_buffer (&drained.gap);
  return flow;
}

static gboolean
open_resampler (RmgResample *self, const RmgResampleSettings *settings)
{
  const gboolean opened = rmg_resample_stream_open (&self->stream, settings);
  const RmgResampleFacts facts = rmg_resample_stream_get_facts (&self->stream);

  gst_base_transform_set_passthrough (GST_BASE_TRANSFORM_CAST (self),
      rmg_resample_stream_is_passthrough (&self->stream));
  publish (self, &facts);
  return opened;
}

static gboolean
report_unsupported (RmgResample *self, const RmgResampleSettings *settings)
{
  GST_ELEMENT_ERROR_WITH_DETAILS (self, STREAM, FORMAT,
      ("Resampling from %d Hz to %d Hz is not supported.", self->stream.in.rate,
          self->stream.out.rate),
      ("engine %d, quality %d", settings->engine, settings->quality),
      ("rate-hz", G_TYPE_INT, self->stream.in.rate, "out-rate-hz", G_TYPE_INT,
          self->stream.out.rate, NULL));
  return FALSE;
}

static gboolean
rmg_resample_start (GstBaseTransform *trans)
{
  rmg_resample_stream_start (&RMG_RESAMPLE (trans)->stream);
  return TRUE;
}

static GstCaps *
rmg_resample_transform_caps (GstBaseTransform *trans, GstPadDirection direction,
    GstCaps *caps, GstCaps *filter)
{
  RmgResampleSettings settings = copy_settings (RMG_RESAMPLE (trans));
  g_autoptr (GstCaps) result =
      rmg_resample_caps_transform (caps, direction, settings.rate_hz);

  if (filter != NULL)
    return gst_caps_intersect_full (filter, result, GST_CAPS_INTERSECT_FIRST);
  return g_steal_pointer (&result);
}

static GstCaps *
rmg_resample_fixate_caps (GstBaseTransform *trans, GstPadDirection direction,
    GstCaps *caps, GstCaps *othercaps)
{
  return rmg_resample_caps_fixate (caps, othercaps);
}

/* Runs before the new caps go downstream: the drained frames still have the old
 * caps. */
static gboolean
rmg_resample_set_caps (GstBaseTransform *trans, GstCaps *in, GstCaps *out)
{
  RmgResample *self = RMG_RESAMPLE (trans);
  RmgResampleStream *stream = &self->stream;
  RmgResampleSettings settings = copy_settings (self);
  GstAudioInfo in_info, out_info;

  if (!gst_audio_info_from_caps (&in_info, in) ||
      !gst_audio_info_from_caps (&out_info, out))
    return FALSE;
  if (gst_audio_info_is_equal (&in_info, &stream->in) &&
      gst_audio_info_is_equal (&out_info, &stream->out) &&
      rmg_resample_stream_is_open (stream))
    return TRUE;

  GST_INFO_OBJECT (
      self, "from %" GST_PTR_FORMAT " to %" GST_PTR_FORMAT, in, out);
  drain (self, "new caps");
  self->requests_memory = TRUE;
  stream->in = in_info;
  stream->out = out_info;
  return open_resampler (self, &settings) ||
      report_unsupported (self, &settings);
}

static GstFlowReturn
rmg_resample_submit_input_buffer (
    GstBaseTransform *trans, gboolean is_discont, GstBuffer *buffer)
{
  RmgResample *self = RMG_RESAMPLE (trans);
  RmgResampleSettings settings = copy_settings (self);
  gboolean outdated =
      rmg_resample_stream_is_outdated (&self->stream, &settings);
  GstFlowReturn flow = GST_FLOW_OK;

  if (outdated)
    flow = drain (self, "new settings");
  else if (rmg_resample_stream_is_interrupted (&self->stream, buffer))
    flow = drain (self, "a discontinuity or jump");
  if (outdated && !open_resampler (self, &settings)) {
    report_unsupported (self, &settings);
    flow = GST_FLOW_ERROR;
  }
  rmg_resample_stream_follow (&self->stream, &settings);
  if (flow == GST_FLOW_OK)
    return GST_BASE_TRANSFORM_CLASS (rmg_resample_parent_class)
        ->submit_input_buffer (trans, is_discont, buffer);
  gst_buffer_unref (buffer);
  return flow;
}

/* The base class sends no ALLOCATION query for elements without transform(). */
static void
request_memory (RmgResample *self)
{
  GstPad *pad = GST_BASE_TRANSFORM_SRC_PAD (self);
  g_autoptr (GstCaps) caps = NULL;

  if (!self->requests_memory)
    return;
  self->requests_memory = FALSE;
  caps = gst_pad_get_current_caps (pad);
  rmg_offer_request (&self->stream.offer, pad, caps);
}

/* Memory of the output is of no use for the input, but the base class forwards
 * the query of elements without decide_allocation(). */
static gboolean
rmg_resample_propose_allocation (
    GstBaseTransform *trans, GstQuery *decide_query, GstQuery *query)
{
  RmgResample *self = RMG_RESAMPLE (trans);

  return !rmg_resample_stream_is_passthrough (&self->stream) ||
      GST_BASE_TRANSFORM_CLASS (rmg_resample_parent_class)
          ->propose_allocation (trans, decide_query, query);
}

/* Announces the position of the output to joins downstream. */
static void
push_sign (RmgResample *self)
{
  GstEvent *sign = rmg_resample_track_sign (&self->stream.track);

  if (sign != NULL)
    gst_pad_push_event (GST_BASE_TRANSFORM_SRC_PAD (self), sign);
}

/* Returns: %FALSE if a buffer could not be mapped */
static gboolean
process (RmgResample *self, GstBuffer *in, GstBuffer **out)
{
  if (!rmg_resample_stream_process (&self->stream, in, out)) {
    GST_ELEMENT_ERROR (self, STREAM, FAILED, ("A buffer could not be read."),
        ("%" GST_PTR_FORMAT, (gpointer) in));
    return FALSE;
  }
  GST_LOG_OBJECT (self, "%" GST_PTR_FORMAT " becomes %" GST_PTR_FORMAT,
      (gpointer) in, (gpointer) *out);
  if (*out == NULL)
    push_sign (self);
  return TRUE;
}

/* The base class calls this until there is no output. */
static GstFlowReturn
rmg_resample_generate_output (GstBaseTransform *trans, GstBuffer **out)
{
  RmgResample *self = RMG_RESAMPLE (trans);

  *out = NULL;
  if (trans->queued_buf == NULL)
    return GST_FLOW_OK;
  if (self->stream.resampler == NULL) {
    rmg_resample_stream_pass (&self->stream, &trans->queued_buf);
    *out = g_steal_pointer (&trans->queued_buf);
    return GST_FLOW_OK;
  }
  request_memory (self);
  while (trans->queued_buf != NULL && *out == NULL) {
    g_autoptr (GstBuffer) in =
        rmg_resample_stream_take (&self->stream, &trans->queued_buf);

    if (!process (self, in, out))
      return GST_FLOW_ERROR;
  }
  return GST_FLOW_OK;
}

/* A gap after the input so far ends the clip. A gap within it is replaced by a sign
 * of the output position, since later output fills it.
 *
 * Returns: (transfer full): the event to forward */
static GstEvent *
handle_gap (RmgResample *self, GstEvent *event)
{
  RmgTimeline *in = &self->stream.track.in;
  GstClockTime start, end;

  if (self->stream.resampler == NULL) {
    rmg_timeline_pass_gap (in, event);
    return event;
  }
  if (!rmg_timeline_parse_gap (in, event, &start, &end) && in->position > 0) {
    gst_event_unref (event);
    return rmg_resample_track_make_sign (&self->stream.track);
  }
  drain (self, "a gap");
  rmg_timeline_place (in, end);
  return event;
}

/* Pushes the end of the stretch; the next one starts at the start of the segment. */
static void
end_stream (RmgResample *self, const char *reason)
{
  drain (self, reason);
  rmg_resample_track_restart (&self->stream.track);
}

static void
handle_segment (RmgResample *self, GstEvent *event)
{
  const GstSegment *segment;

  drain (self, "a segment");
  gst_event_parse_segment (event, &segment);
  rmg_timeline_set_segment (&self->stream.track.in, segment);
}

static gboolean
rmg_resample_sink_event (GstBaseTransform *trans, GstEvent *event)
{
  RmgResample *self = RMG_RESAMPLE (trans);

  switch (GST_EVENT_TYPE (event)) {
    case GST_EVENT_SEGMENT:
      handle_segment (self, event);
      break;
    case GST_EVENT_STREAM_START:
    case GST_EVENT_EOS:
      end_stream (self, GST_EVENT_TYPE_NAME (event));
      break;
    case GST_EVENT_FLUSH_STOP:
      GST_DEBUG_OBJECT (self, "flushed");
      rmg_resample_stream_flush (&self->stream);
      break;
    case GST_EVENT_GAP:
      event = handle_gap (
          self, rmg_timeline_stamp_gap (&self->stream.track.in, event));
      break;
    default:
      if (rmg_item_end_parse (event, NULL, NULL))
        end_stream (self, "the end of an item");
      break;
  }
  return GST_BASE_TRANSFORM_CLASS (rmg_resample_parent_class)
      ->sink_event (trans, event);
}

static gboolean
rmg_resample_query (
    GstBaseTransform *trans, GstPadDirection direction, GstQuery *query)
{
  RmgResample *self = RMG_RESAMPLE (trans);
  GstClockTime least, most, own;
  gboolean live;

  if (!GST_BASE_TRANSFORM_CLASS (rmg_resample_parent_class)
           ->query (trans, direction, query))
    return FALSE;
  if (GST_QUERY_TYPE (query) != GST_QUERY_LATENCY || direction != GST_PAD_SRC)
    return TRUE;

  GST_OBJECT_LOCK (self);
  own = self->facts.latency;
  GST_OBJECT_UNLOCK (self);
  gst_query_parse_latency (query, &live, &least, &most);
  if (GST_CLOCK_TIME_IS_VALID (most))
    most += own;
  gst_query_set_latency (query, live, least + own, most);
  return TRUE;
}

static gboolean
rmg_resample_stop (GstBaseTransform *trans)
{
  RmgResample *self = RMG_RESAMPLE (trans);

  rmg_resample_stream_stop (&self->stream);
  rmg_offer_clear (&self->stream.offer);
  GST_OBJECT_LOCK (self);
  self->facts = rmg_resample_no_facts;
  GST_OBJECT_UNLOCK (self);
  rmg_held_set (&self->held, 0);
  return TRUE;
}

static void
rmg_resample_set_property (
    GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  RmgResample *self = RMG_RESAMPLE (object);
  gboolean known, has_new_rate;
  gint before_hz;

  GST_OBJECT_LOCK (self);
  before_hz = self->settings.rate_hz;
  known = rmg_setting_table_set (
      &rmg_resample_setting_table, &self->settings, id, value);
  has_new_rate = self->settings.rate_hz != before_hz;
  GST_OBJECT_UNLOCK (self);
  if (!known)
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  if (has_new_rate)
    gst_base_transform_reconfigure_src (GST_BASE_TRANSFORM_CAST (self));
}

static void
rmg_resample_get_property (
    GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  RmgResample *self = RMG_RESAMPLE (object);
  gboolean known;

  GST_OBJECT_LOCK (self);
  known = rmg_setting_table_get (
              &rmg_resample_setting_table, &self->settings, id, value) ||
      rmg_setting_table_get (&rmg_resample_fact_table, &self->facts, id, value);
  GST_OBJECT_UNLOCK (self);
  if (!known)
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
rmg_resample_init (RmgResample *self)
{
  self->settings = rmg_resample_default_settings;
  self->facts = rmg_resample_no_facts;
  rmg_held_attach (self, &self->held);
  gst_base_transform_set_gap_aware (GST_BASE_TRANSFORM_CAST (self), TRUE);
  rmg_resample_stream_start (&self->stream);
}

static void
rmg_resample_class_init (RmgResampleClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);
  GstBaseTransformClass *trans_class = GST_BASE_TRANSFORM_CLASS (klass);

  GST_DEBUG_CATEGORY_INIT (
      rmg_resample_debug, "rmgresample", 0, "Sample rate conversion");

  object_class->set_property = rmg_resample_set_property;
  object_class->get_property = rmg_resample_get_property;
  rmg_setting_table_install (&rmg_resample_setting_table, object_class);
  rmg_setting_table_install (&rmg_resample_fact_table, object_class);

  gst_element_class_add_static_pad_template (element_class, &sink_template);
  gst_element_class_add_static_pad_template (element_class, &src_template);
  gst_element_class_set_static_metadata (element_class, "Resampler",
      "Filter/Converter/Audio", "Changes the sample rate of audio",
      "The RemoteMedia authors");

  trans_class->start = rmg_resample_start;
  trans_class->transform_caps = rmg_resample_transform_caps;
  trans_class->fixate_caps = rmg_resample_fixate_caps;
  trans_class->set_caps = rmg_resample_set_caps;
  trans_class->propose_allocation = rmg_resample_propose_allocation;
  trans_class->submit_input_buffer = rmg_resample_submit_input_buffer;
  trans_class->generate_output = rmg_resample_generate_output;
  trans_class->sink_event = rmg_resample_sink_event;
  trans_class->query = rmg_resample_query;
  trans_class->stop = rmg_resample_stop;
  trans_class->passthrough_on_same_caps = FALSE;
}
