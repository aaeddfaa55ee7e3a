/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* A tee of n0 with the legs n1 and n2, which meet in an element of n3. */

#include "gst/supervision/leg-exits.h"

#include "gst/elements/rmgfuse.h"
#include "gst/elements/join/rmgjoin.h"
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

/* A conversion of the edge is between the first leg and the join. */
static SupervisorFixture *
new_diamond (const char *join_factory)
{
  SupervisorFixture *f = supervisor_fixture_new (4);
  guint tee = supervisor_fixture_add (f, "tee", 0, RMG_ROLE_TEE);
  guint first = add_leg (f, tee, 1);
  guint second = add_leg (f, tee, 2);
  guint convert = supervisor_fixture_add (f, "identity", 3, RMG_ROLE_CONVERT);
  guint join = supervisor_fixture_add (f, join_factory, 3, RMG_ROLE_JOIN);

  plan_fixture_link (f->plan, first, convert, FALSE);
  plan_fixture_link (f->plan, convert, join, FALSE);
  plan_fixture_link (f->plan, second, join, FALSE);
  supervisor_fixture_start (f);
  return f;
}

static GPtrArray *
find_exits (SupervisorFixture *f, guint target)
{
  const RmgNodeSet *nodes = f->supervisor->nodes;
  g_autofree gboolean *members =
      rmg_leg_find_members (nodes, supervisor_fixture_get_node (f, target));

  return rmg_leg_find_exits (nodes, members);
}

static void
test_leg_exits_members_have_no_other_data (void)
{
  g_autoptr (SupervisorFixture) f = new_diamond ("rmgjoin");
  g_autofree gboolean *members = rmg_leg_find_members (
      f->supervisor->nodes, supervisor_fixture_get_node (f, 1));
  g_autofree gboolean *none = rmg_leg_find_members (
      f->supervisor->nodes, supervisor_fixture_get_node (f, 3));

  g_assert_true (members[1]);
  g_assert_false (members[0] || members[2] || members[3]);
  g_assert_false (none[3]);
}

static void
test_leg_exits_are_the_pads_of_the_join (void)
{
  g_autoptr (SupervisorFixture) f = new_diamond ("rmgjoin");
  g_autoptr (GPtrArray) first = find_exits (f, 1);
  g_autoptr (GPtrArray) second = find_exits (f, 2);

  g_assert_cmpuint (first->len, ==, 1);
  g_assert_cmpuint (second->len, ==, 1);
  g_assert_cmpstr (GST_OBJECT_NAME (first->pdata[0]), ==, "sink_0");
  g_assert_cmpstr (GST_OBJECT_NAME (second->pdata[0]), ==, "sink_1");
}

static void
test_leg_exits_foreign_join_has_none (void)
{
  g_autoptr (SupervisorFixture) f = new_diamond ("funnel");

  g_assert_null (find_exits (f, 1));
}

/* An item without the part of a leg would not be that item. */
static void
test_leg_exits_join_by_items_has_none (void)
{
  g_autoptr (SupervisorFixture) f = new_diamond ("rmgjoin");
  g_autoptr (GPtrArray) exits = find_exits (f, 1);
  GstObject *join = GST_OBJECT_PARENT (exits->pdata[0]);

  gst_util_set_object_arg (G_OBJECT (join), "mode", "items");
  g_assert_null (find_exits (f, 1));
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  GST_ELEMENT_REGISTER (rmgfuse, NULL);
  GST_ELEMENT_REGISTER (rmgjoin, NULL);

  g_test_add_func (
      "/leg-exits/members", test_leg_exits_members_have_no_other_data);
  g_test_add_func ("/leg-exits/pads", test_leg_exits_are_the_pads_of_the_join);
  g_test_add_func ("/leg-exits/foreign", test_leg_exits_foreign_join_has_none);
  g_test_add_func ("/leg-exits/items", test_leg_exits_join_by_items_has_none);
  return g_test_run ();
}
