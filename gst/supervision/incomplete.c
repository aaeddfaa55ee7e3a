/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/supervision/incomplete.h"

static void mark (GstElement *element, GHashTable *visited);

static void
mark_peer (GstPad *pad, GHashTable *visited)
{
  g_autoptr (GstPad) peer = gst_pad_get_peer (pad);
  g_autoptr (GstElement) next =
      peer != NULL ? gst_pad_get_parent_element (peer) : NULL;

  if (next != NULL)
    mark (next, visited);
}

static GList *
copy_src_pads (GstElement *element)
{
  GList *pads;

  GST_OBJECT_LOCK (element);
  pads = g_list_copy_deep (
      element->srcpads, (GCopyFunc) (GCallback) gst_object_ref, NULL);
  GST_OBJECT_UNLOCK (element);
  return pads;
}

static void
mark (GstElement *element, GHashTable *visited)
{
  GList *pads;

  if (!g_hash_table_add (visited, element))
    return;
  if (g_object_class_find_property (
          G_OBJECT_GET_CLASS (element), "incomplete") != NULL)
    g_object_set (element, "incomplete", TRUE, NULL);
  pads = copy_src_pads (element);
  for (GList *item = pads; item != NULL; item = item->next)
    mark_peer (item->data, visited);
  g_list_free_full (pads, gst_object_unref);
}

void
rmg_incomplete_mark (const RmgNode *node)
{
  g_autoptr (GHashTable) visited = g_hash_table_new (NULL, NULL);

  for (const RmgNodeElement *entry = node->elements; entry != NULL;
       entry = entry->next)
    if (rmg_node_is_inside (entry->role))
      mark (entry->element, visited);
  for (const GSList *item = node->dynamic_targets; item != NULL;
       item = item->next)
    mark (((const RmgNodeElement *) item->data)->element, visited);
}
