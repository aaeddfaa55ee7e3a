/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "translator/base/json-writer.h"

#include <glib.h>
#include <math.h>

static char *
write_number (double value)
{
  GString *text = g_string_new (NULL);
  RmgJsonWriter json = RMG_JSON_WRITER_INIT (text);

  rmg_json_writer_double (&json, NULL, value);
  return g_string_free (text, FALSE);
}

static void
test_double_is_written_shortest_and_stays_a_float (void)
{
  static const struct
  {
    double value;
    const char *text;
  } cases[] = {
    { 1.0, "1.0" },
    { 0.1, "0.1" },
    { -2.5, "-2.5" },
    { 1e300, "1e+300" },
    { 1.0 / 3.0, "0.3333333333333333" },
    { NAN, "null" },
    { -INFINITY, "null" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *text = write_number (cases[i].value);

    g_assert_cmpstr (text, ==, cases[i].text);
  }
}

static void
test_uint_largest_is_written_in_full (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  RmgJsonWriter json = RMG_JSON_WRITER_INIT (text);

  rmg_json_writer_uint (&json, NULL, G_MAXUINT64);

  g_assert_cmpstr (text->str, ==, "18446744073709551615");
}

static void
test_int_smallest_is_written_in_full (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  RmgJsonWriter json = RMG_JSON_WRITER_INIT (text);

  rmg_json_writer_int (&json, NULL, G_MININT64);

  g_assert_cmpstr (text->str, ==, "-9223372036854775808");
}

static void
test_compact_stays_on_one_line (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  RmgJsonWriter json = { .text = text, .compact = TRUE, .first = TRUE };

  rmg_json_writer_begin_array (&json, NULL);
  rmg_json_writer_begin_object (&json, NULL);
  rmg_json_writer_int (&json, "a\"b", 1);
  rmg_json_writer_int (&json, "c", 2);
  rmg_json_writer_end_object (&json);
  rmg_json_writer_end_array (&json);

  g_assert_cmpstr (text->str, ==, "[{\"a\\\"b\":1,\"c\":2}]");
}

static void
test_string_special_characters_are_escaped (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  RmgJsonWriter json = RMG_JSON_WRITER_INIT (text);

  rmg_json_writer_string (&json, NULL, "a\"b\\c\n\t\x01 \xc3\xa4");

  g_assert_cmpstr (text->str, ==, "\"a\\\"b\\\\c\\n\\t\\u0001 \xc3\xa4\"");
}

static void
test_string_invalid_utf8_is_replaced (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  RmgJsonWriter json = RMG_JSON_WRITER_INIT (text);

  rmg_json_writer_string (&json, NULL, "a\xff");

  g_assert_cmpstr (text->str, ==, "\"a\xef\xbf\xbd\"");
}

static void
test_nesting_is_indented_and_separated (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  RmgJsonWriter json = RMG_JSON_WRITER_INIT (text);

  rmg_json_writer_begin_object (&json, NULL);
  rmg_json_writer_begin_array (&json, "empty");
  rmg_json_writer_end_array (&json);
  rmg_json_writer_begin_array (&json, "list");
  rmg_json_writer_boolean (&json, NULL, TRUE);
  rmg_json_writer_null (&json, NULL);
  rmg_json_writer_end_array (&json);
  rmg_json_writer_end_object (&json);

  g_assert_cmpstr (text->str, ==,
      "{\n  \"empty\": [],\n  \"list\": [\n    true,\n    null\n  ]\n}");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func (
      "/json-writer/double", test_double_is_written_shortest_and_stays_a_float);
  g_test_add_func ("/json-writer/uint", test_uint_largest_is_written_in_full);
  g_test_add_func ("/json-writer/int", test_int_smallest_is_written_in_full);
  g_test_add_func ("/json-writer/compact", test_compact_stays_on_one_line);
  g_test_add_func (
      "/json-writer/escapes", test_string_special_characters_are_escaped);
  g_test_add_func (
      "/json-writer/invalid-utf8", test_string_invalid_utf8_is_replaced);
  g_test_add_func (
      "/json-writer/nesting", test_nesting_is_indented_and_separated);
  return g_test_run ();
}
