/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/tools/operations/sender.h"

#include <libsoup/soup.h>
#include <string.h>

#define TIMEOUT_S 3

struct _ToolSender
{
  char *url; /* without a final slash */
  SoupSession *soup;
};

static gboolean
is_url (const char *text)
{
  g_autoptr (GUri) uri = g_uri_parse (text, G_URI_FLAGS_NONE, NULL);
  const char *scheme = uri != NULL ? g_uri_get_scheme (uri) : "";

  return (strcmp (scheme, "http") == 0 || strcmp (scheme, "https") == 0) &&
      g_uri_get_host (uri) != NULL && *g_uri_get_host (uri) != '\0';
}

ToolSender *
tool_sender_new (const char *url, GError **error)
{
  ToolSender *self;

  if (!is_url (url)) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
        "expected a URL such as http://127.0.0.1:4318, got '%s'", url);
    return NULL;
  }
  self = g_new0 (ToolSender, 1);
  self->url = g_strdup (url);
  while (g_str_has_suffix (self->url, "/"))
    self->url[strlen (self->url) - 1] = '\0';
  self->soup = soup_session_new_with_options (
      "timeout", TIMEOUT_S, "user-agent", "rmg/" RMG_VERSION, NULL);
  return self;
}

void
tool_sender_free (ToolSender *self)
{
  g_object_unref (self->soup);
  g_free (self->url);
  g_free (self);
}

static SoupMessage *
new_message (ToolSender *self, const char *path, char *json)
{
  g_autofree char *url = g_strconcat (self->url, path, NULL);
  g_autoptr (GBytes) body = g_bytes_new_take (json, strlen (json));
  SoupMessage *message = soup_message_new (SOUP_METHOD_POST, url);

  if (message != NULL)
    soup_message_set_request_body_from_bytes (
        message, "application/json", body);
  return message;
}

static gboolean
check_status (SoupMessage *message, const char *path, GError **error)
{
  guint status = soup_message_get_status (message);

  if (SOUP_STATUS_IS_SUCCESSFUL (status))
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED,
      "the collector answered %s with %u %s", path, status,
      soup_message_get_reason_phrase (message));
  return FALSE;
}

gboolean
tool_sender_post (
    ToolSender *self, const char *path, char *json, GError **error)
{
  g_autoptr (SoupMessage) message = new_message (self, path, json);
  g_autoptr (GBytes) answer = NULL;

  if (message == NULL) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
        "cannot post to %s%s", self->url, path);
    return FALSE;
  }
  answer = soup_session_send_and_read (self->soup, message, NULL, error);
  return answer != NULL && check_status (message, path, error);
}
