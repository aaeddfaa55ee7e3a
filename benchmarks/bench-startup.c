/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* bench-startup: from the text of a manifest to its first outputs, and back to
 * nothing, for 100 mixed nodes: a chain of audio nodes and one of value nodes,
 * both with diamonds. One JSON line a case, times in microseconds; "cold" is
 * the first in the process, which also loads plugins and creates types.
 *
 * open holds planning, building and starting; build_start is open less plan,
 * which is measured by planning once more.
 *
 * bench-startup [print]: the manifest */

#include "benchmarks/rounds.h"

#include <rmg/rmg.h>
#include <string.h>

#define N_PER_CHAIN 50
#define DIAMOND_EVERY 10
#define N_FRAMES 480 /* 10 ms at 48 kHz */
#define AUDIO_CAPS                                                             \
  "audio/x-raw, format=F32LE, rate=48000, channels=2, layout=interleaved"

enum
{
  PARSE,
  CHECK,
  PLAN,
  BUILD_START,
  FIRST_OUTPUT,
  TOTAL, /* parse to first output; plans once */
  CLOSE,
  N_PHASES
};

static const char *const phase_names[N_PHASES] = { "parse_us", "check_us",
  "plan_us", "build_start_us", "first_output_us", "total_us", "close_us" };

/* -- the manifest -- */

typedef struct
{
  const char *type;
  const char *params;
} Kind;

static const Kind audio_kinds[] = {
  { "VAD", "" },
  { "PassThroughNode", "" },
  { "FormatConverterNode", "\"target_format\":\"i16\"" },
  { "AudioResampleNode", "\"target_sample_rate\":16000" },
  { "FormatConverterNode", "\"target_format\":\"f32\"" },
  { "AudioTransform", "\"output_sample_rate\":48000,\"output_channels\":2" },
};
static const Kind value_kinds[] = {
  { "MultiplyNode", "\"factor\":2" },
  { "AddNode", "\"addend\":1" },
  { "PassThroughNode", "" },
};

typedef struct
{
  GString *nodes;
  GString *connections;
} Text;

static void
add_node (Text *text, char chain, guint index, const Kind *kind)
{
  g_string_append_printf (text->nodes,
      "%s{\"id\":\"%c%u\",\"node_type\":\"%s\",\"params\":{%s}}",
      text->nodes->len > 0 ? "," : "", chain, index, kind->type, kind->params);
}

static void
connect (Text *text, char chain, guint from, guint to)
{
  g_string_append_printf (text->connections,
      "%s{\"from\":\"%c%u\",\"to\":\"%c%u\"}",
      text->connections->len > 0 ? "," : "", chain, from, chain, to);
}

/* Every tenth node starts a diamond: its legs are two nodes that pass. */
static void
add_chain (Text *text, char chain, const Kind *kinds, guint n_kinds)
{
  static const Kind pass = { "PassThroughNode", "" };
  guint last = 0;

  for (guint i = 0; i < N_PER_CHAIN; i++) {
    guint place = i % DIAMOND_EVERY;
    gboolean leg = place == 4 || place == 5;

    add_node (text, chain, i, leg ? &pass : &kinds[i % n_kinds]);
    if (i > 0)
      connect (text, chain, place == 5 ? i - 2 : last, i);
    if (place == 6)
      connect (text, chain, i - 2, i);
    last = i;
  }
}

static char *
write_manifest (void)
{
  Text text = { g_string_new (NULL), g_string_new (NULL) };
  char *manifest;

  add_chain (&text, 'a', audio_kinds, G_N_ELEMENTS (audio_kinds));
  add_chain (&text, 'v', value_kinds, G_N_ELEMENTS (value_kinds));
  manifest = g_strdup_printf ("{\"version\":\"v1\",\"metadata\":{\"name\":"
                              "\"mixed\"},\"nodes\":[%s],\"connections\":[%s]}",
      text.nodes->str, text.connections->str);
  g_string_free (text.nodes, TRUE);
  g_string_free (text.connections, TRUE);
  return manifest;
}

/* -- one start -- */

static void
insist (gboolean condition, GError *error)
{
  if (!condition)
    g_error ("%s", error != NULL ? error->message : "no output");
}

