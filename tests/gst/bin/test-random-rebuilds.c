/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Calls of an application at random moments while nodes are built again with almost
 * each buffer. Each call returns, no error is reported, the stream plays to its
 * end afterwards, and each element is freed. */

#include <rmg/init.h>
#include "tests/lib/hang-report.h"
#include "tests/lib/hang.h"
#include "tests/lib/mortal.h"
#include "tests/lib/seeds.h"
#include "tests/lib/session-fixture.h"

#include <gst/gst.h>

#define TURN_MS 1
#define START_TURNS 2000
#define MAX_CALLS 6
#define MAX_REBUILDS 12

#define QUICK "'retry':{'max_retries':9,'backoff_ms':0,'max_backoff_ms':0}"
#define REBUILD ",'restart':{'method':'rebuild','window_ms':0}"
#define NESTED                                                                 \
  "gst:rmgbin 'manifest-json':'{\\'version\\':\\'v1\\',"                       \
  "\\'metadata\\':{\\'name\\':\\'x\\'},\\'connections\\':[],"                  \
  "\\'nodes\\':[{\\'id\\':\\'bad\\',\\'node_type\\':\\'gst:mortal\\',"         \
  "\\'retry\\':{\\'backoff_ms\\':0}}]}'\n"

static const char *const manifests[] = {
  "bad gst:mortal 'lives':1 @ " QUICK REBUILD "\n",
  "bad gst:mortal 'lives':2 @ " QUICK "\n",
  "bad gst:mortalparser 'lives':1 @ " QUICK "\n",
  "bad gst:mortal 'lives':1 @ " QUICK REBUILD
  ",'breaker':{'failures':9,'on_open':'bypass'}\n",
  "bad " NESTED,
  "in gst:queue\nbad gst:mortalparser @ " QUICK "\n"
  "out gst:mortal 'lives':1 @ " QUICK REBUILD "\nin > bad\nbad > out\n",
  "in PassThroughNode\na gst:mortal 'lives':1 @ " QUICK REBUILD
  "\nb gst:mortal 'lives':2 @ " QUICK REBUILD
  "\nout PassThroughNode\nin > a\nin > b\na > out\nb > out\n",
  "a gst:mortal 'lives':2 @ " QUICK REBUILD
  ",'group':'g'\nb gst:mortal 'lives':3 @ " QUICK REBUILD
  ",'group':'g'\na > b\n",
};

#define SOURCE "audiotestsrc num-buffers=60 samplesperbuffer=64 "

static const char *const layouts[] = {
  SOURCE "! rmgbin name=bin ! fakesink",
  SOURCE "! rmgbin name=bin ! fakesink async=false",
  SOURCE "! queue max-size-buffers=2 ! rmgbin name=bin ! queue ! fakesink",
  SOURCE "! tee name=t t. ! queue ! rmgbin name=bin ! fakesink "
         "t. ! queue ! fakesink",
};

typedef struct
{
  GRand *random;
  GstElement *pipeline;
  GstBus *bus;
  gboolean is_over; /* EOS was reported, and nothing starts the stream again */
  gboolean has_stopped; /* the pipeline did not go on to PLAYING */
} Application;

static guint
draw (Application *self, guint end)
{
  return (guint) g_rand_int_range (self->random, 0, (gint32) end);
}

static void
application_init (Application *self, guint32 seed)
{
  g_autofree char *manifest = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GstElement) bin = NULL;

  rmg_test_mortal_reset ();
  self->is_over = self->has_stopped = FALSE;
  self->random = g_rand_new_with_seed (seed);
  manifest = rmg_test_manifest (rmg_test_pick (self->random, manifests));
  self->pipeline =
      gst_parse_launch (rmg_test_pick (self->random, layouts), &error);
  g_assert_no_error (error);
  self->bus = gst_element_get_bus (self->pipeline);
  bin = gst_bin_get_by_name (GST_BIN (self->pipeline), "bin");
  g_object_set (bin, "manifest-json", manifest, NULL);
  rmg_test_hang_watch_bins (self->pipeline);
}

/* @message: (transfer full) (nullable) */
static void
expect_no_error (GstMessage *message)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *debug = NULL;

  if (message != NULL && GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR) {
    gst_message_parse_error (message, &error, &debug);
    g_error (
        "%s: %s (%s)", GST_MESSAGE_SRC_NAME (message), error->message, debug);
  }
  g_clear_pointer (&message, gst_message_unref);
}

/* A message holds a reference to its element. */
static void
read_messages (Application *self)
{
  GstMessage *message;

  while ((message = gst_bus_pop (self->bus)) != NULL)
    expect_no_error (message);
}

static void
set_state (Application *self, GstState state)
{
  g_assert_cmpint (gst_element_set_state (self->pipeline, state), !=,
      GST_STATE_CHANGE_FAILURE);
}

