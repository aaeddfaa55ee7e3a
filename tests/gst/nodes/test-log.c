/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/nodes/log.h"

static gpointer
get_category (gpointer unused)
{
  return rmg_node_get_debug_category ();
}

static void
test_log_category_is_one_in_all_threads (void)
{
  GThread *first = g_thread_new ("first", get_category, NULL);
  GThread *second = g_thread_new ("second", get_category, NULL);
  GstDebugCategory *category = rmg_node_get_debug_category ();

  g_assert_true (g_thread_join (first) == category);
  g_assert_true (g_thread_join (second) == category);
  g_assert_cmpstr (gst_debug_category_get_name (category), ==, "rmgnode");
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/log/category", test_log_category_is_one_in_all_threads);
  return g_test_run ();
}