static void
push_both (RmgSession *session)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GstCaps) caps = gst_caps_from_string (AUDIO_CAPS);
  g_autoptr (RmgValue) value = rmg_value_new_double (1);
  gsize size = N_FRAMES * 2 * sizeof (float);
  GstBuffer *audio = gst_buffer_new_allocate (NULL, size, NULL);

  gst_buffer_memset (audio, 0, 0, size);
  insist (
      rmg_session_push_value (session, "v0", value, &error) == RMG_SESSION_OK,
      error);
  insist (
      rmg_session_push (session, "a0", caps, &audio, &error) == RMG_SESSION_OK,
      error);
}

/* Pulls until both chains have given data. */
static void
pull_both (RmgSession *session)
{
  gboolean seen_audio = FALSE, seen_value = FALSE;

  while (!seen_audio || !seen_value) {
    g_auto (RmgOutput) output = { NULL };
    g_autoptr (GError) error = NULL;

    insist (
        rmg_session_pull (session, &output, &error) == RMG_SESSION_OK, error);
    if (output.buffer == NULL)
      continue;
    seen_audio |= output.node_id[0] == 'a';
    seen_value |= output.node_id[0] == 'v';
  }
}

static void
start_once (const char *text, double times_us[N_PHASES])
{
  RmgSessionOptions options = { .framing = RMG_FRAMING_ITEMS,
    .threading = RMG_THREADING_INLINE };
  RmgPlanOptions plan_options = { RMG_FRAMING_ITEMS, RMG_THREADING_INLINE };
  g_autoptr (GError) error = NULL;
  g_autoptr (RmgManifest) manifest = NULL;
  g_autoptr (RmgGraph) graph = NULL;
  g_autoptr (RmgPlan) plan = NULL;
  RmgSession *session;
  double at_ns[7];

  at_ns[0] = bench_now_ns ();
  manifest = rmg_manifest_new_from_data (text, -1, "mixed", NULL, &error);
  insist (manifest != NULL, error);
  at_ns[1] = bench_now_ns ();
  graph = rmg_graph_new_from_manifest (manifest, NULL, &error);
  insist (graph != NULL, error);
  at_ns[2] = bench_now_ns ();
  session = rmg_session_open (graph, &options, &error);
  insist (session != NULL, error);
  at_ns[3] = bench_now_ns ();
  push_both (session);
  pull_both (session);
  at_ns[4] = bench_now_ns ();
  rmg_session_close (session, NULL);
  at_ns[5] = bench_now_ns ();
  plan = rmg_plan_new (graph, &plan_options, NULL, &error);
  at_ns[6] = bench_now_ns ();

  times_us[PARSE] = (at_ns[1] - at_ns[0]) / 1e3;
  times_us[CHECK] = (at_ns[2] - at_ns[1]) / 1e3;
  times_us[PLAN] = (at_ns[6] - at_ns[5]) / 1e3;
  times_us[BUILD_START] = (at_ns[3] - at_ns[2]) / 1e3 - times_us[PLAN];
  times_us[FIRST_OUTPUT] = (at_ns[4] - at_ns[3]) / 1e3;
  times_us[TOTAL] = (at_ns[4] - at_ns[0]) / 1e3;
  times_us[CLOSE] = (at_ns[5] - at_ns[4]) / 1e3;
}

/* -- telling -- */

static void
tell (const char *name, const BenchRounds *phases)
{
  g_print ("{\"case\": \"%s\", \"nodes\": %u, \"target_total_us\": 4000", name,
      2 * N_PER_CHAIN);
  for (guint i = 0; i < N_PHASES; i++)
    bench_rounds_print (&phases[i], phase_names[i], 1);
  g_print ("}\n");
}

int
main (int argc, char **argv)
{
  g_autofree char *text = write_manifest ();
  BenchRounds cold[N_PHASES] = { 0 }, warm[N_PHASES] = { 0 };
  double times_us[N_PHASES];

  if (argc > 1 && strcmp (argv[1], "print") == 0) {
    g_print ("%s\n", text);
    return 0;
  }
  rmg_init ();
  start_once (text, times_us);
  for (guint i = 0; i < N_PHASES; i++)
    bench_rounds_add (&cold[i], times_us[i]);
  for (guint round = 0; round < BENCH_ROUNDS; round++) {
    start_once (text, times_us);
    for (guint i = 0; i < N_PHASES; i++)
      bench_rounds_add (&warm[i], times_us[i]);
  }
  tell ("start cold", cold);
  tell ("start", warm);
  return 0;
}
