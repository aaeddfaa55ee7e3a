/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* A permanent fault at each sink pad inside an rmgbin with two branches, also of
 * the elements that the plan inserts: an error message, an error as flow return,
 * or both. The application gets exactly one error, every sink that is not itself
 * the fault gets EOS, and the branch without the fault gets all data. A hang
 * fails the test after RMG_TEST_HANG_S. */

#include <rmg/init.h>
#include "tests/lib/bus-errors.h"
#include "tests/lib/hang.h"
#include "tests/lib/session-fixture.h"

#include <string.h>
#include <unistd.h>

#define N_BUFFERS 12
#define FIRST_BAD 3

/* Nodes of the branch that stays whole begin with "b". */
typedef struct
{
  const char *name;
  const char *lines;
} Layout;

#define SOURCE "in gst:audiotestsrc 'num-buffers':12,'samplesperbuffer':441\n"
#define BRANCH                                                                 \
  "b0 gst:identity\nbsink gst:fakesink 'async':false\n"                        \
  "in > b0\nb0 > bsink\n"
#define ASINK "asink gst:fakesink 'async':false\n"

static const Layout layouts[] = {
  { "guarded",
      SOURCE BRANCH ASINK "a0 gst:identity\na1 PassThroughNode\n"
                          "a2 gst:volume\n"
                          "in > a0\na0 > a1\na1 > a2\na2 > asink\n" },
  { "unguarded",
      SOURCE BRANCH ASINK "a0 PassThroughNode\na1 VAD\na2 PassThroughNode\n"
                          "in > a0\na0 > a1\na1 > a2\na2 > asink\n" },
  { "queue",
      SOURCE BRANCH ASINK "a0 gst:identity\na1 gst:queue\na2 VAD\n"
                          "in > a0\na0 > a1\na1 > a2\na2 > asink\n" },
  { "join",
      SOURCE BRANCH ASINK "a0 PassThroughNode\na1 gst:identity\n"
                          "a2 PassThroughNode\na3 PassThroughNode\n"
                          "in > a0\na0 > a1\na0 > a2\na1 > a3\na2 > a3\n"
                          "a3 > asink\n" },
};

/* These elements make no errors of their own. */
static const char *const passive[] = { "rmgguard", "rmgcommit", "rmgfuse",
  NULL };

typedef enum
{
  FAULT_MESSAGE = 1,
  FAULT_FLOW = 2,
} FaultKind;

typedef struct
{
  GstElement *pipeline;
  FaultKind kind;
  int n_left; /* streaming thread of the bad pad */
  RmgTestErrors errors;
  gboolean is_playing; /* lock of the errors */
  guint n_ended;       /* lock: sinks */
  guint n_delivered;   /* streaming thread of "bsink" */
} Player;

static GstPadProbeReturn
count_delivered (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  ((Player *) data)->n_delivered++;
  return GST_PAD_PROBE_OK;
}

static GstPadProbeReturn
watch_end (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  Player *self = data;

  if (GST_EVENT_TYPE (GST_PAD_PROBE_INFO_EVENT (info)) != GST_EVENT_EOS)
    return GST_PAD_PROBE_OK;
  g_mutex_lock (&self->errors.lock);
  self->n_ended++;
  g_cond_broadcast (&self->errors.changed);
  g_mutex_unlock (&self->errors.lock);
  return GST_PAD_PROBE_OK;
}

static void
watch_sink (Player *self, const char *name)
{
  g_autoptr (GstElement) sink =
      gst_bin_get_by_name (GST_BIN (self->pipeline), name);
  g_autoptr (GstPad) pad = gst_element_get_static_pad (sink, "sink");

  if (name[0] == 'b')
    gst_pad_add_probe (
        pad, GST_PAD_PROBE_TYPE_BUFFER, count_delivered, self, NULL);
  gst_pad_add_probe (
      pad, GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM, watch_end, self, NULL);
}

static void
player_init (Player *self, const Layout *layout, FaultKind kind)
{
  GstElement *bin = gst_element_factory_make ("rmgbin", NULL);
  g_autofree char *manifest = rmg_test_manifest (layout->lines);

  alarm (RMG_TEST_HANG_S);
  *self = (Player){ .kind = kind, .n_left = FIRST_BAD };
  self->pipeline = gst_pipeline_new (NULL);
  rmg_test_errors_watch (&self->errors, self->pipeline);
  gst_bin_add (GST_BIN (self->pipeline), bin);
  g_object_set (bin, "manifest-json", manifest, NULL);
  watch_sink (self, "asink");
  watch_sink (self, "bsink");
}

