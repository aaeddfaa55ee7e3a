/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Converts audio between sample formats, layouts and channels.
 *
 * gst-launch-1.0 audiotestsrc ! rmgconvert format=S16LE channels=2 ! \
 *     autoaudiosink */

#include "elements/convert/rmgconvert.h"

#include "elements/base/audio-map.h"
#include "elements/convert/caps.h"
#include "elements/convert/types.h"
#include "elements/convert/mix-matrix.h"
#include "elements/dsp/convert/convert.h"
#include "elements/dsp/base/cpu.h"
#include "elements/base/item-end.h"
#include "elements/base/recycler.h"
#include "elements/base/timeline.h"

GST_DEBUG_CATEGORY_STATIC (convert_debug);
#define GST_CAT_DEFAULT convert_debug

static GstStaticPadTemplate sink_template = GST_STATIC_PAD_TEMPLATE (
    "sink", GST_PAD_SINK, GST_PAD_ALWAYS, GST_STATIC_CAPS (RMG_CONVERT_CAPS));
static GstStaticPadTemplate src_template = GST_STATIC_PAD_TEMPLATE (
    "src", GST_PAD_SRC, GST_PAD_ALWAYS, GST_STATIC_CAPS (RMG_CONVERT_CAPS));

enum
{
  PROP_0,
  PROP_FORMAT,
  PROP_CHANNELS,
  PROP_LAYOUT,
  PROP_MIX_MATRIX,
  PROP_DITHER,
  PROP_IMPLEMENTATION,
};

/* Any noise is as good as another; this one is the same in every run. */
#define DITHER_SEED 0x52454d4f

typedef struct
{
  GstAudioFormat format; /* GST_AUDIO_FORMAT_UNKNOWN: negotiated */
  gint channels;         /* 0: negotiated */
  RmgLayout layout;
  RmgMixMatrix *matrix; /* NULL: none */
  RmgDither dither;
  guint serial; /* counts changes */
} ConvertSettings;

struct _RmgConvertElement
{
  GstBaseTransform parent;

  ConvertSettings settings;   /* under the object lock */
  const char *implementation; /* under the object lock; static */

  /* of the streaming thread */
  GstAudioInfo in, out;
  RmgTimeline timeline;
  GstAllocator *memory; /* of output buffers */
  RmgConvert *kernel;   /* NULL before caps */
  guint serial;         /* of the settings the kernel was made with */
  RmgAudioMap from, to; /* clear between buffers: here they need no zeroing */
};

G_DEFINE_FINAL_TYPE (
    RmgConvertElement, rmg_convert_element, GST_TYPE_BASE_TRANSFORM)
GST_ELEMENT_REGISTER_DEFINE (
    rmgconvert, "rmgconvert", GST_RANK_NONE, RMG_TYPE_CONVERT_ELEMENT)

/* Returns: settings whose matrix is to be released. */
static ConvertSettings
copy_settings (RmgConvertElement *self)
{
  ConvertSettings settings;

  GST_OBJECT_LOCK (self);
  settings = self->settings;
  if (settings.matrix != NULL)
    rmg_mix_matrix_ref (settings.matrix);
  GST_OBJECT_UNLOCK (self);
  return settings;
}

static void
clear_settings (ConvertSettings *settings)
{
  g_clear_pointer (&settings->matrix, rmg_mix_matrix_unref);
}

static RmgConvertTarget
get_target (RmgConvertElement *self)
{
  RmgConvertTarget target = { 0 };

  GST_OBJECT_LOCK (self);
  target.format = self->settings.format;
  target.channels = self->settings.channels;
  target.layout = self->settings.layout;
  if (self->settings.matrix != NULL) {
    target.matrix_inputs = self->settings.matrix->inputs;
    target.matrix_outputs = self->settings.matrix->outputs;
  }
  GST_OBJECT_UNLOCK (self);
  return target;
}

