/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/values/releases.h"

#define TYPE_NAME "test"
#define N_PER_THREAD 5000

static GThread *allowed; /* the thread that may release */
static int n_released;   /* atomic */
static GString *order;

static void
note_release (gpointer object)
{
  g_assert_true (g_thread_self () == allowed);
  g_atomic_int_inc (&n_released);
  if (order != NULL)
    g_string_append_printf (order, "%d", GPOINTER_TO_INT (object));
}

static RmgValue *
new_object (int number)
{
  return rmg_value_new_object_queued (
      GINT_TO_POINTER (number), TYPE_NAME, note_release);
}

static void
test_releases_wait_until_they_are_run (void)
{
  g_autoptr (GString) text = order = g_string_new (NULL);

  allowed = g_thread_self ();
  n_released = 0;
  for (int i = 1; i <= 3; i++)
    rmg_value_unref (new_object (i));
  g_assert_cmpint (n_released, ==, 0);
  g_assert_cmpuint (rmg_values_run_releases (), ==, 3);
  g_assert_cmpstr (text->str, ==, "123");
  g_assert_cmpuint (rmg_values_run_releases (), ==, 0);
  order = NULL;
}

static void
test_releases_of_shared_objects_wait_for_the_last_reference (void)
{
  RmgValue *object = new_object (1);
  RmgValue *second = rmg_value_ref (object);

  allowed = g_thread_self ();
  n_released = 0;
  rmg_value_unref (object);
  g_assert_cmpuint (rmg_values_run_releases (), ==, 0);
  g_assert_true (
      rmg_value_get_object (second, TYPE_NAME) == GINT_TO_POINTER (1));
  rmg_value_unref (second);
  g_assert_cmpuint (rmg_values_run_releases (), ==, 1);
  g_assert_cmpint (n_released, ==, 1);
}

static void
release_next (gpointer value)
{
  rmg_value_unref (value);
}

static void
test_releases_that_cause_others_run_them_as_well (void)
{
  RmgValue *inner = new_object (1);

  allowed = g_thread_self ();
  n_released = 0;
  rmg_value_unref (
      rmg_value_new_object_queued (inner, TYPE_NAME, release_next));
  g_assert_cmpuint (rmg_values_run_releases (), ==, 2);
  g_assert_cmpint (n_released, ==, 1);
}

static gpointer
release_many (gpointer unused)
{
  for (int i = 0; i < N_PER_THREAD; i++)
    rmg_value_unref (new_object (i));
  return NULL;
}

static void
test_releases_of_threads_run_on_the_allowed_one (void)
{
  GThread *threads[4];
  guint n_run = 0;

  allowed = g_thread_self ();
  n_released = 0;
  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("releaser", release_many, NULL);
  while (n_run < G_N_ELEMENTS (threads) * N_PER_THREAD)
    n_run += rmg_values_run_releases ();
  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  g_assert_cmpuint (rmg_values_run_releases (), ==, 0);
  g_assert_cmpint (g_atomic_int_get (&n_released), ==,
      G_N_ELEMENTS (threads) * N_PER_THREAD);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/releases/wait", test_releases_wait_until_they_are_run);
  g_test_add_func ("/releases/shared",
      test_releases_of_shared_objects_wait_for_the_last_reference);
  g_test_add_func (
      "/releases/nested", test_releases_that_cause_others_run_them_as_well);
  g_test_add_func (
      "/releases/threads", test_releases_of_threads_run_on_the_allowed_one);
  return g_test_run ();
}
