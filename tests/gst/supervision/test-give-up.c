/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* A chain n0 -> n1, where n1 is a sink. */

#include "gst/supervision/give-up.h"
#include "gst/supervision/restart.h"

#include "tests/lib/supervisor-fixture.h"

#include <string.h>

static const RmgFailure failure = { .flow = GST_FLOW_ERROR };

static SupervisorFixture *
new_chain (void)
{
  SupervisorFixture *f = supervisor_fixture_new (2);

  supervisor_fixture_add (f, "identity", 0, RMG_ROLE_NODE);
  supervisor_fixture_add (f, "fakesink", 1, RMG_ROLE_NODE);
  plan_fixture_link (f->plan, 0, 1, FALSE);
  supervisor_fixture_get_plan (f, 1)->flags = RMG_NODE_SINK;
  supervisor_fixture_start (f);
  return f;
}

static void
test_give_up_reports_the_node_and_counts_the_error (void)
{
  g_autoptr (SupervisorFixture) f = new_chain ();
  RmgNode *node = supervisor_fixture_get_node (f, 0);

  rmg_give_up (f->supervisor, node, &failure, 4);
  supervisor_fixture_expect (f, "failed:n0");
  g_assert_nonnull (strstr (f->error, "(after 4 attempts)"));
  g_assert_nonnull (supervisor_fixture_get_notice (f, "rmg-node-failed"));
  g_assert_cmpuint (node->counters.errors, ==, 1);
  g_assert_cmpint (rmg_node_get_state (node), ==, RMG_NODE_STATE_FAILED);
}

static void
test_give_up_sink_ends_it_once (void)
{
  g_autoptr (SupervisorFixture) f = new_chain ();
  RmgNode *sink = supervisor_fixture_get_node (f, 1);

  rmg_give_up (f->supervisor, sink, &failure, 1);
  supervisor_fixture_expect (f, "failed:n1 ended");
  rmg_give_up (f->supervisor, sink, &failure, 1);
  rmg_give_up_end_sink (f->supervisor, sink);
  supervisor_fixture_expect (f, "");
}

static void
test_give_up_echo_is_not_reported_but_ends_the_sink (void)
{
  g_autoptr (SupervisorFixture) f = new_chain ();

  rmg_give_up (f->supervisor, supervisor_fixture_get_node (f, 0), &failure, 1);
  rmg_give_up (f->supervisor, supervisor_fixture_get_node (f, 1), &failure, 1);
  supervisor_fixture_expect (f, "failed:n0 ended");
}

static void
test_give_up_eos_ends_a_sink_once (void)
{
  g_autoptr (SupervisorFixture) f = new_chain ();
  RmgNode *sink = supervisor_fixture_get_node (f, 1);

  rmg_give_up_end_sink (f->supervisor, sink);
  rmg_give_up_end_sink (f->supervisor, sink);
  supervisor_fixture_expect (f, "ended");
  g_assert_cmpint (rmg_node_get_state (sink), ==, RMG_NODE_STATE_ENDED);
}

static void
test_give_up_culprit_is_the_fallback_without_refusals (void)
{
  g_autoptr (SupervisorFixture) f = new_chain ();

  g_assert_true (rmg_give_up_culprit (
      f->supervisor, GST_FLOW_ERROR, supervisor_fixture_get_node (f, 1)));
  supervisor_fixture_expect (f, "failed:n1 ended");
}

static void
test_give_up_culprit_is_the_first_node_without_fallback (void)
{
  g_autoptr (SupervisorFixture) f = new_chain ();

  g_assert_true (rmg_give_up_culprit (f->supervisor, GST_FLOW_ERROR, NULL));
  supervisor_fixture_expect (f, "failed:n0");
}

