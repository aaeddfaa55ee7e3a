/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* bench-metrics: cost of measuring. Chains of 1 and of 11 nodes in inline
 * sessions, once without metrics, with metrics, and without metrics under the
 * tracers "stats" and "latency" of GStreamer. A tracer cannot be removed, so each
 * case is a process of its own; the processes take turns. Then follow the time
 * that metrics add to a run of a session, from its opening to its closing, and that
 * of a snapshot of 100 nodes while another thread pushes.
 *
 * bench-metrics [off|on|run|snapshot] */

#include "benchmarks/lib/rounds.h"

#include <rmg/rmg.h>
#include <string.h>

#define LONG_CHAIN 11
#define SNAPSHOT_CHAIN 100
#define N_PROCESSES 7 /* for each case */
#define N_CALLS 5000
#define N_SNAPSHOTS 500
#define N_RUNS 20 /* in a round */
#define AUDIO_CAPS                                                             \
  "audio/x-raw, format=F32LE, rate=48000, channels=1, layout=interleaved"

typedef struct
{
  const char *name;
  const char *mode;    /* of the process: off or on */
  const char *tracers; /* (nullable): value of GST_TRACERS */
  BenchRounds further_node_ns;
  BenchRounds call_ns;
} Case;

static Case cases[] = {
  { .name = "off", .mode = "off" },
  { .name = "metrics", .mode = "on" },
  { .name = "tracer stats", .mode = "off", .tracers = "stats" },
  { .name = "tracer latency",
      .mode = "off",
      .tracers = "latency(flags=element)" },
};

static float samples[480];

static char *
write_manifest (guint n_nodes)
{
  GString *text = g_string_new ("{\"version\":\"v1\",\"metadata\":"
                                "{\"name\":\"chain\"},\"nodes\":[");

  for (guint i = 0; i < n_nodes; i++)
    g_string_append_printf (text,
        "%s{\"id\":\"n%u\",\"node_type\":\"PassThroughNode\"}",
        i > 0 ? "," : "", i);
  g_string_append (text, "],\"connections\":[");
  for (guint i = 1; i < n_nodes; i++)
    g_string_append_printf (text, "%s{\"from\":\"n%u\",\"to\":\"n%u\"}",
        i > 1 ? "," : "", i - 1, i);
  g_string_append (text, "]}");
  return g_string_free (text, FALSE);
}

static RmgSession *
open_chain (guint n_nodes, gboolean metrics)
{
  g_autofree char *text = write_manifest (n_nodes);
  g_autoptr (GstCaps) caps = gst_caps_from_string (AUDIO_CAPS);
  g_autoptr (GError) error = NULL;
  g_autoptr (RmgManifest) manifest =
      rmg_manifest_new_from_data (text, -1, "chain", NULL, &error);
  g_autoptr (RmgGraph) graph = NULL;
  const RmgPlanOptions plan_options = { .framing = RMG_FRAMING_STREAM,
    .threading = RMG_THREADING_INLINE,
    .input_caps = caps };
  const RmgSessionOptions options = { .metrics = metrics };
  RmgSession *session = NULL;

  if (manifest != NULL)
    graph = rmg_graph_new_from_manifest (manifest, NULL, &error);
  if (graph != NULL)
    session = rmg_session_open (graph, &plan_options, &options, &error);
  if (session == NULL)
    g_error ("%s", error->message);
  return session;
}

static void
run_chain (RmgSession *session, guint n_calls)
{
  g_autoptr (GstCaps) caps = gst_caps_from_string (AUDIO_CAPS);

  for (guint i = 0; i < n_calls; i++) {
    g_autoptr (GstBuffer) buffer =
        gst_buffer_new_wrapped_full (GST_MEMORY_FLAG_READONLY, samples,
            sizeof samples, 0, sizeof samples, NULL, NULL);
    RmgOutput output = { NULL };

    rmg_session_push (session, NULL, caps, &buffer, NULL);
    while (rmg_session_pull (session, &output, NULL) == RMG_SESSION_OK)
      rmg_output_clear (&output);
  }
}

/* Returns: ns of a call, the best of some rounds */
static double
time_chain (RmgSession *session)
{
  BenchRounds rounds = { 0 };

  run_chain (session, 1000);
  for (guint round = 0; round < 5; round++) {
    const double start_ns = bench_now_ns ();

    run_chain (session, N_CALLS / 5);
    bench_rounds_add (&rounds, (bench_now_ns () - start_ns) / (N_CALLS / 5.0));
  }
  return bench_rounds_best (&rounds);
}

/* Prints ns of a call with one node, and of each further node. */
static void
measure_chains (gboolean metrics)
{
  RmgSession *one = open_chain (1, metrics);
  RmgSession *many = open_chain (LONG_CHAIN, metrics);
  const double one_ns = time_chain (one);
  const double many_ns = time_chain (many);

  g_print ("%f %f\n", one_ns, (many_ns - one_ns) / (LONG_CHAIN - 1));
  rmg_session_close (one, NULL);
  rmg_session_close (many, NULL);
}

