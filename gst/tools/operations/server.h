/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* HTTP server of --listen: metrics and health of a run. */
#pragma once

#include "gst/tools/operations/monitor.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _ToolServer ToolServer;

/**
 * tool_server_new:
 * @monitor: not started yet; must live longer than the server
 * @address: where to listen
 *
 * Returns: (transfer full) (nullable): the server, which answers when @monitor
 *   has been started; %NULL with #GIOErrorEnum if the address is not available,
 *   or if the command was built without a server
 */
ToolServer *tool_server_new (
    ToolMonitor *monitor, GSocketAddress *address, GError **error);

/** tool_server_free: closes the connections. @monitor must be stopped. */
void tool_server_free (ToolServer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ToolServer, tool_server_free)

/** tool_server_get_url: (transfer none): with the port that was chosen. */
const char *tool_server_get_url (ToolServer *self);

G_END_DECLS
