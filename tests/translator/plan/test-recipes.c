/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "tests/lib/graph-fixture.h"
#include "tests/lib/planner-fixture.h"
#include "translator/plan/recipes.h"

#include <string.h>

/* A node "n", its elements, and how it is entered and left. */
typedef struct
{
  const char *node;
  const char *steps;
  const char *first; /* NULL: a source */
  const char *last;  /* NULL: a sink */
  const char *accepts;
  const char *produces;
  const char *sets; /* format, rate and channels */
} Realised;

#define MAKE(factory) "make n: " factory " (node of n)\n"
#define SET(name, value) "set n: " name "=" value "\n"
#define VAD_DEFAULTS(hangover_ms)                                              \
  SET ("frame-ms", "30")                                                       \
  SET ("probability-threshold", "0.5")                                         \
  SET ("probability-hysteresis", "0")                                          \
  SET ("hangover-ms", hangover_ms)                                             \
  SET ("min-speech-ms", "90")                                                  \
  SET ("min-silence-ms", "300")                                                \
  SET ("max-segment-ms", "0") SET ("channels", "mix")

static const Realised rows[] = {
  { "VAD",
      MAKE ("rmgvad") SET ("engine", "adaptive") VAD_DEFAULTS ("0")
          SET ("mode", "annotate") SET ("post-frames", "false"),
      "n", "n", NULL, NULL, "- 0 0" },
  { "VAD{'hangover_ms': 20, 'mode': 'Gate'}",
      MAKE ("rmgvad") SET ("engine", "adaptive") VAD_DEFAULTS ("20")
          SET ("mode", "gate") SET ("post-frames", "false"),
      "n", "n", NULL, NULL, "- 0 0" },
  { "VADNode",
      MAKE ("rmgvad") SET ("engine", "energy") SET ("frame-ms", "30")
          SET ("post-frames", "false") SET ("energy-threshold", "0.02"),
      "n", "n", NULL, NULL, "- 0 0" },
  { "VADNode{'threshold': 0.5}",
      MAKE ("rmgvad") SET ("engine", "energy") SET ("frame-ms", "30")
          SET ("post-frames", "false") SET ("energy-threshold", "0.5"),
      "n", "n", NULL, NULL, "- 0 0" },
  { "VADNode{'threshold': -20}",
      MAKE ("rmgvad") SET ("engine", "energy") SET ("frame-ms", "30")
          SET ("post-frames", "false")
              SET ("energy-threshold", "0.10000000000000001"),
      "n", "n", NULL, NULL, "- 0 0" },
  { "VADNode{'threshold': -20, 'energy_threshold': 0.1}",
      MAKE ("rmgvad") SET ("engine", "energy") SET ("frame-ms", "30")
          SET ("post-frames", "false")
              SET ("energy-threshold", "0.10000000000000001"),
      "n", "n", NULL, NULL, "- 0 0" },
  { "Resample{'quality': 'low', 'output_rate': 8000}",
      MAKE ("rmgresample") SET ("rate", "8000") SET ("quality", "fast"), "n",
      "n", NULL, NULL, "- 8000 0" },
  { "FormatConverterNode{'format': 'I16'}",
      MAKE ("rmgconvert") SET ("format", "S16LE"), "n", "n", NULL, NULL,
      "S16LE 0 0" },
  { "FormatConverter{'target_format': 'json'}",
      MAKE ("rmgvalue") SET ("op", "passthrough"), "n", "n", NULL, NULL,
      "- 0 0" },
  { "FormatConverter{'target_format': 'i32'}",
      MAKE ("rmgconvert") SET ("format", "S32LE"), "n", "n", NULL, NULL,
      "S32LE 0 0" },
  { "AudioTransform{'output_sample_rate': 8000, 'channels': 1}",
      "make n.mix: rmgconvert (node of n)\nset n.mix: channels=1\n" MAKE (
          "rmgresample") SET ("rate", "8000") "link n.mix.src -> n.sink: "
                                              "ANY\n",
      "n.mix", "n", NULL, NULL, "- 8000 1" },
  { "AudioTransform{'output_sample_rate': 8000, 'channels': 3}",
      "make n.mix: rmgconvert (node of n)\nset n.mix: channels=3\n" MAKE (
          "rmgresample") SET ("rate", "8000") "link n.src -> n.mix.sink: "
                                              "ANY\n",
      "n", "n.mix", NULL, NULL, "- 8000 3" },
  { "MultiplyNode{'factor': 3}",
      MAKE ("rmgvalue") SET ("op", "multiply") SET ("operand", "3")
          SET ("operand-is-integer", "true"),
      "n", "n", NULL, NULL, "- 0 0" },
  { "MultiplyNode{'factor': 2.5}",
      MAKE ("rmgvalue") SET ("op", "multiply") SET ("operand", "2.5")
          SET ("operand-is-integer", "false"),
      "n", "n", NULL, NULL, "- 0 0" },
  { "gst:identity{'sleep-time': 5}", MAKE ("identity") SET ("sleep-time", "5"),
      "n", "n", "ANY", NULL, "- 0 0" },
  { "gst:fakesrc", MAKE ("fakesrc"), NULL, "n", NULL, "ANY", "- 0 0" },
  { "gst:fakesink", MAKE ("fakesink"), "n", NULL, "ANY", NULL, "- 0 0" },
};

