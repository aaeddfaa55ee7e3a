/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Legs a and b have buffers of 10 ms. The join drains on the thread of the test. */

#include "gst/elements/join/data.h"
#include "tests/lib/join-fixture.h"

typedef struct
{
  JoinFixture *fixture;
  RmgJoin *join;
  GstPad *pads[2]; /* of the join */
  guint64 dropped[RMG_N_DROP_REASONS];
} Legs;

static void
set_up (Legs *self, gconstpointer unused)
{
  self->fixture = join_fixture_new_started ("stream", 2);
  self->join = RMG_JOIN (self->fixture->join);
  g_object_set (self->join, "waits", FALSE, NULL);
  rmg_join_set_drops (self->join, &(RmgDrops){ .counts = self->dropped });
  for (guint i = 0; i < 2; i++)
    self->pads[i] = gst_pad_get_peer (self->fixture->legs[i]);
}

static void
tear_down (Legs *self, gconstpointer unused)
{
  for (guint i = 0; i < 2; i++)
    gst_object_unref (self->pads[i]);
  join_fixture_free (self->fixture);
}

static void
push (Legs *self, guint leg, guint number)
{
  g_assert_cmpint (
      join_fixture_push (self->fixture, leg, number, 10), ==, GST_FLOW_OK);
}

static void
expect (Legs *self, const char *log)
{
  g_assert_cmpstr (self->fixture->log->str, ==, log);
  g_string_set_size (self->fixture->log, 0);
}

static void
test_join_awaits_the_leg_without_data (Legs *f, gconstpointer unused)
{
  push (f, 0, 0);
  push (f, 0, 1);
  g_assert_true (rmg_join_awaits (f->join, f->pads[1]));
  g_assert_false (rmg_join_awaits (f->join, f->pads[0]));
  push (f, 1, 0);
  push (f, 1, 1);
  push (f, 1, 2);
  g_assert_false (rmg_join_awaits (f->join, f->pads[1]));
  g_assert_true (rmg_join_awaits (f->join, f->pads[0]));
}

static GstPadProbeReturn
ask_while_pushing (GstPad *pad, GstPadProbeInfo *info, gpointer legs)
{
  Legs *f = legs;

  g_assert_false (rmg_join_awaits (f->join, f->pads[0]));
  g_assert_false (rmg_join_awaits (f->join, f->pads[1]));
  return GST_PAD_PROBE_OK;
}

/* A sink that takes no data is not the fault of a leg. */
static void
test_join_that_pushes_awaits_no_leg (Legs *f, gconstpointer unused)
{
  gst_pad_add_probe (
      f->fixture->sink, GST_PAD_PROBE_TYPE_BUFFER, ask_while_pushing, f, NULL);
  push (f, 0, 0);
  push (f, 1, 0);
  expect (f, "a0 b0 ");
}

static void
test_join_goes_on_without_a_leg_that_is_down (Legs *f, gconstpointer unused)
{
  push (f, 0, 0);
  push (f, 0, 1);
  expect (f, "a0 ");
  rmg_join_set_down (f->join, f->pads[1], TRUE);
  expect (f, "a1 ");
  push (f, 0, 2);
  expect (f, "a2 ");
}

static gboolean
has_discont (GstPad *pad, GstPadProbeInfo *info, gpointer found)
{
  *(gboolean *) found = GST_BUFFER_FLAG_IS_SET (
      GST_PAD_PROBE_INFO_BUFFER (info), GST_BUFFER_FLAG_DISCONT);
  return GST_PAD_PROBE_OK;
}

/* It wakes with its old data, and the others wait for it again. */
static void
test_join_drops_the_late_data_of_a_leg_that_is_back (
    Legs *f, gconstpointer unused)
{
  gboolean found = FALSE;

  gst_pad_add_probe (f->fixture->sink, GST_PAD_PROBE_TYPE_BUFFER,
      (GstPadProbeCallback) has_discont, &found, NULL);
  rmg_join_set_down (f->join, f->pads[1], TRUE);
  for (guint i = 0; i < 4; i++)
    push (f, 0, i);
  expect (f, "a0 a1 a2 a3 ");
  push (f, 1, 0);
  push (f, 1, 1);
  rmg_join_set_down (f->join, f->pads[1], FALSE);
  push (f, 1, 3);
  g_assert_cmpuint (f->dropped[RMG_DROP_STALLED], ==, 3);
  push (f, 0, 4);
  expect (f, "");
  g_assert_false (found);
  push (f, 1, 4);
  expect (f, "a4 b4 ");
  g_assert_true (found);
  push (f, 0, 5);
  push (f, 1, 5);
  expect (f, "a5 b5 ");
  g_assert_false (found);
  g_assert_cmpuint (f->dropped[RMG_DROP_STALLED], ==, 3);
}

/* Data that is not late leaves although the leg is still down. */
static void
test_join_takes_the_data_of_a_leg_that_is_down (Legs *f, gconstpointer unused)
{
  rmg_join_set_down (f->join, f->pads[1], TRUE);
  push (f, 0, 0);
  push (f, 1, 1);
  push (f, 0, 1);
  push (f, 0, 2);
  expect (f, "a0 a1 b1 a2 ");
}

/* The leg has caught up, is late again, and is back only then. */
static void
test_join_drops_the_data_of_a_leg_that_is_late_again (
    Legs *f, gconstpointer unused)
{
  rmg_join_set_down (f->join, f->pads[1], TRUE);
  push (f, 0, 0);
  push (f, 1, 1);
  for (guint i = 1; i < 4; i++)
    push (f, 0, i);
  expect (f, "a0 a1 b1 a2 a3 ");
  push (f, 1, 2);
  rmg_join_set_down (f->join, f->pads[1], FALSE);
  push (f, 1, 3);
  expect (f, "");
  g_assert_cmpuint (f->dropped[RMG_DROP_STALLED], ==, 2);
  push (f, 1, 4);
  push (f, 0, 4);
  push (f, 1, 5);
  expect (f, "a4 b4 ");
}

static void
test_join_ends_when_a_leg_that_is_down_ends (Legs *f, gconstpointer unused)
{
  rmg_join_set_down (f->join, f->pads[1], TRUE);
  push (f, 0, 0);
  join_fixture_push_eos (f->fixture, 0);
  expect (f, "a0 ");
  join_fixture_push_eos (f->fixture, 1);
  expect (f, "eos ");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  GST_ELEMENT_REGISTER (rmgjoin, NULL);

#define ADD(path, function)                                                    \
  g_test_add (path, Legs, NULL, set_up, function, tear_down)
  ADD ("/join-down/awaits", test_join_awaits_the_leg_without_data);
  ADD ("/join-down/pushes", test_join_that_pushes_awaits_no_leg);
  ADD ("/join-down/goes-on", test_join_goes_on_without_a_leg_that_is_down);
  ADD ("/join-down/late", test_join_drops_the_late_data_of_a_leg_that_is_back);
  ADD ("/join-down/data", test_join_takes_the_data_of_a_leg_that_is_down);
  ADD ("/join-down/late-again",
      test_join_drops_the_data_of_a_leg_that_is_late_again);
  ADD ("/join-down/eos", test_join_ends_when_a_leg_that_is_down_ends);
#undef ADD
  return g_test_run ();
}
