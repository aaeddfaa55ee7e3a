/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The ends of a pipeline of values: items from JSON, outputs to JSON. */
#pragma once

#include "gst/tools/inputs.h"

#include <rmg/session.h>

#include <stdio.h>

G_BEGIN_DECLS

typedef struct
{
  GArray *batches; /* (nullable): a batch of items for each input */
} ToolItems;

/**
 * tool_items_load:
 * @inputs: (element-type ToolInput): files, which outlive @self
 *
 * A list is a batch of items; anything else is one item.
 */
gboolean tool_items_load (
    ToolItems *self, const GArray *inputs, GError **error);
void tool_items_clear (ToolItems *self);

/** tool_items_push: the next item; an #RmgFeedFunc without its type. */
RmgSessionResult tool_items_push (
    ToolItems *self, RmgSession *session, GError **error);

typedef struct
{
  gboolean lines; /* each on a line of its own; else one JSON document */
  FILE *stream;   /* (nullable): where lines go as soon as they are there */
  GString *text;  /* (nullable): output that does not go to @stream */
  guint n_values;
} ToolValues;

/** tool_values_take: keeps or prints @output; an error if JSON has no form for it. */
gboolean tool_values_take (
    ToolValues *self, const RmgOutput *output, GError **error);

/** tool_values_finish: (transfer full): all that has not been printed: lines,
 * or null, the one value, or a list. */
char *tool_values_finish (const ToolValues *self);
void tool_values_clear (ToolValues *self);

G_END_DECLS
