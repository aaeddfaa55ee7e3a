/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Header of files that hold plain samples in chunks: RIFF and RIFX (WAVE),
 * RF64, BW64, W64, AIFF and AIFF-C. Pure: neither pads nor files.
 *
 * The reader is driven by its caller: it names the bytes it needs next, the
 * caller fetches them from a file or from a stream, and so on until the place
 * of the samples is known. Chunks without meaning here are skipped unread, so
 * a file of any size costs a few small reads. */
#pragma once

#include "elements/wav/format.h"
#include "wav/chunks.h"

G_BEGIN_DECLS

/* Maximum number of bytes that the reader needs at once. */
#define RMG_WAV_MAX_NEED 64

/* A number of bytes that is not known: up to the end of the file. */
#define RMG_WAV_UNKNOWN_BYTES G_MAXUINT64

typedef enum
{
  RMG_WAV_NEEDS_BYTES, /* fetch @need bytes at @offset */
  RMG_WAV_COMPLETE,    /* the format and the place of the samples are known */
  RMG_WAV_INVALID,     /* @problem says why */
} RmgWavStatus;

typedef struct
{
  RmgWavStatus status;
  guint64 offset; /* in the file, of the bytes needed next */
  gsize need;     /* number of those bytes */
  char *problem;  /* (nullable): a sentence for a person */

  RmgWavStart start;
  RmgWavChunk chunk;  /* the present one */
  guint64 ds64_bytes; /* of samples; 0 without a "ds64" chunk */
  int step;           /* meaning of the bytes at @offset */

  RmgWavFormat format;
  guint64 data_offset;    /* of the first sample */
  guint64 declared_bytes; /* of samples, or RMG_WAV_UNKNOWN_BYTES */
  gboolean has_data;      /* the two above are known */
} RmgWavHeader;

/** rmg_wav_header_init: @self needs the first bytes of a file. */
void rmg_wav_header_init (RmgWavHeader *self);

void rmg_wav_header_clear (RmgWavHeader *self);

/**
 * rmg_wav_header_read:
 * @bytes: the bytes that @self needs
 * @n_bytes: fewer than needed where the file ends
 *
 * Reads @bytes and sets the status.
 */
void rmg_wav_header_read (
    RmgWavHeader *self, const guint8 *bytes, gsize n_bytes);

/**
 * rmg_wav_header_measure:
 * @self: a complete header
 * @file_bytes: size of the file, or RMG_WAV_UNKNOWN_BYTES for a stream
 * @is_short: (out): the file ends before the samples that it declares
 *
 * Some programs declare a size near the greatest one where they do not know
 * it; such a size counts only if the file has that many bytes.
 *
 * Returns: bytes of samples to read, or RMG_WAV_UNKNOWN_BYTES
 */
guint64 rmg_wav_header_measure (
    const RmgWavHeader *self, guint64 file_bytes, gboolean *is_short);

G_END_DECLS
