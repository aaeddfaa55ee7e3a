/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* n0 -> n1 -> n2, of bare elements; the last pad is not linked. */

#include "gst/bin/item-watch.h"

#include "elements/base/item-end.h"
#include "tests/lib/plan-fixture.h"

typedef struct
{
  PlanFixture *plan;
  RmgNodeSet *nodes;
} Chain;

static void
chain_init (Chain *self)
{
  self->plan = plan_fixture_new (3);
  for (guint i = 0; i < 3; i++)
    plan_fixture_add (
        self->plan, i < 2 ? "identity" : "fakesink", i, RMG_ROLE_NODE);
  for (guint i = 0; i < 3; i++)
    g_object_set (self->plan->elements->pdata[i], "silent", TRUE, NULL);
  g_object_set (self->plan->elements->pdata[2], "async", FALSE, NULL);
  for (guint i = 0; i < 2; i++)
    plan_fixture_link (self->plan, i, i + 1, FALSE);
  self->nodes = rmg_node_set_new (&self->plan->plan, self->plan->elements);
  rmg_item_watch (self->nodes);
  for (guint i = 0; i < 3; i++)
    gst_element_set_state (self->plan->elements->pdata[i], GST_STATE_PLAYING);
}

static void
chain_clear (Chain *self)
{
  for (guint i = 0; i < 3; i++)
    gst_element_set_state (self->plan->elements->pdata[i], GST_STATE_NULL);
  rmg_node_set_free (self->nodes);
  plan_fixture_free (self->plan);
}

static void
send (Chain *self, guint index, GstEvent *event)
{
  g_autoptr (GstPad) pad =
      gst_element_get_static_pad (self->plan->elements->pdata[index], "sink");

  gst_pad_send_event (pad, event);
}

static guint64
get_item (Chain *self, guint index)
{
  return rmg_node_get_item (rmg_node_set_get (self->nodes, index));
}

static void
test_item_watch_counts_the_items_that_leave_each_node (void)
{
  Chain chain;

  chain_init (&chain);
  for (guint i = 0; i < 3; i++)
    g_assert_cmpuint (get_item (&chain, i), ==, 0);
  send (&chain, 0, gst_event_new_stream_start ("test"));
  send (&chain, 0, rmg_item_end_new (4, TRUE));
  for (guint i = 0; i < 3; i++)
    g_assert_cmpuint (get_item (&chain, i), ==, 5);
  send (&chain, 2, rmg_item_end_new (7, TRUE)); /* is ahead of the others */
  g_assert_cmpuint (get_item (&chain, 1), ==, 5);
  g_assert_cmpuint (get_item (&chain, 2), ==, 8);
  chain_clear (&chain);
}

static void
test_item_watch_ignores_other_events_and_parts (void)
{
  Chain chain;

  chain_init (&chain);
  send (&chain, 0, gst_event_new_stream_start ("test"));
  send (&chain, 0, rmg_item_end_new (4, FALSE));
  g_assert_cmpuint (get_item (&chain, 0), ==, 0);
  chain_clear (&chain);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/item-watch/each",
      test_item_watch_counts_the_items_that_leave_each_node);
  g_test_add_func (
      "/item-watch/others", test_item_watch_ignores_other_events_and_parts);
  return g_test_run ();
}
