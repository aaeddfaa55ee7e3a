/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/nodes/node-policy.h"

const RmgPolicy *
rmg_node_peek_policy (const RmgNode *self)
{
  return self->changed_policy != NULL ? self->changed_policy
                                      : &self->plan->policy;
}

RmgPolicy
rmg_node_get_policy (RmgNode *self)
{
  RmgPolicy policy;

  g_mutex_lock (&self->lock);
  policy = *rmg_node_peek_policy (self);
  g_mutex_unlock (&self->lock);
  return policy;
}

static const char *
find_refusal (const RmgNode *self, const RmgPolicyKey *key)
{
  if (key->refusal != NULL)
    return key->refusal;
  if (key->part == RMG_POLICY_BREAKER &&
      self->plan->policy.breaker.failures == 0)
    return "the node has no breaker";
  return NULL;
}

const char *
rmg_node_set_policy (RmgNode *self, const RmgPolicyKey *key, double value)
{
  const char *refusal = find_refusal (self, key);

  if (refusal != NULL)
    return refusal;
  g_mutex_lock (&self->lock);
  if (self->changed_policy == NULL)
    self->changed_policy =
        g_memdup2 (&self->plan->policy, sizeof (self->plan->policy));
  rmg_policy_set_number (self->changed_policy, key, value);
  g_mutex_unlock (&self->lock);
  return NULL;
}
