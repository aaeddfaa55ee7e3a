/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "wav/chunks.h"
#include "wav/coding.h"

#include <string.h>

typedef struct
{
  const char *bytes; /* the first 12 */
  gboolean is_known;
  RmgWavContainer container;
  gboolean big_endian;
  guint64 riff_bytes;
} StartRow;

static const StartRow starts[] = {
  { "RIFF\1\2\0\0WAVE", TRUE, RMG_WAV_RIFF, FALSE, 0x201 },
  { "RIFX\0\0\1\2WAVE", TRUE, RMG_WAV_RIFF, TRUE, 0x102 },
  { "RF64\377\377\377\377WAVE", TRUE, RMG_WAV_RIFF, FALSE, G_MAXUINT32 },
  { "BW64\377\377\377\377WAVE", TRUE, RMG_WAV_RIFF, FALSE, G_MAXUINT32 },
  { "FORM\0\0\1\0AIFF", TRUE, RMG_WAV_AIFF, TRUE, 0x100 },
  { "FORM\0\0\1\0AIFC", TRUE, RMG_WAV_AIFF, TRUE, 0x100 },
  { "RIFF\1\2\0\0AVI ", FALSE },
  { "FORM\0\0\1\0ILBM", FALSE },
  { "fLaC\0\0\0\"WAVE", FALSE },
};

static void
test_start_is_known_by_both_names (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (starts); i++) {
    const StartRow *row = &starts[i];
    RmgWavStart start;

    g_assert_cmpint (rmg_wav_start_read (&start, (const guint8 *) row->bytes),
        ==, row->is_known);
    if (!row->is_known)
      continue;
    g_assert_cmpint (start.container, ==, row->container);
    g_assert_cmpint (start.big_endian, ==, row->big_endian);
    g_assert_cmpuint (start.riff_bytes, ==, row->riff_bytes);
    g_assert_cmpuint (start.first_chunk, ==, 12);
  }
}

static const guint8 w64_tail[12] = { 0xf3, 0xac, 0xd3, 0x11, 0x8c, 0xd1, 0x00,
  0xc0, 0x4f, 0x8e, 0xdb, 0x8a };

static void
test_w64_needs_the_guid_of_wave (void)
{
  guint8 bytes[RMG_WAV_W64_START_BYTES] = "riff";
  RmgWavStart start;

  bytes[16] = 200;
  memcpy (bytes + 24, "wave", 4);
  memcpy (bytes + 28, w64_tail, sizeof w64_tail);
  g_assert_true (rmg_wav_start_read (&start, bytes));
  g_assert_cmpint (start.container, ==, RMG_WAV_W64);
  g_assert_true (rmg_wav_start_read_w64 (&start, bytes));
  g_assert_cmpuint (start.riff_bytes, ==, 200);
  g_assert_cmpuint (start.first_chunk, ==, RMG_WAV_W64_START_BYTES);
  bytes[39] ^= 1;
  g_assert_false (rmg_wav_start_read_w64 (&start, bytes));
}

typedef struct
{
  RmgWavStart start;
  const char *bytes; /* the header of a chunk at offset 100 */
  guint64 body, n_bytes, end;
} ChunkRow;

#define GUID "0123456789ab"

static const ChunkRow chunks[] = {
  { { RMG_WAV_RIFF }, "fmt \20\0\0\0", 108, 16, 124 },
  { { RMG_WAV_RIFF }, "LIST\3\0\0\0", 108, 3, 112 },
  { { RMG_WAV_RIFF, TRUE }, "fmt \0\0\0\20", 108, 16, 124 },
  { { RMG_WAV_RIFF }, "data\377\377\377\377", 108, G_MAXUINT32,
      108 + G_GUINT64_CONSTANT (0x100000000) },
  { { RMG_WAV_W64 }, "data" GUID "\31\0\0\0\0\0\0\0", 124, 1, 132 },
  /* Sizes below that of the header, and beyond all offsets. */
  { { RMG_WAV_W64 }, "data" GUID "\1\0\0\0\0\0\0\0", 124, 0, 124 },
  { { RMG_WAV_W64 }, "data" GUID "\377\377\377\377\377\377\377\377", 124,
      G_MAXINT64 / 2, 124 + (guint64) G_MAXINT64 / 2 + 1 },
};

static void
test_chunk_ends_at_the_next_header (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (chunks); i++) {
    const ChunkRow *row = &chunks[i];
    RmgWavChunk chunk;

    rmg_wav_chunk_read (&chunk, &row->start, (const guint8 *) row->bytes, 100);
    g_assert_true (rmg_wav_chunk_is (&chunk, row->bytes));
    g_assert_cmpuint (chunk.body, ==, row->body);
    g_assert_cmpuint (chunk.bytes, ==, row->n_bytes);
    g_assert_cmpuint (chunk.end, ==, row->end);
  }
}

static void
test_coding_of_extended_format_is_in_its_guid (void)
{
  guint8 bytes[RMG_WAV_FORMAT_MAX_BYTES] = { 0xfe, 0xff };
  RmgWavCoding coding;

  bytes[24] = 3;
  coding = rmg_wav_coding_read (bytes, sizeof bytes, FALSE);
  g_assert_true (coding.is_extended);
  g_assert_cmpint (coding.kind, ==, RMG_WAV_SAMPLES);
  g_assert_true (coding.is_float);
  coding = rmg_wav_coding_read (bytes, sizeof bytes - 1, FALSE);
  g_assert_false (coding.is_extended);
  g_assert_cmpint (coding.kind, ==, RMG_WAV_OTHER);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func (
      "/wav/start-is-known-by-both-names", test_start_is_known_by_both_names);
  g_test_add_func (
      "/wav/w64-needs-the-guid-of-wave", test_w64_needs_the_guid_of_wave);
  g_test_add_func (
      "/wav/chunk-ends-at-the-next-header", test_chunk_ends_at_the_next_header);
  g_test_add_func ("/wav/coding-of-extended-format-is-in-its-guid",
      test_coding_of_extended_format_is_in_its_guid);
  return g_test_run ();
}
