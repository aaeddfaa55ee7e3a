/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/bin/levels.h"

#include "gst/metrics/probe.h"

static gboolean
is_leaky (GstElement *queue)
{
  int leaky = 0;

  g_object_get (queue, "leaky", &leaky, NULL);
  return leaky != 0;
}

static void
attach_queue (const RmgNodeSet *nodes, const RmgPlan *plan, guint index)
{
  RmgNodeElement *queue =
      (RmgNodeElement *) rmg_node_set_get_element (nodes, index);
  RmgNode *target = rmg_node_set_find_target (nodes, plan, index);

  if (target == NULL)
    return;
  target->queues = g_slist_prepend (target->queues, queue);
  rmg_held_set_sum (&queue->held, &target->held);
  if (is_leaky (queue->element))
    queue->leaky = (RmgLeakyQueue){ .queue = queue->element,
      .drops = rmg_node_get_drops (target) };
}

void
rmg_levels_attach_element (const RmgNodeElement *entry)
{
  RmgHeld *held = rmg_held_find (entry->element);

  if (held != NULL)
    rmg_held_set_sum (held, &entry->node->held);
}

void
rmg_levels_attach (const RmgNodeSet *nodes, const RmgPlan *plan, RmgHeld *total)
{
  for (guint i = 0; i < rmg_node_set_get_n_nodes (nodes); i++)
    rmg_held_set_sum (&rmg_node_set_get (nodes, i)->held, total);
  for (guint i = 0; i < rmg_node_set_get_n_elements (nodes); i++) {
    const RmgNodeElement *entry = rmg_node_set_get_element (nodes, i);

    if (entry->role == RMG_ROLE_QUEUE)
      attach_queue (nodes, plan, i);
    else
      rmg_levels_attach_element (entry);
  }
}

void
rmg_levels_detach_element (const RmgNodeElement *entry)
{
  RmgHeld *held = rmg_held_find (entry->element);

  if (held != NULL)
    rmg_held_set_sum (held, NULL);
}

void
rmg_levels_detach (const RmgNodeSet *nodes)
{
  for (guint i = 0; i < rmg_node_set_get_n_elements (nodes); i++)
    rmg_levels_detach_element (rmg_node_set_get_element (nodes, i));
}

RmgHeld *
rmg_levels_get_queue (const RmgNodeElement *entry)
{
  g_autoptr (GstPad) src = NULL;
  g_autoptr (GstPad) sink = NULL;

  if (entry == NULL || entry->role != RMG_ROLE_QUEUE || entry->held.sum == NULL)
    return NULL;
  src = gst_element_get_static_pad (entry->element, "src");
  sink = gst_pad_get_peer (src);
  return sink != NULL && rmg_probe_fits (sink)
      ? &((RmgNodeElement *) entry)->held
      : NULL;
}

RmgLeakyQueue *
rmg_levels_get_leaky (const RmgNodeElement *entry)
{
  return rmg_levels_get_queue (entry) != NULL && entry->leaky.queue != NULL
      ? &((RmgNodeElement *) entry)->leaky
      : NULL;
}

static void
add_known (guint64 *total, guint64 value)
{
  *total = *total == RMG_METRIC_UNKNOWN ? value : *total + value;
}

static void
read_queue (const RmgNodeElement *queue, RmgNodeMetrics *metrics)
{
  guint n_buffers, n_bytes;
  guint64 time_ns;

  g_object_get (queue->element, "current-level-buffers", &n_buffers,
      "current-level-bytes", &n_bytes, "current-level-time", &time_ns, NULL);
  add_known (&metrics->queue_buffers, n_buffers);
  add_known (&metrics->queue_bytes, n_bytes);
  add_known (&metrics->queue_ns, time_ns);
}

/* @object: a queue, or a pad of a queue for several streams */
static void
read_level (gpointer object, guint64 *held_bytes)
{
  static const char name[] = "current-level-bytes";
  g_auto (GValue) value = G_VALUE_INIT;

  if (g_object_class_find_property (G_OBJECT_GET_CLASS (object), name) == NULL)
    return;
  g_value_init (&value, G_TYPE_UINT64);
  g_object_get_property (G_OBJECT (object), name, &value);
  add_known (held_bytes, g_value_get_uint64 (&value));
}

static gboolean
read_pad (GstElement *element, GstPad *pad, gpointer held_bytes)
{
  read_level (pad, held_bytes);
  return TRUE;
}

static void
read_inner (const GValue *item, gpointer held_bytes)
{
  GstElement *element = g_value_get_object (item);
  const RmgHeld *held = rmg_held_find (element);

  if (held != NULL) {
    add_known (held_bytes, rmg_held_get_bytes (held));
    return;
  }
  read_level (element, held_bytes);
  gst_element_foreach_sink_pad (element, read_pad, held_bytes);
}

static void
read_bin (GstBin *bin, guint64 *held_bytes)
{
  g_autoptr (GstIterator) inner = gst_bin_iterate_recurse (bin);
  const guint64 before = *held_bytes;

  while (gst_iterator_foreach (inner, read_inner, held_bytes) ==
      GST_ITERATOR_RESYNC) {
    *held_bytes = before;
    gst_iterator_resync (inner);
  }
}

/* Queues that the manifest names, and those inside decoders and other bins. */
static void
read_foreign (GstElement *element, guint64 *held_bytes)
{
  read_level (element, held_bytes);
  if (GST_IS_BIN (element))
    read_bin (GST_BIN (element), held_bytes);
}

static void
read_element (const RmgNodeElement *entry, guint64 *held_bytes)
{
  g_autoptr (GstElement) element = rmg_node_element_ref (entry);
  const RmgHeld *held = rmg_held_find (element);

  if (held != NULL)
    add_known (held_bytes, rmg_held_get_bytes (held));
  else if (entry->role == RMG_ROLE_NODE)
    read_foreign (element, held_bytes);
}

void
rmg_levels_read (RmgNode *node, RmgNodeMetrics *metrics)
{
  guint64 held_bytes = RMG_METRIC_UNKNOWN;

  metrics->queue_buffers = RMG_METRIC_UNKNOWN;
  metrics->queue_bytes = RMG_METRIC_UNKNOWN;
  metrics->queue_ns = RMG_METRIC_UNKNOWN;
  for (const GSList *item = node->queues; item != NULL; item = item->next)
    read_queue (item->data, metrics);
  for (const RmgNodeElement *entry = node->elements; entry != NULL;
       entry = entry->next)
    read_element (entry, &held_bytes);
  if (metrics->queue_bytes != RMG_METRIC_UNKNOWN)
    add_known (&held_bytes, metrics->queue_bytes);

  metrics->held_bytes = held_bytes;
  if (held_bytes != RMG_METRIC_UNKNOWN)
    rmg_held_raise (&node->held, held_bytes);
  metrics->peak_held_bytes = held_bytes != RMG_METRIC_UNKNOWN
      ? rmg_held_get_peak (&node->held)
      : RMG_METRIC_UNKNOWN;
}
