/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Finds speech. The audio is read, never converted; every buffer leaves with a
 * GstAudioLevelMeta that says whether it is within speech.
 *
 * gst-launch-1.0 -m filesrc location=a.wav ! wavparse ! rmgvad ! fakesink
 */
#include "elements/base/formats.h"
#include "elements/base/item-end.h"
#include "elements/base/pad.h"
#include "elements/vad/stream.h"

GST_DEBUG_CATEGORY (rmg_vad_debug); /* also of stream.c and others */
#define GST_CAT_DEFAULT rmg_vad_debug

static GstStaticPadTemplate sink_template = GST_STATIC_PAD_TEMPLATE (
    "sink", GST_PAD_SINK, GST_PAD_ALWAYS, GST_STATIC_CAPS (RMG_FORMATS_CAPS));
static GstStaticPadTemplate src_template = GST_STATIC_PAD_TEMPLATE (
    "src", GST_PAD_SRC, GST_PAD_ALWAYS, GST_STATIC_CAPS (RMG_FORMATS_CAPS));
static GstStaticPadTemplate segments_template =
    GST_STATIC_PAD_TEMPLATE ("segments", GST_PAD_SRC, GST_PAD_REQUEST,
        GST_STATIC_CAPS ("application/x-json"));

#define RMG_TYPE_VAD (rmg_vad_element_get_type ())
G_DECLARE_FINAL_TYPE (
    RmgVadElement, rmg_vad_element, RMG, VAD_ELEMENT, GstElement)

struct _RmgVadElement
{
  GstElement parent;
  GstPad *sink, *src;
  RmgVadElementSettings settings; /* guarded by the object lock */
  RmgVadStream stream;
};

G_DEFINE_TYPE (RmgVadElement, rmg_vad_element, GST_TYPE_ELEMENT)
GST_ELEMENT_REGISTER_DECLARE (rmgvad)
GST_ELEMENT_REGISTER_DEFINE (rmgvad, "rmgvad", GST_RANK_NONE, RMG_TYPE_VAD)

static RmgVadElementSettings
copy_settings (RmgVadElement *self)
{
  RmgVadElementSettings settings;

  GST_OBJECT_LOCK (self);
  settings = self->settings;
  GST_OBJECT_UNLOCK (self);
  return settings;
}

static gboolean
set_caps (RmgVadElement *self, GstEvent *event)
{
  const RmgVadElementSettings settings = copy_settings (self);
  GstAudioInfo info;
  GstCaps *caps;

  gst_event_parse_caps (event, &caps);
  return gst_audio_info_from_caps (&info, caps) &&
      rmg_vad_stream_set_info (&self->stream, &info, &settings);
}

static GstFlowReturn
rmg_vad_element_chain (GstPad *pad, GstObject *parent, GstBuffer *buffer)
{
  RmgVadElement *self = RMG_VAD_ELEMENT (parent);
  const RmgVadElementSettings settings = copy_settings (self);

  if (self->stream.detectors.n == 0 ||
      !rmg_vad_stream_use (&self->stream, &settings)) {
    gst_buffer_unref (buffer);
    return GST_FLOW_NOT_NEGOTIATED;
  }
  return rmg_vad_stream_push (&self->stream, buffer);
}

static gboolean
rmg_vad_element_sink_event (GstPad *pad, GstObject *parent, GstEvent *event)
{
  RmgVadStream *stream = &RMG_VAD_ELEMENT (parent)->stream;
  const GstSegment *segment;

  if (rmg_item_end_parse (event, NULL, NULL))
    return rmg_vad_stream_push_event (
        stream, rmg_vad_stream_end_item (stream, event), TRUE);

  switch (GST_EVENT_TYPE (event)) {
    case GST_EVENT_CAPS:
      if (!set_caps (RMG_VAD_ELEMENT (parent), event)) {
        gst_event_unref (event);
        return FALSE;
      }
      return rmg_vad_stream_push_event (stream, event, FALSE);
    case GST_EVENT_SEGMENT:
      gst_event_parse_segment (event, &segment);
      rmg_vad_stream_set_segment (stream, segment);
      return rmg_vad_stream_push_event (stream, event, FALSE);
    case GST_EVENT_GAP:
      rmg_vad_stream_push_gap (stream, event);
      return TRUE;
    case GST_EVENT_STREAM_START:
      rmg_vad_stream_end (stream);
      return rmg_vad_stream_push_event (stream, event, FALSE);
    case GST_EVENT_EOS:
      rmg_vad_stream_end (stream);
      return rmg_vad_stream_push_event (stream, event, TRUE);
    case GST_EVENT_FLUSH_STOP:
      rmg_vad_stream_flush (stream);
      return rmg_vad_stream_push_event (stream, event, TRUE);
    case GST_EVENT_FLUSH_START:
      return rmg_vad_stream_push_event (stream, event, TRUE);
    default:
      return rmg_vad_stream_push_event (stream, event, FALSE);
  }
}

