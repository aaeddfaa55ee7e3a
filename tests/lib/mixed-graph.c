/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "tests/lib/mixed-graph.h"

#include "tests/lib/seeds.h"
#include "tests/lib/session-fixture.h"

#define RATE_HZ 16000
#define MAX_FAN_IN 3
#define MAX_INPUTS 3
#define MAX_CHAIN 3

#define RETRY "'retry':{'max_retries':9,'backoff_ms':1,'max_backoff_ms':2}"
/* Without a limit, short buffers make a node fail thousands of times. */
#define FAILURES "'failures':60,"

/* Each is "TYPE PARAMS" and keeps rate and format. */
static const char *const types[] = {
  "PassThroughNode",
  "VADNode",
  "VAD",
  "VAD 'mode':'gate','probability_threshold':0.9",
  "VAD 'mode':'gate','probability_threshold':1.0",
  "AudioBuffer 'buffer_size_samples':480",
  "AudioBuffer 'buffer_size_samples':2401",
  "AudioBuffer 'buffer_size_samples':7",
  "AudioResampleNode 'target_sample_rate':16000",
  "gst:identity",
  "gst:volume 'volume':0.5",
  "gst:audioecho 'delay':50000000,'max-delay':50000000,'intensity':0.6",
  "gst:rmgfault",
  "gst:rmgfault 'drop-every':2,'drop-gap':true",
  "gst:rmgfault 'drop-every':3,'drop-gap':true",
  "gst:rmgfault 'drop-every':4",
  "gst:rmgfault 'drop-every':1,'drop-gap':true",
  "gst:rmgfault " FAILURES "'fail-every':4 @ " RETRY,
  "gst:rmgfault " FAILURES "'fail-every':3,'when':'after-output' @ " RETRY,
};

/* Elements that change no data: with a thread, or failing until the first retry.
 * The second one would restart the node, and DISCONT changes buffers downstream. */
static const char *const passing[] = {
  "gst:queue",
  "gst:queue 'max-size-buffers':1",
  "gst:queue2",
  "gst:rmgfault " FAILURES "'fail-every':3 @ " RETRY,
  "gst:rmgfault " FAILURES "'fail-every':5,'when':'partial-write' @ " RETRY,
  "gst:rmgfault " FAILURES "'fail-every':4,'how':'error-only' @ " RETRY,
  "gst:rmgfault " FAILURES
  "'fail-every':4,'how':'message-only','when':'after-output'"
  " @ " RETRY,
  "gst:rmgfault 'fail-after':3,'failures':1,'delay-us':100 @ " RETRY,
};

typedef struct
{
  GRand *random;
  GString *flat, *nested; /* lines of rmg_test_manifest() */
  GPtrArray *heads;       /* (element-type utf8): first flat node of a node */
} Writer;

static guint
draw (GRand *random, guint end)
{
  return (guint) g_rand_int_range (random, 0, (gint32) end);
}

/* A chain of nodes that is one bin in the nested manifest. */
static void
append_bin (Writer *self, guint node)
{
  const guint n_types = 1 + draw (self->random, MAX_CHAIN);
  g_autoptr (GString) inner = g_string_new (NULL);
  g_autofree char *manifest = NULL;
  g_autofree char *escaped = NULL;

  for (guint i = 0; i < n_types; i++) {
    const gboolean is_last = i + 1 == n_types;
    g_autofree char *id = is_last ? g_strdup_printf ("n%u", node)
                                  : g_strdup_printf ("n%ux%u", node, i);
    const char *type = rmg_test_pick (self->random, types);

    g_string_append_printf (self->flat, "%s %s\n", id, type);
    g_string_append_printf (inner, "i%u %s\n", i, type);
    if (!is_last)
      g_string_append_printf (inner, "i%u > i%u\n", i, i + 1);
    if (i > 0)
      g_string_append_printf (self->flat, "n%ux%u > %s\n", node, i - 1, id);
    else
      g_ptr_array_add (self->heads, g_steal_pointer (&id));
  }
  manifest = rmg_test_manifest (inner->str);
  escaped = g_strescape (manifest, NULL);
  g_string_append_printf (
      self->nested, "n%u gst:rmgbin 'manifest-json':'%s'\n", node, escaped);
}

static void
append_plain (Writer *self, guint node, const char *flat, const char *nested)
{
  g_string_append_printf (self->flat, "n%u %s\n", node, flat);
  g_string_append_printf (self->nested, "n%u %s\n", node, nested);
  g_ptr_array_add (self->heads, g_strdup_printf ("n%u", node));
}

