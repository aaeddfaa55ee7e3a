/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "tests/lib/stream-log.h"

#include "elements/base/audio-map.h"

#define NO_LEVEL -1

static void
end_audio (RmgTestStreamLog *self)
{
  if (self->n_frames > 0)
    g_string_append_printf (self->events,
        "audio %" GST_TIME_FORMAT " frames %" G_GSIZE_FORMAT
        "%s%s level %d %.12s\n",
        GST_TIME_ARGS (self->start), self->n_frames,
        self->is_discont ? " discont" : "", self->is_gap ? " gap" : "",
        self->level, g_checksum_get_string (self->checksum));
  self->n_frames = 0;
  g_checksum_reset (self->checksum);
}

static void
end_gap (RmgTestStreamLog *self)
{
  if (self->gap_end > self->gap_start)
    g_string_append_printf (self->events,
        "gap %" GST_TIME_FORMAT " to %" GST_TIME_FORMAT "\n",
        GST_TIME_ARGS (self->gap_start), GST_TIME_ARGS (self->gap_end));
  self->gap_start = self->gap_end = 0;
}

/* Gaps of no length say how far a stream is, which depends on the split. */
static void
add_gap (RmgTestStreamLog *self, GstEvent *event)
{
  GstClockTime start, duration;

  gst_event_parse_gap (event, &start, &duration);
  if (!GST_CLOCK_TIME_IS_VALID (duration) || duration == 0)
    return;
  end_audio (self);
  if (self->gap_end != start || self->gap_end == self->gap_start) {
    end_gap (self);
    self->gap_start = start;
  }
  self->gap_end = start + duration;
}

static void
add_flush_start (RmgTestStreamLog *self)
{
  /* a dropped gap that was not pushed in time is no loss */
  self->gap_start = self->gap_end = 0;
}

static char *
describe (GstEvent *event)
{
  const GstStructure *structure = gst_event_get_structure (event);
  const GstSegment *segment;

  if (GST_EVENT_TYPE (event) == GST_EVENT_SEGMENT) {
    gst_event_parse_segment (event, &segment);
    return g_strdup_printf (
        "from %" GST_TIME_FORMAT, GST_TIME_ARGS (segment->start));
  }
  return structure != NULL ? gst_structure_to_string (structure)
                           : g_strdup ("");
}

static void
add_event (RmgTestStreamLog *self, GstEvent *event)
{
  g_autofree char *text = NULL;
  GstCaps *caps;

  if (GST_EVENT_TYPE (event) == GST_EVENT_GAP) {
    add_gap (self, event);
    return;
  }
  if (GST_EVENT_TYPE (event) == GST_EVENT_FLUSH_START)
    add_flush_start (self);
  end_audio (self);
  end_gap (self);
  if (GST_EVENT_TYPE (event) == GST_EVENT_CAPS) {
    gst_event_parse_caps (event, &caps);
    g_assert_true (gst_audio_info_from_caps (&self->info, caps));
  }
  text = describe (event);
  g_string_append_printf (
      self->events, "%s %s\n", GST_EVENT_TYPE_NAME (event), text);
}

static void
sum_frames (RmgTestStreamLog *self, GstBuffer *buffer)
{
  const gsize size = (gsize) self->info.bpf / (gsize) self->info.channels;
  g_auto (RmgAudioMap) map = { 0 };

  g_assert_true (rmg_audio_map (&map, &self->info, buffer, GST_MAP_READ));
  if (map.frames.interleaved) {
    g_checksum_update (self->checksum, map.frames.planes[0],
        (gssize) (map.frames.n_frames * (gsize) self->info.bpf));
    return;
  }
  for (gsize i = 0; i < map.frames.n_frames; i++)
    for (gsize c = 0; c < map.frames.channels; c++)
      g_checksum_update (self->checksum,
          (const guint8 *) map.frames.planes[c] + i * size, (gssize) size);
}

static gint
get_level (const RmgTestStreamLog *self, GstBuffer *buffer)
{
  const GstAudioLevelMeta *meta = gst_buffer_get_audio_level_meta (buffer);

  return self->has_levels && meta != NULL ? meta->level : NO_LEVEL;
}

/* The flag of an empty buffer holds for the audio after it. */
static gboolean
is_discont (const RmgTestStreamLog *self, GstBuffer *buffer)
{
  return self->was_discont || GST_BUFFER_IS_DISCONT (buffer);
}

static gboolean
continues (const RmgTestStreamLog *self, GstBuffer *buffer)
{
  return self->n_frames > 0 && !self->keeps_sizes &&
      !GST_BUFFER_IS_DISCONT (buffer) && GST_BUFFER_PTS (buffer) == self->end &&
      get_level (self, buffer) == self->level &&
      GST_BUFFER_FLAG_IS_SET (buffer, GST_BUFFER_FLAG_GAP) == self->is_gap;
}

