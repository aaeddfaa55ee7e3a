/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Converts audio between sample formats, layouts and channels.
 *
 * gst-launch-1.0 audiotestsrc ! rmgconvert format=S16LE channels=2 ! \
 *     autoaudiosink */

#include "elements/convert/rmgconvert.h"

#include "elements/base/formats.h"
#include "elements/base/held.h"
#include "elements/base/item-end.h"
#include "elements/base/recycler.h"
#include "elements/base/settings.h"
#include "elements/convert/stream.h"

GST_DEBUG_CATEGORY_STATIC (convert_debug);
#define GST_CAT_DEFAULT convert_debug

static GstStaticPadTemplate sink_template = GST_STATIC_PAD_TEMPLATE (
    "sink", GST_PAD_SINK, GST_PAD_ALWAYS, GST_STATIC_CAPS (RMG_FORMATS_CAPS));
static GstStaticPadTemplate src_template = GST_STATIC_PAD_TEMPLATE (
    "src", GST_PAD_SRC, GST_PAD_ALWAYS, GST_STATIC_CAPS (RMG_FORMATS_CAPS));

typedef struct
{
  const char *implementation; /* static */
} ConvertFacts;

static const ConvertFacts no_facts = { "none" };

static const RmgSetting fact_rows[] = {
  { "implementation",
      "Instruction set of the kernels in use; none before caps are known",
      RMG_SETTING_STRING, G_STRUCT_OFFSET (ConvertFacts, implementation) },
};

static const RmgSettingTable fact_table = {
  .rows = fact_rows,
  .n_rows = G_N_ELEMENTS (fact_rows),
  .initial = &no_facts,
  .first_id = 100,
  .flags = RMG_SETTINGS_READABLE,
};

struct _RmgConvertElement
{
  GstBaseTransform parent;

  RmgHeld held;                /* memory kept for the next buffers */
  RmgConvertSettings settings; /* under the object lock */
  ConvertFacts facts;          /* under the object lock */

  RmgConvertStream stream; /* of the streaming thread */
};

G_DEFINE_FINAL_TYPE (
    RmgConvertElement, rmg_convert_element, GST_TYPE_BASE_TRANSFORM)
GST_ELEMENT_REGISTER_DEFINE (
    rmgconvert, "rmgconvert", GST_RANK_NONE, RMG_TYPE_CONVERT_ELEMENT)

static void
copy_settings (RmgConvertElement *self, RmgConvertSettings *settings)
{
  GST_OBJECT_LOCK (self);
  rmg_convert_settings_init_copy (settings, &self->settings);
  GST_OBJECT_UNLOCK (self);
}

static RmgConvertTarget
get_target (RmgConvertElement *self)
{
  RmgConvertTarget target;

  GST_OBJECT_LOCK (self);
  target = rmg_convert_settings_get_target (&self->settings);
  GST_OBJECT_UNLOCK (self);
  return target;
}

static void
publish (RmgConvertElement *self, const char *implementation)
{
  GST_OBJECT_LOCK (self);
  self->facts.implementation = implementation;
  GST_OBJECT_UNLOCK (self);
}

static gboolean
rmg_convert_element_start (GstBaseTransform *trans)
{
  rmg_convert_stream_start (&RMG_CONVERT_ELEMENT (trans)->stream);
  return TRUE;
}

static GstCaps *
rmg_convert_element_transform_caps (GstBaseTransform *trans,
    GstPadDirection direction, GstCaps *caps, GstCaps *filter)
{
  const RmgConvertTarget target = get_target (RMG_CONVERT_ELEMENT (trans));
  GstCaps *result = rmg_convert_caps_transform (&target, direction, caps);

  if (filter != NULL)
    gst_caps_take (&result,
        gst_caps_intersect_full (filter, result, GST_CAPS_INTERSECT_FIRST));
  GST_LOG_OBJECT (
      trans, "%" GST_PTR_FORMAT " becomes %" GST_PTR_FORMAT, caps, result);
  return result;
}

