/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/supervision/isolation.h"

#include "gst/elements/guard/rmgcommit.h"
#include "gst/elements/guard/rmgguard.h"
#include "tests/lib/supervisor-fixture.h"

/* Two elements of n0, then one of n1. */
static SupervisorFixture *
new_chain (void)
{
  SupervisorFixture *f = supervisor_fixture_new (2);

  supervisor_fixture_add (f, "identity", 0, RMG_ROLE_CONVERT);
  supervisor_fixture_add (f, "identity", 0, RMG_ROLE_NODE);
  supervisor_fixture_add (f, "fakesink", 1, RMG_ROLE_NODE);
  plan_fixture_link (f->plan, 0, 1, FALSE);
  plan_fixture_link (f->plan, 1, 2, FALSE);
  return f;
}

static void
play (SupervisorFixture *f)
{
  g_object_set (supervisor_fixture_get_element (f, 2), "async", FALSE, NULL);
  gst_element_set_state (f->bin, GST_STATE_PLAYING);
  supervisor_fixture_start (f);
}

static gboolean
has_received_eos (SupervisorFixture *f, guint element)
{
  g_autoptr (GstPad) sink = gst_element_get_static_pad (
      supervisor_fixture_get_element (f, element), "sink");

  return GST_PAD_IS_EOS (sink);
}

static void
start_stream (SupervisorFixture *f, guint element)
{
  g_autoptr (GstPad) src = gst_element_get_static_pad (
      supervisor_fixture_get_element (f, element), "src");

  gst_pad_push_event (src, gst_event_new_stream_start ("test"));
}

static void
test_isolation_ends_the_outputs_at_the_border (void)
{
  g_autoptr (SupervisorFixture) f = new_chain ();

  play (f);
  start_stream (f, 1);
  rmg_isolation_end_outputs (
      f->supervisor->nodes, supervisor_fixture_get_node (f, 0));
  g_assert_true (has_received_eos (f, 2));
  g_assert_false (has_received_eos (f, 1));
}

/* rmgguard -> identity -> rmgcommit of n0, then a sink of n1 */
static void
test_isolation_ends_both_sides_of_guarded_node (void)
{
  g_autoptr (SupervisorFixture) f = supervisor_fixture_new (2);
  g_autoptr (GstPad) sink = NULL;

  supervisor_fixture_add (f, "rmgguard", 0, RMG_ROLE_GUARD);
  supervisor_fixture_add (f, "rmgcommit", 0, RMG_ROLE_COMMIT);
  supervisor_fixture_add (f, "fakesink", 1, RMG_ROLE_NODE);
  plan_fixture_link (f->plan, 1, 2, FALSE);
  play (f);
  rmg_guard_set_node (RMG_GUARD (supervisor_fixture_get_element (f, 0)),
      supervisor_fixture_get_node (f, 0), FALSE);
  rmg_isolation_end_outputs (
      f->supervisor->nodes, supervisor_fixture_get_node (f, 0));
  g_assert_true (has_received_eos (f, 2));

  sink = gst_element_get_static_pad (
      supervisor_fixture_get_element (f, 0), "sink");
  gst_pad_send_event (sink, gst_event_new_stream_start ("test"));
  g_assert_cmpint (GST_PAD_CHAINFUNC (sink) (
                       sink, GST_OBJECT_PARENT (sink), gst_buffer_new ()),
      ==, GST_FLOW_EOS);
}

static void
test_isolation_ends_the_output_of_an_element_that_did_not_start (void)
{
  g_autoptr (SupervisorFixture) f = new_chain ();

  play (f);
  gst_element_set_state (
      supervisor_fixture_get_element (f, 1), GST_STATE_READY);
  rmg_isolation_end_outputs (
      f->supervisor->nodes, supervisor_fixture_get_node (f, 0));
  g_assert_true (has_received_eos (f, 2));
}

