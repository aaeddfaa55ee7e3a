/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "translator/graph/read-nodes.h"

#include "tests/lib/graph-fixture.h"
#include "tests/lib/policy-fixture.h"

static RmgGraph *
new_graph (void)
{
  g_autoptr (RmgManifest) manifest =
      rmg_manifest_new_from_data ("{}", -1, NULL, NULL, NULL);

  return rmg_graph_new_empty (manifest);
}

static void
test_read_nodes_policy_of_node_overrides_the_default (void)
{
  g_autoptr (RmgGraph) graph = new_graph ();
  g_autoptr (RmgDiagnostics) diagnostics = rmg_diagnostics_new (FALSE);
  g_autoptr (JsonObject) object = rmg_test_parse_object (
      "{'nodes': [{'id': 'a', 'type': 'VAD'}, {'id': 'b', 'type': 'VAD', "
      "'while_waiting': 'drop'}]}");
  RmgPolicy defaults;

  rmg_policy_init (&defaults);
  defaults.retry.max_retries = 7;
  rmg_graph_read_nodes (graph, diagnostics, &defaults,
      json_object_get_array_member (object, "nodes"));
  for (guint i = 0; i < 2; i++)
    g_assert_cmpuint (
        rmg_graph_get_node (graph, i)->policy.retry.max_retries, ==, 7);
  g_assert_cmpint (rmg_graph_get_node (graph, 0)->policy.while_waiting, ==,
      RMG_WAITING_HOLD);
  g_assert_cmpint (rmg_graph_get_node (graph, 1)->policy.while_waiting, ==,
      RMG_WAITING_DROP);
}

static void
test_read_nodes_inner_node_may_have_an_id (void)
{
  g_autoptr (RmgGraph) graph = new_graph ();
  g_autoptr (RmgDiagnostics) diagnostics = rmg_diagnostics_new (FALSE);
  g_autoptr (JsonObject) object = rmg_test_parse_object (
      "{'nodes': [{'id': 'a', 'type': 'VAD', 'fallback': {'id': 'spare', "
      "'type': 'VAD'}}]}");
  RmgPolicy defaults;

  rmg_policy_init (&defaults);
  rmg_graph_read_nodes (graph, diagnostics, &defaults,
      json_object_get_array_member (object, "nodes"));
  g_assert_cmpuint (rmg_graph_get_n_nodes (graph), ==, 2);
  g_assert_cmpuint (rmg_graph_find_node (graph, "spare"), ==, 1);
  g_assert_cmpstr (rmg_graph_get_node (graph, 0)->policy.fallback, ==, "spare");
}

static void
test_read_nodes_entry_that_is_no_object_is_reported (void)
{
  g_autoptr (RmgDiagnostics) diagnostics = rmg_diagnostics_new (FALSE);
  g_autoptr (JsonObject) object =
      rmg_test_parse_object ("{'list': [true, {}]}");
  JsonArray *array = json_object_get_array_member (object, "list");
  RmgScope scope = { diagnostics, "list[0]", NULL };
  g_autofree char *found = NULL;

  g_assert_null (rmg_graph_get_entry (&scope, array, 0));
  g_assert_nonnull (rmg_graph_get_entry (&scope, array, 1));
  found = rmg_test_list_problems (diagnostics);
  g_assert_cmpstr (
      found, ==, "error: list[0]: expected an object, found true\n");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/read-nodes/defaults",
      test_read_nodes_policy_of_node_overrides_the_default);
  g_test_add_func (
      "/read-nodes/inner", test_read_nodes_inner_node_may_have_an_id);
  g_test_add_func (
      "/read-nodes/entry", test_read_nodes_entry_that_is_no_object_is_reported);
  return g_test_run ();
}
