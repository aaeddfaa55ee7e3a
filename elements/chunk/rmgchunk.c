/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Cuts and joins audio to buffers of a fixed number of frames. Frames that do not
 * fill a buffer leave as a shorter one at the end of the stream or an item,
 * before a gap, and where format or time jump.
 *
 * gst-launch-1.0 audiotestsrc ! rmgchunk frames=480 ! fakesink */

#include "elements/chunk/rmgchunk.h"

#include "elements/base/audio-map.h"
#include "elements/base/held.h"
#include "elements/base/item-end.h"
#include "elements/base/pad.h"
#include "elements/base/settings.h"
#include "elements/base/timeline.h"
#include "elements/chunk/audio-fifo.h"

GST_DEBUG_CATEGORY_STATIC (chunk_debug);
#define GST_CAT_DEFAULT chunk_debug

#define CHUNK_CAPS                                                             \
  GST_AUDIO_CAPS_MAKE (GST_AUDIO_FORMATS_ALL)                                  \
  ", layout = (string) { interleaved, non-interleaved }"

static GstStaticPadTemplate sink_template = GST_STATIC_PAD_TEMPLATE (
    "sink", GST_PAD_SINK, GST_PAD_ALWAYS, GST_STATIC_CAPS (CHUNK_CAPS));
static GstStaticPadTemplate src_template = GST_STATIC_PAD_TEMPLATE (
    "src", GST_PAD_SRC, GST_PAD_ALWAYS, GST_STATIC_CAPS (CHUNK_CAPS));

/* GAP events at the held frames, per second of held audio. */
#define SIGNS_PER_SECOND 10

typedef struct
{
  guint frames;
} ChunkSettings;

typedef struct
{
  guint64 held_bytes;
} ChunkFacts;

static const ChunkSettings default_settings = { .frames = 1024 };
static const ChunkFacts no_facts;

static const RmgSetting setting_rows[] = {
  { "frames", "Number of frames in each buffer", RMG_SETTING_UINT,
      G_STRUCT_OFFSET (ChunkSettings, frames), .least = 1, .most = G_MAXINT32 },
};

static const RmgSetting fact_rows[] = {
  { "held-bytes", "Bytes that wait for their buffer to fill",
      RMG_SETTING_UINT64, G_STRUCT_OFFSET (ChunkFacts, held_bytes) },
};

static const RmgSettingTable setting_table = {
  .rows = setting_rows,
  .n_rows = G_N_ELEMENTS (setting_rows),
  .initial = &default_settings,
  .first_id = 1,
  .flags = RMG_SETTINGS_WRITABLE,
};

static const RmgSettingTable fact_table = {
  .rows = fact_rows,
  .n_rows = G_N_ELEMENTS (fact_rows),
  .initial = &no_facts,
  .first_id = 100,
  .flags = RMG_SETTINGS_READABLE,
};

struct _RmgChunk
{
  GstElement parent;

  GstPad *sink_pad, *src_pad;

  RmgHeld held;           /* in the FIFO */
  ChunkSettings settings; /* under the object lock */
  gint rate_hz;           /* under the object lock; 0 before caps */

  /* of the streaming thread */
  RmgAudioFifo fifo;
  RmgTimeline timeline; /* position: end of the held frames */
  guint64 base_offset;  /* of the first frame of the stretch */
  guint64 n_done;       /* frames of the stretch that were pushed */
  gsize n_signed;       /* frames held when the latest GAP was sent */
  gboolean is_discont;  /* of the next output buffer */
};

G_DEFINE_FINAL_TYPE (RmgChunk, rmg_chunk, GST_TYPE_ELEMENT)
GST_ELEMENT_REGISTER_DEFINE (
    rmgchunk, "rmgchunk", GST_RANK_NONE, RMG_TYPE_CHUNK)

static guint
get_frames (RmgChunk *self)
{
  guint frames;

  GST_OBJECT_LOCK (self);
  frames = self->settings.frames;
  GST_OBJECT_UNLOCK (self);
  return frames;
}

static void
update_held (RmgChunk *self)
{
  rmg_held_set (
      &self->held, (guint64) self->fifo.n_frames * (guint) self->fifo.info.bpf);
}

