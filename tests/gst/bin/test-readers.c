/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* A fakesink without data changes to PAUSED asynchronously, as a reader does
 * that looks for its media. */

#include "gst/bin/readers.h"

#include "tests/lib/plan-fixture.h"

static gboolean
are_last (RmgNodeFlags flags, GstState state)
{
  g_autoptr (PlanFixture) f = plan_fixture_new (2);
  g_autoptr (RmgNodeSet) set = NULL;
  gboolean last;

  plan_fixture_add (f, "identity", 0, RMG_ROLE_NODE);
  plan_fixture_add (f, "fakesink", 1, RMG_ROLE_NODE);
  g_array_index (f->plan.nodes, RmgPlanNode, 1).flags = flags;
  set = rmg_node_set_new (&f->plan, f->elements);
  gst_element_set_state (f->elements->pdata[1], state);
  last = rmg_readers_are_last (set);
  gst_element_set_state (f->elements->pdata[1], GST_STATE_NULL);
  return last;
}

static void
test_readers_without_async_change_are_last (void)
{
  g_assert_true (are_last (0, GST_STATE_READY));
}

static void
test_readers_with_async_reader_are_last (void)
{
  g_assert_true (are_last (RMG_NODE_SOURCE, GST_STATE_PAUSED));
}

static void
test_readers_with_async_sink_are_not_last (void)
{
  g_assert_false (are_last (RMG_NODE_SINK, GST_STATE_PAUSED));
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/readers/none", test_readers_without_async_change_are_last);
  g_test_add_func ("/readers/reader", test_readers_with_async_reader_are_last);
  g_test_add_func ("/readers/sink", test_readers_with_async_sink_are_not_last);
  return g_test_run ();
}
