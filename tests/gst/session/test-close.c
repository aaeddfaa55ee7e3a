/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/session/close.h"

#define N_CLOSES 100
/* Longer than a close takes on a loaded machine under a memory checker */
#define CLOSE_TIMEOUT_MS 60000

static RmgSession *
open_source (void)
{
  static const char text[] =
      "{\"version\": \"v1\", \"metadata\": {\"name\": \"endless\"}, "
      "\"nodes\": [{\"id\": \"s\", \"node_type\": \"gst:fakesrc\", "
      "\"params\": {\"sizetype\": \"fixed\", \"sizemax\": 4096}}], "
      "\"connections\": []}";
  RmgPlanOptions plan_options = { .framing = RMG_FRAMING_STREAM };
  RmgSessionOptions options = { .max_bytes = 1,
    .close_timeout_ms = CLOSE_TIMEOUT_MS };
  g_autoptr (GError) error = NULL;
  g_autoptr (RmgManifest) manifest =
      rmg_manifest_new_from_data (text, -1, NULL, NULL, &error);
  g_autoptr (RmgGraph) graph =
      rmg_graph_new_from_manifest (manifest, NULL, &error);
  RmgSession *session;

  g_assert_no_error (error);
  session = rmg_session_open (graph, &plan_options, &options, &error);
  g_assert_no_error (error);
  return session;
}

static void
test_close_releases_a_thread_that_waits_for_space (void)
{
  RmgSession *session = open_source ();
  g_autoptr (GError) error = NULL;

  g_assert_true (rmg_session_is_threaded (session));
  g_assert_true (rmg_session_stop (session, &error));
  g_assert_no_error (error);
  g_object_unref (session);
}

static void
test_close_second_stop_does_nothing (void)
{
  RmgSession *session = open_source ();

  g_assert_true (rmg_session_stop (session, NULL));
  g_assert_true (rmg_session_stop (session, NULL));
  g_object_unref (session);
}

static void
test_close_destroys_the_sources_of_the_session (void)
{
  RmgSession *session = open_source ();
  g_autoptr (GSource) source = rmg_session_create_source (session);

  g_assert_true (rmg_session_close (session, NULL));
  g_assert_true (g_source_is_destroyed (source));
}

static int is_loaded; /* atomic */

/* It yields, as valgrind runs one thread at a time. */
static gpointer
spin (gpointer unused)
{
  while (g_atomic_int_get (&is_loaded))
    g_thread_yield ();
  return NULL;
}

/* Returns: whether the pipeline is alive after the close */
static gboolean
close_and_look (RmgSession *session)
{
  g_autoptr (GstElement) alive = NULL;
  GWeakRef pipeline;

  g_weak_ref_init (&pipeline, session->top);
  g_assert_true (rmg_session_close (session, NULL));
  alive = g_weak_ref_get (&pipeline);
  g_weak_ref_clear (&pipeline);
  return alive != NULL;
}

/* On a loaded machine the thread that stops the pipeline is late. */
static void
test_close_frees_the_pipeline_before_it_returns (void)
{
  GThread *spinners[8];
  guint n_alive = 0;

  g_atomic_int_set (&is_loaded, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (spinners); i++)
    spinners[i] = g_thread_new ("spin", spin, NULL);
  for (guint i = 0; i < N_CLOSES; i++) {
    n_alive += close_and_look (open_source ());
  }
  g_atomic_int_set (&is_loaded, FALSE);
  for (guint i = 0; i < G_N_ELEMENTS (spinners); i++)
    g_thread_join (spinners[i]);
  g_assert_cmpuint (n_alive, ==, 0);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func (
      "/close/waiting", test_close_releases_a_thread_that_waits_for_space);
  g_test_add_func ("/close/twice", test_close_second_stop_does_nothing);
  g_test_add_func (
      "/close/sources", test_close_destroys_the_sources_of_the_session);
  g_test_add_func (
      "/close/freed", test_close_frees_the_pipeline_before_it_returns);
  return g_test_run ();
}
