/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/elements/join/leg.h"

#include "elements/base/item-end.h"

typedef struct
{
  GstMiniObject *object; /* a buffer or a serialized event */
  GstClockTime time;     /* running time that orders the entry */
} JoinEntry;

static void
free_entry (gpointer data)
{
  JoinEntry *entry = data;

  gst_mini_object_unref (entry->object);
  g_slice_free (JoinEntry, entry);
}

static gboolean
is_caps (const JoinEntry *entry)
{
  return GST_IS_EVENT (entry->object) &&
      GST_EVENT_TYPE (entry->object) == GST_EVENT_CAPS;
}

/* Applies caps at the head at once, since they only describe later entries. */
static void
absorb_caps (RmgJoinLeg *leg)
{
  JoinEntry *head = g_queue_peek_head (&leg->entries);

  while (head != NULL && is_caps (head)) {
    GstCaps *caps;

    gst_event_parse_caps ((GstEvent *) head->object, &caps);
    gst_caps_replace (&leg->caps, caps);
    free_entry (g_queue_pop_head (&leg->entries));
    head = g_queue_peek_head (&leg->entries);
  }
}

gsize
rmg_join_measure (const GstMiniObject *object)
{
  return GST_IS_BUFFER (object) ? gst_buffer_get_size ((GstBuffer *) object)
                                : 0;
}

gboolean
rmg_join_is_gap (const GstMiniObject *object)
{
  return GST_IS_EVENT (object) && GST_EVENT_TYPE (object) == GST_EVENT_GAP;
}

/* A border of a join upstream is no end. */
static gboolean
ends_item (GstMiniObject *object)
{
  gboolean last = FALSE;

  return GST_IS_EVENT (object) &&
      rmg_item_end_parse ((GstEvent *) object, NULL, &last) && last;
}

static void
count_in (RmgJoinLeg *leg, GstMiniObject *object)
{
  leg->n_bytes += rmg_join_measure (object);
  leg->n_buffers += GST_IS_BUFFER (object);
  leg->n_ends += ends_item (object);
}

static void
count_out (RmgJoinLeg *leg, GstMiniObject *object)
{
  leg->n_bytes -= rmg_join_measure (object);
  leg->n_buffers -= GST_IS_BUFFER (object);
  leg->n_ends -= ends_item (object);
}

static void
append (RmgJoinLeg *leg, GstMiniObject *object, GstClockTime time)
{
  JoinEntry *entry = g_slice_new (JoinEntry);

  entry->object = object;
  entry->time = time;
  g_queue_push_tail (&leg->entries, entry);
  count_in (leg, object);
  absorb_caps (leg);
}

GstMiniObject *
rmg_join_leg_pop (RmgJoinLeg *leg, GstCaps **caps)
{
  JoinEntry *entry = g_queue_pop_head (&leg->entries);
  GstMiniObject *object = entry->object;

  count_out (leg, object);
  gst_caps_replace (caps, leg->caps);
  g_slice_free (JoinEntry, entry);
  absorb_caps (leg);
  return object;
}

static void
reset (RmgJoinLeg *leg)
{
  gst_segment_init (&leg->segment, GST_FORMAT_UNDEFINED);
  leg->position = GST_CLOCK_TIME_NONE;
  leg->eos = FALSE;
  leg->late = FALSE;
  leg->broken = FALSE;
  leg->gave = FALSE;
  leg->n_bytes = 0;
  leg->n_buffers = 0;
  leg->n_ends = 0;
  leg->pusher = NULL;
}

gsize
rmg_join_leg_flush (RmgJoinLeg *leg)
{
  gsize n_bytes = 0;

  while (!g_queue_is_empty (&leg->entries)) {
    JoinEntry *entry = g_queue_pop_head (&leg->entries);

    n_bytes += rmg_join_measure (entry->object);
    free_entry (entry);
    absorb_caps (leg);
  }
  reset (leg);
  return n_bytes;
}

RmgJoinLeg *
rmg_join_leg_new (guint index)
{
  RmgJoinLeg *leg = g_new0 (RmgJoinLeg, 1);

  leg->index = index;
  g_queue_init (&leg->entries);
  reset (leg);
  return leg;
}

void
rmg_join_leg_free (RmgJoinLeg *leg)
{
  g_queue_clear_full (&leg->entries, free_entry);
  gst_clear_caps (&leg->caps);
  g_free (leg);
}

static GstClockTime
to_running_time (const RmgJoinLeg *leg, GstClockTime time)
{
  if (leg->segment.format != GST_FORMAT_TIME || !GST_CLOCK_TIME_IS_VALID (time))
    return GST_CLOCK_TIME_NONE;
  return gst_segment_to_running_time (&leg->segment, GST_FORMAT_TIME, time);
}

