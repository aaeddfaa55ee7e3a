/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/elements/rmgfuse.h"

#include "tests/lib/pass-fixture.h"

typedef struct
{
  guint n_calls;
  GstFlowReturn flow;
} Notified;

static void
leg_failed (RmgFuse *fuse, GstFlowReturn flow, gpointer data)
{
  Notified *notified = data;

  notified->n_calls++;
  notified->flow = flow;
}

static PassFixture *
new_fuse (Notified *notified)
{
  PassFixture *f = pass_fixture_new ("rmgfuse");

  rmg_fuse_set_notify (RMG_FUSE (f->element), leg_failed, notified);
  return f;
}

static void
assert_fuse_blows (GstFlowReturn flow, guint n_calls)
{
  Notified notified = { 0 };
  g_autoptr (PassFixture) f = new_fuse (&notified);

  f->flow = flow;
  g_assert_cmpint (pass_fixture_push (f, 1), ==, GST_FLOW_OK);
  g_assert_cmpint (pass_fixture_push (f, 2), ==, GST_FLOW_OK);
  gst_pad_push_event (f->feed, gst_event_new_eos ());

  g_assert_cmpstr (f->log->str, ==, "1E");
  g_assert_cmpuint (notified.n_calls, ==, n_calls);
  if (n_calls > 0)
    g_assert_cmpint (notified.flow, ==, flow);
}

static void
test_fuse_intact_passes_buffers_and_eos (void)
{
  Notified notified = { 0 };
  g_autoptr (PassFixture) f = new_fuse (&notified);

  g_assert_cmpint (pass_fixture_push (f, 1), ==, GST_FLOW_OK);
  gst_pad_push_event (f->feed, gst_event_new_eos ());
  g_assert_cmpstr (f->log->str, ==, "1E");
  g_assert_cmpuint (notified.n_calls, ==, 0);
}

static void
test_fuse_eos_of_leg_is_isolated (void)
{
  assert_fuse_blows (GST_FLOW_EOS, 0);
}

static void
test_fuse_not_linked_leg_is_isolated (void)
{
  assert_fuse_blows (GST_FLOW_NOT_LINKED, 0);
}

/* The first buffer reached the leg. */
static void
test_fuse_blown_counts_dropped_buffers (void)
{
  guint64 dropped[RMG_N_DROP_REASONS] = { 0 };
  g_autoptr (PassFixture) f = pass_fixture_new ("rmgfuse");

  rmg_fuse_set_drops (RMG_FUSE (f->element), &(RmgDrops){ .counts = dropped });
  f->flow = GST_FLOW_EOS;
  for (guint i = 1; i <= 4; i++)
    g_assert_cmpint (pass_fixture_push (f, i), ==, GST_FLOW_OK);
  for (guint i = 0; i < RMG_N_DROP_REASONS; i++)
    g_assert_cmpuint (dropped[i], ==, i == RMG_DROP_FAILED ? 3 : 0);
}

/* The journal has the first of the buffers that a leg does not receive. */
static void
test_fuse_leg_without_buffers_is_one_event (void)
{
  guint64 dropped[RMG_N_DROP_REASONS] = { 0 };
  g_autoptr (RmgMetrics) metrics = rmg_metrics_new (0);
  g_autoptr (PassFixture) f = pass_fixture_new ("rmgfuse");
  RmgJournal *journal = rmg_journal_new ();
  const RmgDrops drops = { dropped, journal, "leg", 0 };

  rmg_fuse_set_drops (RMG_FUSE (f->element), &drops);
  for (guint turn = 0; turn < 2; turn++) {
    rmg_fuse_set_down (RMG_FUSE (f->element), TRUE);
    pass_fixture_push (f, 1);
    pass_fixture_push (f, 2);
    rmg_fuse_set_down (RMG_FUSE (f->element), FALSE);
    pass_fixture_push (f, 3);
  }
  rmg_journal_read (journal, metrics);
  rmg_journal_unref (journal);
  g_assert_cmpuint (dropped[RMG_DROP_STALLED], ==, 4);
  g_assert_cmpuint (rmg_metrics_get_n_events (metrics), ==, 2);
  g_assert_cmpstr (rmg_metrics_get_event (metrics, 1)->node_id, ==, "leg");
  g_assert_cmpstr (rmg_metrics_get_event (metrics, 1)->text, ==, "stalled");
}

static void
test_fuse_error_of_leg_is_reported_once (void)
{
  assert_fuse_blows (GST_FLOW_ERROR, 1);
  assert_fuse_blows (GST_FLOW_NOT_NEGOTIATED, 1);
}

static void
test_fuse_error_without_notify_is_isolated (void)
{
  g_autoptr (PassFixture) f = pass_fixture_new ("rmgfuse");

  f->flow = GST_FLOW_ERROR;
  g_assert_cmpint (pass_fixture_push (f, 1), ==, GST_FLOW_OK);
  g_assert_cmpstr (f->log->str, ==, "1E");
}

static void
test_fuse_flushing_leg_does_not_blow (void)
{
  Notified notified = { 0 };
  g_autoptr (PassFixture) f = new_fuse (&notified);

  f->flow = GST_FLOW_FLUSHING;
  g_assert_cmpint (pass_fixture_push (f, 1), ==, GST_FLOW_OK);
  f->flow = GST_FLOW_OK;
  g_assert_cmpint (pass_fixture_push (f, 2), ==, GST_FLOW_OK);
  g_assert_cmpstr (f->log->str, ==, "12");
}

