/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/decode/output.h"

#include "elements/decode/rmgdecode.h"
#include "elements/wav/rmgwavparse.h"

#include <glib/gstdio.h>

#define LIMIT (60 * GST_SECOND)

typedef struct
{
  char *folder;
  char *path;
} Fixture;

/* Returns: (transfer full) (nullable): the end of @description, or its error */
static GstMessage *
run (const char *description)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GstElement) pipeline = gst_parse_launch (description, &error);
  g_autoptr (GstBus) bus = NULL;
  GstMessage *message;

  g_assert_no_error (error);
  bus = gst_element_get_bus (pipeline);
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  message = gst_bus_timed_pop_filtered (
      bus, LIMIT, GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
  gst_element_set_state (pipeline, GST_STATE_NULL);
  return message;
}

/* @n_buffers: of 1,024 frames */
static void
set_up (Fixture *self, gconstpointer n_buffers)
{
  g_autofree char *description = NULL;
  g_autoptr (GstMessage) message = NULL;

  self->folder = g_dir_make_tmp ("rmg-XXXXXX", NULL);
  self->path = g_build_filename (self->folder, "tone.wav", NULL);
  description =
      g_strdup_printf ("audiotestsrc num-buffers=%d ! wavenc ! filesink "
                       "location=%s",
          GPOINTER_TO_INT (n_buffers), self->path);
  message = run (description);
  g_assert_cmpint (GST_MESSAGE_TYPE (message), ==, GST_MESSAGE_EOS);
}

static void
tear_down (Fixture *self, gconstpointer n_buffers)
{
  g_unlink (self->path);
  g_rmdir (self->folder);
  g_free (self->path);
  g_free (self->folder);
}

/* The data of a short file leaves with the events at its end. */
static void
test_output_that_nothing_takes_is_an_error (Fixture *self, gconstpointer unused)
{
  g_autofree char *description =
      g_strdup_printf ("filesrc location=%s ! rmgdecode ! tee", self->path);
  g_autoptr (GstMessage) message = run (description);
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (message);
  g_assert_cmpint (GST_MESSAGE_TYPE (message), ==, GST_MESSAGE_ERROR);
  gst_message_parse_error (message, &error, NULL);
  g_assert_error (error, GST_STREAM_ERROR, GST_STREAM_ERROR_FAILED);
}

static void
test_output_that_is_taken_ends (Fixture *self, gconstpointer unused)
{
  g_autofree char *description = g_strdup_printf (
      "filesrc location=%s ! rmgdecode ! fakesink", self->path);
  g_autoptr (GstMessage) message = run (description);

  g_assert_nonnull (message);
  g_assert_cmpint (GST_MESSAGE_TYPE (message), ==, GST_MESSAGE_EOS);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  GST_ELEMENT_REGISTER (rmgdecode, NULL);
  GST_ELEMENT_REGISTER (rmgwavparse, NULL);
  g_test_add ("/decode-output/refused/short", Fixture, GINT_TO_POINTER (2),
      set_up, test_output_that_nothing_takes_is_an_error, tear_down);
  g_test_add ("/decode-output/refused/long", Fixture, GINT_TO_POINTER (40),
      set_up, test_output_that_nothing_takes_is_an_error, tear_down);
  g_test_add ("/decode-output/taken", Fixture, GINT_TO_POINTER (2), set_up,
      test_output_that_is_taken_ends, tear_down);
  return g_test_run ();
}
