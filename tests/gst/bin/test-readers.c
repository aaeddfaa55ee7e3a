/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* A fakesink without data changes to PAUSED asynchronously, as a reader does
 * that looks for its media. */

#include "gst/bin/readers.h"

#include "tests/lib/plan-fixture.h"

static gboolean
are_last (RmgNodeFlags flags, GstState state)
{
  g_autoptr (PlanFixture) f = plan_fixture_new (2);
  g_autoptr (RmgNodeSet) set = NULL;
  g_autoptr (GstElement) bin = gst_object_ref_sink (gst_bin_new (NULL));
  gboolean last;

  plan_fixture_add (f, "identity", 0, RMG_ROLE_NODE);
  plan_fixture_add (f, "fakesink", 1, RMG_ROLE_NODE);
  g_array_index (f->plan.nodes, RmgPlanNode, 1).flags = flags;
  set = rmg_node_set_new (&f->plan, f->elements);
  gst_element_set_state (f->elements->pdata[1], state);
  last = rmg_readers_are_last (set, GST_BIN (bin));
  gst_element_set_state (f->elements->pdata[1], GST_STATE_NULL);
  return last;
}

static void
test_readers_without_async_change_are_last (void)
{
  g_assert_true (are_last (0, GST_STATE_READY));
}

static void
test_readers_with_async_reader_are_last (void)
{
  g_assert_true (are_last (RMG_NODE_SOURCE, GST_STATE_PAUSED));
}

static void
test_readers_with_async_sink_are_not_last (void)
{
  g_assert_false (are_last (RMG_NODE_SINK, GST_STATE_PAUSED));
}

/* Holds the thread of the sink between its new state and ASYNC_DONE. */
typedef struct
{
  GMutex lock;
  GCond changed;
  gboolean is_reached; /* lock */
  gboolean goes_on;    /* lock */
} Gate;

static GstBusSyncReply
hold_state_changed (GstBus *bus, GstMessage *message, gpointer data)
{
  Gate *gate = data;
  GstState state;

  if (GST_MESSAGE_TYPE (message) != GST_MESSAGE_STATE_CHANGED ||
      !g_str_equal (GST_MESSAGE_SRC_NAME (message), "sink"))
    return GST_BUS_PASS;
  gst_message_parse_state_changed (message, NULL, &state, NULL);
  if (state != GST_STATE_PAUSED)
    return GST_BUS_PASS;
  g_mutex_lock (&gate->lock);
  gate->is_reached = TRUE;
  g_cond_broadcast (&gate->changed);
  while (!gate->goes_on)
    g_cond_wait (&gate->changed, &gate->lock);
  g_mutex_unlock (&gate->lock);
  return GST_BUS_PASS;
}

static void
gate_wait (Gate *gate)
{
  g_mutex_lock (&gate->lock);
  while (!gate->is_reached)
    g_cond_wait (&gate->changed, &gate->lock);
  g_mutex_unlock (&gate->lock);
}

static void
gate_open (Gate *gate)
{
  g_mutex_lock (&gate->lock);
  gate->goes_on = TRUE;
  g_cond_broadcast (&gate->changed);
  g_mutex_unlock (&gate->lock);
}

static void
test_readers_sink_with_async_done_due_is_not_last (void)
{
  g_autoptr (PlanFixture) f = plan_fixture_new (2);
  g_autoptr (RmgNodeSet) set = NULL;
  g_autoptr (GstElement) pipeline =
      gst_object_ref_sink (gst_pipeline_new (NULL));
  g_autoptr (GstBus) bus = gst_element_get_bus (pipeline);
  GstElement *source, *sink;
  Gate gate = { .is_reached = FALSE };

  plan_fixture_add (f, "fakesrc", 0, RMG_ROLE_NODE);
  plan_fixture_add (f, "fakesink", 1, RMG_ROLE_NODE);
  set = rmg_node_set_new (&f->plan, f->elements);
  source = f->elements->pdata[0];
  sink = f->elements->pdata[1];
  gst_object_set_name (GST_OBJECT (sink), "sink");
  gst_bin_add_many (GST_BIN (pipeline), source, sink, NULL);
  g_assert_true (gst_element_link (source, sink));
  gst_bus_set_sync_handler (bus, hold_state_changed, &gate, NULL);
  gst_element_set_state (pipeline, GST_STATE_PAUSED);
  gate_wait (&gate);
  g_assert_cmpint (gst_element_get_state (sink, NULL, NULL, 0), ==,
      GST_STATE_CHANGE_SUCCESS);
  g_assert_false (rmg_readers_are_last (set, GST_BIN (pipeline)));
  gate_open (&gate);
  gst_element_get_state (pipeline, NULL, NULL, GST_CLOCK_TIME_NONE);
  g_assert_true (rmg_readers_are_last (set, GST_BIN (pipeline)));
  gst_element_set_state (pipeline, GST_STATE_NULL);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/readers/none", test_readers_without_async_change_are_last);
  g_test_add_func ("/readers/reader", test_readers_with_async_reader_are_last);
  g_test_add_func ("/readers/sink", test_readers_with_async_sink_are_not_last);
  g_test_add_func (
      "/readers/due", test_readers_sink_with_async_done_due_is_not_last);
  return g_test_run ();
}
