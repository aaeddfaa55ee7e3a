/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Data that waits for the next attempt where no thread may wait. */

#include "gst/elements/guard/data.h"

#include "gst/nodes/log.h"

#define GST_CAT_DEFAULT (rmg_node_get_debug_category ())

void
rmg_guard_park (RmgGuard *self, gpointer object,
    const RmgRetryDecision *decision, guint n_failures)
{
  rmg_guard_park_put (&self->park, object, decision, n_failures,
      rmg_node_get_time (self->node));
  rmg_node_add_parked (self->node, 1);
  GST_DEBUG_OBJECT (self, "parked for %u ms", decision->delay_ms);
}

static guint
count_buffers (const GQueue *objects)
{
  guint n_buffers = 0;

  for (const GList *item = objects->head; item != NULL; item = item->next)
    n_buffers += GST_IS_BUFFER (item->data) ? 1 : 0;
  return n_buffers;
}

void
rmg_guard_drop_parked (RmgGuard *self)
{
  GQueue dropped;
  gpointer first = rmg_guard_park_take (&self->park, &dropped);

  if (first == NULL)
    return;
  g_queue_push_head (&dropped, first);
  GST_DEBUG_OBJECT (self, "drop %u parked objects", dropped.length);
  rmg_node_add_parked (self->node, -1);
  rmg_drops_add (&self->drops, RMG_DROP_FLUSHED, count_buffers (&dropped));
  g_queue_clear_full (&dropped, (GDestroyNotify) gst_mini_object_unref);
}
