/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* bench-startup: time from the text of a manifest to its first outputs, and to
 * the closed session, for 100 mixed nodes: chains of ten audio nodes and of ten
 * value nodes, each with a diamond in it. Prints one JSON line a case, times in
 * microseconds; "cold" is the first run in the process, which also loads plugins
 * and creates types.
 *
 * open includes planning, building and starting; build_start is open minus plan,
 * which is measured by planning once more.
 *
 * bench-startup [print]: prints the manifest */

#include "benchmarks/lib/rounds.h"

#include <rmg/rmg.h>
#include <string.h>

#define N_CHAINS 10 /* even chains are audio, odd ones values */
#define N_PER_CHAIN 10
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

static gboolean
is_audio (guint chain)
{
  return chain % 2 == 0;
}

static void
add_node (Text *text, guint chain, guint index, const Kind *kind)
{
  g_string_append_printf (text->nodes,
      "%s{\"id\":\"n%u-%u\",\"node_type\":\"%s\",\"params\":{%s}}",
      text->nodes->len > 0 ? "," : "", chain, index, kind->type, kind->params);
}

static void
connect (Text *text, guint chain, guint from, guint to)
{
  g_string_append_printf (text->connections,
      "%s{\"from\":\"n%u-%u\",\"to\":\"n%u-%u\"}",
      text->connections->len > 0 ? "," : "", chain, from, chain, to);
}

/* Nodes 4 and 5 are the legs of a diamond, and pass. */
static void
add_chain (Text *text, guint chain, const Kind *kinds, guint n_kinds)
{
  static const Kind pass = { "PassThroughNode", "" };

  for (guint i = 0; i < N_PER_CHAIN; i++) {
    add_node (text, chain, i, i == 4 || i == 5 ? &pass : &kinds[i % n_kinds]);
    if (i > 0)
      connect (text, chain, i == 5 ? 3 : i - 1, i);
    if (i == 6)
      connect (text, chain, 4, i);
  }
}

static char *
write_manifest (void)
{
  Text text = { g_string_new (NULL), g_string_new (NULL) };
  char *manifest;

  for (guint chain = 0; chain < N_CHAINS; chain++)
    if (is_audio (chain))
      add_chain (&text, chain, audio_kinds, G_N_ELEMENTS (audio_kinds));
    else
      add_chain (&text, chain, value_kinds, G_N_ELEMENTS (value_kinds));
  manifest = g_strdup_printf ("{\"version\":\"v1\",\"metadata\":{\"name\":"
                              "\"mixed\"},\"nodes\":[%s],\"connections\":[%s]}",
      text.nodes->str, text.connections->str);
  g_string_free (text.nodes, TRUE);
  g_string_free (text.connections, TRUE);
  return manifest;
}

static void
insist (gboolean condition, GError *error)
{
  if (!condition)
    g_error ("%s", error != NULL ? error->message : "no output");
}

static void
push_audio (RmgSession *session, const char *input)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GstCaps) caps = gst_caps_from_string (AUDIO_CAPS);
  gsize size = N_FRAMES * 2 * sizeof (float);
  GstBuffer *audio = gst_buffer_new_allocate (NULL, size, NULL);

  gst_buffer_memset (audio, 0, 0, size);
  insist (
      rmg_session_push (session, input, caps, &audio, &error) == RMG_SESSION_OK,
      error);
}

static void
push_value (RmgSession *session, const char *input)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RmgValue) value = rmg_value_new_double (1);

  insist (
      rmg_session_push_value (session, input, value, &error) == RMG_SESSION_OK,
      error);
}

static void
push_all (RmgSession *session)
{
  for (guint chain = 0; chain < N_CHAINS; chain++) {
    g_autofree char *input = g_strdup_printf ("n%u-0", chain);

    if (is_audio (chain))
      push_audio (session, input);
    else
      push_value (session, input);
  }
}

/* Pulls until every chain has ended its item, after its data. */
static void
pull_all (RmgSession *session)
{
  guint n_ended = 0, n_buffers = 0;

  while (n_ended < N_CHAINS) {
    g_auto (RmgOutput) output = { NULL };
    g_autoptr (GError) error = NULL;

    insist (
        rmg_session_pull (session, &output, &error) == RMG_SESSION_OK, error);
    n_ended += output.buffer == NULL;
    n_buffers += output.buffer != NULL;
  }
  insist (n_buffers >= N_CHAINS, NULL);
}

static void
start_once (const char *text, double times_us[N_PHASES])
{
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
  plan = rmg_plan_new (graph, &plan_options, NULL, &error);
  insist (plan != NULL, error);
  at_ns[3] = bench_now_ns ();
  session = rmg_session_new (plan, NULL, &error);
  insist (session != NULL, error);
  at_ns[4] = bench_now_ns ();
  push_all (session);
  pull_all (session);
  at_ns[5] = bench_now_ns ();
  rmg_session_close (session, NULL);
  at_ns[6] = bench_now_ns ();

  times_us[PARSE] = (at_ns[1] - at_ns[0]) / 1e3;
  times_us[CHECK] = (at_ns[2] - at_ns[1]) / 1e3;
  times_us[PLAN] = (at_ns[3] - at_ns[2]) / 1e3;
  times_us[BUILD_START] = (at_ns[4] - at_ns[3]) / 1e3;
  times_us[FIRST_OUTPUT] = (at_ns[5] - at_ns[4]) / 1e3;
  times_us[TOTAL] = (at_ns[5] - at_ns[0]) / 1e3;
  times_us[CLOSE] = (at_ns[6] - at_ns[5]) / 1e3;
}

static void
print_case (const char *name, const BenchRounds *phases)
{
  g_print ("{\"case\": \"%s\", \"nodes\": %u, \"target_total_us\": 4000", name,
      N_CHAINS * N_PER_CHAIN);
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
  print_case ("start cold", cold);
  print_case ("start", warm);
  return 0;
}
