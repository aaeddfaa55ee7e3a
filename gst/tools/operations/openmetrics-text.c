/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/tools/operations/openmetrics-text.h"

#include <math.h>
#include <string.h>

static void
clear_label (gpointer data)
{
  ToolLabel *label = data;

  g_free (label->key);
  g_free (label->value);
}

static void
clear_sample (gpointer data)
{
  ToolSample *sample = data;

  g_free (sample->name);
  g_array_unref (sample->labels);
}

static void
clear_family (gpointer data)
{
  ToolFamily *family = data;

  g_free (family->name);
  g_free (family->type);
  g_free (family->unit);
  g_free (family->help);
  g_array_unref (family->samples);
}

static GArray *
new_array (gsize size, GDestroyNotify clear)
{
  GArray *array = g_array_new (FALSE, FALSE, size);

  g_array_set_clear_func (array, clear);
  return array;
}

/* Reads a text in quotation marks at @at. Returns the text after it. */
static const char *
read_quoted (const char *at, GString *value)
{
  for (at++; *at != '"' && *at != '\0'; at++) {
    gboolean is_escape = *at == '\\' && at[1] != '\0';

    at += is_escape;
    g_string_append_c (value, is_escape && *at == 'n' ? '\n' : *at);
  }
  return *at == '"' ? at + 1 : at;
}

/* Reads the labels at @at, a brace. Returns the text after them. */
static const char *
read_labels (const char *at, GArray *labels)
{
  at++;
  while (*at != '}' && *at != '\0') {
    gsize n_bytes = strcspn (at, "=}");
    g_autoptr (GString) value = g_string_new (NULL);
    ToolLabel label = { g_strndup (at, n_bytes) };

    at += n_bytes;
    if (at[0] == '=' && at[1] == '"')
      at = read_quoted (at + 1, value);
    else if (*at == '=')
      at++;
    label.value = g_string_free (g_steal_pointer (&value), FALSE);
    g_array_append_val (labels, label);
    at += *at == ',';
  }
  return *at == '}' ? at + 1 : at;
}

static ToolSample
read_sample (const char *line)
{
  gsize n_bytes = strcspn (line, "{ ");
  ToolSample sample = { g_strndup (line, n_bytes),
    new_array (sizeof (ToolLabel), clear_label) };
  const char *at = line + n_bytes;

  if (*at == '{')
    at = read_labels (at, sample.labels);
  sample.value = g_ascii_strtod (at, NULL);
  return sample;
}

static ToolFamily *
get_family (GArray *families, const char *name)
{
  ToolFamily family = { .name = g_strdup (name) };
  ToolFamily *last = families->len > 0
      ? &g_array_index (families, ToolFamily, families->len - 1)
      : NULL;

  if (last != NULL && strcmp (last->name, name) == 0) {
    g_free (family.name);
    return last;
  }
  family.type = g_strdup ("");
  family.unit = g_strdup ("");
  family.help = g_strdup ("");
  family.samples = new_array (sizeof (ToolSample), clear_sample);
  g_array_append_val (families, family);
  return &g_array_index (families, ToolFamily, families->len - 1);
}

/* "# TYPE NAME TEXT" */
static void
read_comment (GArray *families, const char *line)
{
  g_auto (GStrv) words = g_strsplit (line, " ", 4);
  ToolFamily *family;
  char **field = NULL;

  if (g_strv_length (words) < 4)
    return;
  family = get_family (families, words[2]);
  if (strcmp (words[1], "TYPE") == 0)
    field = &family->type;
  else if (strcmp (words[1], "UNIT") == 0)
    field = &family->unit;
  else if (strcmp (words[1], "HELP") == 0)
    field = &family->help;
  if (field == NULL)
    return;
  g_free (*field);
  *field = g_strdup (words[3]);
}

GArray *
tool_openmetrics_parse (const char *text)
{
  GArray *families = new_array (sizeof (ToolFamily), clear_family);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (char **line = lines; *line != NULL; line++) {
    if (**line == '#') {
      read_comment (families, *line);
    } else if (**line != '\0' && families->len > 0) {
      ToolFamily *last =
          &g_array_index (families, ToolFamily, families->len - 1);
      ToolSample sample = read_sample (*line);

      g_array_append_val (last->samples, sample);
    }
  }
  return families;
}

const char *
tool_sample_get_label (const ToolSample *self, const char *key)
{
  for (guint i = 0; i < self->labels->len; i++) {
    const ToolLabel *label = &g_array_index (self->labels, ToolLabel, i);

    if (strcmp (label->key, key) == 0)
      return label->value;
  }
  return NULL;
}
