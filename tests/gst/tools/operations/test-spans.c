/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/tools/operations/spans.h"

#include <string.h>

#define START_US 1000

static void
take (ToolSpans *spans, const char *text, gint64 now_us)
{
  g_autoptr (GstStructure) fields = gst_structure_from_string (text, NULL);

  g_assert_nonnull (fields);
  tool_spans_take (spans, fields, now_us);
}

static guint
count (const char *text, const char *part)
{
  guint n = 0;

  for (const char *at = text; (at = strstr (at, part)) != NULL; at++)
    n++;
  return n;
}

/* Whether the document has a child of this name, node and times in us. */
static gboolean
has_child (const ToolSpans *spans, const char *name, const char *node,
    guint start_us, guint end_us)
{
  g_autofree char *json = tool_spans_to_json (spans, "p", NULL, 9000);
  g_autofree char *times = g_strdup_printf (
      "\"name\":\"%s\",\"kind\":1,\"startTimeUnixNano\":\"%u000\","
      "\"endTimeUnixNano\":\"%u000\",\"parentSpanId\":\"%s\",\"attributes\":["
      "{\"key\":\"rmg.node\",\"value\":{\"stringValue\":\"%s\"}}",
      name, start_us, end_us, spans->root_id, node);

  return count (json, times) == 1;
}

static void
test_spans_retry_lasts_for_its_delay (void)
{
  ToolSpans spans;

  tool_spans_init (&spans, START_US);
  take (&spans, "rmg-node-retrying, node-id=a, delay-ms=(uint)2", 2000);
  take (&spans,
      "rmg-node-retrying, node-id=b, delay-ms=(uint)1, "
      "time-us=(gint64)3000",
      9999);
  g_assert_true (has_child (&spans, "retry", "a", 2000, 4000));
  g_assert_true (has_child (&spans, "retry", "b", 3000, 4000));
  tool_spans_clear (&spans);
}

static void
test_spans_breaker_lasts_until_its_next_transition (void)
{
  ToolSpans spans;

  tool_spans_init (&spans, START_US);
  take (&spans, "rmg-breaker, node-id=a, to=open", 2000);
  take (&spans, "rmg-breaker, node-id=b, to=open", 2500);
  take (&spans, "rmg-breaker, node-id=a, to=half-open", 3000);
  take (&spans, "rmg-breaker, node-id=a, to=closed", 4000);
  g_assert_true (has_child (&spans, "breaker open", "a", 2000, 3000));
  g_assert_true (has_child (&spans, "breaker half-open", "a", 3000, 4000));
  g_assert_true (has_child (&spans, "breaker open", "b", 2500, 9000));
  g_assert_cmpuint (spans.spans->len, ==, 3);
  tool_spans_clear (&spans);
}

/* A leg and an attempt of one node stall and move again each for itself. */
static void
test_spans_stall_lasts_until_data_moves (void)
{
  ToolSpans spans;

  tool_spans_init (&spans, START_US);
  take (&spans, "rmg-breaker, node-id=a, to=open", 1500);
  take (&spans, "rmg-stall, node-id=a, stalled=true, leg=false", 2000);
  take (&spans, "rmg-stall, node-id=a, stalled=true, leg=true", 2500);
  take (&spans, "rmg-stall, node-id=b, stalled=true, leg=false", 2600);
  take (&spans, "rmg-stall, node-id=a, stalled=false, leg=false", 3000);
  take (&spans, "rmg-stall, node-id=a, stalled=false, leg=true", 4000);
  g_assert_true (has_child (&spans, "stall", "a", 2000, 3000));
  g_assert_true (has_child (&spans, "leg down", "a", 2500, 4000));
  g_assert_true (has_child (&spans, "stall", "b", 2600, 9000));
  g_assert_true (has_child (&spans, "breaker open", "a", 1500, 9000));
  tool_spans_clear (&spans);
}

static void
test_spans_other_messages_add_none (void)
{
  ToolSpans spans;

  tool_spans_init (&spans, START_US);
  take (&spans, "rmgvad, speech=(boolean)true", 2000);
  take (&spans, "rmg-recovered, node-id=a", 2000);
  g_assert_cmpuint (spans.spans->len, ==, 0);
  tool_spans_clear (&spans);
}

static void
test_spans_have_the_name_of_the_step (void)
{
  ToolSpans spans;
  g_autofree char *json = NULL;

  tool_spans_init (&spans, START_US);
  take (&spans, "rmg-node-restarted, node-id=a, action=restart", 2000);
  take (&spans, "rmg-node-restarted, node-id=a, action=rebuild", 3000);
  json = tool_spans_to_json (&spans, "p", NULL, 9000);
  g_assert_cmpuint (count (json, "\"name\":\"restart\""), ==, 1);
  g_assert_cmpuint (count (json, "\"name\":\"rebuild\""), ==, 1);
  tool_spans_clear (&spans);
}

static void
test_spans_are_limited_and_the_rest_is_counted (void)
{
  ToolSpans spans;
  g_autofree char *json = NULL;

  tool_spans_init (&spans, START_US);
  for (guint i = 0; i < TOOL_MAX_SPANS + 7; i++)
    take (&spans, "rmg-node-restarted, node-id=a, action=restart", 2000);
  json = tool_spans_to_json (&spans, "p", "it failed", 9000);
  g_assert_cmpuint (count (json, "\"name\":\"restart\""), ==, TOOL_MAX_SPANS);
  g_assert_cmpuint (count (json,
                        "{\"key\":\"rmg.dropped_spans\",\"value\":"
                        "{\"stringValue\":\"7\"}}"),
      ==, 1);
  g_assert_cmpuint (
      count (json, "\"status\":{\"code\":2,\"message\":\"it failed\"}"), ==, 1);
  tool_spans_clear (&spans);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/spans/retry", test_spans_retry_lasts_for_its_delay);
  g_test_add_func (
      "/spans/breaker", test_spans_breaker_lasts_until_its_next_transition);
  g_test_add_func ("/spans/stall", test_spans_stall_lasts_until_data_moves);
  g_test_add_func ("/spans/others", test_spans_other_messages_add_none);
  g_test_add_func ("/spans/step", test_spans_have_the_name_of_the_step);
  g_test_add_func (
      "/spans/limit", test_spans_are_limited_and_the_rest_is_counted);
  return g_test_run ();
}
