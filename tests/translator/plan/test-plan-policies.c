/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "tests/lib/graph-fixture.h"
#include "tests/lib/policy-fixture.h"
#include "translator/plan/steps.h"

static RmgPlan *
make_plan (const char *nodes, const char *edges)
{
  const RmgPlanOptions options = { .framing = RMG_FRAMING_STREAM };
  g_autoptr (RmgGraph) graph = rmg_test_read_graph (nodes, edges);
  g_autoptr (GError) error = NULL;
  RmgPlan *plan = rmg_plan_new (graph, &options, NULL, &error);

  g_assert_no_error (error);
  return plan;
}

typedef struct
{
  const char *nodes;
  const char *edges;
  const char *text;
} Described;

#define USUAL "3 retries after 100, 200, 400 ms"
#define REBUILDS ", from the third on with new elements"

static const Described rows[] = {
  { "a=VAD", "", "policy a: none: it has no failure that a retry may cure\n" },
  { "a=VAD @ 'retry': {'jitter': 1}", "",
      "policy a: none: it has no failure that a retry may cure\n" },
  { "a=gst:fakesrc", "",
      "policy a: none: a source has no input that could be offered again\n" },
  { "a=gst:identity", "", "policy a: " USUAL " without restarts\n" },
  { "a=gst:identity @ 'retry': {}", "", "policy a: " USUAL REBUILDS "\n" },
  { "a=gst:fakesink @ 'retry': {}", "", "policy a: " USUAL "\n" },
  { "a=gst:decodebin @ 'retry': {}", "",
      "policy a: " USUAL ", from the second on with new elements\n" },
  { "a=gst:identity @ 'retry': {}, 'restart': {'method': 'restart'}", "",
      "policy a: " USUAL "; restart max_restarts 5, window_ms 60000, method "
      "restart\n" },
  { "a=gst:identity @ 'restart': {'method': 'none', 'window_ms': 0}", "",
      "policy a: " USUAL " without restarts\n" },
  { "a=gst:identity @ 'retry': {'max_retries': 0}", "",
      "policy a: no retry\n" },
  { "a=gst:identity @ 'retry': {'max_retries': 1, 'backoff_ms': 5}", "",
      "policy a: 1 retry after 5 ms\n" },
  { "a=gst:identity @ 'retry': {'max_retries': 9, 'multiplier': 1.5, "
    "'max_backoff_ms': 300}",
      "",
      "policy a: 9 retries after 100, 150, 225, 300, 300, … ms" REBUILDS "\n" },
  { "a=gst:identity @ 'retry': {'jitter': 0.5, 'on': ['read', 'transient']}",
      "",
      "policy a: " USUAL REBUILDS "; retry jitter 0.5, on read transient\n" },
  { "a=VAD @ 'breaker': {'failures': 2}", "",
      "policy a: " USUAL
      "; breaker failures 2, open_ms 30000, probes 1, on_open "
      "stop\n" },
  { "a=VAD @ 'breaker': {'failures': 0}", "",
      "policy a: none: it has no failure that a retry may cure\n" },
  { "a=VAD @ 'fallback': 'b'; b=VAD", "",
      "policy a: " USUAL
      "; breaker failures 5, open_ms 30000, probes 1, on_open "
      "fallback; fallback b\n"
      "policy b: none: it has no failure that a retry may cure; takes over for "
      "a\n" },
  { "a=VAD @ 'group': 'g', 'stall_timeout_ms': 70; b=VAD @ 'group': 'g'", "",
      "policy a: " USUAL "; group g; stall_timeout_ms 70\n"
      "policy b: " USUAL "; group g\n" },
  { "a=gst:identity @ 'retry': {'timeout_ms': 40}", "",
      "policy a: " USUAL REBUILDS
      "; retry timeout_ms 40; timeout_ms acts when the call "
      "returns, stall_timeout_ms before\n" },
  { "a=VAD @ 'queue': {'max_ms': 40}", "",
      "policy a: none: it has no failure that a retry may cure; queue "
      "max_buffers 0, max_ms 40, max_bytes 0, leaky no\n" },
  { "a=gst:identity @ 'retry': {}, 'restart': {'max_restarts': 2}", "",
      "policy a: " USUAL REBUILDS
      "; restart max_restarts 2, window_ms 60000, method auto\n" },
};

