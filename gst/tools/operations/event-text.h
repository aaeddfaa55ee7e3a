/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The events of nodes as lines for a person. Pure: the clock is an argument. */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/**
 * tool_event_to_text:
 * @fields: an element message of the runtime
 *
 * Returns: (transfer full) (nullable): one line without a newline, which begins
 *   with the id of the node; %NULL for a message that is no event of a node
 */
char *tool_event_to_text (const GstStructure *fields);

/** TOOL_EVENTS_PER_SECOND: number of lines that are printed in a second. A node
 * that fails for each buffer has more. */
#define TOOL_EVENTS_PER_SECOND 20

typedef struct
{
  gint64 second_us; /* begin of the second */
  guint n_printed;  /* in it */
  guint n_omitted;  /* since the last printed line */
} ToolEventLimit;

/** tool_event_limit_take: whether an event at @now_us is printed. All zero is a
 * limit without events. */
gboolean tool_event_limit_take (ToolEventLimit *self, gint64 now_us);

G_END_DECLS
