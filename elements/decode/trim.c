/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/decode/trim.h"

#include <string.h>

static const RmgTrimFacts nothing = { 0, RMG_TRIM_UNKNOWN, RMG_TRIM_UNKNOWN };

void
rmg_trim_init (RmgTrim *self)
{
  *self = (RmgTrim){ .facts = nothing, .held = G_QUEUE_INIT };
  gst_audio_info_init (&self->info);
}

static void
drop_held (RmgTrim *self)
{
  g_queue_clear_full (&self->held, (GDestroyNotify) gst_buffer_unref);
}

void
rmg_trim_clear (RmgTrim *self)
{
  drop_held (self);
  rmg_trim_init (self);
}

void
rmg_trim_set_facts (RmgTrim *self, const RmgTrimFacts *facts)
{
  self->facts = *facts;
}

void
rmg_trim_set_info (RmgTrim *self, const GstAudioInfo *info)
{
  if (self->info.rate != info->rate)
    self->has_position = FALSE;
  self->info = *info;
}

void
rmg_trim_flush (RmgTrim *self)
{
  drop_held (self);
  self->has_position = FALSE;
}

gboolean
rmg_trim_is_active (const RmgTrim *self)
{
  return self->facts.delay > 0 || self->facts.total != RMG_TRIM_UNKNOWN;
}

GstClockTime
rmg_trim_get_delay (const RmgTrim *self)
{
  if (self->info.rate <= 0)
    return 0;
  return gst_util_uint64_scale (
      self->facts.delay, GST_SECOND, (guint64) self->info.rate);
}

GstClockTime
rmg_trim_shift (const RmgTrim *self, GstClockTime time)
{
  const GstClockTime delay = rmg_trim_get_delay (self);

  if (!GST_CLOCK_TIME_IS_VALID (time))
    return time;
  return time > delay ? time - delay : 0;
}

static guint64
get_limit (const RmgTrim *self)
{
  return self->facts.total == RMG_TRIM_UNKNOWN
      ? RMG_TRIM_UNKNOWN
      : self->facts.delay + self->facts.total;
}

guint64
rmg_trim_count (const GstAudioInfo *info, GstBuffer *buffer)
{
  const GstAudioMeta *meta = gst_buffer_get_audio_meta (buffer);

  if (meta != NULL)
    return meta->samples;
  return info->bpf > 0 ? gst_buffer_get_size (buffer) / (gsize) info->bpf : 0;
}

/* Mono may have planes by its meta and none by its caps. */
static gboolean
has_planes (GstBuffer *buffer)
{
  const GstAudioMeta *meta = gst_buffer_get_audio_meta (buffer);

  return meta != NULL && meta->info.layout == GST_AUDIO_LAYOUT_NON_INTERLEAVED;
}

/* Whether a decoder has cut planes by their meta alone. */
static gboolean
is_loose (const RmgTrim *self, GstBuffer *buffer)
{
  return has_planes (buffer) &&
      gst_buffer_get_size (buffer) !=
      rmg_trim_count (&self->info, buffer) * (gsize) self->info.bpf;
}

/* A buffer of its own: elements that read planes one after the other do not see
 * the offsets of a meta. */
static GstBuffer *
copy_planes (const RmgTrim *self, GstBuffer *buffer, gsize skip, gsize n_frames)
{
  const gsize frame = (gsize) self->info.finfo->width / 8;
  GstBuffer *part =
      gst_buffer_new_allocate (NULL, n_frames * (gsize) self->info.bpf, NULL);
  GstAudioBuffer planes;
  GstMapInfo map;

  gst_buffer_copy_into (part, buffer, GST_BUFFER_COPY_FLAGS, 0, -1);
  if (self->info.layout == GST_AUDIO_LAYOUT_NON_INTERLEAVED)
    gst_buffer_add_audio_meta (part, &self->info, n_frames, NULL);
  if (!gst_audio_buffer_map (&planes, &self->info, buffer, GST_MAP_READ))
    return part;
  if (gst_buffer_map (part, &map, GST_MAP_WRITE)) {
    for (int i = 0; i < planes.n_planes; i++)
      memcpy (map.data + (gsize) i * n_frames * frame,
          (guint8 *) planes.planes[i] + skip * frame, n_frames * frame);
    gst_buffer_unmap (part, &map);
  }
  gst_audio_buffer_unmap (&planes);
  return part;
}

/* The frames of @buffer from @skip on, at most @n_frames, which begin at
 * @position of the recording. */
static GstBuffer *
cut (const RmgTrim *self, GstBuffer *buffer, guint64 skip, guint64 n_frames,
    guint64 position)
{
  const guint64 rate = (guint64) self->info.rate;
  GstBuffer *part;

  if (n_frames == rmg_trim_count (&self->info, buffer) &&
      !is_loose (self, buffer))
    part = gst_buffer_copy (buffer);
  else if (has_planes (buffer))
    part = copy_planes (self, buffer, (gsize) skip, (gsize) n_frames);
  else
    part = gst_audio_buffer_truncate (gst_buffer_copy (buffer), self->info.bpf,
        (gsize) skip, (gsize) n_frames);
  GST_BUFFER_PTS (part) = gst_util_uint64_scale (position, GST_SECOND, rate);
  GST_BUFFER_DURATION (part) =
      gst_util_uint64_scale (position + n_frames, GST_SECOND, rate) -
      GST_BUFFER_PTS (part);
  GST_BUFFER_DTS (part) = GST_CLOCK_TIME_NONE;
  return part;
}

/* The file has more than it says: it is not the end that was held. */
static void
release (RmgTrim *self, GQueue *output)
{
  GstBuffer *buffer;

  self->facts.total = RMG_TRIM_UNKNOWN;
  while ((buffer = g_queue_pop_head (&self->held)) != NULL)
    g_queue_push_tail (output, buffer);
}

static void
find_position (RmgTrim *self, GstBuffer *buffer)
{
  if (self->has_position &&
      !GST_BUFFER_FLAG_IS_SET (buffer, GST_BUFFER_FLAG_DISCONT))
    return;
  if (GST_BUFFER_PTS_IS_VALID (buffer))
    self->position = gst_util_uint64_scale_round (
        GST_BUFFER_PTS (buffer), (guint64) self->info.rate, GST_SECOND);
  self->has_position = TRUE;
}

static void
add_frames (RmgTrim *self, GstBuffer *buffer, guint64 n_frames, GQueue *output)
{
  const guint64 delay = self->facts.delay;
  const guint64 limit = get_limit (self);
  const guint64 end = self->position + n_frames;
  const guint64 from = CLAMP (delay, self->position, end);
  const guint64 to = CLAMP (limit, from, end);

  if (to > from)
    g_queue_push_tail (output,
        cut (self, buffer, from - self->position, to - from, from - delay));
  if (end > to && to >= limit)
    g_queue_push_tail (&self->held,
        cut (self, buffer, to - self->position, end - to, to - delay));
  self->position = end;
  if (self->facts.coded != RMG_TRIM_UNKNOWN && end > self->facts.coded)
    release (self, output);
}

void
rmg_trim_add (RmgTrim *self, GstBuffer *buffer, GQueue *output)
{
  if (self->info.bpf <= 0 ||
      (!rmg_trim_is_active (self) && !is_loose (self, buffer))) {
    g_queue_push_tail (output, buffer);
    return;
  }
  find_position (self, buffer);
  add_frames (self, buffer, rmg_trim_count (&self->info, buffer), output);
  gst_buffer_unref (buffer);
}
