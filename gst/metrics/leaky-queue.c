/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/metrics/leaky-queue.h"

void
rmg_leaky_queue_enter (RmgLeakyQueue *self, guint64 n_buffers)
{
  __atomic_store_n (&self->n_in, self->n_in + n_buffers, __ATOMIC_RELEASE);
}

/* A queue that has been empty has caught up: the next drop is the first in a row. */
void
rmg_leaky_queue_leave (RmgLeakyQueue *self, guint64 n_buffers)
{
  const guint64 n_in = __atomic_load_n (&self->n_in, __ATOMIC_ACQUIRE);
  guint level = 0;
  guint64 n_accounted;

  self->n_out += n_buffers;
  g_object_get (self->queue, "current-level-buffers", &level, NULL);
  n_accounted = self->n_out + level + self->n_dropped;
  if (n_in > n_accounted) {
    rmg_drops_add (&self->drops, RMG_DROP_QUEUE, n_in - n_accounted);
    self->n_dropped += n_in - n_accounted;
  }
  if (level == 0)
    rmg_drops_end_row (&self->drops);
}
