/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/base/audio-map.h"

typedef struct
{
  GstAudioFormat little;
  GstAudioFormat big;
} FormatNames;

static const FormatNames names[RMG_N_FORMATS] = {
  [RMG_FORMAT_U8] = { GST_AUDIO_FORMAT_U8, GST_AUDIO_FORMAT_U8 },
  [RMG_FORMAT_S8] = { GST_AUDIO_FORMAT_S8, GST_AUDIO_FORMAT_S8 },
  [RMG_FORMAT_S16] = { GST_AUDIO_FORMAT_S16LE, GST_AUDIO_FORMAT_S16BE },
  [RMG_FORMAT_S24] = { GST_AUDIO_FORMAT_S24LE, GST_AUDIO_FORMAT_S24BE },
  [RMG_FORMAT_S24_32] = { GST_AUDIO_FORMAT_S24_32LE,
      GST_AUDIO_FORMAT_S24_32BE },
  [RMG_FORMAT_S32] = { GST_AUDIO_FORMAT_S32LE, GST_AUDIO_FORMAT_S32BE },
  [RMG_FORMAT_F32] = { GST_AUDIO_FORMAT_F32LE, GST_AUDIO_FORMAT_F32BE },
  [RMG_FORMAT_F64] = { GST_AUDIO_FORMAT_F64LE, GST_AUDIO_FORMAT_F64BE },
};

static GstAudioFormat
get_name (RmgFormat dsp, gboolean big)
{
  return big ? names[dsp].big : names[dsp].little;
}

gboolean
rmg_audio_format_to_dsp (
    GstAudioFormat format, RmgFormat *dsp, gboolean *swapped)
{
  const gboolean big = G_BYTE_ORDER == G_BIG_ENDIAN;

  for (guint i = 0; i < RMG_N_FORMATS; i++) {
    if (format != names[i].little && format != names[i].big)
      continue;
    *dsp = i;
    *swapped = format != get_name (i, big);
    return TRUE;
  }
  return FALSE;
}

GstAudioFormat
rmg_audio_format_from_dsp (RmgFormat dsp, gboolean swapped)
{
  return get_name (dsp, (G_BYTE_ORDER == G_BIG_ENDIAN) != (swapped != FALSE));
}

/* Does the work of gst_audio_buffer_map() for the commonest buffer at less cost.
 * The buffer keeps its memory as long as the map exists.
 *
 * Returns: FALSE if more is needed, such as a copy of shared memory */
static gboolean
map_single_memory (RmgAudioMap *map, const GstAudioInfo *info,
    GstBuffer *buffer, GstMapFlags flags)
{
  if (gst_buffer_n_memory (buffer) != 1 ||
      !gst_memory_map (
          gst_buffer_peek_memory (buffer, 0), &map->memory, flags)) {
    map->memory.memory = NULL;
    return FALSE;
  }
  map->frames.n_frames = map->memory.size / (guint) info->bpf;
  map->frames.planes[0] = map->memory.data;
  return TRUE;
}

static gboolean
map_buffer (RmgAudioMap *map, const GstAudioInfo *info, GstBuffer *buffer,
    GstMapFlags flags)
{
  if (!gst_audio_buffer_map (&map->audio, info, buffer, flags)) {
    map->audio.buffer = NULL;
    return FALSE;
  }
  map->frames.n_frames = map->audio.n_samples;
  for (gint i = 0; i < map->audio.n_planes; i++)
    map->frames.planes[i] = map->audio.planes[i];
  return TRUE;
}

/* One channel lies the same way in either layout, and only planar buffers of
 * several channels need a meta that says where each one begins. */
static gboolean
map_samples (RmgAudioMap *map, const GstAudioInfo *info, GstBuffer *buffer,
    GstMapFlags flags)
{
  GstAudioInfo as_one;

  if (gst_buffer_get_audio_meta (buffer) != NULL)
    return map_buffer (map, info, buffer, flags);
  if (!map->frames.interleaved)
    return FALSE;
  if (map_single_memory (map, info, buffer, flags))
    return TRUE;
  as_one = *info;
  as_one.layout = GST_AUDIO_LAYOUT_INTERLEAVED;
  return map_buffer (map, &as_one, buffer, flags);
}

gboolean
rmg_audio_map (RmgAudioMap *map, const GstAudioInfo *info, GstBuffer *buffer,
    GstMapFlags flags)
{
  RmgFrames *frames = &map->frames;
  gboolean swapped;

  map->audio.buffer = NULL;
  map->memory.memory = NULL;
  if (info->channels > RMG_MAX_CHANNELS ||
      !rmg_audio_format_to_dsp (
          GST_AUDIO_INFO_FORMAT (info), &frames->format, &swapped))
    return FALSE;
  frames->channels = info->channels;
  frames->interleaved =
      info->layout == GST_AUDIO_LAYOUT_INTERLEAVED || info->channels == 1;
  frames->swapped = swapped;
  return map_samples (map, info, buffer, flags);
}

void
rmg_audio_map_clear (RmgAudioMap *map)
{
  if (map->memory.memory != NULL)
    gst_memory_unmap (map->memory.memory, &map->memory);
  map->memory.memory = NULL;
  if (map->audio.buffer != NULL)
    gst_audio_buffer_unmap (&map->audio);
  map->audio.buffer = NULL;
}

GstBuffer *
rmg_audio_buffer_new (const GstAudioInfo *info, gsize n_frames)
{
  return rmg_audio_buffer_new_from (NULL, NULL, info, n_frames);
}

GstBuffer *
rmg_audio_buffer_new_from (GstAllocator *allocator, GstAllocationParams *params,
    const GstAudioInfo *info, gsize n_frames)
{
  GstBuffer *buffer =
      gst_buffer_new_allocate (allocator, n_frames * info->bpf, params);

  if (info->layout == GST_AUDIO_LAYOUT_NON_INTERLEAVED)
    gst_buffer_add_audio_meta (buffer, info, n_frames, NULL);
  return buffer;
}

gsize
rmg_audio_buffer_count (const GstAudioInfo *info, GstBuffer *buffer)
{
  GstAudioMeta *meta = gst_buffer_get_audio_meta (buffer);

  return meta != NULL ? meta->samples
                      : gst_buffer_get_size (buffer) / info->bpf;
}
