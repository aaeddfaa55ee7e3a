/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/elements/join/order.h"

RmgJoinLeg *
rmg_join_queue_get_leg (const RmgJoinQueue *self, guint place)
{
  return g_ptr_array_index (self->legs, place);
}

void
rmg_join_queue_flush_leg (RmgJoinQueue *self, RmgJoinLeg *leg)
{
  self->n_bytes -= rmg_join_leg_flush (leg);
  self->ended = FALSE;
}

void
rmg_join_queue_init (RmgJoinQueue *self)
{
  *self = (RmgJoinQueue){ .legs = g_ptr_array_new_with_free_func (
                              (GDestroyNotify) rmg_join_leg_free) };
}

void
rmg_join_queue_clear (RmgJoinQueue *self)
{
  g_clear_pointer (&self->legs, g_ptr_array_unref);
  gst_clear_event (&self->border);
}

void
rmg_join_queue_reset (RmgJoinQueue *self)
{
  for (guint i = 0; i < self->legs->len; i++)
    rmg_join_queue_flush_leg (self, rmg_join_queue_get_leg (self, i));
  gst_clear_event (&self->border);
  self->position = 0;
  self->turn = 0;
  self->item = 0;
  self->ended = FALSE;
}

RmgJoinLeg *
rmg_join_queue_add_leg (RmgJoinQueue *self, guint index)
{
  RmgJoinLeg *leg = rmg_join_leg_new (index);
  guint place = 0;

  while (place < self->legs->len &&
      rmg_join_queue_get_leg (self, place)->index < index)
    place++;
  if (place < self->turn)
    self->turn++;
  g_ptr_array_insert (self->legs, place, leg);
  return leg;
}

void
rmg_join_queue_remove_leg (RmgJoinQueue *self, RmgJoinLeg *leg)
{
  guint place;

  if (!g_ptr_array_find (self->legs, leg, &place))
    return;
  if (place < self->turn)
    self->turn--;
  rmg_join_queue_flush_leg (self, leg);
  g_ptr_array_remove_index (self->legs, place);
}

void
rmg_join_queue_push_buffer (
    RmgJoinQueue *self, RmgJoinLeg *leg, GstBuffer *buffer)
{
  self->n_bytes += gst_buffer_get_size (buffer);
  rmg_join_leg_push_buffer (leg, buffer);
}

gboolean
rmg_join_queue_is_late (
    const RmgJoinQueue *self, const RmgJoinLeg *leg, GstBuffer *buffer)
{
  GstClockTime time = rmg_join_leg_get_time (leg, buffer);

  return leg->late && GST_CLOCK_TIME_IS_VALID (time) && time < self->position;
}

void
rmg_join_queue_push_event (RmgJoinQueue *self, RmgJoinLeg *leg, GstEvent *event)
{
  if (GST_EVENT_TYPE (event) == GST_EVENT_STREAM_START)
    self->ended = FALSE;
  rmg_join_leg_push_event (leg, event);
}

gboolean
rmg_join_queue_is_finished (const RmgJoinQueue *self)
{
  for (guint i = 0; i < self->legs->len; i++)
    if (!rmg_join_leg_is_finished (rmg_join_queue_get_leg (self, i)))
      return FALSE;
  return self->legs->len > 0;
}

GstMiniObject *
rmg_join_queue_pop_eos (RmgJoinQueue *self)
{
  if (self->ended || !rmg_join_queue_is_finished (self))
    return NULL;
  self->ended = TRUE;
  return GST_MINI_OBJECT_CAST (gst_event_new_eos ());
}

GstMiniObject *
rmg_join_queue_pop_from (RmgJoinQueue *self, RmgJoinLeg *leg, GstCaps **caps)
{
  GstMiniObject *object = rmg_join_leg_pop (leg, caps);

  self->n_bytes -= rmg_join_measure (object);
  return object;
}

GstMiniObject *
rmg_join_queue_pop (RmgJoinQueue *self, GstCaps **caps)
{
  gst_caps_replace (caps, NULL);
  return self->mode == RMG_JOIN_ITEMS ? rmg_join_pop_by_item (self, caps)
                                      : rmg_join_pop_by_time (self, caps);
}

RmgJoinLeg *
rmg_join_queue_find_blocking (const RmgJoinQueue *self)
{
  if (self->mode == RMG_JOIN_ITEMS)
    return self->turn < self->legs->len
        ? rmg_join_queue_get_leg (self, self->turn)
        : NULL;
  return rmg_join_find_earliest (self);
}
