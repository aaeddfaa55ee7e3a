/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "tests/lib/graph-fixture.h"
#include "translator/graph/check.h"

#include <gst/gst.h>

typedef struct
{
  const char *type;
  const char *problem; /* "": the type is known */
} Checked;

static const Checked rows[] = {
  { "VAD", "" },
  { "RustResampleNode", "" },
  { "gst:identity", "" },
  { "vad",
      "error: o.type: unknown node type \"vad\" (did you mean "
      "\"VAD\"?)\n" },
  { "AudioResampleNod",
      "error: o.type: unknown node type "
      "\"AudioResampleNod\" (did you mean "
      "\"AudioResampleNode\"?)\n" },
  { "xyzzyplughfrotz",
      "error: o.type: unknown node type \"xyzzyplughfrotz\" (a class of "
      "Python needs allow-code)\n" },
  { "gst:identiti",
      "error: o.type: no element \"identiti\" is installed (did "
      "you mean \"identity\"?)\n" },
  { "gst:", "error: o.type: no element \"\" is installed\n" },
  { "GST:identity", NULL },
};

static void
test_check_type_reports_the_nearest_name (gconstpointer data)
{
  const Checked *row = data;
  g_autoptr (RmgGraphNode) node =
      rmg_graph_node_new ("n", row->type, "o", NULL);
  g_autoptr (RmgDiagnostics) diagnostics = rmg_diagnostics_new (FALSE);
  RmgScope scope = { diagnostics, "o", "n" };
  g_autofree char *found = NULL;
  gboolean known;

  node->type_field = "type";
  known = rmg_graph_check_type (&scope, node);
  found = rmg_test_list_problems (diagnostics);
  if (row->problem != NULL)
    g_assert_cmpstr (found, ==, row->problem);
  g_assert_cmpint (known, ==, *found == '\0');
  g_assert_cmpint (known, ==, row->problem != NULL && *row->problem == '\0');
}

static void
test_check_hosted_type_is_known (void)
{
  g_autoptr (RmgGraphNode) node =
      rmg_graph_node_new ("n", "TestHosted", "o", NULL);
  g_autoptr (RmgDiagnostics) diagnostics = rmg_diagnostics_new (FALSE);
  RmgScope scope = { diagnostics, "o", "n" };

  g_assert_false (rmg_graph_check_type (&scope, node));
  g_assert_cmpint (rmg_diagnostics_get_problem (diagnostics, 0)->code, ==,
      RMG_ERROR_UNKNOWN_TYPE);
  g_assert_true (rmg_catalog_add_hosted ("TestHosted", "for a test"));
  g_assert_true (rmg_graph_check_type (&scope, node));
  g_assert_cmpuint (rmg_diagnostics_get_n_problems (diagnostics), ==, 1);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *path = g_strdup_printf ("/check/%u", i);

    g_test_add_data_func (
        path, &rows[i], test_check_type_reports_the_nearest_name);
  }
  g_test_add_func ("/check/hosted", test_check_hosted_type_is_known);
  return g_test_run ();
}
