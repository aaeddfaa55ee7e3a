/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/metrics/leaky-queue.h"

void
rmg_leaky_queue_enter (RmgLeakyQueue *self, guint64 n_buffers)
{
  __atomic_store_n (&self->n_in, self->n_in + n_buffers, __ATOMIC_RELEASE);
}

void
rmg_leaky_queue_leave (RmgLeakyQueue *self, guint64 n_buffers)
{
  const guint64 n_in = __atomic_load_n (&self->n_in, __ATOMIC_ACQUIRE);
  guint level = 0;
  guint64 n_accounted;

  self->n_out += n_buffers;
  g_object_get (self->queue, "current-level-buffers", &level, NULL);
  n_accounted = self->n_out + level + self->n_dropped;
  if (n_in <= n_accounted)
    return;
  __atomic_fetch_add (self->dropped, n_in - n_accounted, __ATOMIC_RELAXED);
  self->n_dropped += n_in - n_accounted;
}