static GstCaps *
rmg_convert_element_fixate_caps (GstBaseTransform *trans,
    GstPadDirection direction, GstCaps *caps, GstCaps *other)
{
  return rmg_convert_caps_fixate (caps, other);
}

static gboolean
open_stream (RmgConvertElement *self)
{
  g_auto (RmgConvertSettings) settings;
  const char *implementation;
  gboolean passes;

  copy_settings (self, &settings);
  if (!rmg_convert_stream_open (&self->stream, &settings)) {
    publish (self, no_facts.implementation);
    return FALSE;
  }
  passes = rmg_convert_stream_is_passthrough (&self->stream);
  implementation = rmg_convert_get_implementation (self->stream.kernel);
  gst_base_transform_set_passthrough (GST_BASE_TRANSFORM (self), passes);
  publish (self, implementation);
  GST_DEBUG_OBJECT (self, "kernels: %s, dither %d, matrix %s, passthrough %d",
      implementation, settings.dither,
      settings.matrix != NULL ? "set" : "by position", passes);
  return TRUE;
}

static gboolean
rmg_convert_element_set_caps (
    GstBaseTransform *trans, GstCaps *in_caps, GstCaps *out_caps)
{
  RmgConvertElement *self = RMG_CONVERT_ELEMENT (trans);

  if (!gst_audio_info_from_caps (&self->stream.in, in_caps) ||
      !gst_audio_info_from_caps (&self->stream.out, out_caps))
    return FALSE;
  GST_INFO_OBJECT (
      self, "from %" GST_PTR_FORMAT " to %" GST_PTR_FORMAT, in_caps, out_caps);
  rmg_timeline_end_stretch (&self->stream.timeline);
  self->stream.timeline.rate_hz = self->stream.in.rate;
  return open_stream (self);
}

static gboolean
rmg_convert_element_get_unit_size (
    GstBaseTransform *trans, GstCaps *caps, gsize *size)
{
  GstAudioInfo info;

  if (!gst_audio_info_from_caps (&info, caps))
    return FALSE;
  *size = (gsize) info.bpf;
  return TRUE;
}

static GstFlowReturn
rmg_convert_element_submit_input_buffer (
    GstBaseTransform *trans, gboolean is_discont, GstBuffer *buffer)
{
  RmgConvertElement *self = RMG_CONVERT_ELEMENT (trans);

  if (rmg_convert_stream_place (&self->stream, &buffer))
    GST_DEBUG_OBJECT (self, "discontinuity or jump at %" GST_TIME_FORMAT,
        GST_TIME_ARGS (GST_BUFFER_PTS (buffer)));
  return GST_BASE_TRANSFORM_CLASS (rmg_convert_element_parent_class)
      ->submit_input_buffer (trans, is_discont, buffer);
}

/* Settings that do not change the caps apply between two buffers. */
static void
rmg_convert_element_before_transform (
    GstBaseTransform *trans, GstBuffer *buffer)
{
  RmgConvertElement *self = RMG_CONVERT_ELEMENT (trans);
  gboolean changed;

  GST_OBJECT_LOCK (self);
  changed = self->stream.serial != self->settings.serial;
  GST_OBJECT_UNLOCK (self);
  if (self->stream.kernel == NULL)
    return;
  if (changed && !open_stream (self))
    GST_DEBUG_OBJECT (self, "the new settings do not fit the caps");
}

static gboolean
rmg_convert_element_decide_allocation (GstBaseTransform *trans, GstQuery *query)
{
  rmg_offer_take (&RMG_CONVERT_ELEMENT (trans)->stream.offer, query);
  return GST_BASE_TRANSFORM_CLASS (rmg_convert_element_parent_class)
      ->decide_allocation (trans, query);
}