static gboolean
answer_latency (RmgVadElement *self, GstQuery *query)
{
  GstClockTime min, max, added;
  gboolean live;

  if (!gst_pad_peer_query (self->sink, query))
    return FALSE;
  GST_OBJECT_LOCK (self);
  added = self->stream.latency;
  GST_OBJECT_UNLOCK (self);

  gst_query_parse_latency (query, &live, &min, &max);
  if (GST_CLOCK_TIME_IS_VALID (max))
    max += added;
  gst_query_set_latency (query, live, min + added, max);
  return TRUE;
}

static gboolean
rmg_vad_element_src_query (GstPad *pad, GstObject *parent, GstQuery *query)
{
  if (GST_QUERY_TYPE (query) == GST_QUERY_LATENCY)
    return answer_latency (RMG_VAD_ELEMENT (parent), query);
  return gst_pad_query_default (pad, parent, query);
}

/* The caps of the pad `segments` have nothing to do with those of the audio. */
static GstIterator *
iterate_main_pad (GstPad *pad, GstObject *parent)
{
  RmgVadElement *self = RMG_VAD_ELEMENT (parent);
  g_auto (GValue) value = G_VALUE_INIT;

  g_value_init (&value, GST_TYPE_PAD);
  g_value_set_object (&value, pad == self->sink ? self->src : self->sink);
  return gst_iterator_new_single (GST_TYPE_PAD, &value);
}

static GstPad *
rmg_vad_element_request_new_pad (GstElement *element, GstPadTemplate *templ,
    const char *name, const GstCaps *caps)
{
  RmgVadElement *self = RMG_VAD_ELEMENT (element);
  GstPad *pad;
  gboolean taken;

  GST_OBJECT_LOCK (self);
  taken = self->stream.segments.pad != NULL;
  GST_OBJECT_UNLOCK (self);
  if (taken)
    return NULL;

  pad = rmg_pad_new (self, "segments");
  gst_pad_set_active (pad, TRUE);
  gst_element_add_pad (element, pad);
  GST_OBJECT_LOCK (self);
  self->stream.segments.pad = pad;
  GST_OBJECT_UNLOCK (self);
  return pad;
}

static void
rmg_vad_element_release_pad (GstElement *element, GstPad *pad)
{
  RmgVadElement *self = RMG_VAD_ELEMENT (element);

  GST_OBJECT_LOCK (self);
  self->stream.segments.pad = NULL;
  GST_OBJECT_UNLOCK (self);
  gst_pad_set_active (pad, FALSE);
  gst_element_remove_pad (element, pad);
}

static GstStateChangeReturn
rmg_vad_element_change_state (GstElement *element, GstStateChange transition)
{
  RmgVadElement *self = RMG_VAD_ELEMENT (element);
  GstStateChangeReturn result;

  if (transition == GST_STATE_CHANGE_READY_TO_PAUSED)
    rmg_vad_stream_flush (&self->stream);
  result = GST_ELEMENT_CLASS (rmg_vad_element_parent_class)
               ->change_state (element, transition);
  if (transition == GST_STATE_CHANGE_PAUSED_TO_READY)
    rmg_vad_stream_stop (&self->stream);
  return result;
}

/* VadFacts about the engine, as properties. */
typedef struct
{
  guint64 decision_delay_ns;
  const char *implementation;
  guint64 held_bytes;
} VadFacts;

static const VadFacts no_facts;

static const RmgSetting fact_rows[] = {
  { "decision-delay", "Time from the end of a frame to its decision, in ns",
      RMG_SETTING_UINT64, G_STRUCT_OFFSET (VadFacts, decision_delay_ns) },
  { "implementation", "Instruction set of the engine", RMG_SETTING_STRING,
      G_STRUCT_OFFSET (VadFacts, implementation) },
  { "held-bytes",
      "Audio that the gate holds back, and the state of the engine, in bytes",
      RMG_SETTING_UINT64, G_STRUCT_OFFSET (VadFacts, held_bytes) },
};

