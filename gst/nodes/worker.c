/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/nodes/worker.h"

typedef struct
{
  RmgWorkerFunc func;
  gpointer data;
  GDestroyNotify destroy;
} WorkerJob;

static gpointer
run_job (gpointer data)
{
  WorkerJob *job = data;

  job->func (job->data);
  job->destroy (job->data);
  g_free (job);
  return NULL;
}

void
rmg_worker_run (RmgWorkerFunc func, gpointer data, GDestroyNotify destroy)
{
  WorkerJob *job = g_new (WorkerJob, 1);

  *job = (WorkerJob){ func, data, destroy };
  g_thread_unref (g_thread_new ("rmg-worker", run_job, job));
}

/* Shared by the worker and the thread that waits for it. */
typedef struct
{
  RmgWorkerFunc func;
  gpointer data;
  GDestroyNotify destroy;
  GMutex lock;
  GCond done;
  gboolean is_done; /* lock */
} TimedJob;

static void
clear_timed (gpointer data)
{
  TimedJob *job = data;

  g_mutex_clear (&job->lock);
  g_cond_clear (&job->done);
}

static void
unref_timed (gpointer job)
{
  g_atomic_rc_box_release_full (job, clear_timed);
}

static void
run_timed (gpointer data)
{
  TimedJob *job = data;

  job->func (job->data);
  job->destroy (job->data);
  g_mutex_lock (&job->lock);
  job->is_done = TRUE;
  g_cond_signal (&job->done);
  g_mutex_unlock (&job->lock);
}

gboolean
rmg_worker_run_within (
    RmgWorkerFunc func, gpointer data, GDestroyNotify destroy, guint limit_ms)
{
  const gint64 end_us =
      g_get_monotonic_time () + limit_ms * (gint64) G_TIME_SPAN_MILLISECOND;
  TimedJob *job = g_atomic_rc_box_new0 (TimedJob);
  gboolean is_done;

  job->func = func;
  job->data = data;
  job->destroy = destroy;
  g_mutex_init (&job->lock);
  g_cond_init (&job->done);
  rmg_worker_run (run_timed, g_atomic_rc_box_acquire (job), unref_timed);

  g_mutex_lock (&job->lock);
  while (!job->is_done && g_cond_wait_until (&job->done, &job->lock, end_us))
    continue;
  is_done = job->is_done;
  g_mutex_unlock (&job->lock);
  unref_timed (job);
  return is_done;
}
