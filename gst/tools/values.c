/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/tools/values.h"

#include "gst/tools/load.h"
#include "gst/tools/report.h"

#include <rmg/value-json.h>
#include <rmg/value-memory.h>
#include <string.h>

static GString *
read_text (const char *path, GError **error)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) cause = NULL;
  gsize length;

  if (strcmp (path, "-") == 0)
    return tool_read_stdin (G_MAXSSIZE, error);
  if (g_file_get_contents (path, &text, &length, &cause))
    return g_string_new_len (text, length);
  g_set_error (error, TOOL_ERROR, TOOL_INVALID, "input: %s", cause->message);
  return NULL;
}

static RmgValue *
read_value (const char *path, GError **error)
{
  g_autoptr (GString) text = read_text (path, error);
  g_autoptr (GError) cause = NULL;
  RmgValue *value;

  if (text == NULL)
    return NULL;
  value = rmg_value_new_from_json (text->str, text->len, &cause);
  if (value == NULL)
    g_set_error (
        error, TOOL_ERROR, TOOL_INVALID, "input %s: %s", path, cause->message);
  return value;
}

/* The items of one input. */
typedef struct
{
  const char *node;
  const char *path;
  RmgValue *items; /* an array */
  gsize next;      /* item to push */
} Batch;

static void
clear_batch (gpointer data)
{
  rmg_value_unref (((Batch *) data)->items);
}

/* @value: (transfer full) */
static RmgValue *
make_list (RmgValue *value)
{
  RmgValue *list = value;

  if (rmg_value_get_kind (value) != RMG_VALUE_ARRAY) {
    list = rmg_value_new_array ();
    rmg_value_array_append (list, value);
  }
  return list;
}

/* Inputs may share a file, which a pipe provides once. */
static RmgValue *
find_items (const ToolItems *self, const char *path)
{
  for (guint i = 0; i < self->batches->len; i++) {
    const Batch *batch = &g_array_index (self->batches, Batch, i);

    if (strcmp (batch->path, path) == 0)
      return rmg_value_ref (batch->items);
  }
  return NULL;
}

gboolean
tool_items_load (ToolItems *self, const GArray *inputs, GError **error)
{
  self->batches = g_array_new (FALSE, FALSE, sizeof (Batch));
  g_array_set_clear_func (self->batches, clear_batch);
  for (guint i = 0; i < inputs->len; i++) {
    const ToolInput *input = &g_array_index (inputs, ToolInput, i);
    Batch batch = { .node = input->node, .path = input->path };
    RmgValue *value;

    batch.items = find_items (self, input->path);
    if (batch.items == NULL) {
      value = read_value (input->path, error);
      if (value == NULL)
        return FALSE;
      batch.items = make_list (value);
    }
    g_array_append_val (self->batches, batch);
  }
  return TRUE;
}

void
tool_items_clear (ToolItems *self)
{
  g_clear_pointer (&self->batches, g_array_unref);
}

/* Returns: (nullable): the batch with the fewest pushed items that has more */
static Batch *
find_next (ToolItems *self)
{
  Batch *found = NULL;

  for (guint i = 0; self->batches != NULL && i < self->batches->len; i++) {
    Batch *batch = &g_array_index (self->batches, Batch, i);

    if (batch->next < rmg_value_get_length (batch->items) &&
        (found == NULL || batch->next < found->next))
      found = batch;
  }
  return found;
}

RmgSessionResult
tool_items_push (ToolItems *self, RmgSession *session, GError **error)
{
  Batch *batch = find_next (self);
  RmgSessionResult result;

  if (batch == NULL)
    return RMG_SESSION_EOS;
  result = rmg_session_push_value (session, batch->node,
      rmg_value_array_get (batch->items, batch->next), error);
  if (result == RMG_SESSION_OK)
    batch->next++;
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

static gboolean
check_output (const RmgOutput *output, const RmgValue *value, GError **error)
{
  if (value == NULL) {
    g_set_error (error, RMG_ERROR, RMG_ERROR_WRONG_TYPE,
        "the output of '%s' is media, which has no form in JSON",
        output->node_id);
    return FALSE;
  }
  if (rmg_value_check_json (value, error))
    return TRUE;
  g_prefix_error (error, "the output of '%s': ", output->node_id);
  return FALSE;
}

gboolean
tool_values_take (ToolValues *self, const RmgOutput *output, GError **error)
{
  g_autofree char *text = NULL;
  RmgValue *value;

  if (output->buffer == NULL)
    return TRUE;
  value = rmg_value_buffer_peek (output->buffer);
  if (!check_output (output, value, error))
    return FALSE;
  text = rmg_value_to_json (value);
  self->n_values++;
  if (!self->lines || self->stream == NULL) {
    keep (self, text);
    return TRUE;
  }
  fprintf (self->stream, "%s\n", text);
  fflush (self->stream);
  return TRUE;
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
