/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Posts JSON documents to a collector by HTTP. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _ToolSender ToolSender;

/**
 * tool_sender_new:
 * @url: URL of the collector, http:// or https://, to which paths are appended
 *
 * Returns: (transfer full) (nullable): the sender, for the calling thread;
 *   %NULL with #GIOErrorEnum if @url has errors or the command was built without
 *   libsoup
 */
ToolSender *tool_sender_new (const char *url, GError **error);
void tool_sender_free (ToolSender *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ToolSender, tool_sender_free)

/**
 * tool_sender_post:
 * @path: such as "/v1/metrics"
 * @json: (transfer full): the document
 *
 * Posts a document and waits for the answer, 3 seconds at most.
 *
 * Returns: %FALSE with the reason
 */
gboolean tool_sender_post (
    ToolSender *self, const char *path, char *json, GError **error);

G_END_DECLS
