/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The answer of an HTTP server to a request for a file. Pure: no element, no
 * clock. */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

#define RMG_HTTP_UNKNOWN_BYTES G_MAXUINT64

/**
 * RmgHttpAnswer:
 * @status: HTTP status code
 * @first_byte: of the file, that the body begins with
 * @n_bytes: length of the whole file, or %RMG_HTTP_UNKNOWN_BYTES
 * @takes_ranges: whether the server announces that it sends parts of the file
 * @etag: (nullable): version of the file
 * @modified: (nullable): date of the last change of the file
 * @retry_after: (nullable): header Retry-After
 */
typedef struct
{
  guint status;
  guint64 first_byte;
  guint64 n_bytes;
  gboolean takes_ranges;
  char *etag;
  char *modified;
  char *retry_after;
} RmgHttpAnswer;

/** rmg_http_answer_read: @self (out caller-allocates): from the structure
 * "http-headers" that souphttpsrc posts. */
void rmg_http_answer_read (RmgHttpAnswer *self, const GstStructure *headers);
void rmg_http_answer_clear (RmgHttpAnswer *self);

/**
 * rmg_http_answer_explain_change:
 * @self: the first answer about a file
 * @later: another answer about it
 *
 * Returns: (transfer full) (nullable): how the file has changed between the
 *   answers, so that their bodies do not belong together
 */
char *rmg_http_answer_explain_change (
    const RmgHttpAnswer *self, const RmgHttpAnswer *later);

/**
 * rmg_http_answer_get_retry_after_ms:
 * @now_s: time of the day, in seconds since 1970
 *
 * Returns: the delay that the server requests, or 0
 */
guint rmg_http_answer_get_retry_after_ms (
    const RmgHttpAnswer *self, gint64 now_s);

G_END_DECLS
