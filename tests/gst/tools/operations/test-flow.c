/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/tools/operations/flow.h"

#define START_US G_GINT64_CONSTANT (1000)
#define S G_USEC_PER_SEC

static void
assert_text (const ToolFlow *flow, gint64 now_us, const char *expected)
{
  g_autofree char *text = tool_flow_describe (flow, now_us);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_flow_without_a_session_is_starting (void)
{
  ToolFlow flow = { 0 };

  tool_flow_update (&flow, 0, START_US);
  g_assert_false (tool_flow_has_begun (&flow));
  g_assert_false (tool_flow_is_ready (&flow, START_US));
  assert_text (&flow, START_US, "starting");
}

/* Data that has not reached an output does not make the run ready. */
static void
test_flow_follows_the_state_of_the_run (void)
{
  static const struct
  {
    const char *state;
    gboolean has_begun;
    gboolean is_ready;
  } rows[] = {
    { "starting", FALSE, FALSE },
    { "running", TRUE, TRUE },
    { "restarting", TRUE, FALSE },
    { "degraded", TRUE, TRUE },
    { "draining", TRUE, FALSE },
    { "stopped", TRUE, FALSE },
    { "failed", FALSE, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    ToolFlow flow = { 0 };
    g_autofree char *text = g_strconcat (rows[i].state, ": so", NULL);

    tool_flow_update (&flow, 7, START_US);
    tool_flow_set_state (&flow, rows[i].state, "so");
    g_assert_cmpint (tool_flow_has_begun (&flow), ==, rows[i].has_begun);
    g_assert_cmpint (
        tool_flow_is_ready (&flow, START_US), ==, rows[i].is_ready);
    assert_text (&flow, START_US, text);
  }
}

static void
test_flow_that_stops_is_not_ready (void)
{
  ToolFlow flow = { 0 };

  tool_flow_set_state (&flow, "running", "data arrived");
  g_assert_false (tool_flow_is_ready (&flow, START_US));
  assert_text (&flow, START_US, "running: data arrived");
  tool_flow_update (&flow, 1, START_US);
  tool_flow_update (&flow, 1, START_US + TOOL_FLOW_TIMEOUT_US - 1);
  g_assert_true (
      tool_flow_is_ready (&flow, START_US + TOOL_FLOW_TIMEOUT_US - 1));
  g_assert_false (tool_flow_is_ready (&flow, START_US + TOOL_FLOW_TIMEOUT_US));
  assert_text (&flow, START_US + 7 * S, "running: no data for 7 s");
  tool_flow_update (&flow, 2, START_US + 8 * S);
  g_assert_true (tool_flow_is_ready (&flow, START_US + 8 * S));
}

/* A source that is built again counts from the start. */
static void
test_flow_moves_after_the_counters_were_reset (void)
{
  ToolFlow flow = { 0 };

  tool_flow_set_state (&flow, "running", "data arrived");
  tool_flow_update (&flow, 9, START_US);
  tool_flow_update (&flow, 0, START_US + TOOL_FLOW_TIMEOUT_US);
  g_assert_false (tool_flow_is_ready (&flow, START_US + TOOL_FLOW_TIMEOUT_US));
  tool_flow_update (&flow, 3, START_US + TOOL_FLOW_TIMEOUT_US + 1);
  g_assert_true (
      tool_flow_is_ready (&flow, START_US + TOOL_FLOW_TIMEOUT_US + 1));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/flow/none", test_flow_without_a_session_is_starting);
  g_test_add_func ("/flow/state", test_flow_follows_the_state_of_the_run);
  g_test_add_func ("/flow/stops", test_flow_that_stops_is_not_ready);
  g_test_add_func (
      "/flow/reset", test_flow_moves_after_the_counters_were_reset);
  return g_test_run ();
}
