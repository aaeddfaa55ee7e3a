/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* One fault at a random place of an rmgbin with two branches: in any element that
 * can fail, so also in those outside the guards: sources, sinks and conversions
 * that the plan inserts. The fault is an error message, a flow return, both, or a
 * change of state that fails. The application gets at most one error, the branch
 * without the fault gets all data and EOS, and the branch with the fault ends, by
 * EOS or by the error. */

#include <rmg/init.h>
#include "tests/lib/bus-errors.h"
#include "tests/lib/hang-report.h"
#include "tests/lib/hang.h"
#include "tests/lib/pad-fault.h"
#include "tests/lib/seeds.h"
#include "tests/lib/session-fixture.h"
#include "tests/lib/start-fault.h"

#include <string.h>

#define MAX_NODES 3

/* The first letter of a node's name is its branch. */
static const char *const sinks[] = { "asink", "bsink", "aend" };
#define N_SINKS G_N_ELEMENTS (sinks)

/* These elements pass on the flow returns of others. */
static const char *const passive[] = { "tee", "rmgguard", "rmgcommit",
  "rmgfuse", "rmgjoin", "rmgvalue", "queue", NULL };

static const char *const nodes[] = {
  "PassThroughNode",
  "VADNode",
  "VAD",
  "AudioBuffer 'buffer_size_samples':480",
  "gst:identity",
  "gst:queue",
  "gst:volume 'volume':0.5",
  "gst:audioconvert",
  "gst:teststart",
  "gst:rmgfault 'drop-every':3,'drop-gap':true",
};

/* Nodes that fail, and recover with the first retry. */
static const char *const failing_nodes[] = {
  "gst:rmgfault 'fail-every':4",
  "gst:rmgfault 'fail-every':5,'how':'error-only'",
  "gst:rmgfault 'fail-every':3,'how':'message-only'",
  "gst:rmgfault 'fail-every':4,'when':'after-output'",
  "gst:rmgfault 'fail-every':4,'when':'partial-write'",
};

#define RETRY(n) "'retry':{'max_retries':" #n ",'backoff_ms':0}"
#define SINK "gst:fakesink 'async':false @ " RETRY (3) "\n"
#define BREAKER(on_open)                                                       \
  "'breaker':{'failures':2,'open_ms':2,'on_open':'" on_open "'}"

static const char lossless[] = RETRY (1);

/* With some of them the node loses data when it fails. */
static const char *const policies[] = {
  lossless,
  RETRY (0),
  RETRY (4) ",'restart':{'max_restarts':2,'window_ms':1000}",
  "'retry':{'max_retries':2,'backoff_ms':1,'multiplier':3,'jitter':0.5}",
  "'retry':{'max_retries':3,'backoff_ms':1},'while_waiting':'bypass'",
  "'retry':{'max_retries':3,'backoff_ms':1},'while_waiting':'drop'",
  RETRY (1) "," BREAKER ("stop"),
  RETRY (1) "," BREAKER ("bypass"),
  RETRY (0) "," BREAKER ("drop"),
  RETRY (1) "," BREAKER ("fallback") ",'fallback':{'type':'PassThroughNode'}",
  "'retry':{'backoff_ms':0,'on':['transient','data'],'stable_time_ms':5}",
  "'retry':{'backoff_ms':0,'max_retries':2,'timeout_ms':60000}",
  RETRY (1) ",'input_timeout_ms':2",
  RETRY (1) ",'stall_timeout_ms':60000",
  RETRY (1) ",'queue':{'max_buffers':2}",
};

typedef struct
{
  GstElement *pipeline;
  RmgTestPadFault fault;
  char broken; /* branch with the fault, or 0 */
  RmgTestErrors errors;
  gboolean has_started;
  gboolean is_playing; /* lock of the errors */
  struct
  {
    gboolean exists;
    gboolean has_ended; /* lock */
    guint64 n_bytes;    /* streaming thread of the sink */
  } sinks[N_SINKS];
} Player;