/* Returns: ns of a run with one node and one buffer */
static double
time_runs (gboolean metrics)
{
  const double start_ns = bench_now_ns ();

  for (guint i = 0; i < N_RUNS; i++) {
    RmgSession *session = open_chain (1, metrics);

    run_chain (session, 1);
    rmg_session_finish (session, NULL);
    rmg_session_close (session, NULL);
  }
  return (bench_now_ns () - start_ns) / N_RUNS;
}

/* The two kinds take turns; the median of the differences counts. */
static void
measure_runs (void)
{
  BenchRounds off = { 0 }, more = { 0 };

  time_runs (FALSE);
  time_runs (TRUE);
  for (guint round = 0; round < BENCH_ROUNDS; round++) {
    const double off_ns = time_runs (FALSE);

    bench_rounds_add (&off, off_ns);
    bench_rounds_add (&more, time_runs (TRUE) - off_ns);
  }
  g_print ("{\"case\": \"a run of one node\", \"off_us\": %.1f, "
           "\"over_off_us\": %.1f}\n",
      bench_rounds_median (&off) / 1e3, bench_rounds_median (&more) / 1e3);
}

static gpointer
take_snapshots (gpointer session)
{
  BenchRounds *rounds = g_new0 (BenchRounds, 1);

  for (guint round = 0; round < BENCH_ROUNDS; round++) {
    const double start_ns = bench_now_ns ();

    for (guint i = 0; i < N_SNAPSHOTS / BENCH_ROUNDS; i++)
      rmg_metrics_unref (rmg_session_get_metrics (session));
    bench_rounds_add (
        rounds, (bench_now_ns () - start_ns) / (N_SNAPSHOTS / BENCH_ROUNDS));
  }
  return rounds;
}

static void
measure_snapshots (void)
{
  RmgSession *session = open_chain (SNAPSHOT_CHAIN, TRUE);
  GThread *reader;
  g_autofree BenchRounds *rounds = NULL;

  run_chain (session, 100);
  reader = g_thread_new ("snapshots", take_snapshots, session);
  run_chain (session, 2000);
  rounds = g_thread_join (reader);
  g_print ("{\"case\": \"snapshot of %u nodes\", \"median_us\": %.1f, "
           "\"best_us\": %.1f}\n",
      SNAPSHOT_CHAIN, bench_rounds_median (rounds) / 1e3,
      bench_rounds_best (rounds) / 1e3);
  rmg_session_close (session, NULL);
}

static void
run_case (const char *program, Case *self)
{
  const char *const argv[] = { program, self->mode, NULL };
  g_auto (GStrv) env = g_get_environ ();
  g_autofree char *output = NULL;
  g_autoptr (GError) error = NULL;
  char *end;

  if (self->tracers != NULL)
    env = g_environ_setenv (env, "GST_TRACERS", self->tracers, TRUE);
  if (!g_spawn_sync (NULL, (char **) argv, env, G_SPAWN_DEFAULT, NULL, NULL,
          &output, NULL, NULL, &error))
    g_error ("%s", error->message);
  /* The tracer "stats" prints complaints about pads without a parent. */
  end = strrchr (g_strchomp (output), '\n');
  bench_rounds_add (
      &self->call_ns, g_ascii_strtod (end != NULL ? end + 1 : output, &end));
  bench_rounds_add (&self->further_node_ns, g_ascii_strtod (end, NULL));
}

static void
print_case (const Case *self)
{
  const double off_ns = bench_rounds_median (&cases[0].further_node_ns);
  const double further_ns = bench_rounds_median (&self->further_node_ns);

  g_print ("{\"case\": \"%s\", \"further_node_ns\": %.1f, "
           "\"over_off_ns\": %.1f, \"ratio\": %.2f, \"call_ns\": %.0f}\n",
      self->name, further_ns, further_ns - off_ns, further_ns / off_ns,
      bench_rounds_median (&self->call_ns));
}

int
main (int argc, char **argv)
{
  const char *mode = argc > 1 ? argv[1] : NULL;

  if (mode != NULL) {
    rmg_init ();
    if (g_str_equal (mode, "snapshot"))
      measure_snapshots ();
    else if (g_str_equal (mode, "run"))
      measure_runs ();
    else
      measure_chains (g_str_equal (mode, "on"));
    return 0;
  }
  for (guint round = 0; round < N_PROCESSES; round++)
    for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
      run_case (argv[0], &cases[i]);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    print_case (&cases[i]);
  rmg_init ();
  measure_runs ();
  measure_snapshots ();
  return 0;
}
