/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* n0 is a guarded node with a breaker, in a bin that plays. */

#include "gst/supervision/outside.h"

#include "gst/elements/guard/rmgcommit.h"
#include "gst/elements/guard/rmgguard.h"
#include "gst/nodes/own-failures.h"
#include "tests/lib/supervisor-fixture.h"

static guint n_attempts; /* of the last failure that ends the node */
static gint64 now_us;

static gint64
get_time (gpointer unused)
{
  return now_us;
}

static void
set_up (SupervisorFixture **f, gconstpointer unused)
{
  RmgPolicy *policy;
  guint guard, commit;

  *f = supervisor_fixture_new (1);
  supervisor_fixture_add (*f, "identity", 0, RMG_ROLE_NODE);
  guard = supervisor_fixture_add (*f, "rmgguard", 0, RMG_ROLE_GUARD);
  commit = supervisor_fixture_add (*f, "rmgcommit", 0, RMG_ROLE_COMMIT);
  policy = &supervisor_fixture_get_plan (*f, 0)->policy;
  policy->breaker.failures = 2;
  policy->breaker.open_ms = 1000;
  policy->breaker.on_open = RMG_ON_OPEN_BYPASS;
  supervisor_fixture_get_plan (*f, 0)->flags =
      RMG_NODE_FOREIGN | RMG_NODE_TRANSIENT;
  (*f)->keeps_messages = TRUE;
  supervisor_fixture_start (*f);
  supervisor_fixture_get_node (*f, 0)->guard =
      supervisor_fixture_get_element (*f, guard);
  supervisor_fixture_get_node (*f, 0)->commit =
      supervisor_fixture_get_element (*f, commit);
  (*f)->supervisor->clock = get_time;
  now_us = G_TIME_SPAN_SECOND;
  gst_element_set_state ((*f)->bin, GST_STATE_PLAYING);
}

static void
tear_down (SupervisorFixture **f, gconstpointer unused)
{
  supervisor_fixture_free (*f);
}

static gboolean
fail (SupervisorFixture *f, int code)
{
  g_autoptr (RmgFailure) failure = g_new0 (RmgFailure, 1);

  n_attempts = 0;
  failure->cause = g_error_new_literal (GST_RESOURCE_ERROR, code, "broken");
  return rmg_outside_handle (
      f->supervisor, supervisor_fixture_get_node (f, 0), failure, &n_attempts);
}

static int
take_restart (SupervisorFixture *f)
{
  RmgNode *node = supervisor_fixture_get_node (f, 0);
  const int due = g_atomic_int_get (&node->restart_due);

  g_atomic_int_set (&node->restart_due, RMG_RESTART_NONE);
  return due;
}

static RmgBreakerState
get_breaker (SupervisorFixture *f)
{
  return rmg_node_get_breaker_state (supervisor_fixture_get_node (f, 0));
}

static void
test_outside_failure_restarts_the_node_and_counts (
    SupervisorFixture **f, gconstpointer unused)
{
  RmgNode *node = supervisor_fixture_get_node (*f, 0);

  g_assert_true (fail (*f, GST_RESOURCE_ERROR_BUSY));
  g_assert_true (rmg_outside_is_known (node));
  g_assert_cmpint (take_restart (*f), ==, RMG_RESTART_FAILED);
  g_assert_false (rmg_outside_is_known (node));
  g_assert_cmpint (get_breaker (*f), ==, RMG_BREAKER_CLOSED);

  g_assert_true (fail (*f, GST_RESOURCE_ERROR_BUSY));
  g_assert_cmpint (take_restart (*f), ==, RMG_RESTART_NONE);
  g_assert_cmpint (get_breaker (*f), ==, RMG_BREAKER_OPEN);
  g_assert_true (rmg_outside_is_known (node));
  g_assert_cmpuint (node->counters.errors, ==, 2);
  supervisor_fixture_expect (*f, "message"); /* of the breaker */
}

static void
test_outside_echo_counts_once (SupervisorFixture **f, gconstpointer unused)
{
  g_assert_true (fail (*f, GST_RESOURCE_ERROR_BUSY));
  g_assert_true (fail (*f, GST_RESOURCE_ERROR_BUSY));
  g_assert_cmpint (get_breaker (*f), ==, RMG_BREAKER_CLOSED);
}

