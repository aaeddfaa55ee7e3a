/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/wav/format.h"
#include "wav/bytes.h"

#include <math.h>
#include <string.h>

/* Loudspeakers in the order of the bits of WAVEFORMATEXTENSIBLE. */
static const GstAudioChannelPosition speakers[] = {
  GST_AUDIO_CHANNEL_POSITION_FRONT_LEFT,
  GST_AUDIO_CHANNEL_POSITION_FRONT_RIGHT,
  GST_AUDIO_CHANNEL_POSITION_FRONT_CENTER,
  GST_AUDIO_CHANNEL_POSITION_LFE1,
  GST_AUDIO_CHANNEL_POSITION_REAR_LEFT,
  GST_AUDIO_CHANNEL_POSITION_REAR_RIGHT,
  GST_AUDIO_CHANNEL_POSITION_FRONT_LEFT_OF_CENTER,
  GST_AUDIO_CHANNEL_POSITION_FRONT_RIGHT_OF_CENTER,
  GST_AUDIO_CHANNEL_POSITION_REAR_CENTER,
  GST_AUDIO_CHANNEL_POSITION_SIDE_LEFT,
  GST_AUDIO_CHANNEL_POSITION_SIDE_RIGHT,
  GST_AUDIO_CHANNEL_POSITION_TOP_CENTER,
  GST_AUDIO_CHANNEL_POSITION_TOP_FRONT_LEFT,
  GST_AUDIO_CHANNEL_POSITION_TOP_FRONT_CENTER,
  GST_AUDIO_CHANNEL_POSITION_TOP_FRONT_RIGHT,
  GST_AUDIO_CHANNEL_POSITION_TOP_REAR_LEFT,
  GST_AUDIO_CHANNEL_POSITION_TOP_REAR_CENTER,
  GST_AUDIO_CHANNEL_POSITION_TOP_REAR_RIGHT,
};

/* Formats of samples by width, in the byte order of the file. */
typedef struct
{
  guint bits; /* of the container of a sample */
  GstAudioFormat little;
  GstAudioFormat big;
} SampleFormat;

static const SampleFormat integers[] = {
  { 8, GST_AUDIO_FORMAT_U8, GST_AUDIO_FORMAT_U8 },
  { 16, GST_AUDIO_FORMAT_S16LE, GST_AUDIO_FORMAT_S16BE },
  { 24, GST_AUDIO_FORMAT_S24LE, GST_AUDIO_FORMAT_S24BE },
  { 32, GST_AUDIO_FORMAT_S32LE, GST_AUDIO_FORMAT_S32BE },
};
static const SampleFormat floats[] = {
  { 32, GST_AUDIO_FORMAT_F32LE, GST_AUDIO_FORMAT_F32BE },
  { 64, GST_AUDIO_FORMAT_F64LE, GST_AUDIO_FORMAT_F64BE },
};

static GstAudioFormat
find_format (const SampleFormat *formats, gsize n, guint bits, gboolean big)
{
  for (gsize i = 0; i < n; i++)
    if (formats[i].bits == bits)
      return big ? formats[i].big : formats[i].little;
  return GST_AUDIO_FORMAT_UNKNOWN;
}

/* NULL, or why the shape is not supported. */
static char *
set_shape (
    RmgWavFormat *self, guint channels, guint rate_hz, gsize sample_bytes)
{
  if (channels == 0 || channels > RMG_WAV_MAX_CHANNELS)
    return g_strdup_printf ("The file has %u channels; 1 to %d are supported.",
        channels, RMG_WAV_MAX_CHANNELS);
  if (rate_hz == 0 || rate_hz > G_MAXINT)
    return g_strdup_printf ("The file has a sample rate of %u Hz.", rate_hz);
  self->channels = channels;
  self->rate_hz = rate_hz;
  self->frame_bytes = channels * sample_bytes;
  return NULL;
}

static char *
set_samples (
    RmgWavFormat *self, gboolean is_float, guint width, gboolean big_endian)
{
  self->format = is_float
      ? find_format (floats, G_N_ELEMENTS (floats), width, big_endian)
      : find_format (integers, G_N_ELEMENTS (integers), width, big_endian);
  if (self->format != GST_AUDIO_FORMAT_UNKNOWN)
    return NULL;
  return g_strdup_printf ("Samples of %u bits%s are not supported.", width,
      is_float ? " (floating point)" : "");
}

/* "fmt ": tag, channels, rate, bytes a second, bytes a frame, bits; then, where
 * extended, a size, valid bits, speakers and a GUID that begins with the tag.
 * Valid bits are the upper ones, so the width of the container is enough. */