static void
append_chain (GRand *random, GString *lines, const char *branch)
{
  const guint n_nodes = (guint) g_rand_int_range (random, 1, MAX_NODES + 1);
  g_autofree char *group = g_rand_int_range (random, 0, 4) == 0
      ? g_strdup_printf (",'group':'%s'", branch)
      : g_strdup ("");

  for (guint i = 0; i < n_nodes; i++) {
    const gboolean fails = g_rand_int_range (random, 0, 3) == 0;

    g_string_append_printf (lines, "%s%u %s @ %s%s\n", branch, i,
        fails ? rmg_test_pick (random, failing_nodes)
              : rmg_test_pick (random, nodes),
        fails ? lossless : rmg_test_pick (random, policies), group);
    if (i > 0)
      g_string_append_printf (lines, "%s%u > %s%u\n", branch, i - 1, branch, i);
  }
  g_string_append_printf (lines, "%ssink " SINK "in > %s0\n%s%u > %ssink\n",
      branch, branch, branch, n_nodes - 1, branch);
}

/* Adds a second way from the first to the last node of branch "a". */
static void
append_join (GRand *random, GString *lines)
{
  g_string_append_printf (
      lines, "around %s\na0 > around\n", rmg_test_pick (random, nodes));
  g_string_append (lines, "aend " SINK "around > aend\na0 > aend\n");
}

/* Returns: (transfer full): the manifest of a seed */
static char *
make_manifest (GRand *random)
{
  g_autoptr (GString) lines = g_string_new (
      "in gst:audiotestsrc 'num-buffers':30,'samplesperbuffer':441\n");

  append_chain (random, lines, "a");
  append_chain (random, lines, "b");
  if (g_rand_boolean (random))
    append_join (random, lines);
  return rmg_test_manifest (lines->str);
}

static guint
find_sink (GstPad *pad)
{
  g_autoptr (GstElement) element = gst_pad_get_parent_element (pad);
  guint i = 0;

  while (!g_str_equal (GST_OBJECT_NAME (element), sinks[i]))
    i++;
  return i;
}

static GstPadProbeReturn
watch_sink (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  Player *self = data;
  const guint sink = find_sink (pad);

  if (GST_PAD_PROBE_INFO_TYPE (info) & GST_PAD_PROBE_TYPE_BUFFER) {
    self->sinks[sink].n_bytes +=
        gst_buffer_get_size (GST_PAD_PROBE_INFO_BUFFER (info));
  } else if (GST_EVENT_TYPE (GST_PAD_PROBE_INFO_EVENT (info)) ==
      GST_EVENT_EOS) {
    g_mutex_lock (&self->errors.lock);
    self->sinks[sink].has_ended = TRUE;
    g_cond_broadcast (&self->errors.changed);
    g_mutex_unlock (&self->errors.lock);
  }
  return GST_PAD_PROBE_OK;
}

static void
watch_sinks (Player *self)
{
  for (guint i = 0; i < N_SINKS; i++) {
    g_autoptr (GstElement) sink =
        gst_bin_get_by_name (GST_BIN (self->pipeline), sinks[i]);
    g_autoptr (GstPad) pad = NULL;

    self->sinks[i].exists = sink != NULL;
    if (sink == NULL)
      continue;
    pad = gst_element_get_static_pad (sink, "sink");
    gst_pad_add_probe (pad,
        GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM,
        watch_sink, self, NULL);
  }
}

static Player *
player_new (const char *manifest)
{
  Player *self = g_new0 (Player, 1);
  GstElement *bin = gst_element_factory_make ("rmgbin", NULL);

  self->pipeline = gst_pipeline_new (NULL);
  rmg_test_errors_watch (&self->errors, self->pipeline);
  gst_bin_add (GST_BIN (self->pipeline), bin);
  g_object_set (bin, "manifest-json", manifest, NULL);
  rmg_test_hang_watch_bins (self->pipeline);
  watch_sinks (self);
  return self;
}

static gboolean
is_over (Player *self)
{
  for (guint i = 0; i < N_SINKS; i++) {
    gboolean may_fail =
        sinks[i][0] == self->broken && self->errors.n_errors > 0;

    if (self->sinks[i].exists && !self->sinks[i].has_ended && !may_fail)
      return FALSE;
  }
  return TRUE;
}

/* A pipeline that has refused to start plays nothing, but reports the error. */
static void
player_run (Player *self)
{
  const gboolean has_started =
      gst_element_set_state (self->pipeline, GST_STATE_PLAYING) !=
      GST_STATE_CHANGE_FAILURE;

  g_mutex_lock (&self->errors.lock);
  self->has_started = has_started;
  self->is_playing = TRUE;
  g_cond_broadcast (&self->errors.changed);
  while (has_started ? !is_over (self) : self->errors.n_errors == 0)
    g_cond_wait (&self->errors.changed, &self->errors.lock);
  g_mutex_unlock (&self->errors.lock);
  g_assert_cmpint (gst_element_set_state (self->pipeline, GST_STATE_NULL), ==,
      GST_STATE_CHANGE_SUCCESS);
}

