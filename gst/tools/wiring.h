/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Common options of run and plan: ends of the graph and kind of session. */
#pragma once

#include "gst/tools/command.h"
#include "gst/tools/inputs.h"

#include <rmg/plan.h>

G_BEGIN_DECLS

typedef struct
{
  GPtrArray *inputs; /* (nullable) (element-type utf8): values of --input */
  const char *output;
  const char *caps;
  const char *output_caps;
  const char *session;
  gboolean strict;
} ToolWiring;

#define TOOL_WIRING_OPTIONS(type, member)                                      \
  { "input", 'i', TOOL_OPTION_INPUT, "IN",                                     \
    "read IN: file, URI, pipe or -; NODE=IN: for one open input",              \
    G_STRUCT_OFFSET (type, member.inputs) },                                   \
      { "output", 'O', TOOL_OPTION_TEXT, "OUT",                                \
        "write OUT: file, pipe or -; the extension sets the format",           \
        G_STRUCT_OFFSET (type, member.output) },                               \
      { "caps", 0, TOOL_OPTION_TEXT, "CAPS",                                   \
        "IN holds samples without a header, in this format",                   \
        G_STRUCT_OFFSET (type, member.caps) },                                 \
      { "output-caps", 0, TOOL_OPTION_TEXT, "CAPS",                            \
        "write samples without a header, in this format",                      \
        G_STRUCT_OFFSET (type, member.output_caps) },                          \
      { "session", 0, TOOL_OPTION_CHOICE, "inline|threaded|auto",              \
        "whether the nodes run on own threads; default auto",                  \
        G_STRUCT_OFFSET (type, member.session) },                              \
  {                                                                            \
    "strict", 0, TOOL_OPTION_FLAG, NULL, "warnings are errors",                \
        G_STRUCT_OFFSET (type, member.strict)                                  \
  }

/**
 * tool_wiring_attach:
 * @inputs: (element-type ToolInput): the inputs of @graph
 * @graph: gets a reader for each input and a writer for each output, if it
 *   carries media
 *
 * Returns: %FALSE with %TOOL_INVALID for a missing input, with %TOOL_USAGE for
 *   options that contradict each other
 */
gboolean tool_wiring_attach (const ToolWiring *wiring, const GArray *inputs,
    RmgGraph *graph, GError **error);

/** tool_wiring_is_value: whether the inputs are files of values, not media. */
gboolean tool_wiring_is_value (const ToolWiring *wiring, const RmgGraph *graph);

/**
 * tool_wiring_redirect_pipe:
 * @inputs: (element-type ToolInput): the inputs of the graph
 *
 * Replaces standard input by the first input that is a named pipe, and waits for
 * its writer. A reader may open a file twice, and a pipe has its data only once.
 * If another input is standard input, the pipe stays as it is.
 *
 * Returns: %FALSE with %TOOL_INVALID when it cannot be opened
 */
gboolean tool_wiring_redirect_pipe (GArray *inputs, GError **error);

/** tool_wiring_get_framing: the framing of a run: items of values, or media. */
RmgFraming tool_wiring_get_framing (
    const ToolWiring *wiring, const RmgGraph *graph);

RmgThreading tool_wiring_get_threading (const ToolWiring *wiring);

G_END_DECLS