/* Stamps are rounded to ns, at each place where the count starts again. */
static void
assert_length (const RmgTestStreamLog *self)
{
  const GstClockTime length =
      gst_util_uint64_scale_int (self->n_frames, GST_SECOND, self->info.rate);

  g_assert_cmpint (
      ABS (GST_CLOCK_DIFF (self->end, self->start + length)), <=, 100);
}

static void
add_buffer (RmgTestStreamLog *self, GstBuffer *buffer)
{
  const gsize n_frames = rmg_audio_buffer_count (&self->info, buffer);

  if (n_frames == 0) {
    self->was_discont |= GST_BUFFER_IS_DISCONT (buffer);
    return;
  }
  g_assert_true (GST_BUFFER_PTS_IS_VALID (buffer));
  if (!continues (self, buffer)) {
    end_audio (self);
    end_gap (self);
    self->start = GST_BUFFER_PTS (buffer);
    self->level = get_level (self, buffer);
    self->is_discont = is_discont (self, buffer);
    self->is_gap = GST_BUFFER_FLAG_IS_SET (buffer, GST_BUFFER_FLAG_GAP);
  }
  self->was_discont = FALSE;
  sum_frames (self, buffer);
  self->n_frames += n_frames;
  self->end = GST_BUFFER_PTS (buffer) + GST_BUFFER_DURATION (buffer);
  assert_length (self);
}

static GstPadProbeReturn
probe (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  RmgTestStreamLog *self = data;

  if (GST_IS_BUFFER (info->data))
    add_buffer (self, GST_PAD_PROBE_INFO_BUFFER (info));
  else
    add_event (self, GST_PAD_PROBE_INFO_EVENT (info));
  return GST_PAD_PROBE_OK;
}

static GstBusSyncReply
add_message (GstBus *bus, GstMessage *message, gpointer data)
{
  RmgTestStreamLog *self = data;
  g_autofree char *text = NULL;

  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ELEMENT) {
    text = gst_structure_to_string (gst_message_get_structure (message));
    g_string_append_printf (self->messages, "%s\n", text);
  }
  gst_message_unref (message);
  return GST_BUS_DROP;
}

static GstFlowReturn
add_document (GstPad *pad, GstObject *parent, GstBuffer *buffer)
{
  RmgTestStreamLog *self = g_object_get_data (G_OBJECT (pad), "log");
  GstMapInfo map;

  gst_buffer_map (buffer, &map, GST_MAP_READ);
  g_string_append_printf (self->messages,
      "document %" GST_TIME_FORMAT " %.*s\n",
      GST_TIME_ARGS (GST_BUFFER_PTS (buffer)), (int) map.size,
      (const char *) map.data);
  gst_buffer_unmap (buffer, &map);
  gst_buffer_unref (buffer);
  return GST_FLOW_OK;
}

static gboolean
ignore_event (GstPad *pad, GstObject *parent, GstEvent *event)
{
  gst_event_unref (event);
  return TRUE;
}

static void
open_segments (RmgTestStreamLog *self, GstElement *element)
{
  g_autoptr (GstPad) pad = NULL;

  if (gst_element_get_pad_template (element, "segments") == NULL)
    return;
  pad = gst_element_request_pad_simple (element, "segments");
  self->segments = gst_pad_new ("log", GST_PAD_SINK);
  g_object_set_data (G_OBJECT (self->segments), "log", self);
  gst_pad_set_chain_function (self->segments, add_document);
  gst_pad_set_event_function (self->segments, ignore_event);
  gst_pad_set_active (self->segments, TRUE);
  g_assert_cmpint (gst_pad_link (pad, self->segments), ==, GST_PAD_LINK_OK);
}

void
rmg_test_stream_log_open (RmgTestStreamLog *self, GstHarness *h)
{
  g_autoptr (GstBus) bus = gst_bus_new ();

  self->events = g_string_new (NULL);
  self->messages = g_string_new (NULL);
  self->checksum = g_checksum_new (G_CHECKSUM_SHA256);
  gst_bus_set_sync_handler (bus, add_message, self, NULL);
  gst_element_set_bus (h->element, bus);
  open_segments (self, h->element);
  gst_pad_add_probe (h->sinkpad,
      GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM |
          GST_PAD_PROBE_TYPE_EVENT_FLUSH,
      probe, self, NULL);
  gst_harness_set_drop_buffers (h, TRUE);
}

void
rmg_test_stream_log_finish (RmgTestStreamLog *self)
{
  end_audio (self);
  end_gap (self);
}

void
rmg_test_stream_log_close (RmgTestStreamLog *self, GstHarness *h)
{
  gst_element_set_bus (h->element, NULL);
  gst_clear_object (&self->segments);
  g_string_free (self->events, TRUE);
  g_string_free (self->messages, TRUE);
  g_checksum_free (self->checksum);
}
