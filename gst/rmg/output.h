/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */
#pragma once

#include <rmg/api.h>
#include <rmg/fault.h>

#include <gst/gst.h>

G_BEGIN_DECLS

/**
 * RmgOutput:
 * @node_id: id of the node that produced the output; valid as long as the plan
 *   of the session, in a copy for ever
 * @item: number of the pushed item, in items framing
 * @caps: (nullable): caps of @buffer
 * @buffer: (nullable): data; %NULL at the end of an item of @node_id
 * @results: (nullable): at the end of an item, the results of nodes
 * @fault: (nullable): the item has failed or was cancelled, and this is the only
 *   output of it that counts: outputs of the item that were pulled before are
 *   incomplete. @node_id is then the output node whose turn it was.
 *
 * An output that was pulled.
 */
typedef struct
{
  const char *node_id;
  guint64 item;
  GstCaps *caps;
  GstBuffer *buffer;
  GstStructure *results;
  RmgFault *fault;
} RmgOutput;

#define RMG_TYPE_OUTPUT (rmg_output_get_type ())
RMG_API GType rmg_output_get_type (void);

/**
 * rmg_output_copy:
 * @output: an output
 *
 * Copies @output, with a reference to its buffer. Thread: any.
 *
 * Returns: (transfer full): the copy; free it with rmg_output_free()
 */
RMG_API RmgOutput *rmg_output_copy (const RmgOutput *output);

/**
 * rmg_output_free:
 * @output: (transfer full): a result of rmg_output_copy()
 *
 * Releases the contents of @output and frees it. Thread: any.
 */
RMG_API void rmg_output_free (RmgOutput *output);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RmgOutput, rmg_output_free)

/**
 * rmg_output_clear:
 * @output: an output
 *
 * Releases the contents of @output, which stays with its owner. Thread: any.
 */
RMG_API void rmg_output_clear (RmgOutput *output);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (RmgOutput, rmg_output_clear)

G_END_DECLS
