/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/elements/source/retry.h"

#include "tests/lib/source-supervision.h"

static RmgFailure *
new_failure (void)
{
  RmgFailure *failure = g_new0 (RmgFailure, 1);

  failure->cause = g_error_new_literal (
      GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_READ, "unreadable");
  return failure;
}

static void
test_source_retry_failures_count_until_data_comes (void)
{
  g_autoptr (GstElement) element =
      gst_object_ref_sink (gst_element_factory_make ("fakesrc", NULL));
  SourceSupervision supervision;
  RmgSourceRetry retry;

  source_supervision_init (&supervision, 2);
  rmg_source_retry_init (&retry, element);
  rmg_source_retry_set_node (&retry, supervision.node);
  for (guint i = 0; i < 5; i++) {
    g_assert_cmpint (
        rmg_source_retry_failed (&retry, new_failure ()), ==, GST_FLOW_OK);
    g_assert_cmpint (
        rmg_node_get_state (supervision.node), ==, RMG_NODE_STATE_RETRYING);
    rmg_source_retry_succeeded (&retry);
    g_assert_cmpint (
        rmg_node_get_state (supervision.node), ==, RMG_NODE_STATE_RUNNING);
  }
  g_assert_cmpuint (supervision.node->counters.restarts, ==, 5);
  g_assert_cmpint (
      rmg_source_retry_failed (&retry, new_failure ()), ==, GST_FLOW_OK);
  g_assert_cmpint (
      rmg_source_retry_failed (&retry, new_failure ()), ==, GST_FLOW_OK);
  g_assert_cmpint (
      rmg_source_retry_failed (&retry, new_failure ()), ==, GST_FLOW_EOS);
  g_assert_true (supervision.gave_up);
  rmg_source_retry_clear (&retry);
  source_supervision_clear (&supervision);
}

static void
test_source_retry_waits_while_the_breaker_is_open (void)
{
  g_autoptr (GstElement) element =
      gst_object_ref_sink (gst_element_factory_make ("fakesrc", NULL));
  SourceSupervision supervision;
  RmgSourceRetry retry;

  source_supervision_init (&supervision, 0);
  supervision.skips = TRUE;
  supervision.plan.policy.breaker.open_ms = 1;
  rmg_source_retry_init (&retry, element);
  rmg_source_retry_set_node (&retry, supervision.node);
  g_assert_cmpint (
      rmg_source_retry_failed (&retry, new_failure ()), ==, GST_FLOW_OK);
  rmg_source_retry_succeeded (&retry);
  g_assert_cmpuint (supervision.n_proofs, ==, 1);
  supervision.is_broken = TRUE;
  g_assert_cmpint (
      rmg_source_retry_failed (&retry, new_failure ()), ==, GST_FLOW_EOS);
  rmg_source_retry_clear (&retry);
  source_supervision_clear (&supervision);
}

static void
test_source_retry_stop_ends_the_wait (void)
{
  g_autoptr (GstElement) element =
      gst_object_ref_sink (gst_element_factory_make ("fakesrc", NULL));
  SourceSupervision supervision;
  RmgSourceRetry retry;

  source_supervision_init (&supervision, 1);
  supervision.delay_ms = 60000;
  rmg_source_retry_init (&retry, element);
  rmg_source_retry_set_node (&retry, supervision.node);
  rmg_source_retry_set_stopped (&retry, TRUE);
  g_assert_cmpint (
      rmg_source_retry_failed (&retry, new_failure ()), ==, GST_FLOW_FLUSHING);
  g_assert_cmpuint (supervision.node->counters.restarts, ==, 0);
  rmg_source_retry_clear (&retry);
  source_supervision_clear (&supervision);
}

static void
test_source_retry_without_node_posts_the_error (void)
{
  g_autoptr (GstElement) element =
      gst_object_ref_sink (gst_element_factory_make ("fakesrc", NULL));
  g_autoptr (GstBus) bus = gst_bus_new ();
  g_autoptr (GstMessage) message = NULL;
  g_autoptr (GError) error = NULL;
  RmgSourceRetry retry;

  gst_element_set_bus (element, bus);
  rmg_source_retry_init (&retry, element);
  g_assert_cmpint (
      rmg_source_retry_failed (&retry, new_failure ()), ==, GST_FLOW_ERROR);
  message = gst_bus_pop_filtered (bus, GST_MESSAGE_ERROR);
  g_assert_nonnull (message);
  gst_message_parse_error (message, &error, NULL);
  g_assert_cmpstr (error->message, ==, "unreadable");
  gst_element_set_bus (element, NULL);
  rmg_source_retry_clear (&retry);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/source-retry/counts",
      test_source_retry_failures_count_until_data_comes);
  g_test_add_func ("/source-retry/breaker",
      test_source_retry_waits_while_the_breaker_is_open);
  g_test_add_func ("/source-retry/stop", test_source_retry_stop_ends_the_wait);
  g_test_add_func (
      "/source-retry/alone", test_source_retry_without_node_posts_the_error);
  return g_test_run ();
}
