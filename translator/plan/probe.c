/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The default probe: the only place of the plan that reads a file. */

#include <rmg/plan.h>

#include <stdio.h>
#include <string.h>

/* A file whose format has not come by then is left to a decoder. */
#define MAX_CHUNKS 64

enum
{
  TAG_PCM = 1,
  TAG_FLOAT = 3,
  TAG_ALAW = 6,
  TAG_MULAW = 7,
  TAG_EXTENSIBLE = 0xfffe,
};

/* Where the chunks of a container begin, and how long their headers are. */
typedef struct
{
  FILE *file;
  gboolean big_endian;
  gboolean is_w64; /* sizes of 64 bits that count the header */
  gboolean is_aiff;
  gsize header_bytes;
  guint64 offset;
} ChunkWalk;

static gboolean
read_at (FILE *file, guint64 offset, guint8 *bytes, gsize n_bytes)
{
  return fseeko (file, (off_t) offset, SEEK_SET) == 0 &&
      fread (bytes, 1, n_bytes, file) == n_bytes;
}

static gboolean
is_name (const guint8 *at, const char *name)
{
  return memcmp (at, name, 4) == 0;
}

/* Reads the first bytes of a file. Returns: whether it is made of chunks. */
static gboolean
begin (ChunkWalk *self)
{
  guint8 bytes[12];

  if (!read_at (self->file, 0, bytes, sizeof bytes))
    return FALSE;
  self->is_w64 = is_name (bytes, "riff");
  self->is_aiff = is_name (bytes, "FORM") &&
      (is_name (bytes + 8, "AIFF") || is_name (bytes + 8, "AIFC"));
  self->big_endian = self->is_aiff || is_name (bytes, "RIFX");
  self->header_bytes = self->is_w64 ? 24 : 8;
  self->offset = self->is_w64 ? 40 : 12;
  return self->is_w64 || self->is_aiff ||
      (is_name (bytes + 8, "WAVE") &&
          (is_name (bytes, "RIFF") || is_name (bytes, "RIFX") ||
              is_name (bytes, "RF64") || is_name (bytes, "BW64")));
}

/* Moves past the next chunk. @body is where its content begins. */
static gboolean
next_chunk (ChunkWalk *self, guint8 *name, guint64 *body)
{
  guint8 bytes[24];
  guint64 size;

  if (!read_at (self->file, self->offset, bytes, self->header_bytes))
    return FALSE;
  memcpy (name, bytes, 4);
  *body = self->offset + self->header_bytes;
  if (self->is_w64) {
    size = MIN (GST_READ_UINT64_LE (bytes + 16), (guint64) G_MAXINT64 / 2);
    self->offset += GST_ROUND_UP_8 (MAX (size, self->header_bytes));
  } else {
    size = self->big_endian ? GST_READ_UINT32_BE (bytes + 4)
                            : GST_READ_UINT32_LE (bytes + 4);
    self->offset = *body + GST_ROUND_UP_2 (size);
  }
  return TRUE;
}

static RmgFileKind
name_tag (guint tag)
{
  switch (tag) {
    case TAG_PCM:
    case TAG_FLOAT:
      return RMG_FILE_SAMPLES;
    case TAG_MULAW:
      return RMG_FILE_MULAW;
    case TAG_ALAW:
      return RMG_FILE_ALAW;
    default:
      return RMG_FILE_OTHER;
  }
}

/* "fmt " begins with a tag; the extended form has the tag again in a GUID. */
static RmgFileKind
read_format (const ChunkWalk *self, guint64 body)
{
  guint8 bytes[26] = { 0 };
  guint tag, extended;

  if (!read_at (self->file, body, bytes, 2))
    return RMG_FILE_OTHER;
  tag = self->big_endian ? GST_READ_UINT16_BE (bytes)
                         : GST_READ_UINT16_LE (bytes);
  if (tag != TAG_EXTENSIBLE)
    return name_tag (tag);
  if (!read_at (self->file, body, bytes, sizeof bytes))
    return RMG_FILE_OTHER;
  extended = self->big_endian ? GST_READ_UINT16_BE (bytes + 24)
                              : GST_READ_UINT16_LE (bytes + 24);
  return name_tag (extended);
}

/* "COMM" of AIFF-C has its compression after 18 bytes; AIFF has none. */
static RmgFileKind
read_common (const ChunkWalk *self, guint64 body, guint64 end)
{
  static const struct
  {
    const char *name;
    RmgFileKind kind;
  } compressions[] = {
    { "NONE", RMG_FILE_SAMPLES },
    { "twos", RMG_FILE_SAMPLES },
    { "sowt", RMG_FILE_SAMPLES },
    { "in24", RMG_FILE_SAMPLES },
    { "in32", RMG_FILE_SAMPLES },
    { "raw ", RMG_FILE_SAMPLES },
    { "fl32", RMG_FILE_SAMPLES },
    { "FL32", RMG_FILE_SAMPLES },
    { "fl64", RMG_FILE_SAMPLES },
    { "FL64", RMG_FILE_SAMPLES },
    { "ulaw", RMG_FILE_MULAW },
    { "ULAW", RMG_FILE_MULAW },
    { "alaw", RMG_FILE_ALAW },
    { "ALAW", RMG_FILE_ALAW },
  };
  guint8 name[4];

  if (end - body < 22)
    return RMG_FILE_SAMPLES;
  if (!read_at (self->file, body + 18, name, sizeof name))
    return RMG_FILE_OTHER;
  for (gsize i = 0; i < G_N_ELEMENTS (compressions); i++)
    if (is_name (name, compressions[i].name))
      return compressions[i].kind;
  return RMG_FILE_OTHER;
}

static RmgFileKind
read_chunks (ChunkWalk *self)
{
  guint8 name[4];
  guint64 body;

  for (int i = 0; i < MAX_CHUNKS && next_chunk (self, name, &body); i++) {
    if (!self->is_aiff && is_name (name, "fmt "))
      return read_format (self, body);
    if (self->is_aiff && is_name (name, "COMM"))
      return read_common (self, body, self->offset);
  }
  return RMG_FILE_OTHER;
}

RmgFileKind
rmg_probe_file (const char *path, gpointer user_data)
{
  ChunkWalk walk = { NULL };
  RmgFileKind kind;

  g_return_val_if_fail (path != NULL, RMG_FILE_OTHER);

  if (!g_file_test (path, G_FILE_TEST_EXISTS) ||
      g_file_test (path, G_FILE_TEST_IS_DIR))
    return RMG_FILE_OTHER;
  if (!g_file_test (path, G_FILE_TEST_IS_REGULAR))
    return RMG_FILE_PIPE;
  walk.file = fopen (path, "rbe");
  if (walk.file == NULL)
    return RMG_FILE_OTHER;
  kind = begin (&walk) ? read_chunks (&walk) : RMG_FILE_OTHER;
  fclose (walk.file);
  return kind;
}
