/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/nodes/retry.h"

typedef struct
{
  const char *name;
  GQuark (*domain) (void);
  int code;
  GstFlowReturn flow;
  RmgNodeFlags flags;
  RmgFailureKind expected;
} Case;

static const Case cases[] = {
  { "refused-connection", gst_stream_error_quark, GST_STREAM_ERROR_FAILED,
      GST_FLOW_ERROR, RMG_NODE_NETWORK, RMG_FAILURE_TRANSIENT },
  { "failed-filter", gst_stream_error_quark, GST_STREAM_ERROR_FAILED,
      GST_FLOW_ERROR, RMG_NODE_FOREIGN, RMG_FAILURE_PERMANENT },
  { "no-space", gst_resource_error_quark, GST_RESOURCE_ERROR_NO_SPACE_LEFT,
      GST_FLOW_ERROR, RMG_NODE_NETWORK, RMG_FAILURE_PERMANENT },
  { "missing-file", gst_resource_error_quark, GST_RESOURCE_ERROR_NOT_FOUND,
      GST_FLOW_ERROR, RMG_NODE_FILE, RMG_FAILURE_PERMANENT },
  { "unreadable-file", gst_resource_error_quark, GST_RESOURCE_ERROR_READ,
      GST_FLOW_ERROR, RMG_NODE_FILE, RMG_FAILURE_PERMANENT },
  { "failing-device", gst_resource_error_quark, GST_RESOURCE_ERROR_READ,
      GST_FLOW_ERROR, RMG_NODE_FOREIGN, RMG_FAILURE_TRANSIENT },
  { "busy", gst_resource_error_quark, GST_RESOURCE_ERROR_BUSY, GST_FLOW_ERROR,
      RMG_NODE_FILE, RMG_FAILURE_TRANSIENT },
  { "format", gst_stream_error_quark, GST_STREAM_ERROR_FORMAT, GST_FLOW_ERROR,
      RMG_NODE_FOREIGN, RMG_FAILURE_PERMANENT },
  { "no-reason-given", NULL, 0, GST_FLOW_ERROR, RMG_NODE_TRANSIENT,
      RMG_FAILURE_TRANSIENT },
  { "no-reason-given-by-own-element", NULL, 0, GST_FLOW_ERROR, 0,
      RMG_FAILURE_PERMANENT },
  { "not-negotiated", NULL, 0, GST_FLOW_NOT_NEGOTIATED, RMG_NODE_TRANSIENT,
      RMG_FAILURE_PERMANENT },
  { "eos", NULL, 0, GST_FLOW_EOS, RMG_NODE_TRANSIENT, RMG_FAILURE_NONE },
  { "flushing", NULL, 0, GST_FLOW_FLUSHING, RMG_NODE_TRANSIENT,
      RMG_FAILURE_NONE },
  { "not-linked", NULL, 0, GST_FLOW_NOT_LINKED, RMG_NODE_TRANSIENT,
      RMG_FAILURE_NONE },
};

static RmgFailure *
make_failure (GQuark domain, int code, GstFlowReturn flow)
{
  RmgFailure *failure = g_new0 (RmgFailure, 1);

  failure->flow = flow;
  if (domain != 0)
    failure->cause = g_error_new_literal (domain, code, "test");
  return failure;
}

static void
test_failure_table_row_is_classified (gconstpointer data)
{
  const Case *row = data;
  g_autoptr (RmgFailure) failure = make_failure (
      row->domain != NULL ? row->domain () : 0, row->code, row->flow);

  g_assert_cmpint (
      rmg_failure_classify (failure, row->flags), ==, row->expected);
}

static void
assert_details_decide (const char *details, RmgFailureKind expected)
{
  g_autoptr (RmgFailure) failure =
      make_failure (GST_STREAM_ERROR, GST_STREAM_ERROR_FAILED, GST_FLOW_ERROR);

  failure->details = gst_structure_from_string (details, NULL);
  g_assert_cmpint (rmg_failure_classify (failure, 0), ==, expected);
}

