/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* list-properties [FACTORY]: prints the names of the project's factories, or the
 * property table of one factory as its page shows it. */
#include <rmg/init.h>

#include <gst/gst.h>

static gboolean
is_ours (GstPluginFeature *feature, gpointer unused)
{
  return GST_IS_ELEMENT_FACTORY (feature) &&
      g_str_has_prefix (gst_plugin_feature_get_name (feature), "rmg");
}

static void
print_factories (void)
{
  GList *factories =
      gst_registry_feature_filter (gst_registry_get (), is_ours, FALSE, NULL);

  for (GList *item = factories; item != NULL; item = item->next)
    g_print ("%s\n", gst_plugin_feature_get_name (item->data));
  gst_plugin_feature_list_free (factories);
}

/* Returns the value as text for a launch line. */
static char *
format_value (const GValue *value)
{
  char *text = gst_value_serialize (value);

  return text != NULL ? text : g_strdup ("-");
}

static char *
list_nicks (GParamSpec *pspec)
{
  GEnumClass *values = G_PARAM_SPEC_ENUM (pspec)->enum_class;
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < values->n_values; i++)
    g_string_append_printf (
        text, "%s%s", i > 0 ? ", " : "", values->values[i].value_nick);
  return g_string_free (text, FALSE);
}

static char *
format_range (double minimum, double maximum)
{
  if (maximum >= G_MAXINT)
    return minimum <= -G_MAXFLOAT ? g_strdup ("any number")
                                  : g_strdup_printf ("%.10g or more", minimum);
  return g_strdup_printf ("%.10g to %.10g", minimum, maximum);
}

static char *
describe_values (GParamSpec *pspec)
{
  if (G_IS_PARAM_SPEC_ENUM (pspec))
    return list_nicks (pspec);
  if (G_IS_PARAM_SPEC_INT (pspec))
    return format_range (
        G_PARAM_SPEC_INT (pspec)->minimum, G_PARAM_SPEC_INT (pspec)->maximum);
  if (G_IS_PARAM_SPEC_UINT (pspec))
    return format_range (
        G_PARAM_SPEC_UINT (pspec)->minimum, G_PARAM_SPEC_UINT (pspec)->maximum);
  if (G_IS_PARAM_SPEC_INT64 (pspec))
    return format_range ((double) G_PARAM_SPEC_INT64 (pspec)->minimum,
        (double) G_PARAM_SPEC_INT64 (pspec)->maximum);
  if (G_IS_PARAM_SPEC_UINT64 (pspec))
    return format_range ((double) G_PARAM_SPEC_UINT64 (pspec)->minimum,
        (double) G_PARAM_SPEC_UINT64 (pspec)->maximum);
  if (G_IS_PARAM_SPEC_FLOAT (pspec))
    return format_range (G_PARAM_SPEC_FLOAT (pspec)->minimum,
        G_PARAM_SPEC_FLOAT (pspec)->maximum);
  if (G_IS_PARAM_SPEC_DOUBLE (pspec))
    return format_range (G_PARAM_SPEC_DOUBLE (pspec)->minimum,
        G_PARAM_SPEC_DOUBLE (pspec)->maximum);
  return g_strdup (g_type_name (pspec->value_type));
}

static void
print_property (GParamSpec *pspec)
{
  g_autofree char *values = describe_values (pspec);
  g_autofree char *initial =
      format_value (g_param_spec_get_default_value (pspec));
  const char *access = pspec->flags & G_PARAM_WRITABLE ? "" : " (read only)";

  g_print ("| `%s` | %s%s | %s | %s |\n", pspec->name, values, access,
      pspec->flags & G_PARAM_WRITABLE ? initial : "-",
      g_param_spec_get_blurb (pspec));
}

/* Properties of the project's classes; those of GStreamer's base classes are left out. */
static void
print_properties (GstElement *element)
{
  g_autofree GParamSpec **pspecs = NULL;
  guint n_pspecs;

  pspecs =
      g_object_class_list_properties (G_OBJECT_GET_CLASS (element), &n_pspecs);
  for (guint i = 0; i < n_pspecs; i++)
    if (g_str_has_prefix (g_type_name (pspecs[i]->owner_type), "Rmg"))
      print_property (pspecs[i]);
}

int
main (int argc, char **argv)
{
  g_autoptr (GstElement) element = NULL;

  rmg_init ();
  if (argc < 2) {
    print_factories ();
    return 0;
  }
  element = gst_element_factory_make (argv[1], NULL);
  if (element == NULL)
    return 1;
  gst_object_ref_sink (element);
  print_properties (element);
  return 0;
}
