/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/bin/stall-look.h"

#include "gst/elements/join/rmgjoin.h"
#include "gst/metrics/ticks.h"

#include <rmg/metrics.h>

#define MAX_TRIES 100

/* A streaming thread holds the lock for moments only; a foreign element may hold
 * it longer, and is skipped. Returns: (transfer full) (element-type GstPad) */
static GList *
copy_pads (GstElement *element)
{
  GList *pads = NULL;
  gboolean locked = FALSE;

  for (int i = 0; i < MAX_TRIES && !locked; i++) {
    locked = g_mutex_trylock (GST_OBJECT_GET_LOCK (element));
    if (!locked)
      g_thread_yield ();
  }
  if (!locked)
    return NULL;
  pads = g_list_copy_deep (
      element->pads, (GCopyFunc) (GCallback) gst_object_ref, NULL);
  GST_OBJECT_UNLOCK (element);
  return pads;
}

static void
free_pads (GList *pads)
{
  g_list_free_full (pads, gst_object_unref);
}

/* A thread holds the stream lock of the sink pad whose chain function it runs. */
static gboolean
is_entered (GstPad *pad)
{
  if (!GST_PAD_IS_SINK (pad))
    return FALSE;
  if (!g_rec_mutex_trylock (GST_PAD_GET_STREAM_LOCK (pad)))
    return TRUE;
  GST_PAD_STREAM_UNLOCK (pad);
  return FALSE;
}

static gboolean
has_task (GstPad *pad)
{
  return GST_PAD_IS_SRC (pad) &&
      gst_pad_get_task_state (pad) == GST_TASK_STARTED;
}

/* The parent of the pad inside a ghost pad, where the thread leaves the bin, is the
 * ghost pad.
 * Returns: (transfer full) (nullable): an entered pad downstream of @element, a
 *   child of @bin */
static GstPad *
find_entered_peer (GstElement *element, GstElement *bin)
{
  GList *pads = copy_pads (element);
  GstPad *found = NULL;

  for (GList *item = pads; item != NULL && found == NULL; item = item->next) {
    g_autoptr (GstPad) peer =
        GST_PAD_IS_SRC (item->data) ? gst_pad_get_peer (item->data) : NULL;
    g_autoptr (GstElement) parent =
        peer != NULL ? gst_pad_get_parent_element (peer) : NULL;

    if (parent != NULL &&
        gst_object_has_as_parent (GST_OBJECT (parent), GST_OBJECT (bin)) &&
        is_entered (peer))
      found = g_steal_pointer (&peer);
  }
  free_pads (pads);
  return found;
}

/* The pad inside a bin that the thread in @pad has reached. @pad: (transfer full)
 * Returns: (transfer full) */
static GstPad *
find_innermost (GstPad *pad)
{
  g_autoptr (GstElement) bin = gst_pad_get_parent_element (pad);
  GstPad *next;

  if (!GST_IS_GHOST_PAD (pad) || bin == NULL)
    return pad;
  next = gst_ghost_pad_get_target (GST_GHOST_PAD (pad));
  while (next != NULL && is_entered (next)) {
    g_autoptr (GstElement) parent = gst_pad_get_parent_element (next);

    gst_object_unref (pad);
    pad = find_innermost (next);
    next = parent != NULL ? find_entered_peer (parent, bin) : NULL;
  }
  gst_clear_object (&next);
  return pad;
}

/* Returns: (transfer full): names of the parents of @pad inside @bin, and of @pad:
 *   "inner/bad:sink" */
static char *
get_name (GstPad *pad, GstBin *bin)
{
  GString *text = g_string_new (GST_OBJECT_NAME (pad));
  char separator = ':';

  for (GstObject *parent = GST_OBJECT_PARENT (pad);
       parent != NULL && parent != GST_OBJECT (bin);
       parent = GST_OBJECT_PARENT (parent)) {
    g_string_prepend_c (text, separator);
    g_string_prepend (text, GST_OBJECT_NAME (parent));
    separator = '/';
  }
  return g_string_free (text, FALSE);
}

typedef struct
{
  GstBin *bin;
  const RmgPlan *plan;
  const RmgNodeSet *nodes;
  RmgWaitElement *elements;
  GPtrArray *pads; /* innermost pad of each element, or NULL */
  RmgStallReport *report;
} Look;

static guint
get_index (const Look *self, const RmgNodeElement *entry)
{
  return entry != NULL
      ? (guint) (entry - rmg_node_set_get_element (self->nodes, 0))
      : RMG_PLAN_NONE;
}

static guint
find_lacking (const Look *self, GstElement *element)
{
  g_autoptr (GstPad) pad = NULL;
  g_autoptr (GstPad) peer = NULL;

  if (!RMG_IS_JOIN (element))
    return RMG_PLAN_NONE;
  pad = rmg_join_get_blocking_pad (RMG_JOIN (element));
  peer = pad != NULL ? gst_pad_get_peer (pad) : NULL;
  return get_index (self,
      peer != NULL ? rmg_node_set_find (self->nodes, GST_OBJECT (peer)) : NULL);
}

static void
look_at_pads (Look *self, guint index, GstElement *element)
{
  RmgWaitElement *wait = &self->elements[index];
  GList *pads = copy_pads (element);

  for (GList *item = pads; item != NULL; item = item->next) {
    wait->has_task |= has_task (item->data);
    if (wait->is_entered || !is_entered (item->data))
      continue;
    wait->is_entered = TRUE;
    item->data = find_innermost (item->data);
    self->pads->pdata[index] = get_name (item->data, self->bin);
  }
  if (self->pads->pdata[index] == NULL && wait->has_task)
    self->pads->pdata[index] =
        g_strdup_printf ("%s:src", GST_OBJECT_NAME (element));
  free_pads (pads);
}

