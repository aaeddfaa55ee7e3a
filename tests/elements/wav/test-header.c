/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/wav/header.h"
#include "tests/lib/wav-bytes.h"

#include <string.h>

/* Feeds the bytes that the header needs from @file, and counts the bytes read. */
static gsize
read_all (RmgWavHeader *header, const GByteArray *file)
{
  gsize n_read = 0;

  rmg_wav_header_init (header);
  while (header->status == RMG_WAV_NEEDS_BYTES) {
    guint8 bytes[RMG_WAV_MAX_NEED];
    gsize there = header->offset < file->len ? file->len - header->offset : 0;
    gsize n_bytes = MIN (there, header->need);

    g_assert_cmpuint (header->need, <=, RMG_WAV_MAX_NEED);
    if (n_bytes > 0)
      memcpy (bytes, file->data + header->offset, n_bytes);
    rmg_wav_header_read (header, bytes, n_bytes);
    n_read += n_bytes;
  }
  return n_read;
}

static void
test_header_of_plain_wav_is_read (void)
{
  g_autoptr (GByteArray) file = wav_new (2, 36 + 400, 400);
  RmgWavHeader header;
  gboolean is_short;

  read_all (&header, file);
  g_assert_cmpint (header.status, ==, RMG_WAV_COMPLETE);
  g_assert_cmpuint (header.format.channels, ==, 2);
  g_assert_cmpuint (header.format.rate_hz, ==, 16000);
  g_assert_cmpint (header.format.format, ==, GST_AUDIO_FORMAT_S16LE);
  g_assert_cmpuint (header.data_offset, ==, 44);
  g_assert_cmpuint (
      rmg_wav_header_measure (&header, 44 + 400, &is_short), ==, 400);
  g_assert_false (is_short);
}

static void
test_header_chunks_before_the_format_are_skipped_unread (void)
{
  g_autoptr (GByteArray) file = g_byte_array_new ();
  RmgWavHeader header;

  wav_append_name (file, "RIFF");
  wav_append_32 (file, 0);
  wav_append_name (file, "WAVEbext");
  wav_append_32 (file, 100001); /* odd: a pad byte follows */
  wav_append_zeros (file, 100002);
  wav_append_format (file, 3, 1, 48000, 32);
  wav_append_name (file, "data");
  wav_append_32 (file, 4);
  g_assert_cmpuint (read_all (&header, file), <, 100);
  g_assert_cmpint (header.status, ==, RMG_WAV_COMPLETE);
  g_assert_cmpint (header.format.format, ==, GST_AUDIO_FORMAT_F32LE);
}

typedef struct
{
  const char *name;
  guint32 declared;
  guint64 file_bytes;
  guint64 measured;
  gboolean is_short;
} Size;

static const Size sizes[] = {
  { "as-declared", 1000, 44 + 1000, 1000, FALSE },
  { "chunks-after", 1000, 44 + 1200, 1000, FALSE },
  { "cut-short", 1000, 44 + 300, 300, TRUE },
  { "stream", 1000, RMG_WAV_UNKNOWN_BYTES, 1000, FALSE },
  { "open", 0xffffffff, 44 + 300, 300, FALSE },
  { "open-stream", 0xffffffff, RMG_WAV_UNKNOWN_BYTES, RMG_WAV_UNKNOWN_BYTES,
      FALSE },
  { "open-sox", 0x7ffff000, 44 + 300, 300, FALSE },
  { "really-2-gib", 0x7ffff000, 44 + G_GUINT64_CONSTANT (0x80000000),
      0x7ffff000, FALSE },
  { "over-2-gib", 3000000000u, 44 + G_GUINT64_CONSTANT (3000000000),
      3000000000u, FALSE },
};

static void
test_header_size_is_corrected_by_the_file (gconstpointer data)
{
  const Size *row = data;
  g_autoptr (GByteArray) file = wav_new (1, 0, row->declared);
  RmgWavHeader header;
  gboolean is_short;

  read_all (&header, file);
  g_assert_cmpint (header.status, ==, RMG_WAV_COMPLETE);
  g_assert_cmpuint (
      rmg_wav_header_measure (&header, row->file_bytes, &is_short), ==,
      row->measured);
  g_assert_cmpint (is_short, ==, row->is_short);
}

static void
test_header_size_0_before_samples_is_open (void)
{
  g_autoptr (GByteArray) file = wav_new (1, 0, 0);
  RmgWavHeader header;
  gboolean is_short;

  g_byte_array_append (file, (const guint8 *) "\1\0\2\0\3\0\4\0", 8);
  read_all (&header, file);
  g_assert_cmpuint (
      rmg_wav_header_measure (&header, file->len, &is_short), ==, 8);
}

static void
test_header_size_0_before_a_chunk_is_empty (void)
{
  g_autoptr (GByteArray) file = wav_new (1, 0, 0);
  RmgWavHeader header;
  gboolean is_short;

  wav_append_name (file, "LIST");
  wav_append_32 (file, 4);
  wav_append_name (file, "INFO");
  read_all (&header, file);
  g_assert_cmpuint (
      rmg_wav_header_measure (&header, file->len, &is_short), ==, 0);
}

