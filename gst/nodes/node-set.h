/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The nodes of a plan, with a lookup from GstObject to node. The set holds a
 * reference to each element. */
#pragma once

#include "gst/nodes/node.h"

G_BEGIN_DECLS

typedef struct _RmgNodeSet RmgNodeSet;

/**
 * rmg_node_set_new:
 * @plan: (transfer none): outlives the set
 * @elements: (element-type GstElement) (transfer none): the elements of @plan
 *   in its order
 *
 * Returns: (transfer full): one node for each node of the plan
 */
RmgNodeSet *rmg_node_set_new (const RmgPlan *plan, GPtrArray *elements);
void rmg_node_set_free (RmgNodeSet *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RmgNodeSet, rmg_node_set_free)

guint rmg_node_set_get_n_nodes (const RmgNodeSet *self);

/** rmg_node_set_get: (transfer none): node @index of the plan, topological
 * order. */
RmgNode *rmg_node_set_get (const RmgNodeSet *self, guint index);

/** rmg_node_set_get_journal: (transfer none): the events of all nodes. */
RmgJournal *rmg_node_set_get_journal (const RmgNodeSet *self);

guint rmg_node_set_get_n_elements (const RmgNodeSet *self);

/** rmg_node_set_get_element: (transfer none): element @index of the plan. */
const RmgNodeElement *rmg_node_set_get_element (
    const RmgNodeSet *self, guint index);

/**
 * rmg_node_set_replace:
 * @index: of an element of the plan
 * @element: (transfer none): new element in its place
 *
 * Thread: that of the rebuild.
 */
void rmg_node_set_replace (RmgNodeSet *self, guint index, GstElement *element);

/** rmg_node_set_copy_elements: (transfer full) (element-type GstElement): the
 * elements at this moment, in the order of the plan. Thread: any. */
GPtrArray *rmg_node_set_copy_elements (const RmgNodeSet *self);

/** rmg_node_set_find: (transfer none) (nullable): the element of the plan that
 * is @object or contains it. @object may be %NULL. Thread: any. */
const RmgNodeElement *rmg_node_set_find (
    const RmgNodeSet *self, GstObject *object);

/** rmg_node_set_find_target: (transfer none) (nullable): the first node
 * downstream of element @index, which is of a fan-out or a fan-in. */
RmgNode *rmg_node_set_find_target (
    const RmgNodeSet *self, const RmgPlan *plan, guint index);

/** rmg_node_set_feeds_only_failed: whether @node has readers and the data of each
 * of them ends in nodes that have failed. Thread: any. */
gboolean rmg_node_set_feeds_only_failed (
    const RmgNodeSet *self, const RmgNode *node);

/**
 * rmg_node_set_claim_failure:
 * @before: (out): state of @node before
 *
 * Moves @node to FAILED. One fault makes one error: the failure is an echo if
 * @node or a node upstream of it failed before.
 *
 * Thread: any.
 * Returns: %TRUE if the failure is not an echo
 */
gboolean rmg_node_set_claim_failure (
    RmgNodeSet *self, RmgNode *node, RmgNodeState *before);

G_END_DECLS
