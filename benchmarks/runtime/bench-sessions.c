/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* bench-sessions: resident memory of an open inline session after opening and
 * after its first 10 ms of audio, and the time to open and close it. Prints one
 * JSON line a case; each case runs in its own process.
 *
 * bench-sessions [SESSIONS] */

#include "benchmarks/lib/rounds.h"

#include <rmg/rmg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#define N_SESSIONS 10000
#define N_FRAMES 480 /* 10 ms at 48 kHz */
#define AUDIO_CAPS                                                             \
  "audio/x-raw, format=F32LE, rate=48000, channels=2, layout=interleaved"

typedef struct
{
  guint n_dsp_nodes;
  const char *nodes;
  const char *connections;
} SessionCase;

#define NODE(id, type, params)                                                 \
  "{\"id\":\"" id "\",\"node_type\":\"" type "\",\"params\":{" params "}}"
#define LINK(from, to) "{\"from\":\"" from "\",\"to\":\"" to "\"}"

static const SessionCase cases[] = {
  { 0, NODE ("a", "PassThroughNode", ""), "" },
  { 1, NODE ("a", "FormatConverterNode", "\"target_format\":\"i16\""), "" },
  { 5,
      NODE ("a", "VAD", "") "," NODE ("b", "FormatConverterNode",
          "\"target_format\":\"i32\"") "," NODE ("c", "FormatConverterNode",
          "\"target_format\":\"f32\"") "," NODE ("d", "AudioResampleNode",
          "\"target_sample_rate\":16000") "," NODE ("e", "FormatConverterNode",
          "\"target_format\":\"i16\""),
      LINK ("a", "b") "," LINK ("b", "c") "," LINK ("c", "d") "," LINK (
          "d", "e") },
};

static double
read_resident_bytes (void)
{
  FILE *file = fopen ("/proc/self/statm", "re");
  long total = 0, resident = 0;

  if (file == NULL || fscanf (file, "%ld %ld", &total, &resident) != 2)
    g_error ("/proc/self/statm cannot be read");
  fclose (file);
  return (double) resident * sysconf (_SC_PAGESIZE);
}

static RmgGraph *
load (const SessionCase *c)
{
  g_autofree char *text =
      g_strdup_printf ("{\"version\":\"v1\",\"metadata\":{\"name\":\"open\"},"
                       "\"nodes\":[%s],\"connections\":[%s]}",
          c->nodes, c->connections);
  g_autoptr (GError) error = NULL;
  g_autoptr (RmgManifest) manifest =
      rmg_manifest_new_from_data (text, -1, "open", NULL, &error);
  RmgGraph *graph = NULL;

  if (manifest != NULL)
    graph = rmg_graph_new_from_manifest (manifest, NULL, &error);
  if (graph == NULL)
    g_error ("%s", error->message);
  return graph;
}

static RmgSession *
open_session (RmgGraph *graph, GstCaps *caps)
{
  RmgPlanOptions options = { .framing = RMG_FRAMING_STREAM,
    .threading = RMG_THREADING_INLINE,
    .input_caps = caps };
  g_autoptr (GError) error = NULL;
  RmgSession *session = rmg_session_open (graph, &options, NULL, &error);

  if (session == NULL)
    g_error ("%s", error->message);
  return session;
}

static void
feed (RmgSession *session, GstCaps *caps)
{
  gsize size = N_FRAMES * 2 * sizeof (float);
  g_autoptr (GstBuffer) buffer = gst_buffer_new_allocate (NULL, size, NULL);
  g_autoptr (GError) error = NULL;
  RmgOutput output = { NULL };

  gst_buffer_memset (buffer, 0, 0, size);
  if (rmg_session_push (session, NULL, caps, &buffer, &error) != RMG_SESSION_OK)
    g_error ("%s", error != NULL ? error->message : "not taken");
  while (rmg_session_pull (session, &output, NULL) == RMG_SESSION_OK)
    rmg_output_clear (&output);
}

/* The first session also loads plugins and creates types. */
static void
warm_up (RmgGraph *graph, GstCaps *caps)
{
  RmgSession *session = open_session (graph, caps);

  feed (session, caps);
  rmg_session_close (session, NULL);
}

static void
measure (const SessionCase *c, guint n)
{
  g_autoptr (RmgGraph) graph = NULL;
  g_autoptr (GstCaps) caps = NULL;
  g_autofree RmgSession **sessions = g_new0 (RmgSession *, n);
  double start_bytes, opened_bytes, fed_bytes;
  double start_ns, opened_ns, close_ns;

  rmg_init ();
  caps = gst_caps_from_string (AUDIO_CAPS);
  graph = load (c);
  warm_up (graph, caps);

  start_bytes = read_resident_bytes ();
  start_ns = bench_now_ns ();
  for (guint i = 0; i < n; i++)
    sessions[i] = open_session (graph, caps);
  opened_ns = bench_now_ns ();
  opened_bytes = read_resident_bytes ();
  for (guint i = 0; i < n; i++)
    feed (sessions[i], caps);
  fed_bytes = read_resident_bytes ();
  close_ns = bench_now_ns ();
  for (guint i = 0; i < n; i++)
    rmg_session_close (sessions[i], NULL);
  close_ns = bench_now_ns () - close_ns;

  g_print ("{\"case\": \"session with %u DSP nodes\", \"sessions\": %u, "
           "\"opened_bytes\": %.0f, \"fed_bytes\": %.0f, "
           "\"target_bytes\": %u, \"open_us\": %.1f, \"close_us\": %.1f}\n",
      c->n_dsp_nodes, n, (opened_bytes - start_bytes) / n,
      (fed_bytes - start_bytes) / n, 15000 + 8000 * c->n_dsp_nodes,
      (opened_ns - start_ns) / n / 1e3, close_ns / n / 1e3);
}

int
main (int argc, char **argv)
{
  guint n = argc > 1 ? (guint) atoi (argv[1]) : N_SESSIONS;
  int failures = 0;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    pid_t child = fork ();
    int status = 0;

    if (child == 0) {
      measure (&cases[i], n);
      return 0;
    }
    failures += waitpid (child, &status, 0) != child || status != 0;
  }
  return failures > 0;
}
