/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The policy of a node at run time: that of the plan, and changes of single
 * values while data flows. */
#pragma once

#include "gst/nodes/node.h"
#include "translator/policy/keys.h"

G_BEGIN_DECLS

/** rmg_node_get_policy: a copy; the strings belong to the plan. Thread: any. */
RmgPolicy rmg_node_get_policy (RmgNode *self);

/** rmg_node_peek_policy: the same for a caller that holds the lock, valid as
 * long as that. */
const RmgPolicy *rmg_node_peek_policy (const RmgNode *self);

/**
 * rmg_node_set_policy:
 * @key: a number of the policy
 * @value: within the range of @key
 *
 * Changes one value, for all later decisions. Thread: any, without the lock.
 *
 * Returns: (nullable): the reason why @key cannot change; %NULL if it did
 */
const char *rmg_node_set_policy (
    RmgNode *self, const RmgPolicyKey *key, double value);

G_END_DECLS
