/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Probabilities of speech, one for each frame of the detectors, and the files
 * that other programs read. */
#pragma once

#include <rmg/graph.h>

#include <gst/gst.h>

G_BEGIN_DECLS

typedef struct
{
  GArray *found; /* (element-type ToolFrame), in the order of their arrival */
} ToolFrames;

void tool_frames_init (ToolFrames *self);
void tool_frames_clear (ToolFrames *self);

/**
 * tool_frames_request:
 * @graph: gets the parameter post_frames in all nodes that have it
 *
 * Returns: %FALSE with %TOOL_USAGE if no node detects speech
 */
gboolean tool_frames_request (RmgGraph *graph, GError **error);

/** tool_frames_take: adds the frame of @message if it has one. */
void tool_frames_take (ToolFrames *self, GstMessage *message);

/** tool_frames_check_path: whether a file named @path can be written. */
gboolean tool_frames_check_path (const char *path, GError **error);

/**
 * tool_frames_write:
 * @path: file with the extension of its format: csv, json, npy (an array of
 *   records for numpy.load())
 */
gboolean tool_frames_write (
    const ToolFrames *self, const char *path, GError **error);

G_END_DECLS
