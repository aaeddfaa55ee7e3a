/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/file/wav-sizes.h"

#include <gst/gst.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define HEADER_BYTES 44
#define RIFF_SIZE_OFFSET 4
#define FORMAT_OFFSET 8
#define DATA_OFFSET 36
#define DATA_SIZE_OFFSET 40

static gboolean
write_size (int fd, off_t offset, guint64 n_bytes)
{
  guint8 bytes[4];

  GST_WRITE_UINT32_LE (bytes, (guint32) MIN (n_bytes, G_MAXUINT32));
  return pwrite (fd, bytes, sizeof bytes, offset) == sizeof bytes;
}

gboolean
rmg_wav_sizes_repair (int fd)
{
  guint8 header[HEADER_BYTES];
  struct stat info;

  if (fstat (fd, &info) != 0 || info.st_size < HEADER_BYTES ||
      pread (fd, header, sizeof header, 0) != sizeof header ||
      memcmp (header, "RIFF", 4) != 0 ||
      memcmp (header + FORMAT_OFFSET, "WAVEfmt ", 8) != 0 ||
      memcmp (header + DATA_OFFSET, "data", 4) != 0)
    return FALSE;
  return write_size (fd, RIFF_SIZE_OFFSET, (guint64) info.st_size - 8) &&
      write_size (fd, DATA_SIZE_OFFSET, (guint64) info.st_size - HEADER_BYTES);
}
