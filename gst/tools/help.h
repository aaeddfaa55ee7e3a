/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */
#pragma once

#include "gst/tools/command.h"

G_BEGIN_DECLS

/** tool_help_overview: (transfer full): the commands, one a line. */
char *tool_help_overview (const ToolCommand *const *commands);

/** tool_help_command: (transfer full): usage, options, examples, exit codes */
char *tool_help_command (const ToolCommand *command);

G_END_DECLS
