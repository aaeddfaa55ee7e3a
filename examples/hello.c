/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* hello MANIFEST: runs a manifest to its end and prints its metrics. */
#include <rmg/rmg.h>

int
main (int argc, char **argv)
{
  RmgPlanOptions plan_options = { .framing = RMG_FRAMING_STREAM };
  RmgSessionOptions options = { .metrics = TRUE };
  g_autoptr (GError) error = NULL;
  g_autoptr (RmgGraph) graph = NULL;
  RmgSession *session = NULL;

  rmg_init ();
  if (argc == 2)
    graph = rmg_graph_load (argv[1], NULL, &error);
  if (graph != NULL)
    session = rmg_session_open (graph, &plan_options, &options, &error);
  if (session != NULL) {
    if (rmg_session_run (session, NULL, NULL, NULL, &error)) {
      g_autoptr (RmgMetrics) metrics = rmg_session_get_metrics (session);
      g_autofree char *text = rmg_metrics_to_json (metrics);

      g_print ("%s\n", text);
    }
    rmg_session_close (session, NULL);
  }

  if (error != NULL)
    g_printerr ("%s\n", error->message);
  return session == NULL || error != NULL;
}
