/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/tools/code.h"

#include "gst/tools/report.h"

#include <rmg/host.h>

/* Returns: (transfer container): the names, NULL-terminated */
static const char **
list_modules (const ToolCode *self)
{
  const guint n = self->python != NULL ? self->python->len : 0;
  const char **modules = g_new0 (const char *, n + 1);

  for (guint i = 0; i < n; i++)
    modules[i] = g_ptr_array_index (self->python, i);
  return modules;
}

gboolean
tool_code_load (const ToolCode *self, GError **error)
{
  g_autofree const char **modules = list_modules (self);
  g_autoptr (GError) reason = NULL;

  if (!self->is_allowed && modules[0] != NULL) {
    g_set_error (error, TOOL_ERROR, TOOL_USAGE,
        "--python %s runs code; allow it with --allow-code", modules[0]);
    return FALSE;
  }
  if (!self->is_allowed || rmg_host_load_python (modules, &reason))
    return TRUE;
  g_set_error (error, TOOL_ERROR, TOOL_INVALID, "%s", reason->message);
  return FALSE;
}
