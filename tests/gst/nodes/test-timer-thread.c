/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/nodes/timer-thread.h"

#include <string.h>

#define AN_HOUR_MS 3600000

typedef struct
{
  GMutex lock;
  GCond cond;
  GString *log;    /* lock: a letter for each call */
  GThread *thread; /* lock: of the last job */
} Calls;

typedef struct
{
  Calls *calls;
  char letter;
} Job;

static Calls *
calls_new (void)
{
  Calls *calls = g_new0 (Calls, 1);

  g_mutex_init (&calls->lock);
  g_cond_init (&calls->cond);
  calls->log = g_string_new (NULL);
  return calls;
}

static void
calls_free (Calls *calls)
{
  g_mutex_clear (&calls->lock);
  g_cond_clear (&calls->cond);
  g_string_free (calls->log, TRUE);
  g_free (calls);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Calls, calls_free)

static void
add_letter (Calls *calls, char letter)
{
  g_mutex_lock (&calls->lock);
  g_string_append_c (calls->log, letter);
  calls->thread = g_thread_self ();
  g_cond_signal (&calls->cond);
  g_mutex_unlock (&calls->lock);
}

static void
run_job (gpointer data)
{
  Job *job = data;

  add_letter (job->calls, job->letter);
}

static void
free_job (gpointer data)
{
  Job *job = data;
  Calls *calls = job->calls;

  g_free (job);
  add_letter (calls, '.');
}

static GSource *
schedule (Calls *calls, guint delay_ms, char letter)
{
  Job *job = g_new (Job, 1);

  *job = (Job){ calls, letter };
  return rmg_timer_thread_schedule (delay_ms, run_job, job, free_job);
}

static void
wait_for_calls (Calls *calls, gsize n_calls)
{
  g_mutex_lock (&calls->lock);
  while (calls->log->len < n_calls)
    g_cond_wait (&calls->cond, &calls->lock);
  g_mutex_unlock (&calls->lock);
}

static void
wait_for_free (Calls *calls)
{
  g_mutex_lock (&calls->lock);
  while (strchr (calls->log->str, '.') == NULL)
    g_cond_wait (&calls->cond, &calls->lock);
  g_mutex_unlock (&calls->lock);
}

static void
test_timer_thread_job_runs_once_and_is_freed (void)
{
  g_autoptr (Calls) calls = calls_new ();
  g_autoptr (GSource) source = schedule (calls, 0, 'a');

  wait_for_calls (calls, 2);
  g_assert_cmpstr (calls->log->str, ==, "a.");
  g_assert_true (calls->thread != g_thread_self ());
}

static void
test_timer_thread_jobs_share_a_thread (void)
{
  g_autoptr (Calls) calls = calls_new ();
  g_autoptr (GSource) first = schedule (calls, 0, 'a');
  g_autoptr (GSource) second = NULL;
  GThread *thread;

  wait_for_calls (calls, 2);
  thread = calls->thread;
  second = schedule (calls, 0, 'b');
  wait_for_calls (calls, 4);
  g_assert_cmpstr (calls->log->str, ==, "a.b.");
  g_assert_true (calls->thread == thread);
}

static void
test_timer_thread_short_delay_overtakes_long_delay (void)
{
  g_autoptr (Calls) calls = calls_new ();
  g_autoptr (GSource) late = schedule (calls, AN_HOUR_MS, 'l');
  g_autoptr (GSource) early = schedule (calls, 1, 'e');

  wait_for_calls (calls, 2);
  g_assert_cmpstr (calls->log->str, ==, "e.");
  g_source_destroy (late);
  wait_for_calls (calls, 3);
}

static void
test_timer_thread_cancelled_job_is_freed_without_a_call (void)
{
  g_autoptr (Calls) calls = calls_new ();
  g_autoptr (GSource) source = schedule (calls, AN_HOUR_MS, 'a');

  g_source_destroy (source);
  wait_for_calls (calls, 1);
  g_assert_cmpstr (calls->log->str, ==, ".");
}

static void
test_timer_thread_repeated_job_runs_until_it_is_cancelled (void)
{
  g_autoptr (Calls) calls = calls_new ();
  Job *job = g_new (Job, 1);
  g_autoptr (GSource) source = NULL;

  *job = (Job){ calls, 'a' };
  source = rmg_timer_thread_repeat (1, run_job, job, free_job);
  wait_for_calls (calls, 3);
  g_source_destroy (source);
  wait_for_free (calls);
  g_assert_true (g_str_has_prefix (calls->log->str, "aaa"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func (
      "/timer-thread/once", test_timer_thread_job_runs_once_and_is_freed);
  g_test_add_func (
      "/timer-thread/shared", test_timer_thread_jobs_share_a_thread);
  g_test_add_func ("/timer-thread/order",
      test_timer_thread_short_delay_overtakes_long_delay);
  g_test_add_func ("/timer-thread/cancel",
      test_timer_thread_cancelled_job_is_freed_without_a_call);
  g_test_add_func ("/timer-thread/repeat",
      test_timer_thread_repeated_job_runs_until_it_is_cancelled);
  return g_test_run ();
}
