/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "translator/policy/read-node.h"

#include "translator/policy/read-keys.h"

static void
check_retry (const RmgPolicyReader *reader)
{
  RmgRetryPolicy *retry = &reader->policy->retry;

  if (retry->max_backoff_ms >= retry->backoff_ms)
    return;
  if (rmg_policy_is_given (reader, "max_backoff_ms") &&
      rmg_policy_is_given (reader, "backoff_ms"))
    rmg_policy_report (reader, RMG_ERROR_CONFLICT,
        &(RmgFieldRef){ .name = "max_backoff_ms" },
        "the longest delay, %u ms, is shorter than the first one, %u ms",
        retry->max_backoff_ms, retry->backoff_ms);
  else if (rmg_policy_is_given (reader, "backoff_ms"))
    retry->max_backoff_ms = retry->backoff_ms;
  else
    retry->backoff_ms = retry->max_backoff_ms;
}

static void
check_restart (const RmgPolicyReader *reader)
{
  if (rmg_policy_is_given (reader, "max_restarts") &&
      reader->policy->restart.window_ms == 0)
    rmg_policy_report (reader, RMG_ERROR_CONFLICT,
        &(RmgFieldRef){ .name = "window_ms" },
        "without a window there is no limit of %u restarts",
        reader->policy->restart.max_restarts);
}

/* An object of the policy, and the check of its values. */
typedef struct
{
  const char *name;
  RmgPolicyParts part;
  void (*check) (const RmgPolicyReader *reader);
} PolicyObject;

static const PolicyObject parts[] = {
  { "retry", RMG_POLICY_RETRY, check_retry },
  { "breaker", RMG_POLICY_BREAKER },
  { "restart", RMG_POLICY_RESTART, check_restart },
  { "queue", RMG_POLICY_QUEUE },
};

static void
read_part (const RmgPolicyReader *outer, const PolicyObject *part,
    const char *name, JsonNode *node)
{
  g_autofree char *path = g_strconcat (outer->scope.path, ".", name, NULL);
  RmgPolicyReader reader = { outer->policy, outer->scope, part->name,
    { FALSE } };

  if (JSON_NODE_HOLDS_NULL (node))
    return;
  if (!JSON_NODE_HOLDS_OBJECT (node)) {
    rmg_policy_report_unexpected (
        outer, RMG_ERROR_WRONG_TYPE, name, node, "an object");
    return;
  }
  reader.scope.path = path;
  rmg_policy_begin_part (outer->policy, part->part);
  rmg_policy_read_members (&reader, json_node_get_object (node));
  if (part->check != NULL)
    part->check (&reader);
}

static const PolicyObject *
find_object (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    if (g_str_equal (parts[i].name, name))
      return &parts[i];
  return NULL;
}

gboolean
rmg_policy_is_part (const char *name)
{
  return find_object (name) != NULL;
}

void
rmg_policy_read_part (const RmgPolicyReader *outer, const char *part,
    const char *name, JsonNode *node)
{
  read_part (outer, find_object (part), name, node);
}

/* Whether a key of the node has a value; the graph reads a node in place of the
 * id of the fallback. */
static gboolean
is_own_value (const RmgPolicyKey *key, JsonNode *node)
{
  if (JSON_NODE_HOLDS_NULL (node))
    return FALSE;
  return key->part != RMG_POLICY_FALLBACK || !JSON_NODE_HOLDS_OBJECT (node);
}

/* Whether the object sets the use of the input while the breaker is open. */
static gboolean
sets_on_open (JsonObject *object)
{
  JsonNode *breaker = json_object_get_member (object, "breaker");

  return breaker != NULL && JSON_NODE_HOLDS_OBJECT (breaker) &&
      json_object_has_member (json_node_get_object (breaker), "on_open");
}

/* A fallback needs a breaker. */
static void
check_fallback (const RmgPolicyReader *reader, JsonObject *object)
{
  RmgPolicy *policy = reader->policy;
  JsonNode *fallback = json_object_get_member (object, "fallback");

  if (fallback == NULL || JSON_NODE_HOLDS_NULL (fallback))
    return;
  rmg_policy_begin_part (policy, RMG_POLICY_BREAKER);
  if (!sets_on_open (object)) {
    policy->breaker.on_open = RMG_ON_OPEN_FALLBACK;
  } else if (policy->breaker.on_open != RMG_ON_OPEN_FALLBACK) {
    g_autofree char *word =
        rmg_policy_format (policy, rmg_policy_find_key ("breaker", "on_open"));

    rmg_policy_report (reader, RMG_ERROR_CONFLICT,
        &(RmgFieldRef){ .name = "fallback" },
        "the fallback is never used: breaker.on_open is \"%s\"", word);
  }
}

void
rmg_policy_read (RmgPolicy *self, const RmgScope *scope, JsonObject *object)
{
  RmgPolicyReader reader = { self, *scope, NULL, { FALSE } };
  JsonObjectIter members;
  const char *name;
  JsonNode *node;

  json_object_iter_init_ordered (&members, object);
  while (json_object_iter_next_ordered (&members, &name, &node)) {
    const PolicyObject *part = find_object (name);
    const RmgPolicyKey *key = rmg_policy_find_key (NULL, name);

    if (part != NULL) {
      self->own |= part->part;
      read_part (&reader, part, name, node);
    } else if (key != NULL && is_own_value (key, node)) {
      self->own |= key->part;
      rmg_policy_read_value (&reader, key, name, node);
    }
  }
  check_fallback (&reader, object);
}
