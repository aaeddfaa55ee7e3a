/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "wav/coding.h"

#include "wav/bytes.h"

#define TAG_EXTENSIBLE 0xfffe

static const struct
{
  guint tag;
  RmgWavCodingKind kind;
  gboolean is_float;
} tags[] = {
  { 1, RMG_WAV_SAMPLES, FALSE },
  { 3, RMG_WAV_SAMPLES, TRUE },
  { 6, RMG_WAV_ALAW, FALSE },
  { 7, RMG_WAV_MULAW, FALSE },
};

static const struct
{
  const char *name;
  RmgWavCoding coding;
} compressions[] = {
  { "NONE", { RMG_WAV_SAMPLES } },
  { "twos", { RMG_WAV_SAMPLES } },
  { "in24", { RMG_WAV_SAMPLES } },
  { "in32", { RMG_WAV_SAMPLES } },
  { "sowt", { RMG_WAV_SAMPLES, .little_endian = TRUE } },
  { "raw ", { RMG_WAV_SAMPLES, .is_unsigned = TRUE } },
  { "fl32", { RMG_WAV_SAMPLES, .is_float = TRUE } },
  { "FL32", { RMG_WAV_SAMPLES, .is_float = TRUE } },
  { "fl64", { RMG_WAV_SAMPLES, .is_float = TRUE } },
  { "FL64", { RMG_WAV_SAMPLES, .is_float = TRUE } },
  { "ulaw", { RMG_WAV_MULAW } },
  { "ULAW", { RMG_WAV_MULAW } },
  { "alaw", { RMG_WAV_ALAW } },
  { "ALAW", { RMG_WAV_ALAW } },
};

/* The GUID of the extended form begins with the tag. */
RmgWavCoding
rmg_wav_coding_read (const guint8 *bytes, gsize n_bytes, gboolean big_endian)
{
  RmgWavCoding coding = { .kind = RMG_WAV_OTHER };

  coding.tag = rmg_bytes_read_16 (bytes, big_endian);
  if (coding.tag == TAG_EXTENSIBLE && n_bytes >= RMG_WAV_FORMAT_MAX_BYTES) {
    coding.is_extended = TRUE;
    coding.tag = rmg_bytes_read_16 (bytes + 24, big_endian);
  }
  for (gsize i = 0; i < G_N_ELEMENTS (tags); i++)
    if (tags[i].tag == coding.tag) {
      coding.kind = tags[i].kind;
      coding.is_float = tags[i].is_float;
    }
  return coding;
}

RmgWavCoding
rmg_wav_coding_read_common (const guint8 *bytes, gsize n_bytes)
{
  if (n_bytes < RMG_WAV_COMMON_MAX_BYTES)
    return (RmgWavCoding){ RMG_WAV_SAMPLES };
  for (gsize i = 0; i < G_N_ELEMENTS (compressions); i++)
    if (memcmp (bytes + 18, compressions[i].name, 4) == 0)
      return compressions[i].coding;
  return (RmgWavCoding){ .kind = RMG_WAV_OTHER };
}
