/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "tests/lib/graph-fixture.h"
#include "translator/manifest/fields.h"

enum
{
  FIELD_ID,
  FIELD_TYPE,
  FIELD_COUNT,
  FIELD_FLAG,
  FIELD_LIST,
  FIELD_OBJECT,
  FIELD_TEXT,
  FIELD_ANY,
  N_FIELDS,
};

static const RmgField fields[N_FIELDS] = {
  [FIELD_ID] = { "id", RMG_FIELD_NAME, TRUE },
  [FIELD_TYPE] = { "node_type", RMG_FIELD_STRING, FALSE, "type" },
  [FIELD_COUNT] = { "count", RMG_FIELD_COUNT },
  [FIELD_FLAG] = { "flag", RMG_FIELD_BOOLEAN },
  [FIELD_LIST] = { "list", RMG_FIELD_ARRAY },
  [FIELD_OBJECT] = { "object", RMG_FIELD_OBJECT },
  [FIELD_TEXT] = { "text", RMG_FIELD_STRING },
  [FIELD_ANY] = { "any", RMG_FIELD_ANY },
};

static JsonNode *
parse (const char *text)
{
  g_autofree char *quoted = g_strdelimit (g_strdup (text), "'", '"');
  JsonNode *root = json_from_string (quoted, NULL);

  g_assert_nonnull (root);
  return root;
}

typedef struct
{
  const char *text;
  const char *problems;
} Read;

static const Read rows[] = {
  { "{'id': 'a'}", "" },
  { "{'id': 'a', 'type': 'T', 'count': 0, 'flag': false, 'list': [], "
    "'object': {}, 'text': '', 'any': 1}",
      "" },
  { "{}",
      "error: top.id: required field is missing: expected a non-empty "
      "string\n" },
  { "{'id': null}",
      "error: top.id: expected a non-empty string, found null\n" },
  { "{'id': ''}",
      "error: top.id: expected a non-empty string, found the string \"\"\n" },
  { "{'id': 'a', 'count': null, 'flag': null, 'list': null}", "" },
  { "{'id': 'a', 'count': -1}",
      "error: top.count: expected an integer from 0 "
      "to 2147483647, found the number -1\n" },
  { "{'id': 'a', 'count': 2147483647}", "" },
  { "{'id': 'a', 'count': 2147483648}",
      "error: top.count: expected an integer from 0 to 2147483647, found the "
      "number 2147483648\n" },
  { "{'id': 'a', 'count': 1.0}",
      "error: top.count: expected an integer from "
      "0 to 2147483647, found the number 1\n" },
  { "{'id': 'a', 'flag': 1}",
      "error: top.flag: expected true or false, found the number 1\n" },
  { "{'id': 'a', 'list': {}}",
      "error: top.list: expected an array, found an object\n" },
  { "{'id': 'a', 'object': []}",
      "error: top.object: expected an object, found an array\n" },
  { "{'id': 'a', 'text': true}",
      "error: top.text: expected a string, found true\n" },
  { "{'id': 'a', 'node_type': 'T', 'type': 'T'}", "" },
  { "{'id': 'a', 'node_type': 'T', 'type': 'U'}",
      "error: top.type: \"node_type\" and \"type\" mean the same and "
      "differ\n" },
  { "{'id': 'a', 'node_typ': 'T'}",
      "warning: top.node_typ: unknown field, ignored (did you mean "
      "\"node_type\"?)\n" },
  { "{'id': 'a', 'typ': 'T'}",
      "warning: top.typ: unknown field, ignored (did "
      "you mean \"type\"?)\n" },
  { "{'id': 'a', 'xyzzyplugh': 1}",
      "warning: top.xyzzyplugh: unknown field, ignored\n" },
  { "{'flag': 2, 'b': 3}",
      "warning: top.b: unknown field, ignored\n"
      "error: top.id: required field is missing: expected a non-empty string\n"
      "error: top.flag: expected true or false, found the number 2\n" },
};

