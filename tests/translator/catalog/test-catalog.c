/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "translator/catalog/params-json.h"
#include "translator/catalog/row.h"

#include <string.h>

static void
test_catalog_names_and_aliases_unique (void)
{
  g_autoptr (GHashTable) seen =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < rmg_catalog_get_n_rows (); i++) {
    const RmgNodeType *type = &rmg_catalog_get_row (i)->type;
    g_autofree char *all = g_strjoin (" ", type->name, type->aliases, NULL);
    g_auto (GStrv) names = g_strsplit (all, " ", -1);

    for (guint j = 0; names[j] != NULL; j++) {
      g_test_message ("%s", names[j]);
      g_assert_true (g_hash_table_add (seen, g_strdup (names[j])));
    }
  }
}

static void
test_catalog_defaults_fit_their_rules (void)
{
  for (guint i = 0; i < rmg_catalog_get_n_rows (); i++) {
    const RmgNodeType *type = &rmg_catalog_get_row (i)->type;

    for (guint j = 0; j < type->n_params; j++) {
      const RmgParamRule *rule = &type->params[j];
      g_autoptr (JsonNode) node = NULL;
      g_auto (GValue) value = G_VALUE_INIT;
      RmgError why;

      if (rule->default_text == NULL)
        continue;
      g_test_message ("%s.%s", type->name, rule->name);
      node = rmg_param_rule_from_text (rule->kind, rule->default_text);
      g_assert_true (rmg_param_rule_accepts (rule, node, &value, &why));
    }
  }
}

typedef struct
{
  const char *alias;
  const char *name;
} Alias;

static const Alias aliases[] = {
  { "Resample", "AudioResampleNode" },
  { "ResampleNode", "AudioResampleNode" },
  { "FastResampleNode", "AudioResampleNode" },
  { "RustResampleNode", "AudioResampleNode" },
  { "RustVADNode", "VADNode" },
  { "RustFormatConverterNode", "FormatConverterNode" },
  { "FormatConverter", "FormatConverter" },
  { "PassThrough", "PassThroughNode" },
  { "LocalMediaReaderNode", "MediaReaderNode" },
};

static void
test_catalog_alias_means_type (gconstpointer data)
{
  const Alias *row = data;
  const RmgNodeType *type = rmg_catalog_find_type (row->alias);

  g_assert_nonnull (type);
  g_assert_cmpstr (type->name, ==, row->name);
}

static void
test_catalog_hosted_type_added_and_listed (void)
{
  guint n_before = rmg_catalog_get_n_types ();

  g_assert_null (rmg_catalog_find_type ("TestHosted"));
  g_assert_true (rmg_catalog_add_hosted ("TestHosted", "for a test"));
  g_assert_true (rmg_catalog_add_hosted ("TestHosted", "for a test"));
  g_assert_cmpuint (rmg_catalog_get_n_types (), ==, n_before + 1);
  g_assert_cmpint (rmg_catalog_find_row ("TestHosted")->flags, ==,
      RMG_NODE_HOSTED | RMG_NODE_SYNC);
}

static void
test_catalog_hosted_name_of_table_refused (void)
{
  g_assert_false (rmg_catalog_add_hosted ("Resample", "taken"));
  g_assert_false (rmg_catalog_add_hosted ("gst:volume", "taken"));
}

/* docs/manifest.md, from "### TYPE" to the next heading. */
static char *
read_section (const RmgNodeType *type)
{
  g_autofree char *path = g_build_filename (
      g_getenv ("RMG_TEST_DATA"), "..", "..", "docs", "manifest.md", NULL);
  g_autofree char *heading = g_strdup_printf ("\n### %s\n", type->name);
  g_autofree char *text = NULL;
  char *start, *end;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  start = strstr (text, heading);
  if (start == NULL)
    return NULL;
  start += strlen (heading);
  end = strstr (start, "\n### ");
  return end != NULL ? g_strndup (start, end - start) : g_strdup (start);
}

static void
test_catalog_types_and_defaults_documented (void)
{
  for (guint i = 0; i < rmg_catalog_get_n_rows (); i++) {
    const RmgNodeType *type = &rmg_catalog_get_row (i)->type;
    g_autofree char *section = read_section (type);

    g_test_message ("%s", type->name);
    g_assert_nonnull (section);
    for (guint j = 0; j < type->n_params; j++) {
      const RmgParamRule *rule = &type->params[j];
      g_autofree char *row = g_strdup_printf ("\n| `%s` |", rule->name);
      g_autofree char *ending = g_strdup_printf (" | %s | %s |\n",
          rule->required                   ? "required"
              : rule->default_text != NULL ? rule->default_text
                                           : "",
          rule->description);

      g_test_message ("%s", rule->name);
      g_assert_nonnull (strstr (section, row));
      g_assert_nonnull (strstr (section, ending));
    }
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/catalog/unique", test_catalog_names_and_aliases_unique);
  g_test_add_func ("/catalog/defaults", test_catalog_defaults_fit_their_rules);
  for (guint i = 0; i < G_N_ELEMENTS (aliases); i++) {
    g_autofree char *path =
        g_strconcat ("/catalog/alias/", aliases[i].alias, NULL);

    g_test_add_data_func (path, &aliases[i], test_catalog_alias_means_type);
  }
  g_test_add_func (
      "/catalog/hosted", test_catalog_hosted_type_added_and_listed);
  g_test_add_func (
      "/catalog/hosted-taken", test_catalog_hosted_name_of_table_refused);
  g_test_add_func (
      "/catalog/documented", test_catalog_types_and_defaults_documented);
  return g_test_run ();
}