static void
player_clear (Player *self)
{
  g_assert_cmpint (gst_element_set_state (self->pipeline, GST_STATE_NULL), ==,
      GST_STATE_CHANGE_SUCCESS);
  gst_object_unref (self->pipeline);
  rmg_test_errors_clear (&self->errors);
  alarm (0);
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

static char *
get_path (GstPad *pad)
{
  return g_strdup_printf ("%s:%s", GST_OBJECT_NAME (GST_OBJECT_PARENT (pad)),
      GST_OBJECT_NAME (pad));
}

static int
compare_paths (gconstpointer a, gconstpointer b)
{
  g_autofree char *one = get_path (*(GstPad *const *) a);
  g_autofree char *other = get_path (*(GstPad *const *) b);

  return strcmp (one, other);
}

/* Returns: (transfer full): all sink pads, in the order of their names */
static GPtrArray *
list_pads (Player *self)
{
  GPtrArray *pads = g_ptr_array_new_with_free_func (gst_object_unref);
  g_autoptr (GstIterator) elements =
      gst_bin_iterate_recurse (GST_BIN (self->pipeline));

  gst_iterator_foreach (elements, add_pads, pads);
  g_ptr_array_sort (pads, compare_paths);
  return pads;
}

/* An error during a change of state may be held until the change ends. */
static void
wait_for_playing (Player *self)
{
  g_mutex_lock (&self->errors.lock);
  while (!self->is_playing)
    g_cond_wait (&self->errors.changed, &self->errors.lock);
  g_mutex_unlock (&self->errors.lock);
}

static GstPadProbeReturn
fail (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  Player *self = data;
  g_autoptr (GstElement) element = gst_pad_get_parent_element (pad);

  if (self->n_left > 0) {
    self->n_left--;
    return GST_PAD_PROBE_OK;
  }
  wait_for_playing (self);
  if ((self->kind & FAULT_MESSAGE) && self->n_left-- == 0)
    GST_ELEMENT_ERROR (element, STREAM, DECODE, ("broken"), (NULL));
  if (!(self->kind & FAULT_FLOW))
    return GST_PAD_PROBE_OK;
  gst_buffer_unref (GST_PAD_PROBE_INFO_BUFFER (info));
  GST_PAD_PROBE_INFO_FLOW_RETURN (info) = GST_FLOW_ERROR;
  return GST_PAD_PROBE_HANDLED;
}

static void
run (Player *self, guint n_ends)
{
  g_assert_cmpint (gst_element_set_state (self->pipeline, GST_STATE_PLAYING),
      ==, GST_STATE_CHANGE_SUCCESS);
  g_mutex_lock (&self->errors.lock);
  self->is_playing = TRUE;
  g_cond_broadcast (&self->errors.changed);
  while (self->n_ended < n_ends || self->errors.n_errors == 0)
    g_cond_wait (&self->errors.changed, &self->errors.lock);
  g_mutex_unlock (&self->errors.lock);
}

/* An error that a src pad returns is one of the next element. */
static gboolean
is_place (GstPad *pad, FaultKind kind)
{
  return GST_PAD_IS_SINK (pad) || (kind & FAULT_MESSAGE);
}

/* Returns: whether there is a pad @index */
static gboolean
run_place (const Layout *layout, FaultKind kind, guint index)
{
  g_autoptr (GPtrArray) pads = NULL;
  g_autofree char *path = NULL;
  Player player;
  gboolean exists, is_whole = FALSE, is_sink;

  player_init (&player, layout, kind);
  pads = list_pads (&player);
  exists = index < pads->len;
  if (exists && is_place (pads->pdata[index], kind)) {
    path = get_path (pads->pdata[index]);
    is_whole = path[0] == 'a';
    is_sink = strstr (path, "sink:") != NULL;
    g_test_message ("kind %d at %s", kind, path);
    gst_pad_add_probe (
        pads->pdata[index], GST_PAD_PROBE_TYPE_BUFFER, fail, &player, NULL);
    run (&player, is_sink ? 1 : 2);
  }
  player_clear (&player);
  if (path != NULL) {
    g_assert_cmpuint (player.errors.n_errors, ==, 1);
    if (is_whole)
      g_assert_cmpuint (player.n_delivered, ==, N_BUFFERS);
  }
  return exists;
}

static void
test_places_fault_is_one_error_and_eos (gconstpointer data)
{
  for (FaultKind kind = FAULT_MESSAGE; kind <= (FAULT_MESSAGE | FAULT_FLOW);
       kind++)
    for (guint i = 0; run_place (data, kind, i); i++)
      continue;
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  rmg_init ();

  for (gsize i = 0; i < G_N_ELEMENTS (layouts); i++) {
    g_autofree char *path = g_strconcat ("/places/", layouts[i].name, NULL);

    g_test_add_data_func (
        path, &layouts[i], test_places_fault_is_one_error_and_eos);
  }
  return g_test_run ();
}