char *
rmg_wav_format_read (
    RmgWavFormat *self, const guint8 *bytes, gsize n_bytes, gboolean big_endian)
{
  const RmgWavCoding coding = rmg_wav_coding_read (bytes, n_bytes, big_endian);
  const guint channels = rmg_bytes_read_16 (bytes + 2, big_endian);
  const guint frame_bytes = rmg_bytes_read_16 (bytes + 12, big_endian);
  guint width = GST_ROUND_UP_8 (rmg_bytes_read_16 (bytes + 14, big_endian));
  char *problem = NULL;

  if (channels > 0 && frame_bytes % channels == 0)
    width = MAX (width, 8 * frame_bytes / channels);
  if (coding.is_extended) {
    self->channel_mask = rmg_bytes_read_32 (bytes + 20, big_endian);
    self->has_mask = TRUE;
  }
  self->coding = coding.kind;
  if (coding.kind == RMG_WAV_OTHER)
    problem = g_strdup_printf (
        "Samples of the coding 0x%04x are not plain.", coding.tag);
  else if (coding.kind == RMG_WAV_SAMPLES)
    problem = set_samples (self, coding.is_float, width, big_endian);
  if (problem != NULL)
    return problem;
  return set_shape (self, channels, rmg_bytes_read_32 (bytes + 4, big_endian),
      self->coding == RMG_WAV_SAMPLES ? width / 8 : 1);
}

/* A number of IEEE 754 extended precision, the form of rates in AIFF. */
static guint
read_rate (const guint8 *bytes)
{
  const int exponent = rmg_bytes_read_16 (bytes, TRUE) & 0x7fff;
  const double rate_hz =
      ldexp ((double) rmg_bytes_read_64 (bytes + 2, TRUE), exponent - 16446);

  return rate_hz >= 1 && rate_hz < G_MAXINT ? (guint) (rate_hz + 0.5) : 0;
}

/* "COMM": channels, frames, bits, rate; in AIFF-C the compression as well. */
char *
rmg_wav_format_read_common (
    RmgWavFormat *self, const guint8 *bytes, gsize n_bytes)
{
  const RmgWavCoding coding = rmg_wav_coding_read_common (bytes, n_bytes);
  const guint width = GST_ROUND_UP_8 (rmg_bytes_read_16 (bytes + 6, TRUE));
  char *problem = NULL;

  if (coding.kind == RMG_WAV_OTHER)
    return g_strdup_printf (
        "Samples of the compression \"%.4s\" are not plain.", bytes + 18);
  self->coding = coding.kind;
  if (coding.kind == RMG_WAV_SAMPLES)
    problem = set_samples (self, coding.is_float, width, !coding.little_endian);
  if (problem != NULL)
    return problem;
  if (self->format == GST_AUDIO_FORMAT_U8 && !coding.is_unsigned)
    self->format = GST_AUDIO_FORMAT_S8;
  return set_shape (self, rmg_bytes_read_16 (bytes, TRUE),
      read_rate (bytes + 8), self->coding == RMG_WAV_SAMPLES ? width / 8 : 1);
}

gboolean
rmg_wav_format_get_positions (
    const RmgWavFormat *self, GstAudioChannelPosition *positions)
{
  guint n = 0;

  for (guint bit = 0; bit < G_N_ELEMENTS (speakers); bit++)
    if (self->channel_mask >> bit & 1 && n < self->channels)
      positions[n++] = speakers[bit];
  return n == self->channels;
}

static void
set_channel_mask (const RmgWavFormat *self, GstCaps *caps)
{
  GstAudioChannelPosition positions[RMG_WAV_MAX_CHANNELS];
  guint64 mask = 0;

  if (self->channels == 1 || (self->channels == 2 && !self->has_mask))
    return;
  if (self->channel_mask != 0 && rmg_wav_format_get_positions (self, positions))
    gst_audio_channel_positions_to_mask (
        positions, (int) self->channels, FALSE, &mask);
  if (self->channels != 2 || mask != 3)
    gst_caps_set_simple (caps, "channel-mask", GST_TYPE_BITMASK, mask, NULL);
}

GstCaps *
rmg_wav_format_make_caps (const RmgWavFormat *self)
{
  GstCaps *caps;

  g_return_val_if_fail (self->frame_bytes > 0, NULL);

  if (self->coding != RMG_WAV_SAMPLES)
    return gst_caps_new_simple (
        self->coding == RMG_WAV_MULAW ? "audio/x-mulaw" : "audio/x-alaw",
        "rate", G_TYPE_INT, (int) self->rate_hz, "channels", G_TYPE_INT,
        (int) self->channels, NULL);
  caps = gst_caps_new_simple ("audio/x-raw", "format", G_TYPE_STRING,
      gst_audio_format_to_string (self->format), "layout", G_TYPE_STRING,
      "interleaved", "rate", G_TYPE_INT, (int) self->rate_hz, "channels",
      G_TYPE_INT, (int) self->channels, NULL);
  set_channel_mask (self, caps);
  return caps;
}
