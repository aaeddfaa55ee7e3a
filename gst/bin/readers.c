/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/bin/readers.h"

static gboolean
is_excused (RmgNode *node)
{
  return (node->plan->flags & RMG_NODE_SOURCE) ||
      rmg_node_get_state (node) == RMG_NODE_STATE_FAILED;
}

static gboolean
is_async (const RmgNodeElement *entry)
{
  g_autoptr (GstElement) element = rmg_node_element_ref (entry);

  return gst_element_get_state (element, NULL, NULL, 0) ==
      GST_STATE_CHANGE_ASYNC;
}

/* An element has its new state before it posts ASYNC_DONE. The bin, and the bin
 * that contains it, wait for that message. */
static gboolean
is_awaited (const RmgNodeSet *nodes, GstMessage *message)
{
  const RmgNodeElement *entry;

  if (GST_MESSAGE_TYPE (message) != GST_MESSAGE_ASYNC_START)
    return FALSE;
  entry = rmg_node_set_find (nodes, GST_MESSAGE_SRC (message));
  return entry == NULL || !is_excused (entry->node);
}

static gboolean
awaits_message (const RmgNodeSet *nodes, GstBin *bin)
{
  gboolean awaits = FALSE;

  GST_OBJECT_LOCK (bin);
  for (GList *item = bin->messages; item != NULL && !awaits; item = item->next)
    awaits = is_awaited (nodes, item->data);
  GST_OBJECT_UNLOCK (bin);
  return awaits;
}

gboolean
rmg_readers_are_last (const RmgNodeSet *nodes, GstBin *bin)
{
  if (awaits_message (nodes, bin))
    return FALSE;
  for (guint i = 0; i < rmg_node_set_get_n_elements (nodes); i++) {
    const RmgNodeElement *entry = rmg_node_set_get_element (nodes, i);

    if (!is_excused (entry->node) && is_async (entry))
      return FALSE;
  }
  return TRUE;
}
