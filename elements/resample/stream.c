/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/resample/stream.h"

#include "elements/base/audio-map.h"

static void
end_stretch (RmgResampleStream *self)
{
  if (self->resampler != NULL)
    rmg_resampler_reset (self->resampler);
  self->n_gap = 0;
  rmg_resample_track_end_stretch (&self->track);
}

void
rmg_resample_stream_flush (RmgResampleStream *self)
{
  if (self->resampler != NULL)
    rmg_resampler_reset (self->resampler);
  self->n_gap = 0;
  rmg_resample_track_restart (&self->track);
}

void
rmg_resample_stream_start (RmgResampleStream *self)
{
  gst_audio_info_init (&self->in);
  gst_audio_info_init (&self->out);
  self->used = rmg_resample_default_settings;
  self->has_drifted = FALSE;
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
  return self->in.rate == self->out.rate &&
      self->used.engine != RMG_RESAMPLE_INTERPOLATED;
}

gboolean
rmg_resample_stream_is_open (const RmgResampleStream *self)
{
  return self->resampler != NULL || rmg_resample_stream_is_passthrough (self);
}

/* A stream that has drifted once stays with the engine that can follow: a change to
 * another would drain the filter. */
static RmgResampleEngine
choose_engine (
    const RmgResampleStream *self, const RmgResampleSettings *settings)
{
  const gboolean drifts = self->has_drifted || settings->drift_ppm != 0;

  return settings->engine == RMG_RESAMPLE_AUTO && drifts
      ? RMG_RESAMPLE_INTERPOLATED
      : settings->engine;
}

/* Other engines refuse a drift, and do not follow. */
void
rmg_resample_stream_follow (
    RmgResampleStream *self, const RmgResampleSettings *settings)
{
  if (settings->drift_ppm == self->used.drift_ppm)
    return;
  self->used.drift_ppm = settings->drift_ppm;
  if (self->resampler != NULL)
    rmg_resampler_set_drift (self->resampler, settings->drift_ppm);
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
    .engine = choose_engine (self, settings),
    .is_steep = settings->steep,
  };
  gboolean swapped = FALSE;

  rmg_resample_stream_stop (self);
  self->used = *settings;
  self->used.engine = config.engine;
  self->used.drift_ppm = 0; /* of a new resampler */
  self->has_drifted |= settings->drift_ppm != 0;
  rmg_audio_format_to_dsp (
      GST_AUDIO_INFO_FORMAT (&self->in), &config.format, &swapped);
  config.swapped = swapped;
  if (!rmg_resample_stream_is_passthrough (self))
    self->resampler = rmg_resampler_open (&config);
  rmg_resample_stream_follow (self, settings);
  self->track.in.rate_hz = self->in.rate;
  self->track.out_rate_hz = self->out.rate;
  end_stretch (self);
  return rmg_resample_stream_is_open (self);
}

gboolean
rmg_resample_stream_is_outdated (
    const RmgResampleStream *self, const RmgResampleSettings *settings)
{
  const RmgResampleEngine engine = choose_engine (self, settings);

  return engine != self->used.engine ||
      (self->resampler != NULL &&
          (settings->quality != self->used.quality ||
              settings->steep != self->used.steep));
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

/* Output that comes from gaps alone is a gap, and starts with a buffer of its own:
 * so the flags do not depend on the split of the input.
 *
 * Returns: frames of gap to read until the next output is silent; 0 if it is */
static guint64
count_until_silence (const RmgResampleStream *self)
{
  const guint64 most = 2 * (guint64) rmg_resampler_delay (self->resampler);

  if (self->n_gap >= self->track.in.position || self->n_gap >= most)
    return 0;
  return most - self->n_gap;
}

static void
count_gap (RmgResampleStream *self, GstBuffer *in, gsize n_frames)
{
  if (GST_BUFFER_FLAG_IS_SET (in, GST_BUFFER_FLAG_GAP))
    self->n_gap += n_frames;
  else if (n_frames > 0)
    self->n_gap = 0;
}

GstBuffer *
rmg_resample_stream_take (RmgResampleStream *self, GstBuffer **in)
{
  const gsize n = rmg_audio_buffer_count (&self->in, *in);
  const guint64 n_before = count_until_silence (self);
  GstBuffer *head;

  if (!GST_BUFFER_FLAG_IS_SET (*in, GST_BUFFER_FLAG_GAP) || n_before == 0 ||
      n_before >= n)
    return g_steal_pointer (in);
  head = gst_audio_buffer_truncate (
      gst_buffer_ref (*in), self->in.bpf, 0, n_before);
  *in = gst_audio_buffer_truncate (*in, self->in.bpf, n_before, n - n_before);
  return head;
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
  const gboolean is_gap = GST_BUFFER_FLAG_IS_SET (in, GST_BUFFER_FLAG_GAP) &&
      count_until_silence (self) == 0;
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
  count_gap (self, in, map.frames.n_frames);
  if (n_frames > 0) {
    if (is_gap)
      GST_BUFFER_FLAG_SET (buffer, GST_BUFFER_FLAG_GAP);
    rmg_resample_track_stamp (&self->track, buffer, n_frames);
    gst_buffer_foreach_meta (in, copy_meta, buffer);
  }
  *out = g_steal_pointer (&buffer);
  return TRUE;
}

/* Returns: output frames of the rest before those that are silent */
static gsize
count_drained_sound (const RmgResampleStream *self, gsize n_frames)
{
  const guint64 n_before = count_until_silence (self);
  gsize n_sounding = n_frames;

  if (self->n_gap == 0)
    return n_frames;
  if (n_before == 0)
    return 0;
  n_sounding = rmg_resampler_count (self->resampler, n_before);
  return MIN (n_sounding, n_frames);
}

/* @n_sounding of the n_frames are no gap. */
static void
stamp_drained (RmgResampleStream *self, GstBuffer *buffer, gsize n_sounding,
    gsize n_frames, RmgResampleDrained *drained)
{
  const gint bpf = self->out.bpf;

  if (n_sounding > 0) {
    drained->sound =
        gst_audio_buffer_truncate (gst_buffer_ref (buffer), bpf, 0, n_sounding);
    rmg_resample_track_stamp (&self->track, drained->sound, n_sounding);
  }
  if (n_sounding < n_frames) {
    drained->gap = gst_audio_buffer_truncate (
        gst_buffer_ref (buffer), bpf, n_sounding, n_frames - n_sounding);
    GST_BUFFER_FLAG_SET (drained->gap, GST_BUFFER_FLAG_GAP);
    rmg_resample_track_stamp (
        &self->track, drained->gap, n_frames - n_sounding);
  }
  gst_buffer_unref (buffer);
}

gboolean
rmg_resample_stream_drain (RmgResampleStream *self, RmgResampleDrained *drained)
{
  g_auto (RmgAudioMap) map = { 0 };
  g_autoptr (GstBuffer) buffer = NULL;
  gsize n_frames = 0, n_sounding;

  *drained = (RmgResampleDrained){ NULL, NULL };
  if (self->resampler != NULL && self->track.in.position > 0)
    n_frames = rmg_resampler_drain_count (self->resampler);
  if (n_frames > 0) {
    buffer = make_buffer (self, n_frames);
    if (!rmg_audio_map (&map, &self->out, buffer, GST_MAP_WRITE))
      return FALSE;
    n_sounding = count_drained_sound (self, n_frames);
    rmg_resampler_drain (self->resampler, &map.frames);
    rmg_audio_map_clear (&map);
    stamp_drained (
        self, g_steal_pointer (&buffer), n_sounding, n_frames, drained);
  }
  end_stretch (self);
  return TRUE;
}
