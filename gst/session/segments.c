/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include <rmg/segments.h>

#include <math.h>

struct _RmgSegments
{
  GArray *found; /* (element-type RmgSegment), by their start */
  GArray *open;  /* (element-type RmgSegment), at most one a channel of a
                   node */
};

G_DEFINE_BOXED_TYPE (
    RmgSegment, rmg_segment, rmg_segment_copy, rmg_segment_free)
G_DEFINE_BOXED_TYPE (
    RmgSegments, rmg_segments, rmg_segments_ref, rmg_segments_unref)

RmgSegment *
rmg_segment_copy (const RmgSegment *self)
{
  RmgSegment *copy = g_new (RmgSegment, 1);

  *copy = *self; /* the id is interned */
  return copy;
}

void
rmg_segment_free (RmgSegment *self)
{
  g_free (self);
}

RmgSegments *
rmg_segments_new (void)
{
  RmgSegments *self = g_atomic_rc_box_new0 (RmgSegments);

  self->found = g_array_new (FALSE, FALSE, sizeof (RmgSegment));
  self->open = g_array_new (FALSE, FALSE, sizeof (RmgSegment));
  return self;
}

RmgSegments *
rmg_segments_ref (RmgSegments *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  RmgSegments *self = data;

  g_array_unref (self->found);
  g_array_unref (self->open);
}

void
rmg_segments_unref (RmgSegments *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

guint
rmg_segments_get_n_segments (const RmgSegments *self)
{
  return self->found->len;
}

const RmgSegment *
rmg_segments_get_segment (const RmgSegments *self, guint index)
{
  g_return_val_if_fail (index < self->found->len, NULL);

  return &g_array_index (self->found, RmgSegment, index);
}

/* The position in the input. Live sources have no stream time. */
static GstClockTime
read_position (const GstStructure *event)
{
  static const char *const fields[] = { "stream-time", "running-time",
    "timestamp" };
  guint64 position;

  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    if (gst_structure_get_uint64 (event, fields[i], &position) &&
        GST_CLOCK_TIME_IS_VALID (position))
      return position;
  return GST_CLOCK_TIME_NONE;
}

static double
read_double (const GstStructure *event, const char *field)
{
  double value;

  return gst_structure_get_double (event, field, &value) ? value : NAN;
}

/* @key: node and channel */
static gboolean
find_open (const RmgSegments *self, const RmgSegment *key, guint *index)
{
  for (guint i = 0; i < self->open->len; i++) {
    const RmgSegment *open = &g_array_index (self->open, RmgSegment, i);

    *index = i;
    if (open->node_id == key->node_id && open->channel == key->channel)
      return TRUE;
  }
  return FALSE;
}

static void
begin (RmgSegments *self, const RmgSegment *segment)
{
  guint index;

  if (find_open (self, segment, &index))
    g_array_remove_index_fast (self->open, index);
  g_array_append_vals (self->open, segment, 1);
}

/* After all segments that start earlier or at the same time: a detector may end a
 * long segment after another one has ended several. */
static guint
find_place (const RmgSegments *self, const RmgSegment *segment)
{
  guint index = self->found->len;

  while (index > 0 &&
      g_array_index (self->found, RmgSegment, index - 1).start > segment->start)
    index--;
  return index;
}

static const RmgSegment *
complete (RmgSegments *self, const RmgSegment *key, const GstStructure *event)
{
  RmgSegment segment;
  guint index;

  if (!find_open (self, key, &index))
    return NULL;
  segment = g_array_index (self->open, RmgSegment, index);
  g_array_remove_index_fast (self->open, index);
  segment.end = key->start;
  segment.level_db = read_double (event, "level-db");
  segment.probability = read_double (event, "probability");
  index = find_place (self, &segment);
  g_array_insert_val (self->found, index, segment);
  return &g_array_index (self->found, RmgSegment, index);
}

const RmgSegment *
rmg_segments_add_message (RmgSegments *self, GstMessage *message)
{
  const GstStructure *event = gst_message_get_structure (message);
  RmgSegment here = { 0 };
  const char *kind;

  if (GST_MESSAGE_TYPE (message) != GST_MESSAGE_ELEMENT || event == NULL ||
      !gst_structure_has_name (event, "rmgvad"))
    return NULL;
  kind = gst_structure_get_string (event, "event");
  here.node_id = g_intern_string (GST_MESSAGE_SRC_NAME (message));
  here.start = read_position (event);
  gst_structure_get_uint (event, "channel", &here.channel);
  if (!GST_CLOCK_TIME_IS_VALID (here.start))
    return NULL;

  if (g_strcmp0 (kind, "end") == 0)
    return complete (self, &here, event);
  if (g_strcmp0 (kind, "start") == 0)
    begin (self, &here);
  return NULL;
}
