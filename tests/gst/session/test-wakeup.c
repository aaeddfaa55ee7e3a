/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/session/wakeup.h"

static void
test_wakeup_new_source_is_ready (void)
{
  g_autoptr (GSource) source = NULL;
  RmgWakeup wakeup;

  rmg_wakeup_init (&wakeup);
  source = rmg_wakeup_create_source (&wakeup);
  g_assert_cmpint (g_source_get_ready_time (source), ==, 0);
  rmg_wakeup_clear (&wakeup);
}

static void
test_wakeup_wakes_every_source (void)
{
  g_autoptr (GSource) a = NULL;
  g_autoptr (GSource) b = NULL;
  RmgWakeup wakeup;

  rmg_wakeup_init (&wakeup);
  a = rmg_wakeup_create_source (&wakeup);
  b = rmg_wakeup_create_source (&wakeup);
  g_source_set_ready_time (a, -1);
  g_source_set_ready_time (b, 1000);
  rmg_wakeup_wake (&wakeup);
  g_assert_cmpint (g_source_get_ready_time (a), ==, 0);
  g_assert_cmpint (g_source_get_ready_time (b), ==, 0);
  rmg_wakeup_clear (&wakeup);
}

static void
test_wakeup_earlier_time_stays (void)
{
  g_autoptr (GSource) source = NULL;
  RmgWakeup wakeup;

  rmg_wakeup_init (&wakeup);
  source = rmg_wakeup_create_source (&wakeup);
  g_source_set_ready_time (source, -1);
  rmg_wakeup_wake_at (&wakeup, 500);
  g_assert_cmpint (g_source_get_ready_time (source), ==, 500);
  rmg_wakeup_wake_at (&wakeup, 900);
  g_assert_cmpint (g_source_get_ready_time (source), ==, 500);
  rmg_wakeup_wake_at (&wakeup, 100);
  g_assert_cmpint (g_source_get_ready_time (source), ==, 100);
  rmg_wakeup_clear (&wakeup);
}

static void
test_wakeup_destroyed_sources_are_freed_by_the_next (void)
{
  RmgWakeup wakeup;

  rmg_wakeup_init (&wakeup);
  for (int i = 0; i < 100; i++) {
    g_autoptr (GSource) source = rmg_wakeup_create_source (&wakeup);

    g_source_destroy (source);
  }
  g_assert_cmpuint (g_slist_length (wakeup.sources), ==, 1);
  rmg_wakeup_clear (&wakeup);
}

static gpointer
wake_until_stopped (gpointer data)
{
  gpointer *shared = data;

  while (g_atomic_int_get ((int *) shared[1]) == 0)
    rmg_wakeup_wake (shared[0]);
  return NULL;
}

/* GLib stops the process if the lock of a context is in use when it is freed. */
static void
test_wakeup_context_of_a_removed_source_can_be_freed (void)
{
  RmgWakeup wakeup;
  int stop = 0;
  gpointer shared[] = { &wakeup, &stop };
  GThread *thread;

  rmg_wakeup_init (&wakeup);
  thread = g_thread_new ("waker", wake_until_stopped, shared);
  for (int i = 0; i < 20000; i++) {
    g_autoptr (GMainContext) context = g_main_context_new ();
    g_autoptr (GSource) source = rmg_wakeup_create_source (&wakeup);

    g_source_attach (source, context);
    rmg_wakeup_remove (&wakeup, source);
    g_assert_true (g_source_is_destroyed (source));
  }
  g_atomic_int_set (&stop, 1);
  g_thread_join (thread);
  g_assert_null (wakeup.sources);
  rmg_wakeup_clear (&wakeup);
}

static void
test_wakeup_drop_destroys_all_sources (void)
{
  g_autoptr (GSource) source = NULL;
  RmgWakeup wakeup;

  rmg_wakeup_init (&wakeup);
  source = rmg_wakeup_create_source (&wakeup);
  rmg_wakeup_drop (&wakeup);
  g_assert_true (g_source_is_destroyed (source));
  g_assert_null (wakeup.sources);
  rmg_wakeup_clear (&wakeup);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func (
      "/wakeup/removed", test_wakeup_context_of_a_removed_source_can_be_freed);
  g_test_add_func ("/wakeup/new", test_wakeup_new_source_is_ready);
  g_test_add_func ("/wakeup/all", test_wakeup_wakes_every_source);
  g_test_add_func ("/wakeup/at", test_wakeup_earlier_time_stays);
  g_test_add_func (
      "/wakeup/destroyed", test_wakeup_destroyed_sources_are_freed_by_the_next);
  g_test_add_func ("/wakeup/drop", test_wakeup_drop_destroys_all_sources);
  return g_test_run ();
}
