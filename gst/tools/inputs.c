/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/tools/inputs.h"

#include "gst/tools/report.h"
#include "translator/base/nearest.h"
#include "translator/base/location.h"

#include <string.h>

const char *
tool_input_read_path (const char *text, GError **error)
{
  g_autofree char *path = NULL;
  g_autofree char *scheme = NULL;

  if (rmg_location_read (text, &path) != RMG_LOCATION_OTHER)
    return g_str_equal (path, text) ? text : g_intern_string (path);
  scheme = g_uri_parse_scheme (text);
  if (g_str_equal (scheme, "file"))
    g_set_error (error, TOOL_ERROR, TOOL_USAGE,
        "'%s' is not the URI of a local file", text);
  else
    g_set_error (error, TOOL_ERROR, TOOL_USAGE,
        "inputs are files, named pipes, standard input, and http and https "
        "URIs, not %s:// URIs; download '%s' first",
        scheme, text);
  return NULL;
}

gboolean
tool_inputs_read_stdin (const GPtrArray *texts)
{
  for (guint i = 0; texts != NULL && i < texts->len; i++) {
    const char *text = g_ptr_array_index (texts, i);

    if (strcmp (text, "-") == 0 || g_str_has_suffix (text, "=-"))
      return TRUE;
  }
  return FALSE;
}

/* Both the id and the path may contain "=": the longest id counts. Returns:
 * (nullable): the id before a "=" in @text */
static const char *
find_name (char **ids, const char *text)
{
  const char *found = NULL;

  for (char **id = ids; *id != NULL; id++)
    if (g_str_has_prefix (text, *id) && text[strlen (*id)] == '=' &&
        (found == NULL || strlen (*id) > strlen (found)))
      found = *id;
  return found;
}

/* Text that begins with a name, such as "voice=talk.wav", and is no file. */
static gboolean
has_unknown_name (const char *text)
{
  const char *equals = strchr (text, '=');

  return equals != NULL && equals != text &&
      memchr (text, '/', (gsize) (equals - text)) == NULL &&
      !g_file_test (text, G_FILE_TEST_EXISTS);
}

static gboolean
fail_unknown (char **ids, const char *text, GError **error)
{
  g_autofree char *name = g_strndup (text, strcspn (text, "="));
  g_autofree char *all = g_strjoinv (", ", ids);
  g_autofree char *hint = NULL;
  RmgNearest nearest;

  rmg_nearest_init (&nearest, name);
  for (char **id = ids; *id != NULL; id++)
    rmg_nearest_try (&nearest, *id);
  hint = rmg_nearest_hint (&nearest);
  g_set_error (error, TOOL_ERROR, TOOL_USAGE,
      "--input %s: no such file, and no open input '%s' in the manifest, which "
      "has %s%s%s",
      text, name, *all != '\0' ? all : "none", hint != NULL ? "; " : "",
      hint != NULL ? hint : "");
  return FALSE;
}

static gboolean
fail_repeated (
    const ToolInput *input, char **ids, const char *path, GError **error)
{
  g_autofree char *all = g_strjoinv (", ", ids);

  if (input->node != NULL)
    g_set_error (error, TOOL_ERROR, TOOL_USAGE,
        "--input: '%s' and '%s' are both for the input '%s'", input->path, path,
        input->node);
  else if (g_strv_length (ids) > 1)
    g_set_error (error, TOOL_ERROR, TOOL_USAGE,
        "--input: '%s' and '%s' have no name; write NODE=FILE for the open "
        "inputs %s",
        input->path, path, all);
  else
    g_set_error (error, TOOL_ERROR, TOOL_USAGE,
        "--input is given twice, '%s' and '%s', and the manifest has %s open "
        "input",
        input->path, path, *ids != NULL ? "one" : "no");
  return FALSE;
}

