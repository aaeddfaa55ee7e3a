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

#include "elements/base/audio-map.h"
#include "elements/dsp/resample/resample.h"
#include "elements/base/item-end.h"
#include "elements/resample/caps.h"
#include "elements/resample/enums.h"
#include "elements/resample/track.h"

GST_DEBUG_CATEGORY_STATIC (rmg_resample_debug);
#define GST_CAT_DEFAULT rmg_resample_debug

/* In the order of preference. */
#define IN_ORDER(ORDER)                                                        \
  ORDER (F32)                                                                  \
  ", " ORDER (S16) ", " ORDER (S32) ", " ORDER (F64) ", " ORDER (              \
      S24) ", " ORDER (S24_32)
#define FORMATS                                                                \
  "{ " IN_ORDER (GST_AUDIO_NE) ", U8, S8, " IN_ORDER (GST_AUDIO_OE) " }"
#define CAPS                                                                   \
  "audio/x-raw, format = " FORMATS ", rate = [ 1, max ], "                     \
  "channels = [ 1, 64 ], layout = { interleaved, non-interleaved }"

#define DEFAULT_QUALITY RMG_RESAMPLE_HIGH
#define DEFAULT_ENGINE RMG_RESAMPLE_AUTO

static GstStaticPadTemplate sink_template = GST_STATIC_PAD_TEMPLATE (
    "sink", GST_PAD_SINK, GST_PAD_ALWAYS, GST_STATIC_CAPS (CAPS));
static GstStaticPadTemplate src_template = GST_STATIC_PAD_TEMPLATE (
    "src", GST_PAD_SRC, GST_PAD_ALWAYS, GST_STATIC_CAPS (CAPS));

typedef enum
{
  PROP_QUALITY = 1,
  PROP_RATE,
  PROP_ENGINE,
  PROP_IMPLEMENTATION,
  PROP_HELD_BYTES,
} RmgResampleProperty;

typedef struct
{
  RmgResampleQuality quality;
  RmgResampleEngine engine;
  gint rate_hz; /* 0: negotiated */
} ResampleSettings;

/* Facts about the resampler in use, for other threads. */
typedef struct
{
  const char *implementation;
  guint64 held_bytes;
  GstClockTime latency;
} Facts;

static const Facts no_facts = { "none", 0, 0 };

struct _RmgResample
{
  GstBaseTransform parent;

  ResampleSettings settings; /* object lock */
  Facts facts;               /* object lock */

  /* Streaming thread. */
  ResampleSettings used;   /* the settings of the resampler in use */
  RmgResampler *resampler; /* NULL in passthrough */
  GstAudioInfo in_info;
  GstAudioInfo out_info;

  RmgResampleTrack track;
};

G_DEFINE_TYPE (RmgResample, rmg_resample, GST_TYPE_BASE_TRANSFORM)
GST_ELEMENT_REGISTER_DEFINE (
    rmgresample, "rmgresample", GST_RANK_NONE, RMG_TYPE_RESAMPLE)

static ResampleSettings
copy_settings (RmgResample *self)
{
  ResampleSettings settings;

  GST_OBJECT_LOCK (self);
  settings = self->settings;
  GST_OBJECT_UNLOCK (self);
  return settings;
}

static Facts
copy_facts (RmgResample *self)
{
  Facts facts;

  GST_OBJECT_LOCK (self);
  facts = self->facts;
  GST_OBJECT_UNLOCK (self);
  return facts;
}

static void
publish (RmgResample *self, const Facts *facts)
{
  gboolean later;

  GST_OBJECT_LOCK (self);
  later = facts->latency != self->facts.latency;
  self->facts = *facts;
  GST_OBJECT_UNLOCK (self);

  GST_DEBUG_OBJECT (self, "implementation %s, latency %" GST_TIME_FORMAT,
      facts->implementation, GST_TIME_ARGS (facts->latency));
  if (later)
    gst_element_post_message (GST_ELEMENT_CAST (self),
        gst_message_new_latency (GST_OBJECT_CAST (self)));
}

static void
end_stretch (RmgResample *self)
{
  if (self->resampler != NULL)
    rmg_resampler_reset (self->resampler);
  rmg_resample_track_end_stretch (&self->track);
}

