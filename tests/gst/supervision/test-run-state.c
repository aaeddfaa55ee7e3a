/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* n0 -> n1, where n1 is the end. */

#include "gst/supervision/run-state.h"

#include "gst/supervision/attempts.h"
#include "tests/lib/supervisor-fixture.h"

static SupervisorFixture *
new_chain (void)
{
  SupervisorFixture *f = supervisor_fixture_new (2);

  supervisor_fixture_add (f, "identity", 0, RMG_ROLE_NODE);
  supervisor_fixture_add (f, "identity", 1, RMG_ROLE_NODE);
  plan_fixture_link (f->plan, 0, 1, FALSE);
  supervisor_fixture_start (f);
  rmg_attempts_attach (f->supervisor, TRUE);
  return f;
}

static void
send (SupervisorFixture *f, guint node, RmgNodeEvent event)
{
  rmg_node_handle_event (supervisor_fixture_get_node (f, node), event);
}

static void
assert_last_message (SupervisorFixture *f, guint n_messages, const char *from,
    const char *to, const char *reason)
{
  const GstStructure *last;
  gint64 time_us;

  g_assert_cmpuint (f->notices->len, ==, n_messages);
  last = f->notices->pdata[n_messages - 1];
  g_assert_true (gst_structure_has_name (last, "rmg-state"));
  g_assert_cmpstr (gst_structure_get_string (last, "from"), ==, from);
  g_assert_cmpstr (gst_structure_get_string (last, "to"), ==, to);
  g_assert_cmpstr (gst_structure_get_string (last, "reason"), ==, reason);
  g_assert_true (gst_structure_get_int64 (last, "time-us", &time_us));
}

static void
test_run_state_is_posted_when_it_changes (void)
{
  g_autoptr (SupervisorFixture) f = new_chain ();

  send (f, 0, RMG_NODE_EVENT_START);
  send (f, 1, RMG_NODE_EVENT_START);
  assert_last_message (f, 1, "stopped", "starting", "the pipeline has started");
  send (f, 0, RMG_NODE_EVENT_DATA);
  g_assert_cmpuint (f->notices->len, ==, 1);
  send (f, 1, RMG_NODE_EVENT_DATA);
  assert_last_message (f, 2, "starting", "running", "data arrived");
  send (f, 0, RMG_NODE_EVENT_ATTEMPT_FAILED);
  send (f, 1, RMG_NODE_EVENT_ATTEMPT_FAILED);
  assert_last_message (f, 3, "running", "restarting", "n0: an attempt failed");
  send (f, 0, RMG_NODE_EVENT_RECOVERED);
  g_assert_cmpuint (f->notices->len, ==, 3);
  send (f, 1, RMG_NODE_EVENT_RECOVERED);
  assert_last_message (f, 4, "restarting", "running", "an attempt succeeded");
  send (f, 0, RMG_NODE_EVENT_GIVE_UP);
  assert_last_message (f, 5, "running", "failed", "n0: the node was given up");
}

static void
test_run_state_is_read_with_time_and_reason (void)
{
  g_autoptr (SupervisorFixture) f = new_chain ();
  gint64 before_us = g_get_real_time ();
  g_autofree char *first_reason = NULL;
  g_autofree char *reason = NULL;
  gint64 since_us;

  g_assert_cmpint (rmg_run_state_read (f->supervisor, &since_us, &first_reason),
      ==, RMG_STATE_STOPPED);
  g_assert_cmpstr (first_reason, ==, "the pipeline has not started");
  send (f, 0, RMG_NODE_EVENT_START);
  send (f, 1, RMG_NODE_EVENT_START);
  g_assert_cmpint (rmg_run_state_read (f->supervisor, &since_us, &reason), ==,
      RMG_STATE_STARTING);
  g_assert_cmpint (since_us, >=, before_us);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);

  g_test_add_func (
      "/run-state/posted", test_run_state_is_posted_when_it_changes);
  g_test_add_func (
      "/run-state/read", test_run_state_is_read_with_time_and_reason);
  return g_test_run ();
}
