/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Random calls of an application at random moments: states, seeks, EOS and new
 * manifests, while nodes fail and restart. Each call returns, no error is
 * reported, the stream plays to its end afterwards, and everything is freed. */

#include <rmg/init.h>
#include "tests/lib/hang-report.h"
#include "tests/lib/hang.h"
#include "tests/lib/mortal.h"
#include "tests/lib/seeds.h"
#include "tests/lib/session-fixture.h"

#include <gst/app/app.h>
#include <string.h>

#define MAX_CALLS 20
#define MAX_NODES 4
#define END_NS (2 * GST_SECOND)

/* New elements take the place of those that fail. */
#define REBUILT                                                                \
  "'retry':{'retries':9,'backoff_ms':0,'backoff_max_ms':0},"                   \
  "'restart':{'method':'rebuild','window_ms':0}"

/* Nodes that recover from each failure. */
static const char *const nodes[] = {
  "PassThroughNode",
  "VADNode",
  "VAD",
  "AudioBuffer 'buffer_size_samples':480",
  "AudioBuffer 'buffer_size_samples':5000",
  "gst:identity",
  "gst:queue",
  "gst:queue 'max-size-buffers':1",
  "gst:volume 'volume':0.5",
  "gst:audioecho 'delay':50000000,'intensity':0.6",
  "gst:rmgfault 'delay-us':300",
  "gst:rmgfault 'drop-every':3,'drop-gap':true",
  "gst:rmgfault 'fail-every':4,'failures':9"
  " @ 'retry':{'retries':20,'backoff_ms':0,'backoff_max_ms':0}",
  "gst:rmgfault 'fail-every':7,'failures':5,'when':'after-output'"
  " @ 'retry':{'retries':20,'backoff_ms':1,'backoff_max_ms':2}",
  "gst:rmgfault 'fail-after':3,'failures':4,'how':'error-only'"
  " @ 'retry':{'retries':20,'backoff_ms':5,'backoff_max_ms':9}",
  "gst:mortal @ " REBUILT,
  "gst:mortal 'lives':5 @ 'retry':{'retries':9,'backoff_ms':1}",
  "gst:mortalparser @ " REBUILT,
};

#define SOURCE "audiotestsrc num-buffers=60 name=source "
#define LIVE "audiotestsrc is-live=true num-buffers=9 samplesperbuffer=220 "
#define APPSRC                                                                 \
  "appsrc name=source stream-type=seekable format=time "                       \
  "caps=audio/x-raw,format=S16LE,rate=16000,channels=1,layout=interleaved "

/* A bin without a name of the application has its source and sink inside. */
static const char *const layouts[] = {
  SOURCE "! rmgbin name=a ! fakesink",
  SOURCE "! rmgbin name=a ! fakesink async=false",
  SOURCE "! rmgbin name=a ! fakesink sync=true",
  SOURCE "! queue ! rmgbin name=a ! queue ! fakesink",
  SOURCE "! rmgbin name=a ! rmgbin name=b ! fakesink",
  SOURCE "! tee name=t t. ! queue ! rmgbin name=a ! fakesink "
         "t. ! queue ! rmgbin name=b ! fakesink",
  LIVE "! rmgbin name=a ! fakesink",
  APPSRC "! rmgbin name=a ! fakesink",
  "rmgbin name=whole",
};

typedef struct
{
  GRand *random;
  GstElement *pipeline;
  GstElement *source; /* (nullable): appsrc */
  GstBus *bus;
} Application;

static guint
draw (Application *self, guint end)
{
  return (guint) g_rand_int_range (self->random, 0, (gint32) end);
}

static void
append_node (Application *self, GString *lines, const char *id)
{
  g_string_append_printf (
      lines, "%s %s\n", id, rmg_test_pick (self->random, nodes));
}

/* A tee, two legs and a join, after the node @last. */
static void
append_diamond (Application *self, GString *lines, const char *last)
{
  append_node (self, lines, "left");
  append_node (self, lines, "right");
  g_string_append_printf (lines,
      "join PassThroughNode\n%s > left\n%s > right\n"
      "left > join\nright > join\n",
      last, last);
}

