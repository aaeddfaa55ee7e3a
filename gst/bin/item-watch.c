/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/bin/item-watch.h"

#include "elements/base/item-end.h"

static GstPadProbeReturn
note_item (GstPad *pad, GstPadProbeInfo *info, gpointer node)
{
  guint64 item;
  gboolean is_last;

  if (rmg_item_end_parse (GST_PAD_PROBE_INFO_EVENT (info), &item, &is_last) &&
      is_last)
    rmg_node_set_item (node, item + 1);
  return GST_PAD_PROBE_OK;
}

static void
watch (GstPad *pad, RmgNode *node)
{
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM, note_item,
      rmg_node_ref (node), (GDestroyNotify) rmg_node_unref);
}

static gboolean
is_inside (const RmgNode *node, GstObject *element)
{
  for (const RmgNodeElement *entry = node->elements; entry != NULL;
       entry = entry->next)
    if (rmg_node_is_inside (entry->role) &&
        element == GST_OBJECT (entry->element))
      return TRUE;
  return FALSE;
}

/* Whether the data at the source pad @pad leaves @node. */
static gboolean
is_exit (const RmgNode *node, GstPad *pad)
{
  GstPad *peer = GST_PAD_PEER (pad);

  return peer == NULL || !is_inside (node, GST_OBJECT_PARENT (peer));
}

static void
watch_exits (RmgNode *node, GstElement *element)
{
  for (GList *item = element->srcpads; item != NULL; item = item->next)
    if (is_exit (node, item->data))
      watch (item->data, node);
}

/* A sink has no source pad: items that arrive have left it. */
static void
watch_element (RmgNode *node, GstElement *element)
{
  if (element->srcpads != NULL)
    watch_exits (node, element);
  else if (element->sinkpads != NULL)
    watch (element->sinkpads->data, node);
}

void
rmg_item_watch_element (const RmgNodeElement *entry)
{
  if (rmg_node_is_inside (entry->role))
    watch_element (entry->node, entry->element);
}

void
rmg_item_watch (const RmgNodeSet *nodes)
{
  for (guint i = 0; i < rmg_node_set_get_n_elements (nodes); i++)
    rmg_item_watch_element (rmg_node_set_get_element (nodes, i));
}
