/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Reads the samples of WAV (RIFF, RIFX, RF64, BW64, W64) and AIFF files of any
 * length. From a seekable source it pulls large buffers and can seek; from a
 * pipe it passes on the bytes as they arrive. Sizes that are wrong or open are corrected by
 * the size of the file, and a file that is cut short is read to its end, with a
 * warning.
 *
 * gst-launch-1.0 filesrc location=talk.wav ! rmgwavparse ! autoaudiosink */

#include "elements/wav/rmgwavparse.h"

#include "elements/base/formats.h"
#include "elements/base/pad.h"
#include "elements/wav/output.h"

#include <gst/base/gstadapter.h>

GST_DEBUG_CATEGORY (rmg_wav_parse_debug);
#define GST_CAT_DEFAULT rmg_wav_parse_debug

static GstStaticPadTemplate sink_template = GST_STATIC_PAD_TEMPLATE ("sink",
    GST_PAD_SINK, GST_PAD_ALWAYS,
    GST_STATIC_CAPS ("audio/x-wav; audio/x-rf64; audio/x-w64; audio/x-aiff"));
static GstStaticPadTemplate src_template = GST_STATIC_PAD_TEMPLATE ("src",
    GST_PAD_SRC, GST_PAD_ALWAYS,
    GST_STATIC_CAPS ("audio/x-raw, format = (string) " RMG_FORMATS_PACKED ", "
                     "layout = (string) interleaved, " RMG_SHAPE_CAPS "; "
                     "audio/x-mulaw, " RMG_SHAPE_CAPS "; "
                     "audio/x-alaw, " RMG_SHAPE_CAPS));

/* Bytes of a buffer that is pulled: a few per second of audio, and small
 * enough for the processor's second cache. */
#define PULL_BYTES (64 * 1024)

struct _RmgWavParse
{
  GstElement parent;

  GstPad *sink_pad, *src_pad;

  RmgWavOutput output; /* its place under the object lock */
  RmgWavHeader header;
  GstAdapter *adapter; /* of the bytes that were pushed and not used */
  guint64 consumed;    /* bytes of the file before those in the adapter */
};

G_DEFINE_FINAL_TYPE (RmgWavParse, rmg_wav_parse, GST_TYPE_ELEMENT)
/* Ranked below the stock parsers: they stay the choice of other pipelines. */
GST_ELEMENT_REGISTER_DEFINE (
    rmgwavparse, "rmgwavparse", GST_RANK_MARGINAL, RMG_TYPE_WAV_PARSE)

static void
reset (RmgWavParse *self)
{
  rmg_wav_header_clear (&self->header);
  rmg_wav_header_init (&self->header);
  gst_adapter_clear (self->adapter);
  self->consumed = 0;
  rmg_wav_output_reset (&self->output);
}

static guint64
ask_file_bytes (RmgWavParse *self)
{
  gint64 bytes = -1;

  if (!gst_pad_peer_query_duration (self->sink_pad, GST_FORMAT_BYTES, &bytes) ||
      bytes < 0)
    return RMG_WAV_UNKNOWN_BYTES;
  return (guint64) bytes;
}

static GstFlowReturn
fail_header (RmgWavParse *self)
{
  GST_ELEMENT_ERROR (
      self, STREAM, WRONG_TYPE, ("%s", self->header.problem), (NULL));
  return GST_FLOW_ERROR;
}

/* Byte of the samples where the segment ends. */
static guint64
get_end (RmgWavParse *self)
{
  guint64 end = self->output.place.data_bytes;

  if (GST_CLOCK_TIME_IS_VALID (self->output.place.segment.stop))
    end = MIN (end,
        gst_util_uint64_scale_ceil (self->output.place.segment.stop,
            self->output.place.rate_hz, GST_SECOND) *
            self->output.place.frame_bytes);
  return end;
}

