/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Items that fail or are cancelled at random moments. Each item has either a fault
 * or its outputs, and those are as without the faults, byte for byte. */

#include "gst/session/data.h"

#include <rmg/host.h>
#include <rmg/init.h>
#include "tests/lib/hang.h"
#include "tests/lib/item-pump.h"
#include "tests/lib/pad-fault.h"
#include "tests/lib/random-graph.h"
#include "tests/lib/seeds.h"
#include "tests/lib/session-fixture.h"

#define MAX_NODES 12
#define N_ITEMS 6
#define MAX_CANCELS 3

/* Without faults of their own, or with a guard: a retry of a foreign element may
 * lose its state, so that its output differs. */
static const char *const passive[] = { "tee", "queue", "queue2", "rmgguard",
  "rmgcommit", "rmgfuse", "rmgfault", "identity", "volume", "audioecho", NULL };

/* Two inputs and foreign nodes, with threads and state of their own. rmgfault
 * cannot be one of them: it counts the buffers of all items. */
static const char foreign[] =
    "n0 AudioBuffer 'buffer_size_samples':480\n"
    "n1 gst:audioecho 'delay':50000000,'max-delay':50000000,'intensity':0.6\n"
    "q gst:volume 'volume':0.5\n"
    "r AudioResampleNode 'target_sample_rate':16000\n"
    "j VAD 'mode':'gate','probability_threshold':0.9\n"
    "o PassThroughNode\n"
    "n0 > q\nn0 > r\nq > j\nr > j\nn1 > j\nn1 > o\n";

/* A manifest in a manifest; the escaped text is that of @inner. */
static const char nested[] = "n0 AudioBuffer 'buffer_size_samples':480\n"
                             "n gst:rmgbin 'manifest-json':'%s'\n"
                             "o VAD 'mode':'gate','probability_threshold':0.9\n"
                             "n0 > n\nn > o\n";
static const char inner[] =
    "e gst:audioecho 'delay':50000000,'max-delay':50000000,'intensity':0.6\n"
    "r AudioResampleNode 'target_sample_rate':8000\n"
    "e > r\n";

/* The program of the hosted node completes items on a thread of its own. */
static const char hosted[] = "n0 AudioBuffer 'buffer_size_samples':480\n"
                             "h RandomItemsEcho\n"
                             "r AudioResampleNode 'target_sample_rate':8000\n"
                             "n0 > h\nh > r\n";

/* For the moments of cancels, no pad is without data. */
static const char *const none[] = { NULL };

static guint n_faults; /* of all seeds */

static GThreadPool *programs;

typedef struct
{
  RmgHost *host; /* owned */
  RmgHostItem item;
} Job;

static void
complete_job (gpointer data, gpointer unused)
{
  g_autofree Job *job = data;
  GstBufferList *outputs = gst_buffer_list_new ();

  gst_buffer_list_add (outputs, gst_buffer_ref (job->item.buffer));
  rmg_host_complete (job->host, job->item.sequence, job->item.caps, outputs);
  rmg_host_item_clear (&job->item);
  gst_object_unref (job->host);
}

static void
start_job (RmgHost *host, gpointer instance)
{
  Job *job = g_new0 (Job, 1);

  if (!rmg_host_take (host, &job->item)) {
    g_free (job);
    return;
  }
  job->host = gst_object_ref (host);
  g_thread_pool_push (programs, job, NULL);
}

static const RmgHostDriver driver = { .item_ready = start_job };

static char *
write_nested (void)
{
  g_autofree char *manifest = rmg_test_manifest (inner);
  g_autofree char *escaped = g_strescape (manifest, NULL);
  g_autofree char *lines = g_strdup_printf (nested, escaped);

  return rmg_test_manifest (lines);
}

/* The kind of a manifest is its seed modulo N_KINDS. */
enum
{
  FOREIGN,
  NESTED,
  HOSTED,
  N_KINDS = 5, /* the others are random graphs */
};

/* @n_inputs: (out): number of the open inputs "n0", "n1" */
static char *
write_manifest (guint32 seed, guint *n_inputs)
{
  *n_inputs = seed % N_KINDS == FOREIGN ? 2 : 1;
  switch (seed % N_KINDS) {
    case FOREIGN:
      return rmg_test_manifest (foreign);
    case NESTED:
      return write_nested ();
    case HOSTED:
      return rmg_test_manifest (hosted);
    default:
      return rmg_test_random_manifest (
          seed, 1 + seed % MAX_NODES, RMG_TEST_GRAPH_AUDIO);
  }
}

static void
add_share (GPtrArray *inputs, const char *input, GRand *random)
{
  const gboolean is_whole = g_rand_boolean (random);
  g_autoptr (GstSample) clip = rmg_test_noise_clip (g_rand_int (random), 16000,
      1, (guint) g_rand_int_range (random, 1, 3000));

  if (!is_whole)
    g_ptr_array_add (inputs, rmg_test_step (input, clip, TRUE));
  g_ptr_array_add (inputs, rmg_test_step (input, clip, FALSE));
}

/* Each item has a share for each input, in one or two parts. */
static GPtrArray *
make_inputs (guint32 seed, guint n_inputs)
{
  GPtrArray *inputs =
      g_ptr_array_new_with_free_func ((GDestroyNotify) gst_sample_unref);
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);

  for (guint i = 0; i < N_ITEMS * n_inputs; i++) {
    g_autofree char *input = g_strdup_printf ("n%u", i % n_inputs);

    add_share (inputs, input, random);
  }
  return inputs;
}

