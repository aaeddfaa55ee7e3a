/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/elements/guard/wait.h"
#include "tests/lib/hang.h"

#include <unistd.h>

#define AN_HOUR_MS 3600000

typedef struct
{
  RmgGuardWait *wait;
} Fixture;

static int n_acts; /* atomic: one test at a time */

static void
set_up (Fixture *f, gconstpointer unused)
{
  f->wait = rmg_guard_wait_new ();
  g_atomic_int_set (&n_acts, 0);
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  rmg_guard_wait_unref (f->wait);
}

static void
count_act (gpointer unused)
{
  g_atomic_int_inc (&n_acts);
}

static gboolean
sleep_for (Fixture *f, guint delay_ms)
{
  return rmg_guard_wait_sleep (f->wait, delay_ms, count_act, NULL);
}

static void
test_guard_wait_ends_after_its_act (Fixture *f, gconstpointer unused)
{
  g_assert_true (sleep_for (f, 0));
  g_assert_cmpint (n_acts, ==, 1);
  g_assert_true (sleep_for (f, 1));
  g_assert_cmpint (n_acts, ==, 2);
}

static void
test_guard_wait_without_act_ends (Fixture *f, gconstpointer unused)
{
  g_assert_true (rmg_guard_wait_sleep (f->wait, 1, NULL, NULL));
}

static void
test_guard_wait_stopped_before_returns_at_once (
    Fixture *f, gconstpointer unused)
{
  rmg_guard_wait_set_stopped (f->wait, TRUE);
  g_assert_false (sleep_for (f, AN_HOUR_MS));
  g_assert_cmpint (n_acts, ==, 0);
}

static gpointer
sleep_an_hour (gpointer fixture)
{
  return GINT_TO_POINTER (sleep_for (fixture, AN_HOUR_MS));
}

static gboolean
is_pending (RmgGuardWait *wait)
{
  gboolean pending;

  g_mutex_lock (&wait->lock);
  pending = wait->pending;
  g_mutex_unlock (&wait->lock);
  return pending;
}

static void
test_guard_wait_stopped_meanwhile_ends (Fixture *f, gconstpointer unused)
{
  GThread *thread = g_thread_new ("sleep", sleep_an_hour, f);

  while (!is_pending (f->wait))
    g_thread_yield ();
  rmg_guard_wait_set_stopped (f->wait, TRUE);
  g_assert_false (GPOINTER_TO_INT (g_thread_join (thread)));
  g_assert_cmpint (n_acts, ==, 0);
}

static void
test_guard_wait_allowed_again_waits (Fixture *f, gconstpointer unused)
{
  rmg_guard_wait_set_stopped (f->wait, TRUE);
  rmg_guard_wait_set_stopped (f->wait, FALSE);
  g_assert_true (sleep_for (f, 1));
  g_assert_cmpint (n_acts, ==, 1);
}

static int block_act; /* atomic */

static void
act_until_released (gpointer unused)
{
  count_act (NULL);
  while (g_atomic_int_get (&block_act))
    g_thread_yield ();
}

static gpointer
sleep_and_block (gpointer fixture)
{
  Fixture *f = fixture;

  rmg_guard_wait_sleep (f->wait, 0, act_until_released, NULL);
  return GINT_TO_POINTER (g_atomic_int_get (&block_act));
}

static GThread *
start_blocked_act (Fixture *f)
{
  GThread *thread;

  g_atomic_int_set (&block_act, TRUE);
  thread = g_thread_new ("act", sleep_and_block, f);
  while (g_atomic_int_get (&n_acts) == 0)
    g_thread_yield ();
  return thread;
}

static void
test_guard_wait_stopped_during_act_ends_after_it (
    Fixture *f, gconstpointer unused)
{
  GThread *thread = start_blocked_act (f);

  rmg_guard_wait_set_stopped (f->wait, TRUE);
  for (guint i = 0; i < 1000; i++)
    g_thread_yield ();
  g_atomic_int_set (&block_act, FALSE);
  g_assert_false (GPOINTER_TO_INT (g_thread_join (thread)));
}

static void
test_guard_wait_blocked_act_holds_up_no_other_wait (
    Fixture *f, gconstpointer unused)
{
  GThread *thread = start_blocked_act (f);
  Fixture other = { NULL };

  set_up (&other, NULL);
  g_assert_true (sleep_for (&other, 1));
  g_atomic_int_set (&block_act, FALSE);
  g_thread_join (thread);
  tear_down (&other, NULL);
}

/* The timer thread may still hold the job. */
static void
test_guard_wait_freed_before_its_job_is_due_is_not_used (
    Fixture *f, gconstpointer unused)
{
  Fixture other = { NULL };

  set_up (&other, NULL);
  rmg_guard_wait_set_stopped (other.wait, TRUE);
  sleep_for (&other, 1);
  tear_down (&other, NULL);
  g_assert_true (sleep_for (f, 5));
  g_assert_cmpint (n_acts, ==, 1);
}

static int is_over; /* atomic */

static gboolean
check_over (gpointer unused)
{
  return g_atomic_int_get (&is_over);
}

static gpointer
wait_until_over (gpointer fixture)
{
  return GINT_TO_POINTER (
      rmg_guard_wait_until (((Fixture *) fixture)->wait, check_over, NULL));
}

static void
test_guard_wait_until_ends_when_woken (Fixture *f, gconstpointer unused)
{
  GThread *thread;

  g_atomic_int_set (&is_over, FALSE);
  thread = g_thread_new ("until", wait_until_over, f);
  rmg_guard_wait_wake (f->wait);
  g_atomic_int_set (&is_over, TRUE);
  rmg_guard_wait_wake (f->wait);
  g_assert_true (GPOINTER_TO_INT (g_thread_join (thread)));
}

static void
test_guard_wait_until_ends_when_stopped (Fixture *f, gconstpointer unused)
{
  GThread *thread;

  g_atomic_int_set (&is_over, FALSE);
  thread = g_thread_new ("until", wait_until_over, f);
  rmg_guard_wait_set_stopped (f->wait, TRUE);
  g_assert_false (GPOINTER_TO_INT (g_thread_join (thread)));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  alarm (RMG_TEST_HANG_S); /* a hang fails the test */

#define ADD(path, function)                                                    \
  g_test_add (path, Fixture, NULL, set_up, function, tear_down)
  ADD ("/guard-wait/act", test_guard_wait_ends_after_its_act);
  ADD ("/guard-wait/no-act", test_guard_wait_without_act_ends);
  ADD ("/guard-wait/stopped", test_guard_wait_stopped_before_returns_at_once);
  ADD ("/guard-wait/meanwhile", test_guard_wait_stopped_meanwhile_ends);
  ADD ("/guard-wait/again", test_guard_wait_allowed_again_waits);
  ADD ("/guard-wait/act/stopped",
      test_guard_wait_stopped_during_act_ends_after_it);
  ADD ("/guard-wait/act/blocked",
      test_guard_wait_blocked_act_holds_up_no_other_wait);
  ADD ("/guard-wait/until/woken", test_guard_wait_until_ends_when_woken);
  ADD ("/guard-wait/until/stopped", test_guard_wait_until_ends_when_stopped);
  ADD ("/guard-wait/freed",
      test_guard_wait_freed_before_its_job_is_due_is_not_used);
#undef ADD
  return g_test_run ();
}
