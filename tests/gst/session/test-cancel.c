/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include <rmg/init.h>
#include <rmg/items.h>
#include "tests/lib/item-pump.h"
#include "tests/lib/session-fixture.h"

#include <string.h>

#define LINES                                                                  \
  "a AudioBuffer 'buffer_size_samples':480\n"                                  \
  "b AudioResampleNode 'target_sample_rate':22050\n"                           \
  "c PassThroughNode\n"                                                        \
  "a > b\na > c\n"

static RmgSession *
open_session (gpointer threading, RmgItemErrorPolicy policy)
{
  RmgPlanOptions plan_options = { .threading = GPOINTER_TO_INT (threading) };
  RmgSessionOptions options = { .on_item_error = policy };
  g_autoptr (RmgGraph) graph = rmg_test_graph (LINES);
  g_autoptr (GError) error = NULL;
  RmgSession *session =
      rmg_session_open (graph, &plan_options, &options, &error);

  g_assert_no_error (error);
  return session;
}

/* The first two are shorter than a slice, so that the size of slices stays. */
static GPtrArray *
make_clips (guint n_frames)
{
  GPtrArray *clips =
      g_ptr_array_new_with_free_func ((GDestroyNotify) gst_sample_unref);

  for (guint i = 0; i < 5; i++)
    g_ptr_array_add (clips,
        rmg_test_noise_clip (i, 48000, 1, (i < 2 ? 900 : n_frames) + 7 * i));
  return clips;
}

static GPtrArray *
run_items (RmgSession *session, GPtrArray *inputs, RmgTestItemFunc before,
    gpointer data)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *items =
      rmg_test_items_pump (session, inputs, before, data, &error);

  g_assert_no_error (error);
  g_assert_true (rmg_session_close (session, NULL));
  return items;
}

static GPtrArray *
run_undisturbed (GPtrArray *inputs)
{
  return run_items (open_session (GINT_TO_POINTER (RMG_THREADING_INLINE),
                        RMG_ITEM_ERROR_STOP),
      inputs, NULL, NULL);
}

static void
assert_cancelled (GPtrArray *items, guint index)
{
  const RmgTestItem *item = items->pdata[index];

  g_assert_nonnull (item->fault);
  g_assert_error (item->fault->error, RMG_ERROR, RMG_ERROR_CANCELLED);
  g_assert_cmpuint (item->fault->item, ==, index);
}

/* Within item 2, after its second slice. */
static void
cancel_in_the_middle (
    RmgSession *session, const RmgItemProgress *progress, gpointer data)
{
  guint *n_slices = data;

  if (progress->item == 2 && ++*n_slices == 2)
    g_assert_true (rmg_session_cancel (session));
}

static GPtrArray *
cancel_within_push (RmgSession *session, GPtrArray *clips, gboolean in_turns)
{
  g_autoptr (GPtrArray) expected = run_undisturbed (clips);
  g_autoptr (GError) error = NULL;
  guint n_slices = 0;
  GPtrArray *seen;

  rmg_session_set_progress_func (
      session, cancel_in_the_middle, &n_slices, NULL);
  seen = in_turns ? rmg_test_items_pump_in_turns (session, clips, &error)
                  : rmg_test_items_pump (session, clips, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n_slices, ==, 2);
  g_assert_true (rmg_session_close (session, NULL));
  rmg_test_items_compare (seen, expected);
  return seen;
}

static void
assert_cancel_ends_one (gpointer threading, RmgItemErrorPolicy policy)
{
  g_autoptr (GPtrArray) clips = make_clips (200000);
  g_autoptr (GPtrArray) seen =
      cancel_within_push (open_session (threading, policy), clips, TRUE);

  for (guint i = 0; i < clips->len; i++)
    if (i == 2)
      assert_cancelled (seen, i);
    else
      g_assert_null (((RmgTestItem *) seen->pdata[i])->fault);
}

static void
test_cancel_within_push_ends_the_item_alone (gconstpointer threading)
{
  assert_cancel_ends_one ((gpointer) threading, RMG_ITEM_ERROR_STOP);
  assert_cancel_ends_one ((gpointer) threading, RMG_ITEM_ERROR_SKIP);
}

/* Items that skip wait for the ones before, so that a cancel ends them, too. In a
 * session that stops no item is pushed before the cancel. */
static void
test_cancel_within_push_ends_items_that_wait (gconstpointer threading)
{
  for (guint policy = 0; policy < 2; policy++) {
    g_autoptr (GPtrArray) clips = make_clips (200000);
    g_autoptr (GPtrArray) seen = cancel_within_push (
        open_session ((gpointer) threading, policy), clips, FALSE);
    guint n = 2;

    while (n < clips->len && ((RmgTestItem *) seen->pdata[n])->fault != NULL)
      assert_cancelled (seen, n++);
    g_assert_cmpuint (n, >, 2);
    if (policy == RMG_ITEM_ERROR_STOP)
      g_assert_cmpuint (n, ==, 3);
    while (n < clips->len)
      g_assert_null (((RmgTestItem *) seen->pdata[n++])->fault);
  }
}

