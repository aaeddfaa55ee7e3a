/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The plugins of the tests contain the muxer of MP4 and not the encoder of AAC,
 * and no element of the project. */

#include "tests/lib/graph-fixture.h"

#include <rmg/plan.h>

static RmgPlan *
make_plan (const char *nodes, const char *edges, RmgDiagnostics *problems)
{
  g_autoptr (RmgGraph) graph = rmg_test_read_graph (nodes, edges);
  g_autoptr (GError) error = NULL;
  RmgPlan *plan = rmg_plan_new (graph, NULL, problems, &error);

  g_assert_no_error (error);
  return plan;
}

/* Returns: (nullable): the problem of a missing element */
static const RmgProblem *
find_problem (const RmgDiagnostics *problems, const char *factory)
{
  g_autofree char *part = g_strdup_printf ("needs the element \"%s\"", factory);

  for (guint i = 0; i < rmg_diagnostics_get_n_problems (problems); i++) {
    const RmgProblem *problem = rmg_diagnostics_get_problem (problems, i);

    if (problem->code == RMG_ERROR_MISSING_ELEMENT &&
        g_strstr_len (problem->message, -1, part) != NULL)
      return problem;
  }
  return NULL;
}

static void
test_installed_missing_elements_named_with_their_packages (void)
{
  g_autoptr (RmgDiagnostics) problems = rmg_diagnostics_new (FALSE);
  g_autoptr (GError) error = NULL;
  g_autoptr (RmgPlan) plan =
      make_plan ("a=gst:identity; out=MediaWriterNode{'output_path': 'o.m4a'}",
          "a>out", problems);
  const RmgProblem *problem;

  g_assert_false (rmg_plan_check_elements (plan, problems, &error));
  g_assert_true (rmg_error_is_manifest (error));
  problem = find_problem (problems, "avenc_aac");
  g_assert_nonnull (problem);
  g_assert_cmpstr (problem->node_id, ==, "out");
  g_assert_cmpstr (problem->hint, ==, "install gstreamer1.0-libav");
  problem = find_problem (problems, "rmgfilesink");
  g_assert_nonnull (problem);
  g_assert_null (problem->hint);
  g_assert_null (find_problem (problems, "mp4mux"));
}

static void
test_installed_stock_elements_not_reported (void)
{
  g_autoptr (RmgDiagnostics) problems = rmg_diagnostics_new (FALSE);
  g_autoptr (RmgPlan) plan =
      make_plan ("a=gst:identity; b=gst:queue", "a>b", problems);

  rmg_plan_check_elements (plan, problems, NULL);
  g_assert_null (find_problem (problems, "identity"));
  g_assert_null (find_problem (problems, "queue"));
}

static void
test_installed_missing_decoder_named (void)
{
  g_autoptr (RmgDiagnostics) problems = rmg_diagnostics_new (FALSE);
  g_autoptr (RmgPlan) plan = make_plan (
      "a=MediaReaderNode{'path': '-', 'decoder': 'avdec_none'}", "", problems);

  gst_element_register (NULL, "rmgdecode", GST_RANK_NONE, GST_TYPE_BIN);
  g_assert_false (rmg_plan_check_elements (plan, problems, NULL));
  g_assert_nonnull (find_problem (problems, "avdec_none"));
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/installed/missing",
      test_installed_missing_elements_named_with_their_packages);
  g_test_add_func (
      "/installed/stock", test_installed_stock_elements_not_reported);
  g_test_add_func ("/installed/decoder", test_installed_missing_decoder_named);
  return g_test_run ();
}
