/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/supervision/isolation.h"

#include "gst/elements/guard/rmgguard.h"
#include "gst/nodes/log.h"
#include "gst/supervision/blame.h"

#define GST_CAT_DEFAULT (rmg_node_get_debug_category ())

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

/* Whether @peer (nullable) belongs to another node, or to no node. */
static gboolean
is_outside (const RmgNodeSet *nodes, GstPad *peer, const RmgNode *node)
{
  const RmgNodeElement *to;

  if (peer == NULL)
    return FALSE;
  to = rmg_node_set_find (nodes, GST_OBJECT_PARENT (peer));
  return to == NULL || to->node != node || !rmg_node_is_inside (to->role);
}

/* The src pad of an element that could not start is inactive and drops events,
 * so the peer receives them directly. */
static void
end_pad (GstPad *pad)
{
  g_autoptr (GstEvent) start =
      gst_pad_get_sticky_event (pad, GST_EVENT_STREAM_START, 0);

  if (start == NULL)
    gst_pad_send_event (pad, gst_event_new_stream_start ("rmg-failed"));
  gst_pad_send_event (pad, gst_event_new_eos ());
}

static void
end_element_outputs (
    const RmgNodeSet *nodes, GstElement *element, const RmgNode *node)
{
  g_autoptr (GList) pads = copy_src_pads (element);

  for (GList *item = pads; item != NULL; item = item->next) {
    g_autoptr (GstPad) pad = item->data;
    g_autoptr (GstPad) peer = gst_pad_get_peer (pad);

    if (!is_outside (nodes, peer, node))
      continue;
    GST_DEBUG_OBJECT (pad, "node %s failed: push EOS", node->plan->id);
    end_pad (peer);
  }
}

/* A reader that fails before it knows its media has no src pad yet. */
static void
end_unlinked (GstElement *target)
{
  g_autoptr (GstPad) pad = gst_element_get_static_pad (target, "sink");

  if (pad == NULL || gst_pad_is_linked (pad))
    return;
  GST_DEBUG_OBJECT (pad, "no data will arrive: send EOS");
  end_pad (pad);
}

static gboolean
is_async_start (const GstMessage *message, const GstElement *element)
{
  return GST_MESSAGE_TYPE (message) == GST_MESSAGE_ASYNC_START &&
      GST_MESSAGE_SRC (message) == GST_OBJECT_CAST (element);
}

/* A pending state is no sign of it: the state is also pending while the bin
 * changes it. */
gboolean
rmg_isolation_is_awaited (GstElement *element)
{
  g_autoptr (GstObject) bin = gst_object_get_parent (GST_OBJECT (element));
  gboolean found = FALSE;

  if (bin == NULL || !GST_IS_BIN (bin))
    return FALSE;
  GST_OBJECT_LOCK (bin);
  for (const GList *item = GST_BIN (bin)->messages; item != NULL && !found;
       item = item->next)
    found = is_async_start (item->data, element);
  GST_OBJECT_UNLOCK (bin);
  return found;
}

void
rmg_isolation_end_async (const RmgNode *node)
{
  for (const RmgNodeElement *entry = node->elements; entry != NULL;
       entry = entry->next) {
    g_autoptr (GstElement) element = rmg_node_element_ref (entry);

    if (entry->role != RMG_ROLE_NODE || !rmg_isolation_is_awaited (element))
      continue;
    GST_DEBUG_OBJECT (element, "failed: do not wait for its state");
    gst_element_post_message (element,
        gst_message_new_async_done (GST_OBJECT (element), GST_CLOCK_TIME_NONE));
  }
}

/* The thread of a queue stops when downstream refuses a buffer. The queue then
 * refuses EOS, so the peer receives it directly. */
static void
end_stopped_queue (GstElement *queue)
{
  g_autoptr (GstPad) pad = gst_element_get_static_pad (queue, "src");
  g_autoptr (GstPad) peer = gst_pad_get_peer (pad);

  if (peer == NULL || !rmg_blame_element_was_refused (queue))
    return;
  GST_DEBUG_OBJECT (queue, "has stopped: send EOS to its peer");
  end_pad (peer);
}

