/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/tools/options.h"

#include "translator/base/nearest.h"
#include "gst/tools/inputs.h"
#include "gst/tools/report.h"

#include <math.h>
#include <string.h>

#define MS_PER_S 1000.0
#define S_PER_MIN 60.0

/* Reads @words one by one; @at is the current word. */
typedef struct
{
  const ToolCommand *command;
  char **at;
  ToolArguments *arguments;
} Reader;

static gboolean
fail (GError **error, const char *what, const char *word, const char *hint)
{
  g_set_error (error, TOOL_ERROR, TOOL_USAGE, "%s '%s'%s%s%s", what, word,
      hint != NULL ? "; did you mean '" : "", hint != NULL ? hint : "",
      hint != NULL ? "'?" : "");
  return FALSE;
}

static gboolean
read_duration (const char *text, guint *duration_ms)
{
  static const struct
  {
    const char *unit;
    double ms;
  } units[] = {
    { "", MS_PER_S },
    { "ms", 1.0 },
    { "s", MS_PER_S },
    { "m", S_PER_MIN * MS_PER_S },
  };
  char *unit;
  double number = g_ascii_strtod (text, &unit);

  for (gsize i = 0; unit != text && i < G_N_ELEMENTS (units); i++) {
    double ms = number * units[i].ms;

    if (strcmp (unit, units[i].unit) == 0 && ms >= 1.0 && ms <= G_MAXINT) {
      *duration_ms = (guint) ms;
      return TRUE;
    }
  }
  return FALSE;
}

static gboolean
read_choice (
    const char *words, const char *text, const char **choice, GError **error)
{
  g_auto (GStrv) known = g_strsplit (words, "|", -1);

  if (!g_strv_contains ((const char *const *) known, text)) {
    g_set_error (
        error, TOOL_ERROR, TOOL_USAGE, "expected %s, got '%s'", words, text);
    return FALSE;
  }
  *choice = text;
  return TRUE;
}

/* A second value would replace the first without a word. */
static gboolean
read_text (const char **field, const char *text, GError **error)
{
  if (*text == '\0') {
    g_set_error (error, TOOL_ERROR, TOOL_USAGE, "the value is empty");
    return FALSE;
  }
  if (*field != NULL) {
    g_set_error (error, TOOL_ERROR, TOOL_USAGE, "given twice, '%s' and '%s'",
        *field, text);
    return FALSE;
  }
  *field = text;
  return TRUE;
}

/* Texts of the command line live as long as the process. */
static void
add_text (GPtrArray **list, const char *text)
{
  if (*list == NULL)
    *list = g_ptr_array_new ();
  g_ptr_array_add (*list, (gpointer) text);
}

static gboolean
read_input (GPtrArray **inputs, const char *text, GError **error)
{
  const char *path = tool_input_read_path (text, error);

  if (path != NULL)
    add_text (inputs, path);
  return path != NULL;
}

static gboolean
store (const ToolOption *option, gpointer settings, const char *value,
    GError **error)
{
  gpointer field = G_STRUCT_MEMBER_P (settings, option->offset);
  gboolean fits = TRUE;

  switch (option->kind) {
    case TOOL_OPTION_FLAG:
      *(gboolean *) field = TRUE;
      break;
    case TOOL_OPTION_TEXT:
      fits = read_text (field, value, error);
      break;
    case TOOL_OPTION_INPUT:
      fits = read_input (field, value, error);
      break;
    case TOOL_OPTION_LIST:
      add_text (field, value);
      break;
    case TOOL_OPTION_CHOICE:
      fits = read_choice (option->values, value, field, error);
      break;
    case TOOL_OPTION_DURATION:
      fits = read_duration (value, field);
      if (!fits)
        g_set_error (error, TOOL_ERROR, TOOL_USAGE,
            "expected a time as 30, 2.5s, 300ms or 5m, got '%s'", value);
  }
  if (!fits)
    g_prefix_error (error, "--%s: ", option->name);
  return fits;
}

/* Whether @word is an option, and not the value of the one before it. */
static gboolean
is_option (const ToolCommand *command, const char *word)
{
  gsize n_bytes = strcspn (word, "=");

  for (const ToolOption *option = command->options; option->name; option++) {
    if (strlen (option->name) + 2 == n_bytes && g_str_has_prefix (word, "--") &&
        strncmp (word + 2, option->name, n_bytes - 2) == 0)
      return TRUE;
    if (option->letter != 0 && word[0] == '-' && word[1] == option->letter &&
        word[2] == '\0')
      return TRUE;
  }
  return FALSE;
}

/* @value: (nullable): text after the option in the same word */
static gboolean
take_option (
    Reader *reader, const ToolOption *option, const char *value, GError **error)
{
  if (option->kind == TOOL_OPTION_FLAG && value != NULL) {
    g_set_error (
        error, TOOL_ERROR, TOOL_USAGE, "--%s takes no value", option->name);
    return FALSE;
  }
  if (option->kind != TOOL_OPTION_FLAG && value == NULL) {
    if (reader->at[1] == NULL || is_option (reader->command, reader->at[1])) {
      g_set_error (error, TOOL_ERROR, TOOL_USAGE, "--%s needs a value: %s",
          option->name, option->values);
      return FALSE;
    }
    value = *++reader->at;
  }
  return store (option, reader->arguments->settings, value, error);
}

