/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/metrics/counters.h"

void
rmg_counters_add_call (RmgCounters *self, guint64 own_ns)
{
  rmg_histogram_add (&self->busy, own_ns);
  if (own_ns > self->max_ns)
    rmg_counter_set (&self->max_ns, own_ns);
  if (own_ns < self->min_ns || self->min_ns == 0)
    rmg_counter_set (&self->min_ns, MAX (own_ns, 1));
}
