/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/elements/guard/rmgcommit.h"

#include "tests/lib/pass-fixture.h"

#include <gst/check/gstharness.h>

static PassFixture *
begin_transaction (void)
{
  PassFixture *f = pass_fixture_new ("rmgcommit");

  rmg_commit_begin (RMG_COMMIT (f->element));
  return f;
}

static void
test_commit_without_transaction_passes_buffers (void)
{
  g_autoptr (PassFixture) f = pass_fixture_new ("rmgcommit");

  g_assert_cmpint (pass_fixture_push (f, 1), ==, GST_FLOW_OK);
  g_assert_cmpstr (f->log->str, ==, "1");
}

static void
test_commit_in_transaction_holds_until_commit (void)
{
  g_autoptr (PassFixture) f = begin_transaction ();

  pass_fixture_push (f, 1);
  pass_fixture_push (f, 2);
  rmg_commit_end (RMG_COMMIT (f->element));
  g_assert_cmpstr (f->log->str, ==, "");

  g_assert_cmpint (
      rmg_commit_commit (RMG_COMMIT (f->element)), ==, GST_FLOW_OK);
  g_assert_cmpstr (f->log->str, ==, "12");
}

static void
test_commit_of_nothing_returns_ok (void)
{
  g_autoptr (PassFixture) f = pass_fixture_new ("rmgcommit");

  g_assert_cmpint (
      rmg_commit_commit (RMG_COMMIT (f->element)), ==, GST_FLOW_OK);
  g_assert_cmpstr (f->log->str, ==, "");
}

static void
test_commit_refused_drops_the_rest (void)
{
  g_autoptr (PassFixture) f = begin_transaction ();

  f->flow = GST_FLOW_ERROR;
  pass_fixture_push (f, 1);
  pass_fixture_push (f, 2);
  rmg_commit_end (RMG_COMMIT (f->element));

  g_assert_cmpint (
      rmg_commit_commit (RMG_COMMIT (f->element)), ==, GST_FLOW_ERROR);
  g_assert_cmpuint (f->n_final, ==, 1);
  g_assert_cmpint (
      rmg_commit_commit (RMG_COMMIT (f->element)), ==, GST_FLOW_OK);
}

static void
test_commit_holds_data_besides_headers (void)
{
  g_autoptr (PassFixture) f = begin_transaction ();

  pass_fixture_start (f, "test/x-other");
  g_assert_false (rmg_commit_holds_data (RMG_COMMIT (f->element)));
  pass_fixture_push (f, 1);
  g_assert_true (rmg_commit_holds_data (RMG_COMMIT (f->element)));
  rmg_commit_end (RMG_COMMIT (f->element));
  rmg_commit_rollback (RMG_COMMIT (f->element));
  g_assert_false (rmg_commit_holds_data (RMG_COMMIT (f->element)));
}

static void
test_commit_rollback_drops_buffers_and_eos (void)
{
  g_autoptr (PassFixture) f = begin_transaction ();

  pass_fixture_push (f, 1);
  gst_pad_push_event (f->feed, gst_event_new_eos ());
  rmg_commit_end (RMG_COMMIT (f->element));
  rmg_commit_rollback (RMG_COMMIT (f->element));
  rmg_commit_commit (RMG_COMMIT (f->element));

  g_assert_cmpstr (f->log->str, ==, "");
}

static void
test_commit_rollback_keeps_sticky_events (void)
{
  g_autoptr (PassFixture) f = begin_transaction ();

  pass_fixture_push (f, 1);
  pass_fixture_start (f, "test/x-other");
  pass_fixture_push (f, 2);
  rmg_commit_end (RMG_COMMIT (f->element));
  rmg_commit_rollback (RMG_COMMIT (f->element));
  rmg_commit_commit (RMG_COMMIT (f->element));

  g_assert_cmpstr (f->log->str, ==, "c");
}

static void
test_commit_restarted_node_repeats_no_header (void)
{
  g_autoptr (PassFixture) f = pass_fixture_new ("rmgcommit");

  rmg_commit_node_restarted (RMG_COMMIT (f->element));
  pass_fixture_start (f, "test/x-data");
  g_assert_cmpstr (f->log->str, ==, "");
}

static void
test_commit_restarted_node_changes_caps (void)
{
  g_autoptr (PassFixture) f = pass_fixture_new ("rmgcommit");

  rmg_commit_node_restarted (RMG_COMMIT (f->element));
  pass_fixture_start (f, "test/x-other");
  g_assert_cmpstr (f->log->str, ==, "c");
}

static gpointer
push_from_thread (gpointer fixture)
{
  return GINT_TO_POINTER (pass_fixture_push (fixture, 7));
}

static void
test_commit_other_thread_passes_transaction (void)
{
  g_autoptr (PassFixture) f = begin_transaction ();
  GThread *thread = g_thread_new ("push", push_from_thread, f);

  g_assert_cmpint (GPOINTER_TO_INT (g_thread_join (thread)), ==, GST_FLOW_OK);
  g_assert_cmpstr (f->log->str, ==, "7");
  rmg_commit_end (RMG_COMMIT (f->element));
}

static void
test_commit_ended_stream_sends_one_eos (void)
{
  g_autoptr (PassFixture) f = pass_fixture_new ("rmgcommit");

  rmg_commit_end_stream (RMG_COMMIT (f->element));
  rmg_commit_end_stream (RMG_COMMIT (f->element));
  gst_pad_push_event (f->feed, gst_event_new_eos ());
  g_assert_cmpstr (f->log->str, ==, "E");
}

