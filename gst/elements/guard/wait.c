/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/elements/guard/wait.h"

#include "gst/nodes/timer-thread.h"
#include "gst/nodes/worker.h"

typedef struct
{
  RmgGuardWait *wait;
  RmgGuardWaitFunc act;
  gpointer data; /* borrowed from the thread that waits */
  guint generation;
} WaitJob;

RmgGuardWait *
rmg_guard_wait_new (void)
{
  RmgGuardWait *self = g_atomic_rc_box_new0 (RmgGuardWait);

  g_mutex_init (&self->lock);
  g_cond_init (&self->cond);
  return self;
}

static void
clear_wait (gpointer data)
{
  RmgGuardWait *self = data;

  g_mutex_clear (&self->lock);
  g_cond_clear (&self->cond);
}

void
rmg_guard_wait_unref (RmgGuardWait *self)
{
  g_atomic_rc_box_release_full (self, clear_wait);
}

static void
clear_job (gpointer data)
{
  rmg_guard_wait_unref (((WaitJob *) data)->wait);
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
    job->act (job->data);
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
rmg_guard_wait_sleep (
    RmgGuardWait *self, guint delay_ms, RmgGuardWaitFunc act, gpointer data)
{
  WaitJob *job = g_atomic_rc_box_new (WaitJob);
  g_autoptr (GSource) source = NULL;
  gboolean is_over;

  *job = (WaitJob){ g_atomic_rc_box_acquire (self), act, data };
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
  g_source_destroy (source);
  return is_over;
}

gboolean
rmg_guard_wait_until (
    RmgGuardWait *self, RmgGuardWaitCheck is_over, gpointer data)
{
  gboolean stopped;

  g_mutex_lock (&self->lock);
  while (!self->stopped && !is_over (data))
    g_cond_wait (&self->cond, &self->lock);
  stopped = self->stopped;
  g_mutex_unlock (&self->lock);
  return !stopped;
}

void
rmg_guard_wait_wake (RmgGuardWait *self)
{
  g_mutex_lock (&self->lock);
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->lock);
}

gboolean
rmg_guard_wait_is_stopped (RmgGuardWait *self)
{
  gboolean stopped;

  g_mutex_lock (&self->lock);
  stopped = self->stopped;
  g_mutex_unlock (&self->lock);
  return stopped;
}

void
rmg_guard_wait_set_stopped (RmgGuardWait *self, gboolean stopped)
{
  g_mutex_lock (&self->lock);
  self->stopped = stopped;
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->lock);
}