static void
flush (RmgResample *self)
{
  if (self->resampler != NULL)
    rmg_resampler_reset (self->resampler);
  rmg_resample_track_restart (&self->track);
}

/* Drains the filter and ends the stretch. */
static GstFlowReturn
drain (RmgResample *self)
{
  g_auto (RmgAudioMap) map = { 0 };
  g_autoptr (GstBuffer) buffer = NULL;
  gsize n_frames = 0;

  if (self->resampler != NULL && self->track.in.position > 0)
    n_frames = rmg_resampler_drain_count (self->resampler);
  if (n_frames == 0) {
    end_stretch (self);
    return GST_FLOW_OK;
  }
  buffer = rmg_audio_buffer_new (&self->out_info, n_frames);
  if (!rmg_audio_map (&map, &self->out_info, buffer, GST_MAP_WRITE))
    return GST_FLOW_ERROR;
  rmg_resampler_drain (self->resampler, &map.frames);
  rmg_audio_map_clear (&map);
  rmg_resample_track_stamp (&self->track, buffer, n_frames);
  end_stretch (self);
  return gst_pad_push (
      GST_BASE_TRANSFORM_SRC_PAD (self), g_steal_pointer (&buffer));
}

static void
close_resampler (RmgResample *self)
{
  g_clear_pointer (&self->resampler, rmg_resampler_close);
}

/* Or nothing is to be done: no resampler is needed for equal rates. */
static gboolean
is_open (RmgResample *self)
{
  return self->resampler != NULL || self->in_info.rate == self->out_info.rate;
}

static gboolean
open_resampler (RmgResample *self, const ResampleSettings *settings)
{
  const GstAudioInfo *in = &self->in_info;
  Facts facts = { "passthrough", 0, 0 };
  RmgResampleConfig config = {
    .in_rate_hz = in->rate,
    .out_rate_hz = self->out_info.rate,
    .channels = in->channels,
    .quality = settings->quality,
    .engine = settings->engine,
  };
  gboolean swapped = FALSE, same = in->rate == self->out_info.rate;

  close_resampler (self);
  self->used = *settings;
  rmg_audio_format_to_dsp (
      GST_AUDIO_INFO_FORMAT (in), &config.format, &swapped);
  config.swapped = swapped;
  if (!same)
    self->resampler = rmg_resampler_open (&config);
  if (self->resampler != NULL)
    facts = (Facts){
      .implementation = rmg_resampler_implementation (self->resampler),
      .held_bytes = rmg_resampler_held_bytes (self->resampler),
      .latency = gst_util_uint64_scale_int_ceil (
          rmg_resampler_delay (self->resampler), GST_SECOND, in->rate),
    };
  self->track.in.rate_hz = in->rate;
  self->track.out_rate_hz = self->out_info.rate;
  gst_base_transform_set_passthrough (GST_BASE_TRANSFORM_CAST (self), same);
  end_stretch (self);
  publish (self, self->resampler != NULL || same ? &facts : &no_facts);
  return same || self->resampler != NULL;
}

static gboolean
report_unsupported (RmgResample *self, const ResampleSettings *settings)
{
  GST_ELEMENT_ERROR_WITH_DETAILS (self, STREAM, FORMAT,
      ("Resampling from %d Hz to %d Hz is not supported.", self->in_info.rate,
          self->out_info.rate),
      ("engine %d, quality %d", settings->engine, settings->quality),
      ("rate-hz", G_TYPE_INT, self->in_info.rate, "out-rate-hz", G_TYPE_INT,
          self->out_info.rate, NULL));
  return FALSE;
}

static gboolean
rmg_resample_start (GstBaseTransform *trans)
{
  RmgResample *self = RMG_RESAMPLE (trans);

  gst_audio_info_init (&self->in_info);
  gst_audio_info_init (&self->out_info);
  self->track.in.start = 0;
  flush (self);
  return TRUE;
}

