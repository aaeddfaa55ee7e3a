/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Inline sessions with a node that fails, and a random policy for it: retries,
 * restarts, breakers, data that passes a delay, fallbacks. The clock is that of the
 * test and moves only between calls, so a call that sleeps hangs: retries come up
 * to an hour later. A push that is FULL has a due time, keeps its buffer, and
 * succeeds when that time has come. The branch beside the node gets all data, and
 * so does its own branch, unless the policy drops some or the node is given up,
 * which is one error. */

#include <rmg/init.h>
#include "gst/session/data.h"
#include "tests/lib/hang-report.h"
#include "tests/lib/hang.h"
#include "tests/lib/seeds.h"
#include "tests/lib/session-fixture.h"

#define RATE_HZ 16000
#define N_FRAMES 6000
#define MAX_NODES 3
#define MAX_DELAY_US (2 * G_TIME_SPAN_HOUR)
#define SPARE "fallback-node"

/* Nodes that output each byte that they receive, also around a discontinuity. */
static const char *const nodes[] = {
  "PassThroughNode",
  "VADNode",
  "VAD",
  "AudioBuffer 'buffer_size_samples':480",
  "AudioBuffer 'buffer_size_samples':7",
  "gst:identity",
  "gst:volume 'volume':0.5",
  "gst:audioconvert",
};

static const char *const faults[] = {
  "'fail-every':4",
  "'fail-every':1",
  "'fail-every':1,'failures':7",
  "'fail-every':3,'how':'error-only'",
  "'fail-every':3,'how':'message-only'",
  "'fail-every':4,'when':'after-output'",
  "'fail-every':5,'when':'partial-write'",
  "'fail-after':3,'failures':1,'error':'stream-decode'",
  "'fail-after':5,'failures':2",
  "'fail-probability':0.4",
  "'fail-probability':0.8,'when':'after-output'",
};

#define RETRY(n, ms)                                                           \
  "'retry':{'max_retries':" #n ",'backoff_ms':" #ms ",'max_backoff_ms':"       \
  "3600000}"
#define BREAKER(failures, on_open)                                             \
  "'breaker':{'failures':" #failures ",'open_ms':40,'on_open':'" on_open "'}"
#define FALLBACK ",'fallback':'" SPARE "'"

typedef struct
{
  const char *members;
  gboolean drops;
  gboolean has_fallback;
} Policy;

static const Policy policies[] = {
  { RETRY (9, 0) },
  { RETRY (9, 100) },
  { RETRY (3, 3600000) },
  { RETRY (0, 0) },
  { "'retry':{'max_retries':5,'backoff_ms':7,'jitter':1,'stable_time_ms':50}" },
  { RETRY (9, 1) ",'restart':{'max_restarts':3,'window_ms':1000}" },
  { RETRY (3, 50) ",'while_waiting':'bypass'" },
  { RETRY (3, 50) ",'while_waiting':'drop'", TRUE },
  { RETRY (1, 9) "," BREAKER (2, "stop") },
  { RETRY (1, 9) "," BREAKER (3, "bypass") },
  { RETRY (0, 0) "," BREAKER (1, "bypass") },
  { RETRY (2, 9) "," BREAKER (2, "drop"), TRUE },
  { RETRY (1, 9) "," BREAKER (2, "fallback") FALLBACK, FALSE, TRUE },
  { RETRY (0, 0) "," BREAKER (1, "fallback") FALLBACK, FALSE, TRUE },
};

typedef struct
{
  GRand *random;
  RmgFraming framing;
  RmgSession *session;
  gint64 now_us;
  guint n_failed;         /* messages of nodes that were given up */
  guint64 n_bytes[2];     /* of the branches */
  RmgSessionResult ended; /* EOS or ERROR, or OK */
} Run;

static guint
draw (GRand *random, guint end)
{
  return (guint) g_rand_int_range (random, 0, (gint32) end);
}

/* Returns: (transfer full): a chain of nodes that starts at "in"; @bad (nullable)
 * is the line of one of them */
static void
append_branch (GRand *random, GString *lines, char branch, const char *bad)
{
  const guint n_nodes = 1 + draw (random, MAX_NODES);
  const guint bad_at = draw (random, n_nodes);

  for (guint i = 0; i < n_nodes; i++) {
    const char *node = rmg_test_pick (random, nodes);

    g_string_append_printf (
        lines, "%c%u %s\n", branch, i, bad != NULL && i == bad_at ? bad : node);
    if (i > 0)
      g_string_append_printf (lines, "%c%u > %c%u\n", branch, i - 1, branch, i);
  }
  g_string_append_printf (lines, "in > %c0\n", branch);
}

/* @bad: line of the node that fails. Returns: (transfer full): its manifest */
static char *
make_manifest (guint32 seed, const char *bad, gboolean has_fallback)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);
  g_autoptr (GString) lines = g_string_new ("in PassThroughNode\n");

  append_branch (random, lines, 'a', bad);
  append_branch (random, lines, 'b', NULL);
  if (has_fallback)
    g_string_append (lines, SPARE " gst:identity\n");
  return rmg_test_manifest (lines->str);
}

static gint64
get_time (gpointer run)
{
  return ((Run *) run)->now_us;
}

static void
count_failed (GstMessage *message, gpointer run)
{
  ((Run *) run)->n_failed += gst_message_has_name (message, "rmg-node-failed");
}

