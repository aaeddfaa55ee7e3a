/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/decode/input.h"

#include <glib/gstdio.h>

static char *
name_of (const char *description)
{
  g_autoptr (GstElement) pipeline = gst_parse_launch (description, NULL);
  g_autoptr (GstElement) sink = NULL;
  g_autoptr (GstPad) pad = NULL;
  char *name;

  sink = gst_bin_get_by_name (GST_BIN (pipeline), "sink");
  pad = gst_element_get_static_pad (sink, "sink");
  name = rmg_input_name (pad);
  return name;
}

static void
test_input_name_of_a_file_lacks_its_folders (void)
{
  g_autofree char *name =
      name_of ("filesrc location=/some/folder/talk.wav ! fakesink name=sink");

  g_assert_cmpstr (name, ==, "talk.wav");
}

static void
test_input_name_of_other_sources_is_general (void)
{
  g_autofree char *name = name_of ("fakesrc ! fakesink name=sink");

  g_assert_cmpstr (name, ==, "the input");
}

/* @content: of a file that is read as far as its size. */
static gboolean
is_empty (const char *content)
{
  g_autofree char *path = NULL;
  g_autofree char *description = NULL;
  g_autoptr (GstElement) pipeline = NULL;
  g_autoptr (GstElement) sink = NULL;
  g_autoptr (GstPad) pad = NULL;
  gboolean is_empty;

  g_close (g_file_open_tmp ("rmg-XXXXXX", &path, NULL), NULL);
  g_file_set_contents (path, content, -1, NULL);
  description =
      g_strdup_printf ("filesrc location=%s ! fakesink name=sink", path);
  pipeline = gst_parse_launch (description, NULL);
  sink = gst_bin_get_by_name (GST_BIN (pipeline), "sink");
  pad = gst_element_get_static_pad (sink, "sink");
  gst_element_set_state (pipeline, GST_STATE_PAUSED);
  is_empty = rmg_input_is_empty (pad);
  gst_element_set_state (pipeline, GST_STATE_NULL);
  g_unlink (path);
  return is_empty;
}

static void
test_input_is_empty_only_without_bytes (void)
{
  g_assert_true (is_empty (""));
  g_assert_false (is_empty ("bytes"));
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);

  g_test_add_func (
      "/input/name/file", test_input_name_of_a_file_lacks_its_folders);
  g_test_add_func (
      "/input/name/other", test_input_name_of_other_sources_is_general);
  g_test_add_func ("/input/empty", test_input_is_empty_only_without_bytes);
  return g_test_run ();
}
