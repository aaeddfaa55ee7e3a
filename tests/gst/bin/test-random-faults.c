/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* One error message from a random place of an rmgbin with two branches: from any
 * element that can fail, so also from those outside the guards: sources, sinks
 * and conversions that the plan inserts. The application gets at most one error,
 * the branch without the fault gets all data and EOS, and the branch with the
 * fault ends, by EOS or by the error. */

#include <rmg/init.h>
#include "tests/lib/seeds.h"
#include "tests/lib/session-fixture.h"

#include <string.h>

#define LIMIT_S 20
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
};

typedef struct
{
  GstElement *pipeline;
  char broken; /* branch with the fault, or 0 */
  GMutex lock;
  GCond changed;
  gboolean is_playing; /* lock */
  guint n_errors;      /* lock */
  struct
  {
    gboolean exists;
    gboolean has_ended; /* lock */
    guint64 n_bytes;    /* streaming thread of the sink */
  } sinks[N_SINKS];
} Player;

typedef struct
{
  Player *player;
  guint n_before; /* buffers that pass */
} Fault;

static void
append_chain (GRand *random, GString *lines, const char *branch)
{
  const guint n_nodes = (guint) g_rand_int_range (random, 1, MAX_NODES + 1);

  for (guint i = 0; i < n_nodes; i++) {
    g_string_append_printf (lines,
        "%s%u %s @ 'retry':{'retries':1,'backoff_ms':0,'backoff_max_ms':0}\n",
        branch, i, rmg_test_pick (random, nodes));
    if (i > 0)
      g_string_append_printf (lines, "%s%u > %s%u\n", branch, i - 1, branch, i);
  }
  g_string_append_printf (lines,
      "%ssink gst:fakesink 'async':false\n"
      "in > %s0\n%s%u > %ssink\n",
      branch, branch, branch, n_nodes - 1, branch);
}

/* Adds a second way from the first to the last node of branch "a". */
static void
append_join (GRand *random, GString *lines)
{
  g_string_append_printf (
      lines, "around %s\na0 > around\n", rmg_test_pick (random, nodes));
  g_string_append (lines,
      "aend gst:fakesink 'async':false\n"
      "around > aend\na0 > aend\n");
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

/* A bus drops messages while the pipeline goes down. */
static GstBusSyncReply
count_error (GstBus *bus, GstMessage *message, gpointer data)
{
  Player *self = data;
  g_autoptr (GError) error = NULL;

  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR) {
    gst_message_parse_error (message, &error, NULL);
    g_test_message ("%s", error->message);
    g_mutex_lock (&self->lock);
    self->n_errors++;
    g_cond_broadcast (&self->changed);
    g_mutex_unlock (&self->lock);
  }
  gst_message_unref (message);
  return GST_BUS_DROP;
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
    g_mutex_lock (&self->lock);
    self->sinks[sink].has_ended = TRUE;
    g_cond_broadcast (&self->changed);
    g_mutex_unlock (&self->lock);
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
  g_autoptr (GstBus) bus = NULL;

  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  self->pipeline = gst_pipeline_new (NULL);
  bus = gst_element_get_bus (self->pipeline);
  gst_bus_set_sync_handler (bus, count_error, self, NULL);
  gst_bin_add (GST_BIN (self->pipeline), bin);
  g_object_set (bin, "manifest-json", manifest, NULL);
  watch_sinks (self);
  return self;
}

static gboolean
is_over (Player *self)
{
  for (guint i = 0; i < N_SINKS; i++) {
    gboolean may_fail = sinks[i][0] == self->broken && self->n_errors > 0;

    if (self->sinks[i].exists && !self->sinks[i].has_ended && !may_fail)
      return FALSE;
  }
  return TRUE;
}

