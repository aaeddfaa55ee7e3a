/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/elements/source/http-answer.h"

#include <stdio.h>
#include <string.h>

#define PARTIAL_CONTENT 206
#define MS_PER_S 1000

static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };

typedef struct
{
  const char *name;
  const char *found; /* (nullable) */
} HeaderSearch;

/* Names of headers have no case. A header that is sent more than once is a list. */
static gboolean
compare_header (GQuark field, const GValue *value, gpointer data)
{
  HeaderSearch *search = data;

  if (g_ascii_strcasecmp (g_quark_to_string (field), search->name) != 0 ||
      !G_VALUE_HOLDS_STRING (value))
    return TRUE;
  search->found = g_value_get_string (value);
  return FALSE;
}

static const char *
find_header (const GstStructure *headers, const char *name)
{
  HeaderSearch search = { name, NULL };

  if (headers != NULL)
    gst_structure_foreach (headers, compare_header, &search);
  return search.found;
}

static guint64
parse_bytes (const char *text)
{
  guint64 n_bytes;

  if (text == NULL ||
      !g_ascii_string_to_unsigned (text, 10, 0, G_MAXINT64, &n_bytes, NULL))
    return RMG_HTTP_UNKNOWN_BYTES;
  return n_bytes;
}

/* "bytes 100-199/200", or "bytes 100-199/" and a star. */
static void
read_range (RmgHttpAnswer *self, const char *range)
{
  const char *slash = range != NULL ? strchr (range, '/') : NULL;
  guint64 first;

  if (slash == NULL || sscanf (range, "bytes %" G_GUINT64_FORMAT, &first) != 1)
    return;
  self->first_byte = first;
  self->n_bytes = parse_bytes (slash + 1);
}

void
rmg_http_answer_read (RmgHttpAnswer *self, const GstStructure *headers)
{
  const GValue *value = gst_structure_get_value (headers, "response-headers");
  const GstStructure *fields =
      value != NULL && GST_VALUE_HOLDS_STRUCTURE (value)
      ? gst_value_get_structure (value)
      : NULL;

  *self = (RmgHttpAnswer){ .n_bytes = RMG_HTTP_UNKNOWN_BYTES };
  gst_structure_get_uint (headers, "http-status-code", &self->status);
  if (self->status == PARTIAL_CONTENT)
    read_range (self, find_header (fields, "Content-Range"));
  else
    self->n_bytes = parse_bytes (find_header (fields, "Content-Length"));
  self->takes_ranges = self->status == PARTIAL_CONTENT ||
      g_strcmp0 (find_header (fields, "Accept-Ranges"), "bytes") == 0;
  self->etag = g_strdup (find_header (fields, "ETag"));
  self->modified = g_strdup (find_header (fields, "Last-Modified"));
  self->retry_after = g_strdup (find_header (fields, "Retry-After"));
}

void
rmg_http_answer_clear (RmgHttpAnswer *self)
{
  g_free (self->etag);
  g_free (self->modified);
  g_free (self->retry_after);
  *self = (RmgHttpAnswer){ .n_bytes = RMG_HTTP_UNKNOWN_BYTES };
}

static gboolean
is_other_text (const char *a, const char *b)
{
  return a != NULL && b != NULL && !g_str_equal (a, b);
}

char *
rmg_http_answer_explain_change (
    const RmgHttpAnswer *self, const RmgHttpAnswer *later)
{
  if (is_other_text (self->etag, later->etag))
    return g_strdup_printf (
        "its ETag was %s and is %s now", self->etag, later->etag);
  if (is_other_text (self->modified, later->modified))
    return g_strdup_printf (
        "its date was %s and is %s now", self->modified, later->modified);
  if (self->n_bytes != later->n_bytes &&
      self->n_bytes != RMG_HTTP_UNKNOWN_BYTES &&
      later->n_bytes != RMG_HTTP_UNKNOWN_BYTES)
    return g_strdup_printf ("it had %" G_GUINT64_FORMAT
                            " bytes and has %" G_GUINT64_FORMAT " now",
        self->n_bytes, later->n_bytes);
  return NULL;
}

/* "Fri, 27 Nov 2026 12:10:25 GMT". Returns: seconds since 1970, or 0 */
static gint64
parse_date (const char *text)
{
  g_autoptr (GDateTime) date = NULL;
  int day, year, hour, minute, second;
  char name[4];

  if (sscanf (text, "%*3s, %d %3s %d %d:%d:%d", &day, name, &year, &hour,
          &minute, &second) != 6)
    return 0;
  for (guint i = 0; i < G_N_ELEMENTS (months) && date == NULL; i++)
    if (g_str_equal (months[i], name))
      date = g_date_time_new_utc (
          year, (int) i + 1, day, hour, minute, (double) second);
  return date != NULL ? g_date_time_to_unix (date) : 0;
}

guint
rmg_http_answer_get_retry_after_ms (const RmgHttpAnswer *self, gint64 now_s)
{
  guint64 delay_s;
  gint64 date_s;

  if (self->retry_after == NULL)
    return 0;
  if (g_ascii_string_to_unsigned (
          self->retry_after, 10, 0, G_MAXUINT / MS_PER_S, &delay_s, NULL))
    return (guint) delay_s * MS_PER_S;
  date_s = parse_date (self->retry_after);
  if (date_s <= now_s || date_s - now_s > G_MAXUINT / MS_PER_S)
    return 0;
  return (guint) (date_s - now_s) * MS_PER_S;
}