static void
test_isolation_ends_a_target_that_is_not_linked_yet (void)
{
  g_autoptr (SupervisorFixture) f = supervisor_fixture_new (2);

  supervisor_fixture_add (f, "fakesrc", 0, RMG_ROLE_NODE);
  supervisor_fixture_add (f, "identity", 1, RMG_ROLE_NODE);
  supervisor_fixture_add (f, "fakesink", 1, RMG_ROLE_NODE);
  plan_fixture_link (f->plan, 0, 1, TRUE);
  plan_fixture_link (f->plan, 1, 2, FALSE);
  g_object_set (supervisor_fixture_get_element (f, 2), "async", FALSE, NULL);
  gst_element_set_state (
      supervisor_fixture_get_element (f, 2), GST_STATE_PLAYING);
  gst_element_set_state (
      supervisor_fixture_get_element (f, 1), GST_STATE_PLAYING);
  supervisor_fixture_start (f);

  rmg_isolation_end_outputs (
      f->supervisor->nodes, supervisor_fixture_get_node (f, 0));
  g_assert_true (has_received_eos (f, 1));
  g_assert_true (has_received_eos (f, 2));
}

/* n1 is fed by n0, and n2 by no node. @had_data: whether n1 has data. */
static gboolean
has_output_after_failure_of (guint first, guint second, gboolean had_data)
{
  g_autoptr (SupervisorFixture) f = supervisor_fixture_new (3);
  RmgNodeState before;

  supervisor_fixture_add (f, "identity", 0, RMG_ROLE_NODE);
  supervisor_fixture_add (f, "fakesink", 1, RMG_ROLE_NODE);
  supervisor_fixture_add (f, "fakesink", 2, RMG_ROLE_NODE);
  plan_fixture_link (f->plan, 0, 1, FALSE);
  supervisor_fixture_start (f);
  supervisor_fixture_get_node (f, 1)->had_data = had_data;
  rmg_node_set_claim_failure (
      f->supervisor->nodes, supervisor_fixture_get_node (f, first), &before);
  rmg_node_set_claim_failure (
      f->supervisor->nodes, supervisor_fixture_get_node (f, second), &before);
  return rmg_isolation_has_output (f->supervisor->nodes);
}

static void
test_isolation_has_output_until_all_are_cut_off (void)
{
  g_assert_true (has_output_after_failure_of (0, 1, FALSE));
  g_assert_true (has_output_after_failure_of (2, 2, FALSE));
  g_assert_false (has_output_after_failure_of (0, 2, FALSE));
  g_assert_false (has_output_after_failure_of (1, 2, FALSE));
}

/* The end of its data is an output. */
static void
test_isolation_has_output_if_a_sink_had_data_before (void)
{
  g_assert_true (has_output_after_failure_of (0, 2, TRUE));
  g_assert_false (has_output_after_failure_of (1, 2, TRUE));
}

/* A tee of n0 with a leg to each of n1 and n2. */
static SupervisorFixture *
new_tee (void)
{
  SupervisorFixture *f = supervisor_fixture_new (3);

  supervisor_fixture_add (f, "tee", 0, RMG_ROLE_TEE);
  supervisor_fixture_add (f, "fakesink", 1, RMG_ROLE_NODE);
  supervisor_fixture_add (f, "fakesink", 2, RMG_ROLE_NODE);
  for (guint i = 1; i < 3; i++)
    g_object_set (supervisor_fixture_get_element (f, i), "async", FALSE, NULL);
  gst_element_set_state (f->bin, GST_STATE_PLAYING);
  for (guint i = 1; i < 3; i++)
    g_assert_true (gst_element_link (supervisor_fixture_get_element (f, 0),
        supervisor_fixture_get_element (f, i)));
  supervisor_fixture_start (f);
  return f;
}

static GstPad *
get_sink (SupervisorFixture *f, guint element)
{
  return gst_element_get_static_pad (
      supervisor_fixture_get_element (f, element), "sink");
}

static gpointer
end_beside_blocked (gpointer nodes)
{
  return GINT_TO_POINTER (rmg_isolation_end_beside_blocked (nodes));
}

/* On another thread, as this one may lock its own pads twice. */
static gboolean
run_end_beside_blocked (SupervisorFixture *f)
{
  return GPOINTER_TO_INT (g_thread_join (
      g_thread_new ("end", end_beside_blocked, f->supervisor->nodes)));
}

