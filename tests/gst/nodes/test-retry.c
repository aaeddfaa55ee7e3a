/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/nodes/retry.h"

#include <math.h>

/* Retries, delay before the first one, multiplier and longest delay, in ms. */
static const RmgRetryPolicy policy = { 5, 100, 2, 400 };

static void
assert_decision (
    RmgRetryDecision decision, RmgRetryAction action, guint delay_ms)
{
  g_assert_cmpint (decision.action, ==, action);
  g_assert_cmpuint (decision.delay_ms, ==, delay_ms);
}

static RmgRetryDecision
decide_transient (guint failures)
{
  return rmg_retry_decide (&policy, RMG_FAILURE_TRANSIENT, failures, 0, 0);
}

static void
test_retry_first_failure_offers_the_buffer_again (void)
{
  assert_decision (decide_transient (0), RMG_RETRY_OFFER, 100);
}

static void
test_retry_later_failures_restart_with_doubled_delay (void)
{
  assert_decision (decide_transient (1), RMG_RETRY_RESTART, 200);
  assert_decision (decide_transient (2), RMG_RETRY_RESTART, 400);
}

static void
test_retry_delay_stays_at_its_maximum (void)
{
  assert_decision (decide_transient (3), RMG_RETRY_RESTART, 400);
  assert_decision (decide_transient (4), RMG_RETRY_RESTART, 400);
}

static void
test_retry_last_failure_produces_up (void)
{
  assert_decision (decide_transient (5), RMG_RETRY_GIVE_UP, 0);
  assert_decision (decide_transient (G_MAXUINT), RMG_RETRY_GIVE_UP, 0);
}

static void
test_retry_permanent_failure_produces_up (void)
{
  assert_decision (rmg_retry_decide (&policy, RMG_FAILURE_PERMANENT, 0, 0, 0),
      RMG_RETRY_GIVE_UP, 0);
  assert_decision (rmg_retry_decide (&policy, RMG_FAILURE_NONE, 0, 0, 0),
      RMG_RETRY_GIVE_UP, 0);
}

static void
test_retry_requested_delay_is_a_minimum (void)
{
  assert_decision (
      rmg_retry_decide (&policy, RMG_FAILURE_TRANSIENT, 0, 5000, 0),
      RMG_RETRY_OFFER, 5000);
  assert_decision (rmg_retry_decide (&policy, RMG_FAILURE_TRANSIENT, 0, 50, 0),
      RMG_RETRY_OFFER, 100);
}

static void
test_retry_delay_does_not_overflow (void)
{
  const RmgRetryPolicy longest = { 100, G_MAXUINT / 2 + 1, 2, G_MAXUINT };

  assert_decision (rmg_retry_decide (&longest, RMG_FAILURE_TRANSIENT, 90, 0, 0),
      RMG_RETRY_RESTART, G_MAXUINT);
}

static void
test_retry_jitter_shortens_a_delay (void)
{
  const RmgRetryPolicy jittery = { 5, 100, 2, 400, 0.25 };

  assert_decision (rmg_retry_decide (&jittery, RMG_FAILURE_TRANSIENT, 0, 0, 0),
      RMG_RETRY_OFFER, 100);
  assert_decision (
      rmg_retry_decide (&jittery, RMG_FAILURE_TRANSIENT, 1, 0, 0.5),
      RMG_RETRY_RESTART, 175);
  /* but not the delay that the failure requests */
  assert_decision (
      rmg_retry_decide (&jittery, RMG_FAILURE_TRANSIENT, 1, 300, 0.5),
      RMG_RETRY_RESTART, 300);
}

#define N_SCHEDULES 100000

typedef struct
{
  RmgRetryPolicy policy;
  guint fails; /* attempts that fail before one succeeds */
  guint retry_after_ms;
} Schedule;

static double
pick (GRand *rand, const double *values, guint n_values)
{
  return values[g_rand_int_range (rand, 0, (gint32) n_values)];
}

static void
pick_schedule (GRand *rand, Schedule *self)
{
  static const double multipliers[] = { 1, 1.1, 1.5, 2, 3, 10 };
  static const double jitters[] = { 0, 0, 0.1, 0.5, 1 };

  *self =
      (Schedule){ .policy = {
                      .max_retries = (guint) g_rand_int_range (rand, 0, 12),
                      .backoff_ms = (guint) g_rand_int_range (rand, 0, 2000),
                      .multiplier =
                          pick (rand, multipliers, G_N_ELEMENTS (multipliers)),
                      .jitter = pick (rand, jitters, G_N_ELEMENTS (jitters)),
                  } };
  self->policy.max_backoff_ms =
      self->policy.backoff_ms + (guint) g_rand_int_range (rand, 0, 5000);
  self->fails = (guint) g_rand_int_range (rand, 0, 16);
  if (g_rand_boolean (rand))
    self->retry_after_ms = (guint) g_rand_int_range (rand, 0, 4000);
}

/* The delay of the model: a power instead of products. */
static double
model_delay_ms (const Schedule *self, guint failures, double random)
{
  const RmgRetryPolicy *p = &self->policy;
  double delay_ms = p->backoff_ms * pow (p->multiplier, failures);

  delay_ms = fmin (delay_ms, p->max_backoff_ms);
  return fmax (delay_ms - delay_ms * p->jitter * random, self->retry_after_ms);
}

