/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "translator/base/json-scan.h"

#include <string.h>

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
  { "behind", "{} {}", RMG_ERROR_SYNTAX, 1, 4 },
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
  g_autoptr (RmgDiagnostics) told = rmg_diagnostics_new (FALSE);
  const RmgProblem *problem;

  g_assert_false (rmg_scan_check (row->text, strlen (row->text), told));
  g_assert_cmpuint (rmg_diagnostics_get_n_problems (told), ==, 1);
  problem = rmg_diagnostics_get_problem (told, 0);
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
  g_autoptr (RmgDiagnostics) told = rmg_diagnostics_new (FALSE);

  g_assert_true (rmg_scan_check (text, strlen (text), told));
  g_assert_cmpuint (rmg_diagnostics_get_n_problems (told), ==, 0);
}

static gboolean
check_depth (guint depth)
{
  g_autoptr (RmgDiagnostics) told = rmg_diagnostics_new (FALSE);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < depth; i++)
    g_string_append_c (text, '[');
  for (guint i = 0; i < depth; i++)
    g_string_append_c (text, ']');
  return rmg_scan_check (text->str, text->len, told);
}

static void
test_scan_depth_at_limit_accepted (void)
{
  g_assert_true (check_depth (RMG_SCAN_MAX_DEPTH));
}

static void
test_scan_depth_past_limit_refused (void)
{
  g_assert_false (check_depth (RMG_SCAN_MAX_DEPTH + 1));
}

static void
test_scan_hundred_thousand_brackets_refused (void)
{
  g_assert_false (check_depth (100000));
}

static void
test_scan_20_mb_of_blanks_refused_as_too_large (void)
{
  gsize length = 20 * 1000 * 1000;
  g_autofree char *text = g_malloc (length + 1);
  g_autoptr (RmgDiagnostics) told = rmg_diagnostics_new (FALSE);

  memset (text, ' ', length);
  text[length] = '\0';
  g_assert_false (rmg_scan_check (text, length, told));
  g_assert_cmpint (
      rmg_diagnostics_get_problem (told, 0)->code, ==, RMG_ERROR_LIMIT);
}

typedef struct
{
  const char *path;
  RmgPlace place;
  guint line;
  guint column;
} Place;

/* Three lines; the second begins with a two-byte character in a string. */
static const char placed_text[] = "{\"a\": [1,\n"
                                  "[\"\xc3\xa9\", {\"b c\": 2}]],\n"
                                  "  \"d\": {\"e\": 3}}";

static const Place places[] = {
  { "", RMG_PLACE_VALUE, 1, 1 },
  { "a", RMG_PLACE_KEY, 1, 2 },
  { "a", RMG_PLACE_VALUE, 1, 7 },
  { "a[0]", RMG_PLACE_VALUE, 1, 8 },
  { "a[1]", RMG_PLACE_VALUE, 2, 1 },
  { "a[1][1]", RMG_PLACE_VALUE, 2, 7 },
  { "a[1][1][\"b c\"]", RMG_PLACE_VALUE, 2, 15 },
  { "d.e", RMG_PLACE_KEY, 3, 9 },
  { "d.e", RMG_PLACE_VALUE, 3, 14 },
  { "d.missing", RMG_PLACE_PARENT, 3, 8 },
  { "d.missing.too", RMG_PLACE_VALUE, 3, 8 },
};

static void
test_scan_locate_produces_places_of_all_paths (void)
{
  g_autoptr (RmgDiagnostics) told = rmg_diagnostics_new (FALSE);

  for (guint i = 0; i < G_N_ELEMENTS (places); i++) {
    RmgSubject subject = { .path = places[i].path, .place = places[i].place };

    rmg_diagnostics_add (
        told, RMG_ERROR_FAILED, RMG_SEVERITY_ERROR, &subject, "here");
  }
  rmg_scan_locate (placed_text, strlen (placed_text), told, 0);
  for (guint i = 0; i < G_N_ELEMENTS (places); i++) {
    const RmgProblem *problem = rmg_diagnostics_get_problem (told, i);

    g_test_message ("%s", places[i].path);
    g_assert_cmpuint (problem->line, ==, places[i].line);
    g_assert_cmpuint (problem->column, ==, places[i].column);
  }
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
      "/scan/20-mb-of-blanks", test_scan_20_mb_of_blanks_refused_as_too_large);
  g_test_add_func (
      "/scan/locate", test_scan_locate_produces_places_of_all_paths);
  return g_test_run ();
}
