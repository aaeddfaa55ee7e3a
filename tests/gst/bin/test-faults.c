/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Faults outside the attempt of a guard, with rmgbin in the pipeline of an
 * application: the call returns, and exactly one error is reported. A hang fails
 * the test after RMG_TEST_HANG_S. */

#include <rmg/init.h>
#include "tests/lib/hang.h"
#include "tests/lib/session-fixture.h"
#include "tests/lib/start-fault.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

typedef struct
{
  GstElement *pipeline;
  GstElement *bin;
  GstBus *bus;
} Player;

static void
player_init (Player *self, const char *lines)
{
  g_autofree char *manifest = rmg_test_manifest (lines);

  alarm (RMG_TEST_HANG_S);
  self->pipeline = gst_pipeline_new (NULL);
  self->bin = gst_element_factory_make ("rmgbin", NULL);
  self->bus = gst_element_get_bus (self->pipeline);
  gst_bin_add (GST_BIN (self->pipeline), self->bin);
  g_object_set (self->bin, "manifest-json", manifest, NULL);
}

static void
player_clear (Player *self)
{
  gst_element_set_state (self->pipeline, GST_STATE_NULL);
  gst_object_unref (self->bus);
  gst_object_unref (self->pipeline);
  alarm (0);
}

static GstElement *
get_element (Player *self, const char *id)
{
  GstElement *element = gst_bin_get_by_name (GST_BIN (self->bin), id);

  g_assert_nonnull (element);
  return element;
}

/* Asserts that the first error contains @text. */
static void
expect_error (Player *self, const char *text)
{
  g_autoptr (GstMessage) message = gst_bus_timed_pop_filtered (
      self->bus, RMG_TEST_HANG_S * GST_SECOND, GST_MESSAGE_ERROR);
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (message);
  gst_message_parse_error (message, &error, NULL);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, text));
}

static void
expect_no_error (Player *self)
{
  g_autoptr (GstMessage) message =
      gst_bus_pop_filtered (self->bus, GST_MESSAGE_ERROR);

  g_assert_null (message);
}

/* The end of the stream and the error have no order: the sink that ends posts on
 * its own thread. */
static void
expect_error_and_eos (Player *self, const char *text)
{
  guint n_errors = 0, n_ends = 0;

  while (n_errors + n_ends < 2) {
    g_autoptr (GstMessage) message = gst_bus_timed_pop_filtered (self->bus,
        RMG_TEST_HANG_S * GST_SECOND, GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
    g_autoptr (GError) error = NULL;

    g_assert_nonnull (message);
    if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_EOS) {
      n_ends++;
      continue;
    }
    gst_message_parse_error (message, &error, NULL);
    g_assert_nonnull (strstr (error->message, text));
    n_errors++;
  }
  g_assert_cmpuint (n_errors, ==, 1);
}

typedef struct
{
  const char *name;
  const char *lines;
  const char *error;
} Start;

static const Start starts[] = {
  { "source-to-sink",
      "in gst:filesrc 'location':'/nonexistent/in'\n"
      "out gst:fakesink\nin > out\n",
      "\"in\"" },
  { "source-to-parser",
      "in gst:filesrc 'location':'/nonexistent/in'\n"
      "parse gst:wavparse\nout gst:fakesink\nin > parse\nparse > out\n",
      "\"in\"" },
  { "sink",
      "in gst:audiotestsrc\n"
      "out gst:filesink 'location':'/nonexistent/out'\nin > out\n",
      "\"out\"" },
  { "nested-without-manifest",
      "in gst:audiotestsrc\ninner gst:rmgbin\nout gst:fakesink\n"
      "in > inner\ninner > out\n",
      "\"inner\"" },
  { "filter",
      "in gst:audiotestsrc\nfilter gst:teststart 'state-error':1\n"
      "out gst:fakesink\nin > filter\nfilter > out\n",
      "\"filter\"" },
};

static void
test_faults_element_that_cannot_start_is_one_error (gconstpointer data)
{
  const Start *start = data;
  Player player;

  player_init (&player, start->lines);
  g_assert_cmpint (gst_element_set_state (player.pipeline, GST_STATE_PLAYING),
      ==, GST_STATE_CHANGE_FAILURE);
  expect_error (&player, start->error);
  expect_no_error (&player);
  player_clear (&player);
}

static void
test_faults_media_that_foreign_decoder_refuses_is_one_error (void)
{
  g_autofree char *path = NULL;
  g_autofree char *lines = NULL;
  int fd = g_file_open_tmp ("rmg-junk-XXXXXX", &path, NULL);
  Player player;

  g_assert_cmpint (write (fd, "junk", 4), ==, 4);
  close (fd);
  lines = g_strdup_printf ("in gst:filesrc 'location':'%s'\n"
                           "decode gst:decodebin\nout gst:fakesink\n"
                           "in > decode\ndecode > out\n",
      path);
  player_init (&player, lines);
  gst_element_set_state (player.pipeline, GST_STATE_PLAYING);
  expect_error (&player, "\"decode\"");
  expect_no_error (&player);
  player_clear (&player);
  g_unlink (path);
}

