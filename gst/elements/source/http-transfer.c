/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/elements/source/http-transfer.h"

#define RANGE_NOT_SATISFIABLE 416
#define OK 200
#define FIRST_FAILURE 300

/* Returns: (transfer full): @uri without a password */
static char *
hide_password (const char *uri)
{
  g_autoptr (GUri) parsed = g_uri_parse (uri, G_URI_FLAGS_NONE, NULL);

  return parsed != NULL ? g_uri_to_string_partial (parsed, G_URI_HIDE_USERINFO)
                        : g_strdup (uri);
}

void
rmg_http_transfer_begin (
    RmgHttpTransfer *self, const char *uri, GstElement *element)
{
  *self = (RmgHttpTransfer){ .uri = g_strdup (uri),
    .name = hide_password (uri),
    .element_path = gst_object_get_path_string (GST_OBJECT (element)),
    .first = { .n_bytes = RMG_HTTP_UNKNOWN_BYTES } };
}

void
rmg_http_transfer_clear (RmgHttpTransfer *self)
{
  rmg_http_answer_clear (&self->first);
  g_free (self->uri);
  g_free (self->name);
  g_free (self->element_path);
  *self = (RmgHttpTransfer){ NULL };
}

guint64
rmg_http_transfer_request (RmgHttpTransfer *self)
{
  self->requested = self->ignores_ranges ? 0 : self->position;
  self->received = self->requested;
  self->is_checked = FALSE;
  return self->requested;
}

/* Returns: (transfer full): a failure with @text after the name of the file. */
G_GNUC_PRINTF (3, 4)
static RmgFailure *
make_failure (RmgHttpTransfer *self, int code, const char *format, ...)
{
  RmgFailure *failure = g_new0 (RmgFailure, 1);
  g_autofree char *reason = NULL;
  va_list arguments;

  va_start (arguments, format);
  reason = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  failure->cause =
      g_error_new (GST_RESOURCE_ERROR, code, "%s: %s", self->name, reason);
  failure->element_path = g_strdup (self->element_path);
  failure->details = gst_structure_new_empty ("details");
  return failure;
}

static RmgFailure *
make_permanent (RmgFailure *failure)
{
  gst_structure_set (
      failure->details, "rmg-retryable", G_TYPE_BOOLEAN, FALSE, NULL);
  return failure;
}

/* Returns: (transfer full) (nullable): the change of the file */
static RmgFailure *
compare_with_first (RmgHttpTransfer *self, const RmgHttpAnswer *answer)
{
  g_autofree char *change =
      rmg_http_answer_explain_change (&self->first, answer);

  if (change == NULL)
    return NULL;
  return make_permanent (make_failure (self, GST_RESOURCE_ERROR_READ,
      "the file has changed on the server after %" G_GUINT64_FORMAT
      " bytes were read: %s",
      self->position, change));
}

static void
keep_first (RmgHttpTransfer *self, const RmgHttpAnswer *answer)
{
  self->first = *answer;
  self->first.etag = g_strdup (answer->etag);
  self->first.modified = g_strdup (answer->modified);
  self->first.retry_after = NULL;
  self->is_known = TRUE;
}

/* A server may send more than was requested, but not less. */
static RmgFailure *
check_first_byte (RmgHttpTransfer *self, const RmgHttpAnswer *answer)
{
  self->received = answer->first_byte;
  if (self->received <= self->position)
    return NULL;
  return make_permanent (make_failure (self, GST_RESOURCE_ERROR_READ,
      "the server sent the file from byte %" G_GUINT64_FORMAT
      " instead of %" G_GUINT64_FORMAT,
      self->received, self->position));
}

RmgFailure *
rmg_http_transfer_check (RmgHttpTransfer *self, const RmgHttpAnswer *answer)
{
  RmgFailure *failure;

  if (self->is_checked || answer == NULL)
    return NULL;
  self->is_checked = TRUE;
  if (!self->is_known)
    keep_first (self, answer);
  failure = compare_with_first (self, answer);
  return failure != NULL ? failure : check_first_byte (self, answer);
}

