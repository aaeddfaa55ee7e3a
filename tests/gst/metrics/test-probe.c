/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Two measured sink pads: the chain function of the outer one pushes into the
 * inner one, which works for WORK_NS. */

#include "gst/metrics/probe.h"

#include <time.h>

#define WORK_NS 2000000

typedef struct
{
  GstPad *feed;
  GstPad *outer;
  GstPad *link; /* src pad that the outer chain function pushes to */
  GstPad *inner;
  RmgCounters upstream;
  RmgCounters counters_outer;
  RmgCounters counters_inner;
  guint64 wall_ns; /* of the last push */
} Fixture;

static guint64
read_clock (clockid_t clock)
{
  struct timespec time;

  clock_gettime (clock, &time);
  return time.tv_sec * G_GUINT64_CONSTANT (1000000000) + time.tv_nsec;
}

static GstFlowReturn
outer_chain (GstPad *pad, GstObject *parent, GstBuffer *buffer)
{
  Fixture *f = gst_pad_get_element_private (pad);

  return gst_pad_push (f->link, buffer);
}

static GstFlowReturn
inner_chain (GstPad *pad, GstObject *parent, GstBuffer *buffer)
{
  guint64 start_ns = read_clock (CLOCK_THREAD_CPUTIME_ID);

  while (read_clock (CLOCK_THREAD_CPUTIME_ID) - start_ns < WORK_NS)
    continue;
  gst_buffer_unref (buffer);
  return GST_FLOW_OK;
}

static GstPad *
new_pad (Fixture *f, GstPadDirection direction, GstPadChainFunction chain)
{
  GstPad *pad = gst_object_ref_sink (gst_pad_new (NULL, direction));

  gst_pad_set_element_private (pad, f);
  if (chain != NULL)
    gst_pad_set_chain_function (pad, chain);
  gst_pad_set_active (pad, TRUE);
  return pad;
}

static void
start (GstPad *src, GstPad *sink)
{
  GstSegment segment;

  gst_segment_init (&segment, GST_FORMAT_TIME);
  g_assert_cmpint (gst_pad_link (src, sink), ==, GST_PAD_LINK_OK);
  gst_pad_push_event (src, gst_event_new_stream_start ("test"));
  gst_pad_push_event (src, gst_event_new_segment (&segment));
}

static void
set_up (Fixture *f, gconstpointer unused)
{
  f->feed = new_pad (f, GST_PAD_SRC, NULL);
  f->outer = new_pad (f, GST_PAD_SINK, outer_chain);
  f->link = new_pad (f, GST_PAD_SRC, NULL);
  f->inner = new_pad (f, GST_PAD_SINK, inner_chain);
  start (f->feed, f->outer);
  start (f->link, f->inner);
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  gst_object_unref (f->feed);
  gst_object_unref (f->outer);
  gst_object_unref (f->link);
  gst_object_unref (f->inner);
}

static void
probe_both (Fixture *f, gboolean inner_waits)
{
  const RmgWatch outer = { &f->upstream, &f->counters_outer, &f->counters_outer,
    FALSE };
  const RmgWatch inner = { &f->counters_outer, &f->counters_inner,
    inner_waits ? NULL : &f->counters_inner, inner_waits };

  g_assert_true (rmg_probe_add (f->outer, &outer));
  g_assert_true (rmg_probe_add (f->inner, &inner));
}

static void
push (Fixture *f, gsize n_bytes)
{
  GstBuffer *buffer = gst_buffer_new_allocate (NULL, n_bytes, NULL);
  guint64 start_ns = read_clock (CLOCK_MONOTONIC);

  g_assert_cmpint (gst_pad_push (f->feed, buffer), ==, GST_FLOW_OK);
  f->wall_ns = read_clock (CLOCK_MONOTONIC) - start_ns;
}

static void
test_probe_counts_buffers_and_bytes_of_both_sides (
    Fixture *f, gconstpointer unused)
{
  probe_both (f, FALSE);
  push (f, 3);
  push (f, 5);
  g_assert_cmpuint (f->upstream.buffers_out, ==, 2);
  g_assert_cmpuint (f->upstream.bytes_out, ==, 8);
  g_assert_cmpuint (f->counters_outer.buffers_in, ==, 2);
  g_assert_cmpuint (f->counters_outer.bytes_in, ==, 8);
  g_assert_cmpuint (f->counters_outer.buffers_out, ==, 2);
  g_assert_cmpuint (f->counters_inner.buffers_in, ==, 2);
  g_assert_cmpuint (rmg_histogram_get_count (&f->counters_inner.busy), ==, 2);
}

