/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "tests/lib/wav-bytes.h"

#include <string.h>

void
wav_append_16 (GByteArray *bytes, guint value)
{
  guint16 little = GUINT16_TO_LE ((guint16) value);

  g_byte_array_append (bytes, (const guint8 *) &little, sizeof little);
}

void
wav_append_32 (GByteArray *bytes, guint32 value)
{
  guint32 little = GUINT32_TO_LE (value);

  g_byte_array_append (bytes, (const guint8 *) &little, sizeof little);
}

void
wav_append_zeros (GByteArray *bytes, guint n_bytes)
{
  const guint start = bytes->len;

  g_byte_array_set_size (bytes, start + n_bytes);
  memset (bytes->data + start, 0, n_bytes);
}

void
wav_append_name (GByteArray *bytes, const char *name)
{
  g_byte_array_append (bytes, (const guint8 *) name, (guint) strlen (name));
}

void
wav_append_format (
    GByteArray *bytes, guint tag, guint channels, guint rate_hz, guint bits)
{
  guint frame_bytes = channels * bits / 8;

  wav_append_name (bytes, "fmt ");
  wav_append_32 (bytes, 16);
  wav_append_16 (bytes, tag);
  wav_append_16 (bytes, channels);
  wav_append_32 (bytes, rate_hz);
  wav_append_32 (bytes, rate_hz * frame_bytes);
  wav_append_16 (bytes, frame_bytes);
  wav_append_16 (bytes, bits);
}

GByteArray *
wav_new (guint channels, guint32 riff_bytes, guint32 data_bytes)
{
  GByteArray *bytes = g_byte_array_new ();

  wav_append_name (bytes, "RIFF");
  wav_append_32 (bytes, riff_bytes);
  wav_append_name (bytes, "WAVE");
  wav_append_format (bytes, 1, channels, 16000, 16);
  wav_append_name (bytes, "data");
  wav_append_32 (bytes, data_bytes);
  return bytes;
}