static GstFlowReturn
rmg_convert_element_prepare_output_buffer (
    GstBaseTransform *trans, GstBuffer *in, GstBuffer **out)
{
  RmgConvertStream *stream = &RMG_CONVERT_ELEMENT (trans)->stream;
  gpointer state = NULL;

  *out = in;
  if (gst_base_transform_is_passthrough (trans) ||
      rmg_convert_stream_can_reuse (stream, in))
    return GST_FLOW_OK;
  *out = rmg_convert_stream_make_buffer (stream, in);
  if (gst_buffer_iterate_meta (in, &state) != NULL)
    GST_BASE_TRANSFORM_GET_CLASS (trans)->copy_metadata (trans, in, *out);
  else
    gst_buffer_copy_into (
        *out, in, GST_BUFFER_COPY_FLAGS | GST_BUFFER_COPY_TIMESTAMPS, 0, -1);
  return GST_FLOW_OK;
}

/* A meta about samples or channels may no longer be valid. */
static gboolean
rmg_convert_element_transform_meta (
    GstBaseTransform *trans, GstBuffer *out, GstMeta *meta, GstBuffer *in)
{
  const RmgConvertStream *stream = &RMG_CONVERT_ELEMENT (trans)->stream;
  const char *const *tags = gst_meta_api_type_get_tags (meta->info->api);

  if (meta->info->api == GST_AUDIO_META_API_TYPE)
    return FALSE;
  for (; tags != NULL && *tags != NULL; tags++)
    if (g_strcmp0 (*tags, GST_META_TAG_AUDIO_CHANNELS_STR) == 0) {
      if (stream->in.channels != stream->out.channels)
        return FALSE;
    } else if (g_strcmp0 (*tags, GST_META_TAG_AUDIO_STR) != 0 &&
        g_strcmp0 (*tags, GST_META_TAG_AUDIO_RATE_STR) != 0) {
      return FALSE;
    }
  return TRUE;
}

static void
warn_if_cancelled (RmgConvertElement *self)
{
  if (self->stream.cancels)
    GST_ELEMENT_WARNING (self, STREAM, FORMAT,
        ("The channels cancel each other in the mono output."),
        ("The output is 20 dB below the %d channels of the input for a second; "
         "a channel may have the opposite phase.",
            self->stream.in.channels));
}

static GstFlowReturn
rmg_convert_element_transform (
    GstBaseTransform *trans, GstBuffer *in, GstBuffer *out)
{
  RmgConvertElement *self = RMG_CONVERT_ELEMENT (trans);

  if (self->stream.kernel == NULL)
    return GST_FLOW_NOT_NEGOTIATED;
  GST_LOG_OBJECT (self, "%" GST_PTR_FORMAT, (gpointer) in);
  if (rmg_convert_stream_run (&self->stream, in, out)) {
    rmg_held_set (
        &self->held, rmg_recycler_get_kept_bytes (self->stream.memory));
    warn_if_cancelled (self);
    return GST_FLOW_OK;
  }
  GST_ELEMENT_ERROR (self, STREAM, FORMAT,
      ("The audio of a buffer could not be read."),
      ("%" GST_PTR_FORMAT, (gpointer) in));
  return GST_FLOW_ERROR;
}

static gboolean
rmg_convert_element_sink_event (GstBaseTransform *trans, GstEvent *event)
{
  RmgConvertElement *self = RMG_CONVERT_ELEMENT (trans);
  RmgConvertStream *stream = &self->stream;
  const GstSegment *segment;

  switch (GST_EVENT_TYPE (event)) {
    case GST_EVENT_SEGMENT:
      gst_event_parse_segment (event, &segment);
      rmg_timeline_set_segment (&stream->timeline, segment);
      break;
    case GST_EVENT_GAP:
      event = rmg_timeline_stamp_gap (&stream->timeline, event);
      rmg_timeline_pass_gap (&stream->timeline, event);
      break;
    case GST_EVENT_FLUSH_STOP:
      GST_DEBUG_OBJECT (self, "flushed");
      rmg_convert_stream_restart (stream);
      break;
    case GST_EVENT_STREAM_START:
      rmg_convert_stream_restart (stream);
      break;
    default:
      if (rmg_item_end_parse (event, NULL, NULL))
        rmg_convert_stream_restart (stream);
      break;
  }
  return GST_BASE_TRANSFORM_CLASS (rmg_convert_element_parent_class)
      ->sink_event (trans, event);
}

