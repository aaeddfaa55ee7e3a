/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/elements/guard-wait.h"

#include "gst/nodes/timer-thread.h"
#include "gst/nodes/worker.h"

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
clear_job (gpointer data)
{
  WaitJob *job = data;

  g_object_unref (job->guard);
  g_object_unref (job->supervisor);
}

static void
unref_job (gpointer job)
{
  g_atomic_rc_box_release_full (job, clear_job);
}

/* Returns: whether the caller still waits for this job; if so, it waits until
 *   finish() */
static gboolean
start (const WaitJob *job)
{
  RmgGuardWait *self = job->wait;
  gboolean is_awaited;

  g_mutex_lock (&self->lock);
  is_awaited =
      self->pending && !self->stopped && self->generation == job->generation;
  self->acting |= is_awaited;
  g_mutex_unlock (&self->lock);
  return is_awaited;
}

static void
finish (gpointer data)
{
  const WaitJob *job = data;
  RmgGuardWait *self = job->wait;

  if (job->act != NULL)
    job->act (job->guard);
  g_mutex_lock (&self->lock);
  self->pending = FALSE;
  self->acting = FALSE;
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->lock);
}

/* The action may block, so it must not hold up the timers of other guards. */
static void
wait_is_over (gpointer data)
{
  WaitJob *job = data;

  if (!start (job))
    return;
  if (job->act != NULL)
    rmg_worker_run (finish, g_atomic_rc_box_acquire (job), unref_job);
  else
    finish (job);
}

gboolean
rmg_guard_wait_sleep (RmgGuardWait *self, guint delay_ms, RmgGuardWaitFunc act,
    GObject *guard, GObject *supervisor)
{
  WaitJob *job = g_atomic_rc_box_new (WaitJob);
  g_autoptr (GSource) source = NULL;
  gboolean is_over;

  *job =
      (WaitJob){ self, g_object_ref (guard), g_object_ref (supervisor), act };
  g_mutex_lock (&self->lock);
  self->pending = TRUE;
  job->generation = ++self->generation;
  g_mutex_unlock (&self->lock);

  source = rmg_timer_thread_schedule (delay_ms, wait_is_over, job, unref_job);

  g_mutex_lock (&self->lock);
  while (self->acting || (self->pending && !self->stopped))
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
