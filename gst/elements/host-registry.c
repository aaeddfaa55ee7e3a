/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/elements/host-registry.h"

typedef struct
{
  const RmgHostDriver *driver;
  gpointer user_data;
  GDestroyNotify destroy;
} Registration;

static GMutex lock;
static GHashTable *registrations; /* lock; type -> Registration */

static void
free_registration (gpointer data)
{
  Registration *self = data;

  if (self->destroy != NULL)
    self->destroy (self->user_data);
  g_free (self);
}

/* Takes the registration of @type out, to be freed without the lock. */
static Registration *
replace_locked (const char *type, Registration *registration)
{
  g_autofree char *key = NULL;
  gpointer old = NULL;

  if (registrations == NULL)
    registrations =
        g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_hash_table_steal_extended (registrations, type, (gpointer *) &key, &old);
  g_hash_table_insert (registrations, g_strdup (type), registration);
  return old;
}

void
rmg_host_register (const char *type, const RmgHostDriver *driver,
    gpointer user_data, GDestroyNotify destroy)
{
  Registration *registration = g_new (Registration, 1);
  Registration *old;

  *registration = (Registration){ driver, user_data, destroy };
  g_mutex_lock (&lock);
  old = replace_locked (type, registration);
  g_mutex_unlock (&lock);

  g_clear_pointer (&old, free_registration);
}

const RmgHostDriver *
rmg_host_registry_find (const char *type, gpointer *user_data)
{
  const RmgHostDriver *driver = NULL;
  Registration *found = NULL;

  g_mutex_lock (&lock);
  if (registrations != NULL && type != NULL)
    found = g_hash_table_lookup (registrations, type);
  if (found != NULL) {
    driver = found->driver;
    *user_data = found->user_data;
  }
  g_mutex_unlock (&lock);
  return driver;
}
