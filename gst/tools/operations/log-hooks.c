/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The logs of GStreamer and GLib as entries of the log. */

#include "gst/tools/operations/log.h"

#include <string.h>

#define MAX_ANCESTORS 16

/* Reads parents without a lock, as GStreamer does for the names of pads: the
 * caller of the log may hold it. Returns: (nullable): the node's element */
static GstObject *
find_node_element (GstObject *object)
{
  for (guint i = 0; object != NULL && i < MAX_ANCESTORS; i++) {
    GstObject *parent = GST_OBJECT_PARENT (object);

    if (parent != NULL && strcmp (G_OBJECT_TYPE_NAME (parent), "RmgBin") == 0)
      return object;
    object = parent;
  }
  return NULL;
}

/* Elements of a node are named after it: "vad", "vad.guard". */
static char *
name_node (GstObject *object)
{
  GstObject *element = find_node_element (object);
  const char *name = element != NULL ? GST_OBJECT_NAME (element) : NULL;

  return name != NULL ? g_strndup (name, strcspn (name, ".")) : NULL;
}

static void
log_gstreamer (GstDebugCategory *category, GstDebugLevel level,
    const char *file, const char *function, int line, GObject *object,
    GstDebugMessage *message, gpointer user_data)
{
  gboolean is_named = object != NULL && GST_IS_OBJECT (object);
  g_autofree char *node = is_named ? name_node (GST_OBJECT (object)) : NULL;
  const ToolLogEntry entry = {
    .level = level,
    .category = gst_debug_category_get_name (category),
    .node = node,
    .object = is_named ? GST_OBJECT_NAME (object) : NULL,
    .file = file,
    .line = line,
    .function = function,
    .message = gst_debug_message_get (message),
  };

  /* The first test that the default function of GStreamer makes too. */
  if (level <= gst_debug_category_get_threshold (category))
    tool_log_write (&entry);
}

static const char *
find_field (const GLogField *fields, gsize n_fields, const char *key)
{
  for (gsize i = 0; i < n_fields; i++)
    if (strcmp (fields[i].key, key) == 0)
      return fields[i].value;
  return NULL;
}

static GstDebugLevel
translate_level (GLogLevelFlags level)
{
  if (level & (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL))
    return GST_LEVEL_ERROR;
  if (level & G_LOG_LEVEL_WARNING)
    return GST_LEVEL_WARNING;
  return level & G_LOG_LEVEL_DEBUG ? GST_LEVEL_DEBUG : GST_LEVEL_INFO;
}

static GLogWriterOutput
log_glib (GLogLevelFlags level, const GLogField *fields, gsize n_fields,
    gpointer user_data)
{
  const char *domain = find_field (fields, n_fields, "GLIB_DOMAIN");
  const char *message = find_field (fields, n_fields, "MESSAGE");
  const ToolLogEntry entry = {
    .level = translate_level (level),
    .category = domain != NULL ? domain : "GLib",
    .message = message != NULL ? message : "",
  };

  if (!g_log_writer_default_would_drop (level, domain))
    tool_log_write (&entry);
  return G_LOG_WRITER_HANDLED;
}

void
tool_log_open (void)
{
  tool_log_start ();
  gst_debug_remove_log_function (gst_debug_log_default);
  gst_debug_add_log_function (log_gstreamer, NULL, NULL);
  g_log_set_writer_func (log_glib, NULL, NULL);
}
