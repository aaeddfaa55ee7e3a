/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "tests/lib/graph-fixture.h"
#include "tests/lib/planner-fixture.h"

static const RmgPlanElement *
get_element (const PlannerFixture *self, guint index)
{
  return &g_array_index (self->planner.plan->elements, RmgPlanElement, index);
}

static void
test_planner_element_named_after_its_node (void)
{
  g_autoptr (PlannerFixture) self = planner_fixture_new ("a=VAD; b=VAD", "a>b");
  guint main, guard, tee;

  planner_fixture_begin (self, "b");
  main = rmg_planner_add (&self->planner, RMG_ROLE_NODE, "rmgvad", "");
  guard = rmg_planner_add (&self->planner, RMG_ROLE_GUARD, "rmgguard", "guard");
  tee = rmg_planner_add_for (&self->planner, 0, RMG_ROLE_TEE, "tee", "tee");
  g_assert_cmpuint (main, ==, 0);
  g_assert_cmpuint (tee, ==, 2);
  g_assert_cmpstr (get_element (self, main)->name, ==, "b");
  g_assert_cmpstr (get_element (self, main)->factory, ==, "rmgvad");
  g_assert_cmpstr (get_element (self, guard)->name, ==, "b.guard");
  g_assert_cmpint (get_element (self, guard)->role, ==, RMG_ROLE_GUARD);
  g_assert_cmpuint (get_element (self, guard)->node, ==, 1);
  g_assert_cmpstr (get_element (self, tee)->name, ==, "a.tee");
  g_assert_cmpuint (get_element (self, tee)->node, ==, 0);
}

static void
test_planner_names_never_meet_an_id (void)
{
  g_autoptr (PlannerFixture) self =
      planner_fixture_new ("a=VAD; a.tee=VAD; a.tee+=VAD", "");
  guint first = rmg_planner_add (&self->planner, RMG_ROLE_TEE, "tee", "tee");
  guint second = rmg_planner_add (&self->planner, RMG_ROLE_TEE, "tee", "tee");

  g_assert_cmpstr (get_element (self, first)->name, ==, "a.tee++");
  g_assert_cmpstr (get_element (self, second)->name, ==, "a.tee+++");
}

static void
test_planner_properties_keep_type_and_order (void)
{
  g_autoptr (PlannerFixture) self = planner_fixture_new ("a=VAD", "");
  RmgPlanner *planner = &self->planner;
  guint element = rmg_planner_add (planner, RMG_ROLE_NODE, "rmgvad", "");
  char text[] = "text";
  g_auto (GValue) value = G_VALUE_INIT;
  g_autofree char *steps = NULL;

  rmg_planner_set_int (planner, element, "int", G_MININT64);
  rmg_planner_set_double (planner, element, "double", 0.5);
  rmg_planner_set_bool (planner, element, "bool", TRUE);
  rmg_planner_set_string (planner, element, "string", text);
  g_value_init (&value, G_TYPE_STRING);
  g_value_set_string (&value, text);
  rmg_planner_set_value (planner, element, "value", &value);
  text[0] = 'x';
  steps = planner_fixture_get_steps (self);
  g_assert_cmpstr (steps, ==,
      "make a: rmgvad (node of a)\n"
      "set a: int=-9223372036854775808\n"
      "set a: double=0.5\n"
      "set a: bool=true\n"
      "set a: string=text\n"
      "set a: value=text\n");
}

static void
test_planner_link_without_caps_is_any (void)
{
  g_autoptr (PlannerFixture) self = planner_fixture_new ("a=VAD; b=VAD", "a>b");
  RmgPlanner *planner = &self->planner;
  guint from = rmg_planner_add (planner, RMG_ROLE_NODE, "rmgvad", "");
  guint to = rmg_planner_add_for (planner, 1, RMG_ROLE_NODE, "rmgvad", "");
  RmgPlanOutlet outlet = { from, (char *) "src_%u", NULL, TRUE };
  g_autoptr (GstCaps) caps = gst_caps_new_empty_simple ("audio/x-raw");
  g_autofree char *steps = NULL;

  rmg_planner_link_pads (planner, from, to, NULL);
  rmg_planner_link (planner, &outlet, to, "sink_0", caps);
  steps = planner_fixture_get_steps (self);
  g_assert_cmpstr (steps, ==,
      "make a: rmgvad (node of a)\n"
      "make b: rmgvad (node of b)\n"
      "link a.src -> b.sink: ANY\n"
      "link a.src_%u -> b.sink_0: audio/x-raw (when it appears)\n");
}

