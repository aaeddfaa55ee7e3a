/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/metrics/drops.h"

#include "gst/metrics/metrics.h"

void
rmg_drops_add (RmgDrops *self, RmgDropReason reason, guint64 n_buffers)
{
  if (self->counts == NULL || n_buffers == 0)
    return;
  __atomic_fetch_add (&self->counts[reason], n_buffers, __ATOMIC_RELAXED);
  if (__atomic_exchange_n (&self->dropping, 1 + reason, __ATOMIC_RELAXED) ==
      1 + reason)
    return;
  rmg_journal_add (self->journal, self->node_id, "drop",
      rmg_drop_reason_get_name (reason), g_get_real_time ());
}
