/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The policies of a plan as text and as JSON. */

#include "translator/base/json-writer.h"
#include "translator/plan/steps.h"
#include "translator/policy/keys.h"

/* At most this many delays are listed. */
#define MAX_DELAYS 5

static gboolean
is_retried (const RmgPlanNode *node)
{
  return node->guard != RMG_PLAN_NONE || node->flags & RMG_NODE_RESUMES;
}

const char *
rmg_plan_node_find_reason (const RmgPlanNode *node)
{
  if (is_retried (node))
    return NULL;
  if (node->flags & RMG_NODE_SOURCE)
    return "a source has no input that could be offered again";
  if (node->flags & (RMG_NODE_TRANSIENT | RMG_NODE_FOREIGN))
    return "it has no input that could be offered again";
  return "it has no failure that a retry may cure";
}

static void
append_delays (GString *text, const RmgRetryPolicy *retry)
{
  const guint n_listed = MIN (retry->max_retries, MAX_DELAYS);
  double delay_ms = MIN (retry->backoff_ms, retry->max_backoff_ms);

  for (guint i = 0; i < n_listed; i++) {
    g_string_append_printf (text, "%s%.10g", i > 0 ? ", " : "", delay_ms);
    delay_ms = MIN (delay_ms * retry->multiplier, retry->max_backoff_ms);
  }
  g_string_append_printf (
      text, "%s ms", n_listed < retry->max_retries ? ", …" : "");
}

/* Retries before the first one with new elements, and its text. */
static const struct
{
  guint n_before;
  const char *text;
} renewal_texts[] = {
  [RMG_RENEWAL_NONE] = { 0, " without restarts" },
  [RMG_RENEWAL_RESTART] = { 0, "" },
  [RMG_RENEWAL_RESTART_FIRST] = { 2, ", from the third on with new elements" },
  [RMG_RENEWAL_REBUILD] = { 1, ", from the second on with new elements" },
};

static void
append_retry (GString *text, const RmgPlanNode *node)
{
  const RmgRetryPolicy *retry = &node->policy.retry;
  const RmgRenewal renewal = rmg_plan_node_get_renewal (node);

  if (retry->max_retries == 0) {
    g_string_append (text, "no retry");
    return;
  }
  g_string_append_printf (text, "%u %s after ", retry->max_retries,
      retry->max_retries == 1 ? "retry" : "retries");
  append_delays (text, retry);
  if (retry->max_retries > renewal_texts[renewal].n_before)
    g_string_append (text, renewal_texts[renewal].text);
}

/* Keys that a sentence has already, and those of parts that are off. */
static gboolean
is_listed (const RmgPlanNode *node, const RmgPolicyKey *key)
{
  static const RmgPolicyParts optional =
      RMG_POLICY_BREAKER | RMG_POLICY_RESTART | RMG_POLICY_QUEUE;
  const gsize at = key->offset;

  if (key->part == RMG_POLICY_RETRY && !is_retried (node))
    return FALSE;
  if (key->part & optional)
    return node->policy.set & key->part &&
        (key->part != RMG_POLICY_BREAKER ||
            node->policy.breaker.failures > 0) &&
        (key->part != RMG_POLICY_RESTART || node->policy.restart.window_ms > 0);
  return at != G_STRUCT_OFFSET (RmgPolicy, retry.max_retries) &&
      at != G_STRUCT_OFFSET (RmgPolicy, retry.backoff_ms) &&
      at != G_STRUCT_OFFSET (RmgPolicy, retry.multiplier) &&
      at != G_STRUCT_OFFSET (RmgPolicy, retry.max_backoff_ms);
}

/* The keys of each part that is set, and others that differ from the default. */
static void
append_keys (GString *text, const RmgPlanNode *node)
{
  const char *object = NULL;

  for (guint i = 0; i < rmg_policy_get_n_keys (); i++) {
    const RmgPolicyKey *key = rmg_policy_get_key (i);
    g_autofree char *value = rmg_policy_format (&node->policy, key);
    const gboolean usual = g_strcmp0 (value, key->rule.default_text) == 0;

    if (!is_listed (node, key) ||
        (usual && (key->object == NULL || key->part == RMG_POLICY_RETRY)))
      continue;
    g_string_append (text,
        g_strcmp0 (object, key->object) == 0 && object != NULL ? ", " : "; ");
    if (key->object != NULL && g_strcmp0 (object, key->object) != 0)
      g_string_append_printf (text, "%s ", key->object);
    g_string_append_printf (text, "%s %s", key->rule.name, value);
    object = key->object;
  }
}

/* A call into an element cannot be ended. */
static gboolean
cannot_interrupt (const RmgPlanNode *node)
{
  return node->policy.retry.timeout_ms > 0 && is_retried (node) &&
      !(node->flags & RMG_NODE_HOSTED);
}

static void
append_policy (GString *text, const RmgPlan *plan, const RmgPlanNode *node)
{
  const char *reason = rmg_plan_node_find_reason (node);

  g_string_append_printf (text, "policy %s: ", node->id);
  if (reason != NULL)
    g_string_append_printf (text, "none: %s", reason);
  else
    append_retry (text, node);
  append_keys (text, node);
  if (cannot_interrupt (node))
    g_string_append (text,
        "; timeout_ms acts when the call returns, stall_timeout_ms before");
  if (node->fallback_of != RMG_PLAN_NONE)
    g_string_append_printf (text, "; takes over for %s",
        g_array_index (plan->nodes, RmgPlanNode, node->fallback_of).id);
  g_string_append_c (text, '\n');
}

