/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/elements/host/registry.h"
#include "gst/elements/host/rmghost.h"

#include <rmg/catalog.h>
#include <rmg/value-memory.h>

#include <gst/check/gstharness.h>

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
test_registry_type_is_in_catalog_and_has_driver (void)
{
  g_autoptr (RmgHostRegistration) found = NULL;
  int data;

  g_assert_null (rmg_host_registry_find ("RegistryNew"));
  g_assert_true (
      rmg_host_register_type ("RegistryNew", "a test", &driver, &data, NULL));
  g_assert_cmpstr (
      rmg_catalog_find_type ("RegistryNew")->description, ==, "a test");
  found = rmg_host_registry_find ("RegistryNew");
  g_assert_true (found->driver == &driver);
  g_assert_true (found->user_data == &data);
}

static void
test_registry_name_of_the_catalog_is_refused_and_data_destroyed (void)
{
  guint n_destroyed = 0;

  g_assert_false (
      rmg_host_register_type ("VAD", "taken", &driver, &n_destroyed, count));
  g_assert_cmpuint (n_destroyed, ==, 1);
  g_assert_null (rmg_host_registry_find ("VAD"));
}

static void
test_registry_replaced_data_lives_as_long_as_its_users (void)
{
  static guint n_first, n_second; /* the second registration stays */
  RmgHostRegistration *first;
  g_autoptr (RmgHostRegistration) second = NULL;

  rmg_host_register_type ("RegistryTwice", "1", &driver, &n_first, count);
  first = rmg_host_registry_find ("RegistryTwice");
  rmg_host_register_type ("RegistryTwice", "2", &driver, &n_second, count);
  second = rmg_host_registry_find ("RegistryTwice");
  g_assert_true (first->user_data == &n_first);
  g_assert_true (second->user_data == &n_second);
  g_assert_cmpuint (n_first, ==, 0);
  rmg_host_registration_unref (first);
  g_assert_cmpuint (n_first, ==, 1);
  g_assert_cmpuint (n_second, ==, 0);
}

static void
return_item (RmgHost *host, gpointer user_data)
{
  g_auto (RmgHostItem) item = { 0 };
  GstBufferList *outputs = gst_buffer_list_new ();

  g_assert_true (rmg_host_take (host, &item));
  gst_buffer_list_add (outputs, gst_buffer_ref (item.buffer));
  rmg_host_complete (host, item.sequence, NULL, outputs);
  (*(guint *) user_data)++;
}

static void
test_registry_callback_is_called_for_each_item (void)
{
  static guint n_items; /* the registration stays */
  GstHarness *harness;

  g_assert_true (rmg_host_register_callback (
      "RegistryCallback", "returns items", return_item, &n_items, NULL));
  harness = gst_harness_new_parse ("rmghost type=RegistryCallback");
  gst_harness_set_src_caps_str (harness, RMG_VALUE_MEDIA_TYPE);
  for (int i = 0; i < 2; i++) {
    GstBuffer *output = gst_harness_push_and_pull (
        harness, rmg_value_buffer_new (rmg_value_new_int (i)));

    g_assert_cmpint (rmg_value_get_int (rmg_value_buffer_peek (output)), ==, i);
    gst_buffer_unref (output);
  }
  g_assert_cmpuint (n_items, ==, 2);
  gst_harness_teardown (harness);
}

static void
test_registry_open_element_keeps_a_replaced_callback (void)
{
  static guint n_destroyed; /* the second registration stays */
  GstHarness *harness;

  rmg_host_register_callback (
      "RegistryOpen", "first", ignore_item, &n_destroyed, count);
  harness = gst_harness_new_parse ("rmghost type=RegistryOpen");
  rmg_host_register_callback (
      "RegistryOpen", "second", ignore_item, NULL, NULL);
  g_assert_cmpuint (n_destroyed, ==, 0);
  gst_harness_teardown (harness);
  g_assert_cmpuint (n_destroyed, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  GST_ELEMENT_REGISTER (rmghost, NULL);
  g_test_add_func (
      "/host-registry/new", test_registry_type_is_in_catalog_and_has_driver);
  g_test_add_func ("/host-registry/taken",
      test_registry_name_of_the_catalog_is_refused_and_data_destroyed);
  g_test_add_func ("/host-registry/twice",
      test_registry_replaced_data_lives_as_long_as_its_users);
  g_test_add_func ("/host-registry/callback",
      test_registry_callback_is_called_for_each_item);
  g_test_add_func ("/host-registry/open",
      test_registry_open_element_keeps_a_replaced_callback);
  return g_test_run ();
}