void
rmg_isolation_end_outputs (const RmgNodeSet *nodes, const RmgNode *node)
{
  if (node->guard != NULL) {
    rmg_guard_give_up (RMG_GUARD (node->guard));
    return;
  }
  for (const GSList *item = node->dynamic_targets; item != NULL;
       item = item->next)
    end_unlinked (((const RmgNodeElement *) item->data)->element);
  for (const RmgNodeElement *entry = node->elements; entry != NULL;
       entry = entry->next) {
    if (rmg_node_is_inside (entry->role))
      end_element_outputs (nodes, entry->element, node);
  }
  for (const RmgNodeElement *entry = node->elements; entry != NULL;
       entry = entry->next)
    if (entry->role == RMG_ROLE_QUEUE)
      end_stopped_queue (entry->element);
}

/* Whether each input of @node is cut off. A node without inputs is a source or
 * an input of the manifest. */
static gboolean
is_cut_off (const RmgNode *node, const gboolean *cut_off)
{
  for (const GSList *item = node->inputs; item != NULL; item = item->next)
    if (!cut_off[((const RmgNode *) item->data)->index])
      return FALSE;
  return node->inputs != NULL;
}

static void
mark_inputs (const RmgNode *node, gboolean *feeds)
{
  for (const GSList *item = node->inputs; item != NULL; item = item->next)
    feeds[((const RmgNode *) item->data)->index] = TRUE;
}

/* Topological order: the inputs of a node come before the node.
 * @failed: whether each node has failed */
static gboolean
goes_on_without (const RmgNodeSet *nodes, const gboolean *failed)
{
  guint n_nodes = rmg_node_set_get_n_nodes (nodes);
  g_autofree gboolean *cut_off = g_new0 (gboolean, n_nodes);
  g_autofree gboolean *feeds = g_new0 (gboolean, n_nodes);
  gboolean goes_on = FALSE;

  for (guint i = 0; i < n_nodes; i++)
    mark_inputs (rmg_node_set_get (nodes, i), feeds);
  for (guint i = 0; i < n_nodes; i++) {
    const RmgNode *node = rmg_node_set_get (nodes, i);

    cut_off[i] = failed[i] || is_cut_off (node, cut_off);
    goes_on = goes_on ||
        (!feeds[i] && !failed[i] &&
            (!cut_off[i] || g_atomic_int_get (&node->had_data)));
  }
  return goes_on;
}

gboolean
rmg_isolation_has_output (const RmgNodeSet *nodes)
{
  guint n_nodes = rmg_node_set_get_n_nodes (nodes);
  g_autofree gboolean *failed = g_new0 (gboolean, n_nodes);

  for (guint i = 0; i < n_nodes; i++)
    failed[i] = rmg_node_get_state (rmg_node_set_get (nodes, i)) ==
        RMG_NODE_STATE_FAILED;
  return goes_on_without (nodes, failed);
}

gboolean
rmg_isolation_is_spare (const RmgNodeSet *nodes, const RmgNode *node)
{
  g_autofree gboolean *failed =
      g_new0 (gboolean, rmg_node_set_get_n_nodes (nodes));

  failed[node->index] = TRUE;
  return goes_on_without (nodes, failed);
}

/* Whether a thread is inside the chain function of @pad. */
static gboolean
is_busy (GstPad *pad)
{
  if (!g_rec_mutex_trylock (GST_PAD_GET_STREAM_LOCK (pad)))
    return TRUE;
  g_rec_mutex_unlock (GST_PAD_GET_STREAM_LOCK (pad));
  return FALSE;
}

static gboolean
is_blocked (GstElement *tee)
{
  g_autoptr (GstPad) sink = gst_element_get_static_pad (tee, "sink");

  return is_busy (sink);
}

/* Returns: the number of legs that EOS was sent to */
static guint
end_free_legs (GstElement *tee)
{
  g_autoptr (GList) pads = copy_src_pads (tee);
  guint n_ended = 0;

  for (GList *item = pads; item != NULL; item = item->next) {
    g_autoptr (GstPad) pad = item->data;
    g_autoptr (GstPad) peer = gst_pad_get_peer (pad);

    if (peer == NULL || GST_PAD_IS_EOS (peer) || is_busy (peer))
      continue;
    GST_DEBUG_OBJECT (pad, "another leg is blocked: send EOS");
    end_pad (peer);
    n_ended++;
  }
  return n_ended;
}

gboolean
rmg_isolation_end_beside_blocked (const RmgNodeSet *nodes)
{
  guint n_ended = 0;

  for (guint i = 0; i < rmg_node_set_get_n_elements (nodes); i++) {
    const RmgNodeElement *entry = rmg_node_set_get_element (nodes, i);

    if (entry->role == RMG_ROLE_TEE && is_blocked (entry->element))
      n_ended += end_free_legs (entry->element);
  }
  return n_ended > 0;
}
