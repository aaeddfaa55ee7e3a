/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "matrix-expect.h"

#include "matrix-sound.h"

#include <string.h>

/* The rows of a lossy codec have a low bound: they separate signal from noise. */
const MatrixContainer matrix_containers[MATRIX_N_CONTAINERS] = {
  { .extension = "wav",
      .plugin = "wavenc",
      .has_header = TRUE,
      .formats = "U8 S16LE S24LE S32LE F32LE F64LE" },
  { .extension = "flac",
      .plugin = "flacenc",
      .has_header = TRUE,
      .formats = "S8 S16LE S24LE",
      .max_channels = 8 },
  { .extension = "ogg",
      .plugin = "vorbisenc",
      .has_header = TRUE,
      .is_lossy = TRUE,
      .max_channels = 8,
      .snr_db = 12 },
  { .extension = "opus",
      .plugin = "opusenc",
      .has_header = TRUE,
      .is_lossy = TRUE,
      .rates_hz = { 8000, 12000, 16000, 24000, 48000 },
      .max_channels = 8,
      .snr_db = 8 },
  { .extension = "mp3",
      .plugin = "lamemp3enc",
      .has_header = TRUE,
      .is_lossy = TRUE,
      .rates_hz = { 8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100,
          48000 },
      .max_channels = 2,
      .snr_db = 15 },
  { .extension = "m4a",
      .plugin = "avenc_aac",
      .has_header = TRUE,
      .is_lossy = TRUE,
      .rates_hz = { 8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100,
          48000, 64000, 88200, 96000 },
      .max_channels = 6,
      .snr_db = 6 },
  { .extension = "raw", .formats = "" },
  { .extension = "pcm", .formats = "" },
};

const MatrixNode matrix_nodes[MATRIX_N_NODES] = {
  { "none", NULL, NULL, 0, 0 },
  { "vad", "VAD", NULL, 0, 0 },
  { "i16", "FormatConverterNode 'target_format': 'i16'", "S16LE", 0, 0 },
  { "f32", "FormatConverterNode 'target_format': 'f32'", "F32LE", 0, 0 },
  { "resample", "AudioResampleNode 'target_sample_rate': 32000", NULL, 32000,
      0 },
  { "transform",
      "AudioTransform 'output_sample_rate': 24000, 'output_channels': 2", NULL,
      24000, 2 },
};

static guint
count_bits (const GstAudioFormatInfo *format)
{
  if (GST_AUDIO_FORMAT_INFO_IS_FLOAT (format))
    return format->width == 64 ? 53 : 24;
  return (guint) format->depth;
}

/* Formats in containers, in the order of their bits: the first that loses
 * nothing, or the last. */
static GstAudioFormat
choose_format (const GstAudioFormatInfo *from, const char *formats)
{
  g_auto (GStrv) words = g_strsplit (formats, " ", -1);
  GstAudioFormat chosen = GST_AUDIO_FORMAT_UNKNOWN;

  if (*formats == '\0')
    return from->format;
  for (char **word = words; *word != NULL; word++) {
    const GstAudioFormatInfo *to =
        gst_audio_format_get_info (gst_audio_format_from_string (*word));

    if (GST_AUDIO_FORMAT_INFO_IS_FLOAT (from) &&
        !GST_AUDIO_FORMAT_INFO_IS_FLOAT (to))
      chosen = to->format;
    else if (count_bits (to) >= count_bits (from))
      return to->format;
    else
      chosen = to->format;
  }
  return chosen;
}

/* The nearest rate: the next higher one, or the highest. */
static int
choose_rate (int rate_hz, const int *rates_hz)
{
  int chosen_hz = rate_hz;

  for (; *rates_hz != 0; rates_hz++) {
    chosen_hz = *rates_hz;
    if (chosen_hz >= rate_hz)
      break;
  }
  return chosen_hz;
}

/* Bound for conversions by way of a format: 6.02 dB a bit for the tone, less 12 dB
 * for its level, and 6 dB of margin; a mix attenuates the tone by 10 dB. */
static double
bound_snr (guint n_bits, gboolean is_mixed)
{
  return 6.02 * n_bits + 1.76 - 12 - 6 - (is_mixed ? 10 : 0);
}

void
matrix_expect (const GstAudioInfo *input, const MatrixNode *node,
    const MatrixContainer *container, MatrixResult *result)
{
  const GstAudioFormatInfo *in = input->finfo;
  const GstAudioFormatInfo *made = node->format != NULL
      ? gst_audio_format_get_info (gst_audio_format_from_string (node->format))
      : in;
  const int rate_hz = node->rate_hz != 0 ? node->rate_hz : input->rate;
  const int made_channels =
      node->channels != 0 ? node->channels : input->channels;
  const int channels = container->max_channels != 0
      ? MIN (made_channels, container->max_channels)
      : made_channels;
  GstAudioFormat format = GST_AUDIO_FORMAT_F64;
  guint n_bits;

  if (!container->is_lossy)
    format = choose_format (made, container->formats);
  matrix_sound_set_format (&result->info, format,
      choose_rate (rate_hz, container->rates_hz), channels);
  n_bits = MIN (count_bits (in), count_bits (made));
  if (!container->is_lossy)
    n_bits = MIN (n_bits, count_bits (result->info.finfo));
  result->is_exact = !container->is_lossy && n_bits == count_bits (in) &&
      GST_AUDIO_FORMAT_INFO_IS_FLOAT (in) <=
          GST_AUDIO_FORMAT_INFO_IS_FLOAT (result->info.finfo) &&
      result->info.rate == input->rate && channels == input->channels;
  result->snr_db = bound_snr (n_bits, channels != input->channels);
  /* the stop band of the resampler, and less bits of integers in between */
  if (result->info.rate != input->rate)
    result->snr_db = MIN (result->snr_db, 75);
  if (container->is_lossy)
    result->snr_db = MIN (result->snr_db, container->snr_db);
}
