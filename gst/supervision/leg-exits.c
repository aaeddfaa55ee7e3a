/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/supervision/leg-exits.h"

#include "gst/elements/join/rmgjoin.h"

/* Elements between a join and the node that feeds one of its pads. */
#define MAX_STEPS 16

/* Returns: number of inputs of @node that are members */
static guint
count_inputs (const RmgNode *node, const gboolean *members)
{
  guint n = 0;

  for (const GSList *item = node->inputs; item != NULL; item = item->next)
    n += members[((const RmgNode *) item->data)->index];
  return n;
}

/* Topological order: the inputs of a node come before the node. */
gboolean *
rmg_leg_find_members (const RmgNodeSet *nodes, const RmgNode *target)
{
  guint n_nodes = rmg_node_set_get_n_nodes (nodes);
  gboolean *members = g_new0 (gboolean, n_nodes);

  members[target->index] = g_slist_length (target->inputs) == 1;
  for (guint i = target->index + 1; i < n_nodes; i++) {
    const RmgNode *node = rmg_node_set_get (nodes, i);

    members[i] = node->inputs != NULL &&
        count_inputs (node, members) == g_slist_length (node->inputs);
  }
  return members;
}

/* Returns: (transfer full) (nullable): element that feeds @pad */
static GstElement *
get_feeder (GstPad *pad)
{
  g_autoptr (GstPad) peer = gst_pad_get_peer (pad);

  return peer != NULL ? gst_pad_get_parent_element (peer) : NULL;
}

/* Conversions of the edge belong to the node with the join.
 * Returns: (nullable): node that feeds @pad of @joining */
static RmgNode *
find_source (const RmgNodeSet *nodes, GstPad *pad, const RmgNode *joining)
{
  g_autoptr (GstPad) at = gst_object_ref (pad);

  for (guint i = 0; at != NULL && i < MAX_STEPS; i++) {
    g_autoptr (GstElement) feeder = get_feeder (at);
    const RmgNodeElement *entry =
        feeder != NULL ? rmg_node_set_find (nodes, GST_OBJECT (feeder)) : NULL;

    if (entry == NULL || entry->node != joining)
      return entry != NULL ? entry->node : NULL;
    gst_object_unref (at);
    at = gst_element_get_static_pad (feeder, "sink");
  }
  return NULL;
}

static gboolean
joins_by_time (GstElement *join)
{
  int mode;

  g_object_get (join, "mode", &mode, NULL);
  return mode == 0;
}

/* Returns: number of pads that were added to @exits */
static guint
add_pads (const RmgNodeSet *nodes, const RmgNodeElement *join,
    const gboolean *members, GPtrArray *exits)
{
  guint n_added = 0;

  for (GList *item = join->element->sinkpads; item != NULL; item = item->next) {
    const RmgNode *source = find_source (nodes, item->data, join->node);

    if (source == NULL || !members[source->index])
      continue;
    g_ptr_array_add (exits, gst_object_ref (item->data));
    n_added++;
  }
  return n_added;
}

/* Returns: whether each edge from a member to @node leads to a join by time */
static gboolean
add_exits (const RmgNodeSet *nodes, const RmgNode *node,
    const gboolean *members, GPtrArray *exits)
{
  guint n_found = 0;

  for (const RmgNodeElement *entry = node->elements; entry != NULL;
       entry = entry->next)
    if (RMG_IS_JOIN (entry->element) && joins_by_time (entry->element))
      n_found += add_pads (nodes, entry, members, exits);
  return n_found >= count_inputs (node, members);
}

GPtrArray *
rmg_leg_find_exits (const RmgNodeSet *nodes, const gboolean *members)
{
  g_autoptr (GPtrArray) exits =
      g_ptr_array_new_with_free_func (gst_object_unref);

  for (guint i = 0; i < rmg_node_set_get_n_nodes (nodes); i++) {
    const RmgNode *node = rmg_node_set_get (nodes, i);

    if (!members[i] && count_inputs (node, members) > 0 &&
        !add_exits (nodes, node, members, exits))
      return NULL;
  }
  return g_steal_pointer (&exits);
}
