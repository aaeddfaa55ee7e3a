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
is_async (GstElement *element)
{
  return gst_element_get_state (element, NULL, NULL, 0) ==
      GST_STATE_CHANGE_ASYNC;
}

gboolean
rmg_readers_are_last (const RmgNodeSet *nodes)
{
  for (guint i = 0; i < rmg_node_set_get_n_elements (nodes); i++) {
    const RmgNodeElement *entry = rmg_node_set_get_element (nodes, i);

    if (!is_excused (entry->node) && is_async (entry->element))
      return FALSE;
  }
  return TRUE;
}
