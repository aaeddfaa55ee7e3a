/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The first frame of an MP3 file: it decodes to silence and says how long the
 * file is ("Xing" for a variable, "Info" for a constant bit rate), and, in the
 * extension of LAME, how many samples the encoder added. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Delay of every MP3 decoder, in samples: 528 of the filter bank, and one. */
#define RMG_MP3_DECODER_DELAY 529

/* Header of one MPEG audio frame of layer III. */
typedef struct
{
  guint32 word; /* the four bytes, big-endian */
  guint rate_hz;
  guint channels;
  guint samples;     /* of each channel */
  guint n_bytes;     /* 0 where the bit rate is free */
  guint side_bytes;  /* of the side information, without the checksum */
  guint bitrate_bps; /* 0 where the bit rate is free */
  gboolean has_crc;
} RmgMp3Header;

typedef struct
{
  guint32 frames;     /* after the first; 0 where it is not known */
  guint32 bytes;      /* of the whole file; 0 where it is not known */
  gboolean has_delay; /* the next two are known */
  guint delay;        /* samples that the encoder put in front */
  gsize encoder;      /* place of the name of the encoder in the bytes */
  guint padding;      /* samples that the encoder added at the end */
} RmgMp3Info;

/** rmg_mp3_header_read: four bytes at @bytes. Returns: whether they are a
 * header of layer III. */
gboolean rmg_mp3_header_read (RmgMp3Header *self, const guint8 *bytes);

/**
 * rmg_mp3_info_find:
 * @bytes: begin of an MPEG audio stream, after a tag
 * @header: (out): of the first frame
 *
 * Returns: whether the first frame is an Info or Xing frame
 */
gboolean rmg_mp3_info_find (
    RmgMp3Info *self, RmgMp3Header *header, const guint8 *bytes, gsize n_bytes);

/* Facts about a stream, known at its end. */
typedef struct
{
  guint32 frames; /* after the first; 0: the length is not known */
  guint32 bytes;  /* of the whole file, the first frame included */
  guint delay, padding;
  gboolean is_variable;
  guint8 toc[100];   /* of 256 parts of the file, at each percent of the time */
  guint16 music_crc; /* of all frames after the first */
  const char *encoder; /* at most nine characters, "LAME3.100" */
} RmgMp3Summary;

/**
 * rmg_mp3_info_write:
 * @header: of the frames that follow
 * @bytes: (out caller-allocates): at least #RMG_MP3_MAX_INFO bytes
 *
 * Returns: the number of bytes of the frame; it does not depend on @summary
 */
gsize rmg_mp3_info_write (
    const RmgMp3Summary *summary, const RmgMp3Header *header, guint8 *bytes);

/* Longest frame of layer III: 320 kbit/s at 32 kHz, and one byte. */
#define RMG_MP3_MAX_INFO 1441

/** rmg_mp3_crc: CRC-16 of the LAME tag, continued from @crc. */
guint16 rmg_mp3_crc (guint16 crc, const guint8 *bytes, gsize n_bytes);

G_END_DECLS
