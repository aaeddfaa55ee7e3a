/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Order of a join in mode "stream": by running time. */

#include "gst/elements/join/order.h"

/* Whether the leg has data or may get some that the others wait for. */
static gboolean
counts (const RmgJoinLeg *leg)
{
  return !rmg_join_leg_is_finished (leg) &&
      (!leg->down || leg->entries.length > 0);
}

RmgJoinLeg *
rmg_join_find_earliest (const RmgJoinQueue *self)
{
  RmgJoinLeg *earliest = NULL;

  for (guint i = 0; i < self->legs->len; i++) {
    RmgJoinLeg *leg = rmg_join_queue_get_leg (self, i);
    GstClockTime time = rmg_join_leg_get_next_time (leg);

    if (!counts (leg))
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

/* Announces the time that has passed without data in all legs. It depends on the
 * entries that have left alone, and not on the leg whose GAP arrived first.
 * @gap: (transfer full)
 * Returns: (transfer full) (nullable): a GAP event up to @end */
static GstMiniObject *
take_gap (RmgJoinQueue *self, GstMiniObject *gap, GstClockTime end,
    const GstCaps *caps)
{
  GstClockTime start = self->position;

  gst_mini_object_unref (gap);
  if (end <= start || caps == NULL)
    return NULL;
  self->position = end;
  return GST_MINI_OBJECT_CAST (gst_event_new_gap (start, end - start));
}

static GstMiniObject *
pop_entry (RmgJoinQueue *self, RmgJoinLeg *leg, GstCaps **caps)
{
  GstClockTime time = rmg_join_leg_get_next_time (leg);
  GstMiniObject *object = rmg_join_queue_pop_from (self, leg, caps);

  if (rmg_join_is_gap (object))
    return take_gap (self, object, time, *caps);
  note_left (self, object, time);
  return object;
}

GstMiniObject *
rmg_join_pop_by_time (RmgJoinQueue *self, GstCaps **caps)
{
  GstMiniObject *object = NULL;

  while (object == NULL) {
    RmgJoinLeg *leg = rmg_join_find_earliest (self);

    if (leg == NULL)
      return rmg_join_queue_pop_eos (self);
    if (g_queue_is_empty (&leg->entries))
      return NULL;
    object = pop_entry (self, leg, caps);
  }
  return object;
}