/* Drops the held frames and the position in the stretch. */
static void
reset (RmgChunk *self)
{
  rmg_audio_fifo_clear (&self->fifo);
  self->is_discont = FALSE;
  self->n_done = 0;
  self->n_signed = 0;
  update_held (self);
}

static void
stamp (RmgChunk *self, GstBuffer *buffer, gsize n_frames)
{
  const guint64 first = self->n_done, end = first + n_frames;

  rmg_timeline_stamp (&self->timeline, buffer, first, n_frames);
  if (self->base_offset != GST_BUFFER_OFFSET_NONE) {
    GST_BUFFER_OFFSET (buffer) = self->base_offset + first;
    GST_BUFFER_OFFSET_END (buffer) = self->base_offset + end;
  }
  if (self->is_discont)
    GST_BUFFER_FLAG_SET (buffer, GST_BUFFER_FLAG_DISCONT);
}

static GstFlowReturn
push_frames (RmgChunk *self, gsize n_frames)
{
  GstBuffer *buffer = rmg_audio_fifo_take (&self->fifo, n_frames);

  if (buffer == NULL) {
    GST_ELEMENT_ERROR (self, STREAM, FORMAT,
        ("The audio of a buffer could not be read."), (NULL));
    return GST_FLOW_ERROR;
  }
  stamp (self, buffer, n_frames);
  self->n_done += n_frames;
  self->n_signed = 0;
  self->is_discont = FALSE;
  update_held (self);
  GST_LOG_OBJECT (self, "%" GST_PTR_FORMAT, (gpointer) buffer);
  return gst_pad_push (self->src_pad, buffer);
}

/* Pushes the held frames and ends the stretch. */
static GstFlowReturn
drain (RmgChunk *self)
{
  GstFlowReturn result = GST_FLOW_OK;

  if (self->fifo.n_frames > 0) {
    GST_DEBUG_OBJECT (self,
        "draining %" G_GSIZE_FORMAT " frames at %" GST_TIME_FORMAT,
        self->fifo.n_frames,
        GST_TIME_ARGS (rmg_timeline_get_time (&self->timeline, self->n_done)));
    result = push_frames (self, self->fifo.n_frames);
  }
  reset (self);
  rmg_timeline_end_stretch (&self->timeline);
  return result;
}

/* Drops the held frames; the next ones start at the start of the segment. */
static void
flush (RmgChunk *self)
{
  if (self->fifo.n_frames > 0)
    GST_DEBUG_OBJECT (
        self, "dropping %" G_GSIZE_FORMAT " frames", self->fifo.n_frames);
  reset (self);
  rmg_timeline_restart (&self->timeline);
}

/* A gap of zero length at the first held frame. */
static GstEvent *
make_sign (RmgChunk *self)
{
  return gst_event_new_gap (
      rmg_timeline_get_time (&self->timeline, self->n_done), 0);
}

/* A join downstream then knows that the stream continues, and its position. */
static void
push_sign (RmgChunk *self)
{
  const gsize silent = self->fifo.n_frames - self->n_signed;

  if (silent * SIGNS_PER_SECOND < (gsize) self->fifo.info.rate)
    return;
  self->n_signed = self->fifo.n_frames;
  gst_pad_push_event (self->src_pad, make_sign (self));
}

/* Reads the position of @buffer. */
static GstFlowReturn
place (RmgChunk *self, GstBuffer *buffer)
{
  gboolean is_discont = GST_BUFFER_IS_DISCONT (buffer);
  GstFlowReturn result = GST_FLOW_OK;

  if (rmg_timeline_is_interrupted (&self->timeline, buffer)) {
    is_discont = TRUE;
    GST_DEBUG_OBJECT (self, "%s: %" GST_TIME_FORMAT " after %" GST_TIME_FORMAT,
        GST_BUFFER_IS_DISCONT (buffer) ? "DISCONT" : "jump",
        GST_TIME_ARGS (GST_BUFFER_PTS (buffer)),
        GST_TIME_ARGS (rmg_timeline_get_end (&self->timeline)));
    result = drain (self);
  }
  if (self->timeline.position == 0) {
    rmg_timeline_place (&self->timeline, GST_BUFFER_PTS (buffer));
    self->base_offset = GST_BUFFER_OFFSET (buffer);
    self->is_discont |= is_discont;
  }
  return result;
}

