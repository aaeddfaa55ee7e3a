/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/bin/stall-report.h"

#include <rmg/metrics.h>

/* A reader that waits for space in the queue of a stalled sink. */
static RmgStallReport *
new_report (void)
{
  RmgStallReport *report = rmg_stall_report_new ("talk", 3);
  RmgStallQueue queue = { g_strdup ("q"), 1, 2, 4096, 20000000, 2, 0,
    40000000 };

  report->bin_state = "PLAYING";
  report->threaded = TRUE;
  report->blocking = 1;
  report->nodes[0] = (RmgStallNode){ "in", "gst:filesrc", "running", NULL,
    5100000000, { RMG_WAIT_SPACE, 1, RMG_PLAN_NONE } };
  report->nodes[1] = (RmgStallNode){ "out", "gst:fakesink", "running", "open",
    5000000000, { RMG_WAIT_INSIDE, RMG_PLAN_NONE, 4 }, g_strdup ("out:sink") };
  report->nodes[2] = (RmgStallNode){ "other", "gst:fakesink", "starting", NULL,
    RMG_METRIC_UNKNOWN, { RMG_WAIT_DATA, 0, RMG_PLAN_NONE }, NULL,
    g_strdup ("{}") };
  g_array_append_val (report->queues, queue);
  return report;
}

static void
test_stall_report_text_is_a_table (void)
{
  g_autoptr (RmgStallReport) report = new_report ();
  g_autofree char *text = rmg_stall_report_to_text (report);

  g_assert_cmpstr (text, ==,
      "pipeline \"talk\": threaded, PLAYING\n"
      "  node             type                 state       last buffer  "
      "activity\n"
      "  in               gst:filesrc          running     5.1 s ago    "
      "waits until out takes data\n"
      "  out              gst:fakesink         running     5.0 s ago    "
      "works or blocks in out:sink; breaker open\n"
      "  other            gst:fakesink         starting    unknown      "
      "waits for data of in\n"
      "  queue q before out: 2 of 2 buffers, 4096 bytes, 20 of 40 ms\n"
      "  the others wait for node \"out\", pad out:sink\n");
}

static void
test_stall_report_blocking_node_is_named (void)
{
  g_autoptr (RmgStallReport) report = new_report ();
  g_autofree char *text = rmg_stall_report_describe_blocking (report);
  g_autofree char *none = NULL;

  g_assert_cmpstr (
      text, ==, "node \"out\" (gst:fakesink) does not return from out:sink");
  report->blocking = RMG_PLAN_NONE;
  none = rmg_stall_report_describe_blocking (report);
  g_assert_cmpstr (none, ==, "no node blocks");
}

static void
test_stall_report_json_has_every_field (void)
{
  g_autoptr (RmgStallReport) report = new_report ();
  g_autofree char *json = rmg_stall_report_to_json (report);

  g_assert_cmpstr (json, ==,
      "{\n"
      "  \"pipeline_id\": \"talk\",\n"
      "  \"bin_state\": \"PLAYING\",\n"
      "  \"threaded\": true,\n"
      "  \"blocking_node\": \"out\",\n"
      "  \"nodes\": [\n"
      "    {\n"
      "      \"node_id\": \"in\",\n"
      "      \"node_type\": \"gst:filesrc\",\n"
      "      \"state\": \"running\",\n"
      "      \"breaker\": null,\n"
      "      \"last_buffer_age_ms\": 5100,\n"
      "      \"reason\": \"space\",\n"
      "      \"waits_for\": \"out\",\n"
      "      \"pad\": null\n"
      "    },\n"
      "    {\n"
      "      \"node_id\": \"out\",\n"
      "      \"node_type\": \"gst:fakesink\",\n"
      "      \"state\": \"running\",\n"
      "      \"breaker\": \"open\",\n"
      "      \"last_buffer_age_ms\": 5000,\n"
      "      \"reason\": \"inside\",\n"
      "      \"waits_for\": null,\n"
      "      \"pad\": \"out:sink\"\n"
      "    },\n"
      "    {\n"
      "      \"node_id\": \"other\",\n"
      "      \"node_type\": \"gst:fakesink\",\n"
      "      \"state\": \"starting\",\n"
      "      \"breaker\": null,\n"
      "      \"last_buffer_age_ms\": null,\n"
      "      \"reason\": \"data\",\n"
      "      \"waits_for\": \"in\",\n"
      "      \"pad\": null,\n"
      "      \"nested\": {}\n"
      "    }\n"
      "  ],\n"
      "  \"queues\": [\n"
      "    {\n"
      "      \"element\": \"q\",\n"
      "      \"node_id\": \"out\",\n"
      "      \"buffers\": 2,\n"
      "      \"bytes\": 4096,\n"
      "      \"time_ns\": 20000000,\n"
      "      \"max_buffers\": 2,\n"
      "      \"max_bytes\": 0,\n"
      "      \"max_time_ns\": 40000000\n"
      "    }\n"
      "  ]\n"
      "}");
}

static void
test_stall_report_of_no_nodes_is_empty (void)
{
  g_autoptr (RmgStallReport) report = rmg_stall_report_new ("", 0);
  g_autofree char *text = NULL;

  report->bin_state = "NULL";
  text = rmg_stall_report_to_text (report);
  g_assert_true (g_str_has_prefix (text, "pipeline \"\": inline, NULL\n"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/stall-report/text", test_stall_report_text_is_a_table);
  g_test_add_func (
      "/stall-report/json", test_stall_report_json_has_every_field);
  g_test_add_func (
      "/stall-report/empty", test_stall_report_of_no_nodes_is_empty);
  g_test_add_func (
      "/stall-report/blocking", test_stall_report_blocking_node_is_named);
  return g_test_run ();
}
