/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/tools/segments.h"

#include <math.h>

ToolSegments *
tool_segments_new (void)
{
  ToolSegments *self = g_new0 (ToolSegments, 1);

  self->found = g_array_new (FALSE, FALSE, sizeof (ToolSegment));
  self->open = g_array_new (FALSE, FALSE, sizeof (ToolSegment));
  self->nodes = g_ptr_array_new ();
  return self;
}

void
tool_segments_free (ToolSegments *self)
{
  g_array_unref (self->found);
  g_array_unref (self->open);
  g_ptr_array_unref (self->nodes);
  g_free (self);
}

/* Where it happened in the input; live sources have no stream time. */
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

static gboolean
find_open (const ToolSegments *self, const char *node, guint *index)
{
  for (guint i = 0; i < self->open->len; i++) {
    *index = i;
    if (g_array_index (self->open, ToolSegment, i).node == node)
      return TRUE;
  }
  return FALSE;
}

static void
begin (ToolSegments *self, const char *node, GstClockTime position)
{
  ToolSegment segment = { .node = node, .start = position };
  guint index;

  if (!g_ptr_array_find (self->nodes, node, NULL))
    g_ptr_array_add (self->nodes, (gpointer) node);
  if (find_open (self, node, &index))
    g_array_remove_index_fast (self->open, index);
  g_array_append_val (self->open, segment);
}

/* After all segments that start earlier or at the same time: a detector may end a
 * long segment after another one has ended several. */
static guint
find_place (const ToolSegments *self, const ToolSegment *segment)
{
  guint index = self->found->len;

  while (index > 0 &&
      g_array_index (self->found, ToolSegment, index - 1).start >
          segment->start)
    index--;
  return index;
}

static const ToolSegment *
complete (ToolSegments *self, const char *node, GstClockTime position,
    const GstStructure *event)
{
  ToolSegment segment;
  guint index;

  if (!find_open (self, node, &index))
    return NULL;
  segment = g_array_index (self->open, ToolSegment, index);
  g_array_remove_index_fast (self->open, index);
  segment.end = position;
  segment.level_db = read_double (event, "level-db");
  segment.probability = read_double (event, "probability");
  index = find_place (self, &segment);
  g_array_insert_val (self->found, index, segment);
  return &g_array_index (self->found, ToolSegment, index);
}

const ToolSegment *
tool_segments_take (ToolSegments *self, GstMessage *message)
{
  const GstStructure *event = gst_message_get_structure (message);
  const char *kind, *node;
  GstClockTime position;

  if (GST_MESSAGE_TYPE (message) != GST_MESSAGE_ELEMENT || event == NULL ||
      !gst_structure_has_name (event, "rmgvad"))
    return NULL;
  kind = gst_structure_get_string (event, "event");
  node = g_intern_string (GST_MESSAGE_SRC_NAME (message));
  position = read_position (event);
  if (!GST_CLOCK_TIME_IS_VALID (position))
    return NULL;

  if (g_strcmp0 (kind, "end") == 0)
    return complete (self, node, position, event);
  if (g_strcmp0 (kind, "start") == 0)
    begin (self, node, position);
  return NULL;
}
