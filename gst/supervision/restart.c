/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/supervision/restart.h"

#include "gst/nodes/log.h"

#define GST_CAT_DEFAULT (rmg_node_get_debug_category ())

static void
set_to_null (GstElement *element)
{
  gst_element_set_state (element, GST_STATE_NULL);
}

static void
follow_bin (GstElement *element)
{
  gst_element_sync_state_with_parent (element);
}

/* Downstream elements first, as GstBin does. */
static void
for_each_element (
    const RmgNodeElement *entry, void (*func) (GstElement *element))
{
  if (entry == NULL)
    return;
  for_each_element (entry->next, func);
  if (entry->role == RMG_ROLE_NODE)
    func (entry->element);
}

void
rmg_restart_node (RmgSupervisor *self, RmgNode *node)
{
  g_mutex_lock (&self->restart_lock);
  if (!self->closing &&
      rmg_node_handle_event (node, RMG_NODE_EVENT_RESTART) ==
          RMG_NODE_STATE_RETRYING) {
    GST_INFO_OBJECT (self->bin, "restart node %s", node->plan->id);
    for_each_element (node->elements, set_to_null);
    for_each_element (node->elements, follow_bin);
    rmg_node_handle_event (node, RMG_NODE_EVENT_RESTARTED);
    rmg_counter_add (&node->counters.restarts, 1);
  }
  g_mutex_unlock (&self->restart_lock);
}

void
rmg_restart_set_closing (RmgSupervisor *self, gboolean closing)
{
  g_mutex_lock (&self->restart_lock);
  self->closing = closing;
  g_mutex_unlock (&self->restart_lock);
}
