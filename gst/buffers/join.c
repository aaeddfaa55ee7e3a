/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/buffers/join.h"

#include <string.h>

/* A single channel lies in the same way in both layouts. */
static gboolean
has_planes (const GstAudioInfo *info)
{
  return GST_AUDIO_INFO_LAYOUT (info) == GST_AUDIO_LAYOUT_NON_INTERLEAVED &&
      GST_AUDIO_INFO_CHANNELS (info) > 1;
}

/* The memories of all buffers in order, as long as each begins where the last one
 * ends. */
typedef struct
{
  GstMemory *first, *second, *last;
  gsize size;
  guint n_memories;
  gboolean is_shared; /* other users see the memory */
} Pieces;

static gboolean
append_memory (Pieces *pieces, GstMemory *memory)
{
  if (pieces->last != NULL && !gst_memory_is_span (pieces->last, memory, NULL))
    return FALSE;
  if (pieces->n_memories == 0)
    pieces->first = memory;
  else if (pieces->n_memories == 1)
    pieces->second = memory;
  pieces->last = memory;
  pieces->size += memory->size;
  pieces->n_memories++;
  pieces->is_shared |= GST_MINI_OBJECT_REFCOUNT_VALUE (memory) > 1;
  return TRUE;
}

static gboolean
has_memory_of_each_plane (GstBuffer *buffer, const GstAudioInfo *info)
{
  const GstAudioMeta *meta = gst_buffer_get_audio_meta (buffer);
  const guint n_channels = (guint) GST_AUDIO_INFO_CHANNELS (info);
  gsize size;

  if (meta == NULL || gst_buffer_n_memory (buffer) != n_channels)
    return FALSE;
  size = meta->samples * (gsize) GST_AUDIO_INFO_BPS (info);
  for (guint c = 0; c < n_channels; c++)
    if (meta->offsets[c] != c * size ||
        gst_buffer_peek_memory (buffer, c)->size != size)
      return FALSE;
  return TRUE;
}

static gboolean
find_span (GPtrArray *buffers, Pieces *pieces)
{
  for (guint i = 0; i < buffers->len; i++) {
    GstBuffer *buffer = buffers->pdata[i];

    pieces->is_shared |= !gst_buffer_is_writable (buffer);
    for (guint k = 0; k < gst_buffer_n_memory (buffer); k++)
      if (!append_memory (pieces, gst_buffer_peek_memory (buffer, k)))
        return FALSE;
  }
  return pieces->n_memories > 1;
}

/* Buffers that have one memory for each channel, channel by channel. */
static gboolean
find_planes (GPtrArray *buffers, const GstAudioInfo *info, Pieces *pieces)
{
  const guint n_channels = (guint) GST_AUDIO_INFO_CHANNELS (info);

  for (guint c = 0; c < n_channels; c++)
    for (guint i = 0; i < buffers->len; i++) {
      GstBuffer *buffer = buffers->pdata[i];

      pieces->is_shared |= !gst_buffer_is_writable (buffer);
      if (!has_memory_of_each_plane (buffer, info) ||
          !append_memory (pieces, gst_buffer_peek_memory (buffer, c)))
        return FALSE;
    }
  return TRUE;
}

/* The result is writable if nothing but these buffers uses the memory. */
static GstMemory *
share_span (const Pieces *pieces)
{
  GstMemory *whole = pieces->first->parent;
  GstMemory *shared;
  gsize offset;

  gst_memory_is_span (pieces->first, pieces->second, &offset);
  shared = gst_memory_share (whole, (gssize) offset, (gssize) pieces->size);
  if (shared != NULL && !pieces->is_shared && !GST_MEMORY_IS_READONLY (whole) &&
      GST_MINI_OBJECT_REFCOUNT_VALUE (whole) == (int) pieces->n_memories + 1)
    GST_MINI_OBJECT_FLAG_UNSET (shared, GST_MEMORY_FLAG_READONLY);
  return shared;
}

static GstBuffer *
share (GPtrArray *buffers, const GstAudioInfo *info)
{
  Pieces pieces = { NULL };
  GstMemory *memory;
  GstBuffer *joined;

  if (has_planes (info) ? !find_planes (buffers, info, &pieces)
                        : !find_span (buffers, &pieces))
    return NULL;
  memory = share_span (&pieces);
  if (memory == NULL)
    return NULL;
  joined = gst_buffer_new ();
  gst_buffer_append_memory (joined, memory);
  return joined;
}

static gsize
get_size (GPtrArray *buffers)
{
  gsize size = 0;

  for (guint i = 0; i < buffers->len; i++)
    size += gst_buffer_get_size (buffers->pdata[i]);
  return size;
}

