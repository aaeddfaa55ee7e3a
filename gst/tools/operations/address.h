/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The address of --listen. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * tool_address_parse:
 * @text: "PORT", ":PORT", "HOST:PORT" or "[IPv6]:PORT". HOST is an IP address or
 *   "localhost"; without HOST the address is 127.0.0.1. Port 0 is any free port.
 *
 * Returns: (transfer full) (nullable): the address; %NULL with
 *   %G_IO_ERROR_INVALID_ARGUMENT
 */
GSocketAddress *tool_address_parse (const char *text, GError **error);

/** tool_address_to_url: (transfer full): "http://127.0.0.1:9464/" */
char *tool_address_to_url (GSocketAddress *address);

G_END_DECLS
