/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include <rmg/value-json.h>
#include "tests/lib/fault-fixture.h"

static void
test_fault_json_has_every_field (void)
{
  static const char expected[] =
      "{\n"
      "  \"node_id\": \"x\",\n"
      "  \"node_type\": \"T\",\n"
      "  \"element\": \"/bin/x\",\n"
      "  \"item\": 5,\n"
      "  \"time_us\": 1700000000000000,\n"
      "  \"domain\": \"gst-resource-error-quark\",\n"
      "  \"code\": 9,\n"
      "  \"kind\": \"exhausted\",\n"
      "  \"retryable\": true,\n"
      "  \"message\": \"disk is gone\",\n"
      "  \"summary\": \"node \\\"x\\\" (T): disk is gone\",\n"
      "  \"flow\": \"error\",\n"
      "  \"debug\": \"file.c(12): read\",\n"
      "  \"attempt_count\": 1,\n"
      "  \"attempts\": [\n"
      "    {\n"
      "      \"number\": 1,\n"
      "      \"time_us\": 1700000000001000,\n"
      "      \"domain\": \"gst-resource-error-quark\",\n"
      "      \"code\": 9,\n"
      "      \"message\": \"cause 1\",\n"
      "      \"flow\": \"error\",\n"
      "      \"action\": \"stop\",\n"
      "      \"delay_ms\": 0\n"
      "    }\n"
      "  ],\n"
      "  \"lost\": \"all\",\n"
      "  \"hint\": \"repair it\"\n"
      "}";
  g_autoptr (RmgFault) fault = fault_fixture_new (1);
  g_autofree char *json = rmg_fault_to_json (fault);

  g_assert_cmpstr (json, ==, expected);
}

static void
test_fault_json_unknown_texts_are_null (void)
{
  GError error = { GST_CORE_ERROR, GST_CORE_ERROR_FAILED, (char *) "\xff\"" };
  const RmgFault fields = {
    .node_id = "a\nb", .item = RMG_FAULT_NO_ITEM, .error = &error
  };
  g_autoptr (RmgFault) fault = rmg_fault_new (&fields, NULL);
  g_autofree char *json = rmg_fault_to_json (fault);
  g_autoptr (GError) problem = NULL;
  g_autoptr (RmgValue) value = rmg_value_new_from_json (json, -1, &problem);

  g_assert_no_error (problem);
  g_assert_cmpint (rmg_value_get_kind (rmg_value_dict_get (value, "hint")), ==,
      RMG_VALUE_NULL);
  g_assert_cmpint (rmg_value_get_kind (rmg_value_dict_get (value, "item")), ==,
      RMG_VALUE_NULL);
  g_assert_cmpstr (
      rmg_value_get_string (rmg_value_dict_get (value, "node_id"), NULL), ==,
      "a\nb");
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/fault-json/fields", test_fault_json_has_every_field);
  g_test_add_func ("/fault-json/null", test_fault_json_unknown_texts_are_null);
  return g_test_run ();
}
