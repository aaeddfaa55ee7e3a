/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "translator/catalog/foreign.h"

#include "translator/base/nearest.h"

#include <string.h>

GstElementFactory *
rmg_foreign_load (const char *factory_name)
{
  g_autoptr (GstElementFactory) factory =
      gst_element_factory_find (factory_name);

  if (factory == NULL)
    return NULL;
  return GST_ELEMENT_FACTORY (
      gst_plugin_feature_load (GST_PLUGIN_FEATURE (factory)));
}

/* GstBaseTransform by name: the type belongs to a library that this one does
 * not link. Other elements declare it in their metadata. */
gboolean
rmg_foreign_is_sync (GstElementFactory *factory)
{
  GType type = gst_element_factory_get_element_type (factory);
  GType transform = g_type_from_name ("GstBaseTransform");

  if (transform != 0 && g_type_is_a (type, transform))
    return TRUE;
  return g_strcmp0 (gst_element_factory_get_metadata (factory, "rmg-sync"),
             "true") == 0;
}

static gboolean
has_property (GstElementFactory *factory, const char *name)
{
  gpointer klass =
      g_type_class_ref (gst_element_factory_get_element_type (factory));
  const gboolean found = g_object_class_find_property (klass, name) != NULL;

  g_type_class_unref (klass);
  return found;
}

/* The elements of HTTP are "Generic", and have the property "proxy". */
gboolean
rmg_foreign_is_network (GstElementFactory *factory)
{
  const char *klass =
      gst_element_factory_get_metadata (factory, GST_ELEMENT_METADATA_KLASS);

  return strstr (klass, "Network") != NULL || has_property (factory, "proxy");
}

/* The "location" of an element with other protocols is the address of a server. */
gboolean
rmg_foreign_has_location (GstElementFactory *factory)
{
  const char *const *protocols =
      gst_element_factory_get_uri_protocols (factory);

  if (protocols != NULL && protocols[0] != NULL)
    return g_strv_contains (protocols, "file");
  return has_property (factory, "location") &&
      !rmg_foreign_is_network (factory);
}

GstStaticPadTemplate *
rmg_foreign_find_pad (GstElementFactory *factory, GstPadDirection direction)
{
  GstStaticPadTemplate *found = NULL;
  const GList *item = gst_element_factory_get_static_pad_templates (factory);

  for (; item != NULL; item = item->next) {
    GstStaticPadTemplate *pad = item->data;

    if (pad->direction == direction &&
        (found == NULL || pad->presence < found->presence))
      found = pad;
  }
  return found;
}

static char *
describe_enum (GParamSpec *pspec)
{
  GString *text = g_string_new ("one of");
  GEnumClass *values = G_PARAM_SPEC_ENUM (pspec)->enum_class;

  for (guint i = 0; i < values->n_values; i++)
    g_string_append_printf (text, " %s", values->values[i].value_nick);
  return g_string_free (text, FALSE);
}

#define DESCRIBE_RANGE(Type, format)                                           \
  if (G_IS_PARAM_SPEC_##Type (pspec))                                          \
    return g_strdup_printf ("a number from %" format " to %" format,           \
        G_PARAM_SPEC_##Type (pspec)->minimum,                                  \
        G_PARAM_SPEC_##Type (pspec)->maximum);

static char *
describe_expected (GParamSpec *pspec)
{
  DESCRIBE_RANGE (INT, "d")
  DESCRIBE_RANGE (UINT, "u")
  DESCRIBE_RANGE (INT64, G_GINT64_FORMAT)
  DESCRIBE_RANGE (UINT64, G_GUINT64_FORMAT)
  DESCRIBE_RANGE (FLOAT, "g")
  DESCRIBE_RANGE (DOUBLE, "g")
  if (G_IS_PARAM_SPEC_ENUM (pspec))
    return describe_enum (pspec);
  return g_strdup_printf (
      "a value of type %s", g_type_name (G_PARAM_SPEC_VALUE_TYPE (pspec)));
}

/* A number as the number type of @value, unless that would change it. */
static gboolean
convert_number (const GValue *given, GValue *value)
{
  GValue before = G_VALUE_INIT;
  GValue after = G_VALUE_INIT;

  g_value_init (&before, G_TYPE_DOUBLE);
  g_value_init (&after, G_TYPE_DOUBLE);
  if (!g_value_transform (given, &before) ||
      !g_value_transform (given, value) || !g_value_transform (value, &after))
    return FALSE;
  return G_VALUE_HOLDS_FLOAT (value) ||
      g_value_get_double (&before) == g_value_get_double (&after);
}

static gboolean
convert (GParamSpec *pspec, const GValue *given, GValue *value)
{
  GType type = G_VALUE_TYPE (value);

  if (g_value_type_compatible (G_VALUE_TYPE (given), type)) {
    g_value_copy (given, value);
    return TRUE;
  }
  if (G_VALUE_HOLDS_STRING (given))
    return gst_value_deserialize_with_pspec (
        value, g_value_get_string (given), pspec);
  if (G_VALUE_HOLDS_BOOLEAN (given) || type == G_TYPE_STRING)
    return FALSE;
  if (g_type_is_a (type, G_TYPE_ENUM) || g_type_is_a (type, G_TYPE_FLAGS))
    return g_value_transform (given, value);
  return type != G_TYPE_BOOLEAN && convert_number (given, value);
}

/* A manifest that is nested in another one could load code otherwise. */
static gboolean
allows_code (const GParamSpec *pspec)
{
  return g_strcmp0 (g_type_name (pspec->owner_type), "RmgBin") == 0 &&
      (g_str_equal (pspec->name, "allow-code") ||
          g_str_equal (pspec->name, "python-modules"));
}

gboolean
rmg_foreign_value (
    GParamSpec *pspec, const GValue *given, GValue *value, char **why)
{
  *why = NULL;
  if (allows_code (pspec)) {
    *why = g_strdup ("nothing: only the application may allow code");
    return FALSE;
  }
  if (convert (pspec, given, value) && !g_param_value_validate (pspec, value))
    return TRUE;
  *why = describe_expected (pspec);
  return FALSE;
}

char *
rmg_foreign_hint (const char *factory_name)
{
  GList *factories = gst_registry_get_feature_list (
      gst_registry_get (), GST_TYPE_ELEMENT_FACTORY);
  RmgNearest nearest;
  char *hint;

  rmg_nearest_init (&nearest, factory_name);
  for (GList *item = factories; item != NULL; item = item->next)
    rmg_nearest_try (&nearest, GST_OBJECT_NAME (item->data));
  hint = rmg_nearest_hint (&nearest);
  gst_plugin_feature_list_free (factories);
  return hint;
}
