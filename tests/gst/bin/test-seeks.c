/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Flushing seeks of an application. In most of the tests a node restarts: it fails
 * each buffer until the seek, and its second start blocks until the flush has
 * reached the sink. A hang fails the test after RMG_TEST_HANG_S. */

#include <rmg/init.h>
#include "tests/lib/hang.h"
#include "tests/lib/session-fixture.h"

#include <gst/app/app.h>
#include <gst/base/gstbasetransform.h>
#include <unistd.h>

static int n_starts;      /* atomic */
static int is_blocked;    /* atomic: whether a start waits */
static int is_released;   /* atomic */
static int has_recovered; /* atomic: no buffer fails any more */

static void
reset_counts (void)
{
  g_atomic_int_set (&n_starts, 0);
  g_atomic_int_set (&is_blocked, FALSE);
  g_atomic_int_set (&is_released, FALSE);
  g_atomic_int_set (&has_recovered, FALSE);
}

static GstStaticPadTemplate sink_template = GST_STATIC_PAD_TEMPLATE (
    "sink", GST_PAD_SINK, GST_PAD_ALWAYS, GST_STATIC_CAPS_ANY);
static GstStaticPadTemplate src_template = GST_STATIC_PAD_TEMPLATE (
    "src", GST_PAD_SRC, GST_PAD_ALWAYS, GST_STATIC_CAPS_ANY);

typedef GstBaseTransform SlowFilter;
typedef GstBaseTransformClass SlowFilterClass;
static GType slow_filter_get_type (void);
G_DEFINE_TYPE (SlowFilter, slow_filter, GST_TYPE_BASE_TRANSFORM)

static gboolean
slow_filter_start (GstBaseTransform *filter)
{
  if (g_atomic_int_add (&n_starts, 1) != 1)
    return TRUE;
  g_atomic_int_set (&is_blocked, TRUE);
  while (!g_atomic_int_get (&is_released))
    g_thread_yield ();
  return TRUE;
}

static GstFlowReturn
slow_filter_transform_ip (GstBaseTransform *filter, GstBuffer *buffer)
{
  if (g_atomic_int_get (&has_recovered))
    return GST_FLOW_OK;
  GST_ELEMENT_ERROR (filter, RESOURCE, READ, ("busy"), (NULL));
  return GST_FLOW_ERROR;
}

static void
slow_filter_class_init (SlowFilterClass *klass)
{
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);

  klass->start = slow_filter_start;
  klass->transform_ip = slow_filter_transform_ip;
  gst_element_class_add_static_pad_template (element_class, &sink_template);
  gst_element_class_add_static_pad_template (element_class, &src_template);
  gst_element_class_set_static_metadata (
      element_class, "Slow", "Filter", "Starts slowly", "RemoteMedia");
}

static void
slow_filter_init (SlowFilter *self)
{
}

typedef struct
{
  GstElement *pipeline;
  GstElement *source;
  GstBus *bus;
} Seeker;

/* appsrc seeks when it starts, too. */
static gboolean
accept_seek (GstElement *source, guint64 offset, gpointer unused)
{
  g_atomic_int_set (&has_recovered, g_atomic_int_get (&is_blocked));
  return TRUE;
}

static GstPadProbeReturn
release_at_flush (GstPad *pad, GstPadProbeInfo *info, gpointer unused)
{
  if (GST_EVENT_TYPE (GST_PAD_PROBE_INFO_EVENT (info)) == GST_EVENT_FLUSH_START)
    g_atomic_int_set (&is_released, TRUE);
  return GST_PAD_PROBE_OK;
}

/* Ends the slow start when the flush reaches the pad. */
static void
watch_flush (Seeker *self, const char *element, const char *pad_name)
{
  g_autoptr (GstElement) at =
      gst_bin_get_by_name (GST_BIN (self->pipeline), element);
  g_autoptr (GstPad) pad = gst_element_get_static_pad (at, pad_name);

  gst_pad_add_probe (pad,
      GST_PAD_PROBE_TYPE_EVENT_FLUSH | GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM,
      release_at_flush, NULL, NULL);
}

static void
seeker_init (Seeker *self, const char *launch, const char *lines)
{
  g_autofree char *manifest = rmg_test_manifest (lines);
  g_autoptr (GstElement) bin = NULL;
  g_autoptr (GError) error = NULL;

  alarm (RMG_TEST_HANG_S);
  reset_counts ();
  self->pipeline = gst_parse_launch (launch, &error);
  g_assert_no_error (error);
  self->source = gst_bin_get_by_name (GST_BIN (self->pipeline), "source");
  self->bus = gst_element_get_bus (self->pipeline);
  bin = gst_bin_get_by_name (GST_BIN (self->pipeline), "bin");
  g_object_set (bin, "manifest-json", manifest, NULL);
  if (GST_IS_APP_SRC (self->source))
    g_signal_connect (
        self->source, "seek-data", G_CALLBACK (accept_seek), NULL);
}

static void
push (Seeker *self)
{
  GstBuffer *buffer = gst_buffer_new_allocate (NULL, 4, NULL);

  GST_BUFFER_PTS (buffer) = 0;
  gst_app_src_push_buffer (GST_APP_SRC (self->source), buffer);
}

static void
seek_during_restart (Seeker *self)
{
  gst_element_set_state (self->pipeline, GST_STATE_PLAYING);
  push (self);
  while (!g_atomic_int_get (&is_blocked))
    g_thread_yield ();
  g_assert_true (gst_element_seek_simple (
      self->pipeline, GST_FORMAT_TIME, GST_SEEK_FLAG_FLUSH, 0));
  g_assert_true (g_atomic_int_get (&has_recovered));
  push (self);
  gst_app_src_end_of_stream (GST_APP_SRC (self->source));
}

