/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* A file that is read over one or more connections: where the next one begins,
 * whether its answer continues the earlier ones, and why it ended. It knows no
 * thread and no clock of its own. */
#pragma once

#include "gst/elements/source/http-connection.h"
#include "gst/nodes/failure.h"

G_BEGIN_DECLS

typedef struct
{
  char *uri;
  char *name;          /* of the file, for messages: without a password */
  char *element_path;  /* of the element that reads it */
  guint64 position;    /* of the next byte of the file that is needed */
  guint64 received;    /* of the next byte that the connection delivers */
  guint64 requested;   /* first byte of the request */
  gboolean is_checked; /* the answer of this connection */
  gboolean ignores_ranges;
  gboolean is_known; /* an answer has come */
  RmgHttpAnswer first;
} RmgHttpTransfer;

/** rmg_http_transfer_begin: (transfer none): @uri may have a password, which no
 * message contains. */
void rmg_http_transfer_begin (
    RmgHttpTransfer *self, const char *uri, GstElement *element);
void rmg_http_transfer_clear (RmgHttpTransfer *self);

/** rmg_http_transfer_request: begins a connection. Returns: its first byte */
guint64 rmg_http_transfer_request (RmgHttpTransfer *self);

/**
 * rmg_http_transfer_check:
 * @answer: (nullable): of the connection, whose body has begun or ended
 *
 * Returns: (transfer full) (nullable): why the body does not continue the bytes
 *   that were read
 */
RmgFailure *rmg_http_transfer_check (
    RmgHttpTransfer *self, const RmgHttpAnswer *answer);

/** rmg_http_transfer_skip: removes the bytes before the position from @buffer
 * (inout) (transfer full), which becomes %NULL if none is left. */
void rmg_http_transfer_skip (RmgHttpTransfer *self, GstBuffer **buffer);

/** rmg_http_transfer_is_range_ignored: whether the server refuses parts of the
 * file, so that the next request is for the whole one. */
gboolean rmg_http_transfer_is_range_ignored (
    RmgHttpTransfer *self, const RmgHttpAnswer *answer);

/**
 * rmg_http_transfer_explain:
 * @event: the end of a connection
 * @answer: (nullable): of the connection
 * @error: with %RMG_HTTP_ERROR
 * @timeout_ms: for %RMG_HTTP_TIMEOUT
 * @now_s: time of the day, in seconds since 1970
 *
 * Returns: (transfer full) (nullable): the failure; %NULL at the end of the file
 */
RmgFailure *rmg_http_transfer_explain (RmgHttpTransfer *self,
    RmgHttpEvent event, const RmgHttpAnswer *answer, GstMessage *error,
    guint timeout_ms, gint64 now_s);

G_END_DECLS