static GstCaps *
rmg_resample_transform_caps (GstBaseTransform *trans, GstPadDirection direction,
    GstCaps *caps, GstCaps *filter)
{
  ResampleSettings settings = copy_settings (RMG_RESAMPLE (trans));
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
  ResampleSettings settings = copy_settings (self);
  GstAudioInfo in_info, out_info;

  if (!gst_audio_info_from_caps (&in_info, in) ||
      !gst_audio_info_from_caps (&out_info, out))
    return FALSE;
  if (gst_audio_info_is_equal (&in_info, &self->in_info) &&
      gst_audio_info_is_equal (&out_info, &self->out_info) && is_open (self))
    return TRUE;

  drain (self);
  self->in_info = in_info;
  self->out_info = out_info;
  return open_resampler (self, &settings) ||
      report_unsupported (self, &settings);
}

/* A change of quality or engine: the rate goes through the caps. */
static gboolean
is_outdated (RmgResample *self, const ResampleSettings *settings)
{
  return self->resampler != NULL &&
      (settings->quality != self->used.quality ||
          settings->engine != self->used.engine);
}

/* Counts and stamps a buffer that is passed through. */
static void
pass (RmgResample *self, GstBuffer **buffer)
{
  if (self->in_info.bpf > 0)
    rmg_timeline_pass (&self->track.in, buffer,
        rmg_audio_buffer_count (&self->in_info, *buffer));
}

/* The base class reports a discontinuity until some output was pushed, which takes
 * several buffers where they are shorter than the filter; so the flag of the
 * buffer counts. */
static GstFlowReturn
rmg_resample_submit_input_buffer (
    GstBaseTransform *trans, gboolean is_discont, GstBuffer *buffer)
{
  RmgResample *self = RMG_RESAMPLE (trans);
  ResampleSettings settings = copy_settings (self);
  gboolean outdated = is_outdated (self, &settings);
  GstFlowReturn flow = GST_FLOW_OK;

  if (outdated ||
      (self->resampler != NULL &&
          rmg_timeline_is_interrupted (&self->track.in, buffer)))
    flow = drain (self);
  if (outdated && !open_resampler (self, &settings)) {
    report_unsupported (self, &settings);
    flow = GST_FLOW_ERROR;
  }
  if (flow == GST_FLOW_OK)
    return GST_BASE_TRANSFORM_CLASS (rmg_resample_parent_class)
        ->submit_input_buffer (trans, is_discont, buffer);
  gst_buffer_unref (buffer);
  return flow;
}

static gboolean
copy_meta (GstBuffer *in, GstMeta **meta, gpointer out)
{
  GstMetaTransformCopy copy = { .region = FALSE, .offset = 0, .size = -1 };
  const gchar *const *tags = gst_meta_api_type_get_tags ((*meta)->info->api);
  gboolean for_any = tags == NULL || tags[0] == NULL;

  if (for_any && (*meta)->info->transform_func != NULL)
    (*meta)->info->transform_func (
        out, *meta, in, _gst_meta_transform_copy, &copy);
  return TRUE;
}

static gboolean
resample_into (RmgResample *self, const RmgFrames *in, GstBuffer *out)
{
  g_auto (RmgAudioMap) map; /* made whole by the next call, whatever it says */

  if (!rmg_audio_map (&map, &self->out_info, out, GST_MAP_WRITE))
    return FALSE;
  rmg_resampler_process (self->resampler, in, &map.frames);
  return TRUE;
}

/* Returns: the output, or NULL when the filter needs more */
static GstBuffer *
resample (RmgResample *self, GstBuffer *in, GstFlowReturn *flow)
{
  static const RmgFrames none = { .interleaved = TRUE };
  g_auto (RmgAudioMap) map; /* the same */
  g_autoptr (GstBuffer) out = NULL;
  gsize n_frames;

  *flow = GST_FLOW_ERROR;
  if (!rmg_audio_map (&map, &self->in_info, in, GST_MAP_READ))
    return NULL;
  n_frames = rmg_resampler_count (self->resampler, map.frames.n_frames);
  if (n_frames > 0) {
    out = rmg_audio_buffer_new (&self->out_info, n_frames);
    if (!resample_into (self, &map.frames, out))
      return NULL;
  } else {
    rmg_resampler_process (self->resampler, &map.frames, &none);
  }
  *flow = GST_FLOW_OK;
  rmg_resample_track_read (&self->track, in, map.frames.n_frames);
  if (n_frames > 0) {
    rmg_resample_track_stamp (&self->track, out, n_frames);
    gst_buffer_foreach_meta (in, copy_meta, out);
  }
  return g_steal_pointer (&out);
}

