/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/nodes/own-failures.h"

#define MS G_TIME_SPAN_MILLISECOND
#define START_US (10 * G_TIME_SPAN_SECOND)

static gint64 now_us;

static gint64
get_time (RmgNode *node)
{
  return now_us;
}

static const RmgNodeSupervision supervision = { .get_time = get_time };

static RmgPlanNode plan = { .id = (char *) "x", .type = (char *) "T" };

static RmgNode *
new_node (void)
{
  RmgNode *node = rmg_node_new (&plan, 0);

  rmg_policy_init (&plan.policy);
  node->supervision = &supervision;
  now_us = START_US;
  return node;
}

static void
test_own_failures_in_a_row_are_counted (void)
{
  g_autoptr (RmgNode) node = new_node ();

  for (guint i = 0; i < 4; i++)
    g_assert_cmpuint (rmg_node_count_outside (node, now_us += MS), ==, i);
}

static void
test_own_failures_restart_is_due_after_the_delay (void)
{
  g_autoptr (RmgNode) node = new_node ();

  g_assert_cmpuint (rmg_node_get_restart_delay_ms (node), ==, 0);
  g_assert_true (rmg_node_schedule_restart (node, START_US + 300 * MS));
  g_assert_cmpint (node->restart_due, ==, RMG_RESTART_FAILED);
  now_us += 100 * MS;
  g_assert_cmpuint (rmg_node_get_restart_delay_ms (node), ==, 200);
  now_us += 200 * MS - 1;
  g_assert_cmpuint (rmg_node_get_restart_delay_ms (node), ==, 1);
  now_us += 1;
  g_assert_cmpuint (rmg_node_get_restart_delay_ms (node), ==, 0);
}

/* No buffer follows before which the node could restart, unless EOS passes it. */
static void
test_own_failures_after_the_end_schedule_nothing (void)
{
  g_autoptr (RmgNode) node = new_node ();

  g_atomic_int_set (&node->input_ended, RMG_INPUT_ENDED);
  g_assert_false (rmg_node_schedule_restart (node, START_US));
  g_assert_cmpint (node->restart_due, ==, RMG_RESTART_NONE);
  g_atomic_int_set (&node->input_ended, RMG_INPUT_ENDED_PAST_NODE);
  g_assert_true (rmg_node_schedule_restart (node, START_US));
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);

  g_test_add_func (
      "/own-failures/count", test_own_failures_in_a_row_are_counted);
  g_test_add_func (
      "/own-failures/delay", test_own_failures_restart_is_due_after_the_delay);
  g_test_add_func (
      "/own-failures/end", test_own_failures_after_the_end_schedule_nothing);
  return g_test_run ();
}