static void
player_run (Player *self)
{
  g_assert_cmpint (gst_element_set_state (self->pipeline, GST_STATE_PLAYING),
      ==, GST_STATE_CHANGE_SUCCESS);
  g_mutex_lock (&self->lock);
  self->is_playing = TRUE;
  g_cond_broadcast (&self->changed);
  while (!is_over (self))
    g_cond_wait (&self->changed, &self->lock);
  g_mutex_unlock (&self->lock);
  g_assert_cmpint (gst_element_set_state (self->pipeline, GST_STATE_NULL), ==,
      GST_STATE_CHANGE_SUCCESS);
}

static void
player_free (Player *self)
{
  gst_object_unref (self->pipeline);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->changed);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Player, player_free)

/* An error during a change of state ends the change. */
static void
wait_for_playing (Player *self)
{
  g_mutex_lock (&self->lock);
  while (!self->is_playing)
    g_cond_wait (&self->changed, &self->lock);
  g_mutex_unlock (&self->lock);
}

static void
add_pad (const GValue *value, gpointer pads)
{
  g_ptr_array_add (pads, g_value_dup_object (value));
}

static void
add_pads (const GValue *value, gpointer pads)
{
  GstElement *element = g_value_get_object (value);
  GstElementFactory *factory = gst_element_get_factory (element);
  g_autoptr (GstIterator) iterator = gst_element_iterate_pads (element);

  if (!GST_IS_BIN (element) &&
      !g_strv_contains (passive, GST_OBJECT_NAME (factory)))
    gst_iterator_foreach (iterator, add_pad, pads);
}

static int
compare_paths (gconstpointer a, gconstpointer b)
{
  g_autofree char *one = gst_object_get_path_string (*(GstObject *const *) a);
  g_autofree char *other = gst_object_get_path_string (*(GstObject *const *) b);

  return strcmp (one, other);
}

/* Returns: (transfer full): a pad that depends on the seed alone */
static GstPad *
pick_pad (Player *self, GRand *random)
{
  g_autoptr (GPtrArray) pads =
      g_ptr_array_new_with_free_func (gst_object_unref);
  g_autoptr (GstIterator) elements =
      gst_bin_iterate_recurse (GST_BIN (self->pipeline));

  gst_iterator_foreach (elements, add_pads, pads);
  g_ptr_array_sort (pads, compare_paths);
  return gst_object_ref (
      pads->pdata[g_rand_int_range (random, 0, (gint32) pads->len)]);
}

/* Posts an error once. */
static GstPadProbeReturn
break_pad (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  Fault *fault = data;
  g_autoptr (GstElement) element = gst_pad_get_parent_element (pad);

  if (fault->n_before-- > 0)
    return GST_PAD_PROBE_OK;
  wait_for_playing (fault->player);
  GST_ELEMENT_ERROR (element, RESOURCE, READ, ("broken"), (NULL));
  return GST_PAD_PROBE_REMOVE;
}

static void
install_fault (Player *self, GRand *random, Fault *fault)
{
  g_autoptr (GstPad) pad = pick_pad (self, random);
  g_autoptr (GstElement) element = gst_pad_get_parent_element (pad);

  *fault = (Fault){ .player = self,
    .n_before = (guint) g_rand_int_range (random, 0, 25) };
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, break_pad, fault, NULL);
  self->broken = GST_OBJECT_NAME (element)[0];
  g_test_message ("%s:%s after %u", GST_OBJECT_NAME (element),
      GST_OBJECT_NAME (pad), fault->n_before);
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
  Fault fault;

  player_run (reference);
  g_assert_cmpuint (reference->n_errors, ==, 0);
  g_assert_cmpuint (reference->sinks[0].n_bytes, >, 0);

  install_fault (player, random, &fault);
  player_run (player);
  g_assert_cmpuint (player->n_errors, <=, 1);
  assert_other_branch (player, reference);
}

static void
test_random_fault_is_one_error_and_eos (void)
{
  rmg_test_seeds_run (0, 150, LIMIT_S, run_seed);
}

int
main (int argc, char **argv)
{
  rmg_init ();
  rmg_test_seeds_init (&argc, &argv);

  g_test_add_func ("/random/faults", test_random_fault_is_one_error_and_eos);
  return g_test_run ();
}