static GstBuffer *
copy_bytes (GPtrArray *buffers)
{
  GstBuffer *joined = gst_buffer_new_allocate (NULL, get_size (buffers), NULL);
  GstMapInfo map;
  gsize done = 0;

  gst_buffer_map (joined, &map, GST_MAP_WRITE);
  for (guint i = 0; i < buffers->len; i++)
    done += gst_buffer_extract (
        buffers->pdata[i], 0, map.data + done, map.size - done);
  gst_buffer_unmap (joined, &map);
  if (done != get_size (buffers))
    gst_clear_buffer (&joined);
  return joined;
}

static gsize
count_frames (GPtrArray *buffers)
{
  gsize n_frames = 0;

  for (guint i = 0; i < buffers->len; i++) {
    const GstAudioMeta *meta = gst_buffer_get_audio_meta (buffers->pdata[i]);

    n_frames += meta != NULL ? meta->samples : 0;
  }
  return n_frames;
}

/* Returns: frames copied to @to, from frame @done on */
static gsize
copy_planes (
    GstBuffer *from, const GstAudioInfo *info, GstAudioBuffer *to, gsize done)
{
  const gsize width = (gsize) GST_AUDIO_INFO_BPS (info);
  GstAudioBuffer planes;
  gsize n_frames;

  if (!gst_audio_buffer_map (&planes, info, from, GST_MAP_READ))
    return 0;
  n_frames = MIN (planes.n_samples, to->n_samples - done);
  for (int i = 0; i < planes.n_planes; i++)
    memcpy ((guint8 *) to->planes[i] + done * width, planes.planes[i],
        n_frames * width);
  gst_audio_buffer_unmap (&planes);
  return n_frames;
}

static GstBuffer *
copy_all_planes (GPtrArray *buffers, const GstAudioInfo *info)
{
  const gsize n_frames = count_frames (buffers);
  GstBuffer *joined = gst_buffer_new_allocate (
      NULL, n_frames * (gsize) GST_AUDIO_INFO_BPF (info), NULL);
  GstAudioBuffer planes;
  gsize done = 0;

  gst_buffer_add_audio_meta (joined, info, n_frames, NULL);
  gst_audio_buffer_map (&planes, info, joined, GST_MAP_WRITE);
  for (guint i = 0; i < buffers->len; i++)
    done += copy_planes (buffers->pdata[i], info, &planes, done);
  gst_audio_buffer_unmap (&planes);
  if (done != n_frames)
    gst_clear_buffer (&joined);
  return joined;
}

static GstClockTime
get_duration (GPtrArray *buffers)
{
  GstClockTime duration = 0;

  for (guint i = 0; i < buffers->len; i++) {
    if (!GST_BUFFER_DURATION_IS_VALID (buffers->pdata[i]))
      return GST_CLOCK_TIME_NONE;
    duration += GST_BUFFER_DURATION (buffers->pdata[i]);
  }
  return duration;
}

static void
copy_times (GPtrArray *buffers, GstBuffer *joined)
{
  GstBuffer *last = buffers->pdata[buffers->len - 1];

  gst_buffer_copy_into (joined, buffers->pdata[0],
      GST_BUFFER_COPY_FLAGS | GST_BUFFER_COPY_TIMESTAMPS, 0, -1);
  GST_BUFFER_FLAG_UNSET (joined, GST_BUFFER_FLAG_GAP);
  GST_BUFFER_DURATION (joined) = get_duration (buffers);
  GST_BUFFER_OFFSET_END (joined) = GST_BUFFER_OFFSET_END (last);
}

static void
add_missing_meta (GstBuffer *joined, const GstAudioInfo *info)
{
  if (GST_AUDIO_INFO_LAYOUT (info) == GST_AUDIO_LAYOUT_NON_INTERLEAVED &&
      gst_buffer_get_audio_meta (joined) == NULL)
    gst_buffer_add_audio_meta (joined, info,
        gst_buffer_get_size (joined) / (gsize) GST_AUDIO_INFO_BPF (info), NULL);
}

GstBuffer *
rmg_buffers_join (
    GPtrArray *buffers, const GstAudioInfo *info, gboolean *is_copy)
{
  GstBuffer *joined = share (buffers, info);

  *is_copy = joined == NULL;
  if (joined == NULL)
    joined = has_planes (info) ? copy_all_planes (buffers, info)
                               : copy_bytes (buffers);
  if (joined == NULL)
    return NULL;
  copy_times (buffers, joined);
  add_missing_meta (joined, info);
  return joined;
}