static void
test_failure_details_override_table (void)
{
  assert_details_decide (
      "details, rmg-retryable=(boolean)true", RMG_FAILURE_TRANSIENT);
  assert_details_decide (
      "details, http-status-code=(uint)503", RMG_FAILURE_TRANSIENT);
  assert_details_decide (
      "details, http-status-code=(uint)429", RMG_FAILURE_TRANSIENT);
  assert_details_decide (
      "details, http-status-code=(uint)404", RMG_FAILURE_PERMANENT);
}

static void
assert_retry_after (const char *details, guint delay_ms)
{
  g_autoptr (RmgFailure) failure =
      make_failure (GST_STREAM_ERROR, GST_STREAM_ERROR_FAILED, GST_FLOW_ERROR);

  if (details != NULL)
    failure->details = gst_structure_from_string (details, NULL);
  g_assert_cmpuint (rmg_failure_retry_after_ms (failure), ==, delay_ms);
}

static void
test_failure_retry_after_is_a_number_of_either_sign (void)
{
  assert_retry_after (NULL, 0);
  assert_retry_after ("details, other=(int)5", 0);
  assert_retry_after ("details, rmg-retry-after-ms=(uint)750", 750);
  assert_retry_after ("details, rmg-retry-after-ms=(int)750", 750);
  assert_retry_after ("details, rmg-retry-after-ms=(int)-3", 0);
}

static RmgFailureKind
judge (GQuark domain, int code, RmgFailureClasses on, const char *details)
{
  RmgPlanNode node = { .policy = { .retry = { .on = on } } };
  g_autoptr (RmgFailure) failure = make_failure (domain, code, GST_FLOW_ERROR);

  if (details != NULL)
    failure->details = gst_structure_from_string (details, NULL);
  return rmg_failure_judge (failure, &node);
}

static void
test_failure_policy_retries_its_classes (void)
{
  const GQuark stream = GST_STREAM_ERROR;
  const GQuark resource = GST_RESOURCE_ERROR;

  g_assert_cmpint (
      judge (stream, GST_STREAM_ERROR_DECODE, RMG_FAILS_TRANSIENT, NULL), ==,
      RMG_FAILURE_PERMANENT);
  g_assert_cmpint (
      judge (stream, GST_STREAM_ERROR_DECODE, RMG_FAILS_DATA, NULL), ==,
      RMG_FAILURE_TRANSIENT);
  /* the classes of the list replace those of the table */
  g_assert_cmpint (
      judge (resource, GST_RESOURCE_ERROR_BUSY, RMG_FAILS_DATA, NULL), ==,
      RMG_FAILURE_PERMANENT);
  g_assert_cmpint (judge (resource, GST_RESOURCE_ERROR_BUSY,
                       RMG_FAILS_DATA | RMG_FAILS_TRANSIENT, NULL),
      ==, RMG_FAILURE_TRANSIENT);
  /* no value in a plan made by hand */
  g_assert_cmpint (judge (resource, GST_RESOURCE_ERROR_BUSY, 0, NULL), ==,
      RMG_FAILURE_TRANSIENT);
}

static void
test_failure_policy_respects_the_element (void)
{
  g_assert_cmpint (judge (GST_STREAM_ERROR, GST_STREAM_ERROR_DECODE,
                       RMG_FAILS_DATA, "d, rmg-retryable=(boolean)false"),
      ==, RMG_FAILURE_PERMANENT);
  g_assert_cmpint (judge (GST_STREAM_ERROR, GST_STREAM_ERROR_DECODE,
                       RMG_FAILS_TRANSIENT, "d, rmg-retryable=(boolean)true"),
      ==, RMG_FAILURE_TRANSIENT);
}

