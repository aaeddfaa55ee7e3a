/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/supervision/legs.h"

#include "gst/elements/rmgfuse.h"
#include "gst/elements/join/rmgjoin.h"
#include "gst/nodes/log.h"

#define GST_CAT_DEFAULT (rmg_node_get_debug_category ())

static void
clear_leg (gpointer data)
{
  RmgLeg *leg = data;

  g_free (leg->members);
  g_clear_pointer (&leg->exits, g_ptr_array_unref);
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
  leg.members = rmg_leg_find_members (nodes, to->node);
  leg.timeout_ms = find_timeout (nodes, leg.members);
  if (leg.timeout_ms > 0)
    leg.exits = rmg_leg_find_exits (nodes, leg.members);
  if (leg.exits == NULL)
    clear_leg (&leg);
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

static RmgJoin *
get_join (GstPad *exit)
{
  return RMG_JOIN (GST_OBJECT_PARENT (exit));
}

gboolean
rmg_leg_holds_up (const RmgLeg *self)
{
  gboolean is_awaited = self->exits->len == 0;

  for (guint i = 0; i < self->exits->len && !is_awaited; i++)
    is_awaited = rmg_join_awaits (
        get_join (self->exits->pdata[i]), self->exits->pdata[i]);
  return is_awaited;
}

static void
set_exits_down (const RmgLeg *self, gboolean down)
{
  for (guint i = 0; i < self->exits->len; i++)
    rmg_join_set_down (
        get_join (self->exits->pdata[i]), self->exits->pdata[i], down);
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
  set_exits_down (self, TRUE);
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
  set_exits_down (self, FALSE);
  rmg_fuse_set_down (RMG_FUSE (self->fuse), FALSE);
}
