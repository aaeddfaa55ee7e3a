/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The keys of a policy in a manifest: one row each, with type, range, unit and
 * default. Reading, printing, properties and documentation use this table. */
#pragma once

#include "translator/catalog/params.h"
#include "translator/policy/policy.h"

G_BEGIN_DECLS

/* The field at @offset is a guint for integers and choices (the index of the
 * word), a double for numbers, and a string otherwise. */
typedef struct
{
  const char *object; /* (nullable): "retry"; %NULL: a key of the node */
  RmgParamRule rule;
  RmgPolicyParts part;
  gsize offset;        /* in RmgPolicy */
  const char *refusal; /* (nullable): why it cannot change in a running graph */
} RmgPolicyKey;

guint rmg_policy_get_n_keys (void);
const RmgPolicyKey *rmg_policy_get_key (guint index);

/** rmg_policy_find_key: (nullable): @name may be an alias. */
const RmgPolicyKey *rmg_policy_find_key (const char *object, const char *name);

/** rmg_policy_is_list: whether the key is a list of failure classes. */
gboolean rmg_policy_is_list (const RmgPolicyKey *key);

/** rmg_policy_get_number: value of a key that is an integer, number or choice.
 */
double rmg_policy_get_number (const RmgPolicy *self, const RmgPolicyKey *key);
void rmg_policy_set_number (
    RmgPolicy *self, const RmgPolicyKey *key, double value);

/** rmg_policy_format: (transfer full) (nullable): value of a key as in a
 * manifest, without quotes; words of a list are separated by blanks. */
char *rmg_policy_format (const RmgPolicy *self, const RmgPolicyKey *key);

/** rmg_failure_class_get_name: (nullable): name of one class, by the number of
 * its bit; %NULL after the last one. */
const char *rmg_failure_class_get_name (guint bit);

/** rmg_failure_class_from_name: the class, or 0. */
RmgFailureClasses rmg_failure_class_from_name (const char *name);

G_END_DECLS
