/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/mp3/info-tag.h"
#include "wav/bytes.h"

#include <gst/gst.h>
#include <string.h>

#define MIN_INFO_BYTES (4 + 2 + 32 + 120 + 36)
#define LAME_BYTES 36
#define TOC_BYTES 100
#define QUALITY_BYTES 4
#define MAX_DELAY 0xfff

enum
{
  FLAG_FRAMES = 1,
  FLAG_BYTES = 2,
  FLAG_TOC = 4,
  FLAG_QUALITY = 8,
};

enum
{
  VERSION_2_5 = 0,
  VERSION_2 = 2,
  VERSION_1 = 3,
};

/* In kbit/s, of layer III; the first row is version 1. */
static const guint16 bitrates[2][16] = {
  { 0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320 },
  { 0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160 },
};
static const guint rates_hz[4] = { 44100, 48000, 32000 };

gboolean
rmg_mp3_header_read (RmgMp3Header *self, const guint8 *bytes)
{
  const guint32 word = rmg_bytes_read_32 (bytes, TRUE);
  const guint version = word >> 19 & 3;
  const guint layer = word >> 17 & 3;
  const guint bitrate = word >> 12 & 15;
  const guint rate = word >> 10 & 3;
  const gboolean is_lsf = version != VERSION_1;

  if (word >> 21 != 0x7ff || version == 1 || layer != 1 || bitrate == 15 ||
      rate == 3)
    return FALSE;
  *self = (RmgMp3Header){
    .word = word,
    .rate_hz = rates_hz[rate] >> (is_lsf ? (version == VERSION_2 ? 1 : 2) : 0),
    .channels = (word >> 6 & 3) == 3 ? 1 : 2,
    .samples = is_lsf ? 576 : 1152,
    .bitrate_bps = bitrates[is_lsf][bitrate] * 1000u,
    .has_crc = (word >> 16 & 1) == 0,
  };
  self->side_bytes =
      self->channels == 1 ? (is_lsf ? 9 : 17) : (is_lsf ? 17 : 32);
  if (bitrate != 0)
    self->n_bytes =
        self->samples / 8 * self->bitrate_bps / self->rate_hz + (word >> 9 & 1);
  return TRUE;
}

/* Encoders whose delay and padding are right. */
static gboolean
is_known_encoder (const guint8 *name)
{
  static const char *const names[] = { "LAME", "L3.9", "Lavf", "Lavc", "GOGO" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (memcmp (name, names[i], 4) == 0)
      return TRUE;
  return FALSE;
}

static void
read_lame (
    RmgMp3Info *self, const guint8 *bytes, const guint8 *at, const guint8 *end)
{
  guint32 both;

  if (end - at < LAME_BYTES || !is_known_encoder (at))
    return;
  both = GST_READ_UINT24_BE (at + 21);
  self->delay = both >> 12;
  self->padding = both & MAX_DELAY;
  self->encoder = (gsize) (at - bytes);
  self->has_delay = TRUE;
}

/* @at is after "Xing". */
static void
read_fields (
    RmgMp3Info *self, const guint8 *bytes, const guint8 *at, const guint8 *end)
{
  static const struct
  {
    guint32 flag;
    guint n_bytes;
  } fields[] = { { FLAG_FRAMES, 4 }, { FLAG_BYTES, 4 }, { FLAG_TOC, TOC_BYTES },
    { FLAG_QUALITY, 4 } };
  guint32 flags;

  if (end - at < 4)
    return;
  flags = rmg_bytes_read_32 (at, TRUE);
  at += 4;
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++) {
    if (!(flags & fields[i].flag))
      continue;
    if (end - at < (gssize) fields[i].n_bytes)
      return;
    if (fields[i].flag == FLAG_FRAMES)
      self->frames = rmg_bytes_read_32 (at, TRUE);
    else if (fields[i].flag == FLAG_BYTES)
      self->bytes = rmg_bytes_read_32 (at, TRUE);
    at += fields[i].n_bytes;
  }
  read_lame (self, bytes, at, end);
}

/* Where the name of the tag is, counted from the header of the frame. */
static gsize
find_tag (const RmgMp3Header *header)
{
  return 4u + header->side_bytes;
}

