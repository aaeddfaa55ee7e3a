/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Hosted nodes of a session: inline, what other threads complete goes on when
 * the session's own thread comes by. */

#include "gst/bin/runtime.h"
#include "gst/elements/rmghost.h"

static void
host_completed (RmgHost *host, gpointer data)
{
  RmgBin *self = data;

  g_atomic_int_set (&self->n_completed, 1);
  self->listener->completed (self->listener_data);
}

static void
connect_host (RmgBin *self, RmgHost *host)
{
  if (self->hosts == NULL)
    self->hosts = g_ptr_array_new ();
  g_ptr_array_add (self->hosts, host);
  if (self->plan->threaded)
    return;
  g_object_set (host, "deferred", TRUE, NULL);
  rmg_host_set_notify (host, host_completed, self);
}

void
rmg_bin_connect_hosts (RmgBin *self)
{
  for (guint i = 0; self->listener != NULL && i < self->elements->len; i++)
    if (RMG_IS_HOST (rmg_bin_get_element (self, i)))
      connect_host (self, RMG_HOST (rmg_bin_get_element (self, i)));
}

gboolean
rmg_bin_is_full (RmgBin *self)
{
  for (guint i = 0; self->hosts != NULL && i < self->hosts->len; i++)
    if (rmg_host_is_full (self->hosts->pdata[i]))
      return TRUE;
  return FALSE;
}

void
rmg_bin_flush_hosts (RmgBin *self)
{
  while (g_atomic_int_compare_and_exchange (&self->n_completed, 1, 0))
    for (guint i = 0; i < self->hosts->len; i++)
      rmg_host_flush_completed (self->hosts->pdata[i]);
}
