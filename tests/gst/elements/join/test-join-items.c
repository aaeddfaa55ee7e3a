/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/base/item-end.h"
#include "gst/elements/join/rmgjoin.h"
#include "tests/lib/join-fixture.h"

static void
test_join_items_by_connection_order (void)
{
  g_autoptr (JoinFixture) fixture = join_fixture_new_started ("items", 3);

  join_fixture_push_unstamped (fixture, 1, 0);
  join_fixture_end_item (fixture, 1, 7);
  join_fixture_push_unstamped (fixture, 1, 1);
  join_fixture_end_item (fixture, 1, 8);
  join_fixture_end_item (fixture, 2, 7);
  join_fixture_push_unstamped (fixture, 2, 0);
  join_fixture_end_item (fixture, 2, 8);
  g_assert_cmpstr (fixture->log->str, ==, "");

  join_fixture_push_unstamped (fixture, 0, 0);
  join_fixture_push_unstamped (fixture, 0, 1);
  g_assert_cmpstr (fixture->log->str, ==, "a0 a1 ");
  join_fixture_end_item (fixture, 0, 7);
  join_fixture_end_item (fixture, 0, 8);
  g_assert_cmpstr (
      fixture->log->str, ==, "a0 a1 /7/ b0 /7/ |7| b1 /8/ c0 |8| ");
}

static void
test_join_items_leg_at_eos_has_ended_all_items (void)
{
  g_autoptr (JoinFixture) fixture = join_fixture_new_started ("items", 2);

  join_fixture_push_unstamped (fixture, 0, 0);
  join_fixture_push_eos (fixture, 0);
  join_fixture_push_unstamped (fixture, 1, 0);
  join_fixture_end_item (fixture, 1, 0);
  join_fixture_push_unstamped (fixture, 1, 1);
  join_fixture_end_item (fixture, 1, 1);
  join_fixture_push_eos (fixture, 1);
  g_assert_cmpstr (fixture->log->str, ==, "a0 /0/ b0 |0| b1 |1| eos ");
}

static void
test_join_items_eos_closes_item_that_one_leg_ended (void)
{
  g_autoptr (JoinFixture) fixture = join_fixture_new_started ("items", 2);

  join_fixture_push_unstamped (fixture, 0, 0);
  join_fixture_end_item (fixture, 0, 0);
  join_fixture_push_eos (fixture, 1);
  join_fixture_push_eos (fixture, 0);
  g_assert_cmpstr (fixture->log->str, ==, "a0 /0/ |0| eos ");
}

static void
test_join_items_inner_border_is_forwarded (void)
{
  g_autoptr (JoinFixture) fixture = join_fixture_new_started ("items", 2);

  join_fixture_push_unstamped (fixture, 0, 0);
  gst_pad_push_event (fixture->legs[0], rmg_item_end_new (0, FALSE));
  join_fixture_end_item (fixture, 0, 0);
  join_fixture_end_item (fixture, 1, 0);
  g_assert_cmpstr (fixture->log->str, ==, "a0 /0/ |0| ");
}

static void
test_join_items_results_are_merged (void)
{
  g_autoptr (JoinFixture) fixture = join_fixture_new_started ("items", 2);
  const char *names[] = { "vad", "level" };
  const GstStructure *results;

  for (guint i = 0; i < 2; i++)
    gst_pad_push_event (fixture->legs[i],
        rmg_item_end_add_result (rmg_item_end_new (0, TRUE), names[i],
            gst_structure_new ("result", "leg", G_TYPE_UINT, i, NULL)));

  results = rmg_item_end_get_results (fixture->border);
  g_assert_nonnull (results);
  for (guint i = 0; i < 2; i++) {
    const GValue *value = gst_structure_get_value (results, names[i]);
    guint leg = 9;

    g_assert_nonnull (value);
    gst_structure_get_uint (gst_value_get_structure (value), "leg", &leg);
    g_assert_cmpuint (leg, ==, i);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  GST_ELEMENT_REGISTER (rmgjoin, NULL);

  g_test_add_func ("/join-items/order", test_join_items_by_connection_order);
  g_test_add_func (
      "/join-items/eos", test_join_items_leg_at_eos_has_ended_all_items);
  g_test_add_func ("/join-items/eos-closes",
      test_join_items_eos_closes_item_that_one_leg_ended);
  g_test_add_func (
      "/join-items/inner", test_join_items_inner_border_is_forwarded);
  g_test_add_func ("/join-items/results", test_join_items_results_are_merged);
  return g_test_run ();
}
