/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/nodes/worker.h"

typedef struct
{
  GThread *caller;
  int ran;   /* atomic */
  int freed; /* atomic */
} Job;

static void
run (gpointer data)
{
  Job *job = data;

  g_assert_true (job->caller != g_thread_self ());
  g_assert_false (g_atomic_int_get (&job->freed));
  g_atomic_int_set (&job->ran, TRUE);
}

static void
destroy (gpointer data)
{
  g_atomic_int_set (&((Job *) data)->freed, TRUE);
}

static void
test_worker_runs_job_on_another_thread_and_frees_it (void)
{
  Job job = { g_thread_self (), FALSE, FALSE };

  rmg_worker_run (run, &job, destroy);
  while (!g_atomic_int_get (&job.freed))
    g_thread_yield ();
  g_assert_true (job.ran);
}

static void
test_worker_returns_after_a_job_that_ends_in_time (void)
{
  Job job = { g_thread_self (), FALSE, FALSE };

  g_assert_true (rmg_worker_run_within (run, &job, destroy, 20000));
  g_assert_true (g_atomic_int_get (&job.ran));
  g_assert_true (g_atomic_int_get (&job.freed));
}

typedef struct
{
  GMutex lock;
  GCond changed;
  gboolean may_return; /* lock */
  gboolean is_freed;   /* lock */
} Blocked;

static void
block (gpointer data)
{
  Blocked *self = data;

  g_mutex_lock (&self->lock);
  while (!self->may_return)
    g_cond_wait (&self->changed, &self->lock);
  g_mutex_unlock (&self->lock);
}

static void
free_blocked (gpointer data)
{
  Blocked *self = data;

  g_mutex_lock (&self->lock);
  self->is_freed = TRUE;
  g_cond_signal (&self->changed);
  g_mutex_unlock (&self->lock);
}

static void
test_worker_leaves_a_job_that_blocks_and_frees_it_later (void)
{
  static Blocked job; /* the worker unlocks it last */

  g_assert_false (rmg_worker_run_within (block, &job, free_blocked, 1));
  g_mutex_lock (&job.lock);
  g_assert_false (job.is_freed);
  job.may_return = TRUE;
  g_cond_broadcast (&job.changed);
  while (!job.is_freed)
    g_cond_wait (&job.changed, &job.lock);
  g_mutex_unlock (&job.lock);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func (
      "/worker/run", test_worker_runs_job_on_another_thread_and_frees_it);
  g_test_add_func (
      "/worker/in-time", test_worker_returns_after_a_job_that_ends_in_time);
  g_test_add_func ("/worker/blocked",
      test_worker_leaves_a_job_that_blocks_and_frees_it_later);
  return g_test_run ();
}
