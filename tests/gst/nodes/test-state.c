/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/nodes/state.h"

static const char letters[RMG_N_NODE_STATES] = {
  [RMG_NODE_STATE_IDLE] = 'i',
  [RMG_NODE_STATE_STARTING] = 's',
  [RMG_NODE_STATE_RUNNING] = 'r',
  [RMG_NODE_STATE_RETRYING] = 'R',
  [RMG_NODE_STATE_RESTARTING] = 'X',
  [RMG_NODE_STATE_RENEWING] = 'N',
  [RMG_NODE_STATE_DEGRADED] = 'd',
  [RMG_NODE_STATE_DRAINING] = 'D',
  [RMG_NODE_STATE_ENDED] = 'e',
  [RMG_NODE_STATE_FAILED] = 'f',
};

/* States after START, ATTEMPT_FAILED, RESTART, REBUILD, RESTARTED, RECOVERED,
 * FLUSH, EOS, GIVE_UP, RENEW, BREAKER_OPENED, BREAKER_CLOSED, DATA, DRAIN and STOP. */
static const char *const expected[RMG_N_NODE_STATES] = {
  [RMG_NODE_STATE_IDLE] = "sRiiiiiefNdiiii",
  [RMG_NODE_STATE_STARTING] = "sRsssssefNdsrDi",
  [RMG_NODE_STATE_RUNNING] = "sRrrrrrefNdrrDi",
  [RMG_NODE_STATE_RETRYING] = "sRXXRrRefRdrRRi",
  [RMG_NODE_STATE_RESTARTING] = "sXXXRXXefXXXXXi",
  [RMG_NODE_STATE_RENEWING] = "sNNNrNNefNNNNNi",
  [RMG_NODE_STATE_DEGRADED] = "sdXXdddefddrddi",
  [RMG_NODE_STATE_DRAINING] = "sRDDDDrefNdDDDi",
  [RMG_NODE_STATE_ENDED] = "sReeeerefeeeeee",
  [RMG_NODE_STATE_FAILED] = "sffffffffffffff",
};

static const char *const words[RMG_N_NODE_STATES] = {
  [RMG_NODE_STATE_IDLE] = "stopped",
  [RMG_NODE_STATE_STARTING] = "starting",
  [RMG_NODE_STATE_RUNNING] = "running",
  [RMG_NODE_STATE_RETRYING] = "restarting",
  [RMG_NODE_STATE_RESTARTING] = "restarting",
  [RMG_NODE_STATE_RENEWING] = "running",
  [RMG_NODE_STATE_DEGRADED] = "degraded",
  [RMG_NODE_STATE_DRAINING] = "draining",
  [RMG_NODE_STATE_ENDED] = "stopped",
  [RMG_NODE_STATE_FAILED] = "failed",
};

static void
test_state_pair_has_expected_successor (gconstpointer data)
{
  RmgNodeState state = GPOINTER_TO_UINT (data);

  for (guint event = 0; event < RMG_N_NODE_EVENTS; event++)
    g_assert_cmpint (letters[rmg_node_state_next (state, event)], ==,
        expected[state][event]);
}

static void
test_state_words_are_those_of_the_public_states (void)
{
  for (guint state = 0; state < RMG_N_NODE_STATES; state++) {
    g_assert_cmpstr (rmg_node_state_get_name (state), ==, words[state]);
    g_assert_cmpstr (rmg_state_get_name (rmg_node_state_to_public (state)), ==,
        words[state]);
  }
}

static void
test_state_ended_or_failed_is_not_streaming (void)
{
  for (guint state = 0; state < RMG_N_NODE_STATES; state++)
    g_assert_cmpint (rmg_node_state_is_streaming (state), ==,
        state != RMG_NODE_STATE_ENDED && state != RMG_NODE_STATE_FAILED);
}

static void
test_state_restarts_are_those_with_or_without_failure (void)
{
  g_assert_true (rmg_node_state_is_restarting (RMG_NODE_STATE_RESTARTING));
  g_assert_true (rmg_node_state_is_restarting (RMG_NODE_STATE_RENEWING));
  g_assert_false (rmg_node_state_is_restarting (RMG_NODE_STATE_RETRYING));
  g_assert_false (rmg_node_state_is_restarting (RMG_NODE_STATE_RUNNING));
}

