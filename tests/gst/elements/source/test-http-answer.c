/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/elements/source/http-answer.h"

#define NOON_S 1795780800 /* 2026-11-27 12:00:00 UTC */

static RmgHttpAnswer
read_answer (guint status, const char *response)
{
  g_autoptr (GstStructure) fields = gst_structure_from_string (response, NULL);
  g_autoptr (GstStructure) headers =
      gst_structure_new ("http-headers", "http-status-code", G_TYPE_UINT,
          status, "response-headers", GST_TYPE_STRUCTURE, fields, NULL);
  RmgHttpAnswer answer;

  g_assert_nonnull (fields);
  rmg_http_answer_read (&answer, headers);
  return answer;
}

static void
test_http_answer_of_whole_file_has_its_length_and_version (void)
{
  RmgHttpAnswer answer = read_answer (200,
      "r, content-length=(string)400, ETag=(string)v1, "
      "Last-Modified=(string)today, Accept-Ranges=(string)bytes");

  g_assert_cmpuint (answer.status, ==, 200);
  g_assert_cmpuint (answer.first_byte, ==, 0);
  g_assert_cmpuint (answer.n_bytes, ==, 400);
  g_assert_true (answer.takes_ranges);
  g_assert_cmpstr (answer.etag, ==, "v1");
  g_assert_cmpstr (answer.modified, ==, "today");
  rmg_http_answer_clear (&answer);
}

static void
test_http_answer_of_part_has_the_length_of_the_file (void)
{
  RmgHttpAnswer answer = read_answer (206,
      "r, Content-Length=(string)300, Content-Range=(string)\"bytes "
      "100-399/400\"");

  g_assert_cmpuint (answer.first_byte, ==, 100);
  g_assert_cmpuint (answer.n_bytes, ==, 400);
  g_assert_true (answer.takes_ranges);
  rmg_http_answer_clear (&answer);
}

static void
test_http_answer_without_length_is_of_unknown_length (void)
{
  static const char *const ranges[] = { "r", "r, Content-Length=(string)many",
    "r, Content-Length=(string)-1" };

  for (gsize i = 0; i < G_N_ELEMENTS (ranges); i++) {
    RmgHttpAnswer answer = read_answer (200, ranges[i]);

    g_assert_cmpuint (answer.n_bytes, ==, RMG_HTTP_UNKNOWN_BYTES);
    g_assert_false (answer.takes_ranges);
    rmg_http_answer_clear (&answer);
  }
}

typedef struct
{
  const char *first, *later;
  const char *change; /* (nullable) */
} ChangeCase;

static void
test_http_answer_with_other_version_is_a_change (void)
{
  static const ChangeCase cases[] = {
    { "r, ETag=(string)a", "r, ETag=(string)a", NULL },
    { "r, ETag=(string)a", "r, ETag=(string)b", "its ETag was a and is b now" },
    { "r, ETag=(string)a", "r", NULL },
    { "r, Last-Modified=(string)a", "r, Last-Modified=(string)b",
        "its date was a and is b now" },
    { "r, Content-Length=(string)5", "r, Content-Length=(string)6",
        "it had 5 bytes and has 6 now" },
    { "r, Content-Length=(string)5", "r", NULL },
    { "r", "r, Content-Length=(string)5", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    RmgHttpAnswer first = read_answer (200, cases[i].first);
    RmgHttpAnswer later = read_answer (200, cases[i].later);
    g_autofree char *change = rmg_http_answer_explain_change (&first, &later);

    g_assert_cmpstr (change, ==, cases[i].change);
    rmg_http_answer_clear (&first);
    rmg_http_answer_clear (&later);
  }
}

typedef struct
{
  const char *text;
  guint delay_ms;
} DelayCase;

static void
test_http_answer_retry_after_is_seconds_or_a_date (void)
{
  static const DelayCase cases[] = {
    { "0", 0 },
    { "2", 2000 },
    { "Fri, 27 Nov 2026 12:00:05 GMT", 5000 },
    { "Fri, 27 Nov 2026 11:59:55 GMT", 0 },
    { "Fri, 27 Nox 2026 12:00:05 GMT", 0 },
    { "Fri, 99 Nov 2026 12:00:05 GMT", 0 },
    { "soon", 0 },
    { "99999999999", 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    RmgHttpAnswer answer = { .retry_after = (char *) cases[i].text };

    g_assert_cmpuint (rmg_http_answer_get_retry_after_ms (&answer, NOON_S), ==,
        cases[i].delay_ms);
  }
}

static void
test_http_answer_without_retry_after_has_no_delay (void)
{
  const RmgHttpAnswer answer = { 0 };

  g_assert_cmpuint (
      rmg_http_answer_get_retry_after_ms (&answer, NOON_S), ==, 0);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/http-answer/whole",
      test_http_answer_of_whole_file_has_its_length_and_version);
  g_test_add_func (
      "/http-answer/part", test_http_answer_of_part_has_the_length_of_the_file);
  g_test_add_func ("/http-answer/unknown",
      test_http_answer_without_length_is_of_unknown_length);
  g_test_add_func (
      "/http-answer/change", test_http_answer_with_other_version_is_a_change);
  g_test_add_func ("/http-answer/retry-after",
      test_http_answer_retry_after_is_seconds_or_a_date);
  g_test_add_func ("/http-answer/no-retry-after",
      test_http_answer_without_retry_after_has_no_delay);
  return g_test_run ();
}