static GstFlowReturn
rmg_resample_generate_output (GstBaseTransform *trans, GstBuffer **out)
{
  RmgResample *self = RMG_RESAMPLE (trans);
  g_autoptr (GstBuffer) in = g_steal_pointer (&trans->queued_buf);
  GstFlowReturn flow = GST_FLOW_OK;
  GstEvent *sign = NULL;

  *out = NULL;
  if (in == NULL)
    return GST_FLOW_OK;
  if (self->resampler == NULL) {
    pass (self, &in);
    *out = g_steal_pointer (&in);
    return GST_FLOW_OK;
  }
  *out = resample (self, in, &flow);
  if (flow == GST_FLOW_ERROR)
    GST_ELEMENT_ERROR (self, STREAM, FAILED, ("A buffer could not be read."),
        ("%" GST_PTR_FORMAT, in));
  else if (*out == NULL)
    sign = rmg_resample_track_sign (&self->track);
  if (sign != NULL)
    gst_pad_push_event (GST_BASE_TRANSFORM_SRC_PAD (self), sign);
  return flow;
}

/* A gap after the input so far ends the clip. A gap within it is replaced by a sign
 * of the output position, since later output fills it.
 *
 * Returns: (transfer full): the event to forward */
static GstEvent *
handle_gap (RmgResample *self, GstEvent *event)
{
  RmgTimeline *in = &self->track.in;
  GstClockTime start, end;

  if (self->resampler == NULL) {
    rmg_timeline_pass_gap (in, event);
    return event;
  }
  if (!rmg_timeline_parse_gap (in, event, &start, &end) && in->position > 0) {
    gst_event_unref (event);
    return rmg_resample_track_make_sign (&self->track);
  }
  drain (self);
  rmg_timeline_place (in, end);
  return event;
}

/* Pushes the end of the stretch; the next one starts at the start of the segment. */
static void
end_stream (RmgResample *self)
{
  drain (self);
  rmg_resample_track_restart (&self->track);
}

static void
handle_segment (RmgResample *self, GstEvent *event)
{
  const GstSegment *segment;

  drain (self);
  gst_event_parse_segment (event, &segment);
  rmg_timeline_set_segment (&self->track.in, segment);
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
      end_stream (self);
      break;
    case GST_EVENT_FLUSH_STOP:
      flush (self);
      break;
    case GST_EVENT_GAP:
      event =
          handle_gap (self, rmg_timeline_stamp_gap (&self->track.in, event));
      break;
    default:
      if (rmg_item_end_parse (event, NULL, NULL))
        end_stream (self);
      break;
  }
  return GST_BASE_TRANSFORM_CLASS (rmg_resample_parent_class)
      ->sink_event (trans, event);
}

static gboolean
rmg_resample_query (
    GstBaseTransform *trans, GstPadDirection direction, GstQuery *query)
{
  GstClockTime least, most, own;
  gboolean live;

  if (!GST_BASE_TRANSFORM_CLASS (rmg_resample_parent_class)
           ->query (trans, direction, query))
    return FALSE;
  if (GST_QUERY_TYPE (query) != GST_QUERY_LATENCY || direction != GST_PAD_SRC)
    return TRUE;

  own = copy_facts (RMG_RESAMPLE (trans)).latency;
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

  close_resampler (self);
  GST_OBJECT_LOCK (self);
  self->facts = no_facts;
  GST_OBJECT_UNLOCK (self);
  return TRUE;
}