static GstFlowReturn
rmg_chunk_chain (GstPad *pad, GstObject *parent, GstBuffer *buffer)
{
  RmgChunk *self = RMG_CHUNK (parent);
  GstFlowReturn result;
  gsize n_frames;

  if (self->fifo.info.bpf == 0) {
    gst_buffer_unref (buffer);
    return GST_FLOW_NOT_NEGOTIATED;
  }
  result = place (self, buffer);
  self->timeline.position += rmg_audio_buffer_count (&self->fifo.info, buffer);
  rmg_audio_fifo_push (&self->fifo, buffer);

  n_frames = get_frames (self);
  while (result == GST_FLOW_OK && self->fifo.n_frames >= n_frames) {
    result = push_frames (self, n_frames);
    n_frames = get_frames (self);
  }
  update_held (self);
  push_sign (self);
  return result;
}

static void
set_caps (RmgChunk *self, GstCaps *caps)
{
  GstAudioInfo info;

  if (!gst_audio_info_from_caps (&info, caps) ||
      gst_audio_info_is_equal (&info, &self->fifo.info))
    return;
  GST_INFO_OBJECT (self, "caps %" GST_PTR_FORMAT, (gpointer) caps);
  drain (self);
  self->fifo.info = info;
  self->timeline.rate_hz = info.rate;
  GST_OBJECT_LOCK (self);
  self->rate_hz = info.rate;
  GST_OBJECT_UNLOCK (self);
  gst_element_post_message (
      GST_ELEMENT (self), gst_message_new_latency (GST_OBJECT (self)));
}

/* A gap after the held frames drains them. A gap that ends where they end only
 * shows that the stream continues: it moves to the first held frame.
 *
 * Returns: (transfer full): the event to forward */
static GstEvent *
handle_gap (RmgChunk *self, GstEvent *event)
{
  GstClockTime start, end;

  if (!rmg_timeline_parse_gap (&self->timeline, event, &start, &end) &&
      self->timeline.position > 0) {
    gst_event_unref (event);
    return make_sign (self);
  }
  drain (self);
  rmg_timeline_place (&self->timeline, end);
  return event;
}

/* Pushes the held frames; the next ones start at the start of the segment. */
static void
end_stream (RmgChunk *self)
{
  drain (self);
  rmg_timeline_restart (&self->timeline);
}

static void
handle_segment (RmgChunk *self, GstEvent *event)
{
  const GstSegment *segment;

  drain (self);
  gst_event_parse_segment (event, &segment);
  rmg_timeline_set_segment (&self->timeline, segment);
}

static gboolean
rmg_chunk_sink_event (GstPad *pad, GstObject *parent, GstEvent *event)
{
  RmgChunk *self = RMG_CHUNK (parent);
  GstCaps *caps;

  switch (GST_EVENT_TYPE (event)) {
    case GST_EVENT_CAPS:
      gst_event_parse_caps (event, &caps);
      set_caps (self, caps);
      break;
    case GST_EVENT_FLUSH_STOP:
      flush (self);
      break;
    case GST_EVENT_GAP:
      event =
          handle_gap (self, rmg_timeline_stamp_gap (&self->timeline, event));
      break;
    case GST_EVENT_SEGMENT:
      handle_segment (self, event);
      break;
    case GST_EVENT_STREAM_START:
    case GST_EVENT_EOS:
      end_stream (self);
      break;
    default:
      if (rmg_item_end_parse (event, NULL, NULL))
        end_stream (self);
      break;
  }
  return gst_pad_event_default (pad, parent, event);
}

/* A frame may wait until the buffer is full that it opens. */
static void
add_latency (RmgChunk *self, GstQuery *query)
{
  GstClockTime min, max, own = 0;
  gboolean live;

  GST_OBJECT_LOCK (self);
  if (self->rate_hz > 0)
    own = gst_util_uint64_scale_ceil (
        self->settings.frames, GST_SECOND, (guint64) self->rate_hz);
  GST_OBJECT_UNLOCK (self);
  gst_query_parse_latency (query, &live, &min, &max);
  min += own;
  if (GST_CLOCK_TIME_IS_VALID (max))
    max += own;
  gst_query_set_latency (query, live, min, max);
}

