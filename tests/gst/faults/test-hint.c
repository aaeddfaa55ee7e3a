/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/faults/hint.h"

#include <string.h>

static const char *
find (RmgFaultKind kind, GQuark domain, int code, GstFlowReturn flow)
{
  const GError error = { domain, code, NULL };

  return rmg_fault_hint (kind, &error, flow);
}

static void
test_hint_of_a_missing_file_names_the_file (void)
{
  g_assert_nonnull (strstr (find (RMG_FAULT_PERMANENT, GST_RESOURCE_ERROR,
                                GST_RESOURCE_ERROR_NOT_FOUND, GST_FLOW_ERROR),
      "name of the file"));
}

static void
test_hint_of_temporary_failures_names_the_policy (void)
{
  g_assert_nonnull (strstr (find (RMG_FAULT_EXHAUSTED, GST_RESOURCE_ERROR,
                                GST_RESOURCE_ERROR_READ, GST_FLOW_ERROR),
      "\"retry\""));
  g_assert_nonnull (strstr (find (RMG_FAULT_RESTARTS, GST_RESOURCE_ERROR,
                                GST_RESOURCE_ERROR_READ, GST_FLOW_ERROR),
      "\"restart\""));
}

static void
test_hint_of_a_drain_says_why_no_retry_was_made (void)
{
  g_assert_nonnull (strstr (find (RMG_FAULT_DRAIN, GST_STREAM_ERROR,
                                GST_STREAM_ERROR_ENCODE, GST_FLOW_OK),
      "end of its stream"));
}

static void
test_hint_of_refused_caps_does_not_need_a_message (void)
{
  g_assert_nonnull (
      strstr (find (RMG_FAULT_PERMANENT, GST_STREAM_ERROR,
                  GST_STREAM_ERROR_FAILED, GST_FLOW_NOT_NEGOTIATED),
          "rmg plan"));
}

static void
test_hint_of_other_causes_is_null (void)
{
  g_assert_null (find (RMG_FAULT_PERMANENT, GST_STREAM_ERROR,
      GST_STREAM_ERROR_FAILED, GST_FLOW_ERROR));
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/hint/file", test_hint_of_a_missing_file_names_the_file);
  g_test_add_func (
      "/hint/policy", test_hint_of_temporary_failures_names_the_policy);
  g_test_add_func (
      "/hint/drain", test_hint_of_a_drain_says_why_no_retry_was_made);
  g_test_add_func (
      "/hint/caps", test_hint_of_refused_caps_does_not_need_a_message);
  g_test_add_func ("/hint/none", test_hint_of_other_causes_is_null);
  return g_test_run ();
}
