/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "tests/lib/graph-fixture.h"
#include "translator/base/json-text.h"

#include <string.h>

typedef gboolean (*ScanFunc) (RmgScanText *self);

static gboolean
scan_string (RmgScanText *self)
{
  return rmg_scan_text_string (self, NULL);
}

static gboolean
scan_number (RmgScanText *self)
{
  return rmg_scan_text_number (self, NULL);
}

typedef struct
{
  const char *text;
  const char *decoded;
} Decoded;

static const Decoded decoded[] = {
  { "\"\"", "" },
  { "\"plain\"", "plain" },
  { "\"\xc3\xa9\"", "\xc3\xa9" },
  { "\"\\\"\\\\\\/\"", "\"\\/" },
  { "\"\\b\\f\\n\\r\\t\"", "\b\f\n\r\t" },
  { "\"a\\u0041b\"", "aAb" },
  { "\"\\u00e9\\u00E9\"", "\xc3\xa9\xc3\xa9" },
  { "\"\\ud83d\\ude00\"", "\xf0\x9f\x98\x80" },
  { "\"\\u2028\"", "\xe2\x80\xa8" },
};

static void
test_string_decoded_and_passed (gconstpointer data)
{
  const Decoded *row = data;
  g_autoptr (RmgDiagnostics) diagnostics = rmg_diagnostics_new (FALSE);
  g_autoptr (GString) found = g_string_new (NULL);
  RmgScanText self;

  rmg_scan_text_init (&self, row->text, strlen (row->text), diagnostics);
  g_assert_true (rmg_scan_text_string (&self, found));
  g_assert_cmpstr (found->str, ==, row->decoded);
  g_assert_true (self.at == self.end);
}

typedef struct
{
  ScanFunc scan;
  const char *text;
  const char *problem;
} Refused;

static const Refused refused[] = {
  { scan_string, "\"ab",
      "1:1: error: the string that begins here does not "
      "end" },
  { scan_string, "\"a\nb\"",
      "1:3: error: control character 0x0a in a string "
      "(is the closing quote missing?)" },
  { scan_string, "\"\x7f\x01\"",
      "1:3: error: control character 0x01 in a "
      "string (is the closing quote missing?)" },
  { scan_string, "\"\\", "1:2: error: the text ends inside a string" },
  { scan_string, "\"\\x41\"", "1:2: error: unknown escape in a string" },
  { scan_string, "\"\\u00g0\"",
      "1:2: error: expected four hexadecimal digits "
      "after \\u" },
  { scan_string, "\"\\u00",
      "1:2: error: expected four hexadecimal digits "
      "after \\u" },
  { scan_string, "\"\\u0000\"",
      "1:2: error: the character \\u0000 is not "
      "supported" },
  { scan_string, "\"\\ude00\"",
      "1:2: error: half of a surrogate pair without "
      "the other" },
  { scan_string, "\"\\ud83d\\u0041\"",
      "1:2: error: half of a surrogate pair "
      "without the other" },
  { scan_number, "-x", "1:2: error: expected a digit, found \"x\"" },
  { scan_number, "007", "1:1: error: a number must not begin with 0" },
  { scan_number, "1.e",
      "1:3: error: expected a digit after the point, found "
      "\"e\"" },
  { scan_number, "1e",
      "1:3: error: expected a digit in the exponent, found "
      "the end of the text" },
  { scan_number, "1e+",
      "1:4: error: expected a digit in the exponent, found "
      "the end of the text" },
  { scan_number, "9223372036854775808",
      "1:1: error: the integer "
      "9223372036854775808 does not fit into "
      "64 bits" },
  { scan_number, "123456789012345678901234567890",
      "1:1: error: the integer "
      "123456789012345678901234… "
      "does not fit into 64 "
      "bits" },
  { scan_number, "1e309", "1:1: error: the number 1e309 is too large" },
  { rmg_scan_text_word, "tru", "1:1: error: expected a value, found \"tru\"" },
  { rmg_scan_text_word, "nullx",
      "1:1: error: expected a value, found "
      "\"nullx\"" },
  { rmg_scan_text_word, "True",
      "1:1: error: expected a value, found "
      "\"True\"" },
  { rmg_scan_text_word, "",
      "1:1: error: expected a value, found the end of "
      "the text" },
  { rmg_scan_text_word, "}", "1:1: error: expected a value, found '}'" },
  { rmg_scan_text_word, "\xc3\xa9",
      "1:1: error: expected a value, found "
      "'\xc3\xa9'" },
  { rmg_scan_text_word, "\x02",
      "1:1: error: expected a value, found control "
      "character 0x02" },
};

static void
test_token_refused_with_place_and_reason (gconstpointer data)
{
  const Refused *row = data;
  g_autoptr (RmgDiagnostics) diagnostics = rmg_diagnostics_new (FALSE);
  g_autofree char *found = NULL;
  RmgScanText self;

  rmg_scan_text_init (&self, row->text, strlen (row->text), diagnostics);
  g_assert_false (row->scan (&self));
  g_assert_cmpuint (rmg_diagnostics_get_n_problems (diagnostics), ==, 1);
  found = rmg_problem_to_string (
      rmg_diagnostics_get_problem (diagnostics, 0), NULL);
  g_assert_cmpstr (found, ==, row->problem);
}

typedef struct
{
  ScanFunc scan;
  const char *text;
  gsize n_bytes; /* that the token has */
} Accepted;