static gboolean
read_frame (RmgMp3Info *self, RmgMp3Header *header, const guint8 *bytes,
    const guint8 *end)
{
  /* Most encoders leave the place of the checksum out of the count. */
  for (gsize crc = 0; crc <= 2; crc += 2) {
    const guint8 *tag = bytes + find_tag (header) + crc;

    if (end - tag < 8)
      return FALSE;
    if (memcmp (tag, "Xing", 4) != 0 && memcmp (tag, "Info", 4) != 0)
      continue;
    *self = (RmgMp3Info){ 0 };
    read_fields (self, bytes, tag + 4, end);
    return TRUE;
  }
  return FALSE;
}

gboolean
rmg_mp3_info_find (
    RmgMp3Info *self, RmgMp3Header *header, const guint8 *bytes, gsize n_bytes)
{
  const guint8 *end = bytes + n_bytes;

  for (const guint8 *at = bytes; end - at >= 4; at++)
    if (*at == 0xff && rmg_mp3_header_read (header, at) &&
        read_frame (self, header, at, end)) {
      self->encoder += (gsize) (at - bytes);
      return TRUE;
    }
  return FALSE;
}

guint16
rmg_mp3_crc (guint16 crc, const guint8 *bytes, gsize n_bytes)
{
  for (gsize i = 0; i < n_bytes; i++) {
    crc ^= bytes[i];
    for (int bit = 0; bit < 8; bit++)
      crc = (guint16) (crc >> 1 ^ ((crc & 1) ? 0xa001 : 0));
  }
  return crc;
}

/* The smallest bit rate whose frame has room for the tag. */
static guint
find_bitrate (const RmgMp3Header *header)
{
  const gboolean is_lsf = header->samples == 576;

  for (guint i = 1; i < 15; i++)
    if (header->samples / 8 * bitrates[is_lsf][i] * 1000u / header->rate_hz >=
        MIN_INFO_BYTES)
      return i;
  return 14;
}

static void
write_lame (const RmgMp3Summary *summary, guint8 *at)
{
  const guint delay = MIN (summary->delay, MAX_DELAY);
  const guint padding = MIN (summary->padding, MAX_DELAY);

  memcpy (at, summary->encoder, MIN (strlen (summary->encoder), 9));
  at[9] = summary->is_variable ? 4 : 1; /* revision 0 and the method */
  GST_WRITE_UINT24_BE (at + 21, delay << 12 | padding);
  rmg_bytes_write_32 (at + 28, summary->bytes, TRUE);
  rmg_bytes_write_16 (at + 32, summary->music_crc, TRUE);
}

gsize
rmg_mp3_info_write (
    const RmgMp3Summary *summary, const RmgMp3Header *header, guint8 *bytes)
{
  /* no checksum, no padding byte, a bit rate with enough room */
  const guint32 word = ((header->word | 1u << 16) & ~(15u << 12 | 1u << 9)) |
      find_bitrate (header) << 12;
  const guint32 flags = summary->frames == 0
      ? 0
      : FLAG_FRAMES | FLAG_BYTES | FLAG_TOC | FLAG_QUALITY;
  RmgMp3Header own;
  guint8 *at;

  rmg_bytes_write_32 (bytes, word, TRUE);
  g_return_val_if_fail (rmg_mp3_header_read (&own, bytes), 0);
  memset (bytes + 4, 0, own.n_bytes - 4);
  at = bytes + find_tag (&own);
  memcpy (at, summary->is_variable ? "Xing" : "Info", 4);
  rmg_bytes_write_32 (at + 4, flags, TRUE);
  at += 8;
  if (flags != 0) {
    rmg_bytes_write_32 (at, summary->frames, TRUE);
    rmg_bytes_write_32 (at + 4, summary->bytes, TRUE);
    memcpy (at + 8, summary->toc, TOC_BYTES);
    at += 8 + TOC_BYTES + QUALITY_BYTES;
  }
  write_lame (summary, at);
  at += LAME_BYTES - 2;
  rmg_bytes_write_16 (at, rmg_mp3_crc (0, bytes, (gsize) (at - bytes)), TRUE);
  return own.n_bytes;
}