/* Returns: (transfer full): the manifest of one bin */
static char *
make_manifest (Application *self, gboolean is_whole)
{
  const guint n_nodes = 1 + draw (self, MAX_NODES);
  g_autoptr (GString) lines = g_string_new ("n0 PassThroughNode\n");
  g_autofree char *last = g_strdup ("n0");

  for (guint i = 1; i < n_nodes; i++) {
    g_autofree char *id = g_strdup_printf ("n%u", i);

    append_node (self, lines, id);
    g_string_append_printf (lines, "%s > %s\n", last, id);
    g_free (last);
    last = g_steal_pointer (&id);
  }
  if (draw (self, 3) == 0) {
    append_diamond (self, lines, last);
    g_free (last);
    last = g_strdup ("join");
  }
  if (is_whole)
    g_string_append_printf (lines,
        "in gst:audiotestsrc 'num-buffers':60\nin > n0\n"
        "out gst:fakesink\n%s > out\n",
        last);
  return rmg_test_manifest (lines->str);
}

static void
set_manifest (Application *self, const char *name)
{
  g_autoptr (GstElement) bin =
      gst_bin_get_by_name (GST_BIN (self->pipeline), name);
  g_autofree char *manifest = NULL;

  if (bin == NULL)
    return;
  manifest = make_manifest (self, g_str_equal (name, "whole"));
  g_object_set (bin, "manifest-json", manifest, NULL);
}

static void
set_manifests (Application *self)
{
  set_manifest (self, "a");
  set_manifest (self, "b");
  set_manifest (self, "whole");
}

static gboolean
accept_seek (GstElement *source, guint64 offset, gpointer unused)
{
  return TRUE;
}

static void
application_init (Application *self, guint32 seed)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GstElement) source = NULL;

  self->random = g_rand_new_with_seed (seed);
  self->pipeline =
      gst_parse_launch (rmg_test_pick (self->random, layouts), &error);
  g_assert_no_error (error);
  if (!GST_IS_PIPELINE (self->pipeline)) {
    GstElement *bin = self->pipeline;

    self->pipeline = gst_pipeline_new (NULL);
    gst_bin_add (GST_BIN (self->pipeline), bin);
  }
  rmg_test_hang_watch_bins (self->pipeline);
  self->bus = gst_element_get_bus (self->pipeline);
  self->source = NULL;
  source = gst_bin_get_by_name (GST_BIN (self->pipeline), "source");
  if (source != NULL && GST_IS_APP_SRC (source)) {
    self->source = g_steal_pointer (&source);
    g_signal_connect (
        self->source, "seek-data", G_CALLBACK (accept_seek), NULL);
  }
  set_manifests (self);
}

static void
push (Application *self)
{
  if (self->source == NULL)
    return;
  for (guint i = draw (self, 6); i < 6; i++) {
    GstBuffer *buffer = gst_buffer_new_allocate (NULL, 320, NULL);

    gst_buffer_memset (buffer, 0, 7, 320);
    GST_BUFFER_PTS (buffer) = i * 10 * GST_MSECOND;
    GST_BUFFER_DURATION (buffer) = 10 * GST_MSECOND;
    gst_app_src_push_buffer (GST_APP_SRC (self->source), buffer);
  }
}

/* Fails if a bin or an element has reported an error. */
static void
assert_is_no_error (GstMessage *message)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *debug = NULL;

  if (message == NULL || GST_MESSAGE_TYPE (message) != GST_MESSAGE_ERROR)
    return;
  gst_message_parse_error (message, &error, &debug);
  g_error (
      "%s: %s (%s)", GST_MESSAGE_SRC_NAME (message), error->message, debug);
}

static void
read_messages (Application *self)
{
  for (GstMessage *message; (message = gst_bus_pop (self->bus)) != NULL;) {
    assert_is_no_error (message);
    gst_message_unref (message);
  }
}

static void
call_set_state (Application *self)
{
  const GstState state = GST_STATE_NULL + g_rand_int_range (self->random, 0, 4);

  g_assert_cmpint (gst_element_set_state (self->pipeline, state), !=,
      GST_STATE_CHANGE_FAILURE);
}

static void
call_play (Application *self)
{
  g_assert_cmpint (gst_element_set_state (self->pipeline, GST_STATE_PLAYING),
      !=, GST_STATE_CHANGE_FAILURE);
  push (self);
}

static void
call_get_state (Application *self)
{
  gst_element_get_state (
      self->pipeline, NULL, NULL, draw (self, 20) * GST_MSECOND);
}

static void
call_flushing_seek (Application *self)
{
  gst_element_seek_simple (self->pipeline, GST_FORMAT_TIME,
      GST_SEEK_FLAG_FLUSH | (draw (self, 2) ? GST_SEEK_FLAG_ACCURATE : 0),
      draw (self, 1000) * GST_MSECOND);
  push (self);
}

static gboolean
is_playing (Application *self)
{
  GstState state;

  return gst_element_get_state (self->pipeline, &state, NULL, 0) ==
      GST_STATE_CHANGE_SUCCESS &&
      state == GST_STATE_PLAYING;
}

