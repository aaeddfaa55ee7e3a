/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Reads a command line by the table of its command. */
#pragma once

#include "gst/tools/command.h"

G_BEGIN_DECLS

/**
 * tool_options_parse:
 * @command: owner of the options
 * @words: the words after the name of the command; ends with NULL
 * @arguments: (out caller-allocates): the parsed arguments; clear after use
 *
 * Accepts -x VALUE, -xVALUE, --name VALUE, --name=VALUE, --NODE.PARAM=VALUE, and
 * "--" before an argument that begins with a dash.
 *
 * Returns: %FALSE with %TOOL_USAGE, which names the nearest known option
 */
gboolean tool_options_parse (const ToolCommand *command, char **words,
    ToolArguments *arguments, GError **error);
void tool_arguments_clear (ToolArguments *arguments);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ToolArguments, tool_arguments_clear)

/** tool_options_ask_for: whether @words hold this option, however wrong the
 * rest may be; for help, and for the format of the error. */
gboolean tool_options_ask_for (
    char **words, const char *name, char letter, const char *value);

G_END_DECLS
