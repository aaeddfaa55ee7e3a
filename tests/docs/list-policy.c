/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* list-policy keys|classes|failures|states: prints a table of docs/supervision.md. */
#include "gst/nodes/state.h"
#include "translator/policy/failures.h"
#include "translator/policy/keys.h"

static char *
describe_values (const RmgPolicyKey *key)
{
  const RmgParamRule *rule = &key->rule;
  const char *unit = rule->unit != NULL ? rule->unit : "";

  if (rmg_policy_is_list (key))
    return g_strdup ("list of classes");
  if (rule->kind == RMG_PARAM_CHOICE)
    return g_strdup (rule->choices);
  if (rule->kind == RMG_PARAM_STRING)
    return g_strdup ("string");
  return g_strdup_printf ("%s %.10g to %.10g%s%s",
      rule->kind == RMG_PARAM_INTEGER ? "integer" : "number", rule->min,
      rule->max, *unit != '\0' ? " " : "", unit);
}

static void
print_keys (void)
{
  g_print ("| key | value | default | also | live | |\n"
           "| --- | --- | --- | --- | --- | --- |\n");
  for (guint i = 0; i < rmg_policy_get_n_keys (); i++) {
    const RmgPolicyKey *key = rmg_policy_get_key (i);
    g_autofree char *values = describe_values (key);

    g_print ("| `%s%s%s` | %s | %s | %s | %s | %s |\n",
        key->object != NULL ? key->object : "", key->object != NULL ? "." : "",
        key->rule.name, values,
        key->rule.default_text != NULL ? key->rule.default_text : "",
        key->rule.aliases != NULL ? key->rule.aliases : "",
        key->refusal == NULL ? "yes" : "", key->rule.description);
  }
}

static void
print_classes (void)
{
  g_print ("| class | failures |\n| --- | --- |\n");
  for (guint bit = 0; rmg_failure_class_get_name (bit) != NULL; bit++)
    g_print ("| `%s` | %s |\n", rmg_failure_class_get_name (bit),
        rmg_failure_class_get_text (bit));
}

static const struct
{
  RmgNodeFlags flag;
  const char *name;
} node_kinds[] = {
  { RMG_NODE_FILE, "files" },
  { RMG_NODE_NETWORK, "network" },
  { RMG_NODE_TRANSIENT, "foreign, network" },
  { RMG_NODE_HOSTED, "hosted" },
};

static const char *
describe_nodes (RmgNodeFlags flags)
{
  for (gsize i = 0; i < G_N_ELEMENTS (node_kinds); i++)
    if (flags == node_kinds[i].flag)
      return node_kinds[i].name;
  return "";
}

static const char *
find_class_name (RmgFailureClasses class)
{
  guint bit = 0;

  while (class != (1u << bit))
    bit++;
  return rmg_failure_class_get_name (bit);
}

static void
print_failures (void)
{
  g_print ("| domain | code | nodes | class | retried |\n"
           "| --- | --- | --- | --- | --- |\n");
  for (guint i = 0; i < rmg_failure_get_n_rules (); i++) {
    const RmgFailureRule *rule = rmg_failure_get_rule (i);

    g_print ("| `%s` | `%s` | %s | `%s` | %s |\n", rule->domain, rule->name,
        describe_nodes (rule->flags), find_class_name (rule->class),
        rule->transient ? "yes" : "");
  }
}

static const char *const state_names[RMG_N_NODE_STATES] = {
  [RMG_NODE_STATE_IDLE] = "idle",
  [RMG_NODE_STATE_STARTING] = "starting",
  [RMG_NODE_STATE_RUNNING] = "running",
  [RMG_NODE_STATE_RETRYING] = "retrying",
  [RMG_NODE_STATE_RESTARTING] = "restarting",
  [RMG_NODE_STATE_RENEWING] = "renewing",
  [RMG_NODE_STATE_DEGRADED] = "degraded",
  [RMG_NODE_STATE_DRAINING] = "draining",
  [RMG_NODE_STATE_ENDED] = "ended",
  [RMG_NODE_STATE_FAILED] = "failed",
};

static const char *const event_names[RMG_N_NODE_EVENTS] = {
  [RMG_NODE_EVENT_ATTEMPT_FAILED] = "attempt failed",
  [RMG_NODE_EVENT_RESTART] = "restart",
  [RMG_NODE_EVENT_REBUILD] = "rebuild",
  [RMG_NODE_EVENT_RESTARTED] = "restarted",
  [RMG_NODE_EVENT_RECOVERED] = "recovered",
  [RMG_NODE_EVENT_FLUSH] = "flush",
  [RMG_NODE_EVENT_EOS] = "eos",
  [RMG_NODE_EVENT_RENEW] = "renew",
  [RMG_NODE_EVENT_BREAKER_OPENED] = "breaker opened",
  [RMG_NODE_EVENT_BREAKER_CLOSED] = "breaker closed",
  [RMG_NODE_EVENT_DATA] = "data",
  [RMG_NODE_EVENT_DRAIN] = "drain",
};

static void
print_arrow (RmgNodeState from, RmgNodeState to)
{
  const char *separator = ": ";

  for (guint event = 0; event < RMG_N_NODE_EVENTS; event++) {
    if (event_names[event] == NULL || from == to ||
        rmg_node_state_next (from, event) != to)
      continue;
    if (*separator == ':')
      g_print ("  %s --> %s", state_names[from], state_names[to]);
    g_print ("%s%s", separator, event_names[event]);
    separator = ", ";
  }
  if (*separator == ',')
    g_print ("\n");
}

/* Without the events that lead from each state to the same one. */
static void
print_states (void)
{
  g_print ("```mermaid\nstateDiagram-v2\n  [*] --> idle\n"
           "  idle --> starting: start\n");
  for (guint from = 0; from < RMG_N_NODE_STATES; from++)
    for (guint to = 0; to < RMG_N_NODE_STATES; to++)
      if (from != RMG_NODE_STATE_IDLE)
        print_arrow (from, to);
  g_print ("```\n");
}

static const struct
{
  const char *name;
  void (*print) (void);
} tables[] = {
  { "keys", print_keys },
  { "classes", print_classes },
  { "failures", print_failures },
  { "states", print_states },
};

int
main (int argc, char **argv)
{
  for (gsize i = 0; argc == 2 && i < G_N_ELEMENTS (tables); i++)
    if (g_str_equal (tables[i].name, argv[1])) {
      tables[i].print ();
      return 0;
    }
  return 1;
}
