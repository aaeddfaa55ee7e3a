/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/nodes/timer-thread.h"

typedef struct
{
  RmgTimerFunc func;
  gpointer data;
  GDestroyNotify destroy;
  gboolean repeats;
} TimerJob;

static gpointer
run_jobs (gpointer context)
{
  g_main_context_push_thread_default (context);
  for (;;)
    g_main_context_iteration (context, TRUE);
  return NULL;
}

static gpointer
start_thread (gpointer unused)
{
  GMainContext *context = g_main_context_new ();

  g_thread_unref (g_thread_new ("rmg-timer", run_jobs, context));
  return context;
}

static gboolean
run_job (gpointer data)
{
  TimerJob *job = data;

  job->func (job->data);
  return job->repeats;
}

static void
free_job (gpointer data)
{
  TimerJob *job = data;

  job->destroy (job->data);
  g_free (job);
}

/* @job: (transfer full) */
static GSource *
start_timer (guint delay_ms, TimerJob *job)
{
  static GOnce once = G_ONCE_INIT;
  GMainContext *context = g_once (&once, start_thread, NULL);
  GSource *source = g_timeout_source_new (delay_ms);

  g_source_set_callback (source, run_job, job, free_job);
  g_source_attach (source, context);
  return source;
}

GSource *
rmg_timer_thread_schedule (
    guint delay_ms, RmgTimerFunc func, gpointer data, GDestroyNotify destroy)
{
  TimerJob *job = g_new (TimerJob, 1);

  *job = (TimerJob){ func, data, destroy, FALSE };
  return start_timer (delay_ms, job);
}

GSource *
rmg_timer_thread_repeat (
    guint period_ms, RmgTimerFunc func, gpointer data, GDestroyNotify destroy)
{
  TimerJob *job = g_new (TimerJob, 1);

  *job = (TimerJob){ func, data, destroy, TRUE };
  return start_timer (period_ms, job);
}
