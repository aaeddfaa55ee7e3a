/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* A chain of two nodes: conversion and identity of n0, identity of n1. */

#include "gst/bin/measure.h"

#include "tests/lib/plan-fixture.h"

enum
{
  CONVERSION,
  FIRST,
  SECOND,
};

typedef struct
{
  PlanFixture *plan;
  RmgNodeSet *set;
  RmgHeld total;
  GstPad *feed;
  GstPad *final;
} Fixture;

static GstFlowReturn
final_chain (GstPad *pad, GstObject *parent, GstBuffer *buffer)
{
  gst_buffer_unref (buffer);
  return GST_FLOW_OK;
}

static void
start (Fixture *f)
{
  g_autoptr (GstPad) sink =
      gst_element_get_static_pad (f->plan->elements->pdata[CONVERSION], "sink");
  g_autoptr (GstPad) src =
      gst_element_get_static_pad (f->plan->elements->pdata[SECOND], "src");
  GstSegment segment;

  f->feed = gst_object_ref_sink (gst_pad_new ("feed", GST_PAD_SRC));
  f->final = gst_object_ref_sink (gst_pad_new ("final", GST_PAD_SINK));
  gst_pad_set_chain_function (f->final, final_chain);
  gst_pad_set_active (f->feed, TRUE);
  gst_pad_set_active (f->final, TRUE);
  g_assert_cmpint (gst_pad_link (f->feed, sink), ==, GST_PAD_LINK_OK);
  g_assert_cmpint (gst_pad_link (src, f->final), ==, GST_PAD_LINK_OK);
  rmg_measure_output (rmg_node_set_get (f->set, 1), f->final, FALSE);

  gst_segment_init (&segment, GST_FORMAT_BYTES);
  for (guint i = 0; i < f->plan->elements->len; i++)
    gst_element_set_state (f->plan->elements->pdata[i], GST_STATE_PLAYING);
  gst_pad_push_event (f->feed, gst_event_new_stream_start ("test"));
  gst_pad_push_event (f->feed, gst_event_new_segment (&segment));
}

static void
set_up (Fixture *f, gconstpointer flags)
{
  f->plan = plan_fixture_new (2);
  plan_fixture_add (f->plan, "identity", 0, RMG_ROLE_CONVERT);
  plan_fixture_add (f->plan, "identity", 0, RMG_ROLE_NODE);
  plan_fixture_add (f->plan, "identity", 1, RMG_ROLE_NODE);
  plan_fixture_link (f->plan, CONVERSION, FIRST, FALSE);
  plan_fixture_link (f->plan, FIRST, SECOND, FALSE);
  g_array_index (f->plan->plan.nodes, RmgPlanNode, 0).flags =
      GPOINTER_TO_UINT (flags);
  f->set = rmg_node_set_new (&f->plan->plan, f->plan->elements);
  rmg_measure_nodes (f->set, &f->plan->plan, NULL, &f->total);
  start (f);
}

static void
tear_down (Fixture *f, gconstpointer flags)
{
  for (guint i = 0; i < f->plan->elements->len; i++)
    gst_element_set_state (f->plan->elements->pdata[i], GST_STATE_NULL);
  gst_object_unref (f->feed);
  gst_object_unref (f->final);
  rmg_node_set_free (f->set);
  plan_fixture_free (f->plan);
}

static void
push (Fixture *f, gsize n_bytes)
{
  g_assert_cmpint (
      gst_pad_push (f->feed, gst_buffer_new_allocate (NULL, n_bytes, NULL)), ==,
      GST_FLOW_OK);
}

/* Returns: (transfer full) */
static RmgNodeMetrics *
read_node (const RmgNodeSet *set, guint node)
{
  RmgNodeMetrics *metrics = g_new (RmgNodeMetrics, 1);

  rmg_measure_read (rmg_node_set_get (set, node), metrics);
  return metrics;
}

static void
test_measure_buffers_count_where_they_cross_a_border (
    Fixture *f, gconstpointer flags)
{
  push (f, 4);
  push (f, 6);
  for (guint i = 0; i < 2; i++) {
    g_autoptr (RmgNodeMetrics) metrics = read_node (f->set, i);

    g_assert_cmpuint (metrics->buffers_in, ==, 2);
    g_assert_cmpuint (metrics->buffers_out, ==, 2);
    g_assert_cmpuint (metrics->bytes_in, ==, 10);
    g_assert_cmpuint (metrics->bytes_out, ==, 10);
    g_assert_cmpuint (metrics->executions, ==, 2);
    g_assert_cmpuint (metrics->busy_ns, >, 0);
    g_assert_cmpuint (metrics->min_ns, <=, metrics->max_ns);
  }
}

static void
test_measure_unknown_values_are_not_0 (Fixture *f, gconstpointer flags)
{
  g_autoptr (RmgNodeMetrics) metrics = read_node (f->set, 0);

  g_assert_cmpstr (metrics->id, ==, "n0");
  g_assert_cmpuint (metrics->cpu_ns, ==, RMG_METRIC_UNKNOWN);
  g_assert_cmpuint (metrics->held_bytes, ==, RMG_METRIC_UNKNOWN);
  g_assert_cmpuint (metrics->peak_held_bytes, ==, RMG_METRIC_UNKNOWN);
}

/* Most of the time its threads push into downstream nodes. */
static void
test_measure_node_with_threads_has_no_busy_time (
    Fixture *f, gconstpointer flags)
{
  g_autoptr (RmgNodeMetrics) metrics = NULL;

  push (f, 4);
  rmg_node_get_thread_cpu (rmg_node_set_get (f->set, 0));
  metrics = read_node (f->set, 0);
  g_assert_cmpuint (metrics->busy_ns, ==, RMG_METRIC_UNKNOWN);
  g_assert_cmpuint (metrics->min_ns, ==, RMG_METRIC_UNKNOWN);
  g_assert_cmpuint (metrics->max_ns, ==, RMG_METRIC_UNKNOWN);
  g_assert_cmpuint (metrics->cpu_ns, ==, 0);
  g_assert_cmpuint (metrics->executions, ==, 1);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);

#define ADD(path, flags, function)                                             \
  g_test_add (                                                                 \
      path, Fixture, GUINT_TO_POINTER (flags), set_up, function, tear_down)
  ADD ("/measure/border", 0,
      test_measure_buffers_count_where_they_cross_a_border);
  ADD ("/measure/unknown", 0, test_measure_unknown_values_are_not_0);
  ADD ("/measure/threads", RMG_NODE_SOURCE,
      test_measure_node_with_threads_has_no_busy_time);
#undef ADD
  return g_test_run ();
}
