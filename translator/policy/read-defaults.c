/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "translator/policy/read-defaults.h"

#include "translator/policy/read-keys.h"
#include "translator/policy/read-node.h"

/* Keys that belong to one node. */
static gboolean
check_default (const RmgPolicyReader *reader, const char *name)
{
  const RmgPolicyKey *key = rmg_policy_find_key (NULL, name);

  if (!rmg_policy_is_part (name) && key == NULL) {
    rmg_policy_report_unknown (reader, name);
    return FALSE;
  }
  if (key == NULL || !(key->part & (RMG_POLICY_FALLBACK | RMG_POLICY_GROUP)))
    return TRUE;
  rmg_policy_report (reader, RMG_ERROR_CONFLICT,
      &(RmgFieldRef){ .place = RMG_PLACE_KEY, .name = name },
      "it is set for each node, not for all");
  return FALSE;
}

static void
read_defaults (RmgPolicy *self, const RmgScope *top, JsonObject *defaults)
{
  RmgScope scope = { top->diagnostics, "defaults", NULL };
  RmgPolicyReader reader = { self, scope, NULL, { FALSE } };
  g_autoptr (GList) names = NULL;
  gboolean valid = TRUE;

  names = json_object_get_members (defaults);
  for (GList *name = names; name != NULL; name = name->next)
    valid &= check_default (&reader, name->data);
  if (valid)
    rmg_policy_read (self, &scope, defaults);
}

/* A kind of retry_policy of the documented form. */
typedef struct
{
  const char *name;
  const char *key; /* of "retry" */
  double value;
} RetryKind;

static const RetryKind retry_kinds[] = {
  { "none", "max_retries", 0 },
  { "fixed", "multiplier", 1 },
  { "exponential", "multiplier", 2 },
};

static const RetryKind *
find_retry_kind (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (retry_kinds); i++)
    if (g_ascii_strcasecmp (retry_kinds[i].name, name) == 0)
      return &retry_kinds[i];
  return NULL;
}

static void
set_retry_kind (RmgPolicy *self, const RetryKind *kind)
{
  rmg_policy_begin_part (self, RMG_POLICY_RETRY);
  rmg_policy_set_number (
      self, rmg_policy_find_key ("retry", kind->key), kind->value);
}

/* {"exponential": {"max_attempts": 3}}: the kind is the name of the member. */
static const RetryKind *
find_tagged_kind (JsonNode *node)
{
  JsonObject *object = json_node_get_object (node);
  g_autoptr (GList) names = json_object_get_members (object);

  return json_object_get_size (object) == 1 ? find_retry_kind (names->data)
                                            : NULL;
}

static void
read_retry_object (const RmgPolicyReader *config, JsonNode *node)
{
  const RetryKind *kind = find_tagged_kind (node);
  g_autoptr (GList) values = NULL;

  if (kind == NULL) {
    rmg_policy_read_part (config, "retry", "retry_policy", node);
    return;
  }
  set_retry_kind (config->policy, kind);
  values = json_object_get_values (json_node_get_object (node));
  rmg_policy_read_part (config, "retry", "retry_policy", values->data);
}

static void
read_retry_policy (const RmgPolicyReader *config, JsonNode *node)
{
  const RetryKind *kind = NULL;

  if (JSON_NODE_HOLDS_OBJECT (node)) {
    read_retry_object (config, node);
    return;
  }
  if (JSON_NODE_HOLDS_VALUE (node) &&
      json_node_get_value_type (node) == G_TYPE_STRING)
    kind = find_retry_kind (json_node_get_string (node));
  if (kind != NULL)
    set_retry_kind (config->policy, kind);
  else
    rmg_policy_report_unexpected (config, RMG_ERROR_OUT_OF_RANGE,
        "retry_policy", node, "none, fixed, exponential or an object");
}

/* Keys of the documented form and the keys of a policy that they set. */
typedef struct
{
  const char *name;
  const char *object;
  const char *key;
} ConfigKey;

static const ConfigKey config_keys[] = {
  { "max_retries", "retry", "max_retries" },
  { "circuit_breaker_threshold", "breaker", "failures" },
};

static JsonNode *
get_value (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && !JSON_NODE_HOLDS_NULL (node) ? node : NULL;
}

static void
read_config (RmgPolicy *self, const RmgScope *top, JsonObject *config)
{
  RmgScope scope = { top->diagnostics, "config", NULL };
  RmgPolicyReader reader = { self, scope, NULL, { FALSE } };

  if (get_value (config, "retry_policy") != NULL)
    read_retry_policy (&reader, get_value (config, "retry_policy"));
  for (guint i = 0; i < G_N_ELEMENTS (config_keys); i++) {
    const ConfigKey *row = &config_keys[i];
    const RmgPolicyKey *key = rmg_policy_find_key (row->object, row->key);
    JsonNode *node = get_value (config, row->name);

    if (node == NULL)
      continue;
    rmg_policy_begin_part (self, key->part);
    rmg_policy_read_value (&reader, key, row->name, node);
  }
}

void
rmg_policy_read_defaults (RmgPolicy *self, const RmgScope *scope,
    JsonObject *config, JsonObject *defaults)
{
  if (config != NULL)
    read_config (self, scope, config);
  if (defaults != NULL)
    read_defaults (self, scope, defaults);
}
