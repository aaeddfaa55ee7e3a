/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/file/wav-sizes.h"
#include "wav/bytes.h"

#include <gst/gst.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The chunks before the samples lie in this part of the file. */
#define HEADER_BYTES 128
#define RIFF_SIZE_OFFSET 4
#define FORM_OFFSET 8
#define FIRST_CHUNK_OFFSET 12
#define CHUNK_HEADER_BYTES 8

static gboolean
write_size (int fd, off_t offset, guint64 n_bytes)
{
  guint8 bytes[4];

  rmg_bytes_write_32 (bytes, (guint32) MIN (n_bytes, G_MAXUINT32), FALSE);
  return pwrite (fd, bytes, sizeof bytes, offset) == sizeof bytes;
}

/* Offset of the samples, after the header of the chunk "data"; 0 without one. */
static gsize
find_samples (const guint8 *header, gsize n_bytes)
{
  gsize offset = FIRST_CHUNK_OFFSET;

  if (n_bytes < FIRST_CHUNK_OFFSET || memcmp (header, "RIFF", 4) != 0 ||
      memcmp (header + FORM_OFFSET, "WAVE", 4) != 0)
    return 0;
  while (offset + CHUNK_HEADER_BYTES <= n_bytes) {
    const guint8 *chunk = header + offset;

    offset += CHUNK_HEADER_BYTES;
    if (memcmp (chunk, "data", 4) == 0)
      return offset;
    offset += GST_ROUND_UP_2 ((gsize) rmg_bytes_read_32 (chunk + 4, FALSE));
  }
  return 0;
}

gboolean
rmg_wav_sizes_repair (int fd)
{
  guint8 header[HEADER_BYTES];
  struct stat info;
  gssize n_bytes = pread (fd, header, sizeof header, 0);
  gsize samples = n_bytes > 0 ? find_samples (header, (gsize) n_bytes) : 0;

  if (samples == 0 || fstat (fd, &info) != 0)
    return FALSE;
  return write_size (fd, RIFF_SIZE_OFFSET, (guint64) info.st_size - 8) &&
      write_size (fd, (off_t) samples - 4, (guint64) info.st_size - samples);
}