static void
test_outside_permanent_failure_breaks_at_once (
    SupervisorFixture **f, gconstpointer unused)
{
  g_assert_true (fail (*f, GST_RESOURCE_ERROR_NOT_FOUND));
  g_assert_cmpint (get_breaker (*f), ==, RMG_BREAKER_BROKEN);
  g_assert_cmpint (take_restart (*f), ==, RMG_RESTART_NONE);
}

static void
test_outside_failure_without_a_way_past_gives_up (
    SupervisorFixture **f, gconstpointer unused)
{
  RmgPolicy *policy = &supervisor_fixture_get_plan (*f, 0)->policy;

  policy->breaker.on_open = RMG_ON_OPEN_STOP;
  g_assert_false (fail (*f, GST_RESOURCE_ERROR_BUSY));
  policy->breaker = (RmgBreakerPolicy){ .on_open = RMG_ON_OPEN_BYPASS };
  g_assert_false (fail (*f, GST_RESOURCE_ERROR_BUSY));
  g_assert_cmpuint (n_attempts, ==, RMG_NODE_FAILED_OUTSIDE);
}

/* The manifest sets three retries of 100, 200 and 400 ms, and no breaker. */
static RmgPolicy *
set_retry (SupervisorFixture *f)
{
  RmgPolicy *policy = &supervisor_fixture_get_plan (f, 0)->policy;

  rmg_policy_init (policy);
  policy->set |= RMG_POLICY_RETRY;
  return policy;
}

static void
test_outside_failure_restarts_as_the_retries_say (
    SupervisorFixture **f, gconstpointer unused)
{
  static const guint delays_ms[] = { 100, 200, 400 };
  RmgNode *node = supervisor_fixture_get_node (*f, 0);

  set_retry (*f);
  for (guint i = 0; i < G_N_ELEMENTS (delays_ms); i++) {
    g_assert_true (fail (*f, GST_RESOURCE_ERROR_BUSY));
    g_assert_cmpint (
        node->restart_us - now_us, ==, delays_ms[i] * G_TIME_SPAN_MILLISECOND);
    now_us = node->restart_us;
    g_assert_cmpint (take_restart (*f), ==, RMG_RESTART_FAILED);
    g_assert_cmpuint ((*f)->notices->len, ==, i + 1);
  }
  g_assert_false (fail (*f, GST_RESOURCE_ERROR_BUSY));
  g_assert_cmpuint (n_attempts, ==, 4);
  g_assert_cmpuint (node->counters.retries, ==, 3);
}

static void
test_outside_failures_far_apart_are_counted_alone (
    SupervisorFixture **f, gconstpointer unused)
{
  set_retry (*f)->retry.stable_time_ms = 5000;
  for (guint i = 0; i < 20; i++) {
    g_assert_true (fail (*f, GST_RESOURCE_ERROR_BUSY));
    take_restart (*f);
    now_us += 5 * G_TIME_SPAN_SECOND;
  }
}

static void
test_outside_restarts_are_limited (SupervisorFixture **f, gconstpointer unused)
{
  set_retry (*f)->restart = (RmgRestartPolicy){ 1, 60000 };
  g_assert_true (fail (*f, GST_RESOURCE_ERROR_BUSY));
  take_restart (*f);
  g_assert_false (fail (*f, GST_RESOURCE_ERROR_BUSY));
  g_assert_cmpuint (n_attempts, ==, RMG_NODE_RESTARTS_USED_UP);
}

static void
test_outside_breaker_that_stops_counts_as_well (
    SupervisorFixture **f, gconstpointer unused)
{
  set_retry (*f)->breaker = (RmgBreakerPolicy){ 2, 1000, 1, RMG_ON_OPEN_STOP };
  g_assert_true (fail (*f, GST_RESOURCE_ERROR_BUSY));
  take_restart (*f);
  g_assert_false (fail (*f, GST_RESOURCE_ERROR_BUSY));
  g_assert_cmpint (get_breaker (*f), ==, RMG_BREAKER_OPEN);
}

