/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* rmg COMMAND [ARGUMENT...]: finds the subcommand, reads its options, runs it. */

#include "gst/tools/help.h"
#include "translator/base/nearest.h"
#include "gst/tools/options.h"
#include "gst/tools/report.h"

#include <gst/gst.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

static const ToolCommand *const commands[] = {
  &tool_command_run,
  &tool_command_validate,
  &tool_command_plan,
  &tool_command_graph,
  &tool_command_nodes,
  NULL,
};

static const ToolCommand *
find_command (const char *name)
{
  for (gsize i = 0; commands[i] != NULL; i++)
    if (strcmp (commands[i]->name, name) == 0)
      return commands[i];
  return NULL;
}

static const char *
nearest_command (const char *name)
{
  RmgNearest nearest;

  rmg_nearest_init (&nearest, name);
  rmg_nearest_try (&nearest, "help");
  for (gsize i = 0; commands[i] != NULL; i++)
    rmg_nearest_try (&nearest, commands[i]->name);
  return nearest.best;
}

static ToolExit
fail_unknown (const char *name, gboolean json)
{
  const char *near = nearest_command (name);
  g_autoptr (GError) error = NULL;

  if (near != NULL)
    error = g_error_new (TOOL_ERROR, TOOL_USAGE,
        "unknown command '%s'; did you mean '%s'?", name, near);
  else
    error = g_error_new (TOOL_ERROR, TOOL_USAGE,
        "unknown command '%s'; 'rmg help' lists them", name);
  return tool_report_error (json, error, NULL, NULL);
}

static ToolExit
print_help (const char *name)
{
  const ToolCommand *command = name != NULL ? find_command (name) : NULL;
  g_autofree char *text = NULL;

  if (name != NULL && command == NULL)
    return fail_unknown (name, FALSE);
  text = command != NULL ? tool_help_command (command)
                         : tool_help_overview (commands);
  tool_print ("%s", text);
  return TOOL_OK;
}

static ToolExit
print_version (void)
{
  g_autofree char *gstreamer = gst_version_string ();

  tool_print ("rmg %s (%s)\n", TOOL_VERSION, gstreamer);
  return TOOL_OK;
}

static ToolExit
run_command (const ToolCommand *command, char **words)
{
  gboolean json = tool_options_ask_for (words, "output-format", 'o', "json");
  g_auto (ToolArguments) arguments = { 0 };
  g_autoptr (GError) error = NULL;

  if (tool_options_ask_for (words, "help", 'h', NULL))
    return print_help (command->name);
  if (tool_options_parse (command, words, &arguments, &error))
    return command->run (&arguments);
  tool_report_error (json, error, NULL, NULL);
  if (!json)
    fprintf (stderr, "rmg: 'rmg help %s' lists the options\n", command->name);
  return TOOL_USAGE;
}

static ToolExit
dispatch (char **words)
{
  const ToolCommand *command;

  if (words[0] == NULL) {
    g_autofree char *text = tool_help_overview (commands);

    fprintf (stderr, "%s", text);
    return TOOL_USAGE;
  }
  if (strcmp (words[0], "--version") == 0)
    return print_version ();
  if (strcmp (words[0], "--help") == 0 || strcmp (words[0], "-h") == 0)
    return print_help (NULL);
  if (strcmp (words[0], "help") == 0)
    return print_help (words[1]);

  command = find_command (words[0]);
  if (command != NULL)
    return run_command (command, words + 1);
  return fail_unknown (
      words[0], tool_options_ask_for (words, "output-format", 'o', "json"));
}

/* Tracers of GStreamer report at its end. Other runs leave the memory to the
 * process, and a failed run may have left threads. */
static ToolExit
end_tracers (ToolExit result)
{
  if (result == TOOL_OK && gst_is_initialized () &&
      g_getenv ("GST_TRACERS") != NULL)
    gst_deinit ();
  return result;
}

int
main (int argc, char **argv)
{
  /* A reader that goes away must not keep files from being finished. */
  signal (SIGPIPE, SIG_IGN);
  return tool_finish_output (end_tracers (dispatch (argv + 1)));
}