static void
call_stop (Application *self)
{
  set_state (self, draw (self, 2) ? GST_STATE_NULL : GST_STATE_READY);
  read_messages (self);
  self->is_over = FALSE;
}

static void
call_seek (Application *self)
{
  if (gst_element_seek_simple (self->pipeline, GST_FORMAT_TIME,
          GST_SEEK_FLAG_FLUSH, draw (self, 50) * GST_MSECOND))
    self->is_over = FALSE;
}

static gboolean
is_playing (Application *self)
{
  GstState state;

  return gst_element_get_state (self->pipeline, &state, NULL, 0) ==
      GST_STATE_CHANGE_SUCCESS &&
      state == GST_STATE_PLAYING;
}

/* GStreamer 1.22 forgets to go on to PLAYING if a thread calls for PAUSED at the
 * moment when the pipeline has prerolled: see bin_handle_async_done(). */
static void
call_pause (Application *self)
{
  if (!is_playing (self))
    return;
  set_state (self, GST_STATE_PAUSED);
  set_state (self, GST_STATE_PLAYING);
}

static void
call_eos (Application *self)
{
  if (is_playing (self))
    gst_element_send_event (self->pipeline, gst_event_new_eos ());
}

static void
call_look (Application *self)
{
  g_autoptr (GstElement) bin =
      gst_bin_get_by_name (GST_BIN (self->pipeline), "bin");
  g_autofree char *metrics = NULL;
  g_autofree char *report = NULL;

  g_object_get (bin, "metrics", &metrics, "stall-report", &report, NULL);
  g_assert_nonnull (metrics);
  g_assert_nonnull (report);
}

typedef void (*Call) (Application *self);

static const Call calls[] = { call_stop, call_pause, call_seek, call_seek,
  call_eos, call_look };

/* Waits for a turn, since a loop that only yields takes the processor of the threads
 * that it waits for. */
static gboolean
has_ended (Application *self)
{
  GstMessage *message = gst_bus_timed_pop_filtered (
      self->bus, TURN_MS * GST_MSECOND, GST_MESSAGE_EOS | GST_MESSAGE_ERROR);

  self->is_over |= message != NULL;
  expect_no_error (message);
  return self->is_over;
}

/* GStreamer 1.22 aborts the way to PLAYING if another change of the state comes in
 * between: see bin_continue_func(). A pipeline that does not start is started from
 * READY at the end, which must succeed. A pipeline that plays must go on. */
static gboolean
has_stopped (Application *self, guint n_turns)
{
  self->has_stopped |= n_turns >= START_TURNS && !is_playing (self);
  return self->has_stopped;
}

/* Plays until some elements are born, or until the stream ends. */
static void
play_for_a_while (Application *self)
{
  const int enough =
      rmg_test_mortal_count_born () + (int) draw (self, MAX_REBUILDS);

  set_state (self, GST_STATE_PLAYING);
  for (guint n_turns = 0; rmg_test_mortal_count_born () < enough &&
       !has_ended (self) && !has_stopped (self, n_turns);
       n_turns++)
    g_thread_yield ();
  for (guint i = draw (self, 20); i > 0; i--)
    g_thread_yield ();
}

static void
play_to_end (Application *self)
{
  set_state (self, GST_STATE_READY);
  read_messages (self);
  set_state (self, GST_STATE_PLAYING);
  expect_no_error (gst_bus_timed_pop_filtered (
      self->bus, GST_CLOCK_TIME_NONE, GST_MESSAGE_EOS | GST_MESSAGE_ERROR));
}

/* The thread of the last rebuild may hold a reference for a moment. */
static void
application_clear (Application *self)
{
  set_state (self, GST_STATE_NULL);
  read_messages (self);
  gst_clear_object (&self->pipeline);
  gst_clear_object (&self->bus);
  g_rand_free (self->random);
  while (rmg_test_mortal_count_alive () > 0)
    g_thread_yield ();
}

static void
run_seed (guint32 seed)
{
  Application app;

  application_init (&app, seed);
  for (guint i = 1 + draw (&app, MAX_CALLS); i > 0; i--) {
    play_for_a_while (&app);
    rmg_test_pick (app.random, calls) (&app);
  }
  if (draw (&app, 2) == 0 || app.has_stopped)
    play_to_end (&app);
  application_clear (&app);
}

static void
test_random_calls_during_rebuilds_return (void)
{
  rmg_test_seeds_run (0, 60, RMG_TEST_HANG_S, run_seed);
}

int
main (int argc, char **argv)
{
  rmg_init ();
  rmg_test_register_mortal ();
  rmg_test_seeds_init (&argc, &argv);

  g_test_add_func (
      "/random/rebuilds", test_random_calls_during_rebuilds_return);
  return g_test_run ();
}
