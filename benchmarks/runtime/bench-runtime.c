/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* bench-runtime: cost of a node in addition to its work. Chains of 1 and of
 * 11 nodes in inline sessions, pushed and pulled in turns; a further node is a
 * tenth of the difference. "bare" has metrics off, "metered" has them on;
 * "guarded" has a guard before every node and no failure, which is the cost of
 * retries without failures. "stock" is identity without a session, "pad" one push
 * from pad to pad, the least that a session can cost. Prints one JSON line a case.
 *
 * bench-runtime [START-OF-A-CASE'S-NAME] */

#include "benchmarks/lib/rounds.h"

#include <rmg/rmg.h>

#define LONG_CHAIN 11
#define CALLS_PER_ROUND 4000
#define BUFFER_FRAMES 480 /* 10 ms at 48 kHz */
#define AUDIO_CAPS                                                             \
  "audio/x-raw, format=F32LE, rate=48000, channels=1, layout=interleaved"

typedef struct
{
  const char *name;
  const char *node_type;
  gboolean audio;
  RmgFraming framing;
  gboolean metrics;
} ChainCase;

static const ChainCase cases[] = {
  { "audio bare", "PassThroughNode", TRUE, RMG_FRAMING_STREAM, FALSE },
  { "audio metered", "PassThroughNode", TRUE, RMG_FRAMING_STREAM, TRUE },
  { "audio guarded", "gst:identity", TRUE, RMG_FRAMING_STREAM, FALSE },
  { "audio guarded metered", "gst:identity", TRUE, RMG_FRAMING_STREAM, TRUE },
  { "value bare", "MultiplyNode", FALSE, RMG_FRAMING_STREAM, FALSE },
  { "value metered", "MultiplyNode", FALSE, RMG_FRAMING_STREAM, TRUE },
  { "value item bare", "MultiplyNode", FALSE, RMG_FRAMING_ITEMS, FALSE },
  { "value item metered", "MultiplyNode", FALSE, RMG_FRAMING_ITEMS, TRUE },
  { "audio item bare", "PassThroughNode", TRUE, RMG_FRAMING_ITEMS, FALSE },
};

typedef struct
{
  const ChainCase *chain;
  RmgSession *session;
  GstCaps *caps;
  BenchRounds ns_per_call;
} Chain;

static float samples[BUFFER_FRAMES];

static char *
write_manifest (const char *node_type, guint n_nodes)
{
  GString *text = g_string_new ("{\"version\":\"v1\",\"metadata\":"
                                "{\"name\":\"chain\"},\"nodes\":[");

  for (guint i = 0; i < n_nodes; i++)
    g_string_append_printf (text, "%s{\"id\":\"n%u\",\"node_type\":\"%s\"}",
        i > 0 ? "," : "", i, node_type);
  g_string_append (text, "],\"connections\":[");
  for (guint i = 1; i < n_nodes; i++)
    g_string_append_printf (text, "%s{\"from\":\"n%u\",\"to\":\"n%u\"}",
        i > 1 ? "," : "", i - 1, i);
  g_string_append (text, "]}");
  return g_string_free (text, FALSE);
}

static void
chain_open (Chain *self, const ChainCase *chain, guint n_nodes)
{
  g_autofree char *text = write_manifest (chain->node_type, n_nodes);
  g_autoptr (GError) error = NULL;
  g_autoptr (RmgManifest) manifest =
      rmg_manifest_new_from_data (text, -1, chain->name, NULL, &error);
  g_autoptr (RmgGraph) graph = NULL;
  RmgPlanOptions plan_options = { .framing = chain->framing,
    .threading = RMG_THREADING_INLINE };
  RmgSessionOptions options = { .metrics = chain->metrics };

  *self = (Chain){ .chain = chain };
  if (chain->audio)
    self->caps = gst_caps_from_string (AUDIO_CAPS);
  plan_options.input_caps = self->caps;
  if (manifest != NULL)
    graph = rmg_graph_new_from_manifest (manifest, NULL, &error);
  if (graph != NULL)
    self->session = rmg_session_open (graph, &plan_options, &options, &error);
  if (self->session == NULL)
    g_error ("%s: %s", chain->name, error->message);
}

static void
chain_close (Chain *self)
{
  rmg_session_close (self->session, NULL);
  gst_clear_caps (&self->caps);
}

/* The samples of the caller, like an array that an application owns. */
static GstBuffer *
wrap_samples (void)
{
  return gst_buffer_new_wrapped_full (GST_MEMORY_FLAG_READONLY, samples,
      sizeof samples, 0, sizeof samples, NULL, NULL);
}

static RmgSessionResult
push (Chain *self, GError **error)
{
  g_autoptr (GstBuffer) buffer = NULL;
  g_autoptr (RmgValue) value = NULL;

  if (self->chain->audio) {
    buffer = wrap_samples ();
    return rmg_session_push (self->session, NULL, self->caps, &buffer, error);
  }
  value = rmg_value_new_double (0.5);
  return rmg_session_push_value (self->session, NULL, value, error);
}

static guint
pull_all (Chain *self, GError **error)
{
  guint n_outputs = 0;
  RmgOutput output = { NULL };

  while (rmg_session_pull (self->session, &output, error) == RMG_SESSION_OK) {
    n_outputs += output.buffer != NULL;
    rmg_output_clear (&output);
  }
  return n_outputs;
}

static void
chain_run (Chain *self, guint n_calls)
{
  g_autoptr (GError) error = NULL;
  guint n_outputs = 0;

  for (guint i = 0; i < n_calls; i++) {
    if (push (self, &error) == RMG_SESSION_OK)
      n_outputs += pull_all (self, &error);
  }
  if (n_outputs != n_calls)
    g_error ("%s: %u of %u outputs: %s", self->chain->name, n_outputs, n_calls,
        error != NULL ? error->message : "no error");
}

static void
chain_time (Chain *self)
{
  double start_ns = bench_now_ns ();

  chain_run (self, CALLS_PER_ROUND);
  bench_rounds_add (
      &self->ns_per_call, (bench_now_ns () - start_ns) / CALLS_PER_ROUND);
}

typedef struct
{
  GstElement *elements[LONG_CHAIN];
  guint n;
  GstPad *src;
  GstPad *sink;
  BenchRounds ns_per_call;
} Stock;

static GstFlowReturn
drop (GstPad *pad, GstObject *parent, GstBuffer *buffer)
{
  gst_buffer_unref (buffer);
  return GST_FLOW_OK;
}

static void
stock_send_headers (Stock *self)
{
  g_autoptr (GstCaps) caps = gst_caps_from_string (AUDIO_CAPS);
  GstSegment segment;

  gst_segment_init (&segment, GST_FORMAT_TIME);
  gst_pad_push_event (self->src, gst_event_new_stream_start ("bench"));
  gst_pad_push_event (self->src, gst_event_new_caps (caps));
  gst_pad_push_event (self->src, gst_event_new_segment (&segment));
}

static void
stock_open (Stock *self, guint n_elements)
{
  *self = (Stock){ .n = n_elements };
  self->src = gst_pad_new (NULL, GST_PAD_SRC);
  self->sink = gst_pad_new (NULL, GST_PAD_SINK);
  gst_pad_set_chain_function (self->sink, drop);
  gst_pad_set_active (self->src, TRUE);
  gst_pad_set_active (self->sink, TRUE);
  if (n_elements == 0)
    gst_pad_link (self->src, self->sink);
  for (guint i = 0; i < n_elements; i++) {
    self->elements[i] = gst_element_factory_make ("identity", NULL);
    g_object_set (self->elements[i], "silent", TRUE, NULL);
    if (i > 0)
      gst_element_link (self->elements[i - 1], self->elements[i]);
    gst_element_set_state (self->elements[i], GST_STATE_PLAYING);
  }
  if (n_elements > 0) {
    gst_pad_link (self->src, GST_PAD (self->elements[0]->sinkpads->data));
    gst_pad_link (
        GST_PAD (self->elements[n_elements - 1]->srcpads->data), self->sink);
  }
  stock_send_headers (self);
}

static void
stock_close (Stock *self)
{
  gst_pad_set_active (self->src, FALSE);
  for (guint i = 0; i < self->n; i++)
    gst_element_set_state (self->elements[i], GST_STATE_NULL);
  gst_object_unref (self->src);
  gst_object_unref (self->sink);
  for (guint i = 0; i < self->n; i++)
    gst_object_unref (self->elements[i]);
}

static void
stock_time (Stock *self)
{
  double start_ns = bench_now_ns ();

  for (guint i = 0; i < CALLS_PER_ROUND; i++)
    gst_pad_push (self->src, wrap_samples ());
  bench_rounds_add (
      &self->ns_per_call, (bench_now_ns () - start_ns) / CALLS_PER_ROUND);
}

/* Prints the cost of a further node, by the median and by the best round of both
 * chains; the best round has the least disturbance. */
static void
print_case (const char *name, const BenchRounds *one, const BenchRounds *many)
{
  double median_ns = bench_rounds_median (many) - bench_rounds_median (one);
  double best_ns = bench_rounds_best (many) - bench_rounds_best (one);

  g_print ("{\"case\": \"%s\", \"further_node_ns\": %.1f, "
           "\"further_node_best_ns\": %.1f",
      name, median_ns / (LONG_CHAIN - 1), best_ns / (LONG_CHAIN - 1));
  bench_rounds_print (one, "push_pull_ns", 1);
  g_print ("}\n");
}

static void
run_stock (void)
{
  Stock one, many;

  stock_open (&one, 1);
  stock_open (&many, LONG_CHAIN);
  for (guint round = 0; round < BENCH_ROUNDS; round++) {
    stock_time (&one);
    stock_time (&many);
  }
  print_case ("audio stock", &one.ns_per_call, &many.ns_per_call);
  stock_close (&one);
  stock_close (&many);
}

static void
run_pad (Stock *self)
{
  stock_open (self, 0);
  for (guint round = 0; round < BENCH_ROUNDS; round++)
    stock_time (self);
  g_print ("{\"case\": \"audio pad\"");
  bench_rounds_print (&self->ns_per_call, "push_pull_ns", 1);
  g_print ("}\n");
  stock_close (self);
}

static void
run_cases (const ChainCase *const *chosen, guint n)
{
  g_autofree Chain *ones = g_new (Chain, n);
  g_autofree Chain *manys = g_new (Chain, n);

  for (guint i = 0; i < n; i++) {
    chain_open (&ones[i], chosen[i], 1);
    chain_open (&manys[i], chosen[i], LONG_CHAIN);
    chain_run (&ones[i], 100);
    chain_run (&manys[i], 100);
  }
  for (guint round = 0; round < BENCH_ROUNDS; round++) {
    for (guint i = 0; i < n; i++) {
      chain_time (&ones[i]);
      chain_time (&manys[i]);
    }
  }
  for (guint i = 0; i < n; i++) {
    print_case (chosen[i]->name, &ones[i].ns_per_call, &manys[i].ns_per_call);
    chain_close (&ones[i]);
    chain_close (&manys[i]);
  }
}

int
main (int argc, char **argv)
{
  const ChainCase *chosen[G_N_ELEMENTS (cases)];
  guint n = 0;

  rmg_init ();
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    if (argc < 2 || g_str_has_prefix (cases[i].name, argv[1]))
      chosen[n++] = &cases[i];
  if (argc < 2) {
    Stock pad;

    run_pad (&pad);
    run_stock ();
  }
  run_cases (chosen, n);
  return 0;
}
