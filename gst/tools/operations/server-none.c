/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The command without libsoup. */

#include "gst/tools/operations/server.h"

ToolServer *
tool_server_new (ToolMonitor *monitor, GSocketAddress *address, GError **error)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
      "this rmg was built without libsoup 3 (meson option server)");
  return NULL;
}

void
tool_server_free (ToolServer *self)
{
}

const char *
tool_server_get_url (ToolServer *self)
{
  return NULL;
}
