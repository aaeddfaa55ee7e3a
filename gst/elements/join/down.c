/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Legs of a join that are down: the supervisor has found that a leg stalls, and
 * the output goes on without it. */

#include "gst/elements/join/data.h"

#define GST_CAT_DEFAULT rmg_join_debug

gboolean
rmg_join_awaits (RmgJoin *self, GstPad *pad)
{
  const RmgJoinLeg *leg = gst_pad_get_element_private (pad);
  gboolean awaits;

  g_mutex_lock (&self->lock);
  awaits = !self->draining && leg->entries.length == 0 &&
      rmg_join_queue_find_blocking (&self->queue) == leg;
  g_mutex_unlock (&self->lock);
  return awaits;
}

void
rmg_join_set_down (RmgJoin *self, GstPad *pad, gboolean down)
{
  RmgJoinLeg *leg = gst_pad_get_element_private (pad);

  GST_DEBUG_OBJECT (pad, "the leg is %s", down ? "down" : "back");
  g_mutex_lock (&self->lock);
  rmg_join_leg_set_down (leg, down);
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
  if (down)
    rmg_join_schedule_drain (self);
}

void
rmg_join_set_drops (RmgJoin *self, const RmgDrops *drops)
{
  g_return_if_fail (RMG_IS_JOIN (self));

  self->drops = *drops;
}

gboolean
rmg_join_drop_late_locked (RmgJoin *self, RmgJoinLeg *leg, GstBuffer *buffer)
{
  if (!rmg_join_queue_is_late (&self->queue, leg, buffer))
    return FALSE;
  GST_LOG_OBJECT (
      self, "leg %u is late: drop %" GST_PTR_FORMAT, leg->index, buffer);
  if (!leg->broken)
    rmg_drops_end_row (&self->drops);
  leg->broken = TRUE;
  rmg_drops_add (&self->drops, RMG_DROP_STALLED, 1);
  return TRUE;
}