static void
player_free (Player *self)
{
  gst_object_unref (self->pipeline);
  rmg_test_errors_clear (&self->errors);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Player, player_free)

static void
wait_for_playing (gpointer data)
{
  Player *self = data;

  g_mutex_lock (&self->errors.lock);
  while (!self->is_playing)
    g_cond_wait (&self->errors.changed, &self->errors.lock);
  g_mutex_unlock (&self->errors.lock);
}

/* Half of the faults come while the pipeline may still change its state. */
static void
install_fault (Player *self, GRand *random)
{
  g_autoptr (GstPad) pad =
      rmg_test_pick_pad (GST_BIN (self->pipeline), passive, random);
  g_autoptr (GstElement) element = gst_pad_get_parent_element (pad);

  self->fault.data = self;
  self->fault.before = g_rand_boolean (random) ? wait_for_playing : NULL;
  rmg_test_pad_fault_draw (&self->fault, random);
  rmg_test_pad_fault_install (&self->fault, pad);
  self->broken = GST_OBJECT_NAME (element)[0];
  g_test_message ("%s:%s kind %d after %u, %u times", GST_OBJECT_NAME (element),
      GST_OBJECT_NAME (pad), self->fault.kind, self->fault.n_before,
      self->fault.n_times);
}

static void
add_starter (const GValue *value, gpointer starters)
{
  GObject *element = g_value_get_object (value);

  if (g_object_class_find_property (
          G_OBJECT_GET_CLASS (element), "state-error") != NULL)
    g_ptr_array_add (starters, element);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (GST_OBJECT_NAME (*(GstObject *const *) a),
      GST_OBJECT_NAME (*(GstObject *const *) b));
}

/* A sink or a filter does not reach READY, PAUSED or PLAYING. */
static void
install_start_fault (Player *self, GRand *random)
{
  g_autoptr (GPtrArray) starters = g_ptr_array_new ();
  g_autoptr (GstIterator) elements =
      gst_bin_iterate_recurse (GST_BIN (self->pipeline));
  const int state_error = g_rand_int_range (random, 1, 4);
  GstElement *element;

  gst_iterator_foreach (elements, add_starter, starters);
  g_ptr_array_sort (starters, compare_names);
  element =
      starters->pdata[g_rand_int_range (random, 0, (gint32) starters->len)];
  g_object_set (element, "state-error", state_error, NULL);
  self->broken = GST_OBJECT_NAME (element)[0];
  g_test_message (
      "%s fails in change %d", GST_OBJECT_NAME (element), state_error);
}

/* The branch without the fault gets the same data as without a fault. */
static void
assert_other_branch (const Player *player, const Player *reference)
{
  for (guint i = 0; i < N_SINKS; i++)
    if (player->broken != 'i' && sinks[i][0] != player->broken)
      g_assert_cmpuint (
          player->sinks[i].n_bytes, ==, reference->sinks[i].n_bytes);
}

static void
run_seed (guint32 seed)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);
  g_autofree char *manifest = make_manifest (random);
  g_autoptr (Player) reference = player_new (manifest);
  g_autoptr (Player) player = player_new (manifest);

  player_run (reference);
  g_assert_true (reference->has_started);
  g_assert_cmpuint (reference->errors.n_errors, ==, 0);
  g_assert_cmpuint (reference->sinks[0].n_bytes, >, 0);

  if (g_rand_int_range (random, 0, 4) == 0)
    install_start_fault (player, random);
  else
    install_fault (player, random);
  player_run (player);
  g_assert_cmpuint (player->errors.n_errors, <=, 1);
  if (player->has_started)
    assert_other_branch (player, reference);
}

static void
test_random_fault_is_one_error_and_eos (void)
{
  rmg_test_seeds_run (0, 200, RMG_TEST_HANG_S, run_seed);
}

int
main (int argc, char **argv)
{
  rmg_init ();
  rmg_test_start_fault_register ();
  rmg_test_seeds_init (&argc, &argv);

  g_test_add_func ("/random/faults", test_random_fault_is_one_error_and_eos);
  return g_test_run ();
}
