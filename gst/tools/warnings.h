/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Warnings of elements during a run, such as a damaged input: printed once each
 * and listed in the JSON document. */
#pragma once

#include "translator/base/json-writer.h"

#include <gst/gst.h>

G_BEGIN_DECLS

typedef struct
{
  char *element; /* name of the element in the pipeline, which begins with the
                    id of its node */
  char *text;
  gboolean is_loss; /* a conversion loses quality; the output is complete */
} ToolWarning;

typedef struct
{
  GArray *found; /* (element-type ToolWarning) */
} ToolWarnings;

void tool_warnings_init (ToolWarnings *self);
void tool_warnings_clear (ToolWarnings *self);

/**
 * tool_warnings_take:
 * @message: any message
 *
 * Returns: (transfer none) (nullable): the warning of @message if it is new,
 *   valid until the next call
 */
const ToolWarning *tool_warnings_take (ToolWarnings *self, GstMessage *message);

/** tool_warnings_is_incomplete: whether a part of the media is missing. */
gboolean tool_warnings_is_incomplete (const ToolWarnings *self);

/** tool_warnings_to_json: all warnings, as an array named @name. */
void tool_warnings_to_json (
    const ToolWarnings *self, RmgJsonWriter *json, const char *name);

G_END_DECLS