/* The thread of the test stands for a thread of the element. */
static void
test_faults_error_from_thread_of_element_is_reported (void)
{
  Player player;
  g_autoptr (GstElement) filter = NULL;

  player_init (&player,
      "in gst:audiotestsrc 'is-live':true\nfilter gst:identity\n"
      "out gst:fakesink\nin > filter\nfilter > out\n");
  filter = get_element (&player, "filter");
  gst_element_set_state (player.pipeline, GST_STATE_PLAYING);
  gst_element_get_state (player.pipeline, NULL, NULL, GST_CLOCK_TIME_NONE);
  GST_ELEMENT_ERROR (filter, RESOURCE, READ, ("the task broke"), (NULL));
  expect_error_and_eos (&player, "the task broke");
  player_clear (&player);
}

/* From now on, the element does not start. */
static GstPadProbeReturn
break_for_ever (GstPad *pad, GstPadProbeInfo *info, gpointer unused)
{
  g_autoptr (GstElement) element = gst_pad_get_parent_element (pad);

  g_object_set (element, "state-error", 2, NULL);
  GST_ELEMENT_ERROR (element, RESOURCE, READ, ("broken"), (NULL));
  gst_buffer_unref (GST_PAD_PROBE_INFO_BUFFER (info));
  GST_PAD_PROBE_INFO_FLOW_RETURN (info) = GST_FLOW_ERROR;
  return GST_PAD_PROBE_HANDLED;
}

static void
test_faults_restart_that_fails_is_one_error (void)
{
  Player player;
  g_autoptr (GstElement) bad = NULL;
  g_autoptr (GstPad) pad = NULL;

  player_init (&player,
      "in gst:audiotestsrc 'is-live':true\n"
      "bad gst:teststart @ 'retry':{'retries':5,'backoff_ms':1}\n"
      "out gst:fakesink\nin > bad\nbad > out\n");
  bad = get_element (&player, "bad");
  pad = gst_element_get_static_pad (bad, "sink");
  gst_pad_add_probe (
      pad, GST_PAD_PROBE_TYPE_BUFFER, break_for_ever, NULL, NULL);
  gst_element_set_state (player.pipeline, GST_STATE_PLAYING);
  expect_error (&player, "\"bad\"");
  expect_no_error (&player);
  player_clear (&player);
}

typedef struct
{
  const char *name;
  const char *lines; /* with the node "inner" of an rmgbin */
} Nesting;

static const Nesting nestings[] = {
  { "direct",
      "in gst:audiotestsrc 'num-buffers':50\ninner gst:rmgbin\n"
      "out gst:fakesink\nin > inner\ninner > out\n" },
  { "tee",
      "in gst:audiotestsrc 'num-buffers':50\ninner gst:rmgbin\n"
      "out gst:fakesink\nother gst:fakesink\n"
      "in > inner\ninner > out\nin > other\n" },
};

static void
test_faults_nested_bin_makes_one_error_and_eos (gconstpointer data)
{
  const Nesting *nesting = data;
  g_autofree char *manifest =
      rmg_test_manifest ("bad gst:rmgfault 'fail-after':2,'failures':1000"
                         " @ 'retry':{'retries':2,'backoff_ms':1}\n");
  g_autoptr (GstElement) inner = NULL;
  Player player;

  player_init (&player, nesting->lines);
  inner = get_element (&player, "inner");
  g_object_set (inner, "manifest-json", manifest, NULL);
  gst_element_set_state (player.pipeline, GST_STATE_PAUSED);
  gst_element_set_state (player.pipeline, GST_STATE_PLAYING);
  expect_error_and_eos (&player, "bad");
  expect_no_error (&player);
  player_clear (&player);
}

static void
add_starts (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (starts); i++) {
    g_autofree char *path =
        g_strconcat ("/faults/start/", starts[i].name, NULL);

    g_test_add_data_func (
        path, &starts[i], test_faults_element_that_cannot_start_is_one_error);
  }
}

static void
add_nestings (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (nestings); i++) {
    g_autofree char *path =
        g_strconcat ("/faults/nested/", nestings[i].name, NULL);

    g_test_add_data_func (
        path, &nestings[i], test_faults_nested_bin_makes_one_error_and_eos);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  rmg_init ();
  rmg_test_start_fault_register ();

  add_starts ();
  g_test_add_func ("/faults/decoder",
      test_faults_media_that_foreign_decoder_refuses_is_one_error);
  g_test_add_func (
      "/faults/task", test_faults_error_from_thread_of_element_is_reported);
  g_test_add_func (
      "/faults/restart", test_faults_restart_that_fails_is_one_error);
  add_nestings ();
  return g_test_run ();
}
