/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/decode/idle.h"

#define LIMIT_US (20 * G_TIME_SPAN_SECOND)

typedef struct
{
  GstElement *pipeline;
  GstElement *source;
  GstBin *bin;
  GstPad *sink;
} Fixture;

/* A source, an element "last", and a bin with a sink. */
static void
set_up (Fixture *f, gconstpointer description)
{
  GstElement *last;

  f->pipeline = gst_parse_launch (description, NULL);
  f->source = gst_bin_get_by_name (GST_BIN (f->pipeline), "source");
  last = gst_bin_get_by_name (GST_BIN (f->pipeline), "last");
  f->bin = GST_BIN (
      gst_parse_bin_from_description ("fakesink async=false", TRUE, NULL));
  f->sink = gst_element_get_static_pad (GST_ELEMENT (f->bin), "sink");
  gst_bin_add (GST_BIN (f->pipeline), GST_ELEMENT (f->bin));
  g_assert_true (gst_element_link (last, GST_ELEMENT (f->bin)));
  gst_object_unref (last);
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  gst_element_set_state (f->pipeline, GST_STATE_NULL);
  gst_object_unref (f->sink);
  gst_object_unref (f->source);
  gst_object_unref (f->pipeline);
}

static gboolean
becomes_idle (Fixture *f)
{
  gint64 end_us = g_get_monotonic_time () + LIMIT_US;

  while (!rmg_idle_check (f->bin, f->sink)) {
    if (g_get_monotonic_time () > end_us)
      return FALSE;
    g_thread_yield ();
  }
  return TRUE;
}

typedef struct
{
  gint is_reached; /* atomic */
  gint is_open;    /* atomic */
} Gate;

static GstPadProbeReturn
wait_at_end (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  Gate *gate = data;

  if (GST_EVENT_TYPE (GST_PAD_PROBE_INFO_EVENT (info)) != GST_EVENT_EOS)
    return GST_PAD_PROBE_OK;
  g_atomic_int_set (&gate->is_reached, TRUE);
  while (!g_atomic_int_get (&gate->is_open))
    g_thread_yield ();
  return GST_PAD_PROBE_OK;
}

static void
test_idle_source_that_has_not_started_may_still_move_data (
    Fixture *f, gconstpointer unused)
{
  gst_element_set_state (GST_ELEMENT (f->bin), GST_STATE_PLAYING);
  g_assert_false (rmg_idle_check (f->bin, f->sink));
  gst_element_set_state (f->source, GST_STATE_READY);
  g_assert_false (rmg_idle_check (f->bin, f->sink));
}

static void
test_idle_is_found_when_all_tasks_have_ended (Fixture *f, gconstpointer unused)
{
  gst_element_set_state (f->pipeline, GST_STATE_PLAYING);
  g_assert_true (becomes_idle (f));
}

static void
test_idle_running_source_moves_data (Fixture *f, gconstpointer unused)
{
  gst_element_set_state (f->pipeline, GST_STATE_PLAYING);
  for (guint i = 0; i < 1000; i++)
    g_assert_false (rmg_idle_check (f->bin, f->sink));
}

/* A source pauses its task before it pushes the end. */
static void
test_idle_source_that_pushes_its_end_moves_data (
    Fixture *f, gconstpointer unused)
{
  g_autoptr (GstPad) pad = gst_element_get_static_pad (f->source, "src");
  Gate gate = { FALSE, FALSE };

  gst_pad_add_probe (
      pad, GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM, wait_at_end, &gate, NULL);
  gst_element_set_state (f->pipeline, GST_STATE_PLAYING);
  while (!g_atomic_int_get (&gate.is_reached))
    g_thread_yield ();
  g_assert_false (rmg_idle_check (f->bin, f->sink));
  g_atomic_int_set (&gate.is_open, TRUE);
  g_assert_true (becomes_idle (f));
}

#define ENDING "fakesrc name=source num-buffers=3 ! queue name=last"
#define DIRECT "fakesrc name=source num-buffers=3 ! identity name=last"
#define ENDLESS "fakesrc name=source ! queue name=last"

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/idle/start", Fixture, ENDING, set_up,
      test_idle_source_that_has_not_started_may_still_move_data, tear_down);
  g_test_add ("/idle/end", Fixture, ENDING, set_up,
      test_idle_is_found_when_all_tasks_have_ended, tear_down);
  g_test_add ("/idle/running", Fixture, ENDLESS, set_up,
      test_idle_running_source_moves_data, tear_down);
  g_test_add ("/idle/pushes-end", Fixture, DIRECT, set_up,
      test_idle_source_that_pushes_its_end_moves_data, tear_down);
  return g_test_run ();
}
