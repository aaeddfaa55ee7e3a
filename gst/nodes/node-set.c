/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/nodes/node-set.h"

struct _RmgNodeSet
{
  GPtrArray *nodes; /* (element-type RmgNode) */
  RmgNodeElement *elements;
  guint n_elements;
  GHashTable *by_element; /* element_lock; GstElement -> RmgNodeElement */
  GMutex element_lock;    /* taken alone */
  RmgJournal *journal;
  GMutex claim_lock; /* one claim at a time; taken before a node's lock */
};

static void
add_elements (RmgNodeSet *self, const RmgPlan *plan, GPtrArray *elements)
{
  self->n_elements = elements->len;
  self->elements = g_new (RmgNodeElement, elements->len);
  self->by_element = g_hash_table_new (NULL, NULL);
  for (guint i = 0; i < elements->len; i++) {
    const RmgPlanElement *step =
        &g_array_index (plan->elements, RmgPlanElement, i);
    RmgNodeElement *entry = &self->elements[i];

    *entry = (RmgNodeElement){ gst_object_ref (elements->pdata[i]), step->role,
      rmg_node_set_get (self, step->node), NULL };
    rmg_node_add_element (entry->node, entry);
    g_hash_table_insert (self->by_element, entry->element, entry);
  }
}

static void
add_links (RmgNodeSet *self, const RmgPlan *plan)
{
  for (guint i = 0; i < plan->links->len; i++) {
    const RmgPlanLink *link = &g_array_index (plan->links, RmgPlanLink, i);
    const RmgNodeElement *from = &self->elements[link->from];
    RmgNodeElement *to = &self->elements[link->to];

    if (from->node != to->node)
      from->node->is_end = FALSE;
    /* the output of a fallback is that of the node it takes over for */
    if (from->node != to->node && g_strcmp0 (link->to_pad, "fallback") != 0)
      to->node->inputs = g_slist_prepend (to->node->inputs, from->node);
    if (link->dynamic && rmg_node_is_inside (from->role))
      from->node->dynamic_targets =
          g_slist_prepend (from->node->dynamic_targets, to);
  }
}

RmgNodeSet *
rmg_node_set_new (const RmgPlan *plan, GPtrArray *elements)
{
  RmgNodeSet *self = g_new0 (RmgNodeSet, 1);

  self->nodes =
      g_ptr_array_new_with_free_func ((GDestroyNotify) rmg_node_unref);
  g_mutex_init (&self->claim_lock);
  g_mutex_init (&self->element_lock);
  self->journal = rmg_journal_new ();
  for (guint i = 0; i < plan->nodes->len; i++) {
    RmgNode *node =
        rmg_node_new (&g_array_index (plan->nodes, RmgPlanNode, i), i);

    node->journal = rmg_journal_ref (self->journal);
    g_ptr_array_add (self->nodes, node);
  }
  add_elements (self, plan, elements);
  add_links (self, plan);
  return self;
}

void
rmg_node_set_free (RmgNodeSet *self)
{
  for (guint i = 0; i < self->n_elements; i++)
    gst_object_unref (self->elements[i].element);
  g_ptr_array_unref (self->nodes);
  g_hash_table_unref (self->by_element);
  g_mutex_clear (&self->element_lock);
  g_free (self->elements);
  rmg_journal_unref (self->journal);
  g_mutex_clear (&self->claim_lock);
  g_free (self);
}

guint
rmg_node_set_get_n_nodes (const RmgNodeSet *self)
{
  return self->nodes->len;
}

RmgJournal *
rmg_node_set_get_journal (const RmgNodeSet *self)
{
  return self->journal;
}

RmgNode *
rmg_node_set_get (const RmgNodeSet *self, guint index)
{
  return self->nodes->pdata[index];
}

guint
rmg_node_set_get_n_elements (const RmgNodeSet *self)
{
  return self->n_elements;
}

const RmgNodeElement *
rmg_node_set_get_element (const RmgNodeSet *self, guint index)
{
  return &self->elements[index];
}

/* A node keeps its guard and its commit, which other elements know. */
static GstElement *
swap (RmgNodeElement *entry, GstElement *element)
{
  GstElement *before;

  g_mutex_lock (&entry->node->lock);
  before = entry->element;
  entry->element = gst_object_ref (element);
  g_mutex_unlock (&entry->node->lock);
  return before;
}

