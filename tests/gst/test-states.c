/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Every factory of the project and every example manifest goes up and down through
 * the states without leaks. */
#include <rmg/host.h>
#include <rmg/init.h>
#include "tests/lib/example-folder.h"
#include "tests/lib/scripted-source.h"

#include <gst/gst.h>

#define N_CYCLES 3

#define IDLE_TYPE "Idle"

/* Properties that an element needs before it can leave NULL. */
static const struct
{
  const char *factory;
  const char *property;
  const char *value;
} needs[] = {
  { "rmgbin", "manifest", "examples/demo.json" },
  { "rmghost", "type", IDLE_TYPE },
  { "rmgfilesink", "location", "states.out" },
  { "rmgfilesrc", "location", "examples/demo.json" },
  { "rmghttpsrc", "location", SCRIPTED_URI },
};

static const ScriptedAnswer no_answer = { .end = SCRIPTED_HANG };

static void
ignore_item (RmgHost *host, gpointer instance)
{
}

static const RmgHostDriver idle_driver = { .item_ready = ignore_item };

static const GstState cycle[] = {
  GST_STATE_READY,
  GST_STATE_PAUSED,
  GST_STATE_READY,
  GST_STATE_PAUSED,
  GST_STATE_NULL,
};

static gboolean
is_ours (GstPluginFeature *feature, gpointer unused)
{
  return GST_IS_ELEMENT_FACTORY (feature) &&
      g_str_has_prefix (gst_plugin_feature_get_name (feature), "rmg");
}

static void
assert_cycles (GstElement *element)
{
  gpointer alive = element;

  gst_object_ref_sink (element);
  g_object_add_weak_pointer (G_OBJECT (element), &alive);
  for (guint i = 0; i < N_CYCLES; i++)
    for (gsize j = 0; j < G_N_ELEMENTS (cycle); j++)
      g_assert_cmpint (gst_element_set_state (element, cycle[j]), !=,
          GST_STATE_CHANGE_FAILURE);
  gst_object_unref (element);
  g_assert_null (alive);
}

static void
test_states_of_factory_cycle (gconstpointer data)
{
  g_autoptr (GstElementFactory) factory =
      gst_element_factory_find ((const char *) data);
  GstElement *element = gst_element_factory_create (factory, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (needs); i++)
    if (g_strcmp0 (data, needs[i].factory) == 0)
      g_object_set (element, needs[i].property, needs[i].value, NULL);
  assert_cycles (element);
}

static void
test_states_of_manifest_cycle (gconstpointer data)
{
  GstElement *bin = gst_element_factory_make ("rmgbin", NULL);

  g_object_set (bin, "manifest", (const char *) data, NULL);
  assert_cycles (bin);
}

static void
add_factories (void)
{
  GList *factories =
      gst_registry_feature_filter (gst_registry_get (), is_ours, FALSE, NULL);

  g_assert_nonnull (factories);
  for (GList *item = factories; item != NULL; item = item->next) {
    char *name = g_strdup (gst_plugin_feature_get_name (item->data));
    g_autofree char *path = g_strdup_printf ("/states/factory/%s", name);

    g_test_add_data_func_full (
        path, name, test_states_of_factory_cycle, g_free);
  }
  gst_plugin_feature_list_free (factories);
}

static void
add_manifests (void)
{
  g_autoptr (GDir) folder = g_dir_open ("examples", 0, NULL);
  const char *name;

  g_assert_nonnull (folder);
  while ((name = g_dir_read_name (folder)) != NULL) {
    g_autofree char *path = g_strdup_printf ("/states/manifest/%s", name);

    if (g_str_has_suffix (name, ".json"))
      g_test_add_data_func_full (path, g_strdup_printf ("examples/%s", name),
          test_states_of_manifest_cycle, g_free);
  }
}

int
main (int argc, char **argv)
{
  g_autofree char *folder = NULL;
  int result;

  g_test_init (&argc, &argv, NULL);
  rmg_init ();
  scripted_source_set (0, &no_answer, 1);
  rmg_host_register_type (IDLE_TYPE, "does nothing", &idle_driver, NULL, NULL);
  folder = rmg_test_enter_example_folder ();
  add_factories ();
  add_manifests ();
  result = g_test_run ();
  rmg_test_leave_example_folder (folder);
  return result;
}
