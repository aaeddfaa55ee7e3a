/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/tools/help.h"

#define OPTION_COLUMN 32

static const char exit_codes[] =
    "Exit codes:\n"
    "  0 done, 1 failed, 2 wrong use, 3 invalid manifest or missing input,\n"
    "  4 time-out, 130 interrupted, 141 standard output closed\n";

static void
append_row (GString *text, const char *left, const char *right)
{
  g_string_append_printf (text, "  %-*s", OPTION_COLUMN - 2, left);
  if (strlen (left) > OPTION_COLUMN - 4)
    g_string_append_printf (text, "\n%*s", OPTION_COLUMN, "");
  g_string_append_printf (text, "%s\n", right);
}

static void
append_option (GString *text, const ToolOption *option)
{
  g_autoptr (GString) left = g_string_new (NULL);

  if (option->letter != 0)
    g_string_append_printf (left, "-%c, ", option->letter);
  g_string_append_printf (left, "--%s", option->name);
  if (option->values != NULL)
    g_string_append_printf (left, " %s", option->values);
  append_row (text, left->str, option->help);
}

char *
tool_help_command (const ToolCommand *command)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "Usage: rmg %s%s%s [OPTION...]%s\n\n%s\n\n",
      command->name, command->argument != NULL ? " " : "",
      command->argument != NULL ? command->argument : "",
      command->takes_overrides ? " [--NODE.PARAM=VALUE...]" : "",
      command->description);
  g_string_append (text, "Options:\n");
  for (const ToolOption *option = command->options; option->name; option++)
    append_option (text, option);
  if (command->takes_overrides)
    append_row (text, "--NODE.PARAM=VALUE",
        "set a parameter of a node, in place of the manifest");
  append_row (text, "-h, --help", "this text");
  g_string_append_printf (
      text, "\nExamples:\n%s\n%s", command->examples, exit_codes);
  return g_string_free (text, FALSE);
}

char *
tool_help_overview (const ToolCommand *const *commands)
{
  GString *text = g_string_new ("Usage: rmg COMMAND [ARGUMENT...]\n\n"
                                "Runs media pipelines that a manifest "
                                "describes, on GStreamer.\n\nCommands:\n");

  for (; *commands != NULL; commands++) {
    g_autofree char *left =
        g_strjoin (" ", (*commands)->name, (*commands)->argument, NULL);

    append_row (text, left, (*commands)->summary);
  }
  append_row (text, "help [COMMAND]", "this text, or that of one command");
  append_row (text, "--version", "the versions of rmg and of GStreamer");
  g_string_append_printf (text,
      "\nExamples:\n"
      "  rmg run speech.json -i talk.flac -O talk.wav -o table\n"
      "  rmg help run\n\n%s",
      exit_codes);
  return g_string_free (text, FALSE);
}
