/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* A pipeline of an application goes down although a node of its rmgbin blocks for
 * ever. A hang fails the test after RMG_TEST_HANG_S. */

#include "gst/bin/stop.h"

#include <rmg/init.h>
#include <rmg/manifest.h>
#include "tests/lib/hang.h"
#include "tests/lib/session-fixture.h"

#include <string.h>
#include <unistd.h>

#define STUCK "stuck gst:rmgfault 'stall':'until-unset'\n"

/* "bin" is the rmgbin. */
typedef struct
{
  const char *name;
  const char *launch;
  const char *lines;
} Case;

static const Case cases[] = {
  { "/stop/source-inside", "rmgbin name=bin",
      "in gst:audiotestsrc 'num-buffers':50\n" STUCK "out gst:fakesink\n"
      "in > stuck\nstuck > out\n" },
  { "/stop/source-outside",
      "audiotestsrc num-buffers=50 ! rmgbin name=bin ! fakesink",
      "queue gst:queue 'max-size-buffers':1\n" STUCK "queue > stuck\n" },
  { "/stop/beside-a-sink",
      "audiotestsrc num-buffers=50 ! tee name=t t. ! queue ! fakesink "
      "t. ! queue ! rmgbin name=bin ! fakesink async=false",
      "queue gst:queue 'max-size-buffers':1\n" STUCK "queue > stuck\n" },
};

typedef struct
{
  GstElement *pipeline, *bin, *stuck;
  int n_warnings;  /* atomic: of abandoned elements */
  int has_entered; /* atomic: a buffer will block in @stuck */
} Fixture;

static GstBusSyncReply
count_warning (GstBus *bus, GstMessage *message, gpointer data)
{
  Fixture *f = data;
  g_autoptr (GError) error = NULL;

  if (GST_MESSAGE_TYPE (message) != GST_MESSAGE_WARNING)
    return GST_BUS_PASS;
  gst_message_parse_warning (message, &error, NULL);
  g_assert_error (error, RMG_ERROR, RMG_ERROR_ABANDONED);
  g_assert_nonnull (strstr (error->message, "\"stuck\""));
  g_atomic_int_inc (&f->n_warnings);
  return GST_BUS_PASS;
}

static GstPadProbeReturn
note_entry (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  Fixture *f = data;

  g_atomic_int_set (&f->has_entered, TRUE);
  return GST_PAD_PROBE_OK;
}

static void
fixture_init (Fixture *f, const Case *row)
{
  g_autofree char *manifest = rmg_test_manifest (row->lines);
  g_autoptr (GstBus) bus = NULL;
  g_autoptr (GstPad) sink = NULL;
  GstElement *top = gst_parse_launch (row->launch, NULL);

  alarm (RMG_TEST_HANG_S);
  *f = (Fixture){ .pipeline = top };
  if (!GST_IS_PIPELINE (top)) {
    f->pipeline = gst_pipeline_new (NULL);
    gst_bin_add (GST_BIN (f->pipeline), top);
  }
  f->bin = gst_bin_get_by_name (GST_BIN (f->pipeline), "bin");
  g_object_set (
      f->bin, "manifest-json", manifest, "close-timeout-ms", 50, NULL);
  f->stuck = gst_bin_get_by_name (GST_BIN (f->bin), "stuck");
  sink = gst_element_get_static_pad (f->stuck, "sink");
  gst_pad_add_probe (sink, GST_PAD_PROBE_TYPE_BUFFER, note_entry, f, NULL);
  bus = gst_element_get_bus (f->pipeline);
  gst_bus_set_sync_handler (bus, count_warning, f, NULL);
}

/* An event holds the pad as well, but does not block. */
static void
play_until_stuck (Fixture *f)
{
  gboolean is_inside = FALSE;

  gst_element_set_state (f->pipeline, GST_STATE_PLAYING);
  while (!is_inside) {
    g_autofree char *report = NULL;

    g_object_get (f->bin, "stall-report", &report, NULL);
    is_inside = g_atomic_int_get (&f->has_entered) &&
        strstr (report, "\"pad\": \"stuck:sink\"") != NULL;
    g_thread_yield ();
  }
}

static void
set_null (Fixture *f)
{
  g_assert_cmpint (gst_element_set_state (f->pipeline, GST_STATE_NULL), ==,
      GST_STATE_CHANGE_SUCCESS);
}

static void
release (Fixture *f)
{
  gst_util_set_object_arg (G_OBJECT (f->stuck), "stall", "none");
}

static void
wait_until_freed (GWeakRef *bin)
{
  GObject *object;

  while ((object = g_weak_ref_get (bin)) != NULL) {
    g_object_unref (object);
    g_thread_yield ();
  }
}

static void
fixture_clear (Fixture *f)
{
  GWeakRef bin;

  g_weak_ref_init (&bin, f->bin);
  gst_object_unref (f->pipeline);
  gst_object_unref (f->bin);
  gst_object_unref (f->stuck);
  wait_until_freed (&bin);
  g_weak_ref_clear (&bin);
  alarm (0);
}

static void
test_stop_blocked_node_is_left_and_freed_when_it_returns (gconstpointer data)
{
  Fixture f;

  fixture_init (&f, data);
  play_until_stuck (&f);
  set_null (&f);
  g_assert_cmpint (g_atomic_int_get (&f.n_warnings), ==, 1);
  g_assert_cmpint (gst_element_set_state (f.bin, GST_STATE_READY), ==,
      GST_STATE_CHANGE_FAILURE);
  set_null (&f);
  release (&f);
  fixture_clear (&f);
}

static void
wait_for_end (Fixture *f)
{
  g_autoptr (GstBus) bus = gst_element_get_bus (f->pipeline);
  g_autoptr (GstMessage) end =
      gst_bus_timed_pop_filtered (bus, GST_CLOCK_TIME_NONE, GST_MESSAGE_EOS);

  g_assert_nonnull (end);
}

static void
test_stop_bin_plays_again_when_the_node_has_returned (gconstpointer data)
{
  Fixture f;

  fixture_init (&f, data);
  play_until_stuck (&f);
  set_null (&f);
  release (&f);
  while (gst_element_set_state (f.bin, GST_STATE_READY) ==
      GST_STATE_CHANGE_FAILURE)
    g_thread_yield ();
  set_null (&f);
  gst_element_set_state (f.pipeline, GST_STATE_PLAYING);
  wait_for_end (&f);
  set_null (&f);
  fixture_clear (&f);
}

int
main (int argc, char **argv)
{
  rmg_init ();
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *again = g_strconcat (cases[i].name, "/again", NULL);

    g_test_add_data_func (cases[i].name, &cases[i],
        test_stop_blocked_node_is_left_and_freed_when_it_returns);
    g_test_add_data_func (
        again, &cases[i], test_stop_bin_plays_again_when_the_node_has_returned);
  }
  return g_test_run ();
}
