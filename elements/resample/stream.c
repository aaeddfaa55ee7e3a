/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/resample/stream.h"

#include "elements/base/audio-map.h"

static void
end_stretch (RmgResampleStream *self)
{
  if (self->resampler != NULL)
    rmg_resampler_reset (self->resampler);
  rmg_resample_track_end_stretch (&self->track);
}

void
rmg_resample_stream_flush (RmgResampleStream *self)
{
  if (self->resampler != NULL)
    rmg_resampler_reset (self->resampler);
  rmg_resample_track_restart (&self->track);
}

void
rmg_resample_stream_start (RmgResampleStream *self)
{
  gst_audio_info_init (&self->in);
  gst_audio_info_init (&self->out);
  self->track.in.start = 0;
  rmg_resample_stream_flush (self);
}

void
rmg_resample_stream_stop (RmgResampleStream *self)
{
  g_clear_pointer (&self->resampler, rmg_resampler_close);
}

gboolean
rmg_resample_stream_is_passthrough (const RmgResampleStream *self)
{
  return self->in.rate == self->out.rate;
}

gboolean
rmg_resample_stream_is_open (const RmgResampleStream *self)
{
  return self->resampler != NULL || rmg_resample_stream_is_passthrough (self);
}

gboolean
rmg_resample_stream_open (
    RmgResampleStream *self, const RmgResampleSettings *settings)
{
  RmgResampleConfig config = {
    .in_rate_hz = self->in.rate,
    .out_rate_hz = self->out.rate,
    .channels = self->in.channels,
    .quality = settings->quality,
    .engine = settings->engine,
    .is_steep = settings->steep,
  };
  gboolean swapped = FALSE;

  rmg_resample_stream_stop (self);
  self->used = *settings;
  rmg_audio_format_to_dsp (
      GST_AUDIO_INFO_FORMAT (&self->in), &config.format, &swapped);
  config.swapped = swapped;
  if (!rmg_resample_stream_is_passthrough (self))
    self->resampler = rmg_resampler_open (&config);
  self->track.in.rate_hz = self->in.rate;
  self->track.out_rate_hz = self->out.rate;
  end_stretch (self);
  return rmg_resample_stream_is_open (self);
}

gboolean
rmg_resample_stream_is_outdated (
    const RmgResampleStream *self, const RmgResampleSettings *settings)
{
  return self->resampler != NULL &&
      (settings->quality != self->used.quality ||
          settings->engine != self->used.engine ||
          settings->steep != self->used.steep);
}

/* The base class reports a discontinuity until some output was pushed, which
 * takes several buffers where they are shorter than the filter; so the flag of
 * the buffer counts. */
gboolean
rmg_resample_stream_is_interrupted (
    const RmgResampleStream *self, GstBuffer *buffer)
{
  return self->resampler != NULL &&
      rmg_timeline_is_interrupted (&self->track.in, buffer);
}

void
rmg_resample_stream_pass (RmgResampleStream *self, GstBuffer **buffer)
{
  if (self->in.bpf > 0)
    rmg_timeline_pass (
        &self->track.in, buffer, rmg_audio_buffer_count (&self->in, *buffer));
}

RmgResampleFacts
rmg_resample_stream_get_facts (const RmgResampleStream *self)
{
  if (self->resampler == NULL)
    return rmg_resample_stream_is_passthrough (self)
        ? (RmgResampleFacts){ .implementation = "passthrough" }
        : rmg_resample_no_facts;
  return (RmgResampleFacts){
    .implementation = rmg_resampler_implementation (self->resampler),
    .held_bytes = rmg_resampler_held_bytes (self->resampler),
    .latency = gst_util_uint64_scale_int_ceil (
        rmg_resampler_delay (self->resampler), GST_SECOND, self->in.rate),
  };
}

static gboolean
copy_meta (GstBuffer *in, GstMeta **meta, gpointer out)
{
  GstMetaTransformCopy copy = { .region = FALSE, .offset = 0, .size = -1 };
  const gchar *const *tags = gst_meta_api_type_get_tags ((*meta)->info->api);
  gboolean for_any = tags == NULL || tags[0] == NULL;

  if (for_any && (*meta)->info->transform_func != NULL)
    (*meta)->info->transform_func (
        out, *meta, in, _gst_meta_transform_copy, &copy);
  return TRUE;
}

static gboolean
resample_into (RmgResampleStream *self, const RmgFrames *in, GstBuffer *out)
{
  g_auto (RmgAudioMap) map; /* which mapping sets */

  if (!rmg_audio_map (&map, &self->out, out, GST_MAP_WRITE))
    return FALSE;
  rmg_resampler_process (self->resampler, in, &map.frames);
  return TRUE;
}

static GstBuffer *
make_buffer (RmgResampleStream *self, gsize n_frames)
{
  return rmg_audio_buffer_new_from (
      self->offer.allocator, &self->offer.params, &self->out, n_frames);
}

gboolean
rmg_resample_stream_process (
    RmgResampleStream *self, GstBuffer *in, GstBuffer **out)
{
  static const RmgFrames none = { .interleaved = TRUE };
  g_auto (RmgAudioMap) map; /* which mapping sets */
  g_autoptr (GstBuffer) buffer = NULL;
  gsize n_frames;

  *out = NULL;
  if (!rmg_audio_map (&map, &self->in, in, GST_MAP_READ))
    return FALSE;
  n_frames = rmg_resampler_count (self->resampler, map.frames.n_frames);
  if (n_frames > 0) {
    buffer = make_buffer (self, n_frames);
    if (!resample_into (self, &map.frames, buffer))
      return FALSE;
  } else {
    rmg_resampler_process (self->resampler, &map.frames, &none);
  }
  rmg_resample_track_read (&self->track, in, map.frames.n_frames);
  if (n_frames > 0) {
    rmg_resample_track_stamp (&self->track, buffer, n_frames);
    gst_buffer_foreach_meta (in, copy_meta, buffer);
  }
  *out = g_steal_pointer (&buffer);
  return TRUE;
}

gboolean
rmg_resample_stream_drain (RmgResampleStream *self, GstBuffer **out)
{
  g_auto (RmgAudioMap) map = { 0 };
  g_autoptr (GstBuffer) buffer = NULL;
  gsize n_frames = 0;

  *out = NULL;
  if (self->resampler != NULL && self->track.in.position > 0)
    n_frames = rmg_resampler_drain_count (self->resampler);
  if (n_frames > 0) {
    buffer = make_buffer (self, n_frames);
    if (!rmg_audio_map (&map, &self->out, buffer, GST_MAP_WRITE))
      return FALSE;
    rmg_resampler_drain (self->resampler, &map.frames);
    rmg_audio_map_clear (&map);
    rmg_resample_track_stamp (&self->track, buffer, n_frames);
  }
  end_stretch (self);
  *out = g_steal_pointer (&buffer);
  return TRUE;
}
