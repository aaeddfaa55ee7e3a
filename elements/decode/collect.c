/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/decode/collect.h"

#include "elements/decode/trim.h"

#include <string.h>

void
rmg_collect_init (RmgCollect *self)
{
  *self = (RmgCollect){ .held = G_QUEUE_INIT, .next = GST_CLOCK_TIME_NONE };
  gst_audio_info_init (&self->info);
}

void
rmg_collect_clear (RmgCollect *self)
{
  g_queue_clear_full (&self->held, (GDestroyNotify) gst_buffer_unref);
  self->n_frames = 0;
  self->next = GST_CLOCK_TIME_NONE;
}

void
rmg_collect_set_info (RmgCollect *self, const GstAudioInfo *info)
{
  g_return_if_fail (g_queue_is_empty (&self->held));

  self->info = *info;
}

/* Copies the frames of @part to place @done of @total frames, plane by plane. */
static gsize
copy_part (const RmgCollect *self, GstBuffer *part, guint8 *bytes, gsize done,
    gsize total)
{
  GstAudioBuffer planes;
  gsize unit, n_frames;

  if (!gst_audio_buffer_map (&planes, &self->info, part, GST_MAP_READ))
    return 0;
  n_frames = planes.n_samples;
  unit = (gsize) self->info.bpf / (gsize) planes.n_planes;
  for (int i = 0; i < planes.n_planes; i++)
    memcpy (bytes + ((gsize) i * total + done) * unit, planes.planes[i],
        n_frames * unit);
  gst_audio_buffer_unmap (&planes);
  return n_frames;
}

static GstBuffer *
join (RmgCollect *self)
{
  GstBuffer *first = g_queue_peek_head (&self->held);
  GstBuffer *joined = gst_buffer_new_allocate (
      NULL, self->n_frames * (gsize) self->info.bpf, NULL);
  GstMapInfo map;
  gsize done = 0;

  gst_buffer_copy_into (
      joined, first, GST_BUFFER_COPY_FLAGS | GST_BUFFER_COPY_TIMESTAMPS, 0, -1);
  if (self->info.layout == GST_AUDIO_LAYOUT_NON_INTERLEAVED)
    gst_buffer_add_audio_meta (joined, &self->info, self->n_frames, NULL);
  if (GST_CLOCK_TIME_IS_VALID (self->next))
    GST_BUFFER_DURATION (joined) = self->next - GST_BUFFER_PTS (joined);
  if (gst_buffer_map (joined, &map, GST_MAP_WRITE)) {
    for (GList *i = self->held.head; i != NULL; i = i->next)
      done += copy_part (self, i->data, map.data, done, self->n_frames);
    gst_buffer_unmap (joined, &map);
  }
  return joined;
}

void
rmg_collect_flush (RmgCollect *self, GQueue *output)
{
  if (g_queue_get_length (&self->held) > 1)
    g_queue_push_tail (output, join (self));
  else if (!g_queue_is_empty (&self->held))
    g_queue_push_tail (output, g_queue_pop_head (&self->held));
  rmg_collect_clear (self);
}

static gboolean
is_plain (GstBuffer *buffer)
{
  return GST_BUFFER_PTS_IS_VALID (buffer) &&
      GST_BUFFER_DURATION_IS_VALID (buffer) &&
      !GST_BUFFER_FLAG_IS_SET (buffer, GST_BUFFER_FLAG_GAP) &&
      !GST_BUFFER_FLAG_IS_SET (buffer, GST_BUFFER_FLAG_CORRUPTED);
}

/* Whether @buffer begins where the last one ended, but for rounded times. */
static gboolean
follows (const RmgCollect *self, GstBuffer *buffer)
{
  const GstClockTime frame = GST_SECOND / (GstClockTime) self->info.rate;
  const GstClockTimeDiff jump =
      GST_CLOCK_DIFF (self->next, GST_BUFFER_PTS (buffer));

  return !GST_BUFFER_FLAG_IS_SET (buffer, GST_BUFFER_FLAG_DISCONT) &&
      (GstClockTime) ABS (jump) < frame;
}

static void
hold (RmgCollect *self, GstBuffer *buffer)
{
  self->n_frames += rmg_trim_count (&self->info, buffer);
  self->next = GST_BUFFER_PTS (buffer) + GST_BUFFER_DURATION (buffer);
  g_queue_push_tail (&self->held, buffer);
}

void
rmg_collect_add (RmgCollect *self, GstBuffer *buffer, GQueue *output)
{
  const gboolean plain = self->info.bpf > 0 && is_plain (buffer);

  if (!g_queue_is_empty (&self->held) && !(plain && follows (self, buffer)))
    rmg_collect_flush (self, output);
  if (!plain) {
    g_queue_push_tail (output, buffer);
    return;
  }
  hold (self, buffer);
  if (self->n_frames >= RMG_COLLECT_FRAMES)
    rmg_collect_flush (self, output);
}
