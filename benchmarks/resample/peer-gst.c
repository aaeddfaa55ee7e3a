/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Calls the resampler of audioresample without the element. */
#include "benchmarks/resample/peer.h"

#include <gst/audio/audio.h>

typedef struct
{
  GstAudioResampler *resampler;
  unsigned channels;
} Gst;

static const char *
get_version (void)
{
  return G_STRINGIFY (GST_VERSION_MAJOR) "." G_STRINGIFY (
      GST_VERSION_MINOR) "." G_STRINGIFY (GST_VERSION_MICRO);
}

static void *
open_gst (int setting, const BenchResampleFormat *format)
{
  g_autoptr (GstStructure) options = gst_structure_new_empty ("options");
  Gst *self = g_new0 (Gst, 1);

  gst_audio_resampler_options_set_quality (GST_AUDIO_RESAMPLER_METHOD_KAISER,
      (guint) setting, (gint) format->in_hz, (gint) format->out_hz, options);
  self->channels = format->channels;
  self->resampler = gst_audio_resampler_new (GST_AUDIO_RESAMPLER_METHOD_KAISER,
      0, GST_AUDIO_FORMAT_F32, (gint) format->channels, (gint) format->in_hz,
      (gint) format->out_hz, options);
  g_assert (self->resampler != NULL);
  return self;
}

static size_t
process (void *state, const float *in, size_t n_in, float *out, size_t room)
{
  Gst *self = state;
  const size_t n = gst_audio_resampler_get_out_frames (self->resampler, n_in);
  gpointer from[] = { (gpointer) in }, to[] = { out };

  g_assert (n <= room);
  gst_audio_resampler_resample (
      self->resampler, in == NULL ? NULL : from, n_in, to, n);
  return n;
}

static size_t
drain (void *state, float *out, size_t room)
{
  Gst *self = state;
  const size_t n = gst_audio_resampler_get_max_latency (self->resampler);

  return process (state, NULL, n, out, room);
}

static void
close_gst (void *state)
{
  Gst *self = state;

  gst_audio_resampler_free (self->resampler);
  g_free (self);
}

const BenchResampleOps bench_resample_gst = {
  .version = get_version,
  .open = open_gst,
  .process = process,
  .drain = drain,
  .close = close_gst,
};
