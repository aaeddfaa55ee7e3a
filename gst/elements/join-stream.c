/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Order of a join in mode "stream": by running time. */

#include "gst/elements/join-order.h"

RmgJoinLeg *
rmg_join_find_earliest (const RmgJoinQueue *self)
{
  RmgJoinLeg *earliest = NULL;

  for (guint i = 0; i < self->legs->len; i++) {
    RmgJoinLeg *leg = rmg_join_queue_get_leg (self, i);
    GstClockTime time = rmg_join_leg_get_next_time (leg);

    if (rmg_join_leg_is_finished (leg))
      continue;
    if (!GST_CLOCK_TIME_IS_VALID (time))
      return leg;
    if (earliest == NULL || time < rmg_join_leg_get_next_time (earliest))
      earliest = leg;
  }
  return earliest;
}

static void
note_left (RmgJoinQueue *self, GstMiniObject *object, GstClockTime time)
{
  GstClockTime end = time;

  if (GST_IS_BUFFER (object) &&
      GST_BUFFER_DURATION_IS_VALID ((GstBuffer *) object))
    end += GST_BUFFER_DURATION ((GstBuffer *) object);
  self->position = MAX (self->position, end);
}

/* A GAP event for the time that has passed without data. */
static GstMiniObject *
pop_gap (RmgJoinQueue *self, RmgJoinLeg *leg, GstCaps **caps)
{
  GstClockTime start = self->position;
  GstClockTime end = leg->position;

  if (!GST_CLOCK_TIME_IS_VALID (end) || end <= start || leg->caps == NULL)
    return NULL;
  self->position = end;
  gst_caps_replace (caps, leg->caps);
  return GST_MINI_OBJECT_CAST (gst_event_new_gap (start, end - start));
}

GstMiniObject *
rmg_join_pop_by_time (RmgJoinQueue *self, GstCaps **caps)
{
  RmgJoinLeg *leg = rmg_join_find_earliest (self);
  GstMiniObject *object;
  GstClockTime time;

  if (leg == NULL)
    return rmg_join_queue_pop_eos (self);

  time = rmg_join_leg_get_next_time (leg);
  if (g_queue_is_empty (&leg->entries))
    return pop_gap (self, leg, caps);

  object = rmg_join_queue_pop_from (self, leg, caps);
  note_left (self, object, time);
  return object;
}
