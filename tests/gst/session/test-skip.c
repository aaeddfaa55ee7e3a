/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/session/skip.h"

#include <rmg/init.h>
#include "tests/lib/item-pump.h"
#include "tests/lib/pad-fault.h"
#include "tests/lib/session-fixture.h"
#include <rmg/manifest.h>
#include <rmg/whole-item.h>

#include <string.h>

static RmgSession *
try_open (const char *lines, RmgThreading threading, RmgFraming framing,
    GError **error)
{
  RmgPlanOptions plan_options = { .threading = threading, .framing = framing };
  RmgSessionOptions options = { .on_item_error = RMG_ITEM_ERROR_SKIP };
  g_autoptr (RmgGraph) graph = rmg_test_graph (lines);

  return rmg_session_open (graph, &plan_options, &options, error);
}

static RmgSession *
open_skipping (const char *lines, RmgThreading threading)
{
  g_autoptr (GError) error = NULL;
  RmgSession *session = try_open (lines, threading, RMG_FRAMING_ITEMS, &error);

  g_assert_no_error (error);
  return session;
}

static GPtrArray *
make_clips (guint n_clips)
{
  GPtrArray *clips =
      g_ptr_array_new_with_free_func ((GDestroyNotify) gst_sample_unref);

  for (guint i = 0; i < n_clips; i++)
    g_ptr_array_add (clips, rmg_test_noise_clip (i, 16000, 1, 4001 + 13 * i));
  return clips;
}

static GPtrArray *
run_items (RmgSession *session, GPtrArray *inputs)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *items = rmg_test_items_pump (session, inputs, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (rmg_session_get_n_faults (session), ==, 0);
  g_assert_true (rmg_session_close (session, NULL));
  return items;
}

static GPtrArray *
run_without_fault (const char *lines, GPtrArray *inputs)
{
  return run_items (
      rmg_test_open (lines, RMG_THREADING_INLINE, RMG_FRAMING_ITEMS), inputs);
}

static const RmgFault *
get_fault (GPtrArray *items, guint index)
{
  return ((RmgTestItem *) items->pdata[index])->fault;
}

/* Fails at the sink pad of a node. Free it after the session. */
static RmgTestPadFault *
install_fault (
    RmgSession *session, const char *node, guint n_before, guint n_times)
{
  RmgTestPadFault *fault = g_new0 (RmgTestPadFault, 1);
  g_autoptr (GstElement) element =
      gst_bin_get_by_name (GST_BIN (session->bin), node);
  g_autoptr (GstPad) pad = gst_element_get_static_pad (element, "sink");

  fault->kind = RMG_TEST_FAULT_MESSAGE_AND_FLOW;
  fault->n_before = n_before;
  fault->n_times = n_times;
  rmg_test_pad_fault_install (fault, pad);
  return fault;
}

#define CHAIN                                                                  \
  "a AudioBuffer 'buffer_size_samples':480\n"                                  \
  "e gst:audioecho 'delay':50000000,'intensity':0.6\n"                         \
  "f PassThroughNode\n"                                                        \
  "b AudioResampleNode 'target_sample_rate':22050\n"                           \
  "a > e\ne > f\nf > b\n"

/* The failed item leaves state in each of the four nodes. */
static void
test_skip_bad_item_has_a_fault_and_others_their_outputs (gconstpointer data)
{
  g_autoptr (GPtrArray) clips = make_clips (6);
  g_autoptr (GPtrArray) expected = run_without_fault (CHAIN, clips);
  RmgSession *session = open_skipping (CHAIN, GPOINTER_TO_INT (data));
  g_autofree RmgTestPadFault *fault = install_fault (session, "f", 20, 1);
  g_autoptr (GPtrArray) seen = run_items (session, clips);

  g_assert_cmpuint (rmg_test_items_compare (seen, expected), ==, 1);
  g_assert_nonnull (get_fault (seen, 2));
  g_assert_cmpstr (get_fault (seen, 2)->node_id, ==, "f");
  g_assert_cmpuint (get_fault (seen, 2)->item, ==, 2);
}