static const char *
nearest_option (const ToolCommand *command, const char *name)
{
  RmgNearest nearest;

  rmg_nearest_init (&nearest, name);
  for (const ToolOption *option = command->options; option->name; option++)
    rmg_nearest_try (&nearest, option->name);
  return nearest.best;
}

static gboolean
is_override (const char *word)
{
  const char *dot = strchr (word, '.');
  const char *equals = strchr (word, '=');

  return dot != NULL && equals != NULL && dot > word && dot + 1 < equals;
}

static gboolean
read_long (Reader *reader, GError **error)
{
  const char *word = *reader->at + strlen ("--");
  g_autofree char *name = g_strndup (word, strcspn (word, "="));
  const char *value =
      word[strlen (name)] == '=' ? word + strlen (name) + 1 : NULL;
  const char *near;
  g_autofree char *hint = NULL;

  for (const ToolOption *option = reader->command->options; option->name;
       option++)
    if (strcmp (option->name, name) == 0)
      return take_option (reader, option, value, error);

  if (reader->command->takes_overrides && is_override (word)) {
    g_ptr_array_add (reader->arguments->overrides, (gpointer) word);
    return TRUE;
  }
  near = nearest_option (reader->command, name);
  hint = near != NULL ? g_strconcat ("--", near, NULL) : NULL;
  return fail (error, "unknown option", *reader->at, hint);
}

/* Letters of flags may share a word: -vq. */
static gboolean
read_letters (Reader *reader, GError **error)
{
  for (const char *letter = *reader->at + 1; *letter != '\0'; letter++) {
    const ToolOption *option = reader->command->options;
    const char *rest = letter[1] != '\0' ? letter + 1 : NULL;

    while (option->name != NULL && option->letter != *letter)
      option++;
    if (option->name == NULL)
      return fail (error, "unknown option", *reader->at, NULL);
    if (option->kind != TOOL_OPTION_FLAG)
      return take_option (reader, option, rest, error);
    take_option (reader, option, NULL, NULL);
  }
  return TRUE;
}

static gboolean
read_argument (Reader *reader, GError **error)
{
  if (reader->command->argument == NULL || reader->arguments->argument != NULL)
    return fail (error, "unexpected argument", *reader->at, NULL);
  reader->arguments->argument = *reader->at;
  return TRUE;
}

static gboolean
read_word (Reader *reader, gboolean *only_arguments, GError **error)
{
  const char *word = *reader->at;

  if (*only_arguments || word[0] != '-' || word[1] == '\0')
    return read_argument (reader, error);
  if (word[1] != '-')
    return read_letters (reader, error);
  if (word[2] != '\0')
    return read_long (reader, error);
  *only_arguments = TRUE;
  return TRUE;
}

gboolean
tool_options_parse (const ToolCommand *command, char **words,
    ToolArguments *arguments, GError **error)
{
  Reader reader = { command, words, arguments };
  gboolean only_arguments = FALSE;

  arguments->settings = g_malloc0 (command->settings_size);
  arguments->argument = NULL;
  arguments->overrides = g_ptr_array_new ();
  arguments->command = command;
  for (; *reader.at != NULL; reader.at++)
    if (!read_word (&reader, &only_arguments, error))
      return FALSE;

  if (arguments->argument == NULL && command->argument != NULL &&
      command->argument[0] != '[') {
    g_set_error (
        error, TOOL_ERROR, TOOL_USAGE, "%s is missing", command->argument);
    return FALSE;
  }
  return TRUE;
}

static void
clear_inputs (ToolArguments *arguments)
{
  for (const ToolOption *option = arguments->command->options; option->name;
       option++)
    if (option->kind == TOOL_OPTION_INPUT || option->kind == TOOL_OPTION_LIST) {
      GPtrArray **inputs =
          G_STRUCT_MEMBER_P (arguments->settings, option->offset);

      g_clear_pointer (inputs, g_ptr_array_unref);
    }
}

void
tool_arguments_clear (ToolArguments *arguments)
{
  if (arguments->settings != NULL)
    clear_inputs (arguments);
  g_clear_pointer (&arguments->settings, g_free);
  g_clear_pointer (&arguments->overrides, g_ptr_array_unref);
}

gboolean
tool_options_ask_for (
    char **words, const char *name, char letter, const char *value)
{
  const char spelled[] = { '-', letter, '\0' };
  g_autofree char *full = g_strconcat ("--", name, NULL);
  g_autofree char *joined = g_strconcat (spelled, value, NULL);
  g_autofree char *assigned = g_strconcat (full, "=", value, NULL);

  for (char **at = words; *at != NULL && strcmp (*at, "--") != 0; at++) {
    gboolean named = strcmp (*at, spelled) == 0 || strcmp (*at, full) == 0;

    if (named && (value == NULL || g_strcmp0 (at[1], value) == 0))
      return TRUE;
    if (value != NULL &&
        (strcmp (*at, joined) == 0 || strcmp (*at, assigned) == 0))
      return TRUE;
  }
  return FALSE;
}
