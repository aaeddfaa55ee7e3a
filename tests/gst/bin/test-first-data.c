/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* n0 (a source) -> n1 -> n2, of bare elements. */

#include "gst/bin/first-data.h"

#include "tests/lib/plan-fixture.h"

typedef struct
{
  PlanFixture *plan;
  RmgNodeSet *nodes;
} Chain;

static void
chain_init (Chain *self, gboolean has_source)
{
  self->plan = plan_fixture_new (3);
  self->plan->plan.outputs = g_array_new (FALSE, TRUE, sizeof (RmgPlanPort));
  for (guint i = 0; i < 3; i++)
    plan_fixture_add (self->plan, "identity", i, RMG_ROLE_NODE);
  for (guint i = 0; i < 2; i++) {
    plan_fixture_link (self->plan, i, i + 1, FALSE);
    g_array_index (self->plan->plan.links, RmgPlanLink, i).to_pad =
        (char *) "sink";
  }
  if (has_source)
    g_array_index (self->plan->plan.nodes, RmgPlanNode, 0).flags =
        RMG_NODE_SOURCE;
  self->nodes = rmg_node_set_new (&self->plan->plan, self->plan->elements);
  for (guint i = 0; i < 3; i++)
    rmg_node_handle_event (
        rmg_node_set_get (self->nodes, i), RMG_NODE_EVENT_START);
  rmg_first_data_watch (self->nodes, &self->plan->plan);
}

static void
chain_clear (Chain *self)
{
  for (guint i = 0; i < 3; i++)
    gst_element_set_state (self->plan->elements->pdata[i], GST_STATE_NULL);
  rmg_node_set_free (self->nodes);
  g_array_unref (self->plan->plan.outputs);
  plan_fixture_free (self->plan);
}

/* Pushes into the element @index; the buffer ends at the unlinked last pad. */
static void
push (Chain *self, guint index)
{
  g_autoptr (GstPad) pad =
      gst_element_get_static_pad (self->plan->elements->pdata[index], "sink");
  GstSegment segment;

  for (guint i = 0; i < 3; i++)
    gst_element_set_state (self->plan->elements->pdata[i], GST_STATE_PLAYING);
  gst_segment_init (&segment, GST_FORMAT_BYTES);
  gst_pad_send_event (pad, gst_event_new_stream_start ("test"));
  gst_pad_send_event (pad, gst_event_new_segment (&segment));
  gst_pad_chain (pad, gst_buffer_new ());
}

static void
assert_had_data (Chain *self, const char *expected)
{
  for (guint i = 0; i < 3; i++)
    g_assert_cmpint (
        rmg_node_set_get (self->nodes, i)->had_data, ==, expected[i] == 'y');
}

static void
assert_states (Chain *self, const char *expected)
{
  for (guint i = 0; i < 3; i++)
    g_assert_cmpint (rmg_node_get_state (rmg_node_set_get (self->nodes, i)), ==,
        expected[i] == 'r' ? RMG_NODE_STATE_RUNNING : RMG_NODE_STATE_STARTING);
}

static void
test_first_data_reaches_each_node_that_it_flows_through (void)
{
  Chain chain;

  chain_init (&chain, FALSE);
  assert_states (&chain, "sss");
  assert_had_data (&chain, "nnn");
  push (&chain, 1);
  assert_states (&chain, "srr");
  assert_had_data (&chain, "nyy");
  chain_clear (&chain);
}

/* A source has no pad that data enters by. */
static void
test_first_data_of_a_source_is_that_of_the_next_element (void)
{
  Chain chain;

  chain_init (&chain, TRUE);
  push (&chain, 0);
  assert_states (&chain, "rrr");
  chain_clear (&chain);
}

static void
test_first_data_leaves_no_probe (void)
{
  Chain chain;
  g_autoptr (GstPad) pad = NULL;

  chain_init (&chain, TRUE);
  pad = gst_element_get_static_pad (chain.plan->elements->pdata[1], "sink");
  g_assert_cmpint (pad->num_probes, >, 0);
  push (&chain, 0);
  g_assert_cmpint (pad->num_probes, ==, 0);
  chain_clear (&chain);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/first-data/nodes",
      test_first_data_reaches_each_node_that_it_flows_through);
  g_test_add_func ("/first-data/source",
      test_first_data_of_a_source_is_that_of_the_next_element);
  g_test_add_func ("/first-data/probe", test_first_data_leaves_no_probe);
  return g_test_run ();
}