static const char *
get_name (const PlannerFixture *self, guint element)
{
  return element == RMG_PLAN_NONE
      ? NULL
      : g_array_index (self->planner.plan->elements, RmgPlanElement, element)
            .name;
}

static void
assert_caps (const GstCaps *found, const char *expected)
{
  g_autofree char *text = found != NULL ? gst_caps_to_string (found) : NULL;

  g_assert_cmpstr (text, ==, expected);
}

static void
test_recipe_makes_elements_and_part (gconstpointer data)
{
  const Realised *row = data;
  g_autofree char *node = g_strconcat ("n=", row->node, NULL);
  g_autoptr (PlannerFixture) self = planner_fixture_new (node, "");
  g_autofree char *steps = NULL;
  g_autofree char *sets = NULL;
  RmgPart part;

  planner_fixture_init_part (&part);
  rmg_recipe_run (&self->planner, &part);
  steps = planner_fixture_get_steps (self);
  g_assert_cmpstr (steps, ==, row->steps);
  g_assert_cmpstr (get_name (self, part.first), ==, row->first);
  g_assert_cmpstr (get_name (self, part.last), ==, row->last);
  g_assert_cmpstr (get_name (self, part.main), ==, "n");
  assert_caps (part.accepts, row->accepts);
  assert_caps (part.produces, row->produces);
  sets = g_strdup_printf ("%s %d %d",
      part.sets.format != NULL ? part.sets.format : "-", part.sets.rate_hz,
      part.sets.channels);
  g_assert_cmpstr (sets, ==, row->sets);
  g_assert_cmpuint (
      rmg_diagnostics_get_n_problems (self->planner.diagnostics), ==, 0);
  planner_fixture_clear_part (&part);
}

static void
test_recipe_of_thresholds_that_differ_fails (void)
{
  g_autoptr (PlannerFixture) self = planner_fixture_new ("n=VAD", "");
  g_autoptr (RmgGraph) graph = rmg_test_read_graph (
      "n=VADNode{'threshold': -20, 'energy_threshold': 0.2}", "");
  g_autoptr (GError) error = NULL;

  g_assert_null (rmg_plan_new (graph, NULL, NULL, &error));
  g_assert_error (error, RMG_ERROR, RMG_ERROR_CONFLICT);
  g_assert_true (g_str_has_suffix (error->message,
      "node \"n\" (VADNode): energy_threshold 0.2 and threshold -20 (0.1 "
      "linear) differ"));
}

static void
test_recipe_transform_keeps_floats_where_readers_convert (void)
{
  g_autoptr (PlannerFixture) self =
      planner_fixture_new ("n=AudioTransform{'channels': 1}", "");
  g_autofree char *steps = NULL;
  RmgPart part;

  self->keeps_floats[0] = TRUE;
  planner_fixture_init_part (&part);
  rmg_recipe_run (&self->planner, &part);
  steps = planner_fixture_get_steps (self);
  g_assert_nonnull (strstr (steps, "set n.mix: format=F32LE\n"));
  g_assert_cmpstr (part.sets.format, ==, "F32LE");
  planner_fixture_clear_part (&part);
}

