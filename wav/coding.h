/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Coding of the samples of a WAV or AIFF file, from its "fmt " or "COMM" chunk.
 * Pure.
 *
 * Sources: Microsoft "New Multiple Channel Audio Data and WAVE Files", Apple
 * "AIFF-C". */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Bytes of the chunks that are read; longer chunks have nothing that counts. */
#define RMG_WAV_FORMAT_MIN_BYTES 16
#define RMG_WAV_FORMAT_MAX_BYTES 40
#define RMG_WAV_COMMON_MIN_BYTES 18
#define RMG_WAV_COMMON_MAX_BYTES 22

typedef enum
{
  RMG_WAV_SAMPLES,
  RMG_WAV_MULAW,
  RMG_WAV_ALAW,
  RMG_WAV_OTHER, /* for a decoder */
} RmgWavCodingKind;

typedef struct
{
  RmgWavCodingKind kind;
  gboolean is_float;
  gboolean little_endian; /* samples of AIFF-C */
  gboolean is_unsigned;   /* samples of 8 bits of AIFF-C */
  gboolean is_extended;   /* "fmt " has speakers and a GUID */
  guint tag;              /* of "fmt " */
} RmgWavCoding;

/**
 * rmg_wav_coding_read:
 * @bytes: the start of a "fmt " chunk, %RMG_WAV_FORMAT_MIN_BYTES or more
 * @n_bytes: number of @bytes
 * @big_endian: whether numbers are
 *
 * Returns: the coding, by the tag or, where extended, by the GUID
 */
RmgWavCoding rmg_wav_coding_read (
    const guint8 *bytes, gsize n_bytes, gboolean big_endian);

/**
 * rmg_wav_coding_read_common:
 * @bytes: the start of a "COMM" chunk, %RMG_WAV_COMMON_MIN_BYTES or more
 * @n_bytes: number of @bytes
 *
 * Returns: the coding by the compression of AIFF-C; AIFF has none
 */
RmgWavCoding rmg_wav_coding_read_common (const guint8 *bytes, gsize n_bytes);

G_END_DECLS
