/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/tools/operations/flow.h"

#define START_US G_GINT64_CONSTANT (1000)

static void
test_flow_without_buffers_has_not_begun (void)
{
  ToolFlow flow = { 0 };

  tool_flow_update (&flow, 0, START_US);
  g_assert_false (tool_flow_has_begun (&flow));
  g_assert_false (tool_flow_is_moving (&flow, START_US));
}

static void
test_flow_moves_until_the_timeout (void)
{
  ToolFlow flow = { 0 };

  tool_flow_update (&flow, 1, START_US);
  tool_flow_update (&flow, 1, START_US + TOOL_FLOW_TIMEOUT_US / 2);
  g_assert_true (
      tool_flow_is_moving (&flow, START_US + TOOL_FLOW_TIMEOUT_US - 1));
  g_assert_false (tool_flow_is_moving (&flow, START_US + TOOL_FLOW_TIMEOUT_US));
  g_assert_true (tool_flow_has_begun (&flow));
}

static void
test_flow_moves_again_with_the_next_buffer (void)
{
  gint64 later_us = START_US + 10 * TOOL_FLOW_TIMEOUT_US;
  ToolFlow flow = { 0 };

  tool_flow_update (&flow, 1, START_US);
  tool_flow_update (&flow, 2, later_us);
  g_assert_true (tool_flow_is_moving (&flow, later_us));
}

static void
test_flow_that_counts_from_zero_again_does_not_move (void)
{
  gint64 later_us = START_US + 10 * TOOL_FLOW_TIMEOUT_US;
  ToolFlow flow = { 0 };

  tool_flow_update (&flow, 9, START_US);
  tool_flow_update (&flow, 0, later_us);
  g_assert_false (tool_flow_is_moving (&flow, later_us));
  tool_flow_update (&flow, 1, later_us);
  g_assert_true (tool_flow_is_moving (&flow, later_us));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/flow/not-begun", test_flow_without_buffers_has_not_begun);
  g_test_add_func ("/flow/timeout", test_flow_moves_until_the_timeout);
  g_test_add_func ("/flow/again", test_flow_moves_again_with_the_next_buffer);
  g_test_add_func (
      "/flow/from-zero", test_flow_that_counts_from_zero_again_does_not_move);
  return g_test_run ();
}