/* In another state the source waits for PLAYING in this call and the next. An
 * appsrc waits for data in this call. */
static void
call_seek (Application *self)
{
  if (self->source == NULL && is_playing (self))
    gst_element_seek_simple (self->pipeline, GST_FORMAT_TIME,
        GST_SEEK_FLAG_NONE, draw (self, 1000) * GST_MSECOND);
}

static void
call_eos (Application *self)
{
  if (is_playing (self))
    gst_element_send_event (self->pipeline, gst_event_new_eos ());
}

static void
call_wait (Application *self)
{
  g_usleep (draw (self, 3000));
}

static void
call_query (Application *self)
{
  g_autoptr (GstElement) bin = gst_bin_get_by_name (
      GST_BIN (self->pipeline), draw (self, 2) ? "a" : "whole");
  g_autofree char *metrics = NULL;
  gint64 position;

  gst_element_query_position (self->pipeline, GST_FORMAT_TIME, &position);
  if (bin != NULL)
    g_object_get (bin, "metrics", &metrics, NULL);
}

static void
call_new_manifest (Application *self)
{
  gst_element_set_state (
      self->pipeline, draw (self, 2) ? GST_STATE_NULL : GST_STATE_READY);
  set_manifests (self);
}

typedef void (*Call) (Application *self);

/* A call that is listed twice is drawn twice as often. */
static const Call calls[] = {
  call_set_state,
  call_play,
  call_play,
  call_get_state,
  call_flushing_seek,
  call_flushing_seek,
  call_seek,
  call_eos,
  call_wait,
  call_wait,
  call_query,
  call_new_manifest,
};

/* Each node recovers, so that the stream reaches its end. */
static void
play_to_end (Application *self)
{
  g_autoptr (GstMessage) message = NULL;

  gst_element_set_state (self->pipeline, GST_STATE_READY);
  read_messages (self);
  call_play (self);
  if (self->source != NULL)
    gst_app_src_end_of_stream (GST_APP_SRC (self->source));
  message = gst_bus_timed_pop_filtered (
      self->bus, GST_CLOCK_TIME_NONE, GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
  assert_is_no_error (message);
}

static void
free_weak_ref (gpointer data)
{
  g_weak_ref_clear (data);
  g_free (data);
}

static void
watch_element (const GValue *value, gpointer elements)
{
  GWeakRef *element = g_new (GWeakRef, 1);

  g_weak_ref_init (element, g_value_get_object (value));
  g_ptr_array_add (elements, element);
}

/* Returns: (transfer full): weak references to all elements */
static GPtrArray *
watch_elements (Application *self)
{
  GPtrArray *elements = g_ptr_array_new_with_free_func (free_weak_ref);
  GstIterator *iterator = gst_bin_iterate_recurse (GST_BIN (self->pipeline));

  gst_iterator_foreach (iterator, watch_element, elements);
  gst_iterator_free (iterator);
  return elements;
}

/* A thread that continues a state change of a bin may hold the last reference
 * for a moment. A reference that stays is a hang. */
static void
wait_until_finalized (gpointer element, gpointer unused)
{
  GstObject *object;

  while ((object = g_weak_ref_get (element)) != NULL) {
    gst_object_unref (object);
    g_thread_yield ();
  }
}

static void
application_clear (Application *self)
{
  g_autoptr (GPtrArray) elements = watch_elements (self);

  g_assert_cmpint (gst_element_set_state (self->pipeline, GST_STATE_NULL), ==,
      GST_STATE_CHANGE_SUCCESS);
  read_messages (self);
  gst_clear_object (&self->source);
  gst_clear_object (&self->pipeline);
  gst_clear_object (&self->bus);
  g_assert_cmpuint (elements->len, >, 0);
  g_ptr_array_foreach (elements, wait_until_finalized, NULL);
  g_rand_free (self->random);
}

static void
run_seed (guint32 seed)
{
  Application app;

  application_init (&app, seed);
  for (guint i = 1 + draw (&app, MAX_CALLS); i > 0; i--) {
    rmg_test_pick (app.random, calls) (&app);
    read_messages (&app);
  }
  if (draw (&app, 2) == 0)
    play_to_end (&app);
  application_clear (&app);
}

static void
test_random_calls_return_and_free_everything (void)
{
  rmg_test_seeds_run (0, 150, RMG_TEST_HANG_S, run_seed);
}

int
main (int argc, char **argv)
{
  rmg_init ();
  rmg_test_register_mortal ();
  rmg_test_seeds_init (&argc, &argv);

  g_test_add_func (
      "/random/calls", test_random_calls_return_and_free_everything);
  return g_test_run ();
}
