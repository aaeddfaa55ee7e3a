/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/mp3/summary.h"

#include <string.h>

static const guint8 header[] = { 0xff, 0xfb, 0x90, 0x64 };
#define FRAME_BYTES 417

static GByteArray *
make_stream (guint n_frames)
{
  GByteArray *bytes = g_byte_array_new ();
  guint8 frame[FRAME_BYTES] = { 0 };

  memcpy (frame, header, sizeof header);
  for (guint i = 0; i < n_frames; i++)
    g_byte_array_append (bytes, frame, sizeof frame);
  return bytes;
}

static void
summarize (guint n_frames, gsize piece, RmgMp3Summary *summary)
{
  g_autoptr (GByteArray) bytes = make_stream (n_frames);
  RmgMp3Collector collector;

  rmg_mp3_collector_init (&collector);
  for (gsize at = 0; at < bytes->len; at += piece)
    rmg_mp3_collector_add (
        &collector, bytes->data + at, MIN (piece, bytes->len - at));
  rmg_mp3_collector_finish (
      &collector, 1152u * n_frames - 2000, 576, FRAME_BYTES, summary);
  rmg_mp3_collector_clear (&collector);
}

static void
test_summary_of_any_split_is_the_same (void)
{
  const gsize pieces[] = { 1, 7, FRAME_BYTES, 1000, 100000 };

  for (gsize i = 0; i < G_N_ELEMENTS (pieces); i++) {
    RmgMp3Summary summary;

    summarize (20, pieces[i], &summary);
    g_assert_cmpuint (summary.frames, ==, 20);
    g_assert_cmpuint (summary.bytes, ==, 21 * FRAME_BYTES);
    g_assert_cmpuint (summary.padding, ==, 2000 - 576);
    g_assert_false (summary.is_variable);
  }
}

/* With a constant bit rate the table is a straight line, however long the
 * stream is. */
static void
test_summary_toc_is_straight_at_any_length (void)
{
  const guint lengths[] = { 100, 5000 };

  for (gsize i = 0; i < G_N_ELEMENTS (lengths); i++) {
    RmgMp3Summary summary;

    summarize (lengths[i], 100000, &summary);
    for (int percent = 0; percent < 100; percent++)
      g_assert_cmpint (ABS (summary.toc[percent] - percent * 256 / 100), <=, 3);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/summary/split", test_summary_of_any_split_is_the_same);
  g_test_add_func ("/summary/toc", test_summary_toc_is_straight_at_any_length);
  return g_test_run ();
}
