/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The default probe: the only place of the plan that reads a file. */

#include <rmg/plan.h>
#include "wav/chunks.h"
#include "wav/coding.h"

#include <stdio.h>

/* A file whose format has not come by then is left to a decoder. */
#define MAX_CHUNKS 64

static gboolean
read_at (FILE *file, guint64 offset, guint8 *bytes, gsize n_bytes)
{
  return fseeko (file, (off_t) offset, SEEK_SET) == 0 &&
      fread (bytes, 1, n_bytes, file) == n_bytes;
}

/* Returns: whether the file is made of chunks. */
static gboolean
read_start (FILE *file, RmgWavStart *start)
{
  guint8 bytes[RMG_WAV_W64_START_BYTES];

  if (!read_at (file, 0, bytes, RMG_WAV_START_BYTES) ||
      !rmg_wav_start_read (start, bytes))
    return FALSE;
  return start->container != RMG_WAV_W64 ||
      (read_at (file, 0, bytes, RMG_WAV_W64_START_BYTES) &&
          rmg_wav_start_read_w64 (start, bytes));
}

static RmgFileKind
name_coding (const RmgWavCoding *coding)
{
  static const RmgFileKind kinds[] = {
    [RMG_WAV_SAMPLES] = RMG_FILE_SAMPLES,
    [RMG_WAV_MULAW] = RMG_FILE_MULAW,
    [RMG_WAV_ALAW] = RMG_FILE_ALAW,
    [RMG_WAV_OTHER] = RMG_FILE_OTHER,
  };

  return kinds[coding->kind];
}

static RmgFileKind
read_coding (FILE *file, const RmgWavStart *start, const RmgWavChunk *chunk)
{
  const gboolean is_aiff = start->container == RMG_WAV_AIFF;
  const gsize least =
      is_aiff ? RMG_WAV_COMMON_MIN_BYTES : RMG_WAV_FORMAT_MIN_BYTES;
  const gsize most =
      is_aiff ? RMG_WAV_COMMON_MAX_BYTES : RMG_WAV_FORMAT_MAX_BYTES;
  const gsize n_bytes = MIN (chunk->bytes, most);
  guint8 bytes[RMG_WAV_FORMAT_MAX_BYTES];
  RmgWavCoding coding;

  if (n_bytes < least || !read_at (file, chunk->body, bytes, n_bytes))
    return RMG_FILE_OTHER;
  coding = is_aiff ? rmg_wav_coding_read_common (bytes, n_bytes)
                   : rmg_wav_coding_read (bytes, n_bytes, start->big_endian);
  return name_coding (&coding);
}

static RmgFileKind
read_chunks (FILE *file)
{
  guint8 bytes[RMG_WAV_CHUNK_MAX_BYTES];
  RmgWavStart start;
  RmgWavChunk chunk;
  guint64 offset;

  if (!read_start (file, &start))
    return RMG_FILE_OTHER;
  offset = start.first_chunk;
  for (int i = 0; i < MAX_CHUNKS; i++, offset = chunk.end) {
    if (!read_at (file, offset, bytes, rmg_wav_chunk_header_bytes (&start)))
      return RMG_FILE_OTHER;
    rmg_wav_chunk_read (&chunk, &start, bytes, offset);
    if (rmg_wav_chunk_is (
            &chunk, start.container == RMG_WAV_AIFF ? "COMM" : "fmt "))
      return read_coding (file, &start, &chunk);
  }
  return RMG_FILE_OTHER;
}

RmgFileKind
rmg_probe_file (const char *path, gpointer user_data)
{
  RmgFileKind kind;
  FILE *file;

  g_return_val_if_fail (path != NULL, RMG_FILE_OTHER);

  if (!g_file_test (path, G_FILE_TEST_EXISTS) ||
      g_file_test (path, G_FILE_TEST_IS_DIR))
    return RMG_FILE_OTHER;
  if (!g_file_test (path, G_FILE_TEST_IS_REGULAR))
    return RMG_FILE_PIPE;
  file = fopen (path, "rbe");
  if (file == NULL)
    return RMG_FILE_OTHER;
  kind = read_chunks (file);
  fclose (file);
  return kind;
}