/* An input is a node of the project, which states the caps that it accepts. */
static void
append_node (Writer *self, guint node, gboolean is_input)
{
  const char *type = rmg_test_pick (self->random, types);

  if (is_input)
    append_plain (self, node, "PassThroughNode", "PassThroughNode");
  else if (draw (self->random, 5) == 0)
    append_bin (self, node);
  else if (draw (self->random, 8) == 0)
    append_plain (
        self, node, "PassThroughNode", rmg_test_pick (self->random, passing));
  else
    append_plain (self, node, type, type);
}

static void
append_edge (Writer *self, guint from, guint to)
{
  g_string_append_printf (self->nested, "n%u > n%u\n", from, to);
  g_string_append_printf (
      self->flat, "n%u > %s\n", from, (char *) self->heads->pdata[to]);
}

/* Adds edges from different nodes before @node; joins are rarer than tees. */
static void
append_edges (Writer *self, guint node)
{
  guint n_wanted =
      draw (self->random, 3) > 0 ? 1 : 1 + draw (self->random, MAX_FAN_IN);

  for (guint from = 0; from < node && n_wanted > 0; from++) {
    const guint n_left = node - from;

    if (draw (self->random, n_left) >= n_wanted)
      continue;
    append_edge (self, from, node);
    n_wanted--;
  }
}

RmgTestMixedGraph *
rmg_test_mixed_graph_new (guint32 seed, guint n_nodes)
{
  RmgTestMixedGraph *self = g_new0 (RmgTestMixedGraph, 1);
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);
  g_autoptr (GString) flat = g_string_new (NULL);
  g_autoptr (GString) nested = g_string_new (NULL);
  g_autoptr (GPtrArray) heads = g_ptr_array_new_with_free_func (g_free);
  Writer writer = { random, flat, nested, heads };

  self->n_inputs = 1 + draw (random, MIN (n_nodes, MAX_INPUTS));
  for (guint i = 0; i < n_nodes; i++)
    append_node (&writer, i, i < self->n_inputs);
  for (guint i = self->n_inputs; i < n_nodes; i++)
    append_edges (&writer, i);
  self->flat = rmg_test_manifest (flat->str);
  self->nested = rmg_test_manifest (nested->str);
  return self;
}

void
rmg_test_mixed_graph_free (RmgTestMixedGraph *self)
{
  g_free (self->flat);
  g_free (self->nested);
  g_free (self);
}

/* Returns: (transfer full): the steps of one input */
static GQueue *
make_input (GRand *random, guint input, RmgFraming framing)
{
  const guint n_clips = framing == RMG_FRAMING_ITEMS ? 1 + draw (random, 3) : 1;
  g_autofree char *id = g_strdup_printf ("n%u", input);
  GQueue *steps = g_queue_new ();

  for (guint i = 0; i < n_clips; i++) {
    g_autoptr (GstSample) clip = rmg_test_noise_clip (
        g_rand_int (random), RATE_HZ, 1, 1 + draw (random, 9000));
    const gboolean is_whole = framing == RMG_FRAMING_ITEMS && draw (random, 2);
    g_autoptr (GPtrArray) pieces =
        rmg_test_split (clip, is_whole ? 9000 : 50 + draw (random, 1500));

    for (guint k = 0; k < pieces->len; k++)
      g_queue_push_tail (
          steps, rmg_test_step (id, pieces->pdata[k], !is_whole));
    if (framing == RMG_FRAMING_ITEMS && !is_whole)
      g_queue_push_tail (steps, rmg_test_step (id, NULL, TRUE));
  }
  return steps;
}

GPtrArray *
rmg_test_mixed_inputs (guint32 seed, guint n_inputs, RmgFraming framing)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);
  GPtrArray *inputs =
      g_ptr_array_new_with_free_func ((GDestroyNotify) gst_sample_unref);
  g_autoptr (GPtrArray) waiting =
      g_ptr_array_new_with_free_func ((GDestroyNotify) g_queue_free);

  for (guint i = 0; i < n_inputs; i++)
    g_ptr_array_add (waiting, make_input (random, i, framing));
  while (waiting->len > 0) {
    const guint next = draw (random, waiting->len);
    GQueue *steps = waiting->pdata[next];

    g_ptr_array_add (inputs, g_queue_pop_head (steps));
    if (g_queue_is_empty (steps))
      g_ptr_array_remove_index (waiting, next);
  }
  return inputs;
}
