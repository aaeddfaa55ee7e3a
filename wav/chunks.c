/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "wav/chunks.h"

#include "wav/bytes.h"

#define CHUNK_BYTES 8
#define W64_CHUNK_BYTES RMG_WAV_CHUNK_MAX_BYTES

/* The other 12 bytes of a chunk's GUID in W64; "riff" has its own. */
static const guint8 w64_tail[12] = { 0xf3, 0xac, 0xd3, 0x11, 0x8c, 0xd1, 0x00,
  0xc0, 0x4f, 0x8e, 0xdb, 0x8a };

static gboolean
is_name (const guint8 *at, const char *name)
{
  return memcmp (at, name, 4) == 0;
}

static gboolean
is_any (const guint8 *at, const char *const *names)
{
  while (*names != NULL && !is_name (at, *names))
    names++;
  return *names != NULL;
}

gboolean
rmg_wav_start_read (RmgWavStart *self, const guint8 *bytes)
{
  static const char *const waves[] = { "RIFF", "RIFX", "RF64", "BW64", NULL };
  static const char *const forms[] = { "AIFF", "AIFC", NULL };
  const gboolean is_form = is_name (bytes, "FORM");

  *self = (RmgWavStart){
    .container = is_form ? RMG_WAV_AIFF : RMG_WAV_RIFF,
    .big_endian = is_form || is_name (bytes, "RIFX"),
    .first_chunk = RMG_WAV_START_BYTES,
  };
  if (is_name (bytes, "riff")) {
    self->container = RMG_WAV_W64;
    self->first_chunk = RMG_WAV_W64_START_BYTES;
    return TRUE;
  }
  self->riff_bytes = rmg_bytes_read_32 (bytes + 4, self->big_endian);
  if (is_form)
    return is_any (bytes + 8, forms);
  return is_any (bytes, waves) && is_name (bytes + 8, "WAVE");
}

gboolean
rmg_wav_start_read_w64 (RmgWavStart *self, const guint8 *bytes)
{
  self->riff_bytes = rmg_bytes_read_64 (bytes + 16, FALSE);
  return is_name (bytes + 24, "wave") &&
      memcmp (bytes + 28, w64_tail, sizeof w64_tail) == 0;
}

gsize
rmg_wav_chunk_header_bytes (const RmgWavStart *self)
{
  return self->container == RMG_WAV_W64 ? W64_CHUNK_BYTES : CHUNK_BYTES;
}

/* Offset of the next multiple of a power of two. */
static guint64
round_up (guint64 offset, guint64 multiple)
{
  return (offset + multiple - 1) & ~(multiple - 1);
}

/* W64 counts the header, and aligns chunks to 8 bytes instead of 2. */
void
rmg_wav_chunk_read (RmgWavChunk *self, const RmgWavStart *start,
    const guint8 *bytes, guint64 offset)
{
  const gboolean is_w64 = start->container == RMG_WAV_W64;
  guint64 size;

  *self = (RmgWavChunk){ 0 };
  memcpy (self->name, bytes, 4);
  self->body = offset + rmg_wav_chunk_header_bytes (start);
  if (is_w64) {
    size = rmg_bytes_read_64 (bytes + 16, FALSE);
    size = size < W64_CHUNK_BYTES ? 0 : size - W64_CHUNK_BYTES;
    self->bytes = MIN (size, (guint64) G_MAXINT64 / 2);
  } else {
    self->bytes = rmg_bytes_read_32 (bytes + 4, start->big_endian);
  }
  self->end = self->body + round_up (self->bytes, is_w64 ? 8 : 2);
}

gboolean
rmg_wav_chunk_is (const RmgWavChunk *self, const char *name)
{
  return memcmp (self->name, name, 4) == 0;
}