static const Accepted accepted[] = {
  { scan_number, "0", 1 },
  { scan_number, "-0]", 2 },
  { scan_number, "10,", 2 },
  { scan_number, "-9223372036854775808", 20 },
  { scan_number, "9223372036854775807", 19 },
  { scan_number, "0.5}", 3 },
  { scan_number, "1.25e-3 ", 7 },
  { scan_number, "1E+308", 6 },
  { scan_number, "1e-400", 6 },
  { rmg_scan_text_word, "true", 4 },
  { rmg_scan_text_word, "false]", 5 },
  { rmg_scan_text_word, "null,", 4 },
};

static void
test_token_ends_where_the_text_goes_on (gconstpointer data)
{
  const Accepted *row = data;
  g_autoptr (RmgDiagnostics) diagnostics = rmg_diagnostics_new (FALSE);
  RmgScanText self;

  rmg_scan_text_init (&self, row->text, strlen (row->text), diagnostics);
  g_assert_true (row->scan (&self));
  g_assert_cmpuint ((gsize) (self.at - self.start), ==, row->n_bytes);
  g_assert_cmpuint (rmg_diagnostics_get_n_problems (diagnostics), ==, 0);
}

static void
test_long_integers_listed_where_allowed (void)
{
  static const char text[] = "-9223372036854775809";
  g_autoptr (RmgDiagnostics) diagnostics = rmg_diagnostics_new (FALSE);
  g_autoptr (GArray) ends = g_array_new (FALSE, FALSE, sizeof (gsize));
  RmgScanText self;

  rmg_scan_text_init (&self, text, strlen (text), diagnostics);
  g_assert_true (rmg_scan_text_number (&self, ends));
  g_assert_cmpuint (ends->len, ==, 1);
  g_assert_cmpuint (g_array_index (ends, gsize, 0), ==, strlen (text));
}

static void
test_place_counts_characters_not_bytes (void)
{
  static const char text[] = "\xc3\xa9"
                             "a\n\n\xf0\x9f\x98\x80z";
  static const guint places[][3] = { { 0, 1, 1 }, { 2, 1, 2 }, { 3, 1, 3 },
    { 4, 2, 1 }, { 5, 3, 1 }, { 9, 3, 2 }, { 10, 3, 3 } };
  g_autoptr (RmgDiagnostics) diagnostics = rmg_diagnostics_new (FALSE);
  RmgScanText self;

  rmg_scan_text_init (&self, text, strlen (text), diagnostics);
  for (guint i = 0; i < G_N_ELEMENTS (places); i++) {
    guint line, column;

    rmg_scan_text_place (&self, text + places[i][0], &line, &column);
    g_assert_cmpuint (line, ==, places[i][1]);
    g_assert_cmpuint (column, ==, places[i][2]);
  }
}

static void
test_blanks_are_the_four_of_json (void)
{
  static const char text[] = " \t\r\n\vx";
  g_autoptr (RmgDiagnostics) diagnostics = rmg_diagnostics_new (FALSE);
  RmgScanText self;

  rmg_scan_text_init (&self, text, strlen (text), diagnostics);
  rmg_scan_text_skip_blanks (&self);
  g_assert_cmpuint ((gsize) (self.at - text), ==, 4);
  g_assert_false (rmg_scan_text_take (&self, 'x'));
  g_assert_true (rmg_scan_text_take (&self, '\v'));
  g_assert_true (rmg_scan_text_take (&self, 'x'));
  g_assert_false (rmg_scan_text_take (&self, '\0'));
}

static void
test_text_ends_at_its_length (void)
{
  g_autoptr (RmgDiagnostics) diagnostics = rmg_diagnostics_new (FALSE);
  RmgScanText self;

  rmg_scan_text_init (&self, "true", 3, diagnostics);
  g_assert_false (rmg_scan_text_word (&self));
  rmg_scan_text_init (&self, "\"a\"", 2, diagnostics);
  g_assert_false (rmg_scan_text_string (&self, NULL));
}

static void
test_fail_reports_code_and_hint (void)
{
  static const char text[] = "ab";
  g_autoptr (RmgDiagnostics) diagnostics = rmg_diagnostics_new (FALSE);
  const RmgProblem *problem;
  RmgScanText self;

  rmg_scan_text_init (&self, text, 2, diagnostics);
  g_assert_false (rmg_scan_text_fail (
      &self, text + 1, RMG_ERROR_LIMIT, "less", "%d too many", 4));
  problem = rmg_diagnostics_get_problem (diagnostics, 0);
  g_assert_cmpint (problem->code, ==, RMG_ERROR_LIMIT);
  g_assert_cmpstr (problem->message, ==, "4 too many");
  g_assert_cmpstr (problem->hint, ==, "less");
  g_assert_cmpuint (problem->column, ==, 2);
}

#define ADD_ROWS(name, rows, function)                                         \
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {                            \
    g_autofree char *path = g_strdup_printf ("/json-text/" name "/%u", i);     \
                                                                               \
    g_test_add_data_func (path, &rows[i], function);                           \
  }

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD_ROWS ("decoded", decoded, test_string_decoded_and_passed)
  ADD_ROWS ("refused", refused, test_token_refused_with_place_and_reason)
  ADD_ROWS ("accepted", accepted, test_token_ends_where_the_text_goes_on)
  g_test_add_func (
      "/json-text/long-integers", test_long_integers_listed_where_allowed);
  g_test_add_func ("/json-text/place", test_place_counts_characters_not_bytes);
  g_test_add_func ("/json-text/blanks", test_blanks_are_the_four_of_json);
  g_test_add_func ("/json-text/length", test_text_ends_at_its_length);
  g_test_add_func ("/json-text/fail", test_fail_reports_code_and_hint);
  return g_test_run ();
}