static void
test_planner_note_is_the_last_line (void)
{
  g_autoptr (PlannerFixture) self = planner_fixture_new ("a=VAD", "");
  g_autofree char *steps = NULL;

  rmg_planner_note (&self->planner, "%d of %s", 1, "two");
  steps = planner_fixture_get_steps (self);
  g_assert_cmpstr (steps, ==, "note: 1 of two\n");
}

static void
test_planner_fail_names_node_and_place (void)
{
  g_autoptr (PlannerFixture) self = planner_fixture_new ("a=VAD; b=VAD", "");
  const RmgProblem *problem;

  planner_fixture_begin (self, "b");
  rmg_planner_fail (
      &self->planner, RMG_ERROR_CAPS, "less", "has %d%s", 100, "%s");
  problem = rmg_diagnostics_get_problem (self->planner.diagnostics, 0);
  g_assert_cmpint (problem->code, ==, RMG_ERROR_CAPS);
  g_assert_cmpint (problem->severity, ==, RMG_SEVERITY_ERROR);
  g_assert_cmpstr (problem->path, ==, "nodes[1]");
  g_assert_cmpstr (problem->node_id, ==, "b");
  g_assert_cmpstr (problem->hint, ==, "less");
  g_assert_cmpstr (problem->message, ==, "node \"b\" (VAD): has 100%s");
}

static void
test_planner_fail_of_an_attached_node_has_no_path (void)
{
  g_autoptr (PlannerFixture) self = planner_fixture_new ("a=VAD", "");

  g_free (rmg_graph_get_node (self->graph, 0)->path);
  rmg_graph_get_node (self->graph, 0)->path = g_strdup ("");
  rmg_planner_fail (&self->planner, RMG_ERROR_CAPS, NULL, "bad");
  g_assert_null (
      rmg_diagnostics_get_problem (self->planner.diagnostics, 0)->path);
}

static RmgFileKind
count_probe (const char *path, gpointer user_data)
{
  g_assert_cmpstr (path, ==, "x.wav");
  ++*(guint *) user_data;
  return RMG_FILE_ALAW;
}

static void
test_planner_probe_is_that_of_the_options (void)
{
  g_autoptr (PlannerFixture) self = planner_fixture_new ("a=VAD", "");
  guint n_calls = 0;

  self->options.probe = count_probe;
  self->options.probe_data = &n_calls;
  g_assert_cmpint (
      rmg_planner_probe (&self->planner, "x.wav"), ==, RMG_FILE_ALAW);
  g_assert_cmpuint (n_calls, ==, 1);
  self->options.probe = NULL; /* the library reads the file */
  g_assert_cmpint (
      rmg_planner_probe (&self->planner, "/no/x.wav"), ==, RMG_FILE_OTHER);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/planner/name", test_planner_element_named_after_its_node);
  g_test_add_func ("/planner/unique", test_planner_names_never_meet_an_id);
  g_test_add_func (
      "/planner/properties", test_planner_properties_keep_type_and_order);
  g_test_add_func ("/planner/link", test_planner_link_without_caps_is_any);
  g_test_add_func ("/planner/note", test_planner_note_is_the_last_line);
  g_test_add_func ("/planner/fail", test_planner_fail_names_node_and_place);
  g_test_add_func ("/planner/fail-attached",
      test_planner_fail_of_an_attached_node_has_no_path);
  g_test_add_func ("/planner/probe", test_planner_probe_is_that_of_the_options);
  return g_test_run ();
}
