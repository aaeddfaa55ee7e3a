/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/decode/vorbis-end.h"

#include "elements/decode/ogg-end.h"

typedef struct
{
  RmgFileFacts *facts;
  GstClockTime packet; /* streaming thread: duration of the last packet */
} Decoder;

gsize
rmg_vorbis_end_count (GstClockTime packet, guint rate_hz, gsize n_frames)
{
  if (!GST_CLOCK_TIME_IS_VALID (packet))
    return n_frames;
  return (gsize) MIN (
      gst_util_uint64_scale_round (packet, rate_hz, GST_SECOND), n_frames);
}

/* Other packets may be shorter by their pages where a file is damaged. */
static gboolean
is_last (RmgFileFacts *facts)
{
  gboolean is_last;

  g_mutex_lock (&facts->lock);
  is_last = rmg_ogg_is_complete (facts->tail->data, facts->tail->len);
  g_mutex_unlock (&facts->lock);
  return is_last;
}

static GstPadProbeReturn
note_packet (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  Decoder *self = data;

  self->packet = GST_BUFFER_DURATION (GST_PAD_PROBE_INFO_BUFFER (info));
  return GST_PAD_PROBE_OK;
}

static gboolean
get_info (GstPad *pad, GstAudioInfo *info)
{
  g_autoptr (GstCaps) caps = gst_pad_get_current_caps (pad);

  return caps != NULL && gst_audio_info_from_caps (info, caps);
}

static GstPadProbeReturn
cut_end (GstPad *pad, GstPadProbeInfo *probe, gpointer data)
{
  Decoder *self = data;
  GstBuffer *buffer = GST_PAD_PROBE_INFO_BUFFER (probe);
  GstAudioInfo info;
  gsize n_frames, n_kept;

  if (!get_info (pad, &info))
    return GST_PAD_PROBE_OK;
  n_frames = rmg_trim_count (&info, buffer);
  n_kept = rmg_vorbis_end_count (self->packet, (guint) info.rate, n_frames);
  if (n_kept == n_frames || !is_last (self->facts))
    return GST_PAD_PROBE_OK;
  GST_DEBUG_OBJECT (pad,
      "the last packet ends %" G_GSIZE_FORMAT " frames early",
      n_frames - n_kept);
  if (n_kept == 0)
    return GST_PAD_PROBE_DROP;
  buffer = gst_audio_buffer_truncate (buffer, info.bpf, 0, n_kept);
  GST_BUFFER_DURATION (buffer) = self->packet;
  probe->data = buffer;
  return GST_PAD_PROBE_OK;
}

void
rmg_vorbis_end_watch (RmgFileFacts *facts, GstElement *decoder)
{
  g_autoptr (GstPad) sink = gst_element_get_static_pad (decoder, "sink");
  g_autoptr (GstPad) src = gst_element_get_static_pad (decoder, "src");
  Decoder *self = g_new0 (Decoder, 1);

  self->facts = facts;
  self->packet = GST_CLOCK_TIME_NONE;
  gst_pad_add_probe (sink, GST_PAD_PROBE_TYPE_BUFFER, note_packet, self, NULL);
  gst_pad_add_probe (src, GST_PAD_PROBE_TYPE_BUFFER, cut_end, self, g_free);
}
