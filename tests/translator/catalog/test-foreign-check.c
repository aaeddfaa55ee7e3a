/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "tests/lib/graph-fixture.h"
#include "translator/catalog/foreign-check.h"
#include "translator/catalog/foreign.h"

typedef struct
{
  const char *factory;
  const char *params;
  const char *problems;
} Checked;

static const Checked rows[] = {
  { "identity", "{}", "" },
  { "identity", "{\"sleep-time\": 5, \"silent\": false, \"name\": \"x\"}", "" },
  { "identity", "{\"sleep-time\": -1}",
      "error: p.sleep-time: expected a number from 0 to 4294967295, found the "
      "number -1\n" },
  { "identity", "{\"silent\": null}",
      "error: p.silent: expected a single value, found null\n" },
  { "identity", "{\"silent\": [true]}",
      "error: p.silent: expected a single value, found an array\n" },
  { "identity", "{\"last-message\": \"x\"}",
      "error: p.last-message: expected nothing: it is read-only, found the "
      "string \"x\"\n" },
  { "identity", "{\"sleep-tim\": 5}",
      "error: p.sleep-tim: GstIdentity has no such property (did you mean "
      "\"sleep-time\"?)\n" },
  { "identity", "{\"xyzzyplugh\": {}}",
      "error: p.xyzzyplugh: GstIdentity has no such property\n" },
  { "queue", "{\"leaky\": \"upstreem\", \"max-size-time\": \"soon\"}",
      "error: p.leaky: expected one of no upstream downstream, found the "
      "string \"upstreem\"\n"
      "error: p.max-size-time: expected a number from 0 to "
      "18446744073709551615, found the string \"soon\"\n" },
};

static void
test_foreign_check_reports_each_property (gconstpointer data)
{
  const Checked *row = data;
  g_autoptr (GstElementFactory) factory = rmg_foreign_load (row->factory);
  g_autoptr (JsonNode) root = json_from_string (row->params, NULL);
  g_autoptr (RmgDiagnostics) diagnostics = rmg_diagnostics_new (FALSE);
  RmgScope scope = { diagnostics, "p", "n" };
  g_autofree char *found = NULL;

  rmg_foreign_check (&scope, factory, json_node_get_object (root));
  found = rmg_test_list_problems (diagnostics);
  g_assert_cmpstr (found, ==, row->problems);
}

static void
test_foreign_check_unknown_property_located_at_its_name (void)
{
  g_autoptr (GstElementFactory) factory = rmg_foreign_load ("identity");
  g_autoptr (JsonNode) root = json_from_string ("{\"x\": 1}", NULL);
  g_autoptr (RmgDiagnostics) diagnostics = rmg_diagnostics_new (FALSE);
  RmgScope scope = { diagnostics, "p", "n" };

  rmg_foreign_check (&scope, factory, json_node_get_object (root));
  g_assert_cmpint (
      rmg_diagnostics_get_target (diagnostics, 0), ==, RMG_PLACE_KEY);
  g_assert_cmpint (rmg_diagnostics_get_problem (diagnostics, 0)->code, ==,
      RMG_ERROR_UNKNOWN_PARAM);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *path = g_strdup_printf ("/foreign-check/%u", i);

    g_test_add_data_func (
        path, &rows[i], test_foreign_check_reports_each_property);
  }
  g_test_add_func ("/foreign-check/place",
      test_foreign_check_unknown_property_located_at_its_name);
  return g_test_run ();
}
