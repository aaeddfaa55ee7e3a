/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The thread of the src pad: it calls the driver and pushes the outputs, so that
 * the threads of the program never wait for downstream elements. */

#include "gst/elements/host/data.h"

static gboolean
has_work (RmgHost *self)
{
  if (self->flushing)
    return FALSE;
  return self->n_ready > 0 || rmg_outbox_has_moved (&self->outbox) ||
      (self->wake_us != RMG_HOST_NEVER &&
          rmg_node_get_time (self->node) >= self->wake_us);
}

/* The time of the supervisor may differ from that of the condition variable. */
static void
wait (RmgHost *self)
{
  gint64 left_us;

  if (self->wake_us == RMG_HOST_NEVER || self->flushing) {
    g_cond_wait (&self->moved, &self->lock);
    return;
  }
  left_us = self->wake_us - rmg_node_get_time (self->node);
  g_cond_wait_until (
      &self->moved, &self->lock, g_get_monotonic_time () + MAX (left_us, 0));
}

static void
loop (gpointer data)
{
  RmgHost *self = data;
  gboolean stopping;

  g_mutex_lock (&self->lock);
  while (!self->stopping && !has_work (self))
    wait (self);
  stopping = self->stopping;
  g_mutex_unlock (&self->lock);

  if (stopping)
    gst_pad_pause_task (self->src);
  else
    rmg_host_work (self);
}

static gboolean
set_stopping (RmgHost *self, gboolean stopping)
{
  gboolean own_thread;

  g_mutex_lock (&self->lock);
  self->stopping = stopping;
  own_thread = self->own_thread;
  g_cond_broadcast (&self->moved);
  g_mutex_unlock (&self->lock);
  return own_thread;
}

static gboolean
activate_src (GstPad *pad, GstObject *parent, GstPadMode mode, gboolean active)
{
  RmgHost *self = RMG_HOST (parent);

  if (mode != GST_PAD_MODE_PUSH)
    return FALSE;
  if (!set_stopping (self, !active))
    return TRUE;
  return active ? gst_pad_start_task (pad, loop, self, NULL)
                : gst_pad_stop_task (pad);
}

void
rmg_host_add_task (RmgHost *self)
{
  gst_pad_set_activatemode_function (self->src, activate_src);
}