/* Pulls the bytes that the header needs. Returns: OK once it is complete. */
static GstFlowReturn
pull_header (RmgWavParse *self)
{
  GstFlowReturn flow;

  while (self->header.status == RMG_WAV_NEEDS_BYTES) {
    g_autoptr (GstBuffer) buffer = NULL;
    guint8 bytes[RMG_WAV_MAX_NEED];
    gsize n_bytes = 0;

    flow = gst_pad_pull_range (self->sink_pad, self->header.offset,
        (guint) self->header.need, &buffer);
    if (flow != GST_FLOW_OK && flow != GST_FLOW_EOS)
      return flow;
    if (flow == GST_FLOW_OK)
      n_bytes = gst_buffer_extract (buffer, 0, bytes, self->header.need);
    rmg_wav_header_read (&self->header, bytes, n_bytes);
  }
  return self->header.status == RMG_WAV_COMPLETE ? GST_FLOW_OK
                                                 : fail_header (self);
}

static GstFlowReturn
pull_samples (RmgWavParse *self)
{
  const guint64 end = get_end (self);
  const guint64 left =
      end > self->output.done_bytes ? end - self->output.done_bytes : 0;
  const guint64 most =
      MAX (PULL_BYTES - PULL_BYTES % self->output.place.frame_bytes,
          self->output.place.frame_bytes);
  g_autoptr (GstBuffer) buffer = NULL;
  GstFlowReturn flow;
  gsize n_bytes;

  if (left == 0)
    return GST_FLOW_EOS;
  flow = gst_pad_pull_range (self->sink_pad,
      self->header.data_offset + self->output.done_bytes,
      (guint) MIN (most, left), &buffer);
  if (flow != GST_FLOW_OK)
    return flow;
  n_bytes = gst_buffer_get_size (buffer);
  n_bytes -= n_bytes % self->output.place.frame_bytes;
  if (n_bytes == 0)
    return GST_FLOW_EOS;
  if (n_bytes != gst_buffer_get_size (buffer)) {
    buffer = gst_buffer_make_writable (buffer);
    gst_buffer_set_size (buffer, (gssize) n_bytes);
  }
  return rmg_wav_output_push (&self->output, g_steal_pointer (&buffer));
}

/* Stops the task, and ends the stream where nothing else does. */
static void
pause_loop (RmgWavParse *self, GstFlowReturn flow)
{
  GST_DEBUG_OBJECT (self, "paused: %s", gst_flow_get_name (flow));
  gst_pad_pause_task (self->sink_pad);
  if (flow == GST_FLOW_EOS) {
    rmg_wav_output_end (&self->output);
  } else if (flow == GST_FLOW_NOT_LINKED || flow < GST_FLOW_EOS) {
    if (self->header.status != RMG_WAV_INVALID)
      GST_ELEMENT_FLOW_ERROR (self, flow);
    gst_pad_push_event (self->src_pad, gst_event_new_eos ());
  }
}

static void
loop (GstPad *pad)
{
  RmgWavParse *self = RMG_WAV_PARSE (GST_PAD_PARENT (pad));
  GstFlowReturn flow = GST_FLOW_OK;

  if (!self->output.is_started) {
    flow = pull_header (self);
    if (flow == GST_FLOW_OK)
      rmg_wav_output_start (
          &self->output, &self->header, ask_file_bytes (self));
  }
  if (flow == GST_FLOW_OK)
    rmg_wav_output_push_segment (&self->output);
  if (flow == GST_FLOW_OK)
    flow = pull_samples (self);
  if (flow != GST_FLOW_OK)
    pause_loop (self, flow);
}

/* Drops pushed bytes before @offset of the file. Returns: whether it is reached. */
static gboolean
skip_to (RmgWavParse *self, guint64 offset)
{
  gsize skip;

  if (self->consumed >= offset)
    return TRUE;
  skip = MIN (gst_adapter_available (self->adapter), offset - self->consumed);
  gst_adapter_flush (self->adapter, skip);
  self->consumed += skip;
  return self->consumed == offset;
}

