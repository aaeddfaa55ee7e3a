/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/supervision/legs.h"

#include "gst/elements/rmgfuse.h"
#include "gst/nodes/log.h"
#include "gst/supervision/incomplete.h"

#define GST_CAT_DEFAULT (rmg_node_get_debug_category ())

static void
clear_leg (gpointer leg)
{
  g_free (((RmgLeg *) leg)->members);
}

/* Returns: (transfer full) (nullable): element downstream of @element */
static GstElement *
get_next (GstElement *element)
{
  g_autoptr (GstPad) src = gst_element_get_static_pad (element, "src");
  g_autoptr (GstPad) peer = src != NULL ? gst_pad_get_peer (src) : NULL;

  return peer != NULL ? gst_pad_get_parent_element (peer) : NULL;
}

static guint
find_timeout (const RmgNodeSet *nodes, const gboolean *members)
{
  guint timeout_ms = 0;

  for (guint i = 0; i < rmg_node_set_get_n_nodes (nodes); i++) {
    guint own_ms = rmg_node_set_get (nodes, i)->plan->policy.stall_timeout_ms;

    if (members[i] && own_ms > 0 && (timeout_ms == 0 || own_ms < timeout_ms))
      timeout_ms = own_ms;
  }
  return timeout_ms;
}

/* Whether a node of the leg has an input that is not part of it. */
static gboolean
meets_other_data (
    const RmgNodeSet *nodes, const gboolean *members, const RmgNode *target)
{
  for (guint i = 0; i < rmg_node_set_get_n_nodes (nodes); i++) {
    const RmgNode *node = rmg_node_set_get (nodes, i);

    if (node == target && g_slist_length (node->inputs) > 1)
      return TRUE;
    if (node == target || !members[i])
      continue;
    for (const GSList *item = node->inputs; item != NULL; item = item->next)
      if (!members[((const RmgNode *) item->data)->index])
        return TRUE;
  }
  return FALSE;
}

static void
add_leg (GArray *legs, const RmgNodeSet *nodes, GstElement *fuse)
{
  g_autoptr (GstElement) queue = get_next (fuse);
  g_autoptr (GstElement) first = queue != NULL ? get_next (queue) : NULL;
  const RmgNodeElement *to = rmg_node_set_find (nodes, GST_OBJECT (first));
  RmgLeg leg = { fuse, queue };

  if (to == NULL || g_strcmp0 (G_OBJECT_TYPE_NAME (queue), "GstQueue") != 0)
    return;
  leg.target = to->node;
  leg.members = rmg_incomplete_find (nodes, to->node);
  leg.timeout_ms = find_timeout (nodes, leg.members);
  if (leg.timeout_ms == 0 || meets_other_data (nodes, leg.members, to->node))
    g_free (leg.members);
  else
    g_array_append_val (legs, leg);
}

GArray *
rmg_legs_new (const RmgNodeSet *nodes)
{
  GArray *legs = g_array_new (FALSE, FALSE, sizeof (RmgLeg));

  g_array_set_clear_func (legs, clear_leg);
  for (guint i = 0; i < rmg_node_set_get_n_elements (nodes); i++) {
    const RmgNodeElement *entry = rmg_node_set_get_element (nodes, i);

    if (entry->role == RMG_ROLE_FUSE)
      add_leg (legs, nodes, entry->element);
  }
  return legs;
}

/* The queue checks whether it leaks when a limit is set, also to the same value. */
static void
set_leaky (GstElement *queue, const char *leaky)
{
  guint max_buffers;

  gst_util_set_object_arg (G_OBJECT (queue), "leaky", leaky);
  g_object_get (queue, "max-size-buffers", &max_buffers, NULL);
  g_object_set (queue, "max-size-buffers", max_buffers, NULL);
}

static guint
get_level (GstElement *queue)
{
  guint level;

  g_object_get (queue, "current-level-buffers", &level, NULL);
  return level;
}

void
rmg_leg_take_down (RmgLeg *self)
{
  GST_WARNING_OBJECT (self->fuse,
      "leg of node %s is down: no progress for "
      "%u ms",
      self->target->plan->id, self->timeout_ms);
  self->is_down = TRUE;
  rmg_fuse_set_down (RMG_FUSE (self->fuse), TRUE);
  set_leaky (self->queue, "downstream");
  self->level = G_MAXUINT;
}

gboolean
rmg_leg_has_moved (RmgLeg *self)
{
  guint before = self->level;

  /* The freed thread adds its buffer first; then only the leg empties the queue,
   * which was full. */
  if (rmg_progress_is_inside (&self->push))
    return FALSE;
  self->level = get_level (self->queue);
  return self->level == 0 || (before != G_MAXUINT && self->level < before);
}

void
rmg_leg_put_back (RmgLeg *self)
{
  GST_WARNING_OBJECT (
      self->fuse, "leg of node %s moves again", self->target->plan->id);
  self->is_down = FALSE;
  set_leaky (self->queue, "no");
  rmg_fuse_set_down (RMG_FUSE (self->fuse), FALSE);
}
