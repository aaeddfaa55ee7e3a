/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The pad `segments` of rmgvad. */
#include "elements/vad/sparse-pad.h"

#define MS(ms) ((GstClockTime) (ms) *GST_MSECOND)

typedef struct
{
  GstElement *element;
  GstPad *peer;
  RmgSparsePad pad;
  GstSegment segment;
  GString *log;
} SparseFixture;

static GstFlowReturn
log_buffer (GstPad *pad, GstObject *parent, GstBuffer *buffer)
{
  GString *log = g_object_get_data (G_OBJECT (pad), "log");

  g_string_append_printf (
      log, "document %u ", (guint) (GST_BUFFER_PTS (buffer) / GST_MSECOND));
  gst_buffer_unref (buffer);
  return GST_FLOW_OK;
}

static gboolean
log_event (GstPad *pad, GstObject *parent, GstEvent *event)
{
  GString *log = g_object_get_data (G_OBJECT (pad), "log");
  GstClockTime start, duration;

  g_string_append_printf (log, "%s ", GST_EVENT_TYPE_NAME (event));
  if (GST_EVENT_TYPE (event) == GST_EVENT_GAP) {
    gst_event_parse_gap (event, &start, &duration);
    g_string_append_printf (log, "%u+%u ", (guint) (start / GST_MSECOND),
        (guint) (duration / GST_MSECOND));
  }
  gst_event_unref (event);
  return TRUE;
}

static void
set_up (SparseFixture *self, gconstpointer unused)
{
  self->element = gst_object_ref_sink (gst_bin_new (NULL));
  self->pad.pad = gst_pad_new ("segments", GST_PAD_SRC);
  gst_element_add_pad (self->element, gst_object_ref (self->pad.pad));
  self->log = g_string_new (NULL);
  self->peer = gst_pad_new ("peer", GST_PAD_SINK);
  g_object_set_data (G_OBJECT (self->peer), "log", self->log);
  gst_pad_set_chain_function (self->peer, log_buffer);
  gst_pad_set_event_function (self->peer, log_event);
  gst_pad_set_active (self->peer, TRUE);
  gst_pad_set_active (self->pad.pad, TRUE);
  g_assert_cmpint (
      gst_pad_link (self->pad.pad, self->peer), ==, GST_PAD_LINK_OK);
  gst_segment_init (&self->segment, GST_FORMAT_TIME);
  rmg_sparse_pad_restart (&self->pad);
}

static void
tear_down (SparseFixture *self, gconstpointer unused)
{
  gst_object_unref (self->element);
  g_clear_object (&self->pad.pad);
  gst_object_unref (self->peer);
  g_string_free (self->log, TRUE);
}

static void
push (SparseFixture *self, GstClockTime now)
{
  rmg_sparse_pad_push (
      &self->pad, self->element, &self->segment, gst_buffer_new (), now);
}

static void
advance (SparseFixture *self, GstClockTime now)
{
  rmg_sparse_pad_advance (&self->pad, self->element, &self->segment, now);
}

static void
test_sparse_first_document_follows_caps_and_segment (
    SparseFixture *self, gconstpointer unused)
{
  push (self, MS (20));
  push (self, MS (50));
  g_assert_cmpstr (
      self->log->str, ==, "stream-start caps segment document 20 document 50 ");
}

static void
test_sparse_gaps_cover_time_every_100_ms (
    SparseFixture *self, gconstpointer unused)
{
  for (guint ms = 0; ms <= 250; ms += 10)
    advance (self, MS (ms));
  g_assert_cmpstr (
      self->log->str, ==, "stream-start caps segment gap 0+100 gap 100+100 ");
}

static void
test_sparse_gap_follows_a_document (SparseFixture *self, gconstpointer unused)
{
  advance (self, MS (0));
  push (self, MS (70));
  advance (self, MS (150));
  advance (self, MS (170));
  g_assert_cmpstr (
      self->log->str, ==, "stream-start caps segment document 70 gap 70+100 ");
}

static void
test_sparse_restart_sends_the_segment_again (
    SparseFixture *self, gconstpointer unused)
{
  push (self, MS (20));
  rmg_sparse_pad_restart (&self->pad);
  g_string_truncate (self->log, 0);
  push (self, MS (10));
  g_assert_cmpstr (
      self->log->str, ==, "stream-start caps segment document 10 ");
}

static void
test_sparse_eos_of_a_silent_stream_follows_the_segment (
    SparseFixture *self, gconstpointer unused)
{
  g_autoptr (GstEvent) eos = gst_event_new_eos ();

  rmg_sparse_pad_forward (&self->pad, self->element, &self->segment, eos);
  g_assert_cmpstr (self->log->str, ==, "stream-start caps segment eos ");
}

static void
test_sparse_flush_needs_no_segment (SparseFixture *self, gconstpointer unused)
{
  g_autoptr (GstEvent) start = gst_event_new_flush_start ();
  g_autoptr (GstEvent) stop = gst_event_new_flush_stop (TRUE);

  rmg_sparse_pad_forward (&self->pad, self->element, &self->segment, start);
  rmg_sparse_pad_forward (&self->pad, self->element, &self->segment, stop);
  g_assert_cmpstr (self->log->str, ==, "flush-start flush-stop ");
}

static void
test_sparse_without_pad_drops (SparseFixture *self, gconstpointer unused)
{
  GstPad *pad = g_steal_pointer (&self->pad.pad);

  push (self, MS (20));
  advance (self, MS (500));
  g_assert_cmpstr (self->log->str, ==, "");
  gst_object_unref (pad);
}

typedef struct
{
  const char *path;
  void (*function) (SparseFixture *self, gconstpointer unused);
} SparseTest;

static const SparseTest tests[] = {
  { "first", test_sparse_first_document_follows_caps_and_segment },
  { "gaps", test_sparse_gaps_cover_time_every_100_ms },
  { "gap-after-document", test_sparse_gap_follows_a_document },
  { "restart", test_sparse_restart_sends_the_segment_again },
  { "eos", test_sparse_eos_of_a_silent_stream_follows_the_segment },
  { "flush", test_sparse_flush_needs_no_segment },
  { "no-pad", test_sparse_without_pad_drops },
};

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++) {
    g_autofree char *path = g_strconcat ("/sparse-pad/", tests[i].path, NULL);

    g_test_add (
        path, SparseFixture, NULL, set_up, tests[i].function, tear_down);
  }
  return g_test_run ();
}
