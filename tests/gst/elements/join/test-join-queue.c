/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/elements/join/queue.h"

#include "elements/base/item-end.h"

#define N_LEGS 2

typedef struct
{
  RmgJoinQueue queue;
  RmgJoinLeg *legs[N_LEGS];
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer mode)
{
  rmg_join_queue_init (&fixture->queue);
  fixture->queue.mode = GPOINTER_TO_INT (mode);
  for (guint i = 0; i < N_LEGS; i++) {
    GstSegment segment;

    gst_segment_init (&segment, GST_FORMAT_TIME);
    fixture->legs[i] = rmg_join_queue_add_leg (&fixture->queue, i);
    rmg_join_queue_push_event (
        &fixture->queue, fixture->legs[i], gst_event_new_segment (&segment));
  }
}

static void
tear_down (Fixture *fixture, gconstpointer mode)
{
  rmg_join_queue_clear (&fixture->queue);
}

static void
push (Fixture *fixture, guint leg, GstClockTime pts)
{
  GstBuffer *buffer = gst_buffer_new_allocate (NULL, leg + 1, NULL);

  GST_BUFFER_PTS (buffer) = pts;
  GST_BUFFER_DURATION (buffer) = 5;
  rmg_join_queue_push_buffer (&fixture->queue, fixture->legs[leg], buffer);
}

/* Returns: size of the buffer that leaves, 0 for an event, -1 for none */
static int
pop (Fixture *fixture)
{
  g_autoptr (GstCaps) caps = NULL;
  GstMiniObject *object = rmg_join_queue_pop (&fixture->queue, &caps);
  int size = object == NULL ? -1 : (int) rmg_join_measure (object);

  if (object != NULL)
    gst_mini_object_unref (object);
  return size;
}

static void
test_queue_stream_ties_leave_in_the_order_of_connection (
    Fixture *fixture, gconstpointer mode)
{
  push (fixture, 1, 10);
  push (fixture, 0, 10);
  g_assert_cmpuint (fixture->queue.n_bytes, ==, 3);
  g_assert_cmpint (pop (fixture), ==, 1);
  g_assert_cmpint (pop (fixture), ==, 2);
  g_assert_cmpuint (fixture->queue.n_bytes, ==, 0);
  g_assert_cmpint (pop (fixture), ==, -1);
}

static void
test_queue_stream_leg_without_data_blocks (Fixture *fixture, gconstpointer mode)
{
  push (fixture, 0, 10);
  g_assert_cmpint (pop (fixture), ==, -1);
  g_assert_true (
      rmg_join_queue_find_blocking (&fixture->queue) == fixture->legs[1]);
  rmg_join_queue_push_event (
      &fixture->queue, fixture->legs[1], gst_event_new_eos ());
  g_assert_cmpint (pop (fixture), ==, 1);
}

static void
test_queue_items_leave_leg_by_leg (Fixture *fixture, gconstpointer mode)
{
  push (fixture, 1, GST_CLOCK_TIME_NONE);
  g_assert_cmpint (pop (fixture), ==, -1);
  g_assert_true (
      rmg_join_queue_find_blocking (&fixture->queue) == fixture->legs[0]);
  push (fixture, 0, GST_CLOCK_TIME_NONE);
  g_assert_cmpint (pop (fixture), ==, 1);
  g_assert_cmpint (pop (fixture), ==, -1);
  rmg_join_queue_push_event (
      &fixture->queue, fixture->legs[0], rmg_item_end_new (0, TRUE));
  g_assert_cmpint (pop (fixture), ==, 0); /* border */
  g_assert_cmpint (pop (fixture), ==, 2);
}

static void
test_queue_eos_leaves_once_after_all_legs (Fixture *fixture, gconstpointer mode)
{
  for (guint i = 0; i < N_LEGS; i++) {
    g_assert_cmpint (pop (fixture), ==, -1);
    rmg_join_queue_push_event (
        &fixture->queue, fixture->legs[i], gst_event_new_eos ());
  }
  g_assert_cmpint (pop (fixture), ==, 0);
  g_assert_cmpint (pop (fixture), ==, -1);
}

static void
test_queue_removed_leg_takes_its_bytes_along (
    Fixture *fixture, gconstpointer mode)
{
  push (fixture, 0, 0);
  push (fixture, 1, 0);
  rmg_join_queue_remove_leg (&fixture->queue, fixture->legs[0]);
  g_assert_cmpuint (fixture->queue.n_bytes, ==, 2);
  g_assert_cmpint (pop (fixture), ==, 2);
}

static void
add (const char *path, RmgJoinMode mode,
    void (*test) (Fixture *fixture, gconstpointer mode))
{
  g_test_add (path, Fixture, GINT_TO_POINTER (mode), set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  add ("/join-queue/ties", RMG_JOIN_STREAM,
      test_queue_stream_ties_leave_in_the_order_of_connection);
  add ("/join-queue/blocking", RMG_JOIN_STREAM,
      test_queue_stream_leg_without_data_blocks);
  add ("/join-queue/items", RMG_JOIN_ITEMS, test_queue_items_leave_leg_by_leg);
  add ("/join-queue/eos-stream", RMG_JOIN_STREAM,
      test_queue_eos_leaves_once_after_all_legs);
  add ("/join-queue/eos-items", RMG_JOIN_ITEMS,
      test_queue_eos_leaves_once_after_all_legs);
  add ("/join-queue/remove", RMG_JOIN_STREAM,
      test_queue_removed_leg_takes_its_bytes_along);
  return g_test_run ();
}