void
rmg_node_set_replace (RmgNodeSet *self, guint index, GstElement *element)
{
  RmgNodeElement *entry = &self->elements[index];
  GstElement *before;

  g_return_if_fail (entry->role == RMG_ROLE_NODE);

  before = swap (entry, element);
  g_mutex_lock (&self->element_lock);
  g_hash_table_remove (self->by_element, before);
  g_hash_table_insert (self->by_element, element, entry);
  g_mutex_unlock (&self->element_lock);
  gst_object_unref (before);
}

GPtrArray *
rmg_node_set_copy_elements (const RmgNodeSet *self)
{
  GPtrArray *elements =
      g_ptr_array_new_full (self->n_elements, gst_object_unref);

  for (guint i = 0; i < self->n_elements; i++)
    g_ptr_array_add (elements, rmg_node_element_ref (&self->elements[i]));
  return elements;
}

const RmgNodeElement *
rmg_node_set_find (const RmgNodeSet *self, GstObject *object)
{
  GMutex *lock = &((RmgNodeSet *) self)->element_lock;
  const RmgNodeElement *found = NULL;

  g_mutex_lock (lock);
  for (; object != NULL && found == NULL; object = GST_OBJECT_PARENT (object))
    found = g_hash_table_lookup (self->by_element, object);
  g_mutex_unlock (lock);
  return found;
}

RmgNode *
rmg_node_set_find_target (
    const RmgNodeSet *self, const RmgPlan *plan, guint index)
{
  for (guint i = 0; i < plan->links->len; i++) {
    const RmgPlanLink *link = &g_array_index (plan->links, RmgPlanLink, i);
    const RmgNodeElement *to = &self->elements[link->to];

    if (link->from != index)
      continue;
    return rmg_node_is_inside (to->role)
        ? to->node
        : rmg_node_set_find_target (self, plan, link->to);
  }
  return NULL;
}

static gboolean
is_starved (const RmgNode *node, const gboolean *starved)
{
  for (const GSList *item = node->inputs; item != NULL; item = item->next)
    if (starved[((const RmgNode *) item->data)->index])
      return TRUE;
  return FALSE;
}

/* Topological order: the inputs of a node come before the node. */
static gboolean
is_echo (RmgNodeSet *self, const RmgNode *node)
{
  g_autofree gboolean *starved = g_new0 (gboolean, self->nodes->len);

  for (guint i = 0; i <= node->index; i++) {
    RmgNode *each = rmg_node_set_get (self, i);

    starved[i] = rmg_node_get_state (each) == RMG_NODE_STATE_FAILED ||
        is_starved (each, starved);
  }
  return starved[node->index];
}

/* Reverse topological order: the readers of a node come after the node. */
gboolean
rmg_node_set_feeds_only_failed (const RmgNodeSet *self, const RmgNode *node)
{
  g_autofree guint *n_readers = g_new0 (guint, self->nodes->len);
  g_autofree guint *n_failed = g_new0 (guint, self->nodes->len);

  for (guint i = self->nodes->len - 1; i > node->index; i--) {
    RmgNode *reader = rmg_node_set_get (self, i);
    const gboolean failed =
        rmg_node_get_state (reader) == RMG_NODE_STATE_FAILED ||
        (n_readers[i] > 0 && n_failed[i] == n_readers[i]);

    for (const GSList *item = reader->inputs; item != NULL; item = item->next) {
      const guint input = ((const RmgNode *) item->data)->index;

      n_readers[input]++;
      n_failed[input] += failed;
    }
  }
  return n_readers[node->index] > 0 &&
      n_failed[node->index] == n_readers[node->index];
}

gboolean
rmg_node_set_claim_failure (
    RmgNodeSet *self, RmgNode *node, RmgNodeState *before)
{
  gboolean is_first;

  g_mutex_lock (&self->claim_lock);
  is_first = !is_echo (self, node);
  *before = rmg_node_handle_event (node, RMG_NODE_EVENT_GIVE_UP);
  g_mutex_unlock (&self->claim_lock);
  return is_first;
}
