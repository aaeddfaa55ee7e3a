/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/supervision/blame.h"

static gboolean
is_refusal (GstFlowReturn flow)
{
  return flow < GST_FLOW_EOS || flow == GST_FLOW_NOT_LINKED;
}

static gboolean
has_refused (GstElement *element, GstPadDirection direction)
{
  gboolean refused = FALSE;
  GList *pads;

  GST_OBJECT_LOCK (element);
  pads = direction == GST_PAD_SINK ? element->sinkpads : element->srcpads;
  for (; pads != NULL && !refused; pads = pads->next) {
    GstPad *pad = pads->data;
    g_autoptr (GstPad) pusher = direction == GST_PAD_SRC
        ? gst_object_ref (pad)
        : gst_pad_get_peer (pad);

    refused =
        pusher != NULL && is_refusal (gst_pad_get_last_flow_return (pusher));
  }
  GST_OBJECT_UNLOCK (element);
  return refused;
}

gboolean
rmg_blame_element_was_refused (GstElement *element)
{
  return has_refused (element, GST_PAD_SRC);
}

/* The guard returns the flow return of its commit. */
static gboolean
commit_was_refused (const RmgNode *node)
{
  return node->commit != NULL && rmg_blame_element_was_refused (node->commit);
}

/* A failed attempt leaves its flow return on the pad until the next attempt, and
 * the guard reports the failure if there is no next one. */
static gboolean
has_guard (const RmgNodeElement *entry)
{
  return entry->node->guard != NULL && entry->role == RMG_ROLE_NODE;
}

static gboolean
is_culprit (const RmgNodeElement *entry)
{
  g_autoptr (GstElement) element = rmg_node_element_ref (entry);

  return !has_guard (entry) && has_refused (element, GST_PAD_SINK) &&
      !rmg_blame_element_was_refused (element) &&
      !commit_was_refused (entry->node);
}

RmgNode *
rmg_blame_find_culprit (const RmgNodeSet *nodes, RmgNode *fallback)
{
  for (guint i = 0; i < rmg_node_set_get_n_elements (nodes); i++) {
    const RmgNodeElement *entry = rmg_node_set_get_element (nodes, i);

    if (is_culprit (entry))
      return entry->node;
  }
  return fallback;
}

gboolean
rmg_blame_node_was_refused (const RmgNode *node)
{
  for (const RmgNodeElement *entry = node->elements; entry != NULL;
       entry = entry->next) {
    g_autoptr (GstElement) element = rmg_node_element_ref (entry);

    if (entry->role == RMG_ROLE_NODE && rmg_blame_element_was_refused (element))
      return TRUE;
  }
  return FALSE;
}
