/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/session/readiness.h"

#include <poll.h>

#define HANG_MS 20000
#define LATER_US (3600 * G_TIME_SPAN_SECOND)

static gboolean
wait_readable (const RmgReadiness *self, int timeout_ms)
{
  struct pollfd fd = { rmg_readiness_get_fd (self), POLLIN, 0 };

  return poll (&fd, 1, timeout_ms) == 1 && (fd.revents & POLLIN) != 0;
}

static RmgReadiness *
new_reset (void)
{
  RmgReadiness *self = rmg_readiness_new (NULL);

  g_assert_true (rmg_readiness_reset (self));
  g_assert_false (wait_readable (self, 0));
  return self;
}

static void
test_readiness_new_is_readable (void)
{
  RmgReadiness *self = rmg_readiness_new (NULL);

  g_assert_true (wait_readable (self, 0));
  rmg_readiness_free (self);
}

static void
test_readiness_reset_until_the_next_signal (void)
{
  RmgReadiness *self = new_reset ();

  g_assert_false (rmg_readiness_reset (self));
  for (int i = 0; i < 3; i++) {
    rmg_readiness_signal (self);
    rmg_readiness_signal (self);
    g_assert_true (wait_readable (self, 0));
    g_assert_true (wait_readable (self, 0));
    g_assert_true (rmg_readiness_reset (self));
    g_assert_false (wait_readable (self, 0));
  }
  rmg_readiness_free (self);
}

static void
test_readiness_time_that_has_passed_signals_at_once (void)
{
  RmgReadiness *self = new_reset ();

  rmg_readiness_signal_at (self, 100, 100);
  g_assert_true (wait_readable (self, 0));
  rmg_readiness_free (self);
}

static void
test_readiness_timer_signals (void)
{
  RmgReadiness *self = new_reset ();

  rmg_readiness_signal_at (self, 1000, 0);
  g_assert_true (wait_readable (self, HANG_MS));
  rmg_readiness_free (self);
}

/* The clock is an argument, so the time of the timer is only its delay. */
static void
test_readiness_earlier_time_replaces_a_later_one (void)
{
  RmgReadiness *self = new_reset ();

  rmg_readiness_signal_at (self, LATER_US, 0);
  g_assert_false (wait_readable (self, 0));
  rmg_readiness_signal_at (self, 1000, 0);
  g_assert_true (wait_readable (self, HANG_MS));
  rmg_readiness_free (self);
}

static void
test_readiness_later_time_keeps_the_earlier_one (void)
{
  RmgReadiness *self = new_reset ();

  rmg_readiness_signal_at (self, 1000, 0);
  rmg_readiness_signal_at (self, LATER_US, 0);
  g_assert_true (wait_readable (self, HANG_MS));
  rmg_readiness_free (self);
}

/* A timer whose time has passed is replaced before it has run. */
static void
test_readiness_replaced_timer_that_is_due_is_not_lost (void)
{
  RmgReadiness *self = new_reset ();

  rmg_readiness_signal_at (self, LATER_US, 0);
  rmg_readiness_signal_at (self, 2 * LATER_US, LATER_US);
  g_assert_true (wait_readable (self, 0));
  rmg_readiness_free (self);
}

typedef struct
{
  RmgReadiness *readiness;
  int n_left; /* atomic: items to be taken */
  int n_rounds;
} Shared;

static gpointer
add_items (gpointer data)
{
  Shared *shared = data;

  for (int i = 0; i < shared->n_rounds; i++) {
    g_atomic_int_inc (&shared->n_left);
    rmg_readiness_signal (shared->readiness);
  }
  return NULL;
}

/* The reader resets, and then looks for items, as the session does. */
static void
test_readiness_no_signal_is_lost_between_threads (void)
{
  Shared shared = { new_reset (), 0, 20000 };
  GThread *thread = g_thread_new ("adder", add_items, &shared);

  for (int n = 0; n < shared.n_rounds;) {
    g_assert_true (wait_readable (shared.readiness, HANG_MS));
    g_assert_true (rmg_readiness_reset (shared.readiness));
    while (g_atomic_int_get (&shared.n_left) > 0) {
      g_atomic_int_add (&shared.n_left, -1);
      n++;
    }
  }
  g_thread_join (thread);
  rmg_readiness_free (shared.readiness);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/readiness/new", test_readiness_new_is_readable);
  g_test_add_func (
      "/readiness/reset", test_readiness_reset_until_the_next_signal);
  g_test_add_func (
      "/readiness/past", test_readiness_time_that_has_passed_signals_at_once);
  g_test_add_func ("/readiness/timer", test_readiness_timer_signals);
  g_test_add_func (
      "/readiness/earlier", test_readiness_earlier_time_replaces_a_later_one);
  g_test_add_func (
      "/readiness/later", test_readiness_later_time_keeps_the_earlier_one);
  g_test_add_func ("/readiness/replaced",
      test_readiness_replaced_timer_that_is_due_is_not_lost);
  g_test_add_func (
      "/readiness/threads", test_readiness_no_signal_is_lost_between_threads);
  return g_test_run ();
}
