/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "values.h"

#include "load.h"
#include "report.h"
#include "value-json.h"

#include <rmg/value-memory.h>
#include <string.h>

/* One more than the scan of JSON allows, so that it can say so. */
#define ITEMS_MAX_BYTES (16 * 1024 * 1024 + 1)

static GString *
read_text (const char *path, GError **error)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) cause = NULL;
  gsize length;

  if (strcmp (path, "-") == 0)
    return tool_read_stdin (ITEMS_MAX_BYTES, error);
  if (g_file_get_contents (path, &text, &length, &cause))
    return g_string_new_len (text, length);
  g_set_error (error, TOOL_ERROR, TOOL_INVALID, "input: %s", cause->message);
  return NULL;
}

gboolean
tool_items_load (ToolItems *self, const char *path, GError **error)
{
  g_autoptr (GString) text = read_text (path, error);
  g_autoptr (RmgValue) value = NULL;

  if (text == NULL)
    return FALSE;
  value = tool_value_from_json (text->str, text->len, path, error);
  if (value == NULL)
    return FALSE;

  if (rmg_value_get_kind (value) == RMG_VALUE_ARRAY) {
    self->items = g_steal_pointer (&value);
  } else {
    self->items = rmg_value_new_array ();
    rmg_value_array_append (self->items, g_steal_pointer (&value));
  }
  return TRUE;
}

void
tool_items_clear (ToolItems *self)
{
  g_clear_pointer (&self->items, rmg_value_unref);
}

RmgSessionResult
tool_items_push (ToolItems *self, RmgSession *session, GError **error)
{
  RmgSessionResult result;

  if (self->items == NULL || self->next == rmg_value_get_length (self->items))
    return RMG_SESSION_EOS;
  result = rmg_session_push_value (
      session, NULL, rmg_value_array_get (self->items, self->next), error);
  if (result == RMG_SESSION_OK)
    self->next++;
  return result;
}

static void
keep (ToolValues *self, const char *value)
{
  if (self->text == NULL)
    self->text = g_string_new (NULL);
  else if (!self->lines)
    g_string_append_c (self->text, ',');
  g_string_append (self->text, value);
  if (self->lines)
    g_string_append_c (self->text, '\n');
}

void
tool_values_take (ToolValues *self, const RmgOutput *output)
{
  g_autoptr (GString) text = NULL;
  RmgJsonWriter json;
  RmgValue *value = NULL;

  if (output->buffer != NULL)
    value = rmg_value_buffer_peek (output->buffer);
  if (value == NULL)
    return;
  text = g_string_new (NULL);
  json = (RmgJsonWriter){ .text = text, .compact = TRUE, .first = TRUE };
  tool_value_write (&json, NULL, value);
  self->n_values++;
  if (!self->lines || self->stream == NULL) {
    keep (self, text->str);
    return;
  }
  fprintf (self->stream, "%s\n", text->str);
  fflush (self->stream);
}

char *
tool_values_finish (const ToolValues *self)
{
  const char *text = self->text != NULL ? self->text->str : "";

  if (self->lines)
    return g_strdup (text);
  if (self->n_values == 0)
    return g_strdup ("null\n");
  return g_strdup_printf (self->n_values == 1 ? "%s\n" : "[%s]\n", text);
}

void
tool_values_clear (ToolValues *self)
{
  if (self->text != NULL)
    g_string_free (self->text, TRUE);
  self->text = NULL;
}
