/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/elements/guard/park.h"

static const RmgRetryDecision in_an_hour = { RMG_RETRY_RESTART, 3600000 };

static void
test_guard_park_empty_queues_nothing (void)
{
  g_autoptr (GstBuffer) buffer = gst_buffer_new ();
  RmgGuardPark park = { 0 };
  GQueue rest;

  rmg_guard_park_init (&park);
  g_assert_false (rmg_guard_park_append (&park, GST_MINI_OBJECT_CAST (buffer)));
  g_assert_cmpint (rmg_guard_park_get_due (&park), ==, -1);
  g_assert_null (rmg_guard_park_take (&park, &rest));
  g_assert_cmpuint (rest.length, ==, 0);
  rmg_guard_park_clear (&park);
}

static void
test_guard_park_keeps_the_buffer_and_the_objects_after_it (void)
{
  GstBuffer *failed = gst_buffer_new ();
  GstEvent *after = gst_event_new_eos ();
  gint64 now_us = g_get_monotonic_time ();
  RmgGuardPark park = { 0 };
  GQueue rest;

  rmg_guard_park_init (&park);
  rmg_guard_park_put (&park, failed, &in_an_hour, 2, now_us);
  g_assert_true (rmg_guard_park_append (&park, GST_MINI_OBJECT_CAST (after)));
  g_assert_cmpint (
      rmg_guard_park_get_due (&park), ==, now_us + G_TIME_SPAN_HOUR);
  g_assert_cmpint (park.action, ==, RMG_RETRY_RESTART);
  g_assert_cmpuint (park.n_failures, ==, 2);

  g_assert_true (rmg_guard_park_take (&park, &rest) == failed);
  g_assert_cmpuint (rest.length, ==, 1);
  g_assert_true (rest.head->data == after);
  g_assert_cmpint (rmg_guard_park_get_due (&park), ==, -1);
  g_queue_clear_full (&rest, (GDestroyNotify) gst_mini_object_unref);
  gst_buffer_unref (failed);
  rmg_guard_park_clear (&park);
}

static void
test_guard_park_clear_frees_its_objects (void)
{
  g_autoptr (GstBuffer) buffer = gst_buffer_new ();
  RmgGuardPark park = { 0 };

  rmg_guard_park_init (&park);
  rmg_guard_park_put (&park, gst_buffer_ref (buffer), &in_an_hour, 1, 0);
  rmg_guard_park_clear (&park);
  g_assert_true (gst_buffer_is_writable (buffer));
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/guard-park/empty", test_guard_park_empty_queues_nothing);
  g_test_add_func ("/guard-park/keeps",
      test_guard_park_keeps_the_buffer_and_the_objects_after_it);
  g_test_add_func (
      "/guard-park/clear", test_guard_park_clear_frees_its_objects);
  return g_test_run ();
}
