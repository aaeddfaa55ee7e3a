/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* rmg nodes: the node types that a manifest may name, and their parameters. */

#include "gst/tools/command.h"
#include "gst/tools/report.h"
#include "translator/base/nearest.h"

#include <rmg/catalog.h>
#include <rmg/init.h>
#include <string.h>

#define FOREIGN "gst:"

typedef struct
{
  const char *format;
} NodesSettings;

static const ToolOption options[] = {
  TOOL_OPTION_FORMAT (NodesSettings, "text|json|markdown", "text"),
  { NULL },
};

/* The words of a list that the catalog keeps in one string. */
static void
write_words (RmgJsonWriter *json, const char *name, const char *words)
{
  g_auto (GStrv) list = g_strsplit (words != NULL ? words : "", " ", -1);

  rmg_json_writer_begin_array (json, name);
  for (char **word = list; *word != NULL; word++)
    if (**word != '\0')
      rmg_json_writer_string (json, NULL, *word);
  rmg_json_writer_end_array (json);
}

static const char *
kind_name (RmgParamKind kind)
{
  static const char *const names[] = {
    [RMG_PARAM_INTEGER] = "integer",
    [RMG_PARAM_NUMBER] = "number",
    [RMG_PARAM_BOOLEAN] = "boolean",
    [RMG_PARAM_STRING] = "string",
    [RMG_PARAM_CHOICE] = "choice",
  };

  return names[kind];
}

static gboolean
is_numeric (const RmgParamRule *rule)
{
  return rule->kind == RMG_PARAM_INTEGER || rule->kind == RMG_PARAM_NUMBER;
}

static void
write_param (RmgJsonWriter *json, const RmgParamRule *rule)
{
  rmg_json_writer_begin_object (json, NULL);
  rmg_json_writer_string (json, "name", rule->name);
  write_words (json, "aliases", rule->aliases);
  rmg_json_writer_string (json, "type", kind_name (rule->kind));
  if (is_numeric (rule)) {
    rmg_json_writer_double (json, "min", rule->min);
    rmg_json_writer_double (json, "max", rule->max);
  }
  if (rule->kind == RMG_PARAM_CHOICE)
    write_words (json, "choices", rule->choices);
  rmg_json_writer_string (json, "unit", rule->unit);
  rmg_json_writer_string (json, "default", rule->default_text);
  rmg_json_writer_boolean (json, "required", rule->required);
  rmg_json_writer_string (json, "description", rule->description);
  rmg_json_writer_end_object (json);
}

static void
write_failures (RmgJsonWriter *json, const char *type)
{
  static const char *const names[] = { "final", "retried" };

  rmg_json_writer_begin_object (json, "failures");
  for (int curable = 1; curable >= 0; curable--) {
    g_auto (GStrv) classes = rmg_catalog_list_failures (type, curable);
    g_autofree char *words = g_strjoinv (" ", classes);

    write_words (json, names[curable], words);
  }
  rmg_json_writer_end_object (json);
}

static void
write_type (RmgJsonWriter *json, const RmgNodeType *type)
{
  rmg_json_writer_begin_object (json, NULL);
  rmg_json_writer_string (json, "name", type->name);
  write_words (json, "aliases", type->aliases);
  rmg_json_writer_string (json, "description", type->description);
  rmg_json_writer_begin_array (json, "params");
  for (guint i = 0; i < type->n_params; i++)
    write_param (json, &type->params[i]);
  rmg_json_writer_end_array (json);
  write_failures (json, type->name);
  rmg_json_writer_end_object (json);
}

static char *
describe_values (const RmgParamRule *rule)
{
  const char *unit = rule->unit != NULL ? rule->unit : "";

  if (rule->kind == RMG_PARAM_CHOICE)
    return g_strdup (rule->choices);
  if (!is_numeric (rule) || rule->min < G_MININT || rule->max > G_MAXUINT)
    return g_strdup_printf (
        "%s%s%s", kind_name (rule->kind), *unit != '\0' ? ", " : "", unit);
  return g_strdup_printf ("%s %.15g to %.15g%s%s", kind_name (rule->kind),
      rule->min, rule->max, *unit != '\0' ? " " : "", unit);
}

static void
print_param (const RmgParamRule *rule)
{
  g_autofree char *values = describe_values (rule);
  const char *fallback = rule->required ? "required" : rule->default_text;

  tool_print ("  %s: %s\n      %s", rule->name, rule->description, values);
  if (fallback != NULL)
    tool_print ("; %s%s", rule->required ? "" : "default ", fallback);
  if (rule->aliases != NULL)
    tool_print ("; also %s", rule->aliases);
  tool_print ("\n");
}

static void
print_failures (const char *type)
{
  g_auto (GStrv) retried = rmg_catalog_list_failures (type, TRUE);
  g_auto (GStrv) final = rmg_catalog_list_failures (type, FALSE);
  g_autofree char *retried_words = g_strjoinv (", ", retried);
  g_autofree char *final_words = g_strjoinv (", ", final);

  tool_print ("\nFailures that are retried: %s\n",
      *retried != NULL ? retried_words : "none");
  tool_print ("Failures that are not: %s\n", final_words);
}

