/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/supervision/notices.h"

#include "gst/elements/guard/rmgguard.h"
#include "tests/lib/fault-fixture.h"
#include "tests/lib/supervisor-fixture.h"

static SupervisorFixture *
new_pair (void)
{
  SupervisorFixture *f = supervisor_fixture_new (1);

  supervisor_fixture_add (f, "rmgguard", 0, RMG_ROLE_GUARD);
  supervisor_fixture_add (f, "identity", 0, RMG_ROLE_NODE);
  supervisor_fixture_add (f, "fakesink", 0, RMG_ROLE_NODE);
  supervisor_fixture_get_plan (f, 0)->type = (char *) "T";
  supervisor_fixture_start (f);
  return f;
}

static void
assert_names_the_node (const GstStructure *notice)
{
  gint64 time_us;

  g_assert_nonnull (notice);
  g_assert_cmpstr (gst_structure_get_string (notice, "node-id"), ==, "n0");
  g_assert_cmpstr (gst_structure_get_string (notice, "node-type"), ==, "T");
  g_assert_true (gst_structure_get_int64 (notice, "time-us", &time_us));
  g_assert_cmpint (time_us, >, 0);
}

static void
test_notices_failed_has_the_record (void)
{
  g_autoptr (SupervisorFixture) f = new_pair ();
  g_autoptr (RmgFault) fault = fault_fixture_new (1);
  g_autoptr (GstStructure) expected =
      rmg_fault_to_structure (fault, "rmg-node-failed");

  rmg_notices_failed (f->supervisor, fault);
  g_assert_true (gst_structure_is_equal (
      supervisor_fixture_get_notice (f, "rmg-node-failed"), expected));
}

static void
test_notices_retrying_has_cause_and_reaction (void)
{
  g_autoptr (SupervisorFixture) f = new_pair ();
  RmgNode *node = supervisor_fixture_get_node (f, 0);
  g_autoptr (GError) cause = g_error_new_literal (
      GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_READ, "disk is gone");
  const RmgFailure failure = { .flow = GST_FLOW_ERROR, .cause = cause };
  const GstStructure *notice;
  guint attempt, delay_ms;
  int code, flow;

  rmg_node_note_attempt (node, &failure, "retry", 100);
  rmg_node_note_attempt (node, &failure, "restart", 200);
  rmg_notices_retrying (f->supervisor, node, &failure, "restart", 200);
  notice = supervisor_fixture_get_notice (f, "rmg-node-retrying");
  assert_names_the_node (notice);
  g_assert_true (gst_structure_get (notice, "attempt", G_TYPE_UINT, &attempt,
      "delay-ms", G_TYPE_UINT, &delay_ms, "code", G_TYPE_INT, &code, "flow",
      G_TYPE_INT, &flow, NULL));
  g_assert_cmpuint (attempt, ==, 2);
  g_assert_cmpuint (delay_ms, ==, 200);
  g_assert_cmpint (code, ==, GST_RESOURCE_ERROR_READ);
  g_assert_cmpint (flow, ==, GST_FLOW_ERROR);
  g_assert_cmpstr (gst_structure_get_string (notice, "domain"), ==,
      "gst-resource-error-quark");
  g_assert_cmpstr (
      gst_structure_get_string (notice, "message"), ==, "disk is gone");
  g_assert_cmpstr (gst_structure_get_string (notice, "action"), ==, "restart");
}

static void
test_notices_restarted_names_the_elements_that_lost_their_state (void)
{
  g_autoptr (SupervisorFixture) f = new_pair ();
  g_autofree char *names = g_strdup_printf ("%s, %s",
      GST_OBJECT_NAME (supervisor_fixture_get_element (f, 1)),
      GST_OBJECT_NAME (supervisor_fixture_get_element (f, 2)));
  g_autofree char *lost = g_strconcat ("state of ", names, NULL);
  const GstStructure *notice;

  rmg_notices_restarted (
      f->supervisor, supervisor_fixture_get_node (f, 0), "restart");
  notice = supervisor_fixture_get_notice (f, "rmg-node-restarted");
  assert_names_the_node (notice);
  g_assert_cmpstr (gst_structure_get_string (notice, "elements"), ==, names);
  g_assert_cmpstr (gst_structure_get_string (notice, "lost"), ==, lost);
  g_assert_cmpstr (gst_structure_get_string (notice, "action"), ==, "restart");
}

static void
test_notices_recovered_has_failures_and_duration (void)
{
  g_autoptr (SupervisorFixture) f = new_pair ();
  const RmgFailure failure = { .flow = GST_FLOW_ERROR };
  g_auto (RmgHistory) history = { NULL };
  const GstStructure *notice;
  guint64 duration_ms;
  guint failures;

  rmg_history_add (&history, &failure, "retry", 0,
      g_get_real_time () - 2 * G_TIME_SPAN_SECOND);
  rmg_history_add (&history, &failure, "retry", 0, g_get_real_time ());
  rmg_notices_recovered (
      f->supervisor, supervisor_fixture_get_node (f, 0), &history);
  notice = supervisor_fixture_get_notice (f, "rmg-recovered");
  assert_names_the_node (notice);
  g_assert_true (gst_structure_get (notice, "failures", G_TYPE_UINT, &failures,
      "duration-ms", G_TYPE_UINT64, &duration_ms, NULL));
  g_assert_cmpuint (failures, ==, 2);
  g_assert_cmpuint (duration_ms, >=, 2000);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  GST_ELEMENT_REGISTER (rmgguard, NULL);

  g_test_add_func ("/notices/failed", test_notices_failed_has_the_record);
  g_test_add_func (
      "/notices/retrying", test_notices_retrying_has_cause_and_reaction);
  g_test_add_func ("/notices/restarted",
      test_notices_restarted_names_the_elements_that_lost_their_state);
  g_test_add_func (
      "/notices/recovered", test_notices_recovered_has_failures_and_duration);
  return g_test_run ();
}
