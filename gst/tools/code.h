/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The options that let a manifest use node classes of Python. */
#pragma once

#include "gst/tools/command.h"

G_BEGIN_DECLS

typedef struct
{
  GPtrArray *python; /* (nullable) (element-type utf8): files and modules */
  gboolean is_allowed;
} ToolCode;

#define TOOL_CODE_OPTIONS(type, member)                                        \
  { "python", 0, TOOL_OPTION_LIST, "MODULE",                                   \
    "use the node classes of a file or module of Python",                      \
    G_STRUCT_OFFSET (type, member.python) },                                   \
  {                                                                            \
    "allow-code", 0, TOOL_OPTION_FLAG, NULL,                                   \
        "allow node classes of Python, which are code",                        \
        G_STRUCT_OFFSET (type, member.is_allowed)                              \
  }

/** tool_code_load: loads the modules of the options. Returns: %FALSE with %TOOL_USAGE if
 * it is not allowed, with %TOOL_INVALID if it cannot be loaded */
gboolean tool_code_load (const ToolCode *self, GError **error);

G_END_DECLS