static void
test_commit_input_is_the_link_of_the_node (void)
{
  g_autoptr (PassFixture) f = pass_fixture_new ("rmgcommit");
  g_autoptr (GstPad) sink = gst_element_get_static_pad (f->element, "sink");

  g_assert_true (rmg_commit_has_input (RMG_COMMIT (f->element)));
  g_assert_true (gst_pad_unlink (f->feed, sink));
  g_assert_false (rmg_commit_has_input (RMG_COMMIT (f->element)));
}

static void
test_commit_flush_drops_held_buffers (void)
{
  g_autoptr (PassFixture) f = begin_transaction ();

  pass_fixture_push (f, 1);
  rmg_commit_end (RMG_COMMIT (f->element));
  gst_pad_push_event (f->feed, gst_event_new_flush_start ());
  gst_pad_push_event (f->feed, gst_event_new_flush_stop (TRUE));
  rmg_commit_commit (RMG_COMMIT (f->element));
  g_assert_cmpstr (f->log->str, ==, "F");
}

static void
test_commit_accepts_caps_that_downstream_refuses (void)
{
  g_autoptr (PassFixture) f = pass_fixture_new ("rmgcommit");
  g_autoptr (GstCaps) caps = gst_caps_new_empty_simple ("test/x-other");

  gst_pad_use_fixed_caps (f->final);
  g_assert_true (gst_pad_peer_query_accept_caps (f->feed, caps));
}

static gboolean
is_flushing (PassFixture *f)
{
  g_autoptr (GstPad) sink = gst_element_get_static_pad (f->element, "sink");

  return GST_PAD_IS_FLUSHING (sink);
}

/* The fixture stands for a node without src pad: it has not passed the flush. */
static void
test_commit_flush_that_the_node_lost_is_completed (void)
{
  g_autoptr (PassFixture) f = pass_fixture_new ("rmgcommit");
  g_autoptr (GstEvent) start = gst_event_new_flush_start ();
  g_autoptr (GstEvent) stop = gst_event_new_flush_stop (TRUE);

  rmg_commit_complete_flush (RMG_COMMIT (f->element), start);
  g_assert_true (is_flushing (f));
  rmg_commit_complete_flush (RMG_COMMIT (f->element), stop);
  g_assert_false (is_flushing (f));
}

static void
test_commit_flush_that_the_node_passed_is_not_repeated (void)
{
  g_autoptr (PassFixture) f = pass_fixture_new ("rmgcommit");
  g_autoptr (GstEvent) start = gst_event_new_flush_start ();
  g_autoptr (GstEvent) stop = gst_event_new_flush_stop (TRUE);

  gst_pad_push_event (f->feed, gst_event_ref (start));
  g_assert_false (rmg_commit_complete_flush (RMG_COMMIT (f->element), start));
  gst_pad_push_event (f->feed, gst_event_ref (stop));
  g_assert_false (rmg_commit_complete_flush (RMG_COMMIT (f->element), stop));
}

/* The first attempt failed before any header had left. */
static void
test_commit_restarted_node_starts_the_stream_once (void)
{
  GstHarness *harness = gst_harness_new ("rmgcommit");
  RmgCommit *commit = RMG_COMMIT (harness->element);
  g_autoptr (GstEvent) event = NULL;

  rmg_commit_node_restarted (commit);
  for (guint i = 0; i < 2; i++)
    gst_harness_push_event (harness, gst_event_new_stream_start ("a"));
  event = gst_harness_pull_event (harness);
  g_assert_cmpint (GST_EVENT_TYPE (event), ==, GST_EVENT_STREAM_START);
  g_assert_cmpuint (gst_harness_events_in_queue (harness), ==, 0);
  gst_harness_teardown (harness);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  GST_ELEMENT_REGISTER (rmgcommit, NULL);

  g_test_add_func (
      "/commit/passes", test_commit_without_transaction_passes_buffers);
  g_test_add_func (
      "/commit/holds", test_commit_in_transaction_holds_until_commit);
  g_test_add_func ("/commit/nothing", test_commit_of_nothing_returns_ok);
  g_test_add_func ("/commit/refused", test_commit_refused_drops_the_rest);
  g_test_add_func ("/commit/data", test_commit_holds_data_besides_headers);
  g_test_add_func (
      "/commit/rollback", test_commit_rollback_drops_buffers_and_eos);
  g_test_add_func (
      "/commit/rollback/headers", test_commit_rollback_keeps_sticky_events);
  g_test_add_func (
      "/commit/restart", test_commit_restarted_node_repeats_no_header);
  g_test_add_func (
      "/commit/restart/caps", test_commit_restarted_node_changes_caps);
  g_test_add_func (
      "/commit/thread", test_commit_other_thread_passes_transaction);
  g_test_add_func ("/commit/end", test_commit_ended_stream_sends_one_eos);
  g_test_add_func ("/commit/input", test_commit_input_is_the_link_of_the_node);
  g_test_add_func ("/commit/flush", test_commit_flush_drops_held_buffers);
  g_test_add_func (
      "/commit/accept-caps", test_commit_accepts_caps_that_downstream_refuses);
  g_test_add_func (
      "/commit/flush/lost", test_commit_flush_that_the_node_lost_is_completed);
  g_test_add_func ("/commit/flush/passed",
      test_commit_flush_that_the_node_passed_is_not_repeated);
  g_test_add_func ("/commit/restart/start",
      test_commit_restarted_node_starts_the_stream_once);
  return g_test_run ();
}
