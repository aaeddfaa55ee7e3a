/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/tools/operations/server.h"

#include "gst/tools/operations/address.h"

#include <libsoup/soup.h>
#include <string.h>

#define OPENMETRICS "application/openmetrics-text; version=1.0.0; charset=utf-8"
#define PLAIN "text/plain; charset=utf-8"
#define DOT "text/vnd.graphviz; charset=utf-8"

struct _ToolServer
{
  ToolMonitor *monitor;
  SoupServer *soup;
  char *url;
};

typedef struct
{
  guint status; /* 0: 200 */
  char *body;
} Reply;

static Reply
reply_with_metrics (ToolMonitor *monitor, RmgSession *session)
{
  g_autoptr (RmgMetrics) metrics = rmg_session_get_metrics (session);

  return (Reply){ .body = rmg_metrics_to_openmetrics (metrics) };
}

static Reply
reply_alive (ToolMonitor *monitor, RmgSession *session)
{
  return (Reply){ .body = g_strdup ("alive\n") };
}

static Reply
reply_readiness (ToolMonitor *monitor, RmgSession *session)
{
  const ToolFlow *flow = tool_monitor_get_flow (monitor);
  const gint64 now_us = g_get_monotonic_time ();
  g_autofree char *text = tool_flow_describe (flow, now_us);

  return (Reply){
    tool_flow_is_ready (flow, now_us) ? 0 : SOUP_STATUS_SERVICE_UNAVAILABLE,
    g_strconcat (text, "\n", NULL)
  };
}

static Reply
reply_with_dot (ToolMonitor *monitor, RmgSession *session)
{
  return (Reply){ .body = rmg_session_to_dot (session) };
}

static Reply
reply_with_stall (ToolMonitor *monitor, RmgSession *session)
{
  return (
      Reply){ .body = rmg_session_describe_stall (session, RMG_STALL_TEXT) };
}

typedef struct
{
  const char *path;
  const char *type;
  gboolean needs_session;
  Reply (*reply) (ToolMonitor *monitor, RmgSession *session);
} Page;

static const Page pages[] = {
  { "/metrics", OPENMETRICS, TRUE, reply_with_metrics },
  { "/livez", PLAIN, FALSE, reply_alive },
  { "/readyz", PLAIN, TRUE, reply_readiness },
  { "/debug/dot", DOT, TRUE, reply_with_dot },
  { "/debug/stall", PLAIN, TRUE, reply_with_stall },
};

static const Page *
find_page (const char *path)
{
  for (gsize i = 0; i < G_N_ELEMENTS (pages); i++)
    if (strcmp (pages[i].path, path) == 0)
      return &pages[i];
  return NULL;
}

static Reply
list_pages (void)
{
  GString *text = g_string_new ("no such page; there are\n");

  for (gsize i = 0; i < G_N_ELEMENTS (pages); i++)
    g_string_append_printf (text, "%s\n", pages[i].path);
  return (Reply){ SOUP_STATUS_NOT_FOUND, g_string_free (text, FALSE) };
}

static gboolean
is_read (const char *method)
{
  return method == SOUP_METHOD_GET || method == SOUP_METHOD_HEAD;
}

static Reply
choose_reply (ToolMonitor *monitor, const Page *page, const char *method)
{
  RmgSession *session = tool_monitor_get_session (monitor);

  if (page == NULL)
    return list_pages ();
  if (!is_read (method))
    return (Reply){ SOUP_STATUS_METHOD_NOT_ALLOWED,
      g_strdup ("only GET and HEAD\n") };
  if (page->needs_session && session == NULL)
    return (Reply){ SOUP_STATUS_SERVICE_UNAVAILABLE,
      g_strdup ("the run has not begun\n") };
  return page->reply (monitor, session);
}

static void
on_request (SoupServer *soup, SoupServerMessage *message, const char *path,
    GHashTable *query, gpointer user_data)
{
  ToolServer *self = user_data;
  const Page *page = find_page (path);
  Reply reply = choose_reply (
      self->monitor, page, soup_server_message_get_method (message));
  SoupMessageHeaders *headers =
      soup_server_message_get_response_headers (message);

  soup_message_headers_replace (headers, "Cache-Control", "no-store");
  if (reply.status == SOUP_STATUS_METHOD_NOT_ALLOWED)
    soup_message_headers_replace (headers, "Allow", "GET, HEAD");
  soup_server_message_set_status (
      message, reply.status != 0 ? reply.status : SOUP_STATUS_OK, NULL);
  soup_server_message_set_response (message,
      reply.status == 0 ? page->type : PLAIN, SOUP_MEMORY_TAKE, reply.body,
      strlen (reply.body));
}

/* The server has one listener. */
static char *
read_url (SoupServer *soup)
{
  GSList *listeners = soup_server_get_listeners (soup);
  g_autoptr (GSocketAddress) address =
      g_socket_get_local_address (listeners->data, NULL);

  g_slist_free (listeners);
  return tool_address_to_url (address);
}

ToolServer *
tool_server_new (ToolMonitor *monitor, GSocketAddress *address, GError **error)
{
  g_autoptr (ToolServer) self = g_new0 (ToolServer, 1);
  GMainContext *context = tool_monitor_get_context (monitor);
  g_autoptr (GError) reason = NULL;

  self->monitor = monitor;
  g_main_context_push_thread_default (context);
  self->soup = soup_server_new ("server-header", "rmg", NULL);
  soup_server_add_handler (self->soup, NULL, on_request, self, NULL);
  soup_server_listen (self->soup, address, 0, &reason);
  g_main_context_pop_thread_default (context);
  if (reason != NULL) {
    g_autofree char *url = tool_address_to_url (address);

    g_set_error (error, reason->domain, reason->code, "cannot listen on %s: %s",
        url, reason->message);
    return NULL;
  }
  self->url = read_url (self->soup);
  return g_steal_pointer (&self);
}

void
tool_server_free (ToolServer *self)
{
  GMainContext *context = tool_monitor_get_context (self->monitor);

  g_main_context_push_thread_default (context);
  soup_server_disconnect (self->soup);
  g_clear_object (&self->soup);
  g_main_context_pop_thread_default (context);
  g_free (self->url);
  g_free (self);
}

const char *
tool_server_get_url (ToolServer *self)
{
  return self->url;
}
