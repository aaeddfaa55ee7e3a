/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/nodes/settings.h"

/* The name and the parent of an element are no settings. */
static gboolean
is_setting (const GParamSpec *spec)
{
  GParamFlags both = G_PARAM_READABLE | G_PARAM_WRITABLE;

  return (spec->flags & both) == both &&
      !(spec->flags & (G_PARAM_CONSTRUCT_ONLY | G_PARAM_DEPRECATED)) &&
      spec->owner_type != GST_TYPE_OBJECT &&
      !g_type_is_a (spec->value_type, G_TYPE_OBJECT);
}

static void
read_setting (GstElement *element, const GParamSpec *spec, GValue *value)
{
  g_value_init (value, spec->value_type);
  g_object_get_property (G_OBJECT (element), spec->name, value);
}

void
rmg_settings_repeat (GstElement *element)
{
  g_autofree GParamSpec **specs = NULL;
  guint n_specs;

  specs =
      g_object_class_list_properties (G_OBJECT_GET_CLASS (element), &n_specs);
  for (guint i = 0; i < n_specs; i++) {
    g_auto (GValue) value = G_VALUE_INIT;

    if (!is_setting (specs[i]) ||
        specs[i]->owner_type != G_OBJECT_TYPE (element))
      continue;
    read_setting (element, specs[i], &value);
    g_object_set_property (G_OBJECT (element), specs[i]->name, &value);
  }
}

static void
copy_setting (GstElement *from, GstElement *to, GParamSpec *spec)
{
  g_auto (GValue) wanted = G_VALUE_INIT;
  g_auto (GValue) found = G_VALUE_INIT;

  read_setting (from, spec, &wanted);
  read_setting (to, spec, &found);
  if (g_param_values_cmp (spec, &wanted, &found) != 0)
    g_object_set_property (G_OBJECT (to), spec->name, &wanted);
}

static void
copy_own (GstElement *from, GstElement *to)
{
  g_autofree GParamSpec **specs = NULL;
  guint n_specs;

  specs = g_object_class_list_properties (G_OBJECT_GET_CLASS (from), &n_specs);
  for (guint i = 0; i < n_specs; i++)
    if (is_setting (specs[i]))
      copy_setting (from, to, specs[i]);
}

static void
copy_child (const GValue *value, gpointer to)
{
  GstElement *child = g_value_get_object (value);
  g_autoptr (GstElement) other =
      gst_bin_get_by_name (to, GST_OBJECT_NAME (child));

  if (other != NULL && G_OBJECT_TYPE (child) == G_OBJECT_TYPE (other))
    rmg_settings_copy (child, other);
}

void
rmg_settings_copy (GstElement *from, GstElement *to)
{
  g_autoptr (GstIterator) children = NULL;

  g_return_if_fail (G_OBJECT_TYPE (from) == G_OBJECT_TYPE (to));

  copy_own (from, to);
  if (!GST_IS_BIN (from))
    return;
  children = gst_bin_iterate_elements (GST_BIN (from));
  while (gst_iterator_foreach (children, copy_child, to) == GST_ITERATOR_RESYNC)
    gst_iterator_resync (children);
}
