/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/elements/join-queue.h"

#include "elements/base/item-end.h"

typedef struct
{
  GstMiniObject *object; /* a buffer or a serialised event */
  GstClockTime time;     /* running time by which it is ordered */
} JoinEntry;

static void
free_entry (gpointer data)
{
  JoinEntry *entry = data;

  gst_mini_object_unref (entry->object);
  g_slice_free (JoinEntry, entry);
}

static guint64
measure (GstMiniObject *object)
{
  return GST_IS_BUFFER (object) ? gst_buffer_get_size ((GstBuffer *) object)
                                : 0;
}

static gboolean
is_caps (const JoinEntry *entry)
{
  return GST_IS_EVENT (entry->object) &&
      GST_EVENT_TYPE (entry->object) == GST_EVENT_CAPS;
}

/* Caps at the head leave at once: they only describe the next data. */
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

static void
append (RmgJoinQueue *self, RmgJoinLeg *leg, GstMiniObject *object,
    GstClockTime time)
{
  JoinEntry *entry = g_slice_new (JoinEntry);

  entry->object = object;
  entry->time = time;
  self->n_bytes += measure (object);
  g_queue_push_tail (&leg->entries, entry);
  absorb_caps (leg);
}

static GstMiniObject *
pop_entry (RmgJoinQueue *self, RmgJoinLeg *leg, GstCaps **caps)
{
  JoinEntry *entry = g_queue_pop_head (&leg->entries);
  GstMiniObject *object = entry->object;

  self->n_bytes -= measure (object);
  gst_caps_replace (caps, leg->caps);
  g_slice_free (JoinEntry, entry);
  absorb_caps (leg);
  return object;
}

static void
reset_leg (RmgJoinLeg *leg)
{
  gst_segment_init (&leg->segment, GST_FORMAT_UNDEFINED);
  leg->position = GST_CLOCK_TIME_NONE;
  leg->eos = FALSE;
  leg->gave = FALSE;
}

void
rmg_join_queue_flush_leg (RmgJoinQueue *self, RmgJoinLeg *leg)
{
  while (!g_queue_is_empty (&leg->entries)) {
    JoinEntry *entry = g_queue_peek_head (&leg->entries);

    self->n_bytes -= measure (entry->object);
    free_entry (g_queue_pop_head (&leg->entries));
    absorb_caps (leg);
  }
  reset_leg (leg);
  self->ended = FALSE;
}

static void
free_leg (gpointer data)
{
  RmgJoinLeg *leg = data;

  g_queue_clear_full (&leg->entries, free_entry);
  gst_clear_caps (&leg->caps);
  g_free (leg);
}

static RmgJoinLeg *
get_leg (const RmgJoinQueue *self, guint place)
{
  return g_ptr_array_index (self->legs, place);
}

void
rmg_join_queue_init (RmgJoinQueue *self)
{
  *self = (RmgJoinQueue){ .legs = g_ptr_array_new_with_free_func (free_leg) };
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
    rmg_join_queue_flush_leg (self, get_leg (self, i));
  gst_clear_event (&self->border);
  self->position = 0;
  self->turn = 0;
  self->item = 0;
  self->ended = FALSE;
}