static RmgSession *
open_session (
    const char *text, RmgThreading threading, RmgItemErrorPolicy policy)
{
  RmgPlanOptions plan_options = { .threading = threading };
  RmgSessionOptions options = { .on_item_error = policy };
  g_autoptr (GError) error = NULL;
  g_autoptr (RmgManifest) manifest =
      rmg_manifest_new_from_data (text, -1, "test", NULL, &error);
  g_autoptr (RmgGraph) graph =
      rmg_graph_new_from_manifest (manifest, NULL, &error);
  RmgSession *session;

  g_assert_no_error (error);
  session = rmg_session_open (graph, &plan_options, &options, &error);
  g_assert_no_error (error);
  return session;
}

static GPtrArray *
pump (RmgSession *session, GPtrArray *inputs)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *items = rmg_test_items_pump (session, inputs, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (rmg_session_close (session, NULL));
  return items;
}

typedef struct
{
  char *manifest;
  RmgThreading threading; /* inline where the manifest allows it */
  GPtrArray *inputs;
  GPtrArray *expected;
  GRand *random;
} Run;

static void
begin (Run *run, guint32 seed)
{
  guint n_inputs;

  run->manifest = write_manifest (seed, &n_inputs);
  run->threading =
      seed % N_KINDS == NESTED ? RMG_THREADING_AUTO : RMG_THREADING_INLINE;
  run->inputs = make_inputs (seed, n_inputs);
  run->expected =
      pump (open_session (run->manifest, run->threading, RMG_ITEM_ERROR_STOP),
          run->inputs);
  run->random = g_rand_new_with_seed (seed);
}

static void
clear_run (Run *run)
{
  g_free (run->manifest);
  g_ptr_array_unref (run->inputs);
  g_ptr_array_unref (run->expected);
  g_rand_free (run->random);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Run, clear_run)

static void
fail_items (Run *run, RmgThreading threading)
{
  RmgSession *session =
      open_session (run->manifest, threading, RMG_ITEM_ERROR_SKIP);
  g_autoptr (GstPad) pad =
      rmg_test_pick_pad (GST_BIN (session->bin), passive, run->random);
  RmgTestPadFault fault = { 0 };
  g_autoptr (GPtrArray) seen = NULL;

  if (pad != NULL) {
    rmg_test_pad_fault_draw (&fault, run->random);
    if (fault.kind == RMG_TEST_FAULT_FLOW)
      fault.n_times = G_MAXUINT; /* see docs/library.md */
    rmg_test_pad_fault_install (&fault, pad);
  }
  seen = pump (session, run->inputs);
  n_faults += rmg_test_items_compare (seen, run->expected);
}

static void
run_skip (guint32 seed)
{
  g_auto (Run) run = { NULL };

  begin (&run, seed);
  fail_items (&run, run.threading);
  fail_items (&run, RMG_THREADING_THREADED);
}

typedef struct
{
  RmgSession *session;
  int n_before;  /* atomic: buffers until the next cancel */
  int n_cancels; /* atomic */
  int distance;
} Canceller;

/* On the thread that pushes at the pad, in the middle of its work. */
static GstPadProbeReturn
count_down (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  Canceller *self = data;

  if (g_atomic_int_add (&self->n_before, -1) == 0 &&
      g_atomic_int_add (&self->n_cancels, -1) > 0) {
    g_assert_true (rmg_session_cancel (self->session));
    g_atomic_int_set (&self->n_before, self->distance);
  }
  return GST_PAD_PROBE_OK;
}

static void
cancel_items (Run *run, RmgThreading threading)
{
  RmgItemErrorPolicy policy =
      g_rand_boolean (run->random) ? RMG_ITEM_ERROR_SKIP : RMG_ITEM_ERROR_STOP;
  RmgSession *session = open_session (run->manifest, threading, policy);
  g_autoptr (GstPad) pad =
      rmg_test_pick_pad (GST_BIN (session->bin), none, run->random);
  Canceller canceller = { session, g_rand_int_range (run->random, 0, 25),
    g_rand_int_range (run->random, 1, MAX_CANCELS + 1),
    g_rand_int_range (run->random, 0, 25) };
  g_autoptr (GPtrArray) seen = NULL;

  gst_pad_add_probe (
      pad, GST_PAD_PROBE_TYPE_BUFFER, count_down, &canceller, NULL);
  seen = pump (session, run->inputs);
  n_faults += rmg_test_items_compare (seen, run->expected);
}

static void
run_cancel (guint32 seed)
{
  g_auto (Run) run = { NULL };

  begin (&run, seed);
  cancel_items (&run, run.threading);
  cancel_items (&run, RMG_THREADING_THREADED);
}

typedef struct
{
  const char *name;
  RmgTestSeedFunc run;
  guint n_seeds; /* two moments each, inline and threaded */
} Case;

static const Case cases[] = {
  { "/random-items/skip", run_skip, 90 },
  { "/random-items/cancel", run_cancel, 90 },
};

static void
test_random_items_have_a_fault_or_their_outputs (gconstpointer data)
{
  const Case *row = data;

  n_faults = 0;
  rmg_test_seeds_run (0, row->n_seeds, RMG_TEST_HANG_S, row->run);
  g_test_message ("%u items had a fault", n_faults);
}

int
main (int argc, char **argv)
{
  rmg_init ();
  rmg_test_seeds_init (&argc, &argv);
  programs = g_thread_pool_new (complete_job, NULL, 2, FALSE, NULL);
  rmg_host_register_type (
      "RandomItemsEcho", "Returns its input on a thread", &driver, NULL, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_test_add_data_func (cases[i].name, &cases[i],
        test_random_items_have_a_fault_or_their_outputs);
  return g_test_run ();
}
