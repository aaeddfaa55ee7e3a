/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/faults/hint.h"

typedef struct
{
  GQuark (*get_domain) (void);
  int code;
  const char *hint;
} HintRow;

static const HintRow rows[] = {
  { gst_resource_error_quark, GST_RESOURCE_ERROR_NOT_FOUND,
      "Check the name of the file or the address." },
  { gst_resource_error_quark, GST_RESOURCE_ERROR_NOT_AUTHORIZED,
      "Check the permissions or the credentials." },
  { gst_resource_error_quark, GST_RESOURCE_ERROR_NO_SPACE_LEFT,
      "Free space on the disk." },
  { gst_resource_error_quark, GST_RESOURCE_ERROR_OPEN_WRITE,
      "Check that the folder exists and that the program may write to it." },
  { gst_core_error_quark, GST_CORE_ERROR_MISSING_PLUGIN,
      "Install the plugin that has the element." },
  { gst_core_error_quark, GST_CORE_ERROR_NEGOTIATION,
      "The formats on both sides of the node differ; \"rmg plan\" shows "
      "them." },
  { gst_core_error_quark, GST_CORE_ERROR_STATE_CHANGE,
      "Check the parameters of the node; GST_DEBUG=rmgnode:5 shows its "
      "states." },
  { gst_stream_error_quark, GST_STREAM_ERROR_CODEC_NOT_FOUND,
      "Install a decoder for this format." },
  { gst_stream_error_quark, GST_STREAM_ERROR_DECODE,
      "The data is damaged or in another format than its name says." },
  { gst_stream_error_quark, GST_STREAM_ERROR_FORMAT,
      "The data is damaged or in another format than its name says." },
  { gst_stream_error_quark, GST_STREAM_ERROR_TYPE_NOT_FOUND,
      "The data is in no known media format." },
};

static const char *const kind_hints[] = {
  [RMG_FAULT_EXHAUSTED] =
      "The failure is temporary: run again, or allow more or later retries in "
      "the field \"retry\" of the node.",
  [RMG_FAULT_DRAIN] =
      "The node failed at the end of its stream, where no retry is possible.",
  [RMG_FAULT_RESTARTS] = "The node fails again after each restart: repair the "
                         "cause, or allow more "
                         "restarts in the field \"restart\" of the node.",
  [RMG_FAULT_OUTSIDE] =
      "The error did not come from the processing of a buffer, so there was "
      "none "
      "to offer again. In a stream, \"retry\" or a \"breaker\" that lets data "
      "pass restarts such a node after its start and before the end.",
};

const char *
rmg_fault_hint (RmgFaultKind kind, const GError *error, GstFlowReturn flow)
{
  if (kind < G_N_ELEMENTS (kind_hints) && kind_hints[kind] != NULL)
    return kind_hints[kind];
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (error->domain == rows[i].get_domain () && error->code == rows[i].code)
      return rows[i].hint;
  if (flow == GST_FLOW_NOT_NEGOTIATED)
    return "The formats on both sides of the node differ; \"rmg plan\" shows "
           "them.";
  return NULL;
}
