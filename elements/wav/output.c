/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/wav/output.h"

#include <string.h>

GST_DEBUG_CATEGORY_EXTERN (rmg_wav_parse_debug);
#define GST_CAT_DEFAULT rmg_wav_parse_debug

static GstClockTime
bytes_to_time (RmgWavOutput *self, guint64 bytes)
{
  return rmg_wav_place_get_time (&self->place, bytes);
}

void
rmg_wav_output_reset (RmgWavOutput *self)
{
  self->done_bytes = 0;
  self->seqnum = gst_util_seqnum_next ();
  self->is_short = FALSE;
  self->is_started = FALSE;
  self->needs_segment = TRUE;
  self->is_discont = TRUE;
  self->is_reordered = FALSE;
  GST_OBJECT_LOCK (self->element);
  gst_segment_init (&self->place.segment, GST_FORMAT_TIME);
  self->place.frame_bytes = 0;
  self->place.data_bytes = 0;
  GST_OBJECT_UNLOCK (self->element);
}

/* GStreamer wants channels in the order of their positions. */
static void
find_channel_order (RmgWavOutput *self)
{
  const int channels = (int) self->format.channels;

  if (self->format.coding != RMG_WAV_SAMPLES ||
      self->format.channel_mask == 0 ||
      !rmg_wav_format_get_positions (&self->format, self->stored))
    return;
  memcpy (self->valid, self->stored, sizeof self->valid);
  if (gst_audio_channel_positions_to_valid_order (self->valid, channels))
    self->is_reordered = memcmp (self->valid, self->stored,
                             (gsize) channels * sizeof *self->valid) != 0;
}

static void
push_stream_start (RmgWavOutput *self)
{
  g_autofree char *id =
      gst_pad_create_stream_id (self->pad, self->element, NULL);
  GstEvent *event = gst_event_new_stream_start (id);

  gst_event_set_group_id (event, gst_util_group_id_next ());
  gst_pad_push_event (self->pad, event);
}

void
rmg_wav_output_start (
    RmgWavOutput *self, const RmgWavHeader *header, guint64 file_bytes)
{
  guint64 bytes = rmg_wav_header_measure (header, file_bytes, &self->is_short);
  GstCaps *caps = rmg_wav_format_make_caps (&header->format);

  self->format = header->format;
  self->declared_bytes = header->declared_bytes;
  if (bytes != RMG_WAV_UNKNOWN_BYTES)
    bytes -= bytes % self->format.frame_bytes;
  find_channel_order (self);
  GST_OBJECT_LOCK (self->element);
  self->place.frame_bytes = self->format.frame_bytes;
  self->place.rate_hz = self->format.rate_hz;
  self->place.data_bytes = bytes;
  if (bytes != RMG_WAV_UNKNOWN_BYTES)
    self->place.segment.duration = bytes_to_time (self, bytes);
  GST_OBJECT_UNLOCK (self->element);
  GST_INFO_OBJECT (self->element,
      "samples at byte %" G_GUINT64_FORMAT ", %" G_GINT64_FORMAT
      " bytes, caps %" GST_PTR_FORMAT,
      header->data_offset, (gint64) bytes, caps);
  push_stream_start (self);
  gst_pad_push_event (self->pad, gst_event_new_caps (caps));
  gst_caps_unref (caps);
  self->is_started = TRUE;
}

void
rmg_wav_output_push_segment (RmgWavOutput *self)
{
  GstEvent *event;

  if (!self->needs_segment)
    return;
  GST_OBJECT_LOCK (self->element);
  event = gst_event_new_segment (&self->place.segment);
  GST_OBJECT_UNLOCK (self->element);
  gst_event_set_seqnum (event, self->seqnum);
  gst_pad_push_event (self->pad, event);
  self->needs_segment = FALSE;
}

static void
stamp (RmgWavOutput *self, GstBuffer *buffer)
{
  const guint64 first = self->done_bytes;
  const guint64 end = first + gst_buffer_get_size (buffer);

  GST_BUFFER_PTS (buffer) = bytes_to_time (self, first);
  GST_BUFFER_DTS (buffer) = GST_CLOCK_TIME_NONE;
  GST_BUFFER_DURATION (buffer) =
      bytes_to_time (self, end) - GST_BUFFER_PTS (buffer);
  GST_BUFFER_OFFSET (buffer) = first / self->format.frame_bytes;
  GST_BUFFER_OFFSET_END (buffer) = end / self->format.frame_bytes;
  GST_BUFFER_FLAG_UNSET (buffer, GST_BUFFER_FLAG_DISCONT);
  if (self->is_discont)
    GST_BUFFER_FLAG_SET (buffer, GST_BUFFER_FLAG_DISCONT);
  self->is_discont = FALSE;
  self->done_bytes = end;
}

GstFlowReturn
rmg_wav_output_push (RmgWavOutput *self, GstBuffer *buffer)
{
  buffer = gst_buffer_make_writable (buffer);
  if (self->is_reordered)
    gst_audio_buffer_reorder_channels (buffer, self->format.format,
        (int) self->format.channels, self->stored, self->valid);
  stamp (self, buffer);
  GST_OBJECT_LOCK (self->element);
  self->place.segment.position = bytes_to_time (self, self->done_bytes);
  GST_OBJECT_UNLOCK (self->element);
  return gst_pad_push (self->pad, buffer);
}

void
rmg_wav_output_warn (RmgWavOutput *self)
{
  if (!self->is_started)
    return;
  if (self->done_bytes == 0 && self->declared_bytes == 0) {
    GST_ELEMENT_WARNING (
        self->element, STREAM, DECODE, ("The file has no samples."), (NULL));
    return;
  }
  if (!self->is_short || self->declared_bytes == RMG_WAV_UNKNOWN_BYTES)
    return;
  GST_ELEMENT_WARNING (self->element, STREAM, DECODE,
      ("The file ends after %.3f of %.3f s.",
          (double) bytes_to_time (self, self->done_bytes) / GST_SECOND,
          (double) bytes_to_time (self, self->declared_bytes) / GST_SECOND),
      ("%" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT " bytes of samples",
          self->done_bytes, self->declared_bytes));
}

void
rmg_wav_output_end (RmgWavOutput *self)
{
  GstEvent *event;
  gboolean is_looping;
  gint64 position;

  GST_OBJECT_LOCK (self->element);
  is_looping = (self->place.segment.flags & GST_SEGMENT_FLAG_SEGMENT) != 0;
  position = (gint64) self->place.segment.position;
  GST_OBJECT_UNLOCK (self->element);
  if (is_looping) {
    gst_element_post_message (self->element,
        gst_message_new_segment_done (
            GST_OBJECT (self->element), GST_FORMAT_TIME, position));
    event = gst_event_new_segment_done (GST_FORMAT_TIME, position);
  } else {
    rmg_wav_output_warn (self);
    event = gst_event_new_eos ();
  }
  gst_event_set_seqnum (event, self->seqnum);
  gst_pad_push_event (self->pad, event);
}
