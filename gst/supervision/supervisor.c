/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/supervision/supervisor.h"

G_DEFINE_FINAL_TYPE (RmgSupervisor, rmg_supervisor, G_TYPE_OBJECT)

RmgSupervisor *
rmg_supervisor_new (GstElement *bin, RmgNodeSet *nodes,
    const RmgListener *listener, gpointer data)
{
  RmgSupervisor *self = g_object_new (RMG_TYPE_SUPERVISOR, NULL);

  self->bin = bin;
  self->nodes = nodes;
  self->listener = listener;
  self->listener_data = data;
  return self;
}

static void
rmg_supervisor_finalize (GObject *object)
{
  RmgSupervisor *self = RMG_SUPERVISOR (object);

  rmg_node_set_free (self->nodes);
  g_mutex_clear (&self->restart_lock);
  G_OBJECT_CLASS (rmg_supervisor_parent_class)->finalize (object);
}

static void
rmg_supervisor_init (RmgSupervisor *self)
{
  g_mutex_init (&self->restart_lock);
}

static void
rmg_supervisor_class_init (RmgSupervisorClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rmg_supervisor_finalize;
}
