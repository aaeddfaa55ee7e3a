/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The command without libsoup. */

#include "gst/tools/operations/sender.h"

ToolSender *
tool_sender_new (const char *url, GError **error)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
      "this rmg was built without libsoup 3 (meson option server)");
  return NULL;
}

void
tool_sender_free (ToolSender *self)
{
}

gboolean
tool_sender_post (
    ToolSender *self, const char *path, char *json, GError **error)
{
  return FALSE;
}
