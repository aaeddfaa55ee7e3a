/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "translator/base/json-scan.h"

#include <string.h>

#define MAX_DEPTH 64

static const RmgScanOptions strict = { .max_depth = MAX_DEPTH };

typedef struct
{
  const char *name;
  const char *text;
  RmgError code;
  guint line;
  guint column;
} Refusal;

static const Refusal refusals[] = {
  { "empty", "", RMG_ERROR_SYNTAX, 1, 1 },
  { "blanks", " \n ", RMG_ERROR_SYNTAX, 1, 1 },
  { "open-object", "{", RMG_ERROR_SYNTAX, 1, 2 },
  { "open-string", "{\"a\": \"b", RMG_ERROR_SYNTAX, 1, 7 },
  { "trailing-comma", "[1,\n ]", RMG_ERROR_SYNTAX, 2, 2 },
  { "missing-comma", "[1 2]", RMG_ERROR_SYNTAX, 1, 4 },
  { "missing-colon", "{\"a\" 1}", RMG_ERROR_SYNTAX, 1, 6 },
  { "bare-key", "{a: 1}", RMG_ERROR_SYNTAX, 1, 2 },
  { "word", "nul", RMG_ERROR_SYNTAX, 1, 1 },
  { "long-word", "trueish", RMG_ERROR_SYNTAX, 1, 1 },
  { "comment", "// x\n{}", RMG_ERROR_SYNTAX, 1, 1 },
  { "nan", "[NaN]", RMG_ERROR_SYNTAX, 1, 2 },
  { "two-values", "{} {}", RMG_ERROR_SYNTAX, 1, 4 },
  { "leading-zero", "[01]", RMG_ERROR_SYNTAX, 1, 2 },
  { "no-fraction", "[1.]", RMG_ERROR_SYNTAX, 1, 4 },
  { "no-exponent", "[1e+]", RMG_ERROR_SYNTAX, 1, 5 },
  { "lone-minus", "[-]", RMG_ERROR_SYNTAX, 1, 3 },
  { "bad-escape", "[\"\\q\"]", RMG_ERROR_SYNTAX, 1, 3 },
  { "bad-hex", "[\"\\u12g4\"]", RMG_ERROR_SYNTAX, 1, 3 },
  { "zero-character", "[\"\\u0000\"]", RMG_ERROR_SYNTAX, 1, 3 },
  { "half-pair", "[\"\\ud800x\"]", RMG_ERROR_SYNTAX, 1, 3 },
  { "newline-in-string", "[\"a\nb\"]", RMG_ERROR_SYNTAX, 1, 4 },
  { "not-utf8", "[\"\xc3\xa9\xff\"]", RMG_ERROR_ENCODING, 1, 4 },
  { "duplicate", "{\"a\": 1,\n \"a\": 2}", RMG_ERROR_DUPLICATE_KEY, 2, 2 },
  { "escaped-duplicate", "{\"a\": 1, \"\\u0061\": 2}", RMG_ERROR_DUPLICATE_KEY,
      1, 10 },
  { "long-integer", "[123456789012345678901234567890]", RMG_ERROR_NUMBER, 1,
      2 },
  { "past-int64", "[9223372036854775808]", RMG_ERROR_NUMBER, 1, 2 },
  { "infinite", "[1e400]", RMG_ERROR_NUMBER, 1, 2 },
};

static void
test_scan_bad_text_refused_at_place (gconstpointer data)
{
  const Refusal *row = data;
  g_autoptr (RmgDiagnostics) diagnostics = rmg_diagnostics_new (FALSE);
  const RmgProblem *problem;

  g_assert_false (
      rmg_scan (row->text, strlen (row->text), &strict, diagnostics));
  g_assert_cmpuint (rmg_diagnostics_get_n_problems (diagnostics), ==, 1);
  problem = rmg_diagnostics_get_problem (diagnostics, 0);
  g_assert_cmpint (problem->code, ==, row->code);
  g_assert_cmpuint (problem->line, ==, row->line);
  g_assert_cmpuint (problem->column, ==, row->column);
}

static const char *const good_texts[] = {
  "{}",
  " [ ] ",
  "[0, -0, 1.5e-3, 9223372036854775807, -9223372036854775808, 1E5]",
  "{\"a\": {\"a\": 1}, \"b\": [true, false, null]}",
  "[\"\\ud83d\\ude00 \\u00e9 \\\\ \\/ \\b\"]",
};

static void
test_scan_good_text_accepted (gconstpointer data)
{
  const char *text = data;
  g_autoptr (RmgDiagnostics) diagnostics = rmg_diagnostics_new (FALSE);

  g_assert_true (rmg_scan (text, strlen (text), &strict, diagnostics));
  g_assert_cmpuint (rmg_diagnostics_get_n_problems (diagnostics), ==, 0);
}

