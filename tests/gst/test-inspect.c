/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Texts and flags that gst-inspect-1.0 prints of each factory. */
#include <rmg/init.h>

#include <gst/gst.h>

static gboolean
is_ours (GstPluginFeature *feature, gpointer unused)
{
  return GST_IS_ELEMENT_FACTORY (feature) &&
      g_str_has_prefix (gst_plugin_feature_get_name (feature), "rmg");
}

static gpointer
load_class (gconstpointer name)
{
  g_autoptr (GstElementFactory) factory =
      gst_element_factory_find ((const char *) name);
  g_autoptr (GstPluginFeature) feature =
      gst_plugin_feature_load (GST_PLUGIN_FEATURE (factory));

  return g_type_class_ref (
      gst_element_factory_get_element_type (GST_ELEMENT_FACTORY (feature)));
}

static void
assert_text (const char *owner, const char *text)
{
  if (text == NULL || text[0] == '\0' || g_ascii_islower (text[0]) ||
      g_str_has_suffix (text, "."))
    g_test_fail_printf ("%s: text '%s'", owner, text);
}

static gboolean
is_nick (const char *nick)
{
  for (const char *c = nick; *c != '\0'; c++)
    if (!g_ascii_islower (*c) && !g_ascii_isdigit (*c) && *c != '-')
      return FALSE;
  return nick[0] != '\0';
}

static void
assert_enum (GType type)
{
  g_autoptr (GTypeClass) type_class = g_type_class_ref (type);
  const GEnumClass *klass = G_ENUM_CLASS (type_class);

  if (!g_str_has_prefix (g_type_name (type), "Rmg") ||
      !gst_type_is_plugin_api (type, NULL))
    g_test_fail_printf ("%s: not of the plugin API", g_type_name (type));
  for (guint i = 0; i < klass->n_values; i++)
    if (!is_nick (klass->values[i].value_nick))
      g_test_fail_printf (
          "%s: nick '%s'", g_type_name (type), klass->values[i].value_nick);
}

/* Whether the states are known in which the property can be set. */
static gboolean
has_states (const GParamSpec *spec)
{
  return (spec->flags &
             (GST_PARAM_MUTABLE_READY | GST_PARAM_MUTABLE_PAUSED |
                 GST_PARAM_MUTABLE_PLAYING | G_PARAM_CONSTRUCT_ONLY)) != 0;
}

/* A policy of a guard that cannot change is writable, so that the guard refuses
 * with the reason. */
static gboolean
may_refuse (const char *factory)
{
  return g_str_equal (factory, "rmgguard");
}

static void
assert_property (const char *factory, GParamSpec *spec)
{
  g_autofree char *owner = g_strdup_printf ("%s:%s", factory, spec->name);

  assert_text (owner, g_param_spec_get_blurb (spec));
  assert_text (owner, g_param_spec_get_nick (spec));
  if ((spec->flags & G_PARAM_WRITABLE) != 0 && !has_states (spec) &&
      !may_refuse (factory))
    g_test_fail_printf ("%s: no state in which it can be set", owner);
  if (G_IS_PARAM_SPEC_ENUM (spec))
    assert_enum (spec->value_type);
}

static void
test_inspect_property_has_texts_and_states (gconstpointer name)
{
  gpointer klass = load_class (name);
  guint n;
  g_autofree GParamSpec **specs = g_object_class_list_properties (klass, &n);

  for (guint i = 0; i < n; i++)
    if (g_str_has_prefix (g_type_name (specs[i]->owner_type), "Rmg"))
      assert_property (name, specs[i]);
  g_type_class_unref (klass);
}

static void
test_inspect_metadata_is_uniform (gconstpointer name)
{
  gpointer klass = load_class (name);

  g_assert_cmpstr (
      gst_element_class_get_metadata (klass, GST_ELEMENT_METADATA_AUTHOR), ==,
      "The RemoteMedia authors");
  assert_text (name,
      gst_element_class_get_metadata (klass, GST_ELEMENT_METADATA_LONGNAME));
  assert_text (name,
      gst_element_class_get_metadata (klass, GST_ELEMENT_METADATA_DESCRIPTION));
  g_type_class_unref (klass);
}

static void
add_tests (const char *name)
{
  g_autofree char *properties =
      g_strdup_printf ("/inspect/%s/properties", name);
  g_autofree char *metadata = g_strdup_printf ("/inspect/%s/metadata", name);

  g_test_add_data_func (
      properties, name, test_inspect_property_has_texts_and_states);
  g_test_add_data_func (metadata, name, test_inspect_metadata_is_uniform);
}

int
main (int argc, char **argv)
{
  g_autolist (GstPluginFeature) features = NULL;

  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  rmg_init ();
  features =
      gst_registry_feature_filter (gst_registry_get (), is_ours, FALSE, NULL);
  g_assert_cmpuint (g_list_length (features), >=, 14);
  for (GList *at = features; at != NULL; at = at->next)
    add_tests (gst_plugin_feature_get_name (at->data));
  return g_test_run ();
}
