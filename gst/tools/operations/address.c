/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/tools/operations/address.h"

#include <string.h>

#define LOOPBACK "127.0.0.1"

/* Splits "HOST:PORT". An IPv6 address has colons of its own and is written in
 * brackets. Returns: (transfer full) (nullable): the host */
static char *
split_host (const char *text, const char **port)
{
  const char *colon = strrchr (text, ':');
  gsize n_bytes = colon != NULL ? (gsize) (colon - text) : 0;

  *port = colon != NULL ? colon + 1 : text;
  if (n_bytes == 0)
    return g_strdup (LOOPBACK);
  if (n_bytes > 2 && text[0] == '[' && text[n_bytes - 1] == ']')
    return g_strndup (text + 1, n_bytes - 2);
  return memchr (text, ':', n_bytes) == NULL ? g_strndup (text, n_bytes) : NULL;
}

GSocketAddress *
tool_address_parse (const char *text, GError **error)
{
  const char *port_text;
  g_autofree char *host = split_host (text, &port_text);
  GSocketAddress *address = NULL;
  guint64 port;

  if (host != NULL &&
      g_ascii_string_to_unsigned (port_text, 10, 0, G_MAXUINT16, &port, NULL))
    address = g_inet_socket_address_new_from_string (
        strcmp (host, "localhost") == 0 ? LOOPBACK : host, (guint) port);
  if (address == NULL)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
        "expected ADDRESS:PORT, such as 127.0.0.1:9464, :9464 or "
        "[::1]:0, got '%s'",
        text);
  return address;
}

char *
tool_address_to_url (GSocketAddress *address)
{
  g_autofree char *text =
      g_socket_connectable_to_string (G_SOCKET_CONNECTABLE (address));

  return g_strdup_printf ("http://%s/", text);
}
