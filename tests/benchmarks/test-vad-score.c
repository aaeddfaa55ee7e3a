/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The measures of vad-eval, with cases counted by hand. */
#include "benchmarks/vad/vad-score.h"

#include <glib/gstdio.h>

#include <math.h>
#include <string.h>

static GArray *
read_text (const char *text, GError **error)
{
  g_autofree char *path = NULL;
  GArray *spans;
  int file = g_file_open_tmp ("labels-XXXXXX", &path, NULL);

  g_assert_cmpint (file, >=, 0);
  g_close (file, NULL);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  spans = vad_labels_read (path, error);
  g_unlink (path);
  return spans;
}

static void
assert_span (GArray *spans, guint i, double start_s, double end_s)
{
  const VadSpan *span = &g_array_index (spans, VadSpan, i);

  g_assert_cmpfloat (span->start_s, ==, start_s);
  g_assert_cmpfloat (span->end_s, ==, end_s);
}

static void
test_labels_of_audacity_are_read (void)
{
  g_autoptr (GArray) spans =
      read_text ("1.5\t2.25\tspeech\n\\\t100.0\t3000.0\n0.5\t0.75\t\n", NULL);

  g_assert_cmpuint (spans->len, ==, 2);
  assert_span (spans, 0, 0.5, 0.75);
  assert_span (spans, 1, 1.5, 2.25);
}

static void
test_labels_that_meet_are_one (void)
{
  g_autoptr (GArray) spans =
      read_text ("# start end\n1 2\n1.5 3\n\n4 5\r\n", NULL);

  g_assert_cmpuint (spans->len, ==, 2);
  assert_span (spans, 0, 1.0, 3.0);
}

static void
test_labels_wrong_line_is_named (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (read_text ("1 2\n3 2\n", &error));
  g_assert_nonnull (strstr (error->message, "line 2"));
}

static void
test_labels_hold_half_of_a_frame (void)
{
  g_autoptr (GArray) spans = read_text ("1 2\n", NULL);

  g_assert_true (vad_labels_hold (spans, 1.975, 2.025));
  g_assert_false (vad_labels_hold (spans, 1.98, 2.03));
}

static void
add_frame (VadScore *score, double probability, gboolean labelled)
{
  const VadFrame frame = { probability, probability >= 0.5, labelled };

  g_array_append_val (score->frames, frame);
}

/* Three frames of speech, two others: of six pairs four are right, one is a tie. */
static void
test_score_counts_pairs_and_decisions (void)
{
  VadScore score;

  vad_score_init (&score);
  add_frame (&score, 0.9, TRUE);
  add_frame (&score, 0.8, TRUE);
  add_frame (&score, 0.3, TRUE);
  add_frame (&score, 0.8, FALSE);
  add_frame (&score, 0.1, FALSE);
  g_assert_cmpfloat_with_epsilon (
      vad_score_find_auc (&score), 4.5 / 6.0, 1e-12);
  g_assert_cmpfloat_with_epsilon (
      vad_score_find_miss (&score), 1.0 / 3.0, 1e-12);
  g_assert_cmpfloat_with_epsilon (
      vad_score_find_false_alarm (&score), 0.5, 1e-12);
  g_assert_cmpfloat_with_epsilon (
      vad_score_find_f1 (&score), 2.0 * 2.0 / (3.0 + 3.0), 1e-12);
  vad_score_clear (&score);
}

static void
test_score_without_speech_is_no_number (void)
{
  VadScore score;

  vad_score_init (&score);
  add_frame (&score, 0.9, FALSE);
  g_assert_true (isnan (vad_score_find_auc (&score)));
  g_assert_true (isnan (vad_score_find_miss (&score)));
  g_assert_true (isnan (vad_score_find_median (score.starts, TRUE)));
  vad_score_clear (&score);
}

static void
test_score_edges_are_the_nearest (void)
{
  g_autoptr (GArray) labelled = read_text ("1 2\n5 6\n", NULL);
  g_autoptr (GArray) detected = read_text ("0.9375 1.25\n1.5 2.25\n", NULL);
  VadScore score;

  vad_score_init (&score);
  vad_score_add_edges (&score, labelled, detected);
  g_assert_cmpuint (score.n_edges, ==, 4);
  g_assert_cmpuint (score.starts->len, ==, 1);
  g_assert_cmpfloat (vad_score_find_median (score.starts, FALSE), ==, -62.5);
  g_assert_cmpfloat (vad_score_find_median (score.starts, TRUE), ==, 62.5);
  g_assert_cmpfloat (vad_score_find_median (score.ends, FALSE), ==, 250.0);
  vad_score_clear (&score);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/labels/audacity", test_labels_of_audacity_are_read);
  g_test_add_func ("/labels/meet", test_labels_that_meet_are_one);
  g_test_add_func ("/labels/wrong", test_labels_wrong_line_is_named);
  g_test_add_func ("/labels/half", test_labels_hold_half_of_a_frame);
  g_test_add_func ("/score/frames", test_score_counts_pairs_and_decisions);
  g_test_add_func ("/score/no-speech", test_score_without_speech_is_no_number);
  g_test_add_func ("/score/edges", test_score_edges_are_the_nearest);
  return g_test_run ();
}
