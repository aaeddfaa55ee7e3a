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
