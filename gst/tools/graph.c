/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* rmg graph: the nodes and connections of a manifest, to be drawn. */

#include "gst/tools/command.h"
#include "gst/tools/dot.h"
#include "gst/tools/load.h"
#include "gst/tools/report.h"

#include <rmg/files.h>
#include <rmg/init.h>
#include <stdio.h>
#include <string.h>

typedef struct
{
  const char *format;
  const char *output;
} GraphSettings;

static const ToolOption options[] = {
  { "format", 'f', TOOL_OPTION_CHOICE, "dot|svg",
      "dot for Graphviz (default), or the finished drawing",
      G_STRUCT_OFFSET (GraphSettings, format) },
  { "output", 'O', TOOL_OPTION_TEXT, "FILE", "write FILE, not standard output",
      G_STRUCT_OFFSET (GraphSettings, output) },
  { NULL },
};

static char *
draw (const GraphSettings *settings, const RmgGraph *graph, GError **error)
{
  g_autofree char *dot = tool_graph_to_dot (graph);

  if (g_strcmp0 (settings->format, "svg") == 0)
    return tool_dot_to_svg (dot, error);
  return g_steal_pointer (&dot);
}

static gboolean
deliver (const ToolArguments *arguments, const char *text, GError **error)
{
  const GraphSettings *settings = arguments->settings;
  const RmgFileUse files[] = {
    { "the manifest", arguments->argument, FALSE },
    { "--output", settings->output, TRUE },
  };

  if (settings->output != NULL && strcmp (settings->output, "-") != 0)
    return rmg_files_check (files, G_N_ELEMENTS (files), error) &&
        tool_write_file (settings->output, text, error);
  tool_print ("%s", text);
  return TRUE;
}

static ToolExit
draw_manifest (const ToolArguments *arguments)
{
  const GraphSettings *settings = arguments->settings;
  g_autoptr (RmgDiagnostics) problems = rmg_diagnostics_new (FALSE);
  g_autoptr (GError) error = NULL;
  g_autoptr (RmgGraph) graph = NULL;
  g_autofree char *text = NULL;

  rmg_init ();
  graph = tool_load_graph (arguments->argument, NULL, problems, &error);
  if (graph != NULL)
    text = draw (settings, graph, &error);
  if (text == NULL || !deliver (arguments, text, &error))
    return tool_report_error (FALSE, error, problems, arguments->argument);
  return TOOL_OK;
}

const ToolCommand tool_command_graph = {
  .name = "graph",
  .argument = "MANIFEST",
  .summary = "draw the nodes and connections of a manifest",
  .description = "Prints the graph of MANIFEST for Graphviz, or draws it.",
  .examples = "  rmg graph speech.json | dot -Tpng > speech.png\n"
              "  rmg graph speech.json --format svg -O speech.svg\n",
  .options = options,
  .settings_size = sizeof (GraphSettings),
  .run = draw_manifest,
};
