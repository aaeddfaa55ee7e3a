/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* One connection to an HTTP server: an HTTP source of GStreamer, whose thread
 * hands its buffers over one at a time. It has no retries: a connection that
 * fails is closed, and the owner opens the next one. */
#pragma once

#include "gst/elements/source/http-answer.h"

G_BEGIN_DECLS

typedef struct _RmgHttpConnection RmgHttpConnection;

typedef enum
{
  RMG_HTTP_DATA,
  RMG_HTTP_END,         /* of the body */
  RMG_HTTP_ERROR,       /* posted by the source */
  RMG_HTTP_INTERRUPTED, /* the server has closed the connection */
  RMG_HTTP_TIMEOUT,
  RMG_HTTP_STOPPED, /* rmg_http_connection_set_stopped() */
} RmgHttpEvent;

/** rmg_http_connection_new: (transfer full) (nullable): %NULL if no element
 * reads @uri. */
RmgHttpConnection *rmg_http_connection_new (const char *uri);
void rmg_http_connection_free (RmgHttpConnection *self);

/** rmg_http_connection_open: closes the connection if it is open, and requests
 * the file from @first_byte on. */
void rmg_http_connection_open (RmgHttpConnection *self, guint64 first_byte);

/** rmg_http_connection_close: returns when the thread of the source has ended.
 * Not called by that thread. */
void rmg_http_connection_close (RmgHttpConnection *self);

/** rmg_http_connection_set_stopped: %TRUE ends a wait for data and forbids
 * others. Thread: any. */
void rmg_http_connection_set_stopped (
    RmgHttpConnection *self, gboolean stopped);

/**
 * rmg_http_connection_take:
 * @timeout_ms: the longest wait
 * @buffer: (out) (transfer full): with %RMG_HTTP_DATA
 * @error: (out) (transfer full): the message, with %RMG_HTTP_ERROR
 */
RmgHttpEvent rmg_http_connection_take (RmgHttpConnection *self,
    guint timeout_ms, GstBuffer **buffer, GstMessage **error);

/** rmg_http_connection_get_answer: (transfer none) (nullable): the answer of the
 * server once it has come. It changes with rmg_http_connection_open() only. */
const RmgHttpAnswer *rmg_http_connection_get_answer (RmgHttpConnection *self);

G_END_DECLS