static void
test_failure_class_follows_the_table (void)
{
  g_autoptr (RmgFailure) full = make_failure (
      GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_NO_SPACE_LEFT, GST_FLOW_ERROR);
  g_autoptr (RmgFailure) silent = make_failure (0, 0, GST_FLOW_ERROR);

  g_assert_cmpuint (rmg_failure_get_class (full, 0), ==, RMG_FAILS_NO_SPACE);
  g_assert_cmpuint (rmg_failure_get_class (silent, 0), ==, RMG_FAILS_FLOW);
}

static void
assert_decision (RmgFailureKind kind, guint failures, guint retry_after_ms,
    RmgRetryAction action, guint delay_ms)
{
  static const RmgRetryPolicy policy = { 3, 100, 2, 1600 };
  RmgRetryDecision decision =
      rmg_retry_decide (&policy, kind, failures, retry_after_ms, 0);

  g_assert_cmpint (decision.action, ==, action);
  if (action != RMG_RETRY_GIVE_UP)
    g_assert_cmpuint (decision.delay_ms, ==, delay_ms);
}

static void
test_retry_transient_climbs_ladder (void)
{
  assert_decision (RMG_FAILURE_TRANSIENT, 0, 0, RMG_RETRY_OFFER, 100);
  assert_decision (RMG_FAILURE_TRANSIENT, 1, 0, RMG_RETRY_RESTART, 200);
  assert_decision (RMG_FAILURE_TRANSIENT, 2, 0, RMG_RETRY_RESTART, 400);
  assert_decision (RMG_FAILURE_TRANSIENT, 3, 0, RMG_RETRY_GIVE_UP, 0);
}

static void
test_retry_permanent_produces_up_at_once (void)
{
  assert_decision (RMG_FAILURE_PERMANENT, 0, 0, RMG_RETRY_GIVE_UP, 0);
}

static void
test_failure_without_cause_is_copied_as_stream_error (void)
{
  const RmgFailure failure = { .flow = GST_FLOW_NOT_NEGOTIATED };
  g_autoptr (GError) error = rmg_failure_copy_error (&failure);

  g_assert_error (error, GST_STREAM_ERROR, GST_STREAM_ERROR_FAILED);
  g_assert_cmpstr (error->message, ==, rmg_failure_get_text (&failure));
}

static void
test_failure_with_cause_copies_it (void)
{
  g_autoptr (GError) cause = g_error_new_literal (
      GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_BUSY, "in use");
  const RmgFailure failure = { .cause = cause };
  g_autoptr (GError) error = rmg_failure_copy_error (&failure);

  g_assert_true (error != cause);
  g_assert_error (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_BUSY);
  g_assert_cmpstr (error->message, ==, "in use");
}

static void
test_retry_after_lengthens_delay (void)
{
  assert_decision (RMG_FAILURE_TRANSIENT, 0, 750, RMG_RETRY_OFFER, 750);
  assert_decision (RMG_FAILURE_TRANSIENT, 2, 50, RMG_RETRY_RESTART, 400);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = g_strdup_printf ("/failure/%s", cases[i].name);

    g_test_add_data_func (
        path, &cases[i], test_failure_table_row_is_classified);
  }
  g_test_add_func ("/failure/details", test_failure_details_override_table);
  g_test_add_func ("/failure/retry-after",
      test_failure_retry_after_is_a_number_of_either_sign);
  g_test_add_func (
      "/failure/policy/classes", test_failure_policy_retries_its_classes);
  g_test_add_func (
      "/failure/policy/element", test_failure_policy_respects_the_element);
  g_test_add_func ("/failure/class", test_failure_class_follows_the_table);
  g_test_add_func ("/failure/error/stream",
      test_failure_without_cause_is_copied_as_stream_error);
  g_test_add_func ("/failure/error/copy", test_failure_with_cause_copies_it);
  g_test_add_func ("/retry/transient", test_retry_transient_climbs_ladder);
  g_test_add_func (
      "/retry/permanent", test_retry_permanent_produces_up_at_once);
  g_test_add_func ("/retry/retry-after", test_retry_after_lengthens_delay);
  return g_test_run ();
}
