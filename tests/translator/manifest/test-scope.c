/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "translator/manifest/scope.h"

typedef struct
{
  const char *object;
  RmgFieldRef field;
  const char *path;
} Reported;

static const Reported rows[] = {
  { "", { RMG_PLACE_VALUE }, "" },
  { "", { RMG_PLACE_VALUE, "version" }, "version" },
  { "nodes[2]", { RMG_PLACE_VALUE }, "nodes[2]" },
  { "nodes[2]", { RMG_PLACE_KEY, "id" }, "nodes[2].id" },
  { "nodes[2].params", { RMG_PLACE_PARENT, "rate", "in Hz" },
      "nodes[2].params.rate" },
};

static void
test_scope_report_has_path_of_the_field (gconstpointer data)
{
  const Reported *row = data;
  g_autoptr (RmgDiagnostics) diagnostics = rmg_diagnostics_new (FALSE);
  RmgScope scope = { diagnostics, row->object, "n" };
  const RmgProblem *problem;

  rmg_scope_report (
      &scope, RMG_ERROR_EMPTY, RMG_SEVERITY_WARNING, &row->field, "m");
  problem = rmg_diagnostics_get_problem (diagnostics, 0);
  g_assert_cmpstr (problem->path, ==, row->path);
  g_assert_cmpstr (problem->hint, ==, row->field.hint);
  g_assert_cmpstr (problem->node_id, ==, "n");
  g_assert_cmpint (problem->code, ==, RMG_ERROR_EMPTY);
  g_assert_cmpint (problem->severity, ==, RMG_SEVERITY_WARNING);
  g_assert_cmpint (
      rmg_diagnostics_get_target (diagnostics, 0), ==, row->field.place);
}

static void
test_scope_report_without_field_is_of_the_object (void)
{
  g_autoptr (RmgDiagnostics) diagnostics = rmg_diagnostics_new (FALSE);
  RmgScope scope = { diagnostics, "nodes", NULL };

  rmg_scope_report (&scope, RMG_ERROR_EMPTY, RMG_SEVERITY_ERROR, NULL, "m");
  g_assert_cmpstr (
      rmg_diagnostics_get_problem (diagnostics, 0)->path, ==, "nodes");
  g_assert_null (rmg_diagnostics_get_problem (diagnostics, 0)->node_id);
}

static void
test_scope_report_message_is_no_format (void)
{
  g_autoptr (RmgDiagnostics) diagnostics = rmg_diagnostics_new (FALSE);
  RmgScope scope = { diagnostics, "", NULL };

  rmg_scope_report (
      &scope, RMG_ERROR_FAILED, RMG_SEVERITY_ERROR, NULL, "100%s %n");
  g_assert_cmpstr (
      rmg_diagnostics_get_problem (diagnostics, 0)->message, ==, "100%s %n");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *path = g_strdup_printf ("/scope/report/%u", i);

    g_test_add_data_func (
        path, &rows[i], test_scope_report_has_path_of_the_field);
  }
  g_test_add_func (
      "/scope/object", test_scope_report_without_field_is_of_the_object);
  g_test_add_func ("/scope/format", test_scope_report_message_is_no_format);
  return g_test_run ();
}
