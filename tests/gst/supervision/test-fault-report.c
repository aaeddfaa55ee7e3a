/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/supervision/fault-report.h"

#include "tests/lib/plan-fixture.h"

#include <string.h>

typedef struct
{
  PlanFixture *plan;
  RmgNodeSet *nodes;
  RmgNode *node;
  RmgFailure failure;
} Lone;

static void
lone_init (Lone *self, RmgNodeFlags flags)
{
  *self = (Lone){ .plan = plan_fixture_new (1) };
  plan_fixture_add (self->plan, "fakesink", 0, RMG_ROLE_NODE);
  g_array_index (self->plan->plan.nodes, RmgPlanNode, 0).flags = flags;
  self->nodes = rmg_node_set_new (&self->plan->plan, self->plan->elements);
  self->node = rmg_node_set_get (self->nodes, 0);
  self->failure.flow = GST_FLOW_ERROR;
}

static void
lone_clear (Lone *self)
{
  g_clear_error (&self->failure.cause);
  rmg_node_set_free (self->nodes);
  plan_fixture_free (self->plan);
}

static RmgFault *
report (Lone *lone, guint attempts)
{
  return rmg_fault_report_new (
      lone->nodes, lone->node, &lone->failure, attempts, 3);
}

static void
test_fault_report_has_cause_attempts_and_loss (void)
{
  g_autoptr (RmgFault) fault = NULL;
  Lone lone;

  lone_init (&lone, RMG_NODE_TRANSIENT);
  lone.failure.debug = (char *) "debug";
  lone.failure.element_path = (char *) "/bin/x";
  rmg_node_note_attempt (lone.node, &lone.failure, "retry", 100);
  rmg_node_note_attempt (lone.node, &lone.failure, "stop", 0);
  fault = report (&lone, 2);

  g_assert_cmpstr (fault->node_id, ==, "n0");
  g_assert_cmpstr (fault->element_path, ==, "/bin/x");
  g_assert_cmpstr (fault->debug, ==, "debug");
  g_assert_cmpuint (fault->n_attempts, ==, 2);
  g_assert_cmpuint (rmg_fault_get_n_recorded (fault), ==, 2);
  g_assert_cmpuint (rmg_fault_get_attempt (fault, 0)->delay_ms, ==, 100);
  g_assert_nonnull (strstr (fault->lost, "incomplete: \"n0\""));
  g_assert_nonnull (strstr (fault->error->message, "after 2 attempts"));
  g_assert_nonnull (fault->hint);
  lone_clear (&lone);
}

static const struct
{
  const char *name;
  RmgNodeFlags flags;
  guint attempts;
  RmgFaultKind kind;
  gboolean retryable;
} kinds[] = {
  { "exhausted", RMG_NODE_TRANSIENT, 4, RMG_FAULT_EXHAUSTED, TRUE },
  { "permanent", 0, 1, RMG_FAULT_PERMANENT, FALSE },
  { "outside", RMG_NODE_TRANSIENT, RMG_NODE_FAILED_OUTSIDE, RMG_FAULT_OUTSIDE,
      TRUE },
  { "permanent", 0, RMG_NODE_FAILED_OUTSIDE, RMG_FAULT_PERMANENT, FALSE },
  { "drain", RMG_NODE_TRANSIENT, RMG_NODE_IS_DRAINED, RMG_FAULT_DRAIN, TRUE },
};

static void
test_fault_report_distinguishes_the_kinds (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    g_autoptr (RmgFault) fault = NULL;
    Lone lone;

    lone_init (&lone, kinds[i].flags);
    fault = report (&lone, kinds[i].attempts);
    g_assert_cmpstr (rmg_fault_kind_get_name (fault->kind), ==, kinds[i].name);
    g_assert_cmpint (fault->kind, ==, kinds[i].kind);
    g_assert_cmpint (fault->retryable, ==, kinds[i].retryable);
    lone_clear (&lone);
  }
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);

  g_test_add_func (
      "/fault-report/fields", test_fault_report_has_cause_attempts_and_loss);
  g_test_add_func (
      "/fault-report/kinds", test_fault_report_distinguishes_the_kinds);
  return g_test_run ();
}
