/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/mp4/tracks.h"

#include "wav/bytes.h"

/* @content is (transfer full). Returns: (transfer full): */
static GByteArray *
wrap (const char *name, GByteArray *content)
{
  GByteArray *atom = g_byte_array_new ();
  guint8 header[8];

  rmg_bytes_write_32 (header, 8 + content->len, TRUE);
  memcpy (header + 4, name, 4);
  g_byte_array_append (atom, header, sizeof header);
  g_byte_array_append (atom, content->data, content->len);
  g_byte_array_unref (content);
  return atom;
}

static GByteArray *
make_track (const char *handler)
{
  GByteArray *content = g_byte_array_new ();
  guint8 fields[24] = { 0 };

  memcpy (fields + 8, handler, 4);
  g_byte_array_append (content, fields, sizeof fields);
  return wrap ("trak", wrap ("mdia", wrap ("hdlr", content)));
}

static GByteArray *
make_movie (const char *const *handlers)
{
  GByteArray *content = g_byte_array_new ();

  for (; *handlers != NULL; handlers++) {
    g_autoptr (GByteArray) track = make_track (*handlers);

    g_byte_array_append (content, track->data, track->len);
  }
  return wrap ("moov", content);
}

static const struct
{
  const char *handlers[3];
  gboolean is_single;
} rows[] = {
  { { "soun" }, TRUE },
  { { "vide" }, FALSE },
  { { "soun", "soun" }, FALSE },
  { { "soun", "text" }, FALSE },
  { { NULL }, FALSE },
};

static void
test_tracks_one_sound_alone_is_found (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GByteArray) movie = make_movie (rows[i].handlers);

    g_assert_cmpint (
        rmg_mp4_has_one_sound (movie->data, movie->len), ==, rows[i].is_single);
  }
}

static void
test_tracks_cut_movie_is_not_read_past_its_end (void)
{
  g_autoptr (GByteArray) movie = make_movie (rows[0].handlers);

  for (guint n = 8; n < movie->len; n++) {
    g_autofree guint8 *prefix = g_memdup2 (movie->data, n);

    g_assert_false (rmg_mp4_has_one_sound (prefix, n));
  }
}

static void
test_tracks_header_of_either_length_is_read (void)
{
  const guint8 bytes[] = { 0, 0, 0, 9, 'f', 'r', 'e', 'e', 0 };
  guint8 longer[] = { 0, 0, 0, 1, 'm', 'd', 'a', 't', 0, 0, 0, 1, 0, 0, 0, 0 };
  RmgMp4Header header;

  g_assert_true (rmg_mp4_header_read (&header, bytes, sizeof bytes));
  g_assert_cmpmem (header.name, 4, "free", 4);
  g_assert_cmpuint (header.n_bytes, ==, 9);
  g_assert_true (rmg_mp4_header_read (&header, longer, sizeof longer));
  g_assert_cmpmem (header.name, 4, "mdat", 4);
  g_assert_cmpuint (header.n_bytes, ==, G_GUINT64_CONSTANT (1) << 32);
  g_assert_false (rmg_mp4_header_read (&header, longer, sizeof longer - 1));
  g_assert_false (rmg_mp4_header_read (&header, bytes, 7));
}

/* Shorter than its header, or open to the end of the file. */
static void
test_tracks_header_without_a_length_is_refused (void)
{
  const guint8 open_end[] = { 0, 0, 0, 0, 'm', 'd', 'a', 't' };
  const guint8 too_short[] = { 0, 0, 0, 7, 'm', 'd', 'a', 't' };
  RmgMp4Header header;

  g_assert_false (rmg_mp4_header_read (&header, open_end, sizeof open_end));
  g_assert_false (rmg_mp4_header_read (&header, too_short, sizeof too_short));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/tracks/sound", test_tracks_one_sound_alone_is_found);
  g_test_add_func (
      "/tracks/cut", test_tracks_cut_movie_is_not_read_past_its_end);
  g_test_add_func (
      "/tracks/header", test_tracks_header_of_either_length_is_read);
  g_test_add_func (
      "/tracks/no-length", test_tracks_header_without_a_length_is_refused);
  return g_test_run ();
}