/* Inclusive times would add up to more than the wall time. */
static void
test_probe_time_of_nested_pushes_is_exclusive (Fixture *f, gconstpointer unused)
{
  probe_both (f, FALSE);
  push (f, 4);
  g_assert_cmpuint (f->counters_inner.busy.sum_ns, >=, WORK_NS);
  g_assert_cmpuint (f->counters_outer.busy.sum_ns, >, 0);
  g_assert_cmpuint (
      f->counters_outer.busy.sum_ns + f->counters_inner.busy.sum_ns, <=,
      f->wall_ns);
}

/* The outer node is a bin; the inner one works in it. */
static void
test_probe_time_of_a_bin_has_that_of_its_nodes (
    Fixture *f, gconstpointer unused)
{
  const RmgWatch outer = { .worker = &f->counters_outer };
  const RmgWatch inner = { .worker = &f->counters_inner };

  f->counters_inner.depth = 1;
  g_assert_true (rmg_probe_add (f->outer, &outer));
  g_assert_true (rmg_probe_add (f->inner, &inner));
  push (f, 4);
  g_assert_cmpuint (f->counters_inner.busy.sum_ns, >=, WORK_NS);
  g_assert_cmpuint (
      f->counters_outer.busy.sum_ns, >=, f->counters_inner.busy.sum_ns);
}

/* The node in the bin pushes into the node after the bin. */
static void
test_probe_time_after_a_bin_is_not_that_of_its_nodes (
    Fixture *f, gconstpointer unused)
{
  const RmgWatch outer = { .worker = &f->counters_outer };
  const RmgWatch inner = { .worker = &f->counters_inner };

  f->counters_outer.depth = 1;
  g_assert_true (rmg_probe_add (f->outer, &outer));
  g_assert_true (rmg_probe_add (f->inner, &inner));
  push (f, 4);
  g_assert_cmpuint (
      f->counters_outer.busy.sum_ns + f->counters_inner.busy.sum_ns, <=,
      f->wall_ns);
}

static void
test_probe_wait_is_backpressure_of_the_pushing_node (
    Fixture *f, gconstpointer unused)
{
  probe_both (f, TRUE);
  push (f, 4);
  g_assert_cmpuint (rmg_histogram_get_count (&f->counters_inner.busy), ==, 0);
  g_assert_cmpuint (f->counters_outer.backpressure_ns, >=, WORK_NS);
  g_assert_cmpuint (
      f->counters_outer.backpressure_ns + f->counters_outer.busy.sum_ns, <=,
      f->wall_ns);
}

static void
test_probe_threads_of_producer_lend_cpu_time (Fixture *f, gconstpointer unused)
{
  f->upstream.owns_threads = TRUE;
  probe_both (f, FALSE);
  push (f, 4);
  g_assert_cmpuint (f->upstream.lent_cpu_ns, >=, WORK_NS);
  g_assert_cmpuint (f->counters_outer.lent_cpu_ns, ==, 0);
}

static void
test_probe_list_counts_each_buffer (Fixture *f, gconstpointer unused)
{
  GstBufferList *list = gst_buffer_list_new ();

  probe_both (f, FALSE);
  for (guint i = 1; i <= 3; i++)
    gst_buffer_list_add (list, gst_buffer_new_allocate (NULL, i, NULL));
  g_assert_cmpint (gst_pad_push_list (f->feed, list), ==, GST_FLOW_OK);
  g_assert_cmpuint (f->counters_outer.buffers_in, ==, 3);
  g_assert_cmpuint (f->counters_outer.bytes_in, ==, 6);
}

/* The times of both sides, and nothing else. */
static void
test_probe_activity_is_the_time_of_the_last_buffer (
    Fixture *f, gconstpointer unused)
{
  const RmgWatch watch = { .producer = &f->upstream,
    .consumer = &f->counters_outer,
    .worker = &f->counters_outer };
  GstBufferList *list = gst_buffer_list_new ();

  g_assert_true (rmg_probe_add_activity (f->outer, &watch));
  push (f, 4);
  g_assert_cmpuint (f->upstream.last_ticks, >, 0);
  g_assert_cmpuint (f->counters_outer.last_ticks, ==, f->upstream.last_ticks);
  f->upstream.last_ticks = 0;
  gst_buffer_list_add (list, gst_buffer_new ());
  g_assert_cmpint (gst_pad_push_list (f->feed, list), ==, GST_FLOW_OK);
  g_assert_cmpuint (f->upstream.last_ticks, >, 0);
  g_assert_cmpuint (f->counters_outer.buffers_in, ==, 0);
  g_assert_cmpuint (rmg_histogram_get_count (&f->counters_outer.busy), ==, 0);
}