static gboolean
check_depth (guint depth)
{
  g_autoptr (RmgDiagnostics) diagnostics = rmg_diagnostics_new (FALSE);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < depth; i++)
    g_string_append_c (text, '[');
  for (guint i = 0; i < depth; i++)
    g_string_append_c (text, ']');
  return rmg_scan (text->str, text->len, &strict, diagnostics);
}

static void
test_scan_depth_at_limit_accepted (void)
{
  g_assert_true (check_depth (MAX_DEPTH));
}

static void
test_scan_depth_past_limit_refused (void)
{
  g_assert_false (check_depth (MAX_DEPTH + 1));
}

static void
test_scan_hundred_thousand_brackets_refused (void)
{
  g_assert_false (check_depth (100000));
}

/* Paths in the order of the text, with "=" before the names of fields. */
static void
append_place (const char *path, RmgPlace place, guint line, guint column,
    gpointer user_data)
{
  g_string_append_printf (user_data, "%s%s %u:%u\n",
      place == RMG_PLACE_KEY ? "=" : "", path, line, column);
}

static void
test_scan_values_and_names_reported_in_order (void)
{
  /* the second line begins with a two-byte character in a string */
  static const char text[] = "{\"a\": [1,\n"
                             "[\"\xc3\xa9\", {\"b c\": 2}]],\n"
                             "  \"d\": {\"e\": 3}}";
  static const char expected[] = " 1:1\n=a 1:2\na 1:7\na[0] 1:8\na[1] 2:1\n"
                                 "a[1][0] 2:2\na[1][1] 2:7\n"
                                 "=d 3:3\nd 3:8\n=d.e 3:9\nd.e 3:14\n";
  g_autoptr (RmgDiagnostics) diagnostics = rmg_diagnostics_new (FALSE);
  g_autoptr (GString) found = g_string_new (NULL);
  RmgScanOptions options = { .max_depth = 9,
    .max_path_depth = 3,
    .found = append_place,
    .user_data = found };

  g_assert_true (rmg_scan (text, strlen (text), &options, diagnostics));
  g_assert_cmpstr (found->str, ==, expected);
}

static void
test_scan_long_integers_listed_where_allowed (void)
{
  static const char text[] = "[9223372036854775807, 9223372036854775808, "
                             "-99999999999999999999, 1e30]";
  g_autoptr (RmgDiagnostics) diagnostics = rmg_diagnostics_new (FALSE);
  g_autoptr (GArray) ends = g_array_new (FALSE, FALSE, sizeof (gsize));
  RmgScanOptions options = { .max_depth = 9, .long_integers = ends };

  g_assert_true (rmg_scan (text, strlen (text), &options, diagnostics));
  g_assert_cmpuint (ends->len, ==, 2);
  g_assert_cmpuint (g_array_index (ends, gsize, 0), ==,
      (gsize) (strstr (text, "808,") + 3 - text));
  g_assert_cmpuint (g_array_index (ends, gsize, 1), ==,
      (gsize) (strstr (text, "99, 1e") + 2 - text));
}

static void
test_scan_duplicates_accepted_where_allowed (void)
{
  static const char text[] = "{\"a\": 1, \"a\": 2}";
  g_autoptr (RmgDiagnostics) diagnostics = rmg_diagnostics_new (FALSE);
  RmgScanOptions options = { .max_depth = 9, .allow_duplicates = TRUE };

  g_assert_true (rmg_scan (text, strlen (text), &options, diagnostics));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++) {
    g_autofree char *path =
        g_strconcat ("/scan/refused/", refusals[i].name, NULL);

    g_test_add_data_func (
        path, &refusals[i], test_scan_bad_text_refused_at_place);
  }
  for (guint i = 0; i < G_N_ELEMENTS (good_texts); i++) {
    g_autofree char *path = g_strdup_printf ("/scan/accepted/%u", i);

    g_test_add_data_func (path, good_texts[i], test_scan_good_text_accepted);
  }
  g_test_add_func ("/scan/depth/at-limit", test_scan_depth_at_limit_accepted);
  g_test_add_func (
      "/scan/depth/past-limit", test_scan_depth_past_limit_refused);
  g_test_add_func (
      "/scan/depth/100000", test_scan_hundred_thousand_brackets_refused);
  g_test_add_func (
      "/scan/report", test_scan_values_and_names_reported_in_order);
  g_test_add_func (
      "/scan/long-integers", test_scan_long_integers_listed_where_allowed);
  g_test_add_func (
      "/scan/duplicates", test_scan_duplicates_accepted_where_allowed);
  return g_test_run ();
}
