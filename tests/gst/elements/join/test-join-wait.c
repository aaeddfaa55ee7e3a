/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The bound of a join, and the ways in which the wait of a leg ends. A hang fails
 * the test after RMG_TEST_HANG_S. */

#include "gst/elements/join/data.h"
#include "tests/lib/hang.h"
#include "tests/lib/join-fixture.h"

#include <unistd.h>

#define N_BUFFERS 20

/* Leg b pushes N_BUFFERS and EOS on a thread, and leg a has sent nothing. */
typedef struct
{
  JoinFixture *join;
  GThread *thread;
} Ahead;

static gpointer
push_ahead (gpointer fixture)
{
  GstFlowReturn flow = GST_FLOW_OK;

  for (guint i = 0; i < N_BUFFERS && flow == GST_FLOW_OK; i++)
    flow = join_fixture_push (fixture, 1, i, 10);
  return GINT_TO_POINTER (flow);
}

static void
set_up (Ahead *self, gconstpointer unused)
{
  alarm (RMG_TEST_HANG_S);
  self->join = join_fixture_new_started ("stream", 2);
  g_object_set (self->join->join, "max-bytes", (guint64) 5, NULL);
}

static gboolean
is_waiting (Ahead *self)
{
  RmgJoin *join = RMG_JOIN (self->join->join);
  gboolean is_waiting;

  g_mutex_lock (&join->lock);
  is_waiting = join->n_waiting > 0;
  g_mutex_unlock (&join->lock);
  return is_waiting;
}

static void
start_and_wait (Ahead *self)
{
  self->thread = g_thread_new ("ahead", push_ahead, self->join);
  while (!is_waiting (self))
    g_thread_yield ();
}

static GstFlowReturn
finish (Ahead *self)
{
  return GPOINTER_TO_INT (g_thread_join (g_steal_pointer (&self->thread)));
}

static void
tear_down (Ahead *self, gconstpointer unused)
{
  join_fixture_free (self->join);
  alarm (0);
}

static void
test_join_wait_ends_when_the_other_leg_follows (Ahead *f, gconstpointer unused)
{
  start_and_wait (f);
  for (guint i = 0; i < N_BUFFERS; i++)
    join_fixture_push (f->join, 0, i, 10);
  g_assert_cmpint (finish (f), ==, GST_FLOW_OK);
  g_assert_null (gst_bus_pop_filtered (f->join->bus, GST_MESSAGE_ERROR));
}

static void
test_join_wait_ends_when_the_other_leg_ends (Ahead *f, gconstpointer unused)
{
  start_and_wait (f);
  join_fixture_push_eos (f->join, 0);
  g_assert_cmpint (finish (f), ==, GST_FLOW_OK);
}

static void
test_join_wait_ends_at_flush_of_its_leg (Ahead *f, gconstpointer unused)
{
  start_and_wait (f);
  gst_pad_push_event (f->join->legs[1], gst_event_new_flush_start ());
  g_assert_cmpint (finish (f), ==, GST_FLOW_FLUSHING);
}

static void
test_join_wait_ends_at_change_to_ready (Ahead *f, gconstpointer unused)
{
  start_and_wait (f);
  gst_element_set_state (f->join->join, GST_STATE_READY);
  g_assert_cmpint (finish (f), ==, GST_FLOW_FLUSHING);
}

static GstFlowReturn
return_eos (GstPad *pad, GstObject *parent, GstBuffer *buffer)
{
  gst_buffer_unref (buffer);
  return GST_FLOW_EOS;
}

static void
test_join_eos_of_downstream_reaches_all_legs (Ahead *f, gconstpointer unused)
{
  gst_pad_set_chain_function (f->join->sink, return_eos);
  start_and_wait (f);
  g_assert_cmpint (join_fixture_push (f->join, 0, 0, 10), ==, GST_FLOW_EOS);
  g_assert_cmpint (finish (f), ==, GST_FLOW_EOS);
  g_assert_cmpstr (f->join->log->str, ==, "eos ");
}