static void
test_give_up_culprit_before_a_failed_node_is_an_echo (void)
{
  g_autoptr (SupervisorFixture) f = new_chain ();
  RmgNode *node = supervisor_fixture_get_node (f, 0);

  rmg_give_up (f->supervisor, supervisor_fixture_get_node (f, 1), &failure, 1);
  supervisor_fixture_expect (f, "failed:n1 ended");
  g_assert_true (rmg_give_up_culprit (f->supervisor, GST_FLOW_ERROR, node));
  supervisor_fixture_expect (f, "");
}

/* The flow returns of inactive pads do not identify the culprit. */
static void
test_give_up_flow_error_is_ignored_while_the_bin_goes_down (void)
{
  g_autoptr (SupervisorFixture) f = new_chain ();

  rmg_restart_set_closing (f->supervisor, TRUE);
  g_assert_true (rmg_give_up_culprit (
      f->supervisor, GST_FLOW_ERROR, supervisor_fixture_get_node (f, 1)));
  supervisor_fixture_expect (f, "");
}

/* The failure that the culprit recorded has the cause. */
static void
test_give_up_culprit_is_reported_with_its_failure (void)
{
  g_autoptr (SupervisorFixture) f = new_chain ();
  RmgNode *node = supervisor_fixture_get_node (f, 0);
  RmgFailure *recorded = g_new0 (RmgFailure, 1);

  recorded->cause = g_error_new_literal (
      GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_READ, "disk is gone");
  rmg_node_record_failure (node, recorded);
  rmg_give_up_culprit (f->supervisor, GST_FLOW_ERROR, node);
  g_assert_nonnull (strstr (f->error, "disk is gone"));
}

static GstFlowReturn
refuse (GstPad *pad, GstObject *parent, GstBuffer *buffer)
{
  gst_buffer_unref (buffer);
  return GST_FLOW_ERROR;
}

/* The application reports its own error. */
static void
test_give_up_refused_bin_has_no_culprit (void)
{
  g_autoptr (SupervisorFixture) f = new_chain ();
  g_autoptr (GstPad) sink =
      gst_object_ref_sink (gst_pad_new ("sink", GST_PAD_SINK));
  GstPad *src = gst_pad_new ("src", GST_PAD_SRC);
  GstSegment segment;

  gst_segment_init (&segment, GST_FORMAT_BYTES);
  gst_element_add_pad (f->bin, src);
  gst_pad_set_chain_function (sink, refuse);
  gst_pad_set_active (src, TRUE);
  gst_pad_set_active (sink, TRUE);
  g_assert_cmpint (gst_pad_link (src, sink), ==, GST_PAD_LINK_OK);
  gst_pad_push_event (src, gst_event_new_stream_start ("test"));
  gst_pad_push_event (src, gst_event_new_segment (&segment));
  gst_pad_push (src, gst_buffer_new ());

  g_assert_false (rmg_give_up_culprit (f->supervisor, GST_FLOW_ERROR, NULL));
  supervisor_fixture_expect (f, "");
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/give-up/closing",
      test_give_up_flow_error_is_ignored_while_the_bin_goes_down);
  g_test_add_func (
      "/give-up/report", test_give_up_reports_the_node_and_counts_the_error);
  g_test_add_func ("/give-up/sink", test_give_up_sink_ends_it_once);
  g_test_add_func (
      "/give-up/echo", test_give_up_echo_is_not_reported_but_ends_the_sink);
  g_test_add_func ("/give-up/eos", test_give_up_eos_ends_a_sink_once);
  g_test_add_func ("/give-up/culprit/fallback",
      test_give_up_culprit_is_the_fallback_without_refusals);
  g_test_add_func ("/give-up/culprit/first",
      test_give_up_culprit_is_the_first_node_without_fallback);
  g_test_add_func ("/give-up/culprit/before-failed",
      test_give_up_culprit_before_a_failed_node_is_an_echo);
  g_test_add_func ("/give-up/culprit/failure",
      test_give_up_culprit_is_reported_with_its_failure);
  g_test_add_func (
      "/give-up/culprit/bin", test_give_up_refused_bin_has_no_culprit);
  return g_test_run ();
}