RmgJoinLeg *
rmg_join_queue_add_leg (RmgJoinQueue *self, guint index)
{
  RmgJoinLeg *leg = g_new0 (RmgJoinLeg, 1);
  guint place = 0;

  while (place < self->legs->len && get_leg (self, place)->index < index)
    place++;
  if (place < self->turn)
    self->turn++;

  leg->index = index;
  g_queue_init (&leg->entries);
  reset_leg (leg);
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

/* The output has one segment that starts at 0: time stamps are running times.
 * Most legs have that segment as well, and keep their buffers untouched. */
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

/* An entry is ordered by no time before the leg's position, on which others
 * may have relied: overlaps must not let the order depend on the threads. */
void
rmg_join_queue_push_buffer (
    RmgJoinQueue *self, RmgJoinLeg *leg, GstBuffer *buffer)
{
  GstClockTime running_time = to_running_time (leg, GST_BUFFER_PTS (buffer));
  GstClockTime duration = GST_BUFFER_DURATION (buffer);
  GstClockTime start;

  advance (leg, 0);
  start = GST_CLOCK_TIME_IS_VALID (running_time) ? running_time : leg->position;
  if (GST_BUFFER_PTS_IS_VALID (buffer))
    buffer = stamp (leg, buffer, start);

  append (self, leg, GST_MINI_OBJECT_CAST (buffer), MAX (start, leg->position));
  advance (leg, GST_CLOCK_TIME_IS_VALID (duration) ? start + duration : start);
}

static void
push_gap (RmgJoinLeg *leg, GstEvent *event)
{
  GstClockTime start, duration;
  GstClockTime running_time;

  gst_event_parse_gap (event, &start, &duration);
  running_time = to_running_time (leg, start);
  if (!GST_CLOCK_TIME_IS_VALID (running_time))
    return;
  advance (leg,
      GST_CLOCK_TIME_IS_VALID (duration) ? running_time + duration
                                         : running_time);
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
rmg_join_queue_push_event (RmgJoinQueue *self, RmgJoinLeg *leg, GstEvent *event)
{
  switch (GST_EVENT_TYPE (event)) {
    case GST_EVENT_STREAM_START:
      leg->eos = FALSE;
      self->ended = FALSE;
      break;
    case GST_EVENT_SEGMENT:
      push_segment (leg, event);
      break;
    case GST_EVENT_GAP:
      push_gap (leg, event);
      break;
    case GST_EVENT_EOS:
      leg->eos = TRUE;
      break;
    default:
      append (self, leg, GST_MINI_OBJECT_CAST (event),
          GST_CLOCK_TIME_IS_VALID (leg->position) ? leg->position : 0);
      return;
  }
  gst_event_unref (event);
}

static gboolean
is_finished (const RmgJoinLeg *leg)
{
  return leg->eos && leg->entries.length == 0;
}

static gboolean
all_finished (const RmgJoinQueue *self)
{
  for (guint i = 0; i < self->legs->len; i++)
    if (!is_finished (get_leg (self, i)))
      return FALSE;
  return self->legs->len > 0;
}

static GstMiniObject *
pop_eos (RmgJoinQueue *self)
{
  if (self->ended || !all_finished (self))
    return NULL;
  self->ended = TRUE;
  return GST_MINI_OBJECT_CAST (gst_event_new_eos ());
}

/* The time before which @leg has no data. */
static GstClockTime
get_next_time (const RmgJoinLeg *leg)
{
  const JoinEntry *head = g_queue_peek_head ((GQueue *) &leg->entries);

  return head != NULL ? head->time : leg->position;
}

/* The leg whose next is the earliest, whether it has arrived or not; a leg
 * that has not started is earlier than any other. */
static RmgJoinLeg *
find_earliest (const RmgJoinQueue *self)
{
  RmgJoinLeg *earliest = NULL;

  for (guint i = 0; i < self->legs->len; i++) {
    RmgJoinLeg *leg = get_leg (self, i);
    GstClockTime time = get_next_time (leg);

    if (is_finished (leg))
      continue;
    if (!GST_CLOCK_TIME_IS_VALID (time))
      return leg;
    if (earliest == NULL || time < get_next_time (earliest))
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

/* Returns a GAP with the time of the join although nothing leaves. */
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

static GstMiniObject *
pop_by_time (RmgJoinQueue *self, GstCaps **caps)
{
  RmgJoinLeg *leg = find_earliest (self);
  GstMiniObject *object;
  GstClockTime time;

  if (leg == NULL)
    return pop_eos (self);

  time = get_next_time (leg);
  if (g_queue_is_empty (&leg->entries))
    return pop_gap (self, leg, caps);

  object = pop_entry (self, leg, caps);
  note_left (self, object, time);
  return object;
}

static void
merge_results (RmgJoinQueue *self, GstEvent *event)
{
  const GstStructure *results = rmg_item_end_get_results (event);

  if (results == NULL)
    return;
  for (int i = 0; i < gst_structure_n_fields (results); i++) {
    const char *name = gst_structure_nth_field_name (results, i);
    const GValue *value = gst_structure_get_value (results, name);

    self->border = rmg_item_end_add_result (self->border, name,
        gst_structure_copy (gst_value_get_structure (value)));
  }
}

/* @end: (nullable): the item's end in @leg, NULL where the leg is at EOS
 * Returns: (transfer full) (nullable): the border to the next leg's part */
static GstMiniObject *
end_part (RmgJoinQueue *self, RmgJoinLeg *leg, GstEvent *end)
{
  gboolean gave = leg->gave;

  leg->gave = FALSE;
  if (end != NULL && self->border == NULL) {
    rmg_item_end_parse (end, &self->item, NULL);
    self->border = rmg_item_end_new (self->item, TRUE);
  }
  if (end != NULL)
    merge_results (self, end);

  self->turn++;
  if (!gave || self->turn == self->legs->len)
    return NULL;
  return GST_MINI_OBJECT_CAST (rmg_item_end_new (self->item, FALSE));
}

/* Returns: (transfer full) (nullable): the item's end, if any leg had it */
static GstMiniObject *
end_item (RmgJoinQueue *self)
{
  GstEvent *border = g_steal_pointer (&self->border);

  self->turn = 0;
  if (border != NULL)
    self->item++;
  return GST_MINI_OBJECT_CAST (border);
}

/* Whether @object ends a leg's part of an item; a border inside the part, from
 * a join before this one, does not. */
static gboolean
ends_part (GstMiniObject *object)
{
  gboolean last = FALSE;

  return GST_IS_EVENT (object) &&
      rmg_item_end_parse ((GstEvent *) object, NULL, &last) && last;
}

static GstMiniObject *
pop_from_leg (RmgJoinQueue *self, RmgJoinLeg *leg, GstCaps **caps)
{
  GstMiniObject *object = pop_entry (self, leg, caps);

  if (GST_IS_BUFFER (object)) {
    leg->gave = TRUE;
  } else if (ends_part (object)) {
    GstMiniObject *border = end_part (self, leg, (GstEvent *) object);

    gst_mini_object_unref (object);
    return border;
  } else if (rmg_item_end_parse ((GstEvent *) object, NULL, NULL)) {
    leg->gave = FALSE;
  }
  return object;
}

static gboolean
is_between_items (const RmgJoinQueue *self)
{
  return self->turn == 0 && self->border == NULL;
}

static GstMiniObject *
pop_by_item (RmgJoinQueue *self, GstCaps **caps)
{
  GstMiniObject *object = NULL;

  while (object == NULL && self->legs->len > 0) {
    RmgJoinLeg *leg;

    if (self->turn >= self->legs->len) {
      object = end_item (self);
      continue;
    }
    if (is_between_items (self) && all_finished (self))
      return pop_eos (self);

    leg = get_leg (self, self->turn);
    if (!g_queue_is_empty (&leg->entries))
      object = pop_from_leg (self, leg, caps);
    else if (leg->eos)
      object = end_part (self, leg, NULL);
    else
      return NULL;
  }
  return object;
}

GstMiniObject *
rmg_join_queue_pop (RmgJoinQueue *self, GstCaps **caps)
{
  gst_caps_replace (caps, NULL);
  return self->mode == RMG_JOIN_ITEMS ? pop_by_item (self, caps)
                                      : pop_by_time (self, caps);
}

RmgJoinLeg *
rmg_join_queue_find_blocking (const RmgJoinQueue *self)
{
  if (self->mode == RMG_JOIN_ITEMS)
    return self->turn < self->legs->len ? get_leg (self, self->turn) : NULL;
  return find_earliest (self);
}
