/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* A real queue without threads: its thread is not started, so that its level is
 * that of the buffers pushed into it. */

#include "gst/metrics/leaky-queue.h"

#include "tests/lib/session-fixture.h"

#include <rmg/rmg.h>

#define LEVEL 3

typedef struct
{
  GstElement *queue;
  GstPad *sink;
  guint64 dropped[RMG_N_DROP_REASONS];
  RmgLeakyQueue count;
} Fixture;

static void
set_up (Fixture *f, gconstpointer unused)
{
  GstSegment segment;

  gst_segment_init (&segment, GST_FORMAT_TIME);
  f->queue = gst_object_ref_sink (gst_element_factory_make ("queue", NULL));
  gst_util_set_object_arg (G_OBJECT (f->queue), "leaky", "upstream");
  g_object_set (f->queue, "max-size-buffers", LEVEL, NULL);
  f->sink = gst_element_get_static_pad (f->queue, "sink");
  gst_pad_set_active (f->sink, TRUE);
  gst_pad_send_event (f->sink, gst_event_new_stream_start ("test"));
  gst_pad_send_event (f->sink, gst_event_new_segment (&segment));
  f->count =
      (RmgLeakyQueue){ .queue = f->queue, .drops = { .counts = f->dropped } };
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  gst_pad_set_active (f->sink, FALSE);
  gst_object_unref (f->sink);
  gst_element_set_state (f->queue, GST_STATE_NULL);
  gst_object_unref (f->queue);
}

static void
push (Fixture *f, guint n_buffers)
{
  for (guint i = 0; i < n_buffers; i++) {
    g_assert_cmpint (
        gst_pad_chain (f->sink, gst_buffer_new_allocate (NULL, 4, NULL)), ==,
        GST_FLOW_OK);
    rmg_leaky_queue_enter (&f->count, 1);
  }
}

static void
test_leaky_queue_that_has_room_drops_none (Fixture *f, gconstpointer unused)
{
  push (f, LEVEL);
  rmg_leaky_queue_leave (&f->count, 0);
  g_assert_cmpuint (f->dropped[RMG_DROP_QUEUE], ==, 0);
}

static void
test_leaky_queue_that_is_full_counts_each_buffer_once (
    Fixture *f, gconstpointer unused)
{
  push (f, LEVEL + 7);
  rmg_leaky_queue_leave (&f->count, 0);
  g_assert_cmpuint (f->dropped[RMG_DROP_QUEUE], ==, 7);
  rmg_leaky_queue_leave (&f->count, 0);
  g_assert_cmpuint (f->dropped[RMG_DROP_QUEUE], ==, 7);
  push (f, 2);
  rmg_leaky_queue_leave (&f->count, 0);
  g_assert_cmpuint (f->dropped[RMG_DROP_QUEUE], ==, 9);
}

/* The thread upstream may not have counted a buffer yet that has left. */
static void
test_leaky_queue_late_count_is_no_drop (Fixture *f, gconstpointer unused)
{
  rmg_leaky_queue_leave (&f->count, 2);
  rmg_leaky_queue_enter (&f->count, 2);
  rmg_leaky_queue_leave (&f->count, 0);
  g_assert_cmpuint (f->dropped[RMG_DROP_QUEUE], ==, 0);
}

/* All buffers of a source either arrive or are counted as dropped. */
static void
test_leaky_queue_of_a_graph_loses_no_buffer_unseen (void)
{
  static const char lines[] =
      "in gst:audiotestsrc 'num-buffers':200\nfast gst:fakesink\n"
      "slow gst:identity 'sleep-time':500 @ "
      "'queue':{'max_buffers':2,'leaky':'downstream'}\n"
      "out gst:fakesink\nin > fast\nin > slow\nslow > out";
  const RmgSessionOptions options = { .metrics = TRUE };
  const RmgPlanOptions plan_options = { .threading = RMG_THREADING_THREADED,
    .framing = RMG_FRAMING_STREAM };
  g_autoptr (RmgGraph) graph = rmg_test_graph (lines);
  g_autoptr (GPtrArray) none =
      g_ptr_array_new_with_free_func ((GDestroyNotify) gst_sample_unref);
  g_autoptr (GError) error = NULL;
  g_autofree char *outputs = NULL;
  g_autoptr (RmgMetrics) metrics = NULL;
  const RmgNodeMetrics *slow;
  RmgSession *session =
      rmg_session_open (graph, &plan_options, &options, &error);

  g_assert_no_error (error);
  outputs = rmg_test_pump (session, none, &error);
  g_assert_no_error (error);
  metrics = rmg_session_get_metrics (session);
  slow = rmg_metrics_find_node (metrics, "slow");
  g_test_message ("%u arrived, %u dropped", (guint) slow->buffers_in,
      (guint) slow->dropped[RMG_DROP_QUEUE]);
  g_assert_cmpuint (slow->buffers_in + slow->dropped[RMG_DROP_QUEUE], ==, 200);
  g_assert_cmpuint (
      rmg_metrics_find_node (metrics, "fast")->dropped[RMG_DROP_QUEUE], ==, 0);
  g_assert_true (rmg_session_close (session, NULL));
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  rmg_init ();
#define ADD(name, test)                                                        \
  g_test_add (name, Fixture, NULL, set_up, test, tear_down)
  ADD ("/leaky-queue/room", test_leaky_queue_that_has_room_drops_none);
  ADD ("/leaky-queue/full",
      test_leaky_queue_that_is_full_counts_each_buffer_once);
  ADD ("/leaky-queue/late", test_leaky_queue_late_count_is_no_drop);
  g_test_add_func (
      "/leaky-queue/graph", test_leaky_queue_of_a_graph_loses_no_buffer_unseen);
  return g_test_run ();
}