static void
test_plan_policies_row_is_described (gconstpointer data)
{
  const Described *row = data;
  g_autoptr (RmgPlan) plan = make_plan (row->nodes, row->edges);
  g_autofree char *found = rmg_plan_policies_to_string (plan);

  g_assert_cmpstr (found, ==, row->text);
}

static JsonObject *
parse_policy (JsonNode *root, guint node)
{
  return json_array_get_object_element (json_node_get_array (root), node);
}

static void
test_plan_policies_json_has_each_key (void)
{
  g_autoptr (RmgPlan) plan = make_plan (
      "a=gst:identity @ 'retry': {'on': ['read', 'data'], 'jitter': 0.5}, "
      "'fallback': 'b'; b=VAD",
      "");
  g_autofree char *text = rmg_plan_policies_to_json (plan);
  g_autoptr (JsonNode) root = json_from_string (text, NULL);
  JsonObject *a = parse_policy (root, 0);
  JsonObject *b = parse_policy (root, 1);
  JsonObject *retry = json_object_get_object_member (a, "retry");

  g_assert_cmpstr (json_object_get_string_member (a, "node_id"), ==, "a");
  g_assert_true (json_object_get_null_member (a, "none_because"));
  g_assert_true (json_object_get_boolean_member (a, "restarts"));
  g_assert_true (json_object_get_boolean_member (a, "rebuilds"));
  g_assert_false (json_object_get_boolean_member (b, "rebuilds"));
  g_assert_cmpint (json_object_get_int_member (retry, "max_retries"), ==, 3);
  g_assert_cmpfloat (json_object_get_double_member (retry, "jitter"), ==, 0.5);
  g_assert_cmpstr (json_array_get_string_element (
                       json_object_get_array_member (retry, "on"), 1),
      ==, "data");
  g_assert_cmpstr (json_object_get_string_member (a, "fallback"), ==, "b");
  g_assert_cmpint (json_object_get_int_member (a, "input_timeout_ms"), ==, 0);
  g_assert_true (json_object_get_null_member (a, "group"));
  g_assert_cmpstr (json_object_get_string_member (b, "none_because"), ==,
      "it has no failure that a retry may cure");
}

/* A fallback follows the node that it takes over for. */
static void
test_plan_policies_fallback_has_its_indices (void)
{
  g_autoptr (RmgPlan) plan =
      make_plan ("b=VAD; c=VAD; a=VAD @ 'fallback': 'b'", "c>a");
  const RmgPlanNode *nodes = (const RmgPlanNode *) plan->nodes->data;

  g_assert_cmpstr (nodes[0].id, ==, "c");
  g_assert_cmpuint (nodes[0].fallback, ==, RMG_PLAN_NONE);
  g_assert_cmpuint (nodes[1].fallback, ==, 2);
  g_assert_cmpuint (nodes[2].fallback_of, ==, 1);
  g_assert_cmpstr (nodes[2].id, ==, "b");
}

static gboolean
may_restart (RmgNodeFlags flags, RmgPolicyParts set)
{
  RmgPlanNode node = { .flags = flags, .policy = { .set = set } };

  return rmg_plan_node_get_renewal (&node) != RMG_RENEWAL_NONE;
}

static void
test_plan_policies_restart_spares_state_that_would_be_lost (void)
{
  g_assert_true (may_restart (0, 0));
  g_assert_true (may_restart (RMG_NODE_FILE | RMG_NODE_SOURCE, 0));
  g_assert_false (
      may_restart (RMG_NODE_FILE | RMG_NODE_SINK, RMG_POLICY_RETRY));
  g_assert_false (may_restart (RMG_NODE_FOREIGN, RMG_POLICY_BREAKER));
  g_assert_true (may_restart (RMG_NODE_FOREIGN, RMG_POLICY_RETRY));
}