static void
test_recipe_hosted_has_type_and_params_as_text (void)
{
  g_autoptr (PlannerFixture) self = NULL;
  g_autofree char *steps = NULL;
  RmgPart part;

  g_assert_true (rmg_catalog_add_hosted ("TestHosted", "for a test"));
  self = planner_fixture_new ("n=TestHosted{'a': [1, 2]}", "");
  planner_fixture_init_part (&part);
  rmg_recipe_run (&self->planner, &part);
  steps = planner_fixture_get_steps (self);
  g_assert_cmpstr (steps, ==,
      MAKE ("rmghost") SET ("type", "TestHosted")
          SET ("params", "\"\\{\\\"a\\\":\\[1\\,2\\]\\}\""));
  assert_caps (part.produces, "ANY");
  planner_fixture_clear_part (&part);
}

typedef struct
{
  const char *factory;
  RmgNodeFlags flags;
} Foreign;

static const Foreign foreign[] = {
  { "identity", RMG_NODE_FOREIGN | RMG_NODE_TRANSIENT | RMG_NODE_SYNC },
  { "queue", RMG_NODE_FOREIGN | RMG_NODE_TRANSIENT },
  { "fakesrc", RMG_NODE_FOREIGN | RMG_NODE_TRANSIENT | RMG_NODE_SOURCE },
  { "fakesink", RMG_NODE_FOREIGN | RMG_NODE_TRANSIENT | RMG_NODE_SINK },
  { "filesink",
      RMG_NODE_FOREIGN | RMG_NODE_TRANSIENT | RMG_NODE_SINK | RMG_NODE_FILE },
  { "filesrc", RMG_NODE_FOREIGN | RMG_NODE_TRANSIENT | RMG_NODE_SOURCE },
};

static void
test_recipe_foreign_sets_flags_of_the_node (gconstpointer data)
{
  const Foreign *row = data;
  g_autofree char *node = g_strconcat ("n=gst:", row->factory, NULL);
  g_autoptr (PlannerFixture) self = planner_fixture_new (node, "");
  RmgPart part;

  planner_fixture_init_part (&part);
  rmg_recipe_run (&self->planner, &part);
  g_assert_cmpint (rmg_planner_node (&self->planner)->flags, ==, row->flags);
  planner_fixture_clear_part (&part);
}

static void
test_recipe_foreign_pads_by_template (void)
{
  g_autoptr (PlannerFixture) self = planner_fixture_new ("n=gst:tee", "");
  RmgPart part;

  planner_fixture_init_part (&part);
  rmg_recipe_run (&self->planner, &part);
  g_assert_cmpstr (part.first_pad, ==, "sink");
  g_assert_cmpstr (part.last_pad, ==, "src_%u");
  g_assert_false (part.dynamic);
  planner_fixture_clear_part (&part);
}

static void
test_recipe_sets_the_hold_back_of_the_node (void)
{
  g_autoptr (PlannerFixture) self =
      planner_fixture_new ("n=VAD{'mode': 'gate'}", "");
  RmgPart part;

  planner_fixture_init_part (&part);
  rmg_planner_node (&self->planner)->holds = 0;
  rmg_recipe_run (&self->planner, &part);
  g_assert_cmpuint (rmg_planner_node (&self->planner)->holds, ==, GST_SECOND);
  planner_fixture_clear_part (&part);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *path = g_strdup_printf ("/recipes/rows/%u", i);

    g_test_add_data_func (path, &rows[i], test_recipe_makes_elements_and_part);
  }
  for (guint i = 0; i < G_N_ELEMENTS (foreign); i++) {
    g_autofree char *path =
        g_strconcat ("/recipes/foreign/", foreign[i].factory, NULL);

    g_test_add_data_func (
        path, &foreign[i], test_recipe_foreign_sets_flags_of_the_node);
  }
  g_test_add_func (
      "/recipes/thresholds", test_recipe_of_thresholds_that_differ_fails);
  g_test_add_func ("/recipes/floats",
      test_recipe_transform_keeps_floats_where_readers_convert);
  g_test_add_func (
      "/recipes/hosted", test_recipe_hosted_has_type_and_params_as_text);
  g_test_add_func ("/recipes/pads", test_recipe_foreign_pads_by_template);
  g_test_add_func (
      "/recipes/holds", test_recipe_sets_the_hold_back_of_the_node);
  return g_test_run ();
}
