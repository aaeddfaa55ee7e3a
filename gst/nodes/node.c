/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/nodes/node.h"

static const char *
describe_flow (GstFlowReturn flow)
{
  if (flow == GST_FLOW_NOT_NEGOTIATED)
    return "it cannot take the data that arrived, or make what is asked for";
  return "it refused a buffer and gave no reason";
}

GError *
rmg_node_describe_failure (
    const RmgNode *node, const RmgFailure *failure, guint attempts)
{
  const GError *cause = failure->cause;
  g_autoptr (GString) text = g_string_new (NULL);
  GQuark domain = cause != NULL ? cause->domain : GST_STREAM_ERROR;
  int code = cause != NULL ? cause->code : GST_STREAM_ERROR_FAILED;

  g_string_printf (text, "node \"%s\" (%s): %s", node->plan->id,
      node->plan->type,
      cause != NULL ? cause->message : describe_flow (failure->flow));
  if (attempts > 1)
    g_string_append_printf (text, " (after %u attempts)", attempts);
  g_string_append_printf (text, " [%s, %s %d",
      failure->element_path != NULL ? failure->element_path : node->plan->id,
      g_quark_to_string (domain), code);
  if (failure->flow != GST_FLOW_OK)
    g_string_append_printf (text, ", %s", gst_flow_get_name (failure->flow));
  g_string_append_c (text, ']');
  return g_error_new_literal (domain, code, text->str);
}