static void
test_skip_every_item_fails_alone (gconstpointer data)
{
  g_autoptr (GPtrArray) clips = make_clips (6);
  RmgSession *session = open_skipping (CHAIN, GPOINTER_TO_INT (data));
  g_autofree RmgTestPadFault *fault = install_fault (session, "b", 0, 1000);
  g_autoptr (GPtrArray) seen = run_items (session, clips);

  g_assert_cmpuint (seen->len, ==, 6);
  for (guint i = 0; i < seen->len; i++)
    g_assert_nonnull (get_fault (seen, i));
}

#define BRANCHES                                                               \
  "a PassThroughNode\n"                                                        \
  "l PassThroughNode\n"                                                        \
  "r AudioBuffer 'buffer_size_samples':480\n"                                  \
  "j PassThroughNode\n"                                                        \
  "o PassThroughNode\n"                                                        \
  "a > l\na > r\nl > j\nr > j\na > o\n"

/* Also the output that does not depend on the failed branch. */
static void
test_skip_failed_branch_leaves_no_half_outputs (gconstpointer data)
{
  g_autoptr (GPtrArray) clips = make_clips (4);
  g_autoptr (GPtrArray) expected = run_without_fault (BRANCHES, clips);
  RmgSession *session = open_skipping (BRANCHES, GPOINTER_TO_INT (data));
  g_autofree RmgTestPadFault *fault = install_fault (session, "l", 1, 1);
  g_autoptr (GPtrArray) seen = run_items (session, clips);
  const RmgTestItem *failed = seen->pdata[1];
  g_autoptr (GChecksum) nothing = g_checksum_new (G_CHECKSUM_SHA1);

  g_assert_cmpuint (rmg_test_items_compare (seen, expected), ==, 1);
  g_assert_nonnull (failed->fault);
  g_assert_cmpuint (failed->n_ends, ==, 0);
  g_assert_cmpstr (failed->text, ==, g_checksum_get_string (nothing));
}

#define TWO_INPUTS                                                             \
  "a PassThroughNode\n"                                                        \
  "b PassThroughNode\n"                                                        \
  "j PassThroughNode\na > j\nb > j\n"

static void
add_step (GPtrArray *steps, const char *input, guint32 seed, gboolean is_part)
{
  g_autoptr (GstSample) clip = rmg_test_noise_clip (seed, 16000, 1, 900);

  g_ptr_array_add (steps, rmg_test_step (input, clip, is_part));
}

/* The share of one input of item 1 arrives after the other has failed. */
static GPtrArray *
make_shares (void)
{
  GPtrArray *steps =
      g_ptr_array_new_with_free_func ((GDestroyNotify) gst_sample_unref);

  for (guint i = 0; i < 4; i++) {
    add_step (steps, "b", i, FALSE);
    add_step (steps, "a", i + 10, TRUE);
    add_step (steps, "a", i + 20, FALSE);
  }
  return steps;
}

static void
test_skip_late_share_of_a_failed_item_is_dropped (gconstpointer data)
{
  g_autoptr (GPtrArray) shares = make_shares ();
  g_autoptr (GPtrArray) expected = run_without_fault (TWO_INPUTS, shares);
  RmgSession *session = open_skipping (TWO_INPUTS, GPOINTER_TO_INT (data));
  g_autofree RmgTestPadFault *fault = install_fault (session, "b", 1, 1);
  g_autoptr (GPtrArray) seen = run_items (session, shares);

  g_assert_cmpuint (rmg_test_items_compare (seen, expected), ==, 1);
  g_assert_nonnull (get_fault (seen, 1));
}

/* Item 1 has three buffers, the other ones one each. */
static GPtrArray *
make_long_item (void)
{
  GPtrArray *steps =
      g_ptr_array_new_with_free_func ((GDestroyNotify) gst_sample_unref);

  for (guint i = 0; i < 5; i++)
    add_step (steps, "a", i, i == 1 || i == 2);
  return steps;
}

/* identity ends the stream without an error. It starts again with each item. */
static void
test_skip_stream_that_ends_early_fails_the_item (gconstpointer data)
{
  static const char lines[] = "a gst:identity 'eos-after':2\n";
  g_autoptr (GPtrArray) shares = make_long_item ();
  RmgSession *session = open_skipping (lines, GPOINTER_TO_INT (data));
  g_autoptr (GPtrArray) seen = run_items (session, shares);

  g_assert_cmpuint (seen->len, ==, 3);
  g_assert_null (get_fault (seen, 0));
  g_assert_nonnull (get_fault (seen, 1));
  g_assert_error (get_fault (seen, 1)->error, RMG_ERROR, RMG_ERROR_FAILED);
  g_assert_null (get_fault (seen, 2));
}

