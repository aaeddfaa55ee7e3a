/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Speech segments, put together from the messages of VAD nodes. */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

typedef struct
{
  const char *node;   /* interned */
  GstClockTime start; /* in the input, ns */
  GstClockTime end;
  double level_db;    /* NaN where it is not known */
  double probability; /* 0 to 1; NaN where it is not known */
} ToolSegment;

typedef struct
{
  GArray *found;    /* (element-type ToolSegment), by their start */
  GArray *open;     /* (element-type ToolSegment), at most one a node */
  GPtrArray *nodes; /* interned: nodes that reported speech */
} ToolSegments;

ToolSegments *tool_segments_new (void);
void tool_segments_free (ToolSegments *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ToolSegments, tool_segments_free)

/**
 * tool_segments_take:
 * @message: any message
 *
 * Returns: (transfer none) (nullable): the segment that @message completes,
 *   valid until the next call
 */
const ToolSegment *tool_segments_take (ToolSegments *self, GstMessage *message);

/** tool_segments_check_path: whether a file named @path can be written. */
gboolean tool_segments_check_path (const char *path, GError **error);

/**
 * tool_segments_write:
 * @path: file with the extension of its format: json, csv, srt, rttm, txt (labels
 *   of Audacity)
 * @name: name of the recording
 */
gboolean tool_segments_write (const ToolSegments *self, const char *path,
    const char *name, GError **error);

G_END_DECLS
