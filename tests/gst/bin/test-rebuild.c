/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Nodes whose elements do not survive a restart, in sessions and pipelines. */

#include "gst/bin/rebuild.h"

#include <rmg/init.h>
#include <rmg/rmg.h>

#include "gst/bin/rmgbin.h"
#include "tests/lib/mortal.h"
#include "tests/lib/session-fixture.h"

#include <gst/app/app.h>
#include <string.h>

#define QUICK "'retry':{'max_retries':3,'backoff_ms':0,'max_backoff_ms':0}"
#define REBUILD ",'restart':{'method':'rebuild','window_ms':0}"
#define LIMIT_S 20

/* A mortal element passes 3 of 20 buffers, so 6 others follow it. */
#define N_BUFFERS 20
#define N_REBUILDS 6

typedef struct
{
  guint n_retries;
  guint n_restarts;
  guint n_rebuilds;
} Steps;

static Steps
read_steps (RmgSession *session, const char *id)
{
  g_autoptr (RmgMetrics) metrics = rmg_session_get_metrics (session);

  for (guint i = 0; i < metrics->n_nodes; i++) {
    const RmgNodeMetrics *node = &metrics->nodes[i];

    if (g_str_equal (node->id, id))
      return (Steps){ (guint) node->retries, (guint) node->restarts,
        (guint) node->rebuilds };
  }
  g_assert_not_reached ();
}

static GPtrArray *
make_inputs (void)
{
  g_autoptr (GstSample) clip = rmg_test_noise_clip (7, 48000, 1, 4800);

  return rmg_test_split (clip, 4800 / N_BUFFERS);
}

