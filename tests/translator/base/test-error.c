/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include <rmg/error.h>

static void
test_error_codes_have_names (void)
{
  g_assert_cmpstr (rmg_error_get_name (RMG_ERROR_FAILED), ==, "failed");
  g_assert_cmpstr (
      rmg_error_get_name (RMG_ERROR_MISSING_FIELD), ==, "missing-field");
  g_assert_cmpstr (rmg_error_get_name (RMG_ERROR_ABANDONED), ==, "abandoned");
}

/* Applications, logs and metrics have the name of the domain. */
static void
test_error_domain_has_the_usual_name (void)
{
  g_assert_cmpstr (g_quark_to_string (RMG_ERROR), ==, "rmg-error-quark");
}

static void
test_error_of_a_manifest_has_a_code_up_to_invalid (void)
{
  const struct
  {
    GQuark domain;
    int code;
    gboolean is_manifest;
  } rows[] = {
    { RMG_ERROR, RMG_ERROR_FAILED, FALSE },
    { RMG_ERROR, RMG_ERROR_IO, TRUE },
    { RMG_ERROR, RMG_ERROR_INVALID, TRUE },
    { RMG_ERROR, RMG_ERROR_INPUT, FALSE },
    { G_FILE_ERROR, RMG_ERROR_SYNTAX, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GError) error =
        g_error_new_literal (rows[i].domain, rows[i].code, "test");

    g_assert_cmpint (rmg_error_is_manifest (error), ==, rows[i].is_manifest);
  }
  g_assert_false (rmg_error_is_manifest (NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/error/domain", test_error_domain_has_the_usual_name);
  g_test_add_func ("/error/names", test_error_codes_have_names);
  g_test_add_func (
      "/error/manifest", test_error_of_a_manifest_has_a_code_up_to_invalid);
  return g_test_run ();
}