/* Passes pushed bytes to the header. Returns: whether it is complete. */
static gboolean
push_header (RmgWavParse *self, gboolean is_end)
{
  while (self->header.status == RMG_WAV_NEEDS_BYTES) {
    gboolean is_there = skip_to (self, self->header.offset);
    gsize n_bytes =
        MIN (gst_adapter_available (self->adapter), self->header.need);
    guint8 bytes[RMG_WAV_MAX_NEED];

    if ((!is_there || n_bytes < self->header.need) && !is_end)
      return FALSE;
    if (n_bytes > 0)
      gst_adapter_copy (self->adapter, bytes, 0, n_bytes);
    rmg_wav_header_read (&self->header, bytes, n_bytes);
  }
  return self->header.status == RMG_WAV_COMPLETE;
}

static GstFlowReturn
begin_pushed (RmgWavParse *self)
{
  if (self->header.data_offset < self->consumed) {
    GST_ELEMENT_ERROR (self, STREAM, FORMAT,
        ("The samples come before their format, which needs a file that can "
         "seek."),
        (NULL));
    return GST_FLOW_ERROR;
  }
  rmg_wav_output_start (&self->output, &self->header, ask_file_bytes (self));
  rmg_wav_output_push_segment (&self->output);
  return GST_FLOW_OK;
}

static GstFlowReturn
push_pushed (RmgWavParse *self)
{
  const guint64 end = self->output.place.data_bytes;
  guint64 there = gst_adapter_available (self->adapter);

  if (end != RMG_WAV_UNKNOWN_BYTES)
    there = MIN (there, end - self->output.done_bytes);
  there -= there % self->output.place.frame_bytes;
  if (there > 0)
    return rmg_wav_output_push (
        &self->output, gst_adapter_take_buffer (self->adapter, (gsize) there));
  if (self->output.done_bytes == end)
    gst_adapter_clear (self->adapter);
  return GST_FLOW_OK;
}

static GstFlowReturn
rmg_wav_parse_chain (GstPad *pad, GstObject *parent, GstBuffer *buffer)
{
  RmgWavParse *self = RMG_WAV_PARSE (parent);
  GstFlowReturn flow = GST_FLOW_OK;

  if (self->header.status == RMG_WAV_INVALID) {
    gst_buffer_unref (buffer);
    return GST_FLOW_ERROR;
  }
  gst_adapter_push (self->adapter, buffer);
  if (!push_header (self, FALSE))
    return self->header.status == RMG_WAV_INVALID ? fail_header (self)
                                                  : GST_FLOW_OK;
  if (!self->output.is_started)
    flow = begin_pushed (self);
  if (flow != GST_FLOW_OK || !skip_to (self, self->header.data_offset))
    return flow;
  return push_pushed (self);
}

/* The pipe has ended. */
static gboolean
end_pushed (RmgWavParse *self, GstEvent *event)
{
  const guint64 declared = self->header.declared_bytes;

  if (!self->output.is_started && self->header.status != RMG_WAV_INVALID) {
    if (!push_header (self, TRUE))
      fail_header (self);
    else
      begin_pushed (self);
  }
  self->output.is_short = self->output.is_started &&
      self->output.place.data_bytes == declared &&
      self->output.done_bytes + self->output.place.frame_bytes <= declared;
  rmg_wav_output_warn (&self->output);
  return gst_pad_push_event (self->src_pad, event);
}

static gboolean
rmg_wav_parse_sink_event (GstPad *pad, GstObject *parent, GstEvent *event)
{
  RmgWavParse *self = RMG_WAV_PARSE (parent);

  switch (GST_EVENT_TYPE (event)) {
    case GST_EVENT_STREAM_START:
    case GST_EVENT_CAPS:
    case GST_EVENT_SEGMENT:
      gst_event_unref (event);
      return TRUE;
    case GST_EVENT_FLUSH_STOP:
      reset (self);
      return gst_pad_push_event (self->src_pad, event);
    case GST_EVENT_EOS:
      return end_pushed (self, event);
    default:
      return gst_pad_event_default (pad, parent, event);
  }
}

