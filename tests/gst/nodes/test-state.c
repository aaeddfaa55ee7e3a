/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/nodes/state.h"

#define N_STATES (RMG_NODE_STATE_FAILED + 1)
#define N_EVENTS (RMG_NODE_EVENT_BREAKER_CLOSED + 1)

/* States after START, ATTEMPT_FAILED, RESTART, RESTARTED, RECOVERED, EOS,
 * GIVE_UP, RENEW, BREAKER_OPENED and BREAKER_CLOSED: first letter of the name, "R"
 * for retrying, "X" for restarting. */
static const char *const expected[N_STATES] = {
  [RMG_NODE_STATE_RUNNING] = "rRrrrefXdr",
  [RMG_NODE_STATE_RETRYING] = "rRXRrefRdr",
  [RMG_NODE_STATE_RESTARTING] = "rXXRXefXXX",
  [RMG_NODE_STATE_DEGRADED] = "rdXddefddr",
  [RMG_NODE_STATE_ENDED] = "rReeeefeee",
  [RMG_NODE_STATE_FAILED] = "rfffffffff",
};

static const char letters[N_STATES] = { 'r', 'R', 'X', 'd', 'e', 'f' };

static void
test_state_pair_has_expected_successor (gconstpointer data)
{
  RmgNodeState state = GPOINTER_TO_UINT (data);

  for (guint event = 0; event < N_EVENTS; event++)
    g_assert_cmpint (letters[rmg_node_state_next (state, event)], ==,
        expected[state][event]);
}

static void
test_state_ended_or_failed_is_not_streaming (void)
{
  g_assert_true (rmg_node_state_is_streaming (RMG_NODE_STATE_RUNNING));
  g_assert_true (rmg_node_state_is_streaming (RMG_NODE_STATE_RETRYING));
  g_assert_true (rmg_node_state_is_streaming (RMG_NODE_STATE_RESTARTING));
  g_assert_true (rmg_node_state_is_streaming (RMG_NODE_STATE_DEGRADED));
  g_assert_false (rmg_node_state_is_streaming (RMG_NODE_STATE_ENDED));
  g_assert_false (rmg_node_state_is_streaming (RMG_NODE_STATE_FAILED));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint state = 0; state < N_STATES; state++) {
    g_autofree char *path =
        g_strconcat ("/state/", rmg_node_state_get_name (state), NULL);

    g_test_add_data_func (
        path, GUINT_TO_POINTER (state), test_state_pair_has_expected_successor);
  }
  g_test_add_func (
      "/state/streaming", test_state_ended_or_failed_is_not_streaming);
  return g_test_run ();
}
