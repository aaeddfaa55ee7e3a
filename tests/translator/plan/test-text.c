/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "tests/lib/graph-fixture.h"
#include "tests/lib/planner-fixture.h"

static const struct
{
  RmgElementRole role;
  const char *name;
} roles[] = {
  { RMG_ROLE_NODE, "node" },
  { RMG_ROLE_CONVERT, "convert" },
  { RMG_ROLE_GUARD, "guard" },
  { RMG_ROLE_COMMIT, "commit" },
  { RMG_ROLE_FUSE, "fuse" },
  { RMG_ROLE_TEE, "tee" },
  { RMG_ROLE_QUEUE, "queue" },
  { RMG_ROLE_JOIN, "join" },
};

static void
test_text_has_the_role_of_each_element (void)
{
  g_autoptr (PlannerFixture) self = planner_fixture_new ("a=VAD", "");
  g_autoptr (GString) expected = g_string_new (NULL);
  g_autofree char *steps = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (roles); i++) {
    rmg_planner_add (&self->planner, roles[i].role, "f", roles[i].name);
    g_string_append_printf (
        expected, "make a.%s: f (%s of a)\n", roles[i].name, roles[i].name);
  }
  steps = planner_fixture_get_steps (self);
  g_assert_cmpstr (steps, ==, expected->str);
}

static void
test_text_of_plan_without_steps_is_its_reason (void)
{
  g_autoptr (PlannerFixture) self = planner_fixture_new ("a=VAD", "");
  g_autofree char *text = rmg_plan_to_string (self->planner.plan);

  g_assert_cmpstr (text, ==, "inline: every node outputs before it returns\n");
}

static void
add_port (GArray *ports, guint element, const char *pad, const char *caps)
{
  RmgPlanPort port = { 0, element, g_strdup (pad),
    gst_caps_from_string (caps) };

  g_array_append_val (ports, port);
}

static void
test_text_has_ports_after_links_and_before_notes (void)
{
  g_autoptr (PlannerFixture) self = planner_fixture_new ("a=VAD", "");
  RmgPlanner *planner = &self->planner;
  g_autofree char *steps = NULL;

  rmg_planner_note (planner, "why");
  add_port (planner->plan->outputs, 0, "src", "audio/x-raw");
  add_port (planner->plan->inputs, 0, "sink", "ANY");
  rmg_planner_add (planner, RMG_ROLE_NODE, "rmgvad", "");
  rmg_planner_link_pads (planner, 0, 0, NULL);
  steps = planner_fixture_get_steps (self);
  g_assert_cmpstr (steps, ==,
      "make a: rmgvad (node of a)\n"
      "link a.src -> a.sink: ANY\n"
      "input a: a.sink: ANY\n"
      "output a: a.src: audio/x-raw\n"
      "note: why\n");
}

static void
test_text_of_a_plan_is_always_the_same (void)
{
  g_autoptr (RmgGraph) graph =
      rmg_test_read_graph ("a=VAD; b=Resample; c=PassThrough", "a>b a>c b>c");
  g_autoptr (RmgPlan) first = rmg_plan_new (graph, NULL, NULL, NULL);
  g_autoptr (RmgPlan) second = rmg_plan_new (graph, NULL, NULL, NULL);
  g_autofree char *first_text = rmg_plan_to_string (first);
  g_autofree char *second_text = rmg_plan_to_string (second);

  g_assert_cmpstr (first_text, ==, second_text);
}

static void
test_text_of_strings_with_blanks_is_quoted (void)
{
  g_autoptr (PlannerFixture) self = planner_fixture_new ("a=VAD", "");
  g_autofree char *steps = NULL;

  rmg_planner_add (&self->planner, RMG_ROLE_NODE, "filesrc", "");
  rmg_planner_set_string (&self->planner, 0, "location", "a b\".wav");
  steps = planner_fixture_get_steps (self);
  g_assert_cmpstr (steps, ==,
      "make a: filesrc (node of a)\n"
      "set a: location=\"a\\ b\\\".wav\"\n");
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/text/roles", test_text_has_the_role_of_each_element);
  g_test_add_func (
      "/text/empty", test_text_of_plan_without_steps_is_its_reason);
  g_test_add_func (
      "/text/ports", test_text_has_ports_after_links_and_before_notes);
  g_test_add_func ("/text/same", test_text_of_a_plan_is_always_the_same);
  g_test_add_func ("/text/quoted", test_text_of_strings_with_blanks_is_quoted);
  return g_test_run ();
}
