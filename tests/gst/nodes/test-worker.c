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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func (
      "/worker/run", test_worker_runs_job_on_another_thread_and_frees_it);
  return g_test_run ();
}
