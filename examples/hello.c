/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* hello MANIFEST: runs it to the end and prints the time of each node. */
#include <rmg/rmg.h>

int
main (int argc, char **argv)
{
  RmgSessionOptions options = { .framing = RMG_FRAMING_STREAM,
    .metrics = TRUE };
  g_autoptr (GError) error = NULL;
  g_autoptr (RmgGraph) graph = NULL;
  RmgSession *session = NULL;

  rmg_init ();
  if (argc == 2)
    graph = rmg_graph_load (argv[1], NULL, &error);
  if (graph != NULL)
    session = rmg_session_open (graph, &options, &error);
  if (session != NULL) {
    if (rmg_session_run (session, NULL, NULL, NULL, &error)) {
      g_autofree char *metrics = rmg_session_metrics_json (session);

      g_print ("%s\n", metrics);
    }
    rmg_session_close (session, NULL);
  }

  if (error != NULL)
    g_printerr ("%s\n", error->message);
  return session == NULL || error != NULL;
}