static gboolean
flush_and_push (GstPad *pad, GstObject *parent, GstEvent *event)
{
  GstBuffer *buffer;

  gst_event_unref (event);
  gst_pad_push_event (pad, gst_event_new_flush_start ());
  gst_pad_push_event (pad, gst_event_new_flush_stop (TRUE));
  join_fixture_start_leg (pad, "audio/x-raw");
  buffer = join_fixture_new_buffer (GST_PAD_NAME (pad)[3] - '0', 9);
  GST_BUFFER_PTS (buffer) = 0;
  return gst_pad_push (pad, buffer) == GST_FLOW_OK;
}

static int is_blocked; /* atomic */
static int n_arrived;  /* atomic */

static GstFlowReturn
block (GstPad *pad, GstObject *parent, GstBuffer *buffer)
{
  gst_buffer_unref (buffer);
  while (g_atomic_int_get (&is_blocked))
    g_thread_yield ();
  g_atomic_int_inc (&n_arrived);
  return GST_FLOW_OK;
}

/* Like a sink in PAUSED. */
static void
test_join_seek_returns_although_downstream_blocks (
    Ahead *f, gconstpointer unused)
{
  g_atomic_int_set (&is_blocked, TRUE);
  gst_pad_set_chain_function (f->join->sink, block);
  for (guint i = 0; i < 2; i++)
    gst_pad_set_event_function (f->join->legs[i], flush_and_push);
  g_assert_true (gst_pad_push_event (f->join->sink,
      gst_event_new_seek (1.0, GST_FORMAT_TIME, GST_SEEK_FLAG_FLUSH,
          GST_SEEK_TYPE_SET, 0, GST_SEEK_TYPE_NONE, 0)));
  g_atomic_int_set (&is_blocked, FALSE);
  while (g_atomic_int_get (&n_arrived) == 0)
    g_thread_yield ();
}

static void
test_join_one_buffer_may_exceed_the_bound (Ahead *f, gconstpointer unused)
{
  g_object_set (f->join->join, "max-bytes", (guint64) 1, "waits", FALSE, NULL);
  g_assert_cmpint (join_fixture_push (f->join, 1, 0, 10), ==, GST_FLOW_OK);
  g_assert_cmpint (join_fixture_push (f->join, 1, 1, 10), ==, GST_FLOW_EOS);
}

static void
test_join_one_item_may_exceed_the_bound (void)
{
  g_autoptr (JoinFixture) fixture = join_fixture_new_started ("items", 2);

  g_object_set (fixture->join, "max-bytes", (guint64) 5, "waits", FALSE, NULL);
  for (guint i = 0; i < N_BUFFERS; i++)
    g_assert_cmpint (join_fixture_push (fixture, 1, i, 10), ==, GST_FLOW_OK);
  join_fixture_end_item (fixture, 1, 0);
  g_assert_cmpint (
      join_fixture_push (fixture, 1, N_BUFFERS, 10), ==, GST_FLOW_EOS);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  GST_ELEMENT_REGISTER (rmgjoin, NULL);

#define ADD(path, function)                                                    \
  g_test_add (path, Ahead, NULL, set_up, function, tear_down)
  ADD ("/join-wait/follows", test_join_wait_ends_when_the_other_leg_follows);
  ADD ("/join-wait/ends", test_join_wait_ends_when_the_other_leg_ends);
  ADD ("/join-wait/flush", test_join_wait_ends_at_flush_of_its_leg);
  ADD ("/join-wait/ready", test_join_wait_ends_at_change_to_ready);
  ADD ("/join-wait/eos", test_join_eos_of_downstream_reaches_all_legs);
  ADD ("/join-wait/seek", test_join_seek_returns_although_downstream_blocks);
  ADD ("/join-wait/buffer", test_join_one_buffer_may_exceed_the_bound);
#undef ADD
  g_test_add_func ("/join-wait/item", test_join_one_item_may_exceed_the_bound);
  return g_test_run ();
}