static gboolean
rmg_convert_element_stop (GstBaseTransform *trans)
{
  RmgConvertElement *self = RMG_CONVERT_ELEMENT (trans);

  rmg_convert_stream_stop (&self->stream);
  rmg_held_set (&self->held, 0);
  publish (self, no_facts.implementation);
  return TRUE;
}

static void
rmg_convert_element_set_property (
    GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  RmgConvertElement *self = RMG_CONVERT_ELEMENT (object);
  g_autofree char *problem = NULL;
  gboolean known;

  GST_OBJECT_LOCK (self);
  known = rmg_convert_settings_set (&self->settings, id, value, &problem);
  GST_OBJECT_UNLOCK (self);
  if (!known)
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  else if (problem != NULL)
    g_warning ("%s: %s", GST_OBJECT_NAME (self), problem);
  if (!known || problem != NULL)
    return;
  gst_base_transform_reconfigure_src (GST_BASE_TRANSFORM (self));
  gst_base_transform_reconfigure_sink (GST_BASE_TRANSFORM (self));
}

static void
rmg_convert_element_get_property (
    GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  RmgConvertElement *self = RMG_CONVERT_ELEMENT (object);
  gboolean known;

  GST_OBJECT_LOCK (self);
  known = rmg_convert_settings_get (&self->settings, id, value) ||
      rmg_setting_table_get (&fact_table, &self->facts, id, value);
  GST_OBJECT_UNLOCK (self);
  if (!known)
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
rmg_convert_element_finalize (GObject *object)
{
  RmgConvertElement *self = RMG_CONVERT_ELEMENT (object);

  rmg_convert_settings_clear (&self->settings);
  rmg_convert_stream_stop (&self->stream);
  G_OBJECT_CLASS (rmg_convert_element_parent_class)->finalize (object);
}

static void
rmg_convert_element_init (RmgConvertElement *self)
{
  self->facts = no_facts;
  rmg_held_attach (self, &self->held);
  gst_base_transform_set_gap_aware (GST_BASE_TRANSFORM (self), TRUE);
}

static void
rmg_convert_element_class_init (RmgConvertElementClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);
  GstBaseTransformClass *trans_class = GST_BASE_TRANSFORM_CLASS (klass);

  GST_DEBUG_CATEGORY_INIT (
      convert_debug, "rmgconvert", 0, "Sample format, layout and channels");
  object_class->set_property = rmg_convert_element_set_property;
  object_class->get_property = rmg_convert_element_get_property;
  object_class->finalize = rmg_convert_element_finalize;
  rmg_convert_settings_install (object_class);
  rmg_setting_table_install (&fact_table, object_class);

  trans_class->start = rmg_convert_element_start;
  trans_class->transform_caps = rmg_convert_element_transform_caps;
  trans_class->fixate_caps = rmg_convert_element_fixate_caps;
  trans_class->set_caps = rmg_convert_element_set_caps;
  trans_class->get_unit_size = rmg_convert_element_get_unit_size;
  trans_class->decide_allocation = rmg_convert_element_decide_allocation;
  trans_class->submit_input_buffer = rmg_convert_element_submit_input_buffer;
  trans_class->before_transform = rmg_convert_element_before_transform;
  trans_class->prepare_output_buffer =
      rmg_convert_element_prepare_output_buffer;
  trans_class->transform_meta = rmg_convert_element_transform_meta;
  trans_class->transform = rmg_convert_element_transform;
  trans_class->sink_event = rmg_convert_element_sink_event;
  trans_class->stop = rmg_convert_element_stop;
  trans_class->transform_ip_on_passthrough = FALSE;

  gst_element_class_add_static_pad_template (element_class, &sink_template);
  gst_element_class_add_static_pad_template (element_class, &src_template);
  gst_element_class_set_static_metadata (element_class, "Audio converter",
      "Filter/Converter/Audio",
      "Converts sample format, layout and channels of audio",
      "The RemoteMedia authors");
}