char *
rmg_plan_policies_to_string (const RmgPlan *plan)
{
  GString *text = g_string_new (NULL);

  g_return_val_if_fail (plan != NULL, NULL);

  for (guint i = 0; i < plan->nodes->len; i++)
    append_policy (text, plan, &g_array_index (plan->nodes, RmgPlanNode, i));
  return g_string_free (text, FALSE);
}

static void
write_classes (RmgJsonWriter *json, const char *name, RmgFailureClasses classes)
{
  rmg_json_writer_begin_array (json, name);
  for (guint bit = 0; rmg_failure_class_get_name (bit) != NULL; bit++)
    if (classes & (1u << bit))
      rmg_json_writer_string (json, NULL, rmg_failure_class_get_name (bit));
  rmg_json_writer_end_array (json);
}

static void
write_key (
    RmgJsonWriter *json, const RmgPolicy *policy, const RmgPolicyKey *key)
{
  g_autofree char *text = NULL;

  if (rmg_policy_is_list (key)) {
    write_classes (json, key->rule.name, policy->retry.on);
  } else if (key->rule.kind == RMG_PARAM_INTEGER) {
    rmg_json_writer_uint (
        json, key->rule.name, (guint64) rmg_policy_get_number (policy, key));
  } else if (key->rule.kind == RMG_PARAM_NUMBER) {
    rmg_json_writer_double (
        json, key->rule.name, rmg_policy_get_number (policy, key));
  } else {
    text = rmg_policy_format (policy, key);
    rmg_json_writer_string (json, key->rule.name, text);
  }
}

static void
write_keys (RmgJsonWriter *json, const RmgPolicy *policy)
{
  const char *object = NULL;

  for (guint i = 0; i < rmg_policy_get_n_keys (); i++) {
    const RmgPolicyKey *key = rmg_policy_get_key (i);

    if (g_strcmp0 (object, key->object) != 0) {
      if (object != NULL)
        rmg_json_writer_end_object (json);
      if (key->object != NULL)
        rmg_json_writer_begin_object (json, key->object);
    }
    object = key->object;
    write_key (json, policy, key);
  }
  if (object != NULL)
    rmg_json_writer_end_object (json);
}

char *
rmg_plan_policies_to_json (const RmgPlan *plan)
{
  GString *text = g_string_new (NULL);
  RmgJsonWriter json = RMG_JSON_WRITER_INIT (text);

  g_return_val_if_fail (plan != NULL, NULL);

  rmg_json_writer_begin_array (&json, NULL);
  for (guint i = 0; i < plan->nodes->len; i++) {
    const RmgPlanNode *node = &g_array_index (plan->nodes, RmgPlanNode, i);

    rmg_json_writer_begin_object (&json, NULL);
    rmg_json_writer_string (&json, "node_id", node->id);
    rmg_json_writer_string (
        &json, "none_because", rmg_plan_node_find_reason (node));
    rmg_json_writer_boolean (&json, "restarts",
        rmg_plan_node_get_renewal (node) != RMG_RENEWAL_NONE);
    rmg_json_writer_boolean (&json, "rebuilds",
        rmg_plan_node_get_renewal (node) >= RMG_RENEWAL_RESTART_FIRST);
    write_keys (&json, &node->policy);
    rmg_json_writer_end_object (&json);
  }
  rmg_json_writer_end_array (&json);
  return g_string_free (text, FALSE);
}

/* A file that is opened again is truncated. A host would lose the other items that
 * its program works on. */
static gboolean
keeps_elements (const RmgPlanNode *node)
{
  const RmgNodeFlags file_sink = RMG_NODE_FILE | RMG_NODE_SINK;

  return (node->flags & file_sink) == file_sink ||
      node->flags & RMG_NODE_HOSTED ||
      node->policy.restart.method == RMG_METHOD_NONE;
}

/* An element with a sometimes pad makes children and pads for the media that it
 * finds. New elements keep nothing of the failed attempt. */
static RmgRenewal
get_usual_renewal (const RmgPlanNode *node)
{
  if (!node->rebuilds)
    return RMG_RENEWAL_RESTART;
  return node->is_dynamic ? RMG_RENEWAL_REBUILD : RMG_RENEWAL_RESTART_FIRST;
}

/* The state of a foreign element is unknown. That of a sink of a network is its
 * connection, which nothing but a restart repairs. */
static gboolean
has_unknown_state (const RmgPlanNode *node)
{
  const RmgNodeFlags network_sink = RMG_NODE_NETWORK | RMG_NODE_SINK;

  return node->flags & RMG_NODE_FOREIGN &&
      (node->flags & network_sink) != network_sink;
}

/* A restart loses the state of an element: an encoder starts a second stream. So an
 * element of unknown state restarts only if the manifest requests it. */
RmgRenewal
rmg_plan_node_get_renewal (const RmgPlanNode *node)
{
  if (keeps_elements (node))
    return RMG_RENEWAL_NONE;
  switch (node->policy.restart.method) {
    case RMG_METHOD_RESTART:
      return RMG_RENEWAL_RESTART;
    case RMG_METHOD_REBUILD:
      return RMG_RENEWAL_REBUILD;
    default:
      return has_unknown_state (node) && !(node->policy.set & RMG_POLICY_RETRY)
          ? RMG_RENEWAL_NONE
          : get_usual_renewal (node);
  }
}

/* The manifest sets a breaker because the node may fail for a long time. */
RmgRenewal
rmg_plan_node_get_probe_renewal (const RmgPlanNode *node)
{
  if (keeps_elements (node))
    return RMG_RENEWAL_NONE;
  return rmg_plan_node_get_renewal (node) >= RMG_RENEWAL_RESTART_FIRST
      ? RMG_RENEWAL_REBUILD
      : RMG_RENEWAL_RESTART;
}
