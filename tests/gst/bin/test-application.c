/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* rmgbin inside the pipeline of an application: stopping while a node waits for
 * its next attempt, prerolling, and the messages of a fault. The time-out of the
 * test detects a hang. */

#include <rmg/init.h>
#include "tests/lib/session-fixture.h"

#include <gst/app/app.h>
#include <string.h>

/* Fails its first buffer, and the next attempt is an hour away. */
#define WAITING                                                                \
  "bad gst:rmgfault 'fail-after':0,'failures':1"                               \
  " @ 'retry':{'retries':1,'backoff_ms':3600000,'backoff_max_ms':3600000}\n"

typedef struct
{
  GstElement *pipeline;
  GstElement *bin;
  GstElement *source; /* appsrc */
  GstElement *sink;   /* fakesink */
} Application;

static GstElement *
add (Application *app, const char *factory)
{
  GstElement *element = gst_element_factory_make (factory, NULL);

  g_assert_nonnull (element);
  gst_bin_add (GST_BIN (app->pipeline), element);
  return element;
}

/* appsrc ! rmgbin ! fakesink */
static void
application_init (Application *app, const char *lines)
{
  g_autofree char *manifest = rmg_test_manifest (lines);
  g_autoptr (GstSample) clip = rmg_test_noise_clip (1, 48000, 1, 1);

  app->pipeline = gst_pipeline_new (NULL);
  app->source = add (app, "appsrc");
  app->bin = add (app, "rmgbin");
  app->sink = add (app, "fakesink");
  g_object_set (app->source, "format", GST_FORMAT_TIME, "caps",
      gst_sample_get_caps (clip), NULL);
  g_object_set (app->bin, "manifest-json", manifest, NULL);
  g_object_set (app->sink, "sync", FALSE, "enable-last-sample", FALSE,
      "signal-handoffs", TRUE, NULL);
  g_assert_true (
      gst_element_link_many (app->source, app->bin, app->sink, NULL));
}

static void
application_clear (Application *app)
{
  gst_element_set_state (app->pipeline, GST_STATE_NULL);
  gst_object_unref (app->pipeline);
}

static void
push (Application *app, guint number)
{
  g_autoptr (GstSample) clip = rmg_test_noise_clip (number, 48000, 1, 480);
  GstBuffer *buffer = gst_buffer_copy (gst_sample_get_buffer (clip));

  GST_BUFFER_PTS (buffer) = number * 10 * GST_MSECOND;
  GST_BUFFER_DURATION (buffer) = 10 * GST_MSECOND;
  GST_BUFFER_OFFSET (buffer) = number;
  g_assert_cmpint (gst_app_src_push_buffer (GST_APP_SRC (app->source), buffer),
      ==, GST_FLOW_OK);
}

static guint
get_failures (Application *app)
{
  g_autoptr (GstElement) bad = gst_bin_get_by_name (GST_BIN (app->bin), "bad");
  guint64 failures;

  g_object_get (bad, "failures-done", &failures, NULL);
  return (guint) failures;
}

/* The guard decides right after the fault; it may still be on its way to the
 * wait, which is a case of its own. */
static void
start_and_fail (Application *app)
{
  gst_element_set_state (app->pipeline, GST_STATE_PLAYING);
  push (app, 0);
  push (app, 1);
  while (get_failures (app) == 0)
    g_thread_yield ();
}

static void
test_application_null_during_wait_returns (void)
{
  Application app;

  application_init (&app, WAITING);
  start_and_fail (&app);
  g_assert_cmpint (gst_element_set_state (app.pipeline, GST_STATE_NULL), ==,
      GST_STATE_CHANGE_SUCCESS);
  application_clear (&app);
}

/* Ten times, to meet the guard before, in and between its waits. */
static void
test_application_null_during_restarts_returns (void)
{
  for (guint i = 0; i < 10; i++) {
    Application app;

    application_init (&app,
        "bad gst:rmgfault 'fail-after':0"
        " @ 'retry':{'retries':100000,'backoff_ms':0,'backoff_max_ms':0}\n");
    start_and_fail (&app);
    while (get_failures (&app) < 10 * i)
      g_thread_yield ();
    g_assert_cmpint (gst_element_set_state (app.pipeline, GST_STATE_NULL), ==,
        GST_STATE_CHANGE_SUCCESS);
    application_clear (&app);
  }
}

static void
note_buffer (GstElement *sink, GstBuffer *buffer, GstPad *pad, gpointer last)
{
  g_atomic_int_set ((int *) last, (int) GST_BUFFER_OFFSET (buffer));
}