static void
rmg_resample_set_property (
    GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  RmgResample *self = RMG_RESAMPLE (object);

  GST_OBJECT_LOCK (self);
  switch ((RmgResampleProperty) id) {
    case PROP_QUALITY:
      self->settings.quality = g_value_get_enum (value);
      break;
    case PROP_RATE:
      self->settings.rate_hz = g_value_get_int (value);
      break;
    case PROP_ENGINE:
      self->settings.engine = g_value_get_enum (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      break;
  }
  GST_OBJECT_UNLOCK (self);
  if (id == PROP_RATE)
    gst_base_transform_reconfigure_src (GST_BASE_TRANSFORM_CAST (self));
}

static void
rmg_resample_get_property (
    GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  RmgResample *self = RMG_RESAMPLE (object);
  ResampleSettings settings = copy_settings (self);
  Facts facts = copy_facts (self);

  switch ((RmgResampleProperty) id) {
    case PROP_QUALITY:
      g_value_set_enum (value, settings.quality);
      break;
    case PROP_RATE:
      g_value_set_int (value, settings.rate_hz);
      break;
    case PROP_ENGINE:
      g_value_set_enum (value, settings.engine);
      break;
    case PROP_IMPLEMENTATION:
      g_value_set_static_string (value, facts.implementation);
      break;
    case PROP_HELD_BYTES:
      g_value_set_uint64 (value, facts.held_bytes);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      break;
  }
}

static void
rmg_resample_init (RmgResample *self)
{
  self->settings = (ResampleSettings){ DEFAULT_QUALITY, DEFAULT_ENGINE, 0 };
  self->facts = no_facts;
  gst_base_transform_set_gap_aware (GST_BASE_TRANSFORM_CAST (self), TRUE);
  flush (self);
}

static void
install_properties (GObjectClass *object_class)
{
  const GParamFlags playing =
      G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | GST_PARAM_MUTABLE_PLAYING;
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  g_object_class_install_property (object_class, PROP_QUALITY,
      g_param_spec_enum ("quality", "Quality",
          "Rejection of aliases and images; more costs time and latency",
          rmg_resample_quality_get_type (), DEFAULT_QUALITY, playing));
  g_object_class_install_property (object_class, PROP_RATE,
      g_param_spec_int ("rate", "Rate",
          "Output rate in Hz; 0: negotiated with downstream", 0, G_MAXINT, 0,
          playing));
  g_object_class_install_property (object_class, PROP_ENGINE,
      g_param_spec_enum ("engine", "Engine", "Engine that computes the output",
          rmg_resample_engine_get_type (), DEFAULT_ENGINE, playing));
  g_object_class_install_property (object_class, PROP_IMPLEMENTATION,
      g_param_spec_string ("implementation", "Implementation",
          "Engine and instruction set in use; none before caps are known",
          no_facts.implementation, readable));
  g_object_class_install_property (object_class, PROP_HELD_BYTES,
      g_param_spec_uint64 ("held-bytes", "Held bytes",
          "Memory that the resampler holds, without shared filter tables", 0,
          G_MAXUINT64, 0, readable));
}

static void
rmg_resample_class_init (RmgResampleClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);
  GstBaseTransformClass *trans_class = GST_BASE_TRANSFORM_CLASS (klass);

  GST_DEBUG_CATEGORY_INIT (
      rmg_resample_debug, "rmgresample", 0, "sample rate conversion");

  object_class->set_property = rmg_resample_set_property;
  object_class->get_property = rmg_resample_get_property;
  install_properties (object_class);

  gst_element_class_add_static_pad_template (element_class, &sink_template);
  gst_element_class_add_static_pad_template (element_class, &src_template);
  gst_element_class_set_static_metadata (element_class, "Resampler",
      "Filter/Converter/Audio", "Changes the sample rate of audio",
      "The RemoteMedia authors");

  trans_class->start = rmg_resample_start;
  trans_class->transform_caps = rmg_resample_transform_caps;
  trans_class->fixate_caps = rmg_resample_fixate_caps;
  trans_class->set_caps = rmg_resample_set_caps;
  trans_class->submit_input_buffer = rmg_resample_submit_input_buffer;
  trans_class->generate_output = rmg_resample_generate_output;
  trans_class->sink_event = rmg_resample_sink_event;
  trans_class->query = rmg_resample_query;
  trans_class->stop = rmg_resample_stop;
  trans_class->passthrough_on_same_caps = FALSE;

  gst_type_mark_as_plugin_api (rmg_resample_quality_get_type (), 0);
  gst_type_mark_as_plugin_api (rmg_resample_engine_get_type (), 0);
}