/* A permanent failure, one at the end, and one in an item. */
static void
test_outside_failure_that_no_restart_cures_gives_up (
    SupervisorFixture **f, gconstpointer unused)
{
  RmgNode *node = supervisor_fixture_get_node (*f, 0);

  set_retry (*f);
  g_assert_false (fail (*f, GST_RESOURCE_ERROR_NOT_FOUND));
  g_atomic_int_set (&node->input_ended, RMG_INPUT_ENDED);
  g_assert_false (fail (*f, GST_RESOURCE_ERROR_BUSY));
  g_assert_false (rmg_node_schedule_restart (node, 0));
  g_atomic_int_set (&node->input_ended, RMG_INPUT_FLOWS);
  (*f)->supervisor->has_items = TRUE;
  g_assert_false (fail (*f, GST_RESOURCE_ERROR_BUSY));
  g_assert_cmpuint (n_attempts, ==, RMG_NODE_FAILED_OUTSIDE);
}

static void
test_outside_failure_at_the_end_gives_up (
    SupervisorFixture **f, gconstpointer unused)
{
  RmgNode *node = supervisor_fixture_get_node (*f, 0);

  g_atomic_int_set (&node->input_ended, RMG_INPUT_ENDED);
  g_assert_false (fail (*f, GST_RESOURCE_ERROR_BUSY));
}

/* EOS has seen the failure, so it does not wait for the node. */
static void
test_outside_failure_that_the_end_passes_is_taken (
    SupervisorFixture **f, gconstpointer unused)
{
  RmgNode *node = supervisor_fixture_get_node (*f, 0);

  g_atomic_int_set (&node->input_ended, RMG_INPUT_ENDED_PAST_NODE);
  g_assert_true (fail (*f, GST_RESOURCE_ERROR_BUSY));
}

typedef struct
{
  SupervisorFixture *fixture;
  gboolean is_taken;
} Other;

static gpointer
fail_on_thread (gpointer data)
{
  Other *other = data;

  other->is_taken = fail (other->fixture, GST_RESOURCE_ERROR_BUSY);
  return NULL;
}

/* The test holds the lock, as the thread does that changes the state. */
static void
test_outside_failure_beside_a_change_of_state_is_taken (
    SupervisorFixture **f, gconstpointer unused)
{
  GstElement *element = supervisor_fixture_get_element (*f, 0);
  Other other = { *f, FALSE };

  GST_STATE_LOCK (element);
  GST_STATE_NEXT (element) = GST_STATE_PLAYING;
  g_assert_false (fail (*f, GST_RESOURCE_ERROR_BUSY));
  g_thread_join (g_thread_new ("other", fail_on_thread, &other));
  GST_STATE_NEXT (element) = GST_STATE_VOID_PENDING;
  GST_STATE_UNLOCK (element);
  g_assert_true (other.is_taken);
}

static void
test_outside_failure_of_the_start_gives_up (
    SupervisorFixture **f, gconstpointer unused)
{
  gst_element_set_state ((*f)->bin, GST_STATE_READY);
  g_assert_false (fail (*f, GST_RESOURCE_ERROR_BUSY));
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  GST_ELEMENT_REGISTER (rmgguard, NULL);
  GST_ELEMENT_REGISTER (rmgcommit, NULL);

#define ADD(path, function)                                                    \
  g_test_add (path, SupervisorFixture *, NULL, set_up, function, tear_down)
  ADD ("/outside/counts", test_outside_failure_restarts_the_node_and_counts);
  ADD ("/outside/echo", test_outside_echo_counts_once);
  ADD ("/outside/permanent", test_outside_permanent_failure_breaks_at_once);
  ADD ("/outside/stop", test_outside_failure_without_a_way_past_gives_up);
  ADD ("/outside/retry", test_outside_failure_restarts_as_the_retries_say);
  ADD ("/outside/apart", test_outside_failures_far_apart_are_counted_alone);
  ADD ("/outside/limit", test_outside_restarts_are_limited);
  ADD (
      "/outside/breaker-stops", test_outside_breaker_that_stops_counts_as_well);
  ADD ("/outside/no-cure", test_outside_failure_that_no_restart_cures_gives_up);
  ADD ("/outside/end", test_outside_failure_at_the_end_gives_up);
  ADD ("/outside/past", test_outside_failure_that_the_end_passes_is_taken);
  ADD ("/outside/change",
      test_outside_failure_beside_a_change_of_state_is_taken);
  ADD ("/outside/start", test_outside_failure_of_the_start_gives_up);
#undef ADD
  return g_test_run ();
}