/* A queue of a leg belongs to the node upstream; it holds data for the node
 * downstream. */
static guint
find_consumer (const Look *self, guint index)
{
  for (guint i = 0; i < self->plan->links->len; i++) {
    const RmgPlanLink *link =
        &g_array_index (self->plan->links, RmgPlanLink, i);

    if (link->from == index)
      return self->elements[link->to].node;
  }
  return self->elements[index].node;
}

static void
look_at_queue (Look *self, guint index)
{
  g_autoptr (GstElement) element =
      rmg_node_element_ref (rmg_node_set_get_element (self->nodes, index));
  RmgStallQueue queue = { .node = find_consumer (self, index) };
  guint buffers, bytes, max_buffers, max_bytes;

  if (g_strcmp0 (G_OBJECT_TYPE_NAME (element), "GstQueue") != 0)
    return;
  g_object_get (element, "current-level-buffers", &buffers,
      "current-level-bytes", &bytes, "current-level-time", &queue.time_ns,
      "max-size-buffers", &max_buffers, "max-size-bytes", &max_bytes,
      "max-size-time", &queue.max_time_ns, NULL);
  queue.name = g_strdup (GST_OBJECT_NAME (element));
  queue.buffers = buffers;
  queue.bytes = bytes;
  queue.max_buffers = max_buffers;
  queue.max_bytes = max_bytes;
  g_array_append_val (self->report->queues, queue);
}

static void
look_at_element (Look *self, guint index)
{
  const RmgNodeElement *entry = rmg_node_set_get_element (self->nodes, index);
  g_autoptr (GstElement) element = rmg_node_element_ref (entry);

  self->elements[index] = (RmgWaitElement){ entry->node->index, entry->role,
    FALSE, FALSE, find_lacking (self, element) };
  look_at_pads (self, index, element);
}

/* A node that is a manifest itself has a report of its own. */
static char *
get_nested (const RmgNode *node)
{
  char *json = NULL;

  for (const RmgNodeElement *entry = node->elements; entry != NULL;
       entry = entry->next) {
    g_autoptr (GstElement) element = rmg_node_element_ref (entry);

    if (json == NULL && entry->role == RMG_ROLE_NODE &&
        g_object_class_find_property (
            G_OBJECT_GET_CLASS (element), "stall-report") != NULL)
      g_object_get (element, "stall-report", &json, NULL);
  }
  return json;
}

/* Returns: time since the last buffer of the node, or RMG_METRIC_UNKNOWN */
static guint64
get_age_ns (RmgNode *node)
{
  guint64 last_ticks = rmg_counter_read (&node->counters.last_ticks);

  return last_ticks != 0 ? rmg_ticks_get_age_ns (last_ticks)
                         : RMG_METRIC_UNKNOWN;
}

static void
describe_node (Look *self, guint index, const RmgWait *wait, guint64 age_ns)
{
  RmgNode *node = rmg_node_set_get (self->nodes, index);
  RmgStallNode *out = &self->report->nodes[index];

  *out = (RmgStallNode){ node->plan->id, node->plan->type,
    rmg_node_state_get_name (rmg_node_get_state (node)) };
  out->age_ns = age_ns;
  if (node->plan->policy.breaker.failures > 0)
    out->breaker =
        rmg_breaker_state_get_name (rmg_node_get_breaker_state (node));
  out->wait = *wait;
  if (wait->element != RMG_PLAN_NONE)
    out->pad = g_strdup (self->pads->pdata[wait->element]);
  out->nested = get_nested (node);
}

static void
describe_nodes (Look *self)
{
  guint n_nodes = self->report->n_nodes;
  g_autofree RmgWait *waits = g_new (RmgWait, n_nodes);
  g_autofree guint64 *ages_ns = g_new (guint64, n_nodes);

  rmg_waits_find (self->elements, rmg_node_set_get_n_elements (self->nodes),
      self->plan->links, waits, n_nodes);
  for (guint i = 0; i < n_nodes; i++)
    ages_ns[i] = get_age_ns (rmg_node_set_get (self->nodes, i));
  self->report->blocking = rmg_waits_find_blocking (waits, ages_ns, n_nodes);
  for (guint i = 0; i < n_nodes; i++)
    describe_node (self, i, &waits[i], ages_ns[i]);
}

RmgStallReport *
rmg_stall_look (GstBin *bin, const RmgPlan *plan, const RmgNodeSet *nodes)
{
  guint n_elements = rmg_node_set_get_n_elements (nodes);
  g_autofree RmgWaitElement *elements = g_new0 (RmgWaitElement, n_elements);
  g_autoptr (GPtrArray) pads = g_ptr_array_new_full (n_elements, g_free);
  RmgStallReport *report =
      rmg_stall_report_new (plan->name, rmg_node_set_get_n_nodes (nodes));
  Look look = { bin, plan, nodes, elements, pads, report };

  g_ptr_array_set_size (pads, n_elements);
  report->threaded = plan->threaded;
  report->bin_state = gst_element_state_get_name (GST_STATE (bin));
  for (guint i = 0; i < n_elements; i++)
    look_at_element (&look, i);
  for (guint i = 0; i < n_elements; i++)
    look_at_queue (&look, i);
  describe_nodes (&look);
  return report;
}
