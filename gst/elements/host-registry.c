/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/elements/host-registry.h"

#include <rmg/catalog.h>

typedef struct
{
  RmgHostItemFunc item_ready;
  gpointer user_data;
  GDestroyNotify destroy;
} Callback;

static GMutex lock;
static GHashTable *registrations; /* lock; type -> RmgHostRegistration */

static void
clear_registration (gpointer data)
{
  RmgHostRegistration *self = data;

  if (self->destroy != NULL)
    self->destroy (self->user_data);
}

void
rmg_host_registration_unref (RmgHostRegistration *self)
{
  g_atomic_rc_box_release_full (self, clear_registration);
}

/* Returns: (transfer full) (nullable): former registration of @type, which the
 * caller releases without the lock */
static RmgHostRegistration *
replace_locked (const char *type, RmgHostRegistration *registration)
{
  g_autofree char *key = NULL;
  gpointer former = NULL;

  if (registrations == NULL)
    registrations =
        g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_hash_table_steal_extended (registrations, type, (gpointer *) &key, &former);
  g_hash_table_insert (registrations, g_strdup (type), registration);
  return former;
}

gboolean
rmg_host_register_type (const char *type, const char *description,
    const RmgHostDriver *driver, gpointer user_data, GDestroyNotify destroy)
{
  RmgHostRegistration *registration = NULL;
  g_autoptr (RmgHostRegistration) former = NULL;

  g_return_val_if_fail (type != NULL && driver != NULL, FALSE);

  if (!rmg_catalog_add_hosted (type, description)) {
    if (destroy != NULL)
      destroy (user_data);
    return FALSE;
  }
  registration = g_atomic_rc_box_new (RmgHostRegistration);
  *registration = (RmgHostRegistration){ driver, user_data, destroy };
  g_mutex_lock (&lock);
  former = replace_locked (type, registration);
  g_mutex_unlock (&lock);
  return TRUE;
}

static gboolean
open_callback (RmgHost *host, const char *params, gpointer user_data,
    gpointer *instance, GError **error)
{
  *instance = user_data;
  return TRUE;
}

static void
call_item_ready (RmgHost *host, gpointer instance)
{
  Callback *self = instance;

  self->item_ready (host, self->user_data);
}

static void
free_callback (gpointer data)
{
  Callback *self = data;

  if (self->destroy != NULL)
    self->destroy (self->user_data);
  g_free (self);
}

gboolean
rmg_host_register_callback (const char *type, const char *description,
    RmgHostItemFunc item_ready, gpointer user_data, GDestroyNotify destroy)
{
  static const RmgHostDriver driver = { open_callback, NULL, call_item_ready };
  Callback *callback;

  g_return_val_if_fail (item_ready != NULL, FALSE);

  callback = g_new (Callback, 1);
  *callback = (Callback){ item_ready, user_data, destroy };
  return rmg_host_register_type (
      type, description, &driver, callback, free_callback);
}

RmgHostRegistration *
rmg_host_registry_find (const char *type)
{
  RmgHostRegistration *found = NULL;

  g_mutex_lock (&lock);
  if (registrations != NULL && type != NULL)
    found = g_hash_table_lookup (registrations, type);
  if (found != NULL)
    g_atomic_rc_box_acquire (found);
  g_mutex_unlock (&lock);
  return found;
}
