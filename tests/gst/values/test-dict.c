/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/values/dict.h"

#define MANY 100 /* more entries than a linear search is used for */

static guint n_freed;

static void
count_free (gpointer item)
{
  n_freed++;
}

static void
fill (RmgDict *dict, guint n_entries)
{
  for (guint i = 0; i < n_entries; i++) {
    g_autofree char *key = g_strdup_printf ("key %u", i);

    rmg_dict_set (dict, key, GUINT_TO_POINTER (i + 1));
  }
}

static void
test_dict_entries_keep_the_order_of_insertion (void)
{
  RmgDict dict;

  rmg_dict_init (&dict, count_free);
  fill (&dict, MANY);
  g_assert_cmpuint (rmg_dict_get_length (&dict), ==, MANY);
  for (guint i = 0; i < MANY; i++) {
    const RmgDictEntry *entry = rmg_dict_get_entry (&dict, i);

    g_assert_cmpuint (GPOINTER_TO_UINT (entry->item), ==, i + 1);
    g_assert_true (rmg_dict_find (&dict, entry->key) == entry);
  }
  rmg_dict_clear (&dict);
}

static void
test_dict_unknown_key_is_not_found_with_and_without_index (void)
{
  static const guint lengths[] = { 0, 1, 8, 9, MANY };

  for (gsize i = 0; i < G_N_ELEMENTS (lengths); i++) {
    RmgDict dict;

    rmg_dict_init (&dict, count_free);
    fill (&dict, lengths[i]);
    g_assert_null (rmg_dict_find (&dict, "other"));
    rmg_dict_clear (&dict);
  }
}

static void
test_dict_known_key_frees_the_old_item_and_keeps_its_place (void)
{
  RmgDict dict;

  rmg_dict_init (&dict, count_free);
  fill (&dict, 3);
  n_freed = 0;
  rmg_dict_set (&dict, "key 1", GUINT_TO_POINTER (42));
  g_assert_cmpuint (n_freed, ==, 1);
  g_assert_cmpuint (rmg_dict_get_length (&dict), ==, 3);
  g_assert_cmpuint (
      GPOINTER_TO_UINT (rmg_dict_get_entry (&dict, 1)->item), ==, 42);
  rmg_dict_clear (&dict);
  g_assert_cmpuint (n_freed, ==, 4);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func (
      "/dict/order", test_dict_entries_keep_the_order_of_insertion);
  g_test_add_func ("/dict/unknown",
      test_dict_unknown_key_is_not_found_with_and_without_index);
  g_test_add_func ("/dict/known",
      test_dict_known_key_frees_the_old_item_and_keeps_its_place);
  return g_test_run ();
}
