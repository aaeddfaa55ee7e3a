/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "tests/lib/fault-fixture.h"

#include <string.h>

#define MAX_LINES 21
#define MAX_COLUMNS 80

static void
test_fault_text_has_every_field (void)
{
  static const char expected[] =
      "node \"x\" (T): disk is gone\n"
      "  element   /bin/x\n"
      "  kind      exhausted\n"
      "  attempts  2 failed\n"
      "              1  +0.000 s  cause 1; restart in 100 ms\n"
      "              2  +0.001 s  cause 2; stop\n"
      "  lost      all\n"
      "  hint      repair it\n"
      "  debug     file.c(12): read\n";
  g_autoptr (RmgFault) fault = fault_fixture_new (2);
  g_autofree char *text = rmg_fault_to_text (fault);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_fault_text_of_one_attempt_has_no_list (void)
{
  g_autoptr (RmgFault) fault = fault_fixture_new (1);
  g_autofree char *text = rmg_fault_to_text (fault);

  g_assert_null (strstr (text, "attempts"));
}

/* Asserts that the lines after the first one fit a terminal. */
static void
assert_fits (const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  guint n_lines = g_strv_length (lines);

  g_assert_cmpuint (n_lines, <=, MAX_LINES + 1); /* "" after the last one */
  for (guint i = 1; i < n_lines; i++) {
    g_assert_true (g_utf8_validate (lines[i], -1, NULL));
    g_assert_cmpint (g_utf8_strlen (lines[i], -1), <=, MAX_COLUMNS);
  }
}

static RmgFault *
new_long_fault (const char *text)
{
  g_autoptr (GPtrArray) attempts = rmg_fault_attempts_new ();
  GError error = { GST_CORE_ERROR, GST_CORE_ERROR_FAILED, (char *) "short" };
  const RmgFault fields = {
    .element_path = text,
    .error = &error,
    .debug = text,
    .lost = text,
    .hint = text,
    .n_attempts = 4000000000u,
  };

  for (guint i = 0; i < RMG_FAULT_MAX_ATTEMPTS; i++) {
    const RmgFaultAttempt attempt = { .number = 4000000000u - i,
      .time_us = G_MAXINT64 / 2 + i,
      .message = text,
      .action = "restart",
      .delay_ms = G_MAXUINT };

    g_ptr_array_add (attempts, rmg_fault_attempt_copy (&attempt));
  }
  return rmg_fault_new (&fields, attempts);
}

static void
test_fault_text_of_long_fields_fits_a_screen (void)
{
  static const char *const parts[] = { "word ", "x", "ü", "a\nb\t", "\xff " };

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++) {
    g_autoptr (GString) long_text = g_string_new (NULL);
    g_autoptr (RmgFault) fault = NULL;
    g_autofree char *text = NULL;

    for (guint n = 0; n < 1000; n++)
      g_string_append (long_text, parts[i]);
    fault = new_long_fault (long_text->str);
    text = rmg_fault_to_text (fault);
    assert_fits (text);
    g_assert_nonnull (strstr (text, "…"));
    g_assert_nonnull (strstr (text, "the last 6 were"));
  }
}

static void
test_fault_text_without_fields_is_the_headline (void)
{
  GError error = { GST_CORE_ERROR, GST_CORE_ERROR_FAILED, (char *) "a\nb" };
  const RmgFault fields = { .error = &error };
  g_autoptr (RmgFault) fault = rmg_fault_new (&fields, NULL);
  g_autofree char *text = rmg_fault_to_text (fault);

  g_assert_cmpstr (text, ==, "a b\n  kind      permanent\n");
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/fault-text/fields", test_fault_text_has_every_field);
  g_test_add_func (
      "/fault-text/one-attempt", test_fault_text_of_one_attempt_has_no_list);
  g_test_add_func (
      "/fault-text/long", test_fault_text_of_long_fields_fits_a_screen);
  g_test_add_func (
      "/fault-text/empty", test_fault_text_without_fields_is_the_headline);
  return g_test_run ();
}
