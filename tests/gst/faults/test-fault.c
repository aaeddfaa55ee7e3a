/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/faults/fault.h"

#include "tests/lib/fault-fixture.h"

static void
test_fault_copy_is_a_reference (void)
{
  RmgFault *fault = fault_fixture_new (1);
  RmgFault *copy = g_boxed_copy (RMG_TYPE_FAULT, fault);

  g_assert_true (copy == fault);
  g_boxed_free (RMG_TYPE_FAULT, copy);
  g_assert_cmpstr (fault->node_id, ==, "x");
  copy = rmg_fault_ref (fault);
  rmg_fault_unref (copy);
  rmg_fault_unref (fault);
}

static void
test_fault_fields_outlive_their_source (void)
{
  g_autoptr (RmgFault) fault = fault_fixture_new (2);

  g_assert_error (fault->error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_READ);
  g_assert_cmpstr (fault->node_type, ==, "T");
  g_assert_cmpstr (fault->element_path, ==, "/bin/x");
  g_assert_cmpstr (fault->message, ==, "disk is gone");
  g_assert_cmpstr (fault->debug, ==, "file.c(12): read");
  g_assert_cmpstr (fault->lost, ==, "all");
  g_assert_cmpstr (fault->hint, ==, "repair it");
}

static void
test_fault_attempts_are_in_order (void)
{
  g_autoptr (RmgFault) fault = fault_fixture_new (3);

  g_assert_cmpuint (rmg_fault_get_n_recorded (fault), ==, 3);
  for (guint i = 0; i < 3; i++)
    g_assert_cmpuint (rmg_fault_get_attempt (fault, i)->number, ==, i + 1);
  g_assert_cmpstr (rmg_fault_get_attempt (fault, 2)->action, ==, "stop");
}

static void
test_fault_attempt_copy_owns_its_text (void)
{
  g_autoptr (RmgFault) fault = fault_fixture_new (1);
  g_autoptr (RmgFaultAttempt) copy =
      g_boxed_copy (RMG_TYPE_FAULT_ATTEMPT, rmg_fault_get_attempt (fault, 0));

  g_clear_pointer (&fault, rmg_fault_unref);
  g_assert_cmpstr (copy->message, ==, "cause 1");
  g_assert_cmpstr (copy->domain, ==, "gst-resource-error-quark");
}

static void
test_fault_without_attempts_has_none (void)
{
  GError error = { GST_CORE_ERROR, GST_CORE_ERROR_FAILED, (char *) "text" };
  const RmgFault fields = { .error = &error };
  g_autoptr (RmgFault) fault = rmg_fault_new (&fields, NULL);

  g_assert_cmpuint (rmg_fault_get_n_recorded (fault), ==, 0);
}

static void
test_fault_kinds_have_names (void)
{
  static const char *const names[] = { "permanent", "exhausted", "drain",
    "restarts" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    g_assert_cmpstr (rmg_fault_kind_get_name (i), ==, names[i]);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/fault/reference", test_fault_copy_is_a_reference);
  g_test_add_func ("/fault/fields", test_fault_fields_outlive_their_source);
  g_test_add_func ("/fault/attempts", test_fault_attempts_are_in_order);
  g_test_add_func (
      "/fault/attempt/copy", test_fault_attempt_copy_owns_its_text);
  g_test_add_func (
      "/fault/attempts/none", test_fault_without_attempts_has_none);
  g_test_add_func ("/fault/kinds", test_fault_kinds_have_names);
  return g_test_run ();
}
