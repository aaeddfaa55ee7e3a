/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "tests/lib/graph-fixture.h"
#include <rmg/plan-step.h>

#include <gst/gst.h>
#include <string.h>

static RmgPlan *
make_plan (const char *name)
{
  g_autofree char *file = g_strconcat (name, ".json", NULL);
  g_autofree char *path =
      g_build_filename (g_getenv ("RMG_TEST_DATA"), "manifests", file, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (RmgGraph) graph = rmg_graph_load (path, NULL, &error);
  RmgPlan *plan = NULL;

  if (graph != NULL)
    plan = rmg_plan_new (graph, NULL, NULL, &error);
  g_assert_no_error (error);
  return plan;
}

/* The text of the plan has a line "make" for each element, in the same order. */
static void
test_plan_step_equals_the_text (gconstpointer name)
{
  g_autoptr (RmgPlan) plan = make_plan (name);
  g_autofree char *text = rmg_plan_to_string (plan);
  const char *rest = text;

  g_assert_true (g_str_has_prefix (text, rmg_plan_get_reason (plan)));
  g_assert_cmpint (rmg_plan_is_threaded (plan), ==,
      g_str_has_prefix (rmg_plan_get_reason (plan), "threaded"));
  g_assert_cmpuint (rmg_plan_get_n_steps (plan), >, 0);
  for (guint i = 0; i < rmg_plan_get_n_steps (plan); i++) {
    g_autoptr (RmgPlanStep) step = rmg_plan_get_step (plan, i);
    g_autofree char *line = g_strdup_printf ("make %s: %s (%s of %s)\n",
        step->name, step->factory, step->role, step->node_id);

    rest = strstr (rest, line);
    g_assert_nonnull (rest);
    rest += strlen (line);
    g_assert_cmpuint (strlen (step->reason), >, 0);
  }
  g_assert_null (strstr (rest, "\nmake "));
  for (guint i = 0; i < rmg_plan_get_n_notes (plan); i++)
    g_assert_nonnull (strstr (text, rmg_plan_get_note (plan, i)));
}

static void
test_plan_step_of_an_inserted_conversion_has_its_reason (void)
{
  g_autoptr (RmgPlan) plan = make_plan ("conversions");
  guint n_conversions = 0;

  for (guint i = 0; i < rmg_plan_get_n_steps (plan); i++) {
    g_autoptr (RmgPlanStep) step = rmg_plan_get_step (plan, i);

    if (!g_str_equal (step->role, "convert"))
      continue;
    n_conversions++;
    g_assert_nonnull (strstr (step->reason, "format"));
  }
  g_assert_cmpuint (n_conversions, >, 0);
  g_assert_cmpuint (rmg_plan_get_n_notes (plan), >, 0);
}

static void
test_plan_step_keeps_its_plan (void)
{
  RmgPlan *plan = make_plan ("diamond");
  RmgPlanStep *step = rmg_plan_get_step (plan, 0);
  g_autofree char *name = g_strdup (step->name);
  g_autoptr (RmgPlanStep) copy = NULL;

  rmg_plan_unref (plan);
  copy = g_boxed_copy (RMG_TYPE_PLAN_STEP, step);
  rmg_plan_step_free (step);
  step = rmg_plan_step_copy (copy);
  rmg_plan_step_free (step);
  g_assert_cmpstr (copy->name, ==, name);
  g_assert_nonnull (copy->node_type);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/plan-step/text/conversions", "conversions",
      test_plan_step_equals_the_text);
  g_test_add_data_func (
      "/plan-step/text/diamond", "diamond", test_plan_step_equals_the_text);
  g_test_add_func ("/plan-step/conversion",
      test_plan_step_of_an_inserted_conversion_has_its_reason);
  g_test_add_func ("/plan-step/plan", test_plan_step_keeps_its_plan);
  return g_test_run ();
}
