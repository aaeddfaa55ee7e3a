/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/elements/host/types.h"

#include <rmg/catalog.h>

static void
ignore_item (RmgHost *host, gpointer instance)
{
}

static const RmgHostDriver driver = { .item_ready = ignore_item };

static void
count (gpointer data)
{
  (*(guint *) data)++;
}

static void
test_host_types_of_two_lists_have_drivers_of_their_own (void)
{
  g_autoptr (RmgHostTypes) first = rmg_host_types_new ();
  g_autoptr (RmgHostTypes) second = rmg_host_types_new ();
  g_autoptr (RmgHostRegistration) of_first = NULL;
  g_autoptr (RmgHostRegistration) of_second = NULL;
  int a, b;

  g_assert_true (
      rmg_host_types_add (first, "ListedNode", "a test", &driver, &a, NULL));
  g_assert_null (rmg_host_types_find (second, "ListedNode"));
  g_assert_true (
      rmg_host_types_add (second, "ListedNode", "a test", &driver, &b, NULL));
  of_first = rmg_host_types_find (first, "ListedNode");
  of_second = rmg_host_types_find (second, "ListedNode");
  g_assert_true (of_first->user_data == &a);
  g_assert_true (of_second->user_data == &b);
  g_assert_nonnull (rmg_catalog_find_type ("ListedNode"));
}

static void
test_host_types_freed_list_destroys_the_data_once (void)
{
  RmgHostTypes *types = rmg_host_types_new ();
  guint n_destroyed = 0;

  rmg_host_types_add (
      types, "FreedNode", "a test", &driver, &n_destroyed, count);
  rmg_host_types_unref (rmg_host_types_ref (types));
  g_assert_cmpuint (n_destroyed, ==, 0);
  rmg_host_types_unref (types);
  g_assert_cmpuint (n_destroyed, ==, 1);
}

static void
test_host_types_data_outlives_the_list_while_in_use (void)
{
  RmgHostTypes *types = rmg_host_types_new ();
  guint n_destroyed = 0;
  RmgHostRegistration *used;

  rmg_host_types_add_callback (
      types, "UsedNode", "a test", ignore_item, &n_destroyed, count);
  used = rmg_host_types_find (types, "UsedNode");
  rmg_host_types_unref (types);
  g_assert_cmpuint (n_destroyed, ==, 0);
  rmg_host_registration_unref (used);
  g_assert_cmpuint (n_destroyed, ==, 1);
}

static void
test_host_types_name_of_the_catalog_is_refused_and_data_destroyed (void)
{
  g_autoptr (RmgHostTypes) types = rmg_host_types_new ();
  guint n_destroyed = 0;

  g_assert_false (
      rmg_host_types_add (types, "VAD", "taken", &driver, &n_destroyed, count));
  g_assert_cmpuint (n_destroyed, ==, 1);
  g_assert_null (rmg_host_types_find (types, "VAD"));
  g_assert_null (rmg_host_types_find (types, NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  g_test_add_func ("/host-types/two",
      test_host_types_of_two_lists_have_drivers_of_their_own);
  g_test_add_func (
      "/host-types/freed", test_host_types_freed_list_destroys_the_data_once);
  g_test_add_func (
      "/host-types/used", test_host_types_data_outlives_the_list_while_in_use);
  g_test_add_func ("/host-types/taken",
      test_host_types_name_of_the_catalog_is_refused_and_data_destroyed);
  return g_test_run ();
}
