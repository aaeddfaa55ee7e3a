/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/session/failed-flow.h"

static gboolean
has_failed_push (GstElement *element)
{
  gboolean failed = FALSE;

  GST_OBJECT_LOCK (element);
  for (GList *item = element->srcpads; item != NULL; item = item->next)
    failed |= gst_pad_get_last_flow_return (item->data) < GST_FLOW_EOS;
  GST_OBJECT_UNLOCK (element);
  return failed;
}

/* The guard of a node handles its failures. */
static gboolean
is_guarded (const RmgNodeElement *entry)
{
  return entry->node->guard != NULL && rmg_node_is_inside (entry->role) &&
      entry->role != RMG_ROLE_COMMIT;
}

static gboolean
has_failed_flow (RmgSession *self)
{
  const RmgNodeSet *nodes = rmg_runtime_get_nodes (self->runtime);

  for (guint i = 0; i < self->n_inlets; i++)
    if (self->inlets[i].queue != NULL &&
        has_failed_push (self->inlets[i].queue))
      return TRUE;
  for (guint i = 0; i < rmg_node_set_get_n_elements (nodes); i++) {
    const RmgNodeElement *entry = rmg_node_set_get_element (nodes, i);

    if (!is_guarded (entry) && has_failed_push (entry->element))
      return TRUE;
  }
  return FALSE;
}

gboolean
rmg_failed_flow_report (RmgSession *self)
{
  return has_failed_flow (self) &&
      rmg_runtime_report_flow (self->runtime, GST_FLOW_ERROR);
}

static gboolean
check_item (gpointer session)
{
  return !rmg_failed_flow_report (session);
}

void
rmg_failed_flow_watch (RmgSession *self)
{
  for (guint i = 0; i < self->n_outlets; i++)
    rmg_outlet_set_check (&self->outlets[i], check_item, self);
}
