/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "translator/graph/graph-data.h"

#include <gst/gst.h>

typedef struct
{
  RmgGraphNode *node;
  RmgDiagnostics *diagnostics;
  RmgParams params;
} Fixture;

static void
read_node (Fixture *self, const char *type, const char *text)
{
  g_autoptr (JsonNode) root = json_from_string (text, NULL);
  RmgScope scope = { NULL, "p", "n" };

  self->diagnostics = rmg_diagnostics_new (FALSE);
  scope.diagnostics = self->diagnostics;
  self->node = rmg_graph_node_new (
      "n", type, "nodes[0]", json_object_ref (json_node_get_object (root)));
  rmg_graph_node_read_params (
      self->node, self->node->json, &scope, &self->params);
}

static void
clear (Fixture *self)
{
  rmg_params_clear (&self->params);
  rmg_diagnostics_unref (self->diagnostics);
  g_free (self->node->id);
  g_free (self->node->type);
  g_free (self->node->path);
  json_object_unref (self->node->json);
  g_free (self->node);
}

static void
test_node_params_known_type_read_by_its_rules (void)
{
  Fixture self;

  read_node (&self, "Resample", "{\"target_rate\": 8000}");
  g_assert_cmpuint (rmg_diagnostics_get_n_problems (self.diagnostics), ==, 0);
  g_assert_cmpint (
      rmg_params_get_int (&self.params, "target_sample_rate"), ==, 8000);
  g_assert_cmpstr (rmg_params_get_string (&self.params, "quality"), ==, "high");
  clear (&self);
}

static void
test_node_params_alias_of_a_choice_read_as_the_choice (void)
{
  Fixture self;

  read_node (&self, "AudioResampleNode", "{\"quality\": \"Low\"}");
  g_assert_cmpuint (rmg_diagnostics_get_n_problems (self.diagnostics), ==, 0);
  g_assert_cmpstr (rmg_params_get_string (&self.params, "quality"), ==, "fast");
  clear (&self);
}

static void
test_node_params_foreign_read_as_properties (void)
{
  Fixture self;

  read_node (&self, "gst:identity",
      "{\"sleep-time\": 5, \"silent\": true, \"name\": \"x\"}");
  g_assert_cmpuint (rmg_diagnostics_get_n_problems (self.diagnostics), ==, 0);
  g_assert_cmpuint (self.params.n_values, ==, 3);
  g_assert_cmpstr (rmg_params_get_property (&self.params, 0), ==, "sleep-time");
  g_assert_cmpint (g_value_get_int64 (&self.params.values[0]), ==, 5);
  g_assert_true (g_value_get_boolean (&self.params.values[1]));
  g_assert_cmpstr (g_value_get_string (&self.params.values[2]), ==, "x");
  clear (&self);
}

static void
test_node_params_foreign_refused_with_the_property (void)
{
  Fixture self;

  read_node (&self, "gst:identity", "{\"sleep-tim\": 5}");
  g_assert_cmpuint (rmg_diagnostics_get_n_errors (self.diagnostics), ==, 1);
  g_assert_cmpstr (rmg_diagnostics_get_problem (self.diagnostics, 0)->path, ==,
      "p.sleep-tim");
  clear (&self);
}

static void
test_node_params_json_equals_the_manifest (void)
{
  Fixture self;
  g_autofree char *json = NULL;

  read_node (&self, "VADNode", "{\"frame_ms\":20}");
  json = rmg_graph_node_get_json (self.node);
  g_assert_cmpstr (json, ==, "{\"frame_ms\":20}");
  clear (&self);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func (
      "/node-params/known", test_node_params_known_type_read_by_its_rules);
  g_test_add_func ("/node-params/choice-alias",
      test_node_params_alias_of_a_choice_read_as_the_choice);
  g_test_add_func (
      "/node-params/foreign", test_node_params_foreign_read_as_properties);
  g_test_add_func ("/node-params/foreign-refused",
      test_node_params_foreign_refused_with_the_property);
  g_test_add_func (
      "/node-params/json", test_node_params_json_equals_the_manifest);
  return g_test_run ();
}
