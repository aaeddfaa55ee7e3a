/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/metrics/counters.h"

void
rmg_counters_add_call (RmgCounters *self, guint64 own_ns)
{
  rmg_counter_add (&self->calls, 1);
  rmg_counter_add (&self->busy_ns, own_ns);
  if (own_ns > self->max_ns)
    __atomic_store_n (&self->max_ns, own_ns, __ATOMIC_RELAXED);
  if (own_ns < self->min_ns || self->min_ns == 0)
    __atomic_store_n (&self->min_ns, MAX (own_ns, 1), __ATOMIC_RELAXED);
}
