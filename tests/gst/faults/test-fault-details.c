/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "tests/lib/fault-fixture.h"

static const struct
{
  const char *name;
  const char *text;
} fields[] = {
  { "node-id", "x" },
  { "node-type", "T" },
  { "element", "/bin/x" },
  { "domain", "gst-resource-error-quark" },
  { "kind", "exhausted" },
  { "message", "disk is gone" },
  { "summary", "node \"x\" (T): disk is gone" },
  { "debug", "file.c(12): read" },
  { "lost", "all" },
  { "hint", "repair it" },
};

static void
test_fault_details_have_texts_under_their_names (void)
{
  g_autoptr (RmgFault) fault = fault_fixture_new (2);
  g_autoptr (GstStructure) structure = rmg_fault_to_structure (fault, "name");

  g_assert_true (gst_structure_has_name (structure, "name"));
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    g_assert_cmpstr (gst_structure_get_string (structure, fields[i].name), ==,
        fields[i].text);
}

static void
test_fault_details_have_numbers_with_their_types (void)
{
  g_autoptr (RmgFault) fault = fault_fixture_new (2);
  g_autoptr (GstStructure) structure = rmg_fault_to_structure (fault, "name");
  gint64 time_us;
  gboolean retryable;
  guint n_attempts;
  int code, flow;

  g_assert_true (
      gst_structure_get (structure, "time-us", G_TYPE_INT64, &time_us, "code",
          G_TYPE_INT, &code, "retryable", G_TYPE_BOOLEAN, &retryable, "flow",
          G_TYPE_INT, &flow, "attempt-count", G_TYPE_UINT, &n_attempts, NULL));
  g_assert_cmpint (time_us, ==, fault->time_us);
  g_assert_cmpint (code, ==, GST_RESOURCE_ERROR_READ);
  g_assert_true (retryable);
  g_assert_cmpint (flow, ==, GST_FLOW_ERROR);
  g_assert_cmpuint (n_attempts, ==, 2);
  g_assert_cmpuint (gst_value_array_get_size (
                        gst_structure_get_value (structure, "attempts")),
      ==, 2);
}

static void
test_fault_details_have_item_and_user_data (void)
{
  g_autoptr (RmgFault) fault = fault_fixture_new (1);
  g_autoptr (RmgValue) object = rmg_value_new_object (fault, "test", NULL);
  g_autoptr (GstStructure) details = gst_structure_new_empty ("details");
  g_autoptr (GstMessage) message = NULL;
  g_autoptr (RmgFault) read = NULL;

  rmg_fault_details_set_user_data (details, object);
  rmg_fault_take_user_data (fault, details);
  message = gst_message_new_element (
      NULL, rmg_fault_to_structure (fault, "rmg-node-failed"));
  read = rmg_fault_from_message (message);
  g_assert_cmpuint (read->item, ==, 5);
  g_assert_true (rmg_fault_get_user_data (read) == object);
}

static void
test_fault_details_of_another_type_are_no_user_data (void)
{
  g_autoptr (RmgFault) fault = fault_fixture_new (1);
  g_autoptr (GstStructure) details =
      gst_structure_new ("details", "rmg-user-data", G_TYPE_INT, 1, NULL);

  rmg_fault_take_user_data (fault, details);
  g_assert_null (rmg_fault_get_user_data (fault));
  rmg_fault_take_user_data (fault, NULL);
  g_assert_null (rmg_fault_get_user_data (fault));
}

static void
assert_same (const RmgFault *a, const RmgFault *b)
{
  g_autofree char *json_a = rmg_fault_to_json (a);
  g_autofree char *json_b = rmg_fault_to_json (b);

  g_assert_cmpstr (json_a, ==, json_b);
}

static void
test_fault_details_of_an_error_message_contain_the_record (void)
{
  g_autoptr (RmgFault) fault = fault_fixture_new (3);
  g_autoptr (GstMessage) message =
      gst_message_new_error_with_details (NULL, (GError *) fault->error,
          fault->debug, rmg_fault_to_structure (fault, "rmg-fault"));
  g_autoptr (RmgFault) read = rmg_fault_from_message (message);

  g_assert_nonnull (read);
  assert_same (read, fault);
}

static void
test_fault_details_of_an_element_message_contain_the_record (void)
{
  g_autoptr (RmgFault) fault = fault_fixture_new (1);
  g_autoptr (GstMessage) message = gst_message_new_element (
      NULL, rmg_fault_to_structure (fault, "rmg-node-failed"));
  g_autoptr (RmgFault) read = rmg_fault_from_message (message);

  g_assert_nonnull (read);
  assert_same (read, fault);
}

static void
test_fault_details_are_not_in_other_messages (void)
{
  g_autoptr (GError) error =
      g_error_new_literal (GST_CORE_ERROR, GST_CORE_ERROR_FAILED, "text");
  g_autoptr (GstMessage) other = gst_message_new_error (NULL, error, NULL);
  g_autoptr (GstMessage) eos = gst_message_new_eos (NULL);
  g_autoptr (GstMessage) element = gst_message_new_element (
      NULL, gst_structure_new_empty ("rmg-node-failed"));

  g_assert_null (rmg_fault_from_message (other));
  g_assert_null (rmg_fault_from_message (eos));
  g_assert_null (rmg_fault_from_message (element));
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);

  g_test_add_func (
      "/fault-details/texts", test_fault_details_have_texts_under_their_names);
  g_test_add_func ("/fault-details/numbers",
      test_fault_details_have_numbers_with_their_types);
  g_test_add_func ("/fault-details/error",
      test_fault_details_of_an_error_message_contain_the_record);
  g_test_add_func ("/fault-details/element",
      test_fault_details_of_an_element_message_contain_the_record);
  g_test_add_func (
      "/fault-details/other", test_fault_details_are_not_in_other_messages);
  g_test_add_func ("/fault-details/item-and-user-data",
      test_fault_details_have_item_and_user_data);
  g_test_add_func ("/fault-details/user-data/type",
      test_fault_details_of_another_type_are_no_user_data);
  return g_test_run ();
}