static void
test_skip_needs_items_framing (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (try_open (
      "a PassThroughNode\n", RMG_THREADING_INLINE, RMG_FRAMING_STREAM, &error));
  g_assert_error (error, RMG_ERROR, RMG_ERROR_CONFLICT);
}

/* Input that waits is bounded; the rest of the session's memory is the item. */
static void
test_skip_full_backlog_is_refused (void)
{
  RmgSession *session = open_skipping (TWO_INPUTS, RMG_THREADING_INLINE);
  g_autoptr (GstSample) clip = rmg_test_noise_clip (1, 16000, 1, 100000);
  g_autoptr (GstSample) step = rmg_test_step ("a", clip, FALSE);
  RmgSessionResult result = RMG_SESSION_OK;
  guint n_pushed = 0;

  while (result == RMG_SESSION_OK && n_pushed < 1000) {
    result = rmg_test_push (session, step, NULL);
    n_pushed += result == RMG_SESSION_OK;
  }
  g_assert_cmpint (result, ==, RMG_SESSION_FULL);
  g_assert_cmpuint (n_pushed, >=, 4 * 1024 * 1024 / 400000);
  g_assert_cmpuint (n_pushed, <, 20);
  g_assert_true (rmg_session_close (session, NULL));
}

typedef struct
{
  const char *name;
  GTestDataFunc func;
} Case;

#define CASE(name)                                                             \
  {                                                                            \
#name, test_skip_##name                                                    \
  }
static const Case cases[] = {
  CASE (bad_item_has_a_fault_and_others_their_outputs),
  CASE (every_item_fails_alone),
  CASE (failed_branch_leaves_no_half_outputs),
  CASE (late_share_of_a_failed_item_is_dropped),
  CASE (stream_that_ends_early_fails_the_item),
};

static void
push_clip (RmgSession *session, GstSample *clip)
{
  g_autoptr (GstBuffer) buffer = gst_buffer_ref (gst_sample_get_buffer (clip));
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (rmg_session_push (session, NULL, gst_sample_get_caps (clip),
                       &buffer, &error),
      ==, RMG_SESSION_OK);
  g_assert_no_error (error);
}

static void
test_skip_whole_item_is_a_buffer_or_a_fault (void)
{
  g_autoptr (GPtrArray) clips = make_clips (6);
  RmgSession *session = open_skipping (CHAIN, RMG_THREADING_INLINE);
  g_autofree RmgTestPadFault *fault = install_fault (session, "f", 20, 1);

  for (guint i = 0; i < clips->len; i++) {
    g_auto (RmgOutput) output = { NULL };

    push_clip (session, clips->pdata[i]);
    g_assert_cmpint (
        rmg_session_pull_item (session, &output, NULL), ==, RMG_SESSION_OK);
    g_assert_cmpuint (output.item, ==, i);
    g_assert_true ((output.fault != NULL) == (i == 2));
    g_assert_true ((output.buffer != NULL) == (i != 2));
  }
  g_assert_true (rmg_session_close (session, NULL));
}

int
main (int argc, char **argv)
{
  rmg_init ();
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *inline_name =
        g_strconcat ("/skip/inline/", cases[i].name, NULL);
    g_autofree char *threaded_name =
        g_strconcat ("/skip/threaded/", cases[i].name, NULL);

    g_test_add_data_func (
        inline_name, GINT_TO_POINTER (RMG_THREADING_INLINE), cases[i].func);
    g_test_add_data_func (
        threaded_name, GINT_TO_POINTER (RMG_THREADING_THREADED), cases[i].func);
  }
  g_test_add_func ("/skip/stream", test_skip_needs_items_framing);
  g_test_add_func ("/skip/backlog", test_skip_full_backlog_is_refused);
  g_test_add_func (
      "/skip/whole-item", test_skip_whole_item_is_a_buffer_or_a_fault);
  return g_test_run ();
}
