/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/tools/operations/notify.h"

#include <unistd.h>

#define START_US G_GINT64_CONSTANT (1000)
#define S G_USEC_PER_SEC

/* Checks the message after @n_buffers at @now_us. */
static void
assert_message (ToolNotifyState *state, ToolFlow *flow, guint64 n_buffers,
    gint64 now_us, const char *expected)
{
  g_autofree char *text = NULL;

  tool_flow_update (flow, n_buffers, now_us);
  if (n_buffers > 0)
    tool_flow_set_state (flow, "running", "data arrived");
  text = tool_notify_state_update (state, flow, now_us);
  g_assert_cmpstr (text, ==, expected);
}

static void
test_notify_ready_is_sent_once_when_data_moves (void)
{
  ToolNotifyState state = { 0 };
  ToolFlow flow = { 0 };

  assert_message (&state, &flow, 0, START_US, "STATUS=starting\n");
  assert_message (&state, &flow, 0, START_US + S, NULL);
  assert_message (&state, &flow, 1, START_US + 2 * S,
      "READY=1\nSTATUS=running: data arrived\n");
  assert_message (&state, &flow, 2, START_US + 3 * S, NULL);
  tool_notify_state_clear (&state);
}

static void
test_notify_watchdog_is_fed_by_movement_alone (void)
{
  ToolNotifyState state = { .watchdog_us = S };
  ToolFlow flow = { 0 };

  assert_message (&state, &flow, 0, START_US, "STATUS=starting\n");
  assert_message (&state, &flow, 1, START_US + S,
      "READY=1\nSTATUS=running: data arrived\nWATCHDOG=1\n");
  assert_message (&state, &flow, 1, START_US + 2 * S, NULL);
  assert_message (&state, &flow, 2, START_US + 3 * S, "WATCHDOG=1\n");
  assert_message (&state, &flow, 2, START_US + 4 * S, NULL);
  tool_notify_state_clear (&state);
}

static void
test_notify_status_counts_the_seconds_without_data (void)
{
  ToolNotifyState state = { 0 };
  ToolFlow flow = { 0 };

  assert_message (
      &state, &flow, 1, START_US, "READY=1\nSTATUS=running: data arrived\n");
  assert_message (
      &state, &flow, 1, START_US + 7 * S, "STATUS=running: no data for 7 s\n");
  assert_message (&state, &flow, 1, START_US + 7 * S + 1, NULL);
  assert_message (
      &state, &flow, 2, START_US + 8 * S, "STATUS=running: data arrived\n");
  tool_notify_state_clear (&state);
}

static void
test_notify_status_is_the_state_of_the_run (void)
{
  ToolNotifyState state = { 0 };
  ToolFlow flow = { 0 };
  g_autofree char *text = NULL;

  assert_message (
      &state, &flow, 1, START_US, "READY=1\nSTATUS=running: data arrived\n");
  tool_flow_set_state (&flow, "degraded", "a: the breaker opened");
  text = tool_notify_state_update (&state, &flow, START_US);
  g_assert_cmpstr (text, ==, "STATUS=degraded: a: the breaker opened\n");
  tool_notify_state_clear (&state);
}

static void
assert_end (gboolean is_ready, const char *failure, const char *expected)
{
  ToolNotifyState state = { .is_ready = is_ready,
    .failure = g_strdup (failure) };
  g_autofree char *text = tool_notify_state_end (&state);

  g_assert_cmpstr (text, ==, expected);
  tool_notify_state_clear (&state);
}

static void
test_notify_end_names_a_failure (void)
{
  assert_end (TRUE, NULL, "STOPPING=1\nSTATUS=stopped\n");
  assert_end (FALSE, NULL, "READY=1\nSTOPPING=1\nSTATUS=stopped\n");
  assert_end (FALSE, "no file", "STOPPING=1\nSTATUS=failed: no file\n");
}

static void
test_notify_watchdog_of_another_process_is_ignored (void)
{
  g_autofree char *own = g_strdup_printf ("%d", getpid ());

  g_assert_cmpint (tool_notify_read_watchdog (NULL, NULL), ==, 0);
  g_assert_cmpint (tool_notify_read_watchdog ("3000000", NULL), ==, 3 * S);
  g_assert_cmpint (tool_notify_read_watchdog ("3000000", own), ==, 3 * S);
  g_assert_cmpint (tool_notify_read_watchdog ("3000000", "1"), ==, 0);
  g_assert_cmpint (tool_notify_read_watchdog ("3000000", ""), ==, 0);
  g_assert_cmpint (tool_notify_read_watchdog ("0", own), ==, 0);
  g_assert_cmpint (tool_notify_read_watchdog ("-1", own), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func (
      "/notify/ready", test_notify_ready_is_sent_once_when_data_moves);
  g_test_add_func (
      "/notify/watchdog", test_notify_watchdog_is_fed_by_movement_alone);
  g_test_add_func (
      "/notify/status", test_notify_status_counts_the_seconds_without_data);
  g_test_add_func ("/notify/state", test_notify_status_is_the_state_of_the_run);
  g_test_add_func ("/notify/end", test_notify_end_names_a_failure);
  g_test_add_func (
      "/notify/process", test_notify_watchdog_of_another_process_is_ignored);
  return g_test_run ();
}
