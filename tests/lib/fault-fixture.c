/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "tests/lib/fault-fixture.h"

#define TIME_US G_GINT64_CONSTANT (1700000000000000)

static void
add_attempt (GPtrArray *attempts, guint number, gboolean is_last)
{
  g_autofree char *message = g_strdup_printf ("cause %u", number);
  const RmgFaultAttempt attempt = {
    .number = number,
    .time_us = TIME_US + number * 1000,
    .domain = "gst-resource-error-quark",
    .code = GST_RESOURCE_ERROR_READ,
    .message = message,
    .flow = GST_FLOW_ERROR,
    .action = is_last ? "stop" : "restart",
    .delay_ms = is_last ? 0 : 100 * number,
  };

  g_ptr_array_add (attempts, rmg_fault_attempt_copy (&attempt));
}

RmgFault *
fault_fixture_new (guint n_attempts)
{
  g_autoptr (GPtrArray) attempts = rmg_fault_attempts_new ();
  g_autoptr (GError) error = g_error_new_literal (GST_RESOURCE_ERROR,
      GST_RESOURCE_ERROR_READ, "node \"x\" (T): disk is gone");
  const RmgFault fields = {
    .node_id = "x",
    .node_type = "T",
    .element_path = "/bin/x",
    .item = 5,
    .time_us = TIME_US,
    .kind = RMG_FAULT_EXHAUSTED,
    .retryable = TRUE,
    .error = error,
    .message = "disk is gone",
    .flow = GST_FLOW_ERROR,
    .debug = "file.c(12): read",
    .lost = "all",
    .hint = "repair it",
    .n_attempts = n_attempts,
  };

  for (guint i = 1; i <= n_attempts; i++)
    add_attempt (attempts, i, i == n_attempts);
  return rmg_fault_new (&fields, attempts);
}