static gboolean
add (GArray *inputs, char **ids, const char *name, const char *path,
    GError **error)
{
  ToolInput added = { NULL, path };

  for (guint i = 0; i < inputs->len; i++) {
    const ToolInput *input = &g_array_index (inputs, ToolInput, i);

    if (g_strcmp0 (input->node, name) == 0)
      return fail_repeated (input, ids, path, error);
    if (strcmp (path, "-") == 0 && strcmp (input->path, "-") == 0) {
      g_set_error (error, TOOL_ERROR, TOOL_USAGE,
          "--input: only one input can be standard input");
      return FALSE;
    }
  }
  added.node = g_strdup (name);
  g_array_append_val (inputs, added);
  return TRUE;
}

static gboolean
resolve (GArray *inputs, char **ids, const char *text, GError **error)
{
  const char *name = find_name (ids, text);
  const char *path = text;

  if (name != NULL)
    path = tool_input_read_path (text + strlen (name) + 1, error);
  else if (has_unknown_name (text))
    return fail_unknown (ids, text, error);
  if (path == NULL)
    return FALSE;
  if (*path != '\0')
    return add (inputs, ids, name, path, error);
  g_set_error (error, TOOL_ERROR, TOOL_USAGE, "--input %s: the path is empty",
      *text != '\0' ? text : "''");
  return FALSE;
}

/* An input without name has no use if each open input has its own. */
static gboolean
check_unnamed (const GArray *inputs, char **ids, GError **error)
{
  guint n_ids = g_strv_length (ids);

  for (guint i = 0; n_ids > 0 && i < inputs->len; i++) {
    const ToolInput *input = &g_array_index (inputs, ToolInput, i);

    if (input->node != NULL || inputs->len <= n_ids)
      continue;
    g_set_error (error, TOOL_ERROR, TOOL_USAGE,
        "--input %s: every open input has a file of its own", input->path);
    return FALSE;
  }
  return TRUE;
}

static void
clear_input (gpointer data)
{
  g_free (((ToolInput *) data)->node);
}

GArray *
tool_inputs_resolve (
    const GPtrArray *texts, const RmgGraph *graph, GError **error)
{
  g_autoptr (GArray) inputs = g_array_new (FALSE, FALSE, sizeof (ToolInput));
  g_auto (GStrv) ids = rmg_graph_list_inputs (graph);

  g_array_set_clear_func (inputs, clear_input);
  for (guint i = 0; texts != NULL && i < texts->len; i++)
    if (!resolve (inputs, ids, g_ptr_array_index (texts, i), error))
      return NULL;
  return check_unnamed (inputs, ids, error) ? g_steal_pointer (&inputs) : NULL;
}

static gboolean
has_name (const GArray *inputs, const char *id)
{
  for (guint i = 0; i < inputs->len; i++)
    if (g_strcmp0 (g_array_index (inputs, ToolInput, i).node, id) == 0)
      return TRUE;
  return FALSE;
}

void
tool_inputs_name_all (GArray *inputs, const RmgGraph *graph)
{
  g_auto (GStrv) ids = rmg_graph_list_inputs (graph);
  guint index = 0;
  const char *path;

  while (index < inputs->len &&
      g_array_index (inputs, ToolInput, index).node != NULL)
    index++;
  if (index == inputs->len)
    return;
  path = g_array_index (inputs, ToolInput, index).path;
  g_array_remove_index (inputs, index);
  for (char **id = ids; *id != NULL; id++)
    if (!has_name (inputs, *id)) {
      const ToolInput input = { g_strdup (*id), path };

      g_array_append_val (inputs, input);
    }
}

static gboolean
has_data (const GArray *inputs, const char *id)
{
  for (guint i = 0; i < inputs->len; i++) {
    const ToolInput *input = &g_array_index (inputs, ToolInput, i);

    if (input->node == NULL || strcmp (input->node, id) == 0)
      return TRUE;
  }
  return FALSE;
}

char *
tool_inputs_find_missing (const GArray *inputs, const RmgGraph *graph)
{
  g_auto (GStrv) ids = rmg_graph_list_inputs (graph);

  for (char **id = ids; *id != NULL; id++)
    if (!has_data (inputs, *id))
      return g_strdup (*id);
  return NULL;
}
