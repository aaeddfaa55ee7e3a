/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The limit of a path. tests/gst/session/test-session-depth.c runs the longest paths. */

#include "translator/plan/depth.h"

#include <gst/gst.h>
#include <string.h>

static void
append_node (GString *text, const char *type, guint node)
{
  g_string_append_printf (text, "%s{\"id\":\"n%u\",\"node_type\":%s}",
      node > 0 ? "," : "", node, type);
}

static void
append_edge (GString *text, guint from, guint to)
{
  g_string_append_printf (text, "%s{\"from\":\"n%u\",\"to\":\"n%u\"}",
      text->str[text->len - 1] == '[' ? "" : ",", from, to);
}

static RmgPlan *
plan_text (const char *text, GError **error)
{
  g_autoptr (RmgManifest) manifest =
      rmg_manifest_new_from_data (text, -1, NULL, NULL, NULL);
  g_autoptr (RmgGraph) graph =
      rmg_graph_new_from_manifest (manifest, NULL, NULL);

  return rmg_plan_new (graph, NULL, NULL, error);
}

/* @step: each node is connected to the one @step nodes before. */
static RmgPlan *
plan_chain (const char *type, guint n_nodes, guint step, GError **error)
{
  g_autoptr (GString) text = g_string_new (
      "{\"version\":\"v1\",\"metadata\":{\"name\":\"x\"},\"nodes\":[");

  for (guint i = 0; i < n_nodes; i++)
    append_node (text, type, i);
  g_string_append (text, "],\"connections\":[");
  for (guint i = step; i < n_nodes; i++)
    append_edge (text, i - step, i);
  g_string_append (text, "]}");
  return plan_text (text->str, error);
}

static void
test_depth_at_the_limit_is_planned (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RmgPlan) plan =
      plan_chain ("\"PassThroughNode\"", RMG_DEPTH_MAX, 1, &error);

  g_assert_no_error (error);
  g_assert_nonnull (plan);
}

static void
test_depth_above_the_limit_is_refused_with_the_node (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RmgPlan) plan =
      plan_chain ("\"PassThroughNode\"", RMG_DEPTH_MAX + 1, 1, &error);

  g_assert_null (plan);
  g_assert_error (error, RMG_ERROR, RMG_ERROR_LIMIT);
  g_assert_nonnull (strstr (error->message, "node \"n1500\""));
  g_assert_nonnull (strstr (error->message, "1500 elements in a row"));
}

static void
test_depth_counts_guards (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RmgPlan) plan =
      plan_chain ("\"gst:identity\"", RMG_DEPTH_MAX / 3 + 1, 1, &error);

  g_assert_null (plan);
  g_assert_error (error, RMG_ERROR, RMG_ERROR_LIMIT);
}

static void
test_depth_of_parallel_paths_is_that_of_one (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RmgPlan) plan =
      plan_chain ("\"PassThroughNode\"", 20 * RMG_DEPTH_MAX, 20, &error);

  g_assert_no_error (error);
  g_assert_nonnull (plan);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/depth/limit", test_depth_at_the_limit_is_planned);
  g_test_add_func (
      "/depth/above", test_depth_above_the_limit_is_refused_with_the_node);
  g_test_add_func ("/depth/guards", test_depth_counts_guards);
  g_test_add_func (
      "/depth/parallel", test_depth_of_parallel_paths_is_that_of_one);
  return g_test_run ();
}