static void
advance (RmgJoinLeg *leg, GstClockTime time)
{
  if (!GST_CLOCK_TIME_IS_VALID (leg->position) || leg->position < time)
    leg->position = time;
}

void
rmg_join_leg_set_down (RmgJoinLeg *leg, gboolean down)
{
  leg->down = down;
  leg->late |= down;
}

GstClockTime
rmg_join_leg_get_time (const RmgJoinLeg *leg, GstBuffer *buffer)
{
  return to_running_time (leg, GST_BUFFER_PTS (buffer));
}

/* While the leg is down, each buffer may be followed by data of the other legs that
 * the next one is too late for. @buffer: (transfer full) */
static GstBuffer *
mark_return (RmgJoinLeg *leg, GstBuffer *buffer)
{
  leg->late &= leg->down;
  if (!leg->broken)
    return buffer;
  leg->broken = FALSE;
  buffer = gst_buffer_make_writable (buffer);
  GST_BUFFER_FLAG_SET (buffer, GST_BUFFER_FLAG_DISCONT);
  return buffer;
}

/* The output has one segment that starts at 0, so its time stamps are running
 * times. Most legs have the same segment, and their buffers stay unchanged. */
static GstBuffer *
stamp (RmgJoinLeg *leg, GstBuffer *buffer, GstClockTime running_time)
{
  GstClockTime dts = to_running_time (leg, GST_BUFFER_DTS (buffer));

  if (leg->segment.format != GST_FORMAT_TIME ||
      (GST_BUFFER_PTS (buffer) == running_time &&
          GST_BUFFER_DTS (buffer) == dts))
    return buffer;

  buffer = gst_buffer_make_writable (buffer);
  GST_BUFFER_PTS (buffer) = running_time;
  GST_BUFFER_DTS (buffer) = dts;
  return buffer;
}

/* The time of an entry is at least the position of the leg, since buffers of
 * other legs up to that position may have left. */
void
rmg_join_leg_push_buffer (RmgJoinLeg *leg, GstBuffer *buffer)
{
  GstClockTime running_time = to_running_time (leg, GST_BUFFER_PTS (buffer));
  GstClockTime duration = GST_BUFFER_DURATION (buffer);
  GstClockTime start;

  advance (leg, 0);
  buffer = mark_return (leg, buffer);
  start = GST_CLOCK_TIME_IS_VALID (running_time) ? running_time : leg->position;
  if (GST_BUFFER_PTS_IS_VALID (buffer))
    buffer = stamp (leg, buffer, start);

  append (leg, GST_MINI_OBJECT_CAST (buffer), MAX (start, leg->position));
  advance (leg, GST_CLOCK_TIME_IS_VALID (duration) ? start + duration : start);
}

/* The entry of a GAP has the time of its end: the time up to there has passed
 * without data once all legs are there. @event: (transfer full) */
static void
push_gap (RmgJoinLeg *leg, GstEvent *event)
{
  GstClockTime start, duration;
  GstClockTime running_time;

  gst_event_parse_gap (event, &start, &duration);
  running_time = to_running_time (leg, start);
  if (!GST_CLOCK_TIME_IS_VALID (running_time)) {
    gst_event_unref (event);
    return;
  }
  advance (leg,
      GST_CLOCK_TIME_IS_VALID (duration) ? running_time + duration
                                         : running_time);
  append (leg, GST_MINI_OBJECT_CAST (event), leg->position);
}

static void
push_segment (RmgJoinLeg *leg, GstEvent *event)
{
  GstClockTime running_time;

  gst_event_copy_segment (event, &leg->segment);
  running_time = to_running_time (leg, leg->segment.start);
  advance (leg, GST_CLOCK_TIME_IS_VALID (running_time) ? running_time : 0);
}

void
rmg_join_leg_push_event (RmgJoinLeg *leg, GstEvent *event)
{
  switch (GST_EVENT_TYPE (event)) {
    case GST_EVENT_STREAM_START:
      leg->eos = FALSE;
      break;
    case GST_EVENT_SEGMENT:
      push_segment (leg, event);
      break;
    case GST_EVENT_GAP:
      push_gap (leg, event);
      return;
    case GST_EVENT_EOS:
      leg->eos = TRUE;
      break;
    default:
      append (leg, GST_MINI_OBJECT_CAST (event),
          GST_CLOCK_TIME_IS_VALID (leg->position) ? leg->position : 0);
      return;
  }
  gst_event_unref (event);
}

gboolean
rmg_join_leg_is_finished (const RmgJoinLeg *leg)
{
  return leg->eos && leg->entries.length == 0;
}

GstClockTime
rmg_join_leg_get_next_time (const RmgJoinLeg *leg)
{
  const JoinEntry *head = g_queue_peek_head ((GQueue *) &leg->entries);

  return head != NULL ? head->time : leg->position;
}