static void
test_header_of_rf64_has_its_size_in_ds64 (void)
{
  g_autoptr (GByteArray) file = g_byte_array_new ();
  RmgWavHeader header;

  wav_append_name (file, "RF64");
  wav_append_32 (file, 0xffffffff);
  wav_append_name (file, "WAVEds64");
  wav_append_32 (file, 28);
  wav_append_32 (file, 0);
  wav_append_32 (file, 2);
  wav_append_32 (file, 5); /* 2^32 + 5 bytes of samples */
  wav_append_32 (file, 1);
  wav_append_zeros (file, 12);
  wav_append_format (file, 1, 1, 48000, 8);
  wav_append_name (file, "data");
  wav_append_32 (file, 0xffffffff);
  read_all (&header, file);
  g_assert_cmpint (header.status, ==, RMG_WAV_COMPLETE);
  g_assert_cmpuint (
      header.declared_bytes, ==, G_GUINT64_CONSTANT (0x100000005));
}

static void
append_be (GByteArray *file, guint64 value, guint n_bytes)
{
  for (guint i = n_bytes; i-- > 0;) {
    guint8 byte = (guint8) (value >> (8 * i));

    g_byte_array_append (file, &byte, 1);
  }
}

static void
append_common (GByteArray *file)
{
  wav_append_name (file, "COMM");
  append_be (file, 18, 4);
  append_be (file, 2, 2);  /* channels */
  append_be (file, 10, 4); /* frames */
  append_be (file, 24, 2); /* bits */
  append_be (file, 0x400e, 2);
  append_be (file, G_GUINT64_CONSTANT (0xac44000000000000), 8);
}

static void
append_sound (GByteArray *file)
{
  wav_append_name (file, "SSND");
  append_be (file, 8 + 60, 4);
  append_be (file, 0, 8);
  wav_append_zeros (file, 60);
}

static void
test_header_of_aiff_is_read_in_either_order (gconstpointer data)
{
  const gboolean sound_first = GPOINTER_TO_INT (data);
  g_autoptr (GByteArray) file = g_byte_array_new ();
  RmgWavHeader header;

  wav_append_name (file, "FORM");
  append_be (file, 0, 4);
  wav_append_name (file, "AIFF");
  if (sound_first)
    append_sound (file);
  append_common (file);
  if (!sound_first)
    append_sound (file);
  read_all (&header, file);
  g_assert_cmpint (header.status, ==, RMG_WAV_COMPLETE);
  g_assert_cmpint (header.format.format, ==, GST_AUDIO_FORMAT_S24BE);
  g_assert_cmpuint (header.format.rate_hz, ==, 44100);
  g_assert_cmpuint (header.declared_bytes, ==, 60);
}

typedef struct
{
  const char *name;
  guint length; /* of the plain file */
  const char *problem;
} Cut;

static const Cut cuts[] = {
  { "empty", 0, "The file is too short for a header." },
  { "start", 11, "The file is too short for a header." },
  { "no-chunk", 12, "The file has neither a format nor samples." },
  { "format", 30, "The file ends within its header." },
  { "no-data", 36, "The file has no samples." },
};

static void
test_header_cut_short_is_invalid (gconstpointer data)
{
  const Cut *row = data;
  g_autoptr (GByteArray) file = wav_new (1, 0, 100);
  RmgWavHeader header;

  g_byte_array_set_size (file, row->length);
  read_all (&header, file);
  g_assert_cmpint (header.status, ==, RMG_WAV_INVALID);
  g_assert_cmpstr (header.problem, ==, row->problem);
  rmg_wav_header_clear (&header);
}

static void
test_header_of_random_bytes_ends (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (7);

  for (int i = 0; i < 5000; i++) {
    g_autoptr (GByteArray) file = wav_new (1, 0, 100);
    RmgWavHeader header;

    for (int j = 0; j < 4; j++)
      file->data[g_rand_int_range (random, 0, (gint32) file->len)] =
          (guint8) g_rand_int (random);
    read_all (&header, file);
    g_assert_cmpint (header.status, !=, RMG_WAV_NEEDS_BYTES);
    rmg_wav_header_clear (&header);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/wav/header/plain", test_header_of_plain_wav_is_read);
  g_test_add_func ("/wav/header/skip",
      test_header_chunks_before_the_format_are_skipped_unread);
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
    g_autofree char *path =
        g_strconcat ("/wav/header/size/", sizes[i].name, NULL);

    g_test_add_data_func (
        path, &sizes[i], test_header_size_is_corrected_by_the_file);
  }
  g_test_add_func (
      "/wav/header/zero/samples", test_header_size_0_before_samples_is_open);
  g_test_add_func (
      "/wav/header/zero/chunk", test_header_size_0_before_a_chunk_is_empty);
  g_test_add_func (
      "/wav/header/rf64", test_header_of_rf64_has_its_size_in_ds64);
  g_test_add_data_func ("/wav/header/aiff", GINT_TO_POINTER (FALSE),
      test_header_of_aiff_is_read_in_either_order);
  g_test_add_data_func ("/wav/header/aiff-sound-first", GINT_TO_POINTER (TRUE),
      test_header_of_aiff_is_read_in_either_order);
  for (guint i = 0; i < G_N_ELEMENTS (cuts); i++) {
    g_autofree char *path =
        g_strconcat ("/wav/header/cut/", cuts[i].name, NULL);

    g_test_add_data_func (path, &cuts[i], test_header_cut_short_is_invalid);
  }
  g_test_add_func ("/wav/header/random", test_header_of_random_bytes_ends);
  return g_test_run ();
}
