/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/metrics/paths.h"

#define NONE RMG_PATH_NO_STAMP

static void
assert_found (const RmgPathInput *input, guint64 stamp, guint64 arrived_ns)
{
  guint64 found_ns = 0;

  g_assert_true (rmg_path_input_find (input, stamp, &found_ns));
  g_assert_cmpuint (found_ns, ==, arrived_ns);
}

static void
assert_unknown (const RmgPathInput *input, guint64 stamp)
{
  guint64 found_ns;

  g_assert_false (rmg_path_input_find (input, stamp, &found_ns));
}

static void
test_path_stamp_is_found_in_the_data_that_contains_it (void)
{
  RmgPathInput *input = rmg_path_input_new ("in", FALSE, 4);

  assert_unknown (input, 0);
  rmg_path_input_note (input, 100, 110, 1);
  rmg_path_input_note (input, 110, 120, 2);
  rmg_path_input_note (input, 130, NONE, 3);
  assert_unknown (input, 99);
  assert_found (input, 100, 1);
  assert_found (input, 109, 1);
  assert_found (input, 110, 2);
  assert_unknown (input, 120);
  assert_found (input, 130, 3);
  assert_found (input, 999, 3);
  assert_unknown (input, NONE);
  rmg_path_input_free (input);
}

static void
test_path_data_with_the_same_stamp_arrived_first (void)
{
  RmgPathInput *input = rmg_path_input_new ("in", TRUE, 4);

  rmg_path_input_note (input, 5, 6, 1);
  rmg_path_input_note (input, 5, 6, 2);
  rmg_path_input_note (input, NONE, NONE, 3);
  assert_found (input, 5, 1);
  rmg_path_input_free (input);
}

static void
test_path_old_arrivals_are_not_known_any_more (void)
{
  RmgPathInput *input = rmg_path_input_new ("in", FALSE, 3);

  for (guint i = 0; i < 10; i++)
    rmg_path_input_note (input, i, i + 1, 100 + i);
  assert_unknown (input, 6);
  for (guint i = 7; i < 10; i++)
    assert_found (input, i, 100 + i);
  rmg_path_input_free (input);
}

/* As after a seek. */
static void
test_path_earlier_stamp_begins_a_new_stream (void)
{
  RmgPathInput *input = rmg_path_input_new ("in", FALSE, 4);

  rmg_path_input_note (input, 50, 60, 1);
  rmg_path_input_note (input, 60, 70, 2);
  rmg_path_input_note (input, 10, 20, 3);
  assert_found (input, 10, 3);
  assert_unknown (input, 60);
  rmg_path_input_free (input);
}

static void
test_path_latency_counts_for_each_input_that_knows_the_stamp (void)
{
  RmgPathInput *by_time = rmg_path_input_new ("a", FALSE, 4);
  RmgPathInput *by_item = rmg_path_input_new ("b", TRUE, 4);
  RmgPathOutput *output = rmg_path_output_new ("out");
  const RmgPathStamp both = { .time = 15, .item = 2 };
  const RmgPathStamp only_time = { .time = 15, .item = NONE };
  const RmgPath *paths[2];

  rmg_path_output_add (output, by_time);
  rmg_path_output_add (output, by_item);
  rmg_path_input_note (by_time, 10, 20, 1000);
  rmg_path_input_note (by_item, 2, 3, 2000);
  rmg_path_output_arrive (output, &both, 2004);
  rmg_path_output_arrive (output, &only_time, 1000);
  paths[0] = output->paths->pdata[0];
  paths[1] = output->paths->pdata[1];
  g_assert_cmpuint (paths[0]->latency.sum_ns, ==, 1004);
  g_assert_cmpuint (paths[0]->latency.counts[10], ==, 1);
  g_assert_cmpuint (paths[0]->latency.counts[0], ==, 1);
  g_assert_cmpuint (paths[1]->latency.sum_ns, ==, 4);
  g_assert_cmpuint (rmg_histogram_get_count (&paths[1]->latency), ==, 1);
  rmg_path_output_free (output);
  rmg_path_input_free (by_time);
  rmg_path_input_free (by_item);
}

#define N_STAMPS 20000

static gpointer
note_all (gpointer data)
{
  for (guint i = 0; i < N_STAMPS; i++)
    rmg_path_input_note (data, i, i + 1, i);
  return NULL;
}

/* A note is never a mixture of two arrivals. */
static void
test_path_threads_find_whole_notes (void)
{
  RmgPathInput *input = rmg_path_input_new ("in", FALSE, 8);
  GThread *thread = g_thread_new ("input", note_all, input);
  guint64 arrived_ns;

  for (guint i = 0; i < N_STAMPS; i++)
    if (rmg_path_input_find (input, i, &arrived_ns))
      g_assert_cmpuint (arrived_ns, ==, i);
  g_thread_join (thread);
  assert_found (input, N_STAMPS - 1, N_STAMPS - 1);
  rmg_path_input_free (input);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func (
      "/paths/contains", test_path_stamp_is_found_in_the_data_that_contains_it);
  g_test_add_func (
      "/paths/first", test_path_data_with_the_same_stamp_arrived_first);
  g_test_add_func ("/paths/old", test_path_old_arrivals_are_not_known_any_more);
  g_test_add_func ("/paths/seek", test_path_earlier_stamp_begins_a_new_stream);
  g_test_add_func ("/paths/latency",
      test_path_latency_counts_for_each_input_that_knows_the_stamp);
  g_test_add_func ("/paths/threads", test_path_threads_find_whole_notes);
  return g_test_run ();
}
