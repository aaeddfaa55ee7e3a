/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/elements/host/types.h"

#include <rmg/catalog.h>

struct _RmgHostTypes
{
  GMutex lock;
  GHashTable *registrations; /* lock; type -> RmgHostRegistration */
};

typedef struct
{
  RmgHostItemFunc item_ready;
  gpointer user_data;
  GDestroyNotify destroy;
} Callback;

G_DEFINE_BOXED_TYPE (
    RmgHostTypes, rmg_host_types, rmg_host_types_ref, rmg_host_types_unref)

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

RmgHostTypes *
rmg_host_types_new (void)
{
  RmgHostTypes *self = g_atomic_rc_box_new0 (RmgHostTypes);

  g_mutex_init (&self->lock);
  self->registrations = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
      (GDestroyNotify) rmg_host_registration_unref);
  return self;
}

RmgHostTypes *
rmg_host_types_ref (RmgHostTypes *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear_types (gpointer data)
{
  RmgHostTypes *self = data;

  g_hash_table_unref (self->registrations);
  g_mutex_clear (&self->lock);
}

void
rmg_host_types_unref (RmgHostTypes *self)
{
  g_atomic_rc_box_release_full (self, clear_types);
}

/* @registration: (transfer full). Returns: (transfer full) (nullable): former
 * registration of @type, which the caller releases without the lock */
static RmgHostRegistration *
replace (
    RmgHostTypes *self, const char *type, RmgHostRegistration *registration)
{
  g_autofree char *key = NULL;
  gpointer former = NULL;

  g_mutex_lock (&self->lock);
  g_hash_table_steal_extended (
      self->registrations, type, (gpointer *) &key, &former);
  g_hash_table_insert (self->registrations, g_strdup (type), registration);
  g_mutex_unlock (&self->lock);
  return former;
}

gboolean
rmg_host_types_add (RmgHostTypes *self, const char *type,
    const char *description, const RmgHostDriver *driver, gpointer user_data,
    GDestroyNotify destroy)
{
  RmgHostRegistration *registration;
  g_autoptr (RmgHostRegistration) former = NULL;

  g_return_val_if_fail (self != NULL && type != NULL && driver != NULL, FALSE);

  if (!rmg_catalog_add_hosted (type, description)) {
    if (destroy != NULL)
      destroy (user_data);
    return FALSE;
  }
  registration = g_atomic_rc_box_new (RmgHostRegistration);
  *registration = (RmgHostRegistration){ driver, user_data, destroy };
  former = replace (self, type, registration);
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
rmg_host_types_add_callback (RmgHostTypes *self, const char *type,
    const char *description, RmgHostItemFunc item_ready, gpointer user_data,
    GDestroyNotify destroy)
{
  static const RmgHostDriver driver = { .open = open_callback,
    .item_ready = call_item_ready };
  Callback *callback;

  g_return_val_if_fail (item_ready != NULL, FALSE);

  callback = g_new (Callback, 1);
  *callback = (Callback){ item_ready, user_data, destroy };
  return rmg_host_types_add (
      self, type, description, &driver, callback, free_callback);
}

RmgHostRegistration *
rmg_host_types_find (RmgHostTypes *self, const char *type)
{
  RmgHostRegistration *found = NULL;

  if (type == NULL)
    return NULL;
  g_mutex_lock (&self->lock);
  found = g_hash_table_lookup (self->registrations, type);
  if (found != NULL)
    g_atomic_rc_box_acquire (found);
  g_mutex_unlock (&self->lock);
  return found;
}