static void
test_probe_leaves_pads_with_chain_data_alone (Fixture *f, gconstpointer unused)
{
  const RmgWatch watch = { .consumer = &f->counters_outer };

  gst_pad_set_chain_function_full (f->outer, outer_chain, f, NULL);
  g_assert_false (rmg_probe_add (f->outer, &watch));
  push (f, 4);
  g_assert_cmpuint (f->counters_outer.buffers_in, ==, 0);
}

static void
test_probe_refuses_pads_without_chain_function (
    Fixture *f, gconstpointer unused)
{
  const RmgWatch watch = { .consumer = &f->counters_outer };

  g_assert_false (rmg_probe_add (f->feed, &watch));
}

typedef struct
{
  GstElement *queue;
  GstPad *sink; /* of the queue */
  RmgHeld held;
  RmgHeld total;
} Queued;

/* The queue has no task, so that nothing leaves it. */
static void
open_queue (Queued *q, Fixture *f)
{
  RmgWatch entered = { .entered = &q->held };

  *q = (Queued){ .queue = gst_element_factory_make ("queue", NULL) };
  gst_object_ref_sink (q->queue);
  q->sink = gst_element_get_static_pad (q->queue, "sink");
  rmg_held_set_sum (&q->held, &q->total);
  entered.queue = q->queue;
  g_assert_true (rmg_probe_add (q->sink, &entered));
  gst_pad_unlink (f->feed, f->outer);
  gst_pad_set_active (q->sink, TRUE);
  start (f->feed, q->sink);
}

static void
close_queue (Queued *q)
{
  gst_pad_set_active (q->sink, FALSE);
  gst_object_unref (q->sink);
  gst_object_unref (q->queue);
}

static void
test_probe_queue_holds_entered_bytes_until_they_leave (
    Fixture *f, gconstpointer unused)
{
  RmgWatch left = { NULL };
  Queued q;

  open_queue (&q, f);
  push (f, 100);
  push (f, 20);
  g_assert_cmpuint (rmg_held_get_bytes (&q.total), ==, 120);
  left.left = &q.held;
  g_assert_true (rmg_probe_add (f->inner, &left));
  gst_pad_push (f->link, gst_buffer_new_allocate (NULL, 100, NULL));
  g_assert_cmpuint (rmg_held_get_bytes (&q.total), ==, 20);
  g_assert_cmpuint (rmg_held_get_peak (&q.total), ==, 120);
  close_queue (&q);
}

/* Flushed buffers do not leave through the pad. */
static void
test_probe_queue_is_right_again_after_a_flush (Fixture *f, gconstpointer unused)
{
  GstBuffer *buffer = gst_buffer_new_allocate (NULL, 7, NULL);
  GstSegment segment;
  Queued q;

  open_queue (&q, f);
  push (f, 100);
  gst_pad_push_event (f->feed, gst_event_new_flush_start ());
  gst_pad_push_event (f->feed, gst_event_new_flush_stop (TRUE));
  gst_segment_init (&segment, GST_FORMAT_TIME);
  gst_pad_push_event (f->feed, gst_event_new_segment (&segment));
  GST_BUFFER_FLAG_SET (buffer, GST_BUFFER_FLAG_DISCONT);
  g_assert_cmpint (gst_pad_push (f->feed, buffer), ==, GST_FLOW_OK);
  g_assert_cmpuint (rmg_held_get_bytes (&q.held), ==, 7);
  g_assert_cmpuint (rmg_held_get_bytes (&q.total), ==, 7);
  g_assert_cmpuint (rmg_held_get_peak (&q.held), ==, 100);
  close_queue (&q);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function)                                                    \
  g_test_add (path, Fixture, NULL, set_up, function, tear_down)
  ADD ("/probe/counts", test_probe_counts_buffers_and_bytes_of_both_sides);
  ADD ("/probe/exclusive", test_probe_time_of_nested_pushes_is_exclusive);
  ADD ("/probe/wait", test_probe_wait_is_backpressure_of_the_pushing_node);
  ADD ("/probe/lent", test_probe_threads_of_producer_lend_cpu_time);
  ADD ("/probe/list", test_probe_list_counts_each_buffer);
  ADD ("/probe/activity", test_probe_activity_is_the_time_of_the_last_buffer);
  ADD ("/probe/chain-data", test_probe_leaves_pads_with_chain_data_alone);
  ADD ("/probe/no-chain", test_probe_refuses_pads_without_chain_function);
  ADD ("/probe/bin", test_probe_time_of_a_bin_has_that_of_its_nodes);
  ADD (
      "/probe/after-bin", test_probe_time_after_a_bin_is_not_that_of_its_nodes);
  ADD ("/probe/queue", test_probe_queue_holds_entered_bytes_until_they_leave);
  ADD ("/probe/queue-flush", test_probe_queue_is_right_again_after_a_flush);
#undef ADD
  return g_test_run ();
}
