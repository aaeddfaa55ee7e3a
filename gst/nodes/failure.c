/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/nodes/failure.h"

#define ANY_CODE -1
#define ANY_FLAGS 0

typedef enum
{
  DOMAIN_NONE, /* no message was posted */
  DOMAIN_CORE,
  DOMAIN_LIBRARY,
  DOMAIN_RESOURCE,
  DOMAIN_STREAM,
  DOMAIN_OTHER,
} Domain;

typedef struct
{
  Domain domain;
  int code;
  RmgNodeFlags flags; /* all of these must be set */
  RmgFailureKind kind;
} Rule;

/* Refused connections, time-outs and unknown hosts are all posted as
 * STREAM/FAILED. The code alone cannot distinguish them, the flags can. */
static const Rule rules[] = {
  { DOMAIN_RESOURCE, GST_RESOURCE_ERROR_NOT_FOUND, ANY_FLAGS,
      RMG_FAILURE_PERMANENT },
  { DOMAIN_RESOURCE, GST_RESOURCE_ERROR_NOT_AUTHORIZED, ANY_FLAGS,
      RMG_FAILURE_PERMANENT },
  { DOMAIN_RESOURCE, GST_RESOURCE_ERROR_NO_SPACE_LEFT, ANY_FLAGS,
      RMG_FAILURE_PERMANENT },
  { DOMAIN_RESOURCE, GST_RESOURCE_ERROR_SETTINGS, ANY_FLAGS,
      RMG_FAILURE_PERMANENT },
  { DOMAIN_RESOURCE, GST_RESOURCE_ERROR_BUSY, ANY_FLAGS,
      RMG_FAILURE_TRANSIENT },
  { DOMAIN_RESOURCE, ANY_CODE, RMG_NODE_NETWORK, RMG_FAILURE_TRANSIENT },
  { DOMAIN_RESOURCE, ANY_CODE, RMG_NODE_FILE, RMG_FAILURE_PERMANENT },
  { DOMAIN_RESOURCE, GST_RESOURCE_ERROR_READ, ANY_FLAGS,
      RMG_FAILURE_TRANSIENT },
  { DOMAIN_RESOURCE, GST_RESOURCE_ERROR_WRITE, ANY_FLAGS,
      RMG_FAILURE_TRANSIENT },
  { DOMAIN_STREAM, GST_STREAM_ERROR_FAILED, RMG_NODE_NETWORK,
      RMG_FAILURE_TRANSIENT },
  { DOMAIN_NONE, ANY_CODE, RMG_NODE_TRANSIENT, RMG_FAILURE_TRANSIENT },
};

static Domain
domain_of (const RmgFailure *failure)
{
  if (failure->cause == NULL)
    return DOMAIN_NONE;
  if (failure->cause->domain == GST_CORE_ERROR)
    return DOMAIN_CORE;
  if (failure->cause->domain == GST_LIBRARY_ERROR)
    return DOMAIN_LIBRARY;
  if (failure->cause->domain == GST_RESOURCE_ERROR)
    return DOMAIN_RESOURCE;
  if (failure->cause->domain == GST_STREAM_ERROR)
    return DOMAIN_STREAM;
  return DOMAIN_OTHER;
}

static gboolean
rule_matches (const Rule *rule, const RmgFailure *failure, RmgNodeFlags flags)
{
  if (rule->domain != domain_of (failure))
    return FALSE;
  if (rule->code != ANY_CODE && rule->code != failure->cause->code)
    return FALSE;
  return (flags & rule->flags) == rule->flags;
}

/* Transient: 408 Request Timeout, 425 Too Early, 429 Too Many Requests, and
 * errors of the server, such as 503 Service Unavailable. */
static RmgFailureKind
classify_http_status (guint status)
{
  if (status == 408 || status == 425 || status == 429 || status >= 500)
    return RMG_FAILURE_TRANSIENT;
  return RMG_FAILURE_PERMANENT;
}

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

gboolean
rmg_failure_is_flow_error (const RmgFailure *failure)
{
  /* GST_ELEMENT_FLOW_ERROR adds the field; nothing else does. */
  return failure->details != NULL &&
      gst_structure_has_field (failure->details, "flow-return");
}

RmgFailureKind
rmg_failure_classify (const RmgFailure *failure, RmgNodeFlags flags)
{
  gboolean retryable = FALSE;
  guint status = 0;

  if (failure->cause == NULL && failure->flow > GST_FLOW_NOT_NEGOTIATED)
    return RMG_FAILURE_NONE;
  if (failure->details != NULL) {
    if (gst_structure_get_boolean (
            failure->details, "rmg-retryable", &retryable))
      return retryable ? RMG_FAILURE_TRANSIENT : RMG_FAILURE_PERMANENT;
    if (gst_structure_get_uint (failure->details, "http-status-code", &status))
      return classify_http_status (status);
  }
  if (failure->flow == GST_FLOW_NOT_NEGOTIATED)
    return RMG_FAILURE_PERMANENT;

  for (gsize i = 0; i < G_N_ELEMENTS (rules); i++)
    if (rule_matches (&rules[i], failure, flags))
      return rules[i].kind;
  return RMG_FAILURE_PERMANENT;
}

guint
rmg_failure_retry_after_ms (const RmgFailure *failure)
{
  guint delay_ms = 0;

  if (failure->details != NULL)
    gst_structure_get_uint (failure->details, "rmg-retry-after-ms", &delay_ms);
  return delay_ms;
}
