/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Permanent faults of one branch during a state change of the application's
 * pipeline: the other branch is complete, and exactly one error is posted. A
 * hang fails the test after RMG_TEST_HANG_S. */

#include "gst/bin/held-errors.h"

#include <rmg/init.h>
#include "tests/lib/hang.h"
#include "tests/lib/session-fixture.h"

#include <string.h>
#include <unistd.h>

#define N_RUNS 25
#define N_BUFFERS 60

#define SOURCE "in gst:audiotestsrc 'num-buffers':60\n"
#define BAD(at) "bad gst:rmgfault 'failures':1,'fail-after':" #at ERROR_TYPE
#define ERROR_TYPE ",'error':'stream-decode'\n"

typedef struct
{
  GstElement *pipeline;
  GstElement *bin;
  GstBus *bus;
  int n_errors;    /* atomic */
  int n_delivered; /* atomic: buffers at the sinks of the complete branch */
} Player;

typedef struct
{
  const char *name;
  const char *lines;
} Branches;

static const Branches branches[] = {
  { "sinks",
      SOURCE BAD (0) "out gst:fakesink\nother gst:fakesink\n"
                     "in > bad\nbad > out\nin > other\n" },
  { "queues",
      SOURCE BAD (0) "q gst:queue\np gst:queue\n"
                     "out gst:fakesink\nother gst:fakesink\n"
                     "in > q\nq > bad\nbad > out\nin > p\np > other\n" },
  { "retries",
      SOURCE "bad gst:rmgfault 'fail-after':0,'failures':100000"
             " @ 'retry':{'retries':2,'backoff_ms':1}\n"
             "out gst:fakesink\nother gst:fakesink\n"
             "in > bad\nbad > out\nin > other\n" },
  { "outputs",
      SOURCE BAD (0) "other PassThroughNode\n"
                     "in > bad\nin > other\n" },
  { "input-and-outputs",
      "in PassThroughNode\n" BAD (0) "other PassThroughNode\n"
                                     "in > bad\nin > other\n" },
  { "queues-late",
      SOURCE BAD (20) "q gst:queue\np gst:queue\n"
                      "out gst:fakesink\nother gst:fakesink\n"
                      "in > q\nq > bad\nbad > out\nin > p\np > other\n" },
};

/* A bus drops messages while the pipeline goes down, so errors are counted where
 * they are posted. */
static GstBusSyncReply
count_errors (GstBus *bus, GstMessage *message, gpointer data)
{
  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR)
    g_atomic_int_inc (&((Player *) data)->n_errors);
  return GST_BUS_PASS;
}

static GstPadProbeReturn
count_buffer (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  g_atomic_int_inc ((int *) data);
  return GST_PAD_PROBE_OK;
}

static void
count_at (Player *self, GstElement *sink)
{
  g_autoptr (GstPad) pad = gst_element_get_static_pad (sink, "sink");

  gst_pad_add_probe (
      pad, GST_PAD_PROBE_TYPE_BUFFER, count_buffer, &self->n_delivered, NULL);
}

static GstElement *
add (Player *self, const char *factory)
{
  GstElement *element = gst_element_factory_make (factory, NULL);

  gst_bin_add (GST_BIN (self->pipeline), element);
  return element;
}

static void
link_sink (Player *self, const char *id, GstElement *sink)
{
  g_autofree char *name = g_strconcat ("src_", id, NULL);

  g_assert_true (gst_element_link_pads (self->bin, name, sink, "sink"));
}

static void
feed_input (Player *self)
{
  GstElement *source = add (self, "audiotestsrc");

  g_object_set (source, "num-buffers", N_BUFFERS, NULL);
  g_assert_true (gst_element_link_pads (source, "src", self->bin, "sink"));
}

/* The application feeds an open input, and has a sink for each open output. */
static void
connect_ports (Player *self, const char *lines)
{
  g_autoptr (GstElement) other = NULL;

  if (strstr (lines, "gst:fakesink") != NULL) {
    other = gst_bin_get_by_name (GST_BIN (self->bin), "other");
  } else {
    other = gst_object_ref (add (self, "fakesink"));
    link_sink (self, "other", other);
    link_sink (self, "bad", add (self, "fakesink"));
  }
  count_at (self, other);
  if (!g_str_has_prefix (lines, SOURCE))
    feed_input (self);
}

static void
player_init (Player *self, const char *lines)
{
  g_autofree char *manifest = rmg_test_manifest (lines);

  alarm (RMG_TEST_HANG_S);
  *self = (Player){ gst_pipeline_new (NULL) };
  self->bin = add (self, "rmgbin");
  self->bus = gst_element_get_bus (self->pipeline);
  gst_bus_set_sync_handler (self->bus, count_errors, self, NULL);
  g_object_set (self->bin, "manifest-json", manifest, NULL);
  connect_ports (self, lines);
}