void
rmg_http_transfer_skip (RmgHttpTransfer *self, GstBuffer **buffer)
{
  const gsize n_bytes = gst_buffer_get_size (*buffer);
  const guint64 skip = self->position - self->received;

  self->received += n_bytes;
  if (skip >= n_bytes) {
    gst_clear_buffer (buffer);
    return;
  }
  *buffer = gst_buffer_make_writable (*buffer);
  gst_buffer_resize (*buffer, (gssize) skip, -1);
  GST_BUFFER_FLAG_UNSET (*buffer, GST_BUFFER_FLAG_DISCONT);
  self->position = self->received;
}

gboolean
rmg_http_transfer_is_range_ignored (
    RmgHttpTransfer *self, const RmgHttpAnswer *answer)
{
  if (self->requested == 0 || answer == NULL || answer->status != OK)
    return FALSE;
  self->ignores_ranges = TRUE;
  return TRUE;
}

/* Returns: (transfer full) (nullable): @text (nullable) without the password */
static char *
redact (const RmgHttpTransfer *self, const char *text)
{
  g_auto (GStrv) parts = text != NULL ? g_strsplit (text, self->uri, -1) : NULL;

  return parts != NULL ? g_strjoinv (self->name, parts) : NULL;
}

/* The code and the text of @posted; a flow error has no reason. */
static RmgFailure *
repeat_error (RmgHttpTransfer *self, const RmgFailure *posted)
{
  RmgFailure *failure;

  if (rmg_failure_is_flow_error (posted))
    return make_failure (
        self, GST_RESOURCE_ERROR_READ, "the connection was closed");
  failure =
      make_failure (self, posted->cause->code, "%s", posted->cause->message);
  failure->cause->domain = posted->cause->domain;
  failure->debug = redact (self, posted->debug);
  return failure;
}

static RmgFailure *
read_error (RmgHttpTransfer *self, const RmgHttpAnswer *answer,
    GstMessage *error, gint64 now_s)
{
  g_autoptr (RmgFailure) posted = rmg_failure_from_message (error);
  RmgFailure *failure;

  if (answer != NULL && answer->status == RANGE_NOT_SATISFIABLE)
    return make_permanent (make_failure (self, GST_RESOURCE_ERROR_READ,
        "the file on the server has become shorter than the %" G_GUINT64_FORMAT
        " bytes that were read",
        self->position));
  failure = repeat_error (self, posted);
  if (answer == NULL)
    return failure;
  if (answer->status >= FIRST_FAILURE)
    gst_structure_set (failure->details, "http-status-code", G_TYPE_UINT,
        answer->status, NULL);
  gst_structure_set (failure->details, "rmg-retry-after-ms", G_TYPE_UINT,
      rmg_http_answer_get_retry_after_ms (answer, now_s), NULL);
  return failure;
}

static RmgFailure *
check_end (RmgHttpTransfer *self, const RmgHttpAnswer *answer)
{
  RmgFailure *failure = rmg_http_transfer_check (self, answer);

  if (failure != NULL || self->first.n_bytes == RMG_HTTP_UNKNOWN_BYTES ||
      self->received >= self->first.n_bytes)
    return failure;
  return make_failure (self, GST_RESOURCE_ERROR_READ,
      "the connection ended after %" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT
      " bytes",
      self->received, self->first.n_bytes);
}

RmgFailure *
rmg_http_transfer_explain (RmgHttpTransfer *self, RmgHttpEvent event,
    const RmgHttpAnswer *answer, GstMessage *error, guint timeout_ms,
    gint64 now_s)
{
  switch (event) {
    case RMG_HTTP_ERROR:
      return read_error (self, answer, error, now_s);
    case RMG_HTTP_TIMEOUT:
      return make_failure (self, GST_RESOURCE_ERROR_READ,
          "the server sent nothing for %u ms", timeout_ms);
    case RMG_HTTP_INTERRUPTED:
      return make_failure (self, GST_RESOURCE_ERROR_READ,
          "the connection was closed after %" G_GUINT64_FORMAT " bytes",
          self->received);
    default:
      return check_end (self, answer);
  }
}