static gboolean
accept_seek (GstElement *source, guint64 offset, gpointer unused)
{
  return TRUE;
}

/* The held buffer is dropped and the stream goes on after the flush. */
static void
test_application_flushing_seek_during_wait_goes_on (void)
{
  g_autoptr (GstMessage) message = NULL;
  g_autoptr (GstBus) bus = NULL;
  int last = -1;
  Application app;

  application_init (&app, WAITING);
  g_object_set (app.source, "stream-type", GST_APP_STREAM_TYPE_SEEKABLE, NULL);
  g_signal_connect (app.sink, "handoff", G_CALLBACK (note_buffer), &last);
  g_signal_connect (app.source, "seek-data", G_CALLBACK (accept_seek), NULL);
  start_and_fail (&app);
  g_assert_true (gst_element_seek_simple (
      app.pipeline, GST_FORMAT_TIME, GST_SEEK_FLAG_FLUSH, 0));
  push (&app, 7);
  gst_app_src_end_of_stream (GST_APP_SRC (app.source));
  bus = gst_element_get_bus (app.pipeline);
  message = gst_bus_timed_pop_filtered (
      bus, GST_CLOCK_TIME_NONE, GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
  g_assert_cmpint (GST_MESSAGE_TYPE (message), ==, GST_MESSAGE_EOS);
  g_assert_cmpint (g_atomic_int_get (&last), ==, 7);
  application_clear (&app);
}

static void
test_application_tee_to_two_sinks_prerolls (void)
{
  Application app;

  application_init (&app,
      "in PassThroughNode\n"
      "out PassThroughNode\n"
      "a gst:fakesink\n"
      "b gst:fakesink\n"
      "in > a\nin > b\nin > out\n");
  g_object_set (app.sink, "sync", TRUE, NULL);
  gst_element_set_state (app.pipeline, GST_STATE_PLAYING);
  push (&app, 0);
  g_assert_cmpint (
      gst_element_get_state (app.pipeline, NULL, NULL, GST_CLOCK_TIME_NONE), ==,
      GST_STATE_CHANGE_SUCCESS);
  g_assert_cmpint (GST_STATE (app.pipeline), ==, GST_STATE_PLAYING);
  application_clear (&app);
}

typedef struct
{
  const char *name;
  const char *lines;
  const char *error;
} Fault;

static const Fault faults[] = {
  { "guarded", "bad gst:rmgfault 'fail-after':3,'error':'stream-decode'\n",
      "node \"bad\" (gst:rmgfault): Could not decode." },
  { "guarded-in-the-middle",
      "in VADNode\n"
      "bad gst:rmgfault 'fail-after':3,'error':'stream-decode'\n"
      "out AudioBuffer 'buffer_size_samples':100\n"
      "in > bad\nbad > out\n",
      "node \"bad\" (gst:rmgfault): Could not decode." },
  { "exhausted",
      "bad gst:rmgfault 'fail-after':3"
      " @ 'retry':{'retries':2,'backoff_ms':1}\n",
      "node \"bad\" (gst:rmgfault): Could not read. (after 3 attempts)" },
  { "without-message",
      "bad gst:rmgfault 'fail-after':3,'how':'error-only'"
      " @ 'retry':{'retries':0}\n",
      "node \"bad\" (gst:rmgfault)" },
  { "leg",
      "in PassThroughNode\n"
      "bad gst:rmgfault 'fail-after':3,'error':'stream-decode'\n"
      "good AudioBuffer 'buffer_size_samples':100\n"
      "out PassThroughNode\n"
      "in > bad\nin > good\nbad > out\ngood > out\n",
      "node \"bad\" (gst:rmgfault): Could not decode." },
  { "writer-of-a-full-disk",
      "out PassThroughNode\n"
      "w MediaWriterNode 'path':'/dev/full','caps':'audio/x-raw'\n"
      "out > w\n",
      "node \"w\" (MediaWriterNode)" },
  { "downstream-of-a-queue",
      "q gst:queue\n"
      "w MediaWriterNode 'path':'/dev/full','caps':'audio/x-raw'\n"
      "q > w\n",
      "node \"w\" (MediaWriterNode)" },
  { "caps-change-that-a-node-refuses",
      "f gst:rmgfault 'caps-change-every':2\n"
      "bad gst:capsfilter 'caps':'audio/x-raw,rate=44100'\n"
      "f > bad\n",
      "node \"bad\" (gst:capsfilter)" },
};

/* A bus drops messages while the pipeline goes down, so errors are counted where
 * they are posted. */
static GstBusSyncReply
note_error (GstBus *bus, GstMessage *message, gpointer data)
{
  GAsyncQueue *errors = data;
  g_autoptr (GError) error = NULL;

  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR) {
    gst_message_parse_error (message, &error, NULL);
    g_async_queue_push (errors, g_strdup (error->message));
  }
  gst_message_unref (message);
  return GST_BUS_DROP;
}