/* Item 0 is begun, cancelled, and ended by the caller later. */
static GPtrArray *
make_parts (GPtrArray *clips)
{
  GPtrArray *steps =
      g_ptr_array_new_with_free_func ((GDestroyNotify) gst_sample_unref);

  for (guint i = 0; i < clips->len; i++) {
    g_ptr_array_add (steps, rmg_test_step ("a", clips->pdata[i], TRUE));
    g_ptr_array_add (steps, rmg_test_step ("a", clips->pdata[i], FALSE));
  }
  return steps;
}

static void
cancel_before_second_push (RmgSession *session, guint n_pushed, gpointer data)
{
  guint *n_cancels = data;

  if (n_pushed == 1 && (*n_cancels)++ == 0)
    g_assert_true (rmg_session_cancel (session));
}

static void
cancel_between_parts (gpointer threading, RmgItemErrorPolicy policy)
{
  g_autoptr (GPtrArray) clips = make_clips (3000);
  g_autoptr (GPtrArray) parts = make_parts (clips);
  g_autoptr (GPtrArray) expected = run_undisturbed (parts);
  guint n_cancels = 0;
  g_autoptr (GPtrArray) seen = run_items (open_session (threading, policy),
      parts, cancel_before_second_push, &n_cancels);

  g_assert_cmpuint (rmg_test_items_compare (seen, expected), ==, 1);
  assert_cancelled (seen, 0);
}

static void
test_cancel_between_parts_drops_the_rest (gconstpointer threading)
{
  cancel_between_parts ((gpointer) threading, RMG_ITEM_ERROR_STOP);
  cancel_between_parts ((gpointer) threading, RMG_ITEM_ERROR_SKIP);
}

/* Nothing is in the pipeline before the first push and after the last pull. */
static void
test_cancel_idle_session_has_no_effect (gconstpointer threading)
{
  g_autoptr (GPtrArray) clips = make_clips (3000);
  g_autoptr (GPtrArray) expected = run_undisturbed (clips);
  RmgSession *session =
      open_session ((gpointer) threading, RMG_ITEM_ERROR_SKIP);
  g_autoptr (GPtrArray) seen = NULL;

  g_assert_true (rmg_session_cancel (session));
  seen = run_items (session, clips, NULL, NULL);
  g_assert_cmpuint (rmg_test_items_compare (seen, expected), ==, 0);
}

static void
test_cancel_stream_is_refused (void)
{
  RmgSession *session =
      rmg_test_open (LINES, RMG_THREADING_INLINE, RMG_FRAMING_STREAM);

  g_assert_false (rmg_session_cancel (session));
  g_assert_true (rmg_session_close (session, NULL));
}

static void
count_calls (gpointer data)
{
  ++*(guint *) data;
}

static void
ignore_progress (
    RmgSession *session, const RmgItemProgress *progress, gpointer data)
{
}

static void
test_cancel_progress_data_is_released_once (void)
{
  RmgSession *session =
      rmg_test_open (LINES, RMG_THREADING_INLINE, RMG_FRAMING_ITEMS);
  guint n_first = 0, n_second = 0;

  rmg_session_set_progress_func (
      session, ignore_progress, &n_first, count_calls);
  rmg_session_set_progress_func (
      session, ignore_progress, &n_second, count_calls);
  g_assert_cmpuint (n_first, ==, 1);
  g_assert_true (rmg_session_close (session, NULL));
  g_assert_cmpuint (n_first, ==, 1);
  g_assert_cmpuint (n_second, ==, 1);
}

static void
add_both (const char *name, GTestDataFunc func)
{
  g_autofree char *inline_name = g_strconcat ("/cancel/inline/", name, NULL);
  g_autofree char *threaded_name =
      g_strconcat ("/cancel/threaded/", name, NULL);

  g_test_add_data_func (
      inline_name, GINT_TO_POINTER (RMG_THREADING_INLINE), func);
  g_test_add_data_func (
      threaded_name, GINT_TO_POINTER (RMG_THREADING_THREADED), func);
}

int
main (int argc, char **argv)
{
  rmg_init ();
  g_test_init (&argc, &argv, NULL);

  add_both ("push", test_cancel_within_push_ends_the_item_alone);
  add_both ("waiting", test_cancel_within_push_ends_items_that_wait);
  add_both ("parts", test_cancel_between_parts_drops_the_rest);
  add_both ("idle", test_cancel_idle_session_has_no_effect);
  g_test_add_func ("/cancel/stream", test_cancel_stream_is_refused);
  g_test_add_func (
      "/cancel/release", test_cancel_progress_data_is_released_once);
  return g_test_run ();
}
