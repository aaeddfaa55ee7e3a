/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "translator/base/words.h"

static void
test_words_contain_whole_words_only (void)
{
  g_assert_true (rmg_words_contain ("fast medium high", "fast"));
  g_assert_true (rmg_words_contain ("fast medium high", "high"));
  g_assert_false (rmg_words_contain ("fast medium high", "med"));
  g_assert_false (rmg_words_contain ("fast medium high", "fast medium"));
  g_assert_false (rmg_words_contain ("", "fast"));
  g_assert_false (rmg_words_contain (NULL, "fast"));
}

static void
test_words_value_of_a_name_is_found (void)
{
  g_autofree char *first = rmg_words_get_value ("low=fast top=best", "low");
  g_autofree char *last = rmg_words_get_value ("low=fast top=best", "top");
  g_autofree char *empty = rmg_words_get_value ("low= top=best", "low");

  g_assert_cmpstr (first, ==, "fast");
  g_assert_cmpstr (last, ==, "best");
  g_assert_cmpstr (empty, ==, "");
}

static void
test_words_value_of_another_name_not_found (void)
{
  g_assert_null (rmg_words_get_value ("low=fast", "lo"));
  g_assert_null (rmg_words_get_value ("low=fast", "lows"));
  g_assert_null (rmg_words_get_value ("low", "low"));
  g_assert_null (rmg_words_get_value (NULL, "low"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/words/contain", test_words_contain_whole_words_only);
  g_test_add_func ("/words/value", test_words_value_of_a_name_is_found);
  g_test_add_func (
      "/words/no-value", test_words_value_of_another_name_not_found);
  return g_test_run ();
}