static void
test_state_events_have_reasons (void)
{
  for (guint event = 0; event < RMG_N_NODE_EVENTS; event++)
    g_assert_nonnull (rmg_node_event_get_reason (event));
}

/* A run of three nodes, the last of which is an end. */
static const struct
{
  const char *name;
  RmgNodeState states[3];
  RmgState run;
} runs[] = {
  { "idle", { RMG_NODE_STATE_IDLE, RMG_NODE_STATE_IDLE, RMG_NODE_STATE_IDLE },
      RMG_STATE_STOPPED },
  { "data-on-its-way",
      { RMG_NODE_STATE_RUNNING, RMG_NODE_STATE_RUNNING,
          RMG_NODE_STATE_STARTING },
      RMG_STATE_STARTING },
  { "data-at-the-end",
      { RMG_NODE_STATE_RUNNING, RMG_NODE_STATE_STARTING,
          RMG_NODE_STATE_RUNNING },
      RMG_STATE_RUNNING },
  { "renewal-is-no-restart",
      { RMG_NODE_STATE_RUNNING, RMG_NODE_STATE_RENEWING,
          RMG_NODE_STATE_RUNNING },
      RMG_STATE_RUNNING },
  { "retry",
      { RMG_NODE_STATE_RETRYING, RMG_NODE_STATE_RUNNING,
          RMG_NODE_STATE_STARTING },
      RMG_STATE_RESTARTING },
  { "restart-before-degraded",
      { RMG_NODE_STATE_RESTARTING, RMG_NODE_STATE_DEGRADED,
          RMG_NODE_STATE_RUNNING },
      RMG_STATE_RESTARTING },
  { "degraded-before-draining",
      { RMG_NODE_STATE_DRAINING, RMG_NODE_STATE_DEGRADED,
          RMG_NODE_STATE_RUNNING },
      RMG_STATE_DEGRADED },
  { "draining",
      { RMG_NODE_STATE_DRAINING, RMG_NODE_STATE_DRAINING,
          RMG_NODE_STATE_RUNNING },
      RMG_STATE_DRAINING },
  { "failed-before-restarting",
      { RMG_NODE_STATE_FAILED, RMG_NODE_STATE_RESTARTING,
          RMG_NODE_STATE_RUNNING },
      RMG_STATE_FAILED },
  { "failed-after-the-end",
      { RMG_NODE_STATE_FAILED, RMG_NODE_STATE_IDLE, RMG_NODE_STATE_ENDED },
      RMG_STATE_FAILED },
  { "ended",
      { RMG_NODE_STATE_RUNNING, RMG_NODE_STATE_RUNNING, RMG_NODE_STATE_ENDED },
      RMG_STATE_STOPPED },
};

static void
test_state_run_has_the_most_serious_state (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (runs); i++) {
    RmgStateCounts counts = { { 0 }, { 0 } };

    for (guint node = 0; node < 3; node++)
      counts.nodes[runs[i].states[node]]++;
    counts.ends[runs[i].states[2]]++;
    g_test_message ("%s", runs[i].name);
    g_assert_cmpint (rmg_state_counts_get_run (&counts), ==, runs[i].run);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint state = 0; state < RMG_N_NODE_STATES; state++) {
    g_autofree char *path = g_strdup_printf ("/state/%c", letters[state]);

    g_test_add_data_func (
        path, GUINT_TO_POINTER (state), test_state_pair_has_expected_successor);
  }
  g_test_add_func (
      "/state/words", test_state_words_are_those_of_the_public_states);
  g_test_add_func (
      "/state/streaming", test_state_ended_or_failed_is_not_streaming);
  g_test_add_func ("/state/restarting",
      test_state_restarts_are_those_with_or_without_failure);
  g_test_add_func ("/state/reasons", test_state_events_have_reasons);
  g_test_add_func ("/state/run", test_state_run_has_the_most_serious_state);
  return g_test_run ();
}
