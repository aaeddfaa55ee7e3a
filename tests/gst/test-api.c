/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Public functions that other tests do not call, on one small manifest. */

#include <rmg/rmg.h>

#define MANIFEST                                                               \
  "{\"version\":\"v1\",\"metadata\":{\"name\":\"api\"},\"nodes\":["            \
  "{\"id\":\"a\",\"node_type\":\"AddNode\",\"params\":{\"addend\":1}},"        \
  "{\"id\":\"b\",\"node_type\":\"MultiplyNode\",\"params\":{\"factor\":2}}],"  \
  "\"connections\":[{\"from\":\"a\",\"to\":\"b\"}]}"

static RmgManifest *
new_manifest (void)
{
  g_autoptr (GError) error = NULL;
  RmgManifest *manifest =
      rmg_manifest_new_from_data (MANIFEST, -1, "api.json", NULL, &error);

  g_assert_no_error (error);
  return manifest;
}

static RmgGraph *
new_graph (void)
{
  g_autoptr (RmgManifest) manifest = new_manifest ();
  g_autoptr (GError) error = NULL;
  RmgGraph *graph = rmg_graph_new_from_manifest (manifest, NULL, &error);

  g_assert_no_error (error);
  return graph;
}

static void
test_manifest_has_the_name_of_its_data (void)
{
  RmgManifest *manifest = new_manifest ();
  g_autoptr (RmgManifest) second = rmg_manifest_ref (manifest);

  rmg_manifest_unref (manifest);
  g_assert_cmpstr (rmg_manifest_get_name (second), ==, "api.json");
}

static void
test_graph_nodes_are_found_by_id (void)
{
  RmgGraph *graph = new_graph ();
  g_autoptr (RmgGraph) second = rmg_graph_ref (graph);

  rmg_graph_unref (graph);
  g_assert_cmpstr (rmg_graph_get_name (second), ==, "api");
  g_assert_cmpuint (rmg_graph_find_node (second, "b"), ==, 1);
  g_assert_cmpuint (rmg_graph_find_node (second, "c"), ==, RMG_GRAPH_NONE);
  g_assert_cmpstr (rmg_graph_get_node_type (second, 1), ==, "MultiplyNode");
}

static void
test_plan_of_values_is_inline_with_a_reason (void)
{
  g_autoptr (RmgGraph) graph = new_graph ();
  RmgPlan *plan = rmg_plan_new (graph, NULL, NULL, NULL);
  g_autoptr (RmgPlan) second = rmg_plan_ref (plan);

  rmg_plan_unref (plan);
  g_assert_false (rmg_plan_is_threaded (second));
  g_assert_cmpstr (rmg_plan_get_reason (second), !=, "");
}

static void
test_diagnostics_reference_keeps_the_problems (void)
{
  RmgDiagnostics *diagnostics = rmg_diagnostics_new (FALSE);
  g_autoptr (RmgDiagnostics) second = rmg_diagnostics_ref (diagnostics);
  g_autoptr (RmgManifest) manifest =
      rmg_manifest_new_from_data ("[", 1, "test", diagnostics, NULL);
  g_autoptr (RmgProblem) copy = NULL;

  g_assert_null (manifest);
  rmg_diagnostics_unref (diagnostics);
  g_assert_cmpuint (rmg_diagnostics_get_n_errors (second), ==, 1);
  copy = rmg_problem_copy (rmg_diagnostics_get_problem (second, 0));
  g_assert_cmpint (copy->code, ==, RMG_ERROR_SYNTAX);
}

static void
test_metrics_reference_and_copy_outlive_the_session (void)
{
  g_autoptr (RmgGraph) graph = new_graph ();
  RmgSession *session = rmg_session_open (graph, NULL, NULL, NULL);
  RmgMetrics *metrics = rmg_session_get_metrics (session);
  g_autoptr (RmgMetrics) second = rmg_metrics_ref (metrics);
  g_autoptr (RmgNodeMetrics) copy =
      rmg_node_metrics_copy (rmg_metrics_get_node (second, 1));

  rmg_session_close (session, NULL);
  rmg_metrics_unref (metrics);
  g_assert_cmpstr (rmg_metrics_get_node (second, 0)->id, ==, "a");
  g_assert_cmpstr (copy->id, ==, "b");
}

static void
test_host_item_copy_shares_the_buffer (void)
{
  g_auto (RmgHostItem) item = { .buffer = gst_buffer_new () };
  RmgHostItem *copy = rmg_host_item_copy (&item);

  g_assert_true (copy->buffer == item.buffer);
  rmg_host_item_free (copy);
}

static void
push_part (RmgSession *session, gint64 number)
{
  g_autoptr (GstCaps) caps = gst_caps_new_empty_simple (RMG_VALUE_MEDIA_TYPE);
  g_autoptr (GstBuffer) buffer =
      rmg_value_buffer_new (rmg_value_new_int (number));
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (rmg_session_push_part (session, NULL, caps, &buffer, &error),
      ==, RMG_SESSION_OK);
  g_assert_no_error (error);
  g_assert_null (buffer);
}