static gboolean
rmg_wav_parse_activate (GstPad *pad, GstObject *parent)
{
  RmgWavParse *self = RMG_WAV_PARSE (parent);
  GstQuery *query = gst_query_new_scheduling ();
  gboolean can_pull;

  can_pull = gst_pad_peer_query (pad, query) &&
      gst_query_has_scheduling_mode_with_flags (
          query, GST_PAD_MODE_PULL, GST_SCHEDULING_FLAG_SEEKABLE);
  gst_query_unref (query);
  GST_OBJECT_LOCK (self);
  self->output.place.is_pulling = can_pull;
  GST_OBJECT_UNLOCK (self);
  return gst_pad_activate_mode (
      pad, can_pull ? GST_PAD_MODE_PULL : GST_PAD_MODE_PUSH, TRUE);
}

static gboolean
rmg_wav_parse_activate_mode (
    GstPad *pad, GstObject *parent, GstPadMode mode, gboolean active)
{
  RmgWavParse *self = RMG_WAV_PARSE (parent);

  if (active)
    reset (self);
  if (mode != GST_PAD_MODE_PULL)
    return TRUE;
  if (active)
    return gst_pad_start_task (pad, (GstTaskFunction) loop, pad, NULL);
  return gst_pad_stop_task (pad);
}

/* Moves the segment and where reading goes on. Called with the stream lock. */
static gboolean
apply_seek (RmgWavParse *self, GstEvent *event)
{
  GstSegment segment;
  GstFormat format;
  GstSeekFlags flags;
  GstSeekType start_type, stop_type;
  gint64 start, stop;
  gdouble rate;
  guint64 bytes;

  gst_event_parse_seek (
      event, &rate, &format, &flags, &start_type, &start, &stop_type, &stop);
  if (self->output.place.frame_bytes == 0)
    return FALSE;
  gst_segment_copy_into (&self->output.place.segment, &segment);
  if (!gst_segment_do_seek (&segment, rate, format, flags, start_type,
          (guint64) start, stop_type, (guint64) stop, NULL))
    return FALSE;
  bytes = gst_util_uint64_scale (
              segment.position, self->output.place.rate_hz, GST_SECOND) *
      self->output.place.frame_bytes;
  GST_OBJECT_LOCK (self);
  gst_segment_copy_into (&segment, &self->output.place.segment);
  GST_OBJECT_UNLOCK (self);
  self->output.done_bytes = MIN (bytes, self->output.place.data_bytes);
  self->output.seqnum = gst_event_get_seqnum (event);
  self->output.needs_segment = TRUE;
  self->output.is_discont = TRUE;
  GST_DEBUG_OBJECT (
      self, "seek to %" GST_TIME_FORMAT, GST_TIME_ARGS (segment.position));
  return TRUE;
}

static void
push_flush (RmgWavParse *self, gboolean starts, guint32 seqnum)
{
  GstEvent *event =
      starts ? gst_event_new_flush_start () : gst_event_new_flush_stop (TRUE);

  gst_event_set_seqnum (event, seqnum);
  gst_pad_push_event (self->sink_pad, gst_event_ref (event));
  gst_pad_push_event (self->src_pad, event);
}