/* audiotestsrc ! rmgbin, and @sink if the manifest has an output. The sink does
 * not preroll: an error would end the preroll. */
static GstElement *
make_pipeline (const char *lines, const char *sink, GstElement **source)
{
  Application app = { gst_pipeline_new (NULL) };
  g_autofree char *manifest = rmg_test_manifest (lines);
  g_autoptr (GstPad) pad = NULL;
  g_autoptr (GstPad) target = NULL;

  *source = add (&app, "audiotestsrc");
  app.bin = add (&app, "rmgbin");
  g_object_set (*source, "num-buffers", 1000, NULL);
  g_object_set (app.bin, "manifest-json", manifest, NULL);
  g_assert_true (gst_element_link (*source, app.bin));
  pad = gst_element_get_static_pad (app.bin, "src");
  target = gst_ghost_pad_get_target (GST_GHOST_PAD (pad));
  if (target != NULL) {
    GstElement *last = add (&app, sink);

    if (g_str_equal (sink, "fakesink"))
      g_object_set (last, "async", FALSE, NULL);
    g_assert_true (gst_element_link (app.bin, last));
  }
  return app.pipeline;
}

/* Until the thread of the source has posted its last message. */
static void
wait_for_source (GstElement *source)
{
  g_autoptr (GstPad) pad = gst_element_get_static_pad (source, "src");

  while (gst_pad_get_task_state (pad) == GST_TASK_STARTED)
    g_thread_yield ();
  GST_PAD_STREAM_LOCK (pad);
  GST_PAD_STREAM_UNLOCK (pad);
}

static void
test_application_fault_is_one_error (gconstpointer data)
{
  const Fault *fault = data;
  g_autoptr (GAsyncQueue) errors = g_async_queue_new_full (g_free);
  GstElement *source;
  g_autoptr (GstElement) pipeline =
      make_pipeline (fault->lines, "fakesink", &source);
  g_autoptr (GstBus) bus = gst_element_get_bus (pipeline);
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  gst_bus_set_sync_handler (bus, note_error, errors, NULL);
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  first = g_async_queue_pop (errors);
  wait_for_source (source);
  gst_element_set_state (pipeline, GST_STATE_NULL);
  second = g_async_queue_try_pop (errors);
  if (!g_str_has_prefix (first, fault->error))
    g_error ("\"%s\" does not begin with \"%s\"", first, fault->error);
  g_assert_cmpstr (second, ==, NULL);
}

/* The sink and the source say so themselves; no node is to blame. */
static void
test_application_refusing_sink_blames_no_node (void)
{
  g_autoptr (GAsyncQueue) errors = g_async_queue_new_full (g_free);
  GstElement *source;
  g_autoptr (GstElement) pipeline =
      make_pipeline ("in PassThroughNode\n"
                     "a gst:queue\n"
                     "b AudioBuffer 'buffer_size_samples':100\n"
                     "in > a\na > b\n",
          "rmgfault", &source);
  g_autoptr (GstBus) bus = gst_element_get_bus (pipeline);
  char *message;

  gst_bus_set_sync_handler (bus, note_error, errors, NULL);
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  message = g_async_queue_pop (errors);
  wait_for_source (source);
  gst_element_set_state (pipeline, GST_STATE_NULL);
  for (; message != NULL; message = g_async_queue_try_pop (errors)) {
    g_assert_null (strstr (message, "node \""));
    g_free (message);
  }
}

int
main (int argc, char **argv)
{
  rmg_init ();
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/application/null-during-wait",
      test_application_null_during_wait_returns);
  g_test_add_func ("/application/null-during-restarts",
      test_application_null_during_restarts_returns);
  g_test_add_func ("/application/seek-during-wait",
      test_application_flushing_seek_during_wait_goes_on);
  g_test_add_func (
      "/application/preroll", test_application_tee_to_two_sinks_prerolls);
  for (guint i = 0; i < G_N_ELEMENTS (faults); i++) {
    g_autofree char *name =
        g_strconcat ("/application/one-error/", faults[i].name, NULL);

    g_test_add_data_func (
        name, &faults[i], test_application_fault_is_one_error);
  }
  g_test_add_func ("/application/refusing-sink",
      test_application_refusing_sink_blames_no_node);
  return g_test_run ();
}
