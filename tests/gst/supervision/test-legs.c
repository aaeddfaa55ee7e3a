/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* A tee of n0 with the legs n1 and n2: fuse -> queue -> identity each. */

#include "gst/supervision/legs.h"

#include "gst/elements/rmgfuse.h"
#include "tests/lib/supervisor-fixture.h"

static guint
add_leg (SupervisorFixture *f, guint tee, guint node)
{
  guint fuse = supervisor_fixture_add (f, "rmgfuse", 0, RMG_ROLE_FUSE);
  guint queue = supervisor_fixture_add (f, "queue", 0, RMG_ROLE_QUEUE);
  guint work = supervisor_fixture_add (f, "identity", node, RMG_ROLE_NODE);

  plan_fixture_link (f->plan, tee, fuse, FALSE);
  plan_fixture_link (f->plan, fuse, queue, FALSE);
  plan_fixture_link (f->plan, queue, work, FALSE);
  return work;
}

static SupervisorFixture *
new_legs (guint n_nodes)
{
  SupervisorFixture *f = supervisor_fixture_new (n_nodes);

  supervisor_fixture_add (f, "tee", 0, RMG_ROLE_TEE);
  return f;
}

static void
set_timeout (SupervisorFixture *f, guint node, guint timeout_ms)
{
  supervisor_fixture_get_plan (f, node)->policy.stall_timeout_ms = timeout_ms;
}

static void
test_legs_leg_has_the_shortest_timeout_of_its_nodes (void)
{
  g_autoptr (SupervisorFixture) f = new_legs (4);
  guint first = add_leg (f, 0, 1);
  g_autoptr (GArray) legs = NULL;
  const RmgLeg *leg;
  guint last;

  add_leg (f, 0, 2);
  last = supervisor_fixture_add (f, "identity", 3, RMG_ROLE_NODE);
  plan_fixture_link (f->plan, first, last, FALSE);
  set_timeout (f, 1, 500);
  set_timeout (f, 3, 200);
  supervisor_fixture_start (f);
  legs = rmg_legs_new (f->supervisor->nodes);
  g_assert_cmpuint (legs->len, ==, 1);
  leg = &g_array_index (legs, RmgLeg, 0);
  g_assert_cmpuint (leg->timeout_ms, ==, 200);
  g_assert_true (leg->target == supervisor_fixture_get_node (f, 1));
  g_assert_true (leg->members[1] && leg->members[3]);
  g_assert_false (leg->members[0] || leg->members[2]);
}

/* To drop the data of one leg would stop the foreign element where they meet. */
static void
test_legs_legs_that_meet_again_are_not_watched (void)
{
  g_autoptr (SupervisorFixture) f = new_legs (4);
  guint first = add_leg (f, 0, 1);
  guint second = add_leg (f, 0, 2);
  guint join = supervisor_fixture_add (f, "funnel", 3, RMG_ROLE_JOIN);
  g_autoptr (GArray) legs = NULL;

  plan_fixture_link (f->plan, first, join, FALSE);
  plan_fixture_link (f->plan, second, join, FALSE);
  set_timeout (f, 1, 100);
  supervisor_fixture_start (f);
  legs = rmg_legs_new (f->supervisor->nodes);
  g_assert_cmpuint (legs->len, ==, 0);
}

static void
test_legs_leg_that_is_down_leaks_and_comes_back (void)
{
  g_autoptr (SupervisorFixture) f = new_legs (2);
  g_autoptr (GArray) legs = NULL;
  RmgLeg *leg;
  int leaky = 0;

  add_leg (f, 0, 1);
  set_timeout (f, 1, 100);
  supervisor_fixture_start (f);
  legs = rmg_legs_new (f->supervisor->nodes);
  leg = &g_array_index (legs, RmgLeg, 0);
  rmg_leg_take_down (leg);
  g_object_get (leg->queue, "leaky", &leaky, NULL);
  g_assert_true (leg->is_down);
  g_assert_cmpint (leaky, ==, 2);

  /* the thread of the tee is still inside, so the queue may be empty */
  leg->push.turn = 1;
  g_assert_false (rmg_leg_has_moved (leg));
  leg->push.turn = 2;
  g_assert_true (rmg_leg_has_moved (leg));
  rmg_leg_put_back (leg);
  g_object_get (leg->queue, "leaky", &leaky, NULL);
  g_assert_cmpint (leaky, ==, 0);
  g_assert_false (leg->is_down);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  GST_ELEMENT_REGISTER (rmgfuse, NULL);

  g_test_add_func (
      "/legs/timeout", test_legs_leg_has_the_shortest_timeout_of_its_nodes);
  g_test_add_func (
      "/legs/meet", test_legs_legs_that_meet_again_are_not_watched);
  g_test_add_func (
      "/legs/down", test_legs_leg_that_is_down_leaks_and_comes_back);
  return g_test_run ();
}
