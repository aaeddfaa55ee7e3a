/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/session/abort.h"

#include <rmg/init.h>
#include "tests/lib/session-fixture.h"
#include "tests/lib/start-fault.h"

typedef struct
{
  const char *lines;
  RmgFraming framing;
  gboolean is_possible;
} PlanCase;

static const PlanCase plans[] = {
  { "a PassThroughNode\n", RMG_FRAMING_ITEMS, TRUE },
  { "a gst:identity\n", RMG_FRAMING_ITEMS, TRUE },
  { "a PassThroughNode\n", RMG_FRAMING_STREAM, FALSE },
  { "a PassThroughNode\nb gst:fakesink\na > b\n", RMG_FRAMING_ITEMS, FALSE },
};

static void
test_abort_pipeline_of_open_ports_is_possible (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (plans); i++) {
    RmgPlanOptions options = { .framing = plans[i].framing };
    g_autoptr (RmgGraph) graph = rmg_test_graph (plans[i].lines);
    g_autoptr (GError) error = NULL;
    g_autoptr (RmgPlan) plan = rmg_plan_new (graph, &options, NULL, &error);

    g_assert_no_error (error);
    g_assert_cmpint (rmg_abort_is_possible (plan), ==, plans[i].is_possible);
  }
}

static void
test_abort_fault_has_code_and_no_node (void)
{
  g_autoptr (RmgFault) fault =
      rmg_abort_fault_new (RMG_ERROR_CANCELLED, "cancelled", 7);

  g_assert_error (fault->error, RMG_ERROR, RMG_ERROR_CANCELLED);
  g_assert_cmpstr (fault->node_id, ==, "");
  g_assert_cmpstr (fault->message, ==, "cancelled");
  g_assert_cmpuint (fault->item, ==, 7);
  g_assert_cmpint (fault->kind, ==, RMG_FAULT_ITEM);
  g_assert_cmpstr (rmg_fault_kind_get_name (fault->kind), ==, "item");
}

static void
push_value (RmgSession *session, gint64 number)
{
  g_autoptr (RmgValue) value = rmg_value_new_int (number);

  g_assert_cmpint (
      rmg_session_push_value (session, NULL, value, NULL), ==, RMG_SESSION_OK);
}

static void
pull (RmgSession *session, guint64 item, gboolean has_buffer, RmgFault *fault)
{
  g_auto (RmgOutput) output = { NULL };

  g_assert_cmpint (
      rmg_session_pull (session, &output, NULL), ==, RMG_SESSION_OK);
  g_assert_cmpuint (output.item, ==, item);
  g_assert_cmpint (output.buffer != NULL, ==, has_buffer);
  g_assert_true (output.fault == fault);
}

/* Complete items keep their outputs, and each other one has a fault. */
static void
test_abort_faults_are_in_order (void)
{
  RmgSession *session = rmg_test_open ("a AddNode 'addend':1\n"
                                       "b AddNode 'addend':2\n",
      RMG_THREADING_INLINE, RMG_FRAMING_ITEMS);
  g_autoptr (RmgFault) fault =
      rmg_abort_fault_new (RMG_ERROR_FAILED, "test", 0);

  push_value (session, 1);
  g_assert_cmpuint (rmg_abort_get_first (session), ==, 1);
  g_assert_cmpuint (rmg_abort_get_next (session), ==, 1);
  rmg_abort_items (session, 1, 3, fault);
  g_assert_cmpuint (rmg_abort_get_first (session), ==, 3);
  for (guint i = 0; i < 2; i++) {
    pull (session, 0, TRUE, NULL);
    pull (session, 0, FALSE, NULL);
  }
  pull (session, 1, FALSE, fault);
  pull (session, 2, FALSE, fault);
  g_assert_true (rmg_session_close (session, NULL));
}

/* The reader has one of two shares: the fault comes in place of the other. */
static void
test_abort_item_that_is_half_pulled_ends (void)
{
  RmgSession *session = rmg_test_open ("a AddNode 'addend':1\n"
                                       "b AddNode 'addend':2\n",
      RMG_THREADING_INLINE, RMG_FRAMING_ITEMS);
  g_autoptr (RmgFault) fault =
      rmg_abort_fault_new (RMG_ERROR_FAILED, "test", 0);

  push_value (session, 1);
  pull (session, 0, TRUE, NULL);
  pull (session, 0, FALSE, NULL);
  rmg_abort_items (session, 0, 2, fault);
  pull (session, 0, FALSE, fault);
  pull (session, 1, FALSE, fault);
  push_value (session, 2); /* part of item 0 */
  push_value (session, 2); /* of item 1 */
  g_assert_true (rmg_session_close (session, NULL));
}

/* A node that refuses to start again ends the session, with its own fault. */
static void
test_abort_failed_start_fails_the_session (void)
{
  RmgSession *session = rmg_test_open (
      "a gst:teststart\n", RMG_THREADING_INLINE, RMG_FRAMING_ITEMS);
  g_autoptr (RmgFault) fault =
      rmg_abort_fault_new (RMG_ERROR_FAILED, "test", 0);
  g_autoptr (GstElement) element =
      gst_bin_get_by_name (GST_BIN (session->bin), "a");
  g_autoptr (GError) error = NULL;
  g_auto (RmgOutput) output = { NULL };

  g_object_set (element, "state-error", 2, NULL);
  rmg_abort_items (session, 0, 1, fault);
  pull (session, 0, FALSE, fault);
  g_assert_cmpint (
      rmg_session_pull (session, &output, &error), ==, RMG_SESSION_ERROR);
  g_assert_error (error, RMG_ERROR, RMG_ERROR_NODE_FAILED);
  g_assert_cmpuint (rmg_session_get_n_faults (session), >=, 1);
  g_assert_true (rmg_session_close (session, NULL));
}

int
main (int argc, char **argv)
{
  rmg_init ();
  rmg_test_start_fault_register ();
  g_test_init (&argc, &argv, NULL);

  g_test_add_func (
      "/abort/possible", test_abort_pipeline_of_open_ports_is_possible);
  g_test_add_func ("/abort/fault", test_abort_fault_has_code_and_no_node);
  g_test_add_func ("/abort/order", test_abort_faults_are_in_order);
  g_test_add_func ("/abort/half", test_abort_item_that_is_half_pulled_ends);
  g_test_add_func ("/abort/start", test_abort_failed_start_fails_the_session);
  return g_test_run ();
}