static gboolean
perform_seek (RmgWavParse *self, GstEvent *event)
{
  const guint32 seqnum = gst_event_get_seqnum (event);
  GstSeekFlags flags;
  GstFormat format;
  gdouble rate;
  gboolean done;

  gst_event_parse_seek (event, &rate, &format, &flags, NULL, NULL, NULL, NULL);
  if (format != GST_FORMAT_TIME || rate <= 0)
    return FALSE;
  if (flags & GST_SEEK_FLAG_FLUSH)
    push_flush (self, TRUE, seqnum);
  else
    gst_pad_pause_task (self->sink_pad);
  GST_PAD_STREAM_LOCK (self->sink_pad);
  done = apply_seek (self, event);
  if (flags & GST_SEEK_FLAG_FLUSH)
    push_flush (self, FALSE, seqnum);
  if (done && (flags & GST_SEEK_FLAG_SEGMENT))
    gst_element_post_message (GST_ELEMENT (self),
        gst_message_new_segment_start (GST_OBJECT (self), GST_FORMAT_TIME,
            (gint64) self->output.place.segment.position));
  gst_pad_start_task (
      self->sink_pad, (GstTaskFunction) loop, self->sink_pad, NULL);
  GST_PAD_STREAM_UNLOCK (self->sink_pad);
  return done;
}

static gboolean
rmg_wav_parse_src_event (GstPad *pad, GstObject *parent, GstEvent *event)
{
  RmgWavParse *self = RMG_WAV_PARSE (parent);
  gboolean is_pulling, done;

  GST_OBJECT_LOCK (self);
  is_pulling = self->output.place.is_pulling;
  GST_OBJECT_UNLOCK (self);
  if (GST_EVENT_TYPE (event) != GST_EVENT_SEEK)
    return gst_pad_event_default (pad, parent, event);
  done = is_pulling && perform_seek (self, event);
  gst_event_unref (event);
  return done;
}

static gboolean
rmg_wav_parse_src_query (GstPad *pad, GstObject *parent, GstQuery *query)
{
  RmgWavParse *self = RMG_WAV_PARSE (parent);
  gboolean answered;

  if (!rmg_wav_place_is_asked (query))
    return gst_pad_query_default (pad, parent, query);
  GST_OBJECT_LOCK (self);
  answered = rmg_wav_place_answer (&self->output.place, query);
  GST_OBJECT_UNLOCK (self);
  return answered;
}

static void
rmg_wav_parse_finalize (GObject *object)
{
  RmgWavParse *self = RMG_WAV_PARSE (object);

  rmg_wav_header_clear (&self->header);
  g_object_unref (self->adapter);
  G_OBJECT_CLASS (rmg_wav_parse_parent_class)->finalize (object);
}

static void
rmg_wav_parse_init (RmgWavParse *self)
{
  self->adapter = gst_adapter_new ();
  self->sink_pad = rmg_pad_new (self, "sink");
  self->src_pad = rmg_pad_new (self, "src");
  gst_pad_set_activate_function (self->sink_pad, rmg_wav_parse_activate);
  gst_pad_set_activatemode_function (
      self->sink_pad, rmg_wav_parse_activate_mode);
  gst_pad_set_chain_function (self->sink_pad, rmg_wav_parse_chain);
  gst_pad_set_event_function (self->sink_pad, rmg_wav_parse_sink_event);
  gst_pad_set_event_function (self->src_pad, rmg_wav_parse_src_event);
  gst_pad_set_query_function (self->src_pad, rmg_wav_parse_src_query);
  gst_pad_use_fixed_caps (self->src_pad);
  self->output.element = GST_ELEMENT (self);
  self->output.pad = self->src_pad;
  gst_element_add_pad (GST_ELEMENT (self), self->sink_pad);
  gst_element_add_pad (GST_ELEMENT (self), self->src_pad);
  reset (self);
}

static void
rmg_wav_parse_class_init (RmgWavParseClass *klass)
{
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = rmg_wav_parse_finalize;
  gst_element_class_add_static_pad_template (element_class, &sink_template);
  gst_element_class_add_static_pad_template (element_class, &src_template);
  gst_element_class_set_static_metadata (element_class, "WAV and AIFF reader",
      "Codec/Demuxer/Audio",
      "Reads the samples of WAV, RF64, BW64, W64 and AIFF files",
      "The RemoteMedia authors");
  GST_DEBUG_CATEGORY_INIT (
      rmg_wav_parse_debug, "rmgwavparse", 0, "reader of WAV and AIFF");
}