/* Plays attempts until one succeeds or the node is given up. */
static void
play_schedule (GRand *rand, const Schedule *self)
{
  const guint n_expected = MIN (self->fails, self->policy.max_retries);
  guint n_retries = 0;

  for (guint failures = 0; failures < self->fails; failures++) {
    const double random = g_rand_double (rand);
    const RmgRetryDecision decision = rmg_retry_decide (&self->policy,
        RMG_FAILURE_TRANSIENT, failures, self->retry_after_ms, random);

    if (decision.action == RMG_RETRY_GIVE_UP)
      break;
    g_assert_cmpint (decision.action, ==,
        n_retries == 0 ? RMG_RETRY_OFFER : RMG_RETRY_RESTART);
    g_assert_cmpfloat (
        fabs (decision.delay_ms - model_delay_ms (self, failures, random)), <=,
        0.501);
    n_retries++;
  }
  g_assert_cmpuint (n_retries, ==, n_expected);
}

static void
test_retry_random_schedules_agree_with_the_model (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);

  for (guint i = 0; i < N_SCHEDULES; i++) {
    Schedule schedule;

    pick_schedule (rand, &schedule);
    play_schedule (rand, &schedule);
  }
}

static void
test_retry_default_delays_are_exact (void)
{
  RmgPolicy usual;
  guint total_ms = 0;

  rmg_policy_init (&usual);
  for (guint i = 0; i < 3; i++)
    total_ms +=
        rmg_retry_decide (&usual.retry, RMG_FAILURE_TRANSIENT, i, 0, 0.999)
            .delay_ms;
  g_assert_cmpuint (total_ms, ==, 100 + 200 + 400);
  g_assert_cmpint (
      rmg_retry_decide (&usual.retry, RMG_FAILURE_TRANSIENT, 3, 0, 0).action,
      ==, RMG_RETRY_GIVE_UP);
}

static void
test_retry_step_is_as_the_node_allows (void)
{
  static const struct
  {
    RmgRenewal renewal;
    RmgRetryAction after[3]; /* that number of failures */
  } rows[] = {
    { RMG_RENEWAL_NONE, { RMG_RETRY_OFFER, RMG_RETRY_OFFER, RMG_RETRY_OFFER } },
    { RMG_RENEWAL_RESTART,
        { RMG_RETRY_OFFER, RMG_RETRY_RESTART, RMG_RETRY_RESTART } },
    { RMG_RENEWAL_RESTART_FIRST,
        { RMG_RETRY_OFFER, RMG_RETRY_RESTART, RMG_RETRY_REBUILD } },
    { RMG_RENEWAL_REBUILD,
        { RMG_RETRY_OFFER, RMG_RETRY_REBUILD, RMG_RETRY_REBUILD } },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    for (guint failures = 0; failures < 3; failures++)
      g_assert_cmpint (rmg_retry_choose_step (rows[i].renewal,
                           decide_transient (failures).action, failures),
          ==, rows[i].after[failures]);
  g_assert_cmpint (
      rmg_retry_choose_step (RMG_RENEWAL_REBUILD, RMG_RETRY_GIVE_UP, 9), ==,
      RMG_RETRY_GIVE_UP);
  g_assert_cmpint (
      rmg_retry_choose_step (RMG_RENEWAL_REBUILD, RMG_RETRY_SKIP, 9), ==,
      RMG_RETRY_SKIP);
}

static void
test_retry_actions_have_names (void)
{
  g_assert_cmpstr (rmg_retry_get_name (RMG_RETRY_OFFER), ==, "retry");
  g_assert_cmpstr (rmg_retry_get_name (RMG_RETRY_RESTART), ==, "restart");
  g_assert_cmpstr (rmg_retry_get_name (RMG_RETRY_REBUILD), ==, "rebuild");
  g_assert_cmpstr (rmg_retry_get_name (RMG_RETRY_SKIP), ==, "skip");
  g_assert_null (rmg_retry_get_name (RMG_RETRY_GIVE_UP));
  g_assert_true (rmg_retry_renews (RMG_RETRY_RESTART));
  g_assert_true (rmg_retry_renews (RMG_RETRY_REBUILD));
  g_assert_false (rmg_retry_renews (RMG_RETRY_OFFER));
  g_assert_false (rmg_retry_renews (RMG_RETRY_SKIP));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func (
      "/retry/first", test_retry_first_failure_offers_the_buffer_again);
  g_test_add_func (
      "/retry/later", test_retry_later_failures_restart_with_doubled_delay);
  g_test_add_func ("/retry/maximum", test_retry_delay_stays_at_its_maximum);
  g_test_add_func ("/retry/last", test_retry_last_failure_produces_up);
  g_test_add_func (
      "/retry/permanent", test_retry_permanent_failure_produces_up);
  g_test_add_func ("/retry/requested", test_retry_requested_delay_is_a_minimum);
  g_test_add_func ("/retry/jitter", test_retry_jitter_shortens_a_delay);
  g_test_add_func (
      "/retry/random", test_retry_random_schedules_agree_with_the_model);
  g_test_add_func ("/retry/default", test_retry_default_delays_are_exact);
  g_test_add_func ("/retry/overflow", test_retry_delay_does_not_overflow);
  g_test_add_func ("/retry/step", test_retry_step_is_as_the_node_allows);
  g_test_add_func ("/retry/names", test_retry_actions_have_names);
  return g_test_run ();
}
