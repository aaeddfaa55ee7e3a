/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The chunks of a WAV or AIFF file: RIFF and RIFX, RF64, BW64, W64, AIFF and
 * AIFF-C. Pure: the caller reads the file.
 *
 * Sources: EBU Tech 3306 (RF64), ITU-R BS.2088 (BW64), Sonic Foundry "Sony
 * Wave64", Apple "Audio Interchange File Format". */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  RMG_WAV_RIFF, /* with RIFX, RF64 and BW64 */
  RMG_WAV_W64,
  RMG_WAV_AIFF,
} RmgWavContainer;

/* Bytes at the start of a file that identify its container, and those before
 * the first chunk of W64. */
#define RMG_WAV_START_BYTES 12
#define RMG_WAV_W64_START_BYTES 40

/* Maximum number of bytes of the header of a chunk. */
#define RMG_WAV_CHUNK_MAX_BYTES 24

typedef struct
{
  RmgWavContainer container;
  gboolean big_endian; /* numbers of the headers */
  guint64 riff_bytes;  /* size that the container declares */
  guint64 first_chunk; /* offset in the file */
} RmgWavStart;

typedef struct
{
  char name[5];
  guint64 body;  /* offset of the content in the file */
  guint64 bytes; /* of the content */
  guint64 end;   /* offset of the next chunk */
} RmgWavChunk;

/**
 * rmg_wav_start_read:
 * @self: (out caller-allocates)
 * @bytes: the first %RMG_WAV_START_BYTES of a file
 *
 * Returns: whether they are those of a container. W64 then has to be confirmed
 *   by rmg_wav_start_read_w64().
 */
gboolean rmg_wav_start_read (RmgWavStart *self, const guint8 *bytes);

/**
 * rmg_wav_start_read_w64:
 * @self: a start with the container W64
 * @bytes: the first %RMG_WAV_W64_START_BYTES of the file
 *
 * Returns: whether the file is W64
 */
gboolean rmg_wav_start_read_w64 (RmgWavStart *self, const guint8 *bytes);

/** rmg_wav_chunk_header_bytes: bytes of the header of each chunk. */
gsize rmg_wav_chunk_header_bytes (const RmgWavStart *self);

/**
 * rmg_wav_chunk_read:
 * @self: (out caller-allocates)
 * @start: the start of the file
 * @bytes: the header of the chunk
 * @offset: offset of the header in the file
 */
void rmg_wav_chunk_read (RmgWavChunk *self, const RmgWavStart *start,
    const guint8 *bytes, guint64 offset);

/** rmg_wav_chunk_is: whether the chunk has this name. */
gboolean rmg_wav_chunk_is (const RmgWavChunk *self, const char *name);

G_END_DECLS