/* Returns: (transfer full): the output, which is that of a run without failures */
static RmgSession *
run (const char *lines, RmgThreading threading)
{
  RmgSession *session = rmg_test_open (lines, threading, RMG_FRAMING_STREAM);
  g_autoptr (GPtrArray) inputs = make_inputs ();
  g_autoptr (GPtrArray) again = make_inputs ();
  g_autoptr (GError) error = NULL;
  g_autofree char *output = rmg_test_pump (session, inputs, &error);
  g_autofree char *expected = NULL;

  g_assert_no_error (error);
  expected = rmg_test_run (
      "bad PassThrough\n", threading, RMG_FRAMING_STREAM, again, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (output, ==, expected);
  return session;
}

static void
close_session (RmgSession *session)
{
  g_assert_true (rmg_session_close (session, NULL));
  g_assert_cmpint (rmg_test_mortal_count_alive (), ==, 0);
}

static void
test_rebuild_follows_a_restart_that_did_not_help (void)
{
  for (int i = RMG_THREADING_INLINE; i <= RMG_THREADING_THREADED; i++) {
    RmgSession *session;
    Steps steps;

    rmg_test_mortal_reset ();
    session = run ("bad gst:mortal @ " QUICK "\n", i);
    steps = read_steps (session, "bad");
    g_assert_cmpuint (steps.n_retries, ==, 3 * N_REBUILDS);
    g_assert_cmpuint (steps.n_restarts, ==, N_REBUILDS);
    g_assert_cmpuint (steps.n_rebuilds, ==, N_REBUILDS);
    g_assert_cmpint (rmg_test_mortal_count_jumps (), ==, N_REBUILDS);
    g_assert_cmpint (rmg_test_mortal_count_repeats (), ==, 0);
    g_assert_cmpint (rmg_test_mortal_count_alive (), ==, 1);
    close_session (session);
  }
}

static void
test_rebuild_takes_the_place_of_restarts_if_the_manifest_asks (void)
{
  for (int i = RMG_THREADING_INLINE; i <= RMG_THREADING_THREADED; i++) {
    RmgSession *session;
    Steps steps;

    rmg_test_mortal_reset ();
    session = run ("bad gst:mortal @ " QUICK REBUILD "\n", i);
    steps = read_steps (session, "bad");
    g_assert_cmpuint (steps.n_retries, ==, 2 * N_REBUILDS);
    g_assert_cmpuint (steps.n_restarts, ==, 0);
    g_assert_cmpuint (steps.n_rebuilds, ==, N_REBUILDS);
    close_session (session);
  }
}

/* The pad of the element appears with each new element. */
static void
test_rebuild_links_a_pad_that_appears_late (void)
{
  RmgSession *session;
  Steps steps;

  rmg_test_mortal_reset ();
  session = run ("bad gst:mortalparser @ " QUICK "\n", RMG_THREADING_AUTO);
  steps = read_steps (session, "bad");
  g_assert_cmpuint (steps.n_restarts, ==, 0);
  g_assert_cmpuint (steps.n_rebuilds, ==, N_REBUILDS);
  close_session (session);
}

static RmgFault *
run_to_fault (const char *lines, Steps *steps)
{
  RmgSession *session =
      rmg_test_open (lines, RMG_THREADING_AUTO, RMG_FRAMING_STREAM);
  g_autoptr (GPtrArray) inputs = make_inputs ();
  RmgFault *fault;

  g_free (rmg_test_pump (session, inputs, NULL));
  fault = rmg_session_get_fault (session, 0);
  g_assert_nonnull (fault);
  *steps = read_steps (session, "bad");
  close_session (session);
  return fault;
}

static void
test_rebuild_beyond_the_window_of_restarts_gives_up (void)
{
  g_autoptr (RmgFault) fault = NULL;
  Steps steps;

  rmg_test_mortal_reset ();
  fault = run_to_fault ("bad gst:mortal @ " QUICK
                        ",'restart':{'method':'rebuild','max_restarts':2}\n",
      &steps);
  g_assert_cmpint (fault->kind, ==, RMG_FAULT_RESTARTS);
  g_assert_cmpuint (steps.n_rebuilds, ==, 2);
}

/* A new element that fails as well is no reason to go on. */
static void
test_rebuild_that_does_not_help_is_not_repeated_for_ever (void)
{
  g_autoptr (RmgFault) fault = NULL;
  Steps steps;

  rmg_test_mortal_reset ();
  fault =
      run_to_fault ("bad gst:mortal 'lives':0 @ " QUICK REBUILD "\n", &steps);
  g_assert_cmpint (fault->kind, ==, RMG_FAULT_EXHAUSTED);
  g_assert_cmpuint (fault->n_attempts, ==, 4);
  g_assert_cmpstr (rmg_fault_get_attempt (fault, 2)->action, ==, "rebuild");
  g_assert_cmpuint (steps.n_rebuilds, ==, 2);
}

static void
test_rebuild_is_not_made_where_the_manifest_forbids_it (void)
{
  static const char *const methods[] = { "none", "restart" };

  for (guint i = 0; i < G_N_ELEMENTS (methods); i++) {
    g_autofree char *lines = g_strdup_printf (
        "bad gst:mortal @ " QUICK ",'restart':{'method':'%s','window_ms':0}\n",
        methods[i]);
    g_autoptr (RmgFault) fault = NULL;
    Steps steps;

    rmg_test_mortal_reset ();
    fault = run_to_fault (lines, &steps);
    g_assert_cmpint (fault->kind, ==, RMG_FAULT_EXHAUSTED);
    g_assert_cmpuint (steps.n_rebuilds, ==, 0);
    g_assert_cmpuint (steps.n_restarts, ==, i == 0 ? 0 : 2);
  }
}

static void
note_rebuild (GstMessage *message, gpointer data)
{
  const GstStructure *structure = gst_message_get_structure (message);

  if (!gst_structure_has_name (structure, "rmg-node-restarted"))
    return;
  g_assert_cmpstr (
      gst_structure_get_string (structure, "action"), ==, "rebuild");
  g_assert_cmpstr (gst_structure_get_string (structure, "elements"), ==, "bad");
  g_assert_cmpstr (
      gst_structure_get_string (structure, "lost"), ==, "state of bad");
  g_atomic_int_add ((int *) data, 1);
}

static void
test_rebuild_is_reported (void)
{
  RmgSession *session;
  g_autoptr (GPtrArray) inputs = make_inputs ();
  int n_messages = 0;

  rmg_test_mortal_reset ();
  session = rmg_test_open ("bad gst:mortal @ " QUICK REBUILD "\n",
      RMG_THREADING_THREADED, RMG_FRAMING_STREAM);
  rmg_session_set_message_func (session, note_rebuild, &n_messages, NULL);
  g_free (rmg_test_pump (session, inputs, NULL));
  close_session (session);
  g_assert_cmpint (n_messages, ==, N_REBUILDS);
}

typedef struct
{
  GstElement *pipeline;
  GstElement *bin;
  GstBus *bus;
} Player;

static void
player_init (Player *self, const char *launch, const char *lines)
{
  g_autofree char *manifest = rmg_test_manifest (lines);
  g_autoptr (GError) error = NULL;

  rmg_test_mortal_reset ();
  self->pipeline = gst_parse_launch (launch, &error);
  g_assert_no_error (error);
  self->bin = gst_bin_get_by_name (GST_BIN (self->pipeline), "bin");
  self->bus = gst_element_get_bus (self->pipeline);
  g_object_set (self->bin, "manifest-json", manifest, NULL);
}

static void
player_expect_end (Player *self)
{
  g_autoptr (GstMessage) message = NULL;

  gst_element_set_state (self->pipeline, GST_STATE_PLAYING);
  message = gst_bus_timed_pop_filtered (
      self->bus, LIMIT_S * GST_SECOND, GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
  g_assert_nonnull (message);
  g_assert_cmpint (GST_MESSAGE_TYPE (message), ==, GST_MESSAGE_EOS);
}

static void
player_clear (Player *self)
{
  gst_element_set_state (self->pipeline, GST_STATE_NULL);
  gst_object_unref (self->bin);
  gst_object_unref (self->bus);
  gst_object_unref (self->pipeline);
  g_assert_cmpint (rmg_test_mortal_count_alive (), ==, 0);
}

#define PLAYER                                                                 \
  "audiotestsrc num-buffers=20 ! rmgbin name=bin ! fakesink name=sink"

static int
get_mark (GstElement *bin)
{
  int mark;

  gst_child_proxy_get (GST_CHILD_PROXY (bin), "bad::mark", &mark, NULL);
  return mark;
}

/* The element that the manifest made has a setting of the application, which
 * every later element has as well. */
static void
test_rebuild_keeps_the_settings_of_the_application (void)
{
  Player player;
  g_autoptr (GstElement) first = NULL;
  g_autoptr (GstElement) last = NULL;

  player_init (
      &player, PLAYER, "bad gst:mortal 'lives':5,'mark':1 @ " QUICK "\n");
  g_assert_cmpint (get_mark (player.bin), ==, 1);
  gst_child_proxy_set (GST_CHILD_PROXY (player.bin), "bad::mark", 77, NULL);
  first = gst_bin_get_by_name (GST_BIN (player.bin), "bad");
  player_expect_end (&player);
  last = gst_bin_get_by_name (GST_BIN (player.bin), "bad");
  g_assert_true (first != last);
  g_assert_null (GST_OBJECT_PARENT (first));
  g_assert_cmpint (GST_STATE (first), ==, GST_STATE_NULL);
  g_assert_cmpint (get_mark (player.bin), ==, 77);
  g_clear_object (&first);
  g_clear_object (&last);
  player_clear (&player);
}

static void
test_rebuild_inside_a_nested_bin_plays_to_the_end (void)
{
  Player player;

  player_init (&player, PLAYER,
      "in PassThrough\n"
      "nest gst:rmgbin 'manifest-json':'{\\'version\\':\\'v1\\',"
      "\\'metadata\\':{\\'name\\':\\'x\\'},\\'connections\\':[],"
      "\\'nodes\\':[{\\'id\\':\\'bad\\',\\'node_type\\':\\'gst:mortal\\',"
      "\\'retry\\':{\\'backoff_ms\\':0}}]}'\n"
      "in > nest\n");
  player_expect_end (&player);
  player_clear (&player);
}

/* A sink that is built again takes part in the end of the pipeline. */
static void
test_rebuild_of_a_sink_lets_the_pipeline_end (void)
{
  Player player;

  player_init (&player, "audiotestsrc num-buffers=20 ! rmgbin name=bin",
      "bad gst:mortal @ " QUICK "\n"
      "out gst:fakesink 'sync':false @ " QUICK REBUILD "\nbad > out\n");
  player_expect_end (&player);
  player_clear (&player);
}

static void
push_coded (GstElement *source)
{
  g_autoptr (GstCaps) caps = gst_caps_new_empty_simple ("audio/x-mortal");

  g_object_set (source, "caps", caps, "format", GST_FORMAT_TIME, NULL);
  for (guint i = 0; i < N_BUFFERS; i++) {
    GstBuffer *buffer = gst_buffer_new_allocate (NULL, 1920, NULL);

    gst_buffer_memset (buffer, 0, 0, 1920);
    GST_BUFFER_PTS (buffer) = i * 10 * GST_MSECOND;
    GST_BUFFER_OFFSET (buffer) = i;
    gst_app_src_push_buffer (GST_APP_SRC (source), buffer);
  }
  gst_app_src_end_of_stream (GST_APP_SRC (source));
}

static void
note_offset (GstElement *sink, GstBuffer *buffer, GstPad *pad, gpointer next)
{
  g_assert_cmpuint (GST_BUFFER_OFFSET (buffer), ==, *(guint *) next);
  ++*(guint *) next;
}

/* decodebin finds its decoder again; the decoder fails after 3 buffers. */
static void
test_rebuild_of_decodebin_loses_no_buffer (void)
{
  Player player;
  g_autoptr (GstElement) source = NULL;
  g_autoptr (GstElement) sink = NULL;
  guint next = 0;

  player_init (&player,
      "appsrc name=source ! rmgbin name=bin ! fakesink name=sink "
      "signal-handoffs=true",
      "bad gst:decodebin @ " QUICK "\n");
  source = gst_bin_get_by_name (GST_BIN (player.pipeline), "source");
  sink = gst_bin_get_by_name (GST_BIN (player.pipeline), "sink");
  g_signal_connect (sink, "handoff", G_CALLBACK (note_offset), &next);
  push_coded (source);
  player_expect_end (&player);
  g_assert_cmpuint (next, ==, N_BUFFERS);
  g_assert_cmpint (rmg_test_mortal_count_alive (), ==, 1);
  g_clear_object (&source);
  g_clear_object (&sink);
  player_clear (&player);
}

/* The elements of the plan, without the factory, cannot be made again. */
static void
test_rebuild_without_the_factory_gives_up_with_one_error (void)
{
  g_autoptr (GPtrArray) inputs = make_inputs ();
  g_autoptr (GError) error = NULL;
  RmgSession *session;
  GstPluginFeature *feature;

  rmg_test_mortal_reset ();
  session = rmg_test_open ("bad gst:mortal @ " QUICK REBUILD "\n",
      RMG_THREADING_THREADED, RMG_FRAMING_STREAM);
  feature = gst_registry_lookup_feature (gst_registry_get (), "mortal");
  gst_registry_remove_feature (gst_registry_get (), feature);
  g_free (rmg_test_pump (session, inputs, &error));
  g_assert_nonnull (error);
  g_assert_cmpuint (rmg_session_get_n_faults (session), ==, 1);
  g_assert_cmpuint (read_steps (session, "bad").n_rebuilds, ==, 0);
  g_assert_cmpuint (read_steps (session, "bad").n_restarts, ==, 2);
  close_session (session);
  gst_registry_add_feature (gst_registry_get (), feature);
  gst_object_unref (feature);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  rmg_init ();
  rmg_test_register_mortal ();

  g_test_add_func (
      "/rebuild/ladder", test_rebuild_follows_a_restart_that_did_not_help);
  g_test_add_func ("/rebuild/asked",
      test_rebuild_takes_the_place_of_restarts_if_the_manifest_asks);
  g_test_add_func (
      "/rebuild/late-pad", test_rebuild_links_a_pad_that_appears_late);
  g_test_add_func (
      "/rebuild/window", test_rebuild_beyond_the_window_of_restarts_gives_up);
  g_test_add_func ("/rebuild/hopeless",
      test_rebuild_that_does_not_help_is_not_repeated_for_ever);
  g_test_add_func ("/rebuild/forbidden",
      test_rebuild_is_not_made_where_the_manifest_forbids_it);
  g_test_add_func ("/rebuild/message", test_rebuild_is_reported);
  g_test_add_func (
      "/rebuild/settings", test_rebuild_keeps_the_settings_of_the_application);
  g_test_add_func (
      "/rebuild/nested", test_rebuild_inside_a_nested_bin_plays_to_the_end);
  g_test_add_func (
      "/rebuild/sink", test_rebuild_of_a_sink_lets_the_pipeline_end);
  g_test_add_func (
      "/rebuild/decodebin", test_rebuild_of_decodebin_loses_no_buffer);
  g_test_add_func ("/rebuild/factory",
      test_rebuild_without_the_factory_gives_up_with_one_error);
  return g_test_run ();
}
