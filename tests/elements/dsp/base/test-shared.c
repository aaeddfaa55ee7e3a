/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/dsp/base/shared.h"

#include <glib.h>

/* Negative numbers cannot be made. */
typedef struct
{
  RmgShared shared;
  int number;
} Item;

static gint n_alive;

static bool
is_for (const RmgShared *item, const void *key)
{
  return ((const Item *) item)->number == *(const int *) key;
}

static RmgShared *
create (const void *key)
{
  int number = *(const int *) key;
  Item *item;

  if (number < 0)
    return NULL;
  item = g_new0 (Item, 1);
  item->number = number;
  g_atomic_int_inc (&n_alive);
  return &item->shared;
}

static void
destroy (RmgShared *item)
{
  g_free (item);
  g_atomic_int_add (&n_alive, -1);
}

static RmgSharedSet set = {
  .is_for = is_for,
  .create = create,
  .destroy = destroy,
};

static const Item *
acquire (int number)
{
  return rmg_shared_acquire (&set, &number);
}

static void
test_shared_equal_keys_produce_the_same_item (void)
{
  const Item *a = acquire (1), *b = acquire (1);

  g_assert_true (a == b);
  rmg_shared_release (&set, a);
  rmg_shared_release (&set, b);
}

static void
test_shared_other_keys_produce_other_items (void)
{
  const Item *items[5];

  for (int i = 0; i < 5; i++)
    items[i] = acquire (i);
  for (int i = 0; i < 5; i++)
    g_assert_cmpint (items[i]->number, ==, i);
  for (int i = 0; i < 5; i++)
    rmg_shared_release (&set, items[i * 2 % 5]);
}

static void
test_shared_last_release_frees_the_item (void)
{
  const Item *a = acquire (1), *b = acquire (1);

  rmg_shared_release (&set, a);
  g_assert_cmpint (n_alive, ==, 1);
  rmg_shared_release (&set, b);
  g_assert_cmpint (n_alive, ==, 0);
}

static void
test_shared_failure_leaves_nothing (void)
{
  g_assert_null (acquire (-1));
  g_assert_cmpint (n_alive, ==, 0);
  rmg_shared_release (&set, NULL);
}

static gpointer
acquire_and_release (gpointer unused)
{
  for (int i = 0; i < 20000; i++) {
    const Item *item = acquire (i % 3);

    g_assert_cmpint (item->number, ==, i % 3);
    rmg_shared_release (&set, item);
  }
  return NULL;
}

static void
test_shared_threads_leave_nothing (void)
{
  GThread *threads[4];

  for (int i = 0; i < 4; i++)
    threads[i] = g_thread_new (NULL, acquire_and_release, NULL);
  for (int i = 0; i < 4; i++)
    g_thread_join (threads[i]);
  g_assert_cmpint (n_alive, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func (
      "/shared/same", test_shared_equal_keys_produce_the_same_item);
  g_test_add_func ("/shared/other", test_shared_other_keys_produce_other_items);
  g_test_add_func ("/shared/last", test_shared_last_release_frees_the_item);
  g_test_add_func ("/shared/failure", test_shared_failure_leaves_nothing);
  g_test_add_func ("/shared/threads", test_shared_threads_leave_nothing);
  return g_test_run ();
}
