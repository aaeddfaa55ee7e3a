/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/bin/stop.h"

#include "gst/bin/log.h"
#include "gst/nodes/worker.h"

typedef struct
{
  RmgStop *stop; /* part of the bin */
  GstElement *bin;
  GstStateChange transition;
  RmgStopFunc func;
} StopJob;

static StopJob *
copy_job (const StopJob *job)
{
  gst_object_ref (job->bin);
  g_atomic_int_inc (&job->stop->n_jobs);
  return g_memdup2 (job, sizeof *job);
}

static void
run_job (gpointer data)
{
  StopJob *job = data;

  job->stop->result = job->func (job->bin, job->transition);
  g_atomic_int_add (&job->stop->n_jobs, -1);
}

static void
free_job (gpointer data)
{
  StopJob *job = data;

  gst_object_unref (job->bin);
  g_free (job);
}

static gboolean
flush (GstElement *bin, GstPad *pad, gpointer unused)
{
  gst_pad_send_event (pad, gst_event_new_flush_start ());
  return TRUE;
}

/* A full queue before the blocked element holds a thread from outside. */
static void
flush_inputs (gpointer data)
{
  StopJob *job = data;

  gst_element_foreach_sink_pad (job->bin, flush, NULL);
  g_atomic_int_add (&job->stop->n_jobs, -1);
}

gboolean
rmg_stop_is_left (RmgStop *self)
{
  return g_atomic_int_get (&self->n_jobs) > 0;
}

gboolean
rmg_stop_run (RmgStop *self, GstElement *bin, GstStateChange transition,
    RmgStopFunc func, guint limit_ms, GstStateChangeReturn *result)
{
  const StopJob job = { self, bin, transition, func };

  if (limit_ms == 0) {
    *result = func (bin, transition);
    return TRUE;
  }
  if (rmg_worker_run_within (run_job, copy_job (&job), free_job, limit_ms)) {
    *result = self->result;
    return TRUE;
  }
  GST_WARNING_OBJECT (bin, "elements do not stop: go down without them");
  rmg_worker_run (flush_inputs, copy_job (&job), free_job);
  *result = GST_STATE_CHANGE_SUCCESS;
  return FALSE;
}