static void
run_open (Run *self, const char *manifest, RmgFraming framing, GRand *random)
{
  *self = (Run){ .random = random, .framing = framing, .now_us = 1000000 };
  self->session = rmg_test_open_json (manifest, RMG_THREADING_INLINE, framing);
  rmg_test_hang_watch (self->session, manifest, rmg_test_describe_session);
  rmg_runtime_set_clock (self->session->runtime, get_time, self);
  rmg_session_set_message_func (self->session, count_failed, self, NULL);
}

static void
pull_all (Run *self)
{
  for (;;) {
    g_auto (RmgOutput) output = { NULL };
    RmgSessionResult result = rmg_session_pull (self->session, &output, NULL);

    if (result == RMG_SESSION_EOS || result == RMG_SESSION_ERROR)
      self->ended = result;
    if (result != RMG_SESSION_OK)
      return;
    if (output.buffer != NULL)
      self->n_bytes[output.node_id[0] - 'a'] +=
          gst_buffer_get_size (output.buffer);
  }
}

/* The only reason for FULL, after all outputs were pulled, is a retry. */
static void
move_clock (Run *self)
{
  RmgRuntime *runtime = self->session->runtime;
  gint64 due_us;

  pull_all (self);
  if (!rmg_runtime_is_parked (runtime))
    return;
  due_us = rmg_runtime_get_due (runtime);
  g_assert_cmpint (due_us, <=, self->now_us + MAX_DELAY_US);
  if (due_us > self->now_us && draw (self->random, 3) == 0)
    self->now_us = due_us - 1; /* the next call is FULL again */
  else
    self->now_us = MAX (due_us, self->now_us);
}

/* @piece: (nullable): NULL to end an item */
static RmgSessionResult
push (Run *self, GstSample *piece)
{
  g_autoptr (GstBuffer) buffer = NULL;
  RmgSessionResult result;

  if (piece == NULL)
    return rmg_session_end_item (self->session, NULL, NULL);
  buffer = gst_buffer_copy_deep (gst_sample_get_buffer (piece));
  result = rmg_session_push_part (
      self->session, NULL, gst_sample_get_caps (piece), &buffer, NULL);
  if (result == RMG_SESSION_FULL)
    g_assert_nonnull (buffer);
  return result;
}

static void
push_until_taken (Run *self, GstSample *piece)
{
  while (push (self, piece) == RMG_SESSION_FULL)
    move_clock (self);
}

static void
finish (Run *self)
{
  while (rmg_session_finish (self->session, NULL) == RMG_SESSION_FULL)
    move_clock (self);
  while (self->ended == RMG_SESSION_OK)
    move_clock (self);
}

static void
run_to_end (Run *self, GPtrArray *pieces)
{
  for (guint i = 0; i < pieces->len; i++) {
    push_until_taken (self, pieces->pdata[i]);
    if (self->framing == RMG_FRAMING_ITEMS && draw (self->random, 4) == 0)
      push_until_taken (self, NULL);
    if (draw (self->random, 2) == 0)
      pull_all (self);
    self->now_us += draw (self->random, 30) * G_TIME_SPAN_MILLISECOND;
  }
  finish (self);
  g_assert_true (rmg_session_close (g_steal_pointer (&self->session), NULL));
}

static void
assert_outputs (const Run *run, const Run *reference, const Policy *policy)
{
  const gboolean failed = run->ended == RMG_SESSION_ERROR;

  g_assert_cmpuint (run->n_failed, ==, failed);
  g_assert_cmpuint (run->n_bytes[1], ==, reference->n_bytes[1]);
  if (failed || policy->drops)
    g_assert_cmpuint (run->n_bytes[0], <=, reference->n_bytes[0]);
  else
    g_assert_cmpuint (run->n_bytes[0], ==, reference->n_bytes[0]);
}

/* Both sessions draw the same ends of items. */
static void
run_manifest (Run *self, guint32 seed, const char *bad, const Policy *policy)
{
  const guint n_frames = 50 + seed % 500;
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);
  g_autoptr (GstSample) clip = rmg_test_noise_clip (seed, RATE_HZ, 1, N_FRAMES);
  g_autoptr (GPtrArray) pieces = rmg_test_split (clip, n_frames);
  g_autofree char *manifest =
      make_manifest (seed, bad, policy != NULL && policy->has_fallback);

  run_open (self, manifest,
      seed % 2 == 0 ? RMG_FRAMING_STREAM : RMG_FRAMING_ITEMS, random);
  run_to_end (self, pieces);
}

static void
run_seed (guint32 seed)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (seed + 1);
  const Policy *policy = &policies[draw (random, G_N_ELEMENTS (policies))];
  g_autofree char *bad = g_strdup_printf ("gst:rmgfault %s,'seed':%u @ %s",
      rmg_test_pick (random, faults), seed, policy->members);
  Run reference, run;

  run_manifest (&reference, seed, "gst:rmgfault", NULL);
  g_assert_cmpint (reference.ended, ==, RMG_SESSION_EOS);
  g_assert_cmpuint (reference.n_bytes[0], ==, N_FRAMES * sizeof (float));
  g_test_message ("%s", bad);
  run_manifest (&run, seed, bad, policy);
  assert_outputs (&run, &reference, policy);
}

static void
test_random_inline_policies_never_sleep_and_lose_nothing (void)
{
  rmg_test_seeds_run (0, 150, RMG_TEST_HANG_S, run_seed);
}

int
main (int argc, char **argv)
{
  rmg_init ();
  rmg_test_seeds_init (&argc, &argv);

  g_test_add_func ("/random/inline",
      test_random_inline_policies_never_sleep_and_lose_nothing);
  return g_test_run ();
}
