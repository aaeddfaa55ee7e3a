/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "translator/graph/node-params.h"

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
  self->node = rmg_graph_node_new ("n", type, "nodes[0]", text);
  rmg_graph_node_read_params (
      self->node, json_node_get_object (root), &scope, &self->params);
}

static void
clear (Fixture *self)
{
  rmg_params_clear (&self->params);
  rmg_diagnostics_unref (self->diagnostics);
  rmg_graph_node_free (self->node);
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
test_node_params_hosted_have_no_values (void)
{
  Fixture self;

  g_assert_true (rmg_catalog_add_hosted ("TestHosted", "for a test"));
  read_node (&self, "TestHosted", "{\"any\": [1]}");
  g_assert_cmpuint (rmg_diagnostics_get_n_problems (self.diagnostics), ==, 0);
  g_assert_cmpuint (self.params.n_values, ==, 0);
  clear (&self);
}

static void
test_node_params_written_as_read (void)
{
  static const char text[] = "{\"a\":[1,{\"b\":null}],\"c\":0.5,"
                             "\"d\":9007199254740993,\"e\":\"\\\"\"}";
  g_autoptr (JsonNode) root = json_from_string (text, NULL);
  g_autofree char *found = rmg_graph_write_params (json_node_get_object (root));

  g_assert_cmpstr (found, ==, text);
}

typedef struct
{
  const char *type;
  const char *before;
  const char *param;
  const char *text;
  const char *after; /* NULL: refused with @problem */
  const char *problem;
} Setting;

static const Setting settings[] = {
  { "Resample", "{}", "target_rate", "8000", "{\"target_rate\":8000}" },
  { "Resample", "{\"target_rate\":8000,\"quality\":\"best\"}", "output_rate",
      "9000", "{\"quality\":\"best\",\"output_rate\":9000}" },
  { "Resample", "{\"quality\":\"best\"}", "quality", "low",
      "{\"quality\":\"low\"}" },
  { "Resample", "{\"target_rate\":8000}", "target_rate", "fast", NULL,
      "error: n.target_rate: expected an integer from 1 to 1536000 Hz, found "
      "the string \"fast\"" },
  { "Resample", "{}", "target_rate", "", NULL,
      "error: n.target_rate: expected an integer from 1 to 1536000 Hz, found "
      "the string \"\"" },
  { "Resample", "{}", "target_rate", "[8000]", NULL,
      "error: n.target_rate: expected an integer from 1 to 1536000 Hz, found "
      "the string \"[8000]\"" },
  { "Resample", "{}", "qualty", "best", NULL,
      "error: n.qualty: AudioResampleNode has no such parameter (did "
      "you mean \"quality\"?)" },
  { "VADNode", "{}", "post_frames", "true", "{\"post_frames\":true}" },
  { "VADNode", "{}", "energy_threshold", "2", NULL,
      "error: n.energy_threshold: expected a number from 0 to 1, found the "
      "number 2" },
  { "MediaReaderNode", "{\"path\":\"a\"}", "path", "12", "{\"path\":\"12\"}" },
  { "gst:identity", "{}", "sleep-time", "5", "{\"sleep-time\":5}" },
  { "gst:identity", "{}", "silent", "true", "{\"silent\":true}" },
  { "gst:identity", "{}", "sleep-time", "soon", NULL,
      "error: n.sleep-time: expected a number from 0 to 4294967295, found the "
      "string \"soon\"" },
};

static void
test_node_params_set_replaces_all_spellings_or_nothing (gconstpointer data)
{
  const Setting *row = data;
  g_autoptr (RmgGraphNode) node =
      rmg_graph_node_new ("n", row->type, "", row->before);
  g_autoptr (GError) error = NULL;
  gboolean accepted =
      rmg_graph_node_set_param (node, row->param, row->text, &error);

  g_assert_cmpint (accepted, ==, row->after != NULL);
  g_assert_cmpstr (node->params_json, ==, accepted ? row->after : row->before);
  g_assert_cmpstr (error != NULL ? error->message : NULL, ==, row->problem);
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
      "/node-params/hosted", test_node_params_hosted_have_no_values);
  g_test_add_func ("/node-params/json", test_node_params_written_as_read);
  for (guint i = 0; i < G_N_ELEMENTS (settings); i++) {
    g_autofree char *path = g_strdup_printf ("/node-params/set/%u", i);

    g_test_add_data_func (path, &settings[i],
        test_node_params_set_replaces_all_spellings_or_nothing);
  }
  return g_test_run ();
}
