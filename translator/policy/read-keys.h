/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Reads the keys of one JSON object of a policy by the table in keys.c. */
#pragma once

#include "translator/manifest/scope.h"
#include "translator/policy/keys.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* At least the number of keys. */
#define RMG_POLICY_MAX_KEYS 32

/* An object with keys of a policy. */
typedef struct
{
  RmgPolicy *policy;
  RmgScope scope;
  const char *object; /* (nullable): as in RmgPolicyKey */
  gboolean given[RMG_POLICY_MAX_KEYS];
} RmgPolicyReader;

/** rmg_policy_begin_part: marks a part as set. Its keys begin with the defaults
 * of the table. */
void rmg_policy_begin_part (RmgPolicy *policy, RmgPolicyParts part);

/** rmg_policy_report: an error in a field, or in the object if @field is
 * %NULL. */
void rmg_policy_report (const RmgPolicyReader *reader, RmgError code,
    const RmgFieldRef *field, const char *format, ...) G_GNUC_PRINTF (4, 5);

/** rmg_policy_report_unexpected: "expected …, found …". */
void rmg_policy_report_unexpected (const RmgPolicyReader *reader, RmgError code,
    const char *name, JsonNode *node, const char *expected);

/** rmg_policy_report_unknown: an unknown key, with the nearest known one. */
void rmg_policy_report_unknown (
    const RmgPolicyReader *reader, const char *name);

/** rmg_policy_read_value: sets the value of @key, which the object spells as
 * @name. */
void rmg_policy_read_value (RmgPolicyReader *reader, const RmgPolicyKey *key,
    const char *name, JsonNode *node);

/** rmg_policy_read_members: reads all keys of the object. */
void rmg_policy_read_members (RmgPolicyReader *reader, JsonObject *object);

/** rmg_policy_is_given: whether the object has this key. */
gboolean rmg_policy_is_given (const RmgPolicyReader *reader, const char *name);

/** rmg_policy_is_part: whether @name is an object of a policy, "retry". */
gboolean rmg_policy_is_part (const char *name);

/** rmg_policy_read_part: reads @node, the member @name of the object, as the
 * object @part. */
void rmg_policy_read_part (const RmgPolicyReader *outer, const char *part,
    const char *name, JsonNode *node);

G_END_DECLS