/* Returns: the outputs as text: numbers, and "|" at the end of an item */
static char *
pull_all (RmgSession *session, guint64 item)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_auto (RmgOutput) output = { NULL };

  while (rmg_session_pull (session, &output, NULL) == RMG_SESSION_OK) {
    g_assert_cmpuint (output.item, ==, item);
    if (output.buffer != NULL)
      g_string_append_printf (text, "%" G_GINT64_FORMAT " ",
          rmg_value_get_int (rmg_value_buffer_peek (output.buffer)));
    else
      g_string_append (text, "|");
    rmg_output_clear (&output);
  }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
test_session_parts_belong_to_one_item_until_its_end (void)
{
  g_autoptr (RmgGraph) graph = new_graph ();
  RmgSession *session = rmg_session_open (graph, NULL, NULL, NULL);

  for (guint64 item = 0; item < 2; item++) {
    g_autofree char *text = NULL;

    push_part (session, 1);
    push_part (session, 2);
    g_assert_cmpint (
        rmg_session_end_item (session, NULL, NULL), ==, RMG_SESSION_OK);
    text = pull_all (session, item);
    g_assert_cmpstr (text, ==, "4 6 |");
  }
  rmg_session_close (session, NULL);
}

static void
ignore_message (GstMessage *message, gpointer user_data)
{
}

static void
count (gpointer data)
{
  (*(guint *) data)++;
}

static void
test_session_finalized_destroys_the_message_data_once (void)
{
  guint n_first = 0;
  guint n_second = 0;
  g_autoptr (RmgGraph) graph = new_graph ();
  RmgSession *session = rmg_session_open (graph, NULL, NULL, NULL);

  rmg_session_set_message_func (session, ignore_message, &n_first, count);
  g_assert_cmpuint (n_first, ==, 0);
  rmg_session_set_message_func (session, ignore_message, &n_second, count);
  g_assert_cmpuint (n_first, ==, 1);
  rmg_session_close (session, NULL);
  g_assert_cmpuint (n_first, ==, 1);
  g_assert_cmpuint (n_second, ==, 1);
}

static void
test_output_copy_outlives_its_session (void)
{
  g_autoptr (RmgGraph) graph = new_graph ();
  RmgSession *session = rmg_session_open (graph, NULL, NULL, NULL);
  g_autoptr (RmgValue) value = rmg_value_new_int (7);
  g_autoptr (RmgOutput) copy = NULL;
  g_auto (RmgOutput) output = { NULL };

  g_assert_cmpint (
      rmg_session_push_value (session, NULL, value, NULL), ==, RMG_SESSION_OK);
  g_assert_cmpint (
      rmg_session_pull (session, &output, NULL), ==, RMG_SESSION_OK);
  copy = rmg_output_copy (&output);
  rmg_output_clear (&output);
  g_assert_null (output.buffer);
  rmg_session_close (session, NULL);
  g_clear_pointer (&graph, rmg_graph_unref);
  g_assert_nonnull (copy->node_id);
  g_assert_cmpuint (copy->item, ==, 0);
  g_assert_true (GST_IS_CAPS (copy->caps));
  g_assert_cmpuint (gst_buffer_get_size (copy->buffer), >, 0);
}

static void
test_session_without_source_has_no_position (void)
{
  g_autoptr (RmgGraph) graph = new_graph ();
  RmgSession *session = rmg_session_open (graph, NULL, NULL, NULL);
  GstClockTime duration;

  g_assert_cmpuint (
      rmg_session_get_position (session, &duration), ==, GST_CLOCK_TIME_NONE);
  g_assert_cmpuint (duration, ==, GST_CLOCK_TIME_NONE);
  g_assert_false (rmg_plan_is_threaded (rmg_session_get_plan (session)));
  rmg_session_close (session, NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  rmg_init ();
  g_test_add_func ("/api/manifest", test_manifest_has_the_name_of_its_data);
  g_test_add_func ("/api/graph", test_graph_nodes_are_found_by_id);
  g_test_add_func ("/api/plan", test_plan_of_values_is_inline_with_a_reason);
  g_test_add_func (
      "/api/diagnostics", test_diagnostics_reference_keeps_the_problems);
  g_test_add_func (
      "/api/metrics", test_metrics_reference_and_copy_outlive_the_session);
  g_test_add_func ("/api/host-item", test_host_item_copy_shares_the_buffer);
  g_test_add_func (
      "/api/parts", test_session_parts_belong_to_one_item_until_its_end);
  g_test_add_func ("/api/output-copy", test_output_copy_outlives_its_session);
  g_test_add_func (
      "/api/message", test_session_finalized_destroys_the_message_data_once);
  g_test_add_func (
      "/api/position", test_session_without_source_has_no_position);
  return g_test_run ();
}
