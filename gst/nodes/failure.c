/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/nodes/failure.h"

#include "translator/policy/failures.h"

RmgFailure *
rmg_failure_from_message (GstMessage *message)
{
  RmgFailure *failure = g_new0 (RmgFailure, 1);
  const GstStructure *details = NULL;

  gst_message_parse_error (message, &failure->cause, &failure->debug);
  gst_message_parse_error_details (message, &details);
  if (details != NULL)
    failure->details = gst_structure_copy (details);
  if (GST_MESSAGE_SRC (message) != NULL)
    failure->element_path =
        gst_object_get_path_string (GST_MESSAGE_SRC (message));
  return failure;
}

void
rmg_failure_free (RmgFailure *failure)
{
  g_clear_error (&failure->cause);
  g_free (failure->debug);
  g_clear_pointer (&failure->details, gst_structure_free);
  g_free (failure->element_path);
  g_free (failure);
}

const char *
rmg_failure_get_text (const RmgFailure *failure)
{
  if (failure->cause != NULL)
    return failure->cause->message;
  if (failure->flow == GST_FLOW_NOT_NEGOTIATED)
    return "it does not support the format of the data";
  return "it returned an error without a reason";
}

GError *
rmg_failure_copy_error (const RmgFailure *failure)
{
  if (failure->cause != NULL)
    return g_error_copy (failure->cause);
  return g_error_new_literal (GST_STREAM_ERROR, GST_STREAM_ERROR_FAILED,
      rmg_failure_get_text (failure));
}

gboolean
rmg_failure_is_flow_error (const RmgFailure *failure)
{
  /* GST_ELEMENT_FLOW_ERROR adds the field; nothing else does. */
  return failure->details != NULL &&
      gst_structure_has_field (failure->details, "flow-return");
}

static const RmgFailureRule *
find_rule (const RmgFailure *failure, RmgNodeFlags flags)
{
  guint status = 0;

  if (failure->details != NULL &&
      gst_structure_get_uint (failure->details, "http-status-code", &status))
    return rmg_failure_find_rule (RMG_FAILURE_HTTP, (int) status, flags);
  if (failure->cause == NULL || failure->flow == GST_FLOW_NOT_NEGOTIATED)
    return rmg_failure_find_rule (RMG_FAILURE_FLOW, failure->flow, flags);
  return rmg_failure_find_rule (
      g_quark_to_string (failure->cause->domain), failure->cause->code, flags);
}

static gboolean
is_none (const RmgFailure *failure)
{
  return failure->cause == NULL && failure->flow > GST_FLOW_NOT_NEGOTIATED;
}

/* Whether the element itself decides. */
static gboolean
get_retryable (const RmgFailure *failure, gboolean *retryable)
{
  return failure->details != NULL &&
      gst_structure_get_boolean (failure->details, "rmg-retryable", retryable);
}

RmgFailureKind
rmg_failure_classify (const RmgFailure *failure, RmgNodeFlags flags)
{
  gboolean retryable = FALSE;

  if (is_none (failure))
    return RMG_FAILURE_NONE;
  if (!get_retryable (failure, &retryable))
    retryable = find_rule (failure, flags)->transient;
  return retryable ? RMG_FAILURE_TRANSIENT : RMG_FAILURE_PERMANENT;
}

RmgFailureClasses
rmg_failure_get_class (const RmgFailure *failure, RmgNodeFlags flags)
{
  return find_rule (failure, flags)->class;
}

RmgFailureKind
rmg_failure_judge (const RmgFailure *failure, const RmgPlanNode *node)
{
  const RmgFailureClasses on = node->policy.retry.on;
  const RmgFailureKind kind = rmg_failure_classify (failure, node->flags);
  gboolean retryable;

  if (kind == RMG_FAILURE_NONE || on == 0 || on == RMG_FAILS_TRANSIENT)
    return kind;
  if (get_retryable (failure, &retryable) && !retryable)
    return RMG_FAILURE_PERMANENT;
  if (kind == RMG_FAILURE_TRANSIENT && on & RMG_FAILS_TRANSIENT)
    return RMG_FAILURE_TRANSIENT;
  return on & rmg_failure_get_class (failure, node->flags)
      ? RMG_FAILURE_TRANSIENT
      : RMG_FAILURE_PERMANENT;
}

guint
rmg_failure_retry_after_ms (const RmgFailure *failure)
{
  static const char name[] = "rmg-retry-after-ms";
  guint delay_ms = 0;
  int number = 0;

  if (failure->details == NULL ||
      gst_structure_get_uint (failure->details, name, &delay_ms))
    return delay_ms;
  gst_structure_get_int (failure->details, name, &number); /* from Python */
  return (guint) MAX (number, 0);
}
