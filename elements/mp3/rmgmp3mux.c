/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Puts a frame in front of an MP3 stream that says how long the stream is, where
 * its parts lie, and how many samples the encoder added, so that players show
 * the right length, seek to the right place and cut the added
 * samples. The frame is
 * written again at the end, which needs an output that can seek. For any other
 * output it only says how many samples to skip at the start.
 *
 * gst-launch-1.0 audiotestsrc num-buffers=99 ! lamemp3enc ! rmgmp3mux !
 *     rmgfilesink location=tone.mp3 */

#include "elements/mp3/rmgmp3mux.h"

#include "elements/base/pad.h"
#include "elements/mp3/summary.h"

#include <gst/audio/audio.h>

GST_DEBUG_CATEGORY_STATIC (mp3_mux_debug);
#define GST_CAT_DEFAULT mp3_mux_debug

/* Delay of LAME. It is the encoder that the caps of this element come from. */
#define ENCODER_DELAY 576
#define ENCODER_NAME "LAME3.100"

static GstStaticPadTemplate sink_template =
    GST_STATIC_PAD_TEMPLATE ("sink", GST_PAD_SINK, GST_PAD_ALWAYS,
        GST_STATIC_CAPS ("audio/mpeg, mpegversion = (int) 1, layer = (int) 3"));
static GstStaticPadTemplate src_template =
    GST_STATIC_PAD_TEMPLATE ("src", GST_PAD_SRC, GST_PAD_ALWAYS,
        GST_STATIC_CAPS ("audio/mpeg, mpegversion = (int) 1, layer = (int) 3"));

struct _RmgMp3Mux
{
  GstElement parent;

  GstPad *sink_pad, *src_pad;

  /* streaming thread */
  RmgMp3Collector collector;
  gboolean can_seek;
  gsize info_bytes; /* of the first frame; 0 before it is written */

  /* Samples that the encoder received: its own frames are all full. */
  GstPad *encoder_pad; /* (nullable) */
  gulong probe;
  guint64 n_samples; /* object lock */
  int input_rate_hz; /* object lock */
};

G_DEFINE_FINAL_TYPE (RmgMp3Mux, rmg_mp3_mux, GST_TYPE_ELEMENT)
GST_ELEMENT_REGISTER_DEFINE (
    rmgmp3mux, "rmgmp3mux", GST_RANK_NONE, RMG_TYPE_MP3_MUX)

static void
reset (RmgMp3Mux *self)
{
  rmg_mp3_collector_clear (&self->collector);
  rmg_mp3_collector_init (&self->collector);
  self->info_bytes = 0;
  GST_OBJECT_LOCK (self);
  self->n_samples = 0;
  GST_OBJECT_UNLOCK (self);
}

static gboolean
ask_seekable (RmgMp3Mux *self)
{
  GstQuery *query = gst_query_new_seeking (GST_FORMAT_BYTES);
  gboolean can_seek = FALSE;

  if (gst_pad_peer_query (self->src_pad, query))
    gst_query_parse_seeking (query, NULL, &can_seek, NULL, NULL);
  gst_query_unref (query);
  return can_seek;
}

static void
push_segment (RmgMp3Mux *self)
{
  GstSegment segment;

  gst_segment_init (&segment, GST_FORMAT_BYTES);
  gst_pad_push_event (self->src_pad, gst_event_new_segment (&segment));
}

static GstFlowReturn
push_info (RmgMp3Mux *self, const RmgMp3Summary *summary)
{
  guint8 bytes[RMG_MP3_MAX_INFO];

  self->info_bytes =
      rmg_mp3_info_write (summary, &self->collector.first, bytes);
  return gst_pad_push (
      self->src_pad, gst_buffer_new_memdup (bytes, self->info_bytes));
}

/* The length is unknown, the delay is not. */
static GstFlowReturn
push_first (RmgMp3Mux *self)
{
  const RmgMp3Summary summary = { .delay = ENCODER_DELAY,
    .encoder = ENCODER_NAME };

  self->can_seek = ask_seekable (self);
  push_segment (self);
  return push_info (self, &summary);
}

static GstFlowReturn
rmg_mp3_mux_chain (GstPad *pad, GstObject *parent, GstBuffer *buffer)
{
  RmgMp3Mux *self = RMG_MP3_MUX (parent);
  GstFlowReturn flow = GST_FLOW_OK;
  GstMapInfo map;

  if (!gst_buffer_map (buffer, &map, GST_MAP_READ)) {
    gst_buffer_unref (buffer);
    return GST_FLOW_ERROR;
  }
  rmg_mp3_collector_add (&self->collector, map.data, map.size);
  gst_buffer_unmap (buffer, &map);
  if (self->info_bytes == 0 && self->collector.first.word != 0)
    flow = push_first (self);
  if (flow == GST_FLOW_OK)
    return gst_pad_push (self->src_pad, buffer);
  gst_buffer_unref (buffer);
  return flow;
}

static guint64
count_samples (RmgMp3Mux *self)
{
  const guint rate_hz = self->collector.first.rate_hz;
  guint64 n_samples;
  int input_rate_hz;

  GST_OBJECT_LOCK (self);
  n_samples = self->n_samples;
  input_rate_hz = self->input_rate_hz;
  GST_OBJECT_UNLOCK (self);
  if (n_samples == 0)
    return self->collector.n_frames * self->collector.first.samples;
  return gst_util_uint64_scale_round (
      n_samples, rate_hz, (guint64) input_rate_hz);
}

