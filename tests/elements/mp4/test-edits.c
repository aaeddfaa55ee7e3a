/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/mp4/edits.h"
#include "wav/bytes.h"

#include <gst/gst.h>
#include <string.h>

#define MEDIA_SCALE 44100u
#define MOVIE_SCALE 1000u

/* Atoms from the inside out: a header is put before the content. */
static void
wrap (GByteArray *bytes, const char *name)
{
  guint8 header[8];

  rmg_bytes_write_32 (header, bytes->len + 8, TRUE);
  memcpy (header + 4, name, 4);
  g_byte_array_prepend (bytes, header, sizeof header);
}

static void
append_atom (
    GByteArray *parent, const char *name, const guint32 *words, guint n_words)
{
  g_autoptr (GByteArray) atom = g_byte_array_new ();

  for (guint i = 0; i < n_words; i++) {
    guint8 word[4];

    rmg_bytes_write_32 (word, words[i], TRUE);
    g_byte_array_append (atom, word, 4);
  }
  wrap (atom, name);
  g_byte_array_append (parent, atom->data, atom->len);
}

static void
append_group (GByteArray *parent, const char *name, GByteArray *group)
{
  wrap (group, name);
  g_byte_array_append (parent, group->data, group->len);
  g_byte_array_unref (group);
}

static GByteArray *
make_track (guint32 handler, guint32 length, guint32 delay, guint32 duration)
{
  const guint32 edit[] = { 0, 1, length, delay, 1 << 16 };
  const guint32 times[] = { 0, 0, 0, MEDIA_SCALE, duration, 0, 0 };
  const guint32 kind[] = { 0, 0, handler, 0 };
  GByteArray *track = g_byte_array_new ();
  GByteArray *edits = g_byte_array_new ();
  GByteArray *media = g_byte_array_new ();

  append_atom (edits, "elst", edit, G_N_ELEMENTS (edit));
  append_group (track, "edts", edits);
  append_atom (media, "mdhd", times, G_N_ELEMENTS (times));
  append_atom (media, "hdlr", kind, G_N_ELEMENTS (kind));
  append_group (track, "mdia", media);
  return track;
}

static GByteArray *
make_movie (guint32 length, guint32 delay, guint32 duration)
{
  const guint32 times[] = { 0, 0, 0, MOVIE_SCALE, length, 0, 0 };
  GByteArray *movie = g_byte_array_new ();

  append_atom (movie, "mvhd", times, G_N_ELEMENTS (times));
  append_group (movie, "trak", make_track (0x76696465, length, 0, 1));
  append_group (
      movie, "trak", make_track (0x736f756e, length, delay, duration));
  wrap (movie, "moov");
  return movie;
}

static void
test_edits_to_the_end_are_exact_to_the_sample (void)
{
  g_autoptr (GByteArray) movie = make_movie (1234, 1024, 1024 + 54433);
  RmgMp4Edits edits;

  g_assert_true (rmg_mp4_edits_read (&edits, movie->data, movie->len));
  g_assert_cmpuint (edits.timescale, ==, MEDIA_SCALE);
  g_assert_cmpuint (edits.delay, ==, 1024);
  g_assert_cmpuint (edits.total, ==, 54433);
}

static void
test_edits_before_the_end_cut_the_padding (void)
{
  g_autoptr (GByteArray) movie = make_movie (1000, 2112, 2112 + 44100 + 900);
  RmgMp4Edits edits;

  g_assert_true (rmg_mp4_edits_read (&edits, movie->data, movie->len));
  g_assert_cmpuint (edits.delay, ==, 2112);
  g_assert_cmpuint (edits.total, ==, 44100);
}

