/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/elements/host/registry.h"

/* Returns: (transfer none): the list of the process, which is never freed */
static RmgHostTypes *
get_types (void)
{
  static RmgHostTypes *types = NULL;

  if (g_once_init_enter (&types))
    g_once_init_leave (&types, rmg_host_types_new ());
  return types;
}

gboolean
rmg_host_register_type (const char *type, const char *description,
    const RmgHostDriver *driver, gpointer user_data, GDestroyNotify destroy)
{
  return rmg_host_types_add (
      get_types (), type, description, driver, user_data, destroy);
}

gboolean
rmg_host_register_callback (const char *type, const char *description,
    RmgHostItemFunc item_ready, gpointer user_data, GDestroyNotify destroy)
{
  return rmg_host_types_add_callback (
      get_types (), type, description, item_ready, user_data, destroy);
}

RmgHostRegistration *
rmg_host_registry_find (const char *type)
{
  return rmg_host_types_find (get_types (), type);
}