static void
test_fuse_flush_replaces_the_fuse (void)
{
  Notified notified = { 0 };
  g_autoptr (PassFixture) f = new_fuse (&notified);

  f->flow = GST_FLOW_ERROR;
  pass_fixture_push (f, 1);
  gst_pad_push_event (f->feed, gst_event_new_flush_start ());
  gst_pad_push_event (f->feed, gst_event_new_flush_stop (TRUE));
  f->flow = GST_FLOW_OK;
  pass_fixture_start (f, "test/x-data");
  g_string_truncate (f->log, 0);

  g_assert_cmpint (pass_fixture_push (f, 2), ==, GST_FLOW_OK);
  g_assert_cmpstr (f->log->str, ==, "2");
}

static void
test_fuse_ready_replaces_the_fuse (void)
{
  Notified notified = { 0 };
  g_autoptr (PassFixture) f = new_fuse (&notified);

  f->flow = GST_FLOW_ERROR;
  pass_fixture_push (f, 1);
  gst_element_set_state (f->element, GST_STATE_READY);
  gst_element_set_state (f->element, GST_STATE_PLAYING);
  gst_pad_set_active (f->feed, FALSE);
  gst_pad_set_active (f->feed, TRUE);
  gst_pad_set_active (f->final, FALSE);
  gst_pad_set_active (f->final, TRUE);
  f->flow = GST_FLOW_OK;
  pass_fixture_start (f, "test/x-data");

  g_assert_cmpint (pass_fixture_push (f, 2), ==, GST_FLOW_OK);
  g_assert_cmpuint (f->n_final, ==, 2);
}

static GstPadProbeReturn
note_discont (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  *(gboolean *) data = GST_BUFFER_IS_DISCONT (GST_PAD_PROBE_INFO_BUFFER (info));
  return GST_PAD_PROBE_OK;
}

static void
test_fuse_leg_that_is_down_receives_no_buffer_but_eos (void)
{
  Notified notified = { 0 };
  g_autoptr (PassFixture) f = new_fuse (&notified);
  guint64 dropped[RMG_N_DROP_REASONS] = { 0 };
  gboolean discont = FALSE;

  rmg_fuse_set_drops (RMG_FUSE (f->element), &(RmgDrops){ .counts = dropped });
  gst_pad_add_probe (
      f->final, GST_PAD_PROBE_TYPE_BUFFER, note_discont, &discont, NULL);
  rmg_fuse_set_down (RMG_FUSE (f->element), TRUE);
  g_assert_cmpint (pass_fixture_push (f, 1), ==, GST_FLOW_OK);
  g_assert_cmpint (pass_fixture_push (f, 2), ==, GST_FLOW_OK);
  g_assert_cmpuint (dropped[RMG_DROP_STALLED], ==, 2);
  rmg_fuse_set_down (RMG_FUSE (f->element), FALSE);
  g_assert_cmpint (pass_fixture_push (f, 3), ==, GST_FLOW_OK);
  g_assert_true (discont);
  g_assert_cmpint (pass_fixture_push (f, 4), ==, GST_FLOW_OK);
  g_assert_false (discont);
  rmg_fuse_set_down (RMG_FUSE (f->element), TRUE);
  g_assert_false (rmg_fuse_has_ended (RMG_FUSE (f->element)));
  gst_pad_push_event (f->feed, gst_event_new_eos ());
  g_assert_true (rmg_fuse_has_ended (RMG_FUSE (f->element)));
  g_assert_cmpstr (f->log->str, ==, "34E");
  g_assert_cmpuint (notified.n_calls, ==, 0);
}

static GstPadProbeReturn
note_turn (GstPad *pad, GstPadProbeInfo *info, gpointer fuse)
{
  g_assert_cmpuint (rmg_fuse_get_turn (fuse) % 2, ==, 1);
  return GST_PAD_PROBE_OK;
}

static void
test_fuse_turn_is_odd_while_a_thread_is_inside (void)
{
  Notified notified = { 0 };
  g_autoptr (PassFixture) f = new_fuse (&notified);

  gst_pad_add_probe (
      f->final, GST_PAD_PROBE_TYPE_BUFFER, note_turn, f->element, NULL);
  pass_fixture_push (f, 1);
  g_assert_cmpuint (rmg_fuse_get_turn (RMG_FUSE (f->element)), ==, 2);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  GST_ELEMENT_REGISTER (rmgfuse, NULL);

  g_test_add_func ("/fuse/event", test_fuse_leg_without_buffers_is_one_event);
  g_test_add_func ("/fuse/drops", test_fuse_blown_counts_dropped_buffers);
  g_test_add_func ("/fuse/intact", test_fuse_intact_passes_buffers_and_eos);
  g_test_add_func ("/fuse/eos", test_fuse_eos_of_leg_is_isolated);
  g_test_add_func ("/fuse/not-linked", test_fuse_not_linked_leg_is_isolated);
  g_test_add_func ("/fuse/error", test_fuse_error_of_leg_is_reported_once);
  g_test_add_func (
      "/fuse/no-notify", test_fuse_error_without_notify_is_isolated);
  g_test_add_func ("/fuse/flushing", test_fuse_flushing_leg_does_not_blow);
  g_test_add_func ("/fuse/flush", test_fuse_flush_replaces_the_fuse);
  g_test_add_func ("/fuse/ready", test_fuse_ready_replaces_the_fuse);
  g_test_add_func (
      "/fuse/down", test_fuse_leg_that_is_down_receives_no_buffer_but_eos);
  g_test_add_func (
      "/fuse/turn", test_fuse_turn_is_odd_while_a_thread_is_inside);
  return g_test_run ();
}
