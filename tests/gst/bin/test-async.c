/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/bin/async.h"

#include "gst/bin/rmgbin.h"

/* @message: (transfer full) */
static gboolean
is_repeated (RmgAsync *async, GstElement *bin, GstMessage *message)
{
  gboolean repeated = rmg_async_is_repeated (async, bin, message);

  gst_message_unref (message);
  return repeated;
}

static GstMessage *
new_done (GstElement *source)
{
  return gst_message_new_async_done (GST_OBJECT (source), GST_CLOCK_TIME_NONE);
}

static GstMessage *
new_start (GstElement *source)
{
  return gst_message_new_async_start (GST_OBJECT (source));
}

static GstElement *
new_bin (void)
{
  return gst_object_ref_sink (g_object_new (RMG_TYPE_BIN, NULL));
}

static void
test_async_done_without_start_is_repeated (void)
{
  g_autoptr (GstElement) bin = new_bin ();
  RmgAsync async = { 0 };

  g_assert_true (is_repeated (&async, bin, new_done (bin)));
}

static void
test_async_each_start_allows_one_done (void)
{
  g_autoptr (GstElement) bin = new_bin ();
  RmgAsync async = { 0 };

  for (guint i = 0; i < 2; i++) {
    g_assert_false (is_repeated (&async, bin, new_start (bin)));
    g_assert_false (is_repeated (&async, bin, new_done (bin)));
    g_assert_true (is_repeated (&async, bin, new_done (bin)));
  }
}

static void
test_async_done_of_other_element_is_not_repeated (void)
{
  g_autoptr (GstElement) bin = new_bin ();
  g_autoptr (GstElement) other = gst_object_ref_sink (gst_bin_new (NULL));
  RmgAsync async = { 0 };

  g_assert_false (is_repeated (&async, bin, new_done (other)));
}

static void
test_async_other_messages_are_not_repeated (void)
{
  g_autoptr (GstElement) bin = new_bin ();
  RmgAsync async = { 0 };

  g_assert_false (
      is_repeated (&async, bin, gst_message_new_eos (GST_OBJECT (bin))));
}

static void
test_async_skip_completes_the_change_to_playing (void)
{
  g_autoptr (GstElement) bin = new_bin ();

  rmg_async_skip_readers (bin, GST_STATE_CHANGE_READY_TO_PAUSED);
  g_assert_cmpint (GST_STATE_PENDING (bin), ==, GST_STATE_VOID_PENDING);
  rmg_async_skip_readers (bin, GST_STATE_CHANGE_PAUSED_TO_PLAYING);
  g_assert_cmpint (GST_STATE_NEXT (bin), ==, GST_STATE_PLAYING);
  g_assert_cmpint (GST_STATE_PENDING (bin), ==, GST_STATE_PLAYING);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);

  g_test_add_func (
      "/async/done/alone", test_async_done_without_start_is_repeated);
  g_test_add_func (
      "/async/done/after-start", test_async_each_start_allows_one_done);
  g_test_add_func (
      "/async/done/other", test_async_done_of_other_element_is_not_repeated);
  g_test_add_func ("/async/eos", test_async_other_messages_are_not_repeated);
  g_test_add_func (
      "/async/skip", test_async_skip_completes_the_change_to_playing);
  return g_test_run ();
}
