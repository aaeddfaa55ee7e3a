/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/tools/operations/log.h"

#include <string.h>

#define TIME_US G_GINT64_CONSTANT (1700000000000042)

static void
assert_json (const ToolLogEntry *entry, const char *expected)
{
  g_autofree char *text = tool_log_to_json (entry, TIME_US);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_log_entry_has_every_member (void)
{
  const ToolLogEntry entry = { .level = GST_LEVEL_WARNING,
    .category = "rmgnode",
    .node = "vad",
    .object = "vad.guard",
    .file = "a.c",
    .line = 7,
    .function = "f",
    .message = "a \"b\"",
    .details = "{\"n\":1}" };

  assert_json (&entry,
      "{\"time\":\"2023-11-14T22:13:20.000042Z\",\"level\":\"WARNING\","
      "\"category\":\"rmgnode\",\"node\":\"vad\",\"object\":\"vad.guard\","
      "\"source\":\"a.c:7\",\"function\":\"f\",\"message\":\"a \\\"b\\\"\","
      "\"details\":{\"n\":1}}\n");
}

static void
test_log_unknown_members_are_null (void)
{
  const ToolLogEntry entry = {
    .level = GST_LEVEL_INFO, .category = "rmg", .message = "one\ntwo\n"
  };

  assert_json (&entry,
      "{\"time\":\"2023-11-14T22:13:20.000042Z\",\"level\":\"INFO\","
      "\"category\":\"rmg\",\"node\":null,\"object\":null,\"source\":null,"
      "\"function\":null,\"message\":\"one\\ntwo\"}\n");
}

static void
test_log_bytes_that_are_not_utf8_are_replaced (void)
{
  const ToolLogEntry entry = { .category = "rmg", .message = "a\xff" };
  g_autofree char *text = tool_log_to_json (&entry, TIME_US);

  g_assert_true (g_utf8_validate (text, -1, NULL));
  g_assert_nonnull (strstr (text, "a\xef\xbf\xbd\""));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/log/every-member", test_log_entry_has_every_member);
  g_test_add_func ("/log/unknown", test_log_unknown_members_are_null);
  g_test_add_func ("/log/utf8", test_log_bytes_that_are_not_utf8_are_replaced);
  return g_test_run ();
}
