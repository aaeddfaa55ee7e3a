/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/bin/hosts.h"

#include "gst/elements/host/rmghost.h"

static void
host_completed (RmgHost *host, gpointer data)
{
  RmgHosts *self = data;

  g_atomic_int_set (&self->n_completed, 1);
  self->listener->completed (self->listener_data);
}

static void
connect_host (RmgHosts *self, const RmgNodeElement *entry, gboolean defers)
{
  RmgHost *host = RMG_HOST (entry->element);

  g_ptr_array_add (self->hosts, host);
  rmg_host_set_node (host, entry->node);
  g_object_set (host, defers ? "deferred" : "own-thread", TRUE, NULL);
  if (!defers)
    return;
  rmg_host_set_notify (host, host_completed, self, NULL);
}

void
rmg_hosts_init (RmgHosts *self, const RmgNodeSet *nodes, gboolean defers,
    const RmgListener *listener, gpointer data)
{
  *self = (RmgHosts){ g_ptr_array_new (), 0, listener, data };
  for (guint i = 0; i < rmg_node_set_get_n_elements (nodes); i++) {
    const RmgNodeElement *entry = rmg_node_set_get_element (nodes, i);

    if (RMG_IS_HOST (entry->element))
      connect_host (self, entry, defers);
  }
}

void
rmg_hosts_set_types (RmgHosts *self, RmgHostTypes *types)
{
  for (guint i = 0; i < self->hosts->len; i++)
    rmg_host_set_types (self->hosts->pdata[i], types);
}

void
rmg_hosts_clear (RmgHosts *self)
{
  for (guint i = 0; i < self->hosts->len; i++)
    rmg_host_set_notify (self->hosts->pdata[i], NULL, NULL, NULL);
  g_clear_pointer (&self->hosts, g_ptr_array_unref);
}

gboolean
rmg_hosts_is_full (const RmgHosts *self)
{
  for (guint i = 0; i < self->hosts->len; i++)
    if (rmg_host_is_full (self->hosts->pdata[i]))
      return TRUE;
  return FALSE;
}

gboolean
rmg_hosts_have_completed (const RmgHosts *self)
{
  return g_atomic_int_get (&self->n_completed) != 0;
}

gint64
rmg_hosts_get_due (const RmgHosts *self)
{
  gint64 earliest_us = -1;

  for (guint i = 0; i < self->hosts->len; i++) {
    gint64 due_us = rmg_host_get_due (self->hosts->pdata[i]);

    if (due_us >= 0 && (earliest_us < 0 || due_us < earliest_us))
      earliest_us = due_us;
  }
  return earliest_us;
}

void
rmg_hosts_resume (RmgHosts *self, gint64 now_us)
{
  for (guint i = 0; i < self->hosts->len; i++) {
    gint64 due_us = rmg_host_get_due (self->hosts->pdata[i]);

    if (due_us >= 0 && due_us <= now_us)
      rmg_host_flush_completed (self->hosts->pdata[i]);
  }
}

void
rmg_hosts_flush (RmgHosts *self)
{
  while (g_atomic_int_compare_and_exchange (&self->n_completed, 1, 0))
    for (guint i = 0; i < self->hosts->len; i++)
      rmg_host_flush_completed (self->hosts->pdata[i]);
}
