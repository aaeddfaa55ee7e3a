/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/tools/operations.h"

#include "gst/tools/operations/address.h"
#include "gst/tools/operations/log.h"
#include "gst/tools/report.h"

static gboolean
fail (const char *option, const GError *reason, GError **error)
{
  gboolean is_usage =
      g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT) ||
      g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);

  g_set_error (error, TOOL_ERROR, is_usage ? TOOL_USAGE : TOOL_FAILED, "%s: %s",
      option, reason->message);
  return FALSE;
}

static gboolean
listen_on (ToolOperations *self, const char *where, GError **error)
{
  g_autoptr (GError) reason = NULL;
  g_autoptr (GSocketAddress) address = tool_address_parse (where, &reason);
  g_autofree char *text = NULL;

  if (address == NULL)
    return fail ("--listen", reason, error);
  self->server = tool_server_new (self->monitor, address, &reason);
  if (self->server == NULL)
    return fail ("--listen", reason, error);
  text =
      g_strconcat ("listening on ", tool_server_get_url (self->server), NULL);
  tool_log_print (GST_LEVEL_INFO, NULL, "rmg: ", text);
  return TRUE;
}

static gboolean
export_to (ToolOperations *self, const char *url, GError **error)
{
  g_autoptr (GError) reason = NULL;

  self->exporter = tool_exporter_new (url, &reason);
  return self->exporter != NULL || fail ("--otlp", reason, error);
}

static void
on_sample (const ToolFlow *flow, gint64 now_us, gpointer user_data)
{
  tool_notify_update (user_data, flow, now_us);
}

gboolean
tool_operations_open (ToolOperations *self,
    const ToolOperationsSettings *settings, GError **error)
{
  *self = (ToolOperations){ .notify = tool_notify_new () };
  if (settings->otlp != NULL && !export_to (self, settings->otlp, error))
    return FALSE;
  if (settings->listen == NULL && self->notify == NULL)
    return TRUE;
  self->monitor = tool_monitor_new ();
  if (settings->listen != NULL && !listen_on (self, settings->listen, error))
    return FALSE;
  if (self->notify != NULL)
    tool_monitor_set_func (self->monitor, on_sample, self->notify);
  tool_monitor_start (self->monitor);
  return TRUE;
}

gboolean
tool_operations_need_metrics (const ToolOperations *self)
{
  return self->monitor != NULL || self->exporter != NULL;
}

void
tool_operations_watch (ToolOperations *self, RmgSession *session)
{
  if (self->monitor != NULL)
    tool_monitor_watch (self->monitor, session);
  if (self->exporter != NULL)
    tool_exporter_watch (self->exporter, session);
}

void
tool_operations_take (ToolOperations *self, GstMessage *message)
{
  if (self->exporter != NULL)
    tool_exporter_take (self->exporter, message);
}

void
tool_operations_finish (
    ToolOperations *self, const RmgMetrics *metrics, const GError *failure)
{
  g_autoptr (GError) reason = NULL;

  if (self->notify != NULL && failure != NULL)
    tool_notify_set_failure (self->notify, failure->message);
  if (self->exporter != NULL &&
      !tool_exporter_finish (self->exporter, metrics, failure, &reason))
    tool_log_print (
        GST_LEVEL_WARNING, NULL, "warning: --otlp: ", reason->message);
}

void
tool_operations_close (ToolOperations *self)
{
  if (self->monitor != NULL)
    tool_monitor_stop (self->monitor);
  g_clear_pointer (&self->exporter, tool_exporter_free);
  g_clear_pointer (&self->notify, tool_notify_free);
  g_clear_pointer (&self->server, tool_server_free);
  g_clear_pointer (&self->monitor, tool_monitor_free);
}
