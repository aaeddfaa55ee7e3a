/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/bin/first-data.h"

static GstPadProbeReturn
note_data (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  RmgNode *node = data;

  g_atomic_int_set (&node->had_data, TRUE);
  rmg_node_handle_event (node, RMG_NODE_EVENT_DATA);
  return GST_PAD_PROBE_REMOVE;
}

static void
watch (GstPad *pad, RmgNode *node)
{
  gst_pad_add_probe (pad,
      GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_BUFFER_LIST, note_data,
      rmg_node_ref (node), (GDestroyNotify) rmg_node_unref);
}

/* Whether the data at @pad comes from another node. */
static gboolean
is_entry (const RmgNode *node, GstPad *pad)
{
  GstPad *peer = GST_PAD_PEER (pad);
  GstObject *source = peer != NULL ? GST_OBJECT_PARENT (peer) : NULL;

  for (const RmgNodeElement *entry = node->elements; entry != NULL;
       entry = entry->next)
    if (rmg_node_is_inside (entry->role) &&
        source == GST_OBJECT (entry->element))
      return FALSE;
  return TRUE;
}

static void
watch_input (RmgNode *node, GstElement *element)
{
  for (GList *item = element->sinkpads; item != NULL; item = item->next)
    if (is_entry (node, item->data))
      watch (item->data, node);
}

static void
watch_inputs (RmgNode *node)
{
  for (const RmgNodeElement *entry = node->elements; entry != NULL;
       entry = entry->next)
    if (rmg_node_is_inside (entry->role))
      watch_input (node, entry->element);
}

static gboolean
is_source (const RmgNode *node)
{
  return (node->plan->flags & RMG_NODE_SOURCE) != 0;
}

/* A source has no input, so its data is seen where it arrives. The src pad of a
 * reader does not exist yet. */
static void
watch_link (const RmgNodeSet *nodes, const RmgPlanLink *link)
{
  const RmgNodeElement *from = rmg_node_set_get_element (nodes, link->from);
  const RmgNodeElement *to = rmg_node_set_get_element (nodes, link->to);
  g_autoptr (GstPad) pad = NULL;

  if (!is_source (from->node) || !rmg_node_is_inside (from->role) ||
      (from->node == to->node && rmg_node_is_inside (to->role)))
    return;
  pad = gst_element_get_static_pad (to->element, link->to_pad);
  if (pad != NULL)
    watch (pad, from->node);
}

static void
watch_port (const RmgNodeSet *nodes, const RmgPlanPort *port)
{
  RmgNode *node = rmg_node_set_get (nodes, port->node);
  g_autoptr (GstPad) pad = NULL;

  if (!is_source (node))
    return;
  pad = gst_element_get_static_pad (
      rmg_node_set_get_element (nodes, port->element)->element, port->pad);
  if (pad != NULL)
    watch (pad, node);
}

void
rmg_first_data_watch (const RmgNodeSet *nodes, const RmgPlan *plan)
{
  for (guint i = 0; i < rmg_node_set_get_n_nodes (nodes); i++)
    if (!is_source (rmg_node_set_get (nodes, i)))
      watch_inputs (rmg_node_set_get (nodes, i));
  for (guint i = 0; i < plan->links->len; i++)
    watch_link (nodes, &g_array_index (plan->links, RmgPlanLink, i));
  for (guint i = 0; i < plan->outputs->len; i++)
    watch_port (nodes, &g_array_index (plan->outputs, RmgPlanPort, i));
}
