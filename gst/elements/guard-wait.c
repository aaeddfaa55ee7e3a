/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/elements/guard-wait.h"

#include "gst/nodes/timer-thread.h"

typedef struct
{
  RmgGuardWait *wait; /* part of guard */
  GObject *guard;
  GObject *supervisor;
  RmgGuardWaitFunc act;
  guint generation;
} WaitJob;

void
rmg_guard_wait_init (RmgGuardWait *self)
{
  g_mutex_init (&self->lock);
  g_cond_init (&self->cond);
}

void
rmg_guard_wait_clear (RmgGuardWait *self)
{
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->cond);
}

static void
free_job (gpointer data)
{
  WaitJob *job = data;

  g_object_unref (job->guard);
  g_object_unref (job->supervisor);
  g_free (job);
}

static gboolean
is_awaited (const WaitJob *job)
{
  RmgGuardWait *self = job->wait;
  gboolean awaited;

  g_mutex_lock (&self->lock);
  awaited =
      self->pending && !self->stopped && self->generation == job->generation;
  g_mutex_unlock (&self->lock);
  return awaited;
}

static void
end_wait (const WaitJob *job)
{
  RmgGuardWait *self = job->wait;

  g_mutex_lock (&self->lock);
  if (self->generation == job->generation) {
    self->pending = FALSE;
    g_cond_broadcast (&self->cond);
  }
  g_mutex_unlock (&self->lock);
}

static void
finish_wait (gpointer data)
{
  WaitJob *job = data;

  if (!is_awaited (job))
    return;
  if (job->act != NULL)
    job->act (job->guard);
  end_wait (job);
}

gboolean
rmg_guard_wait_sleep (RmgGuardWait *self, guint delay_ms, RmgGuardWaitFunc act,
    GObject *guard, GObject *supervisor)
{
  WaitJob *job = g_new (WaitJob, 1);
  g_autoptr (GSource) source = NULL;
  gboolean is_over;

  *job =
      (WaitJob){ self, g_object_ref (guard), g_object_ref (supervisor), act };
  g_mutex_lock (&self->lock);
  self->pending = TRUE;
  job->generation = ++self->generation;
  g_mutex_unlock (&self->lock);

  source = rmg_timer_thread_schedule (delay_ms, finish_wait, job, free_job);

  g_mutex_lock (&self->lock);
  while (self->pending && !self->stopped)
    g_cond_wait (&self->cond, &self->lock);
  is_over = !self->stopped;
  self->pending = FALSE;
  g_mutex_unlock (&self->lock);
  /* a job due in hours would keep guard and supervisor until then */
  g_source_destroy (source);
  return is_over;
}

void
rmg_guard_wait_set_stopped (RmgGuardWait *self, gboolean stopped)
{
  g_mutex_lock (&self->lock);
  self->stopped = stopped;
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->lock);
}
