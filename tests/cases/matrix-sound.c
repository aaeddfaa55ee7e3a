/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "matrix-sound.h"

#include <math.h>

#define AMPLITUDE 0.25
/* Longer than a block of FLAC at 8 kHz: flacenc posts a warning for less. */
#define LENGTH_S 0.6
#define WINDOW_S 0.2

/* Multiples of 1 / WINDOW_S, so that the tones are orthogonal in the window. */
static const double frequencies_hz[MATRIX_MAX_CHANNELS] = { 315, 430, 565, 60,
  710, 845, 980, 1115 };

double
matrix_sound_get_frequency (guint channel)
{
  return frequencies_hz[channel];
}

double
matrix_sound_get_amplitude (void)
{
  return AMPLITUDE;
}

static double
get_sample (gsize frame, guint channel, guint rate_hz)
{
  return AMPLITUDE *
      sin (2 * G_PI * frequencies_hz[channel] * (double) frame / rate_hz);
}

/* Rounds to the bits of the format, in the upper bits of 32. */
static gint32
quantize (double sample, guint bits)
{
  const double scale = ldexp (1, (int) bits - 1);

  return (gint32) (lrint (sample * scale) * (1l << (32 - bits)));
}

void
matrix_sound_set_format (
    GstAudioInfo *info, GstAudioFormat format, int rate_hz, int n_channels)
{
  GstAudioChannelPosition positions[MATRIX_MAX_CHANNELS];

  gst_audio_channel_positions_from_mask (n_channels,
      n_channels == 1 ? 0 : gst_audio_channel_get_fallback_mask (n_channels),
      positions);
  gst_audio_info_set_format (
      info, format, rate_hz, n_channels, n_channels > 2 ? positions : NULL);
}

static gboolean
has_integers (const GstAudioFormatInfo *format)
{
  return format->unpack_format == GST_AUDIO_FORMAT_S32;
}

GBytes *
matrix_sound_new (const GstAudioInfo *info)
{
  const GstAudioFormatInfo *format = info->finfo;
  const guint n_channels = (guint) info->channels;
  const guint rate_hz = (guint) info->rate;
  const gsize n_frames = (gsize) (rate_hz * LENGTH_S);
  const gsize n_samples = n_frames * n_channels;
  g_autofree gint32 *integers = g_new (gint32, n_samples);
  g_autofree double *floats = g_new (double, n_samples);
  guint8 *packed = g_malloc (n_frames * (gsize) info->bpf);

  for (gsize i = 0; i < n_samples; i++) {
    floats[i] = get_sample (i / n_channels, i % n_channels, rate_hz);
    if (has_integers (format))
      integers[i] = quantize (floats[i], (guint) format->depth);
  }
  format->pack_func (format, GST_AUDIO_PACK_FLAG_TRUNCATE_RANGE,
      has_integers (format) ? (gpointer) integers : floats, packed,
      (int) n_samples);
  return g_bytes_new_take (packed, n_frames * (gsize) info->bpf);
}

double *
matrix_sound_unpack (const GstAudioInfo *info, GBytes *bytes, gsize *n_frames)
{
  const GstAudioFormatInfo *format = info->finfo;
  const gsize n_samples =
      g_bytes_get_size (bytes) / (gsize) info->bpf * (gsize) info->channels;
  g_autofree gint32 *integers = g_new0 (gint32, n_samples + 1);
  double *floats = g_new0 (double, n_samples + 1);

  *n_frames = n_samples / (gsize) info->channels;
  format->unpack_func (format, GST_AUDIO_PACK_FLAG_TRUNCATE_RANGE,
      has_integers (format) ? (gpointer) integers : floats,
      (gpointer) g_bytes_get_data (bytes, NULL), (int) n_samples);
  for (gsize i = 0; has_integers (format) && i < n_samples; i++)
    floats[i] = ldexp (integers[i], -31);
  return floats;
}

MatrixTones
matrix_sound_measure (const double *samples, gsize n_frames, guint n_channels,
    guint channel, guint rate_hz)
{
  const gsize n_window = (gsize) (rate_hz * WINDOW_S);
  const gsize first = n_frames > n_window ? (n_frames - n_window) / 2 : 0;
  const gsize last = MIN (first + n_window, n_frames);
  MatrixTones tones = { { 0 }, 0 };
  double power = 0, tone_power = 0;

  for (gsize n = first; n < last; n++) {
    double sample = samples[n * n_channels + channel];

    power += sample * sample / (double) n_window;
  }
  for (guint t = 0; t < MATRIX_MAX_CHANNELS; t++) {
    double step = 2 * G_PI * frequencies_hz[t] / rate_hz;
    double re = 0, im = 0;

    for (gsize n = first; n < last; n++) {
      double sample = samples[n * n_channels + channel] * 2 / (double) n_window;

      re += sample * cos (step * (double) n);
      im += sample * sin (step * (double) n);
    }
    tones.amplitudes[t] = hypot (re, im);
    tone_power += (re * re + im * im) / 2;
  }
  tones.snr_db = 10 * log10 (tone_power / MAX (power - tone_power, 1e-30));
  return tones;
}
