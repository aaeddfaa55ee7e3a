/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include <rmg/init.h>

#include "gst/elements.h"
#include "translator/base/fork.h"

/* A class has a pointer to the factory of its first registration, without a
 * reference. The plugin may have been loaded into this process, and the
 * registration below replaces its factories in the registry. */
static void
keep_factories_of_plugin (void)
{
  GList *factories = gst_registry_get_feature_list (
      gst_registry_get (), GST_TYPE_ELEMENT_FACTORY);

  for (GList *item = factories; item != NULL; item = item->next)
    if (g_str_has_prefix (GST_OBJECT_NAME (item->data), "rmg"))
      GST_OBJECT_FLAG_SET (
          gst_object_ref (item->data), GST_OBJECT_FLAG_MAY_BE_LEAKED);
  gst_plugin_feature_list_free (factories);
}

static gpointer
initialise (gpointer unused)
{
  rmg_fork_watch ();
  gst_init (NULL, NULL);
  keep_factories_of_plugin ();
  g_assert (rmg_register_elements (NULL));
  return NULL;
}

void
rmg_init (void)
{
  static GOnce once = G_ONCE_INIT;

  g_once (&once, initialise, NULL);
}
