/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Common options of run and plan: ends of the graph and kind of session. */
#pragma once

#include "gst/tools/command.h"

#include <rmg/plan.h>

G_BEGIN_DECLS

typedef struct
{
  const char *input;
  const char *output;
  const char *caps;
  const char *output_caps;
  const char *session;
  gboolean strict;
} ToolWiring;

#define TOOL_WIRING_OPTIONS(type, member)                                      \
  { "input", 'i', TOOL_OPTION_INPUT, "IN",                                     \
    "read IN: a file, a file:// URI, a named pipe, or - for standard input",   \
    G_STRUCT_OFFSET (type, member.input) },                                    \
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
        "whether the nodes run on threads of their own",                       \
        G_STRUCT_OFFSET (type, member.session) },                              \
  {                                                                            \
    "strict", 0, TOOL_OPTION_FLAG, NULL, "warnings are errors",                \
        G_STRUCT_OFFSET (type, member.strict)                                  \
  }

/**
 * tool_wiring_attach:
 * @graph: gets a reader for the input and a writer for the output, if it
 *   carries media
 *
 * Returns: %FALSE with %TOOL_INVALID for a missing input, with %TOOL_USAGE for
 *   options that contradict each other
 */
gboolean tool_wiring_attach (
    const ToolWiring *wiring, RmgGraph *graph, GError **error);

/**
 * tool_wiring_redirect_pipe:
 *
 * Replaces standard input by an input that is a named pipe, and waits for its
 * writer. A reader may open a file twice, and a pipe has its data only once.
 *
 * Returns: %FALSE with %TOOL_INVALID when it cannot be opened
 */
gboolean tool_wiring_redirect_pipe (ToolWiring *wiring, GError **error);

RmgThreading tool_wiring_get_threading (const ToolWiring *wiring);

G_END_DECLS