static void
test_fields_read_with_all_problems (gconstpointer data)
{
  const Read *row = data;
  g_autoptr (JsonNode) root = parse (row->text);
  g_autoptr (RmgDiagnostics) diagnostics = rmg_diagnostics_new (FALSE);
  RmgScope scope = { diagnostics, "top", "n" };
  g_autofree char *found = NULL;
  JsonNode *values[N_FIELDS];

  rmg_fields_read (
      &scope, json_node_get_object (root), fields, N_FIELDS, values);
  found = rmg_test_list_problems (diagnostics);
  g_assert_cmpstr (found, ==, row->problems);
  for (guint i = 0; i < rmg_diagnostics_get_n_problems (diagnostics); i++)
    g_assert_cmpstr (
        rmg_diagnostics_get_problem (diagnostics, i)->node_id, ==, "n");
}

static void
test_fields_only_right_values_returned (void)
{
  g_autoptr (JsonNode) root =
      parse ("{'id': 'a', 'type': 'T', 'count': 'x', 'flag': null, "
             "'any': [1]}");
  g_autoptr (RmgDiagnostics) diagnostics = rmg_diagnostics_new (FALSE);
  RmgScope scope = { diagnostics, "", NULL };
  JsonNode *values[N_FIELDS];

  rmg_fields_read (
      &scope, json_node_get_object (root), fields, N_FIELDS, values);
  g_assert_cmpstr (json_node_get_string (values[FIELD_ID]), ==, "a");
  g_assert_cmpstr (json_node_get_string (values[FIELD_TYPE]), ==, "T");
  g_assert_null (values[FIELD_COUNT]);
  g_assert_null (values[FIELD_FLAG]);
  g_assert_null (values[FIELD_TEXT]);
  g_assert_true (JSON_NODE_HOLDS_ARRAY (values[FIELD_ANY]));
}

static void
test_fields_missing_field_located_at_its_object (void)
{
  g_autoptr (JsonNode) root = parse ("{'unknown': 1}");
  g_autoptr (RmgDiagnostics) diagnostics = rmg_diagnostics_new (FALSE);
  RmgScope scope = { diagnostics, "", NULL };
  JsonNode *values[N_FIELDS];

  rmg_fields_read (
      &scope, json_node_get_object (root), fields, N_FIELDS, values);
  g_assert_cmpint (
      rmg_diagnostics_get_target (diagnostics, 0), ==, RMG_PLACE_KEY);
  g_assert_cmpint (
      rmg_diagnostics_get_target (diagnostics, 1), ==, RMG_PLACE_PARENT);
  g_assert_cmpstr (
      rmg_diagnostics_get_problem (diagnostics, 1)->path, ==, "id");
}

static const char *const described[][2] = {
  { "null", "null" },
  { "true", "true" },
  { "false", "false" },
  { "[1]", "an array" },
  { "{}", "an object" },
  { "-7", "the number -7" },
  { "9223372036854775807", "the number 9223372036854775807" },
  { "0.5", "the number 0.5" },
  { "'x'", "the string \"x\"" },
  { "'0123456789012345678901234567890123456789cut'",
      "the string \"0123456789012345678901234567890123456789…\"" },
  { "'012345678901234567890123456789012345678\xc3\xa9'",
      "the string \"012345678901234567890123456789012345678\xc3\xa9\"" },
};

static void
test_json_value_described (gconstpointer data)
{
  const char *const *row = data;
  g_autoptr (JsonNode) node = parse (row[0]);
  g_autofree char *found = rmg_json_describe (node);

  g_assert_cmpstr (found, ==, row[1]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *path = g_strdup_printf ("/fields/read/%u", i);

    g_test_add_data_func (path, &rows[i], test_fields_read_with_all_problems);
  }
  for (guint i = 0; i < G_N_ELEMENTS (described); i++) {
    g_autofree char *path = g_strdup_printf ("/fields/describe/%u", i);

    g_test_add_data_func (path, described[i], test_json_value_described);
  }
  g_test_add_func ("/fields/values", test_fields_only_right_values_returned);
  g_test_add_func (
      "/fields/missing", test_fields_missing_field_located_at_its_object);
  return g_test_run ();
}