typedef struct
{
  RmgNodeFlags flags;
  RmgPolicyParts set;
  RmgRestartMethod method;
  gboolean rebuilds;
  gboolean is_dynamic;
  RmgRenewal renewal;
  RmgRenewal probe;
} Renewed;

#define FOREIGN RMG_NODE_FOREIGN
#define NETWORK (RMG_NODE_FOREIGN | RMG_NODE_NETWORK)
#define RETRY RMG_POLICY_RETRY

static const Renewed renewed[] = {
  { 0, 0, RMG_METHOD_AUTO, FALSE, FALSE, RMG_RENEWAL_RESTART,
      RMG_RENEWAL_RESTART },
  { FOREIGN, 0, RMG_METHOD_AUTO, TRUE, FALSE, RMG_RENEWAL_NONE,
      RMG_RENEWAL_RESTART },
  { NETWORK | RMG_NODE_SINK, 0, RMG_METHOD_AUTO, FALSE, FALSE,
      RMG_RENEWAL_RESTART, RMG_RENEWAL_RESTART },
  { NETWORK, 0, RMG_METHOD_AUTO, FALSE, FALSE, RMG_RENEWAL_NONE,
      RMG_RENEWAL_RESTART },
  { FOREIGN, RETRY, RMG_METHOD_AUTO, TRUE, FALSE, RMG_RENEWAL_RESTART_FIRST,
      RMG_RENEWAL_REBUILD },
  { FOREIGN, RETRY, RMG_METHOD_AUTO, TRUE, TRUE, RMG_RENEWAL_REBUILD,
      RMG_RENEWAL_REBUILD },
  { FOREIGN, RETRY, RMG_METHOD_AUTO, FALSE, TRUE, RMG_RENEWAL_RESTART,
      RMG_RENEWAL_RESTART },
  { FOREIGN, RETRY, RMG_METHOD_NONE, TRUE, TRUE, RMG_RENEWAL_NONE,
      RMG_RENEWAL_NONE },
  { FOREIGN, 0, RMG_METHOD_RESTART, TRUE, TRUE, RMG_RENEWAL_RESTART,
      RMG_RENEWAL_RESTART },
  { FOREIGN, 0, RMG_METHOD_REBUILD, FALSE, FALSE, RMG_RENEWAL_REBUILD,
      RMG_RENEWAL_REBUILD },
  { RMG_NODE_HOSTED, 0, RMG_METHOD_REBUILD, FALSE, FALSE, RMG_RENEWAL_NONE,
      RMG_RENEWAL_NONE },
  { RMG_NODE_FILE | RMG_NODE_SINK, RETRY, RMG_METHOD_REBUILD, FALSE, FALSE,
      RMG_RENEWAL_NONE, RMG_RENEWAL_NONE },
};

static void
test_plan_policies_renewal_is_as_type_and_manifest_allow (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (renewed); i++) {
    const Renewed *row = &renewed[i];
    RmgPlanNode node = { .flags = row->flags,
      .policy = { .set = row->set, .restart.method = row->method },
      .rebuilds = row->rebuilds,
      .is_dynamic = row->is_dynamic };

    g_assert_cmpint (rmg_plan_node_get_renewal (&node), ==, row->renewal);
    g_assert_cmpint (rmg_plan_node_get_probe_renewal (&node), ==, row->probe);
  }
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *path =
        g_strdup_printf ("/plan-policies/row/%" G_GSIZE_FORMAT, i);

    g_test_add_data_func (path, &rows[i], test_plan_policies_row_is_described);
  }
  g_test_add_func ("/plan-policies/json", test_plan_policies_json_has_each_key);
  g_test_add_func (
      "/plan-policies/fallback", test_plan_policies_fallback_has_its_indices);
  g_test_add_func ("/plan-policies/restart",
      test_plan_policies_restart_spares_state_that_would_be_lost);
  g_test_add_func ("/plan-policies/renewal",
      test_plan_policies_renewal_is_as_type_and_manifest_allow);
  return g_test_run ();
}