static void
print_type (const RmgNodeType *type)
{
  tool_print ("%s: %s\n", type->name, type->description);
  if (type->aliases != NULL)
    tool_print ("also: %s\n", type->aliases);
  tool_print (type->n_params > 0 ? "\nParameters:\n" : "\nNo parameters.\n");
  for (guint i = 0; i < type->n_params; i++)
    print_param (&type->params[i]);
  print_failures (type->name);
}

/* First letter in upper case, and a full stop. */
static void
print_sentence (const char *text)
{
  tool_print ("%c%s.", g_ascii_toupper (*text), text + 1);
}

static void
print_markdown_param (const RmgParamRule *rule)
{
  const char *fallback = rule->required ? "required" : rule->default_text;
  g_autofree char *aliases = rule->aliases != NULL
      ? g_strdup_printf ("`%s`", rule->aliases)
      : g_strdup ("");
  g_autofree char *values = describe_values (rule);

  tool_print ("| `%s` | %s | %s | %s | %s |\n", rule->name, aliases, values,
      fallback != NULL ? fallback : "", rule->description);
}

static void
print_markdown_type (const RmgNodeType *type)
{
  g_auto (GStrv) aliases =
      g_strsplit (type->aliases != NULL ? type->aliases : "", " ", -1);

  tool_print ("### %s\n\n", type->name);
  print_sentence (type->description);
  for (guint i = 0; aliases[i] != NULL; i++)
    tool_print ("%s`%s`%s", i == 0 ? " Also " : ", ", aliases[i],
        aliases[i + 1] == NULL ? "." : "");
  tool_print ("\n\n");
  if (type->n_params == 0)
    return;
  tool_print ("| parameter | also | value | default | |\n"
              "| --- | --- | --- | --- | --- |\n");
  for (guint i = 0; i < type->n_params; i++)
    print_markdown_param (&type->params[i]);
  tool_print ("\n");
}

static void
print_markdown (const RmgNodeType *type)
{
  if (type != NULL)
    print_markdown_type (type);
  for (guint i = 0; type == NULL && i < rmg_catalog_get_n_types (); i++)
    print_markdown_type (rmg_catalog_get_type (i));
}

static const RmgNodeType *
find_type (const char *name, GError **error)
{
  const RmgNodeType *type = rmg_catalog_find_type (name);
  RmgNearest nearest;
  const char *near;

  if (type != NULL)
    return type;
  if (g_str_has_prefix (name, FOREIGN)) {
    g_set_error (error, TOOL_ERROR, TOOL_USAGE,
        "%s is an element of GStreamer: 'gst-inspect-1.0 %s' describes it",
        name, name + strlen (FOREIGN));
    return NULL;
  }
  rmg_nearest_init (&nearest, name);
  for (guint i = 0; i < rmg_catalog_get_n_types (); i++) {
    const RmgNodeType *known = rmg_catalog_get_type (i);

    rmg_nearest_try (&nearest, known->name);
    rmg_nearest_try_words (&nearest, known->aliases, known->name);
  }
  near = nearest.best;
  g_set_error (error, TOOL_ERROR, TOOL_USAGE, "unknown node type '%s'%s%s%s",
      name, near != NULL ? "; did you mean '" : "", near != NULL ? near : "",
      near != NULL ? "'?" : "; 'rmg nodes' lists them");
  return NULL;
}

static void
print_json (const RmgNodeType *type)
{
  g_autoptr (GString) text = g_string_new (NULL);
  RmgJsonWriter json = RMG_JSON_WRITER_INIT (text);

  if (type != NULL) {
    write_type (&json, type);
  } else {
    rmg_json_writer_begin_array (&json, NULL);
    for (guint i = 0; i < rmg_catalog_get_n_types (); i++)
      write_type (&json, rmg_catalog_get_type (i));
    rmg_json_writer_end_array (&json);
  }
  tool_print ("%s\n", text->str);
}

static void
print_list (void)
{
  for (guint i = 0; i < rmg_catalog_get_n_types (); i++) {
    const RmgNodeType *type = rmg_catalog_get_type (i);

    tool_print ("%-24s %s\n", type->name, type->description);
  }
  tool_print ("%-24s %s\n", "gst:FACTORY", "any GStreamer element installed");
}

static ToolExit
list_nodes (const ToolArguments *arguments)
{
  const NodesSettings *settings = arguments->settings;
  gboolean json = g_strcmp0 (settings->format, "json") == 0;
  const RmgNodeType *type = NULL;
  g_autoptr (GError) error = NULL;

  rmg_init ();
  if (arguments->argument != NULL) {
    type = find_type (arguments->argument, &error);
    if (type == NULL)
      return tool_report_error (json, error, NULL, NULL);
  }
  if (json)
    print_json (type);
  else if (g_strcmp0 (settings->format, "markdown") == 0)
    print_markdown (type);
  else if (type != NULL)
    print_type (type);
  else
    print_list ();
  return TOOL_OK;
}

const ToolCommand tool_command_nodes = {
  .name = "nodes",
  .argument = "[TYPE]",
  .summary = "list the node types, or describe one",
  .description = "Lists the node types that a manifest may name; with TYPE, "
                 "its parameters with range,\nunit and default, and its "
                 "failures.",
  .examples = "  rmg nodes\n"
              "  rmg nodes AudioResampleNode\n",
  .options = options,
  .settings_size = sizeof (NodesSettings),
  .run = list_nodes,
};
