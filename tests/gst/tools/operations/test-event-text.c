/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/tools/operations/event-text.h"

static const struct
{
  const char *fields;
  const char *line; /* (nullable) */
} rows[] = {
  { "rmg-node-retrying, node-id=a, attempt=(uint)2, message=\"no\nanswer\", "
    "action=restart, delay-ms=(uint)200",
      "a: attempt 2 failed, restart in 200 ms: no answer" },
  { "rmg-node-restarted, node-id=a, action=restart, lost=\"state of a\"",
      "a: restart, lost state of a" },
  { "rmg-recovered, node-id=a, failures=(uint)3, duration-ms=(guint64)710",
      "a: recovered after 3 failed attempts in 710 ms" },
  { "rmg-breaker, node-id=a, from=closed, to=open, cause=failures, "
    "error=\"no answer\"",
      "a: breaker closed -> open, failures: no answer" },
  { "rmg-breaker, node-id=a, from=open, to=half-open, cause=open-time",
      "a: breaker open -> half-open, open-time" },
  { "rmg-stall, node-id=a, stalled=true, leg=false, timeout-ms=(uint)500",
      "a: stalled, no progress for 500 ms" },
  { "rmg-stall, node-id=a, stalled=true, leg=true, timeout-ms=(uint)500",
      "a: leg stalled, no progress for 500 ms" },
  { "rmg-stall, node-id=a, stalled=false, leg=true", "a: leg moves again" },
  { "rmg-stall, node-id=a, stalled=false, leg=false", "a: moves again" },
  { "rmg-node-failed, node-id=a, attempt-count=(uint)1, message=\"no answer\"",
      "a: failed: no answer" },
  { "rmg-node-failed, node-id=a, attempt-count=(uint)4, message=\"no answer\"",
      "a: failed after 4 attempts: no answer" },
  { "rmg-state, from=starting, to=running", NULL },
  { "rmgvad, speech=(boolean)true", NULL },
};

static void
test_event_text_is_one_line_for_each_event (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GstStructure) fields =
        gst_structure_from_string (rows[i].fields, NULL);
    g_autofree char *line = NULL;

    g_assert_nonnull (fields);
    line = tool_event_to_text (fields);
    g_assert_cmpstr (line, ==, rows[i].line);
  }
}

static void
test_event_limit_holds_for_each_second (void)
{
  ToolEventLimit limit = { 0 };
  guint n_printed = 0;

  for (guint i = 0; i < 2 * TOOL_EVENTS_PER_SECOND; i++)
    n_printed += tool_event_limit_take (&limit, G_USEC_PER_SEC + i);
  g_assert_cmpuint (n_printed, ==, TOOL_EVENTS_PER_SECOND);
  g_assert_cmpuint (limit.n_omitted, ==, TOOL_EVENTS_PER_SECOND);
  g_assert_false (tool_event_limit_take (&limit, 2 * G_USEC_PER_SEC - 1));
  g_assert_true (tool_event_limit_take (&limit, 2 * G_USEC_PER_SEC));
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func (
      "/event-text/lines", test_event_text_is_one_line_for_each_event);
  g_test_add_func ("/event-text/limit", test_event_limit_holds_for_each_second);
  return g_test_run ();
}