static gboolean
rmg_convert_element_start (GstBaseTransform *trans)
{
  RmgConvertElement *self = RMG_CONVERT_ELEMENT (trans);

  gst_audio_info_init (&self->in);
  gst_audio_info_init (&self->out);
  self->timeline = (RmgTimeline){ 0 };
  self->memory = rmg_recycler_new ();
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
  GST_DEBUG_OBJECT (
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
make_side (const GstAudioInfo *info, RmgConvertSide *side)
{
  gboolean swapped;

  if (!rmg_audio_format_to_dsp (
          GST_AUDIO_INFO_FORMAT (info), &side->format, &swapped))
    return FALSE;
  side->swapped = swapped;
  side->interleaved = info->layout == GST_AUDIO_LAYOUT_INTERLEAVED;
  side->channels = (unsigned) info->channels;
  return TRUE;
}

static RmgConvert *
make_kernel (RmgConvertElement *self, const ConvertSettings *settings)
{
  g_autoptr (RmgMixMatrix) matrix = NULL;
  RmgConvertConfig config = {
    .dither = settings->dither, .seed = DITHER_SEED, .cpu = rmg_cpu_features ()
  };

  if (settings->matrix != NULL)
    matrix = rmg_mix_matrix_ref (settings->matrix);
  else
    matrix = rmg_mix_matrix_new_from_positions (&self->in, &self->out);
  if (matrix != NULL &&
      (matrix->inputs != self->in.channels ||
          matrix->outputs != self->out.channels))
    return NULL;
  config.matrix = matrix != NULL ? matrix->factors : NULL;
  if (!make_side (&self->in, &config.from) ||
      !make_side (&self->out, &config.to))
    return NULL;
  return rmg_convert_open (&config);
}

static gboolean
open_kernel (RmgConvertElement *self)
{
  ConvertSettings settings = copy_settings (self);

  g_clear_pointer (&self->kernel, rmg_convert_close);
  self->kernel = make_kernel (self, &settings);
  self->serial = settings.serial;
  clear_settings (&settings);
  if (self->kernel == NULL)
    return FALSE;

  /* One channel lies the same way in both layouts, but planar buffers need
   * their meta. */
  gst_base_transform_set_passthrough (GST_BASE_TRANSFORM (self),
      rmg_convert_is_copy (self->kernel) &&
          self->in.layout == self->out.layout);
  GST_OBJECT_LOCK (self);
  self->implementation = rmg_convert_get_implementation (self->kernel);
  GST_OBJECT_UNLOCK (self);
  GST_INFO_OBJECT (self, "kernels: %s", self->implementation);
  return TRUE;
}

static gboolean
rmg_convert_element_set_caps (
    GstBaseTransform *trans, GstCaps *in_caps, GstCaps *out_caps)
{
  RmgConvertElement *self = RMG_CONVERT_ELEMENT (trans);

  if (!gst_audio_info_from_caps (&self->in, in_caps) ||
      !gst_audio_info_from_caps (&self->out, out_caps))
    return FALSE;
  rmg_timeline_end_stretch (&self->timeline);
  self->timeline.rate_hz = self->in.rate;
  return open_kernel (self);
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

  if (self->kernel != NULL &&
      rmg_timeline_pass (
          &self->timeline, &buffer, rmg_audio_buffer_count (&self->in, buffer)))
    rmg_convert_reset (self->kernel);
  return GST_BASE_TRANSFORM_CLASS (rmg_convert_element_parent_class)
      ->submit_input_buffer (trans, is_discont, buffer);
}

/* Settings that leave the caps alone are taken up between two buffers. */
static void
rmg_convert_element_before_transform (
    GstBaseTransform *trans, GstBuffer *buffer)
{
  RmgConvertElement *self = RMG_CONVERT_ELEMENT (trans);
  gboolean changed;

  GST_OBJECT_LOCK (self);
  changed = self->serial != self->settings.serial;
  GST_OBJECT_UNLOCK (self);
  if (self->kernel == NULL)
    return;
  if (changed && !open_kernel (self))
    GST_DEBUG_OBJECT (self, "the new settings do not fit the caps");
  else if (GST_BUFFER_IS_DISCONT (buffer))
    rmg_convert_reset (self->kernel);
}

static gboolean
can_reuse (RmgConvertElement *self, GstBuffer *in)
{
  return self->kernel != NULL && rmg_convert_can_work_in_place (self->kernel) &&
      gst_buffer_is_writable (in) && gst_buffer_is_all_memory_writable (in);
}

static GstFlowReturn
rmg_convert_element_prepare_output_buffer (
    GstBaseTransform *trans, GstBuffer *in, GstBuffer **out)
{
  RmgConvertElement *self = RMG_CONVERT_ELEMENT (trans);
  gpointer state = NULL;

  *out = in;
  if (gst_base_transform_is_passthrough (trans) || can_reuse (self, in))
    return GST_FLOW_OK;
  *out = rmg_audio_buffer_new_from (
      self->memory, &self->out, rmg_audio_buffer_count (&self->in, in));
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
  RmgConvertElement *self = RMG_CONVERT_ELEMENT (trans);
  const char *const *tags = gst_meta_api_type_get_tags (meta->info->api);

  if (meta->info->api == GST_AUDIO_META_API_TYPE)
    return FALSE;
  for (; tags != NULL && *tags != NULL; tags++)
    if (g_strcmp0 (*tags, GST_META_TAG_AUDIO_CHANNELS_STR) == 0) {
      if (self->in.channels != self->out.channels)
        return FALSE;
    } else if (g_strcmp0 (*tags, GST_META_TAG_AUDIO_STR) != 0 &&
        g_strcmp0 (*tags, GST_META_TAG_AUDIO_RATE_STR) != 0) {
      return FALSE;
    }
  return TRUE;
}

static void
fill_silence (const GstAudioInfo *info, const RmgFrames *frames)
{
  const gsize bytes = frames->n_frames * info->bpf;
  const guint planes = frames->interleaved ? 1 : frames->channels;

  for (guint i = 0; i < planes; i++)
    gst_audio_format_info_fill_silence (
        info->finfo, frames->planes[i], bytes / planes);
}

static void
convert_frames (RmgConvertElement *self, gboolean gap, const RmgFrames *in,
    const RmgFrames *out)
{
  if (gap) {
    fill_silence (&self->out, out);
    rmg_convert_skip (self->kernel, in->n_frames);
  } else {
    rmg_convert_process (self->kernel, in, out);
  }
}

static GstFlowReturn
convert_in_place (RmgConvertElement *self, GstBuffer *buffer)
{
  const gboolean gap = GST_BUFFER_FLAG_IS_SET (buffer, GST_BUFFER_FLAG_GAP);
  GstAudioMeta *meta = gst_buffer_get_audio_meta (buffer);
  g_auto (RmgAudioMap) map; /* which mapping sets */
  RmgFrames out;
  gboolean swapped;

  if (!rmg_audio_map (&map, &self->in, buffer, GST_MAP_READWRITE))
    return GST_FLOW_ERROR;
  out = map.frames;
  rmg_audio_format_to_dsp (
      GST_AUDIO_INFO_FORMAT (&self->out), &out.format, &swapped);
  out.swapped = swapped;
  convert_frames (self, gap, &map.frames, &out);
  if (meta != NULL && self->out.layout == GST_AUDIO_LAYOUT_INTERLEAVED)
    gst_buffer_remove_meta (buffer, &meta->meta);
  else if (meta != NULL)
    meta->info = self->out;
  else if (self->out.layout == GST_AUDIO_LAYOUT_NON_INTERLEAVED)
    gst_buffer_add_audio_meta (buffer, &self->out, out.n_frames, NULL);
  return GST_FLOW_OK;
}

static GstFlowReturn
convert_apart (RmgConvertElement *self, GstBuffer *in, GstBuffer *out)
{
  const gboolean gap = GST_BUFFER_FLAG_IS_SET (in, GST_BUFFER_FLAG_GAP);
  const gboolean mapped =
      rmg_audio_map (&self->from, &self->in, in, GST_MAP_READ) &&
      rmg_audio_map (&self->to, &self->out, out, GST_MAP_WRITE);

  if (mapped)
    convert_frames (self, gap, &self->from.frames, &self->to.frames);
  rmg_audio_map_clear (&self->from);
  rmg_audio_map_clear (&self->to);
  return mapped ? GST_FLOW_OK : GST_FLOW_ERROR;
}

static GstFlowReturn
rmg_convert_element_transform (
    GstBaseTransform *trans, GstBuffer *in, GstBuffer *out)
{
  RmgConvertElement *self = RMG_CONVERT_ELEMENT (trans);
  GstFlowReturn result;

  if (self->kernel == NULL)
    return GST_FLOW_NOT_NEGOTIATED;
  result =
      in == out ? convert_in_place (self, out) : convert_apart (self, in, out);
  if (result == GST_FLOW_ERROR)
    GST_ELEMENT_ERROR (self, STREAM, FORMAT,
        ("The audio of a buffer could not be read."),
        ("%" GST_PTR_FORMAT, (gpointer) in));
  return result;
}

/* Starts again at the start of the segment. */
static void
restart (RmgConvertElement *self)
{
  rmg_timeline_restart (&self->timeline);
  if (self->kernel != NULL)
    rmg_convert_reset (self->kernel);
}

static gboolean
rmg_convert_element_sink_event (GstBaseTransform *trans, GstEvent *event)
{
  RmgConvertElement *self = RMG_CONVERT_ELEMENT (trans);
  const GstSegment *segment;

  switch (GST_EVENT_TYPE (event)) {
    case GST_EVENT_SEGMENT:
      gst_event_parse_segment (event, &segment);
      rmg_timeline_set_segment (&self->timeline, segment);
      break;
    case GST_EVENT_GAP:
      event = rmg_timeline_stamp_gap (&self->timeline, event);
      rmg_timeline_pass_gap (&self->timeline, event);
      break;
    case GST_EVENT_STREAM_START:
    case GST_EVENT_FLUSH_STOP:
      restart (self);
      break;
    default:
      if (rmg_item_end_parse (event, NULL, NULL))
        restart (self);
      break;
  }
  return GST_BASE_TRANSFORM_CLASS (rmg_convert_element_parent_class)
      ->sink_event (trans, event);
}

static gboolean
rmg_convert_element_stop (GstBaseTransform *trans)
{
  RmgConvertElement *self = RMG_CONVERT_ELEMENT (trans);

  g_clear_pointer (&self->kernel, rmg_convert_close);
  g_clear_object (&self->memory);
  return TRUE;
}

static void
set_format (RmgConvertElement *self, const char *name)
{
  GstAudioFormat format = GST_AUDIO_FORMAT_UNKNOWN;
  RmgFormat dsp;
  gboolean swapped;

  if (name != NULL && *name != '\0') {
    format = gst_audio_format_from_string (name);
    if (!rmg_audio_format_to_dsp (format, &dsp, &swapped)) {
      g_warning ("%s: unknown format '%s'", GST_OBJECT_NAME (self), name);
      return;
    }
  }
  GST_OBJECT_LOCK (self);
  self->settings.format = format;
  GST_OBJECT_UNLOCK (self);
}

static void
set_matrix (RmgConvertElement *self, const GValue *value)
{
  RmgMixMatrix *matrix = rmg_mix_matrix_new_from_value (value);
  RmgMixMatrix *before;

  if (matrix == NULL && gst_value_array_get_size (value) > 0) {
    g_warning ("%s: the mix-matrix has no rows of equally many numbers",
        GST_OBJECT_NAME (self));
    return;
  }
  GST_OBJECT_LOCK (self);
  before = self->settings.matrix;
  self->settings.matrix = matrix;
  GST_OBJECT_UNLOCK (self);
  g_clear_pointer (&before, rmg_mix_matrix_unref);
}

static void
set_number (RmgConvertElement *self, guint id, const GValue *value)
{
  GST_OBJECT_LOCK (self);
  if (id == PROP_CHANNELS)
    self->settings.channels = g_value_get_int (value);
  else if (id == PROP_LAYOUT)
    self->settings.layout = g_value_get_enum (value);
  else
    self->settings.dither = g_value_get_enum (value);
  GST_OBJECT_UNLOCK (self);
}

static void
rmg_convert_element_set_property (
    GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  RmgConvertElement *self = RMG_CONVERT_ELEMENT (object);

  switch (id) {
    case PROP_FORMAT:
      set_format (self, g_value_get_string (value));
      break;
    case PROP_MIX_MATRIX:
      set_matrix (self, value);
      break;
    case PROP_CHANNELS:
    case PROP_LAYOUT:
    case PROP_DITHER:
      set_number (self, id, value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      return;
  }
  GST_OBJECT_LOCK (self);
  self->settings.serial++;
  GST_OBJECT_UNLOCK (self);
  gst_base_transform_reconfigure_src (GST_BASE_TRANSFORM (self));
  gst_base_transform_reconfigure_sink (GST_BASE_TRANSFORM (self));
}

static void
rmg_convert_element_get_property (
    GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  RmgConvertElement *self = RMG_CONVERT_ELEMENT (object);
  ConvertSettings settings = copy_settings (self);

  switch (id) {
    case PROP_FORMAT:
      g_value_set_static_string (value,
          settings.format == GST_AUDIO_FORMAT_UNKNOWN
              ? ""
              : gst_audio_format_to_string (settings.format));
      break;
    case PROP_CHANNELS:
      g_value_set_int (value, settings.channels);
      break;
    case PROP_LAYOUT:
      g_value_set_enum (value, (gint) settings.layout);
      break;
    case PROP_MIX_MATRIX:
      rmg_mix_matrix_to_value (settings.matrix, value);
      break;
    case PROP_DITHER:
      g_value_set_enum (value, (gint) settings.dither);
      break;
    case PROP_IMPLEMENTATION:
      GST_OBJECT_LOCK (self);
      g_value_set_static_string (value, self->implementation);
      GST_OBJECT_UNLOCK (self);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      break;
  }
  clear_settings (&settings);
}

static void
rmg_convert_element_finalize (GObject *object)
{
  RmgConvertElement *self = RMG_CONVERT_ELEMENT (object);

  clear_settings (&self->settings);
  g_clear_pointer (&self->kernel, rmg_convert_close);
  G_OBJECT_CLASS (rmg_convert_element_parent_class)->finalize (object);
}

static void
rmg_convert_element_init (RmgConvertElement *self)
{
  self->settings.format = GST_AUDIO_FORMAT_UNKNOWN;
  gst_base_transform_set_gap_aware (GST_BASE_TRANSFORM (self), TRUE);
}

static void
install_properties (GObjectClass *object_class)
{
  const GParamFlags flags =
      G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | GST_PARAM_MUTABLE_PLAYING;

  g_object_class_install_property (object_class, PROP_FORMAT,
      g_param_spec_string ("format", "Format",
          "Sample format of the output, S16LE for instance; empty: negotiated",
          "", flags));
  g_object_class_install_property (object_class, PROP_CHANNELS,
      g_param_spec_int ("channels", "Channels",
          "Channels of the output; 0: negotiated", 0, RMG_MAX_CHANNELS, 0,
          flags));
  g_object_class_install_property (object_class, PROP_LAYOUT,
      g_param_spec_enum ("layout", "Layout", "Layout of the output",
          RMG_TYPE_CONVERT_LAYOUT, RMG_LAYOUT_NEGOTIATE, flags));
  g_object_class_install_property (object_class, PROP_MIX_MATRIX,
      gst_param_spec_array ("mix-matrix", "Mix matrix",
          "One row of input factors for each output channel; empty: none",
          gst_param_spec_array ("row", "Row", "Factors of one output channel",
              g_param_spec_double ("factor", "Factor", "Of one input channel",
                  -G_MAXDOUBLE, G_MAXDOUBLE, 0, flags),
              flags),
          flags));
  g_object_class_install_property (object_class, PROP_DITHER,
      g_param_spec_enum ("dither", "Dither",
          "Noise added where integers lose bits", RMG_TYPE_CONVERT_DITHER,
          RMG_DITHER_NONE, flags));
  g_object_class_install_property (object_class, PROP_IMPLEMENTATION,
      g_param_spec_string ("implementation", "Implementation",
          "Instruction set of the kernels in use", NULL,
          G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
}

static void
rmg_convert_element_class_init (RmgConvertElementClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);
  GstBaseTransformClass *trans_class = GST_BASE_TRANSFORM_CLASS (klass);

  GST_DEBUG_CATEGORY_INIT (convert_debug, "rmgconvert", 0, "Audio converter");
  object_class->set_property = rmg_convert_element_set_property;
  object_class->get_property = rmg_convert_element_get_property;
  object_class->finalize = rmg_convert_element_finalize;
  install_properties (object_class);

  trans_class->start = rmg_convert_element_start;
  trans_class->transform_caps = rmg_convert_element_transform_caps;
  trans_class->fixate_caps = rmg_convert_element_fixate_caps;
  trans_class->set_caps = rmg_convert_element_set_caps;
  trans_class->get_unit_size = rmg_convert_element_get_unit_size;
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
      "RemoteMedia <remotemedia@remotemedia.invalid>");
}