static void
finish (RmgMp3Mux *self)
{
  RmgMp3Summary summary;

  if (self->info_bytes == 0 || !self->can_seek)
    return;
  rmg_mp3_collector_finish (&self->collector, count_samples (self),
      ENCODER_DELAY, self->info_bytes, &summary);
  summary.encoder = ENCODER_NAME;
  GST_INFO_OBJECT (self, "%u frames, %u bytes, padding %u", summary.frames,
      summary.bytes, summary.padding);
  push_segment (self);
  push_info (self, &summary);
}

static gboolean
rmg_mp3_mux_event (GstPad *pad, GstObject *parent, GstEvent *event)
{
  RmgMp3Mux *self = RMG_MP3_MUX (parent);

  switch (GST_EVENT_TYPE (event)) {
    case GST_EVENT_SEGMENT: /* one in bytes replaces it */
      gst_event_unref (event);
      return TRUE;
    case GST_EVENT_EOS:
      finish (self);
      break;
    case GST_EVENT_FLUSH_STOP:
      reset (self);
      break;
    default:
      break;
  }
  return gst_pad_event_default (pad, parent, event);
}

static GstPadProbeReturn
count_input (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  RmgMp3Mux *self = data;
  g_autoptr (GstCaps) caps = gst_pad_get_current_caps (pad);
  GstAudioInfo audio;

  if (caps == NULL || !gst_audio_info_from_caps (&audio, caps))
    return GST_PAD_PROBE_OK;
  GST_OBJECT_LOCK (self);
  self->n_samples +=
      gst_buffer_get_size (info->data) / (gsize) GST_AUDIO_INFO_BPF (&audio);
  self->input_rate_hz = GST_AUDIO_INFO_RATE (&audio);
  GST_OBJECT_UNLOCK (self);
  return GST_PAD_PROBE_OK;
}

static void
watch_encoder (RmgMp3Mux *self)
{
  g_autoptr (GstPad) peer = gst_pad_get_peer (self->sink_pad);
  g_autoptr (GstElement) encoder =
      peer != NULL ? gst_pad_get_parent_element (peer) : NULL;

  if (encoder == NULL)
    return;
  self->encoder_pad = gst_element_get_static_pad (encoder, "sink");
  if (self->encoder_pad != NULL)
    self->probe = gst_pad_add_probe (
        self->encoder_pad, GST_PAD_PROBE_TYPE_BUFFER, count_input, self, NULL);
}

static void
leave_encoder (RmgMp3Mux *self)
{
  if (self->encoder_pad != NULL)
    gst_pad_remove_probe (self->encoder_pad, self->probe);
  gst_clear_object (&self->encoder_pad);
}

static GstStateChangeReturn
rmg_mp3_mux_change_state (GstElement *element, GstStateChange transition)
{
  RmgMp3Mux *self = RMG_MP3_MUX (element);
  GstStateChangeReturn result;

  if (transition == GST_STATE_CHANGE_READY_TO_PAUSED) {
    reset (self);
    watch_encoder (self);
  }
  result = GST_ELEMENT_CLASS (rmg_mp3_mux_parent_class)
               ->change_state (element, transition);
  if (transition == GST_STATE_CHANGE_PAUSED_TO_READY)
    leave_encoder (self);
  return result;
}

static void
rmg_mp3_mux_finalize (GObject *object)
{
  RmgMp3Mux *self = RMG_MP3_MUX (object);

  leave_encoder (self);
  rmg_mp3_collector_clear (&self->collector);
  G_OBJECT_CLASS (rmg_mp3_mux_parent_class)->finalize (object);
}

static void
rmg_mp3_mux_init (RmgMp3Mux *self)
{
  rmg_mp3_collector_init (&self->collector);
  self->sink_pad = rmg_pad_new (self, "sink");
  self->src_pad = rmg_pad_new (self, "src");
  gst_pad_set_chain_function (self->sink_pad, rmg_mp3_mux_chain);
  gst_pad_set_event_function (self->sink_pad, rmg_mp3_mux_event);
  gst_pad_use_fixed_caps (self->src_pad);
  gst_element_add_pad (GST_ELEMENT (self), self->sink_pad);
  gst_element_add_pad (GST_ELEMENT (self), self->src_pad);
}

static void
rmg_mp3_mux_class_init (RmgMp3MuxClass *klass)
{
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);

  GST_DEBUG_CATEGORY_INIT (
      mp3_mux_debug, "rmgmp3mux", 0, "length and delay of MP3 files");
  G_OBJECT_CLASS (klass)->finalize = rmg_mp3_mux_finalize;
  element_class->change_state = rmg_mp3_mux_change_state;
  gst_element_class_add_static_pad_template (element_class, &sink_template);
  gst_element_class_add_static_pad_template (element_class, &src_template);
  gst_element_class_set_static_metadata (element_class, "MP3 muxer",
      "Codec/Muxer/Audio", "Writes the length and the delay of MP3 streams",
      "The RemoteMedia authors");
}