static gboolean
rmg_chunk_src_query (GstPad *pad, GstObject *parent, GstQuery *query)
{
  RmgChunk *self = RMG_CHUNK (parent);

  if (GST_QUERY_TYPE (query) != GST_QUERY_LATENCY)
    return gst_pad_query_default (pad, parent, query);
  if (!gst_pad_peer_query (self->sink_pad, query))
    return FALSE;
  add_latency (self, query);
  return TRUE;
}

static GstStateChangeReturn
rmg_chunk_change_state (GstElement *element, GstStateChange transition)
{
  RmgChunk *self = RMG_CHUNK (element);
  const GstStateChangeReturn result = GST_ELEMENT_CLASS (rmg_chunk_parent_class)
                                          ->change_state (element, transition);

  if (transition == GST_STATE_CHANGE_PAUSED_TO_READY) {
    self->timeline.start = 0;
    flush (self);
    gst_audio_info_init (&self->fifo.info);
  }
  return result;
}

static void
rmg_chunk_set_property (
    GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  RmgChunk *self = RMG_CHUNK (object);
  gboolean known;

  GST_OBJECT_LOCK (self);
  known = rmg_setting_table_set (&setting_table, &self->settings, id, value);
  GST_OBJECT_UNLOCK (self);
  if (known)
    gst_element_post_message (
        GST_ELEMENT (self), gst_message_new_latency (GST_OBJECT (self)));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
rmg_chunk_get_property (
    GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  RmgChunk *self = RMG_CHUNK (object);
  const ChunkFacts facts = { rmg_held_get_bytes (&self->held) };
  gboolean known;

  GST_OBJECT_LOCK (self);
  known = rmg_setting_table_get (&setting_table, &self->settings, id, value) ||
      rmg_setting_table_get (&fact_table, &facts, id, value);
  GST_OBJECT_UNLOCK (self);
  if (!known)
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
rmg_chunk_finalize (GObject *object)
{
  rmg_audio_fifo_clear (&RMG_CHUNK (object)->fifo);
  G_OBJECT_CLASS (rmg_chunk_parent_class)->finalize (object);
}

static void
rmg_chunk_init (RmgChunk *self)
{
  self->settings = default_settings;
  rmg_held_attach (self, &self->held);
  rmg_audio_fifo_init (&self->fifo);

  self->sink_pad = rmg_pad_new (self, "sink");
  gst_pad_set_chain_function (self->sink_pad, rmg_chunk_chain);
  gst_pad_set_event_function (self->sink_pad, rmg_chunk_sink_event);
  GST_PAD_SET_PROXY_CAPS (self->sink_pad);
  gst_element_add_pad (GST_ELEMENT (self), self->sink_pad);

  self->src_pad = rmg_pad_new (self, "src");
  gst_pad_set_query_function (self->src_pad, rmg_chunk_src_query);
  GST_PAD_SET_PROXY_CAPS (self->src_pad);
  gst_element_add_pad (GST_ELEMENT (self), self->src_pad);
}

static void
rmg_chunk_class_init (RmgChunkClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);

  GST_DEBUG_CATEGORY_INIT (chunk_debug, "rmgchunk", 0, "audio chunker");
  object_class->set_property = rmg_chunk_set_property;
  object_class->get_property = rmg_chunk_get_property;
  object_class->finalize = rmg_chunk_finalize;
  element_class->change_state = rmg_chunk_change_state;

  rmg_setting_table_install (&setting_table, object_class);
  rmg_setting_table_install (&fact_table, object_class);

  gst_element_class_add_static_pad_template (element_class, &sink_template);
  gst_element_class_add_static_pad_template (element_class, &src_template);
  gst_element_class_set_static_metadata (element_class, "Audio chunker",
      "Filter/Audio", "Cuts and joins audio to buffers of equal length",
      "The RemoteMedia authors");
}
