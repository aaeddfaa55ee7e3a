/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Damaged files, one after the other in one process: every session ends. */

#include "tests/lib/hang.h"

#include <rmg/graph.h>
#include <rmg/init.h>
#include <rmg/session.h>

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define N_MUTANTS 40
#define MAX_CHANGES 20

typedef struct
{
  const char *name;
  const char *encoding;
} Container;

static const Container containers[] = {
  { "flac", "flacenc" },
  { "mp3", "lamemp3enc ! rmgmp3mux" },
  { "ogg", "audioconvert ! vorbisenc ! oggmux" },
  { "opus", "opusenc ! oggmux" },
  { "mp4", "lamemp3enc ! mp4mux" },
};

static char *folder;

static GBytes *
make_media (const Container *container)
{
  g_autofree char *path = g_build_filename (folder, "whole", NULL);
  g_autofree char *line = g_strdup_printf (
      "audiotestsrc num-buffers=60 wave=ticks ! "
      "audio/x-raw,format=S16LE,rate=48000,channels=1 ! %s ! filesink "
      "location=%s",
      container->encoding, path);
  g_autoptr (GError) error = NULL;
  GstElement *pipeline = gst_parse_launch (line, &error);
  g_autoptr (GstBus) bus = NULL;
  GstMessage *message;
  char *bytes;
  gsize n_bytes;

  g_assert_no_error (error);
  bus = gst_element_get_bus (pipeline);
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  message = gst_bus_timed_pop_filtered (
      bus, RMG_TEST_HANG_S * GST_SECOND, GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
  g_assert_cmpint (GST_MESSAGE_TYPE (message), ==, GST_MESSAGE_EOS);
  gst_message_unref (message);
  gst_element_set_state (pipeline, GST_STATE_NULL);
  gst_object_unref (pipeline);
  g_assert_true (g_file_get_contents (path, &bytes, &n_bytes, NULL));
  return g_bytes_new_take (bytes, n_bytes);
}

/* Some bytes are random, and every fourth file is cut. */
static void
write_mutant (GBytes *whole, GRand *random, guint index, const char *path)
{
  gsize n_bytes;
  const guint8 *bytes = g_bytes_get_data (whole, &n_bytes);
  g_autofree guint8 *mutant = g_memdup2 (bytes, n_bytes);
  const int head = index % 2 == 0 ? 400 : (int) n_bytes;
  const int n_changes = g_rand_int_range (random, 1, MAX_CHANGES);

  for (int i = 0; i < n_changes; i++)
    mutant[g_rand_int_range (random, 0, MIN (head, (int) n_bytes))] =
        (guint8) g_rand_int_range (random, 0, 256);
  if (index % 4 == 3)
    n_bytes = (gsize) g_rand_int_range (random, 0, (int) n_bytes);
  g_assert_true (g_file_set_contents (
      path, (const char *) mutant, (gssize) n_bytes, NULL));
}

static RmgSession *
open_reader (const char *path, GError **error)
{
  g_autofree char *text = g_strdup_printf (
      "{\"version\": \"v1\", \"metadata\": {\"name\": \"x\"}, \"nodes\": [{"
      "\"id\": \"r\", \"node_type\": \"MediaReaderNode\", \"params\": "
      "{\"path\": \"%s\"}}, {\"id\": \"p\", \"node_type\": "
      "\"PassThroughNode\"}], \"connections\": [{\"from\": \"r\", \"to\": "
      "\"p\"}]}",
      path);
  g_autoptr (RmgManifest) manifest =
      rmg_manifest_new_from_data (text, -1, "mutant", NULL, error);
  g_autoptr (RmgGraph) graph = NULL;

  g_assert_no_error (*error);
  graph = rmg_graph_new_from_manifest (manifest, NULL, error);
  g_assert_no_error (*error);
  return rmg_session_open (graph, NULL, NULL, error);
}

static void
run_mutant (const char *path)
{
  g_autoptr (GError) error = NULL;
  RmgSession *session = open_reader (path, &error);

  if (session == NULL)
    return;
  rmg_session_run (session, NULL, NULL, NULL, &error);
  rmg_session_close (session, NULL);
}

static void
test_mutants_of_a_container_all_end (gconstpointer data)
{
  const Container *container = data;
  g_autoptr (GBytes) whole = make_media (container);
  g_autoptr (GRand) random = g_rand_new_with_seed (28);
  g_autofree char *path = g_build_filename (folder, "mutant", NULL);

  for (guint i = 0; i < N_MUTANTS; i++) {
    write_mutant (whole, random, i, path);
    alarm (RMG_TEST_HANG_S); /* ends the test: the mutant hangs */
    run_mutant (path);
    alarm (0);
  }
}

static void
remove_folder (void)
{
  static const char *const names[] = { "whole", "mutant" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *path = g_build_filename (folder, names[i], NULL);

    g_unlink (path);
  }
  g_rmdir (folder);
  g_free (folder);
}

int
main (int argc, char **argv)
{
  int result;

  rmg_init ();
  g_test_init (&argc, &argv, NULL);
  g_log_set_always_fatal (G_LOG_LEVEL_ERROR | G_LOG_FLAG_RECURSION);
  folder = g_dir_make_tmp ("mutants-XXXXXX", NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (containers); i++) {
    g_autofree char *path =
        g_strdup_printf ("/session-mutants/%s", containers[i].name);

    g_test_add_data_func (
        path, &containers[i], test_mutants_of_a_container_all_end);
  }
  result = g_test_run ();
  remove_folder ();
  return result;
}