static void
expect_eos (Seeker *self)
{
  g_autoptr (GstMessage) message = gst_bus_timed_pop_filtered (self->bus,
      RMG_TEST_HANG_S * GST_SECOND, GST_MESSAGE_EOS | GST_MESSAGE_ERROR);

  g_assert_nonnull (message);
  g_assert_cmpint (GST_MESSAGE_TYPE (message), ==, GST_MESSAGE_EOS);
}

static void
seeker_clear (Seeker *self)
{
  gst_element_set_state (self->pipeline, GST_STATE_NULL);
  gst_object_unref (self->source);
  gst_object_unref (self->bus);
  gst_object_unref (self->pipeline);
  alarm (0);
}

#define SOURCE "appsrc name=source stream-type=seekable format=time "
#define RETRY " @ 'retry':{'retries':9,'backoff_ms':1,'backoff_max_ms':1}\n"

static void
test_seeks_pass_a_filter_that_restarts (void)
{
  Seeker seeker;

  seeker_init (&seeker,
      SOURCE "! rmgbin name=bin ! fakesink name=sink async=false",
      "slow gst:slowfilter" RETRY);
  watch_flush (&seeker, "sink", "sink");
  seek_during_restart (&seeker);
  expect_eos (&seeker);
  seeker_clear (&seeker);
}

/* The slow leg completes the data of the join, so its thread prerolls the sink.
 * The flush reaches this leg first, and the queue waits for the thread. */
static void
test_seeks_of_source_in_paused_pass_a_join (void)
{
  Seeker seeker;

  seeker_init (&seeker,
      "audiotestsrc name=source num-buffers=9 ! rmgbin name=bin ! fakesink",
      "in PassThroughNode\n"
      "queue gst:queue\nslow gst:rmgfault 'delay-us':20000\n"
      "other gst:queue\nout PassThroughNode\n"
      "in > queue\nqueue > slow\nslow > out\nin > other\nother > out\n");
  gst_element_set_state (seeker.pipeline, GST_STATE_PAUSED);
  gst_element_get_state (seeker.pipeline, NULL, NULL, GST_CLOCK_TIME_NONE);
  g_assert_true (gst_element_seek_simple (
      seeker.source, GST_FORMAT_TIME, GST_SEEK_FLAG_FLUSH, 0));
  gst_element_set_state (seeker.pipeline, GST_STATE_PLAYING);
  expect_eos (&seeker);
  seeker_clear (&seeker);
}

static const char *
read_state (GstMessage *message)
{
  const GstStructure *structure = gst_message_get_structure (message);

  g_assert_cmpint (GST_MESSAGE_TYPE (message), !=, GST_MESSAGE_ERROR);
  return gst_structure_has_name (structure, "rmg-state")
      ? gst_structure_get_string (structure, "to")
      : NULL;
}

/* Appends the states of the run until EOS. */
static void
play_to_eos (Seeker *self, GString *states)
{
  gboolean has_ended = FALSE;

  while (!has_ended) {
    g_autoptr (GstMessage) message =
        gst_bus_timed_pop_filtered (self->bus, RMG_TEST_HANG_S * GST_SECOND,
            GST_MESSAGE_EOS | GST_MESSAGE_ERROR | GST_MESSAGE_ELEMENT);

    g_assert_nonnull (message);
    has_ended = GST_MESSAGE_TYPE (message) == GST_MESSAGE_EOS;
    if (!has_ended && read_state (message) != NULL)
      g_string_append_printf (states, "%s ", read_state (message));
  }
}

typedef struct
{
  const char *name, *launch, *lines;
  const char *states; /* after the seek */
} Replay;

static const Replay replays[] = {
  { "filter",
      "audiotestsrc num-buffers=9 name=source ! rmgbin name=bin ! fakesink",
      "a PassThroughNode\n", "running draining " },
  { "sink", "audiotestsrc num-buffers=9 name=source ! rmgbin name=bin",
      "a PassThroughNode\nout gst:fakesink\na > out\n",
      "running draining stopped " },
};

static void
test_seeks_after_the_end_take_it_back (gconstpointer data)
{
  const Replay *replay = data;
  g_autoptr (GString) states = g_string_new (NULL);
  Seeker seeker;

  seeker_init (&seeker, replay->launch, replay->lines);
  gst_element_set_state (seeker.pipeline, GST_STATE_PLAYING);
  play_to_eos (&seeker, states);
  g_string_set_size (states, 0);
  g_assert_true (gst_element_seek_simple (
      seeker.pipeline, GST_FORMAT_TIME, GST_SEEK_FLAG_FLUSH, 0));
  play_to_eos (&seeker, states);
  g_test_message ("%s", states->str);
  g_assert_true (g_str_has_suffix (states->str, replay->states));
  seeker_clear (&seeker);
}

int
main (int argc, char **argv)
{
  rmg_init ();
  g_test_init (&argc, &argv, NULL);
  gst_element_register (
      NULL, "slowfilter", GST_RANK_NONE, slow_filter_get_type ());

  g_test_add_func ("/seeks/filter", test_seeks_pass_a_filter_that_restarts);
  g_test_add_func ("/seeks/join", test_seeks_of_source_in_paused_pass_a_join);
  for (guint i = 0; i < G_N_ELEMENTS (replays); i++) {
    g_autofree char *path =
        g_strconcat ("/seeks/replay/", replays[i].name, NULL);

    g_test_add_data_func (
        path, &replays[i], test_seeks_after_the_end_take_it_back);
  }
  return g_test_run ();
}
