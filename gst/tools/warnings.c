/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/tools/warnings.h"

static void
clear_warning (gpointer data)
{
  ToolWarning *warning = data;

  g_free (warning->element);
  g_free (warning->text);
}

void
tool_warnings_init (ToolWarnings *self)
{
  self->found = g_array_new (FALSE, FALSE, sizeof (ToolWarning));
  g_array_set_clear_func (self->found, clear_warning);
}

void
tool_warnings_clear (ToolWarnings *self)
{
  g_clear_pointer (&self->found, g_array_unref);
}

/* A decoder inside a reader posts under its own name; the name of the reader
 * is in the manifest. */
static char *
name_element (GstObject *source)
{
  g_autoptr (GstObject) object = gst_object_ref (source);
  g_autoptr (GstObject) parent = gst_object_get_parent (object);

  while (parent != NULL &&
      g_strcmp0 (G_OBJECT_TYPE_NAME (parent), "RmgBin") != 0) {
    gst_object_unref (object);
    object = g_steal_pointer (&parent);
    parent = gst_object_get_parent (object);
  }
  return gst_object_get_name (object);
}

static gboolean
is_known (const ToolWarnings *self, const ToolWarning *warning)
{
  for (guint i = 0; i < self->found->len; i++) {
    const ToolWarning *other = &g_array_index (self->found, ToolWarning, i);

    if (g_str_equal (other->element, warning->element) &&
        g_str_equal (other->text, warning->text))
      return TRUE;
  }
  return FALSE;
}

const ToolWarning *
tool_warnings_take (ToolWarnings *self, GstMessage *message)
{
  g_autoptr (GError) error = NULL;
  ToolWarning warning;

  if (GST_MESSAGE_TYPE (message) != GST_MESSAGE_WARNING)
    return NULL;
  gst_message_parse_warning (message, &error, NULL);
  warning.element = name_element (GST_MESSAGE_SRC (message));
  warning.text = g_strdup (error->message);
  warning.is_loss =
      g_error_matches (error, GST_STREAM_ERROR, GST_STREAM_ERROR_FORMAT);
  if (is_known (self, &warning)) {
    clear_warning (&warning);
    return NULL;
  }
  g_array_append_val (self->found, warning);
  return &g_array_index (self->found, ToolWarning, self->found->len - 1);
}

gboolean
tool_warnings_is_incomplete (const ToolWarnings *self)
{
  for (guint i = 0; i < self->found->len; i++)
    if (!g_array_index (self->found, ToolWarning, i).is_loss)
      return TRUE;
  return FALSE;
}

void
tool_warnings_to_json (
    const ToolWarnings *self, RmgJsonWriter *json, const char *name)
{
  rmg_json_writer_begin_array (json, name);
  for (guint i = 0; i < self->found->len; i++) {
    const ToolWarning *warning = &g_array_index (self->found, ToolWarning, i);

    rmg_json_writer_begin_object (json, NULL);
    rmg_json_writer_string (json, "element", warning->element);
    rmg_json_writer_string (json, "message", warning->text);
    rmg_json_writer_end_object (json);
  }
  rmg_json_writer_end_array (json);
}