static void
player_clear (Player *self)
{
  g_assert_cmpint (gst_element_set_state (self->pipeline, GST_STATE_NULL), ==,
      GST_STATE_CHANGE_SUCCESS);
  g_assert_cmpint (g_atomic_int_get (&self->n_errors), ==, 1);
  gst_bus_set_sync_handler (self->bus, NULL, NULL, NULL);
  gst_object_unref (self->bus);
  gst_object_unref (self->pipeline);
  alarm (0);
}

/* An application may stop at EOS, so the error comes first. */
static void
wait_for (Player *self, GstMessageType type)
{
  g_autoptr (GstMessage) message = gst_bus_timed_pop_filtered (
      self->bus, GST_CLOCK_TIME_NONE, GST_MESSAGE_ERROR | GST_MESSAGE_EOS);

  g_assert_cmpstr (
      GST_MESSAGE_TYPE_NAME (message), ==, gst_message_type_get_name (type));
}

static void
test_held_errors_other_branch_is_complete (gconstpointer data)
{
  for (guint i = 0; i < N_RUNS; i++) {
    Player player;

    player_init (&player, ((const Branches *) data)->lines);
    gst_element_set_state (player.pipeline, GST_STATE_PLAYING);
    wait_for (&player, GST_MESSAGE_ERROR);
    wait_for (&player, GST_MESSAGE_EOS);
    g_assert_cmpint (g_atomic_int_get (&player.n_delivered), ==, N_BUFFERS);
    player_clear (&player);
  }
}

static void
test_held_errors_paused_pipeline_receives_error (gconstpointer data)
{
  Player player;

  player_init (&player, ((const Branches *) data)->lines);
  gst_element_set_state (player.pipeline, GST_STATE_PAUSED);
  wait_for (&player, GST_MESSAGE_ERROR);
  g_assert_cmpint (GST_STATE (player.pipeline), ==, GST_STATE_PAUSED);
  gst_element_set_state (player.pipeline, GST_STATE_PLAYING);
  wait_for (&player, GST_MESSAGE_EOS);
  g_assert_cmpint (g_atomic_int_get (&player.n_delivered), ==, N_BUFFERS);
  player_clear (&player);
}

/* The sink of the application never prerolls. */
static void
add_idle_branch (Player *self)
{
  g_assert_true (
      gst_element_link (add (self, "appsrc"), add (self, "fakesink")));
}

/* The sink of the failed branch receives EOS after the error was held. */
static void
wait_for_failure (Player *self)
{
  g_autoptr (GstElement) out = gst_bin_get_by_name (GST_BIN (self->bin), "out");

  gst_element_get_state (out, NULL, NULL, GST_CLOCK_TIME_NONE);
}

static void
test_held_errors_ready_posts_held_error (void)
{
  Player player;

  player_init (&player, branches[0].lines);
  add_idle_branch (&player);
  gst_element_set_state (player.pipeline, GST_STATE_PLAYING);
  wait_for_failure (&player);
  g_assert_cmpint (g_atomic_int_get (&player.n_errors), ==, 0);
  gst_element_set_state (player.pipeline, GST_STATE_READY);
  g_assert_cmpint (g_atomic_int_get (&player.n_errors), ==, 1);
  player_clear (&player);
}

static void
test_held_errors_change_without_end_receives_error (void)
{
  Player player;

  player_init (&player, branches[0].lines);
  add_idle_branch (&player);
  gst_element_set_state (player.pipeline, GST_STATE_PLAYING);
  wait_for (&player, GST_MESSAGE_ERROR);
  player_clear (&player);
}

/* No branch goes on, so the error ends the change that would not end. */
static void
test_held_errors_failed_bin_is_reported_at_once (void)
{
  gint64 start_us = g_get_monotonic_time ();
  Player player;

  player_init (&player,
      SOURCE BAD (0) "out gst:fakesink\nother gst:fakesink\n"
                     "in > bad\nbad > out\nbad > other\n");
  add_idle_branch (&player);
  gst_element_set_state (player.pipeline, GST_STATE_PLAYING);
  wait_for (&player, GST_MESSAGE_ERROR);
  g_assert_cmpint (g_get_monotonic_time () - start_us, <,
      RMG_HELD_ERRORS_MAX_MS * G_TIME_SPAN_MILLISECOND);
  player_clear (&player);
}

/* Sinks that preroll may stop the last branches before their fault. */
static void
add_branches (const char *prefix, gsize n_branches, GTestDataFunc test)
{
  for (gsize i = 0; i < n_branches; i++) {
    g_autofree char *path = g_strconcat (prefix, branches[i].name, NULL);

    g_test_add_data_func (path, &branches[i], test);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  rmg_init ();

  add_branches ("/held-errors/playing/", G_N_ELEMENTS (branches),
      test_held_errors_other_branch_is_complete);
  add_branches ("/held-errors/paused/", G_N_ELEMENTS (branches) - 1,
      test_held_errors_paused_pipeline_receives_error);
  g_test_add_func (
      "/held-errors/ready", test_held_errors_ready_posts_held_error);
  g_test_add_func ("/held-errors/no-end",
      test_held_errors_change_without_end_receives_error);
  g_test_add_func ("/held-errors/failed-bin",
      test_held_errors_failed_bin_is_reported_at_once);
  return g_test_run ();
}
