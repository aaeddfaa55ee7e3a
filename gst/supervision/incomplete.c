/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/supervision/incomplete.h"

static void
set_incomplete (GstElement *element)
{
  if (g_object_class_find_property (
          G_OBJECT_GET_CLASS (element), "incomplete") != NULL)
    g_object_set (element, "incomplete", TRUE, NULL);
}

static void
mark_child (const GValue *value, gpointer unused)
{
  set_incomplete (g_value_get_object (value));
}

/* A nested manifest may write files, too. */
static void
mark_children (GstBin *bin)
{
  g_autoptr (GstIterator) children = gst_bin_iterate_recurse (bin);

  while (
      gst_iterator_foreach (children, mark_child, NULL) == GST_ITERATOR_RESYNC)
    gst_iterator_resync (children);
}

static void
mark_node (const RmgNode *node)
{
  for (const RmgNodeElement *entry = node->elements; entry != NULL;
       entry = entry->next) {
    g_autoptr (GstElement) element = rmg_node_element_ref (entry);

    set_incomplete (element);
    if (GST_IS_BIN (element))
      mark_children (GST_BIN (element));
  }
}

static gboolean
is_fed (const RmgNode *node, const gboolean *marked)
{
  for (const GSList *item = node->inputs; item != NULL; item = item->next)
    if (marked[((const RmgNode *) item->data)->index])
      return TRUE;
  return FALSE;
}

/* Topological order: the inputs of a node come before the node. */
gboolean *
rmg_incomplete_find (const RmgNodeSet *nodes, const RmgNode *node)
{
  guint n_nodes = rmg_node_set_get_n_nodes (nodes);
  gboolean *fed = g_new0 (gboolean, n_nodes);

  for (guint i = node->index; i < n_nodes; i++) {
    const RmgNode *each = rmg_node_set_get (nodes, i);

    fed[i] = each == node || is_fed (each, fed);
  }
  return fed;
}

void
rmg_incomplete_mark (const RmgNodeSet *nodes, const RmgNode *node)
{
  g_autofree gboolean *fed = rmg_incomplete_find (nodes, node);

  for (guint i = node->index; i < rmg_node_set_get_n_nodes (nodes); i++)
    if (fed[i])
      mark_node (rmg_node_set_get (nodes, i));
}
