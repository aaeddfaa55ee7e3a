/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/chunk/audio-fifo.h"

#include "elements/base/audio-map.h"

void
rmg_audio_fifo_init (RmgAudioFifo *fifo)
{
  gst_audio_info_init (&fifo->info);
  g_queue_init (&fifo->pieces);
  fifo->start = 0;
  fifo->n_frames = 0;
  fifo->n_shares = 0;
}

void
rmg_audio_fifo_clear (RmgAudioFifo *fifo)
{
  g_queue_clear_full (&fifo->pieces, (GDestroyNotify) gst_buffer_unref);
  fifo->start = 0;
  fifo->n_frames = 0;
  fifo->n_shares = 0;
}

void
rmg_audio_fifo_push (RmgAudioFifo *fifo, GstBuffer *buffer)
{
  const gsize n_frames = rmg_audio_buffer_count (&fifo->info, buffer);

  if (n_frames == 0) {
    gst_buffer_unref (buffer);
    return;
  }
  fifo->n_frames += n_frames;
  g_queue_push_tail (&fifo->pieces, buffer);
}

static gsize
count_first (const RmgAudioFifo *fifo)
{
  GstBuffer *first = g_queue_peek_head ((GQueue *) &fifo->pieces);

  return rmg_audio_buffer_count (&fifo->info, first) - fifo->start;
}

/* GStreamer counts the shares of a memory in 16 bits, and other elements may
 * share it as well. */
#define MAX_SHARES 4096

/* Counts frames of the first piece as taken. */
static void
advance (RmgAudioFifo *fifo, gsize n_frames)
{
  fifo->n_frames -= n_frames;
  if (n_frames < count_first (fifo)) {
    fifo->start += n_frames;
    return;
  }
  gst_buffer_unref (g_queue_pop_head (&fifo->pieces));
  fifo->start = 0;
  fifo->n_shares = 0;
}

static void
clear_times (GstBuffer *buffer)
{
  GST_BUFFER_PTS (buffer) = GST_CLOCK_TIME_NONE;
  GST_BUFFER_DTS (buffer) = GST_CLOCK_TIME_NONE;
  GST_BUFFER_DURATION (buffer) = GST_CLOCK_TIME_NONE;
  GST_BUFFER_OFFSET (buffer) = GST_BUFFER_OFFSET_NONE;
  GST_BUFFER_OFFSET_END (buffer) = GST_BUFFER_OFFSET_NONE;
  GST_BUFFER_FLAG_UNSET (
      buffer, GST_BUFFER_FLAG_DISCONT | GST_BUFFER_FLAG_RESYNC);
}

/* Shares the memory of the first piece. */
static GstBuffer *
take_shared (RmgAudioFifo *fifo, gsize n_frames)
{
  GstBuffer *first = gst_buffer_ref (g_queue_peek_head (&fifo->pieces));
  const gsize start = fifo->start;
  GstBuffer *taken;

  fifo->n_shares++;
  advance (fifo, n_frames);
  taken = gst_buffer_make_writable (
      gst_audio_buffer_truncate (first, fifo->info.bpf, start, n_frames));
  clear_times (taken);
  return taken;
}

static void
copy_frames (const RmgFrames *from, gsize from_start, const RmgFrames *to,
    gsize to_start, gsize n_frames, gsize frame_bytes)
{
  const guint planes = from->interleaved ? 1 : from->channels;
  const gsize stride = frame_bytes / planes;

  for (guint i = 0; i < planes; i++)
    memcpy ((guint8 *) to->planes[i] + to_start * stride,
        (const guint8 *) from->planes[i] + from_start * stride,
        n_frames * stride);
}

static gboolean
copy_first (RmgAudioFifo *fifo, const RmgFrames *to, gsize done, gsize n_frames)
{
  g_auto (RmgAudioMap) map = { 0 };

  if (!rmg_audio_map (
          &map, &fifo->info, g_queue_peek_head (&fifo->pieces), GST_MAP_READ))
    return FALSE;
  copy_frames (
      &map.frames, fifo->start, to, done, n_frames, (gsize) fifo->info.bpf);
  return TRUE;
}

/* Metas that describe the samples of one buffer are left out. */
static gboolean
copy_meta (GstBuffer *first, GstMeta **meta, gpointer joined)
{
  const GstMetaInfo *info = (*meta)->info;
  GstMetaTransformCopy copy = { .region = TRUE, .offset = 0, .size = -1 };

  if (info->transform_func != NULL && info->api != GST_AUDIO_META_API_TYPE &&
      info->api != GST_AUDIO_CLIPPING_META_API_TYPE)
    info->transform_func (
        joined, *meta, first, _gst_meta_transform_copy, &copy);
  return TRUE;
}

/* Copies from several pieces. Flags and metas are those of the first one. */
static GstBuffer *
take_joined (RmgAudioFifo *fifo, gsize n_frames)
{
  GstBuffer *first = g_queue_peek_head (&fifo->pieces);
  g_autoptr (GstBuffer) joined = rmg_audio_buffer_new (&fifo->info, n_frames);
  g_auto (RmgAudioMap) map = { 0 };
  gboolean gap = TRUE;

  gst_buffer_copy_into (joined, first, GST_BUFFER_COPY_FLAGS, 0, -1);
  gst_buffer_foreach_meta (first, copy_meta, joined);
  if (!rmg_audio_map (&map, &fifo->info, joined, GST_MAP_WRITE))
    return NULL;
  for (gsize done = 0, n; done < n_frames; done += n) {
    first = g_queue_peek_head (&fifo->pieces);
    gap = gap && GST_BUFFER_FLAG_IS_SET (first, GST_BUFFER_FLAG_GAP);
    n = MIN (count_first (fifo), n_frames - done);
    if (!copy_first (fifo, &map.frames, done, n))
      return NULL;
    advance (fifo, n);
  }
  if (!gap)
    GST_BUFFER_FLAG_UNSET (joined, GST_BUFFER_FLAG_GAP);
  clear_times (joined);
  return g_steal_pointer (&joined);
}

GstBuffer *
rmg_audio_fifo_take (RmgAudioFifo *fifo, gsize n_frames)
{
  const gboolean shares =
      n_frames <= count_first (fifo) && fifo->n_shares < MAX_SHARES;

  return shares ? take_shared (fifo, n_frames) : take_joined (fifo, n_frames);
}