static void
test_isolation_ends_the_legs_beside_a_blocked_one (void)
{
  g_autoptr (SupervisorFixture) f = new_tee ();
  g_autoptr (GstPad) tee = get_sink (f, 0);
  g_autoptr (GstPad) blocked = get_sink (f, 1);

  g_assert_false (run_end_beside_blocked (f));
  GST_PAD_STREAM_LOCK (tee);
  GST_PAD_STREAM_LOCK (blocked);
  g_assert_true (run_end_beside_blocked (f));
  g_assert_false (run_end_beside_blocked (f));
  GST_PAD_STREAM_UNLOCK (blocked);
  GST_PAD_STREAM_UNLOCK (tee);
  g_assert_true (has_received_eos (f, 2));
  g_assert_false (has_received_eos (f, 1));
}

/* A sink of n0 that waits for its first buffer in the state PAUSED. */
static SupervisorFixture *
new_waiting_sink (void)
{
  SupervisorFixture *f = supervisor_fixture_new (1);

  supervisor_fixture_add (f, "fakesink", 0, RMG_ROLE_NODE);
  g_assert_cmpint (gst_element_set_state (f->bin, GST_STATE_PAUSED), ==,
      GST_STATE_CHANGE_ASYNC);
  supervisor_fixture_start (f);
  return f;
}

static void
test_isolation_ends_the_wait_for_an_element_that_never_finishes (void)
{
  g_autoptr (SupervisorFixture) f = new_waiting_sink ();

  rmg_isolation_end_async (supervisor_fixture_get_node (f, 0));
  g_assert_cmpint (gst_element_get_state (f->bin, NULL, NULL, 0), ==,
      GST_STATE_CHANGE_SUCCESS);
}

static void
count_async_done (GstBus *bus, const GstMessage *message, guint *n)
{
  (*n)++;
}

/* The bin is about to set this element to the next state itself. */
static void
test_isolation_says_nothing_for_an_element_that_the_bin_changes (void)
{
  g_autoptr (SupervisorFixture) f = supervisor_fixture_new (1);
  g_autoptr (GstBus) bus = gst_bus_new ();
  GstElement *element;
  guint n = 0;

  supervisor_fixture_add (f, "identity", 0, RMG_ROLE_NODE);
  element = supervisor_fixture_get_element (f, 0);
  supervisor_fixture_start (f);
  GST_OBJECT_LOCK (element);
  GST_STATE_PENDING (element) = GST_STATE_PLAYING;
  GST_OBJECT_UNLOCK (element);
  gst_element_set_bus (element, bus);
  gst_bus_enable_sync_message_emission (bus);
  g_signal_connect (
      bus, "sync-message::async-done", G_CALLBACK (count_async_done), &n);
  rmg_isolation_end_async (supervisor_fixture_get_node (f, 0));
  g_assert_cmpuint (n, ==, 0);
  GST_OBJECT_LOCK (element);
  GST_STATE_PENDING (element) = GST_STATE_VOID_PENDING;
  GST_OBJECT_UNLOCK (element);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  GST_ELEMENT_REGISTER (rmgguard, NULL);
  GST_ELEMENT_REGISTER (rmgcommit, NULL);
  g_test_init (&argc, &argv, NULL);

  g_test_add_func (
      "/isolation/outputs", test_isolation_ends_the_outputs_at_the_border);
  g_test_add_func (
      "/isolation/guarded", test_isolation_ends_both_sides_of_guarded_node);
  g_test_add_func ("/isolation/not-started",
      test_isolation_ends_the_output_of_an_element_that_did_not_start);
  g_test_add_func ("/isolation/unlinked",
      test_isolation_ends_a_target_that_is_not_linked_yet);
  g_test_add_func (
      "/isolation/output", test_isolation_has_output_until_all_are_cut_off);
  g_test_add_func ("/isolation/had-data",
      test_isolation_has_output_if_a_sink_had_data_before);
  g_test_add_func (
      "/isolation/blocked", test_isolation_ends_the_legs_beside_a_blocked_one);
  g_test_add_func ("/isolation/async",
      test_isolation_ends_the_wait_for_an_element_that_never_finishes);
  g_test_add_func ("/isolation/pending",
      test_isolation_says_nothing_for_an_element_that_the_bin_changes);
  return g_test_run ();
}