/* A part of a longer recording, and a track that says nothing. */
static void
test_edits_of_a_part_are_left_to_the_demuxer (void)
{
  g_autoptr (GByteArray) late = make_movie (1000, 90000, 200000);
  g_autoptr (GByteArray) early = make_movie (1000, 1024, 900000);
  g_autoptr (GByteArray) plain = make_movie (1000, 0, 44100);
  RmgMp4Edits edits;

  g_assert_false (rmg_mp4_edits_read (&edits, late->data, late->len));
  g_assert_false (rmg_mp4_edits_read (&edits, early->data, early->len));
  g_assert_false (rmg_mp4_edits_read (&edits, plain->data, plain->len));
}

static void
test_edits_that_are_hidden_are_not_found (void)
{
  g_autoptr (GByteArray) movie = make_movie (1234, 1024, 1024 + 54433);
  RmgMp4Edits edits;

  rmg_mp4_edits_hide (movie->data, movie->len);
  g_assert_false (rmg_mp4_edits_read (&edits, movie->data, movie->len));
  /* "mvhd" is the first child: the movie is as long as its track */
  g_assert_cmpuint (rmg_bytes_read_32 (movie->data + 8 + 24, TRUE), ==, 1258);
}

static void
test_smpb_counts_where_there_is_no_delay (void)
{
  static const char text[] = "----iTunSMPB\0\0\0\x80"
                             "data\0\0\0\1\0\0\0\0 00000000 00000840 "
                             "000001C4 00000000000A1B00 00000000";
  g_autoptr (GByteArray) movie = make_movie (0, 0, 0x840 + 0x1c4 + 0xa1b00);
  RmgMp4Edits edits;

  g_byte_array_append (movie, (const guint8 *) text, sizeof text);
  g_assert_true (rmg_mp4_edits_read (&edits, movie->data, movie->len));
  g_assert_false (edits.has_edit && edits.delay == 0);
  g_assert_cmpuint (edits.delay, ==, 0x840);
  g_assert_cmpuint (edits.total, ==, 0xa1b00);
}

static void
test_edits_that_are_written_are_read (void)
{
  g_autoptr (GByteArray) movie = make_movie (1257, 0, 1024 + 54433);
  RmgMp4Edits edits;

  g_assert_true (rmg_mp4_edits_write (movie->data, movie->len, 1024));
  g_assert_true (rmg_mp4_edits_read (&edits, movie->data, movie->len));
  g_assert_cmpuint (edits.delay, ==, 1024);
  g_assert_cmpuint (edits.total, ==, 54433);
  g_assert_false (rmg_mp4_edits_write (movie->data, movie->len, 1024));
}

static void
test_edits_of_any_bytes_read_inside_them (void)
{
  g_autoptr (GByteArray) movie = make_movie (1234, 1024, 1024 + 54433);
  g_autoptr (GRand) random = g_rand_new_with_seed (7);

  for (guint i = 0; i < 20000; i++) {
    const gsize n =
        (gsize) g_rand_int_range (random, 8, (gint32) movie->len + 1);
    g_autofree guint8 *copy = g_memdup2 (movie->data, n);
    RmgMp4Edits edits;

    for (int change = 0; change < 3; change++)
      copy[g_rand_int_range (random, 0, (gint32) n)] =
          (guint8) g_rand_int_range (random, 0, 256);
    rmg_mp4_edits_read (&edits, copy, n);
    rmg_mp4_edits_hide (copy, n);
    rmg_mp4_edits_write (copy, n, 1024);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/edits/end", test_edits_to_the_end_are_exact_to_the_sample);
  g_test_add_func ("/edits/padding", test_edits_before_the_end_cut_the_padding);
  g_test_add_func ("/edits/part", test_edits_of_a_part_are_left_to_the_demuxer);
  g_test_add_func ("/edits/hide", test_edits_that_are_hidden_are_not_found);
  g_test_add_func ("/edits/smpb", test_smpb_counts_where_there_is_no_delay);
  g_test_add_func ("/edits/write", test_edits_that_are_written_are_read);
  g_test_add_func ("/edits/bytes", test_edits_of_any_bytes_read_inside_them);
  return g_test_run ();
}