static const RmgSettingTable fact_table = {
  .rows = fact_rows,
  .n_rows = G_N_ELEMENTS (fact_rows),
  .initial = &no_facts,
  .first_id = 100,
  .flags = RMG_SETTINGS_READABLE,
};

static void
rmg_vad_element_set_property (
    GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  RmgVadElement *self = RMG_VAD_ELEMENT (object);
  gboolean known;

  GST_OBJECT_LOCK (self);
  known = rmg_setting_table_set (
      &rmg_vad_setting_table, &self->settings, id, value);
  GST_OBJECT_UNLOCK (self);
  if (!known)
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

/* At a rate of which a millisecond is a whole number of frames. */
static GstClockTime
find_decision_delay (const RmgVadElementSettings *settings)
{
  const RmgVadConfig config = {
    .engine = settings->engine,
    .rate_hz = 48000,
    .frame_ms = settings->frame_ms,
  };

  return rmg_vad_config_get_look_ahead (&config) * settings->frame_ms *
      GST_MSECOND;
}

static VadFacts
find_facts (RmgVadElement *self, const RmgVadElementSettings *settings)
{
  return (VadFacts){
    .decision_delay_ns = find_decision_delay (settings),
    .implementation = rmg_vad_engine_get_implementation (settings->engine),
    .held_bytes = rmg_held_get_bytes (&self->stream.held),
  };
}

static void
rmg_vad_element_get_property (
    GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  RmgVadElement *self = RMG_VAD_ELEMENT (object);
  const RmgVadElementSettings settings = copy_settings (self);
  const VadFacts facts = find_facts (self, &settings);

  if (!rmg_setting_table_get (&rmg_vad_setting_table, &settings, id, value) &&
      !rmg_setting_table_get (&fact_table, &facts, id, value))
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
rmg_vad_element_finalize (GObject *object)
{
  RmgVadElement *self = RMG_VAD_ELEMENT (object);

  rmg_vad_stream_clear (&self->stream);
  G_OBJECT_CLASS (rmg_vad_element_parent_class)->finalize (object);
}

static void
rmg_vad_element_init (RmgVadElement *self)
{
  self->settings = rmg_vad_default_settings;
  self->sink = rmg_pad_new (self, "sink");
  gst_pad_set_chain_function (self->sink, rmg_vad_element_chain);
  gst_pad_set_event_function (self->sink, rmg_vad_element_sink_event);
  gst_pad_set_iterate_internal_links_function (self->sink, iterate_main_pad);
  GST_PAD_SET_PROXY_CAPS (self->sink);
  GST_PAD_SET_PROXY_ALLOCATION (self->sink);
  gst_element_add_pad (GST_ELEMENT (self), self->sink);

  self->src = rmg_pad_new (self, "src");
  gst_pad_set_query_function (self->src, rmg_vad_element_src_query);
  gst_pad_set_iterate_internal_links_function (self->src, iterate_main_pad);
  GST_PAD_SET_PROXY_CAPS (self->src);
  gst_element_add_pad (GST_ELEMENT (self), self->src);
  rmg_vad_stream_init (&self->stream, GST_ELEMENT (self), self->src);
  rmg_held_attach (self, &self->stream.held);
}

static void
rmg_vad_element_class_init (RmgVadElementClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);

  object_class->set_property = rmg_vad_element_set_property;
  object_class->get_property = rmg_vad_element_get_property;
  object_class->finalize = rmg_vad_element_finalize;
  rmg_setting_table_install (&rmg_vad_setting_table, object_class);
  rmg_setting_table_install (&fact_table, object_class);

  element_class->change_state = rmg_vad_element_change_state;
  element_class->request_new_pad = rmg_vad_element_request_new_pad;
  element_class->release_pad = rmg_vad_element_release_pad;
  gst_element_class_add_static_pad_template (element_class, &sink_template);
  gst_element_class_add_static_pad_template (element_class, &src_template);
  gst_element_class_add_static_pad_template (element_class, &segments_template);
  gst_element_class_set_static_metadata (element_class,
      "Voice activity detector", "Filter/Analyzer/Audio",
      "Detects speech, reports its start and end, or passes speech only",
      "The RemoteMedia authors");
  GST_DEBUG_CATEGORY_INIT (
      rmg_vad_debug, "rmgvad", 0, "voice activity detector");
}
