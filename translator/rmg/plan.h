/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */
#pragma once

#include <rmg/api.h>
#include <rmg/error.h>
#include <rmg/graph.h>

#include <gst/gst.h>

G_BEGIN_DECLS

/**
 * RmgFraming:
 * @RMG_FRAMING_ITEMS: each push is a complete clip or value; after it the nodes
 *   drain and reset
 * @RMG_FRAMING_STREAM: each push continues the stream
 *
 * Meaning of the buffers that are pushed.
 */
typedef enum
{
  RMG_FRAMING_ITEMS,
  RMG_FRAMING_STREAM,
} RmgFraming;

/**
 * RmgThreading:
 * @RMG_THREADING_AUTO: inline if all nodes allow it, otherwise threaded
 * @RMG_THREADING_INLINE: inline, or an error with the node that prevents it
 * @RMG_THREADING_THREADED: threaded
 *
 * Threads of a session.
 */
typedef enum
{
  RMG_THREADING_AUTO,
  RMG_THREADING_INLINE,
  RMG_THREADING_THREADED,
} RmgThreading;

/**
 * RmgFileKind:
 * @RMG_FILE_OTHER: media that a decoder has to recognise, or no file
 * @RMG_FILE_PIPE: a pipe or a device, which cannot seek
 * @RMG_FILE_SAMPLES: WAV or AIFF with plain samples
 * @RMG_FILE_MULAW: WAV or AIFF with mu-law samples
 * @RMG_FILE_ALAW: WAV or AIFF with A-law samples
 *
 * Kind of a file, for the plan of its reader.
 */
typedef enum
{
  RMG_FILE_OTHER,
  RMG_FILE_PIPE,
  RMG_FILE_SAMPLES,
  RMG_FILE_MULAW,
  RMG_FILE_ALAW,
} RmgFileKind;

/**
 * RmgProbeFunc:
 * @path: path of a file that a node reads
 * @user_data: (closure): data of the callback
 *
 * Returns: the kind of the file
 */
typedef RmgFileKind (*RmgProbeFunc) (const char *path, gpointer user_data);

/**
 * RmgPlanOptions:
 * @framing: the framing
 * @threading: the threading
 * @input_caps: (nullable): caps of the buffers to be pushed, if known
 * @strict: whether warnings are errors
 * @probe: (nullable) (scope call): reports the kind of a file; %NULL for
 *   rmg_probe_file()
 * @probe_data: (nullable): data for @probe
 *
 * Options of a plan. All zero is a valid default.
 */
typedef struct
{
  RmgFraming framing;
  RmgThreading threading;
  GstCaps *input_caps;
  gboolean strict;
  RmgProbeFunc probe;
  gpointer probe_data;
} RmgPlanOptions;

/**
 * rmg_probe_file:
 * @path: path of a file
 * @user_data: (nullable): ignored
 *
 * Reads the header of the file. Does not open pipes and devices. Thread: any.
 *
 * Returns: the kind of the file
 */
RMG_API RmgFileKind rmg_probe_file (const char *path, gpointer user_data);

/**
 * RmgPlan:
 *
 * List of steps that build the elements of a graph. Immutable; may be shared
 * between threads.
 */
typedef struct _RmgPlan RmgPlan;

#define RMG_TYPE_PLAN (rmg_plan_get_type ())
RMG_API GType rmg_plan_get_type (void);

/**
 * rmg_plan_new:
 * @graph: the graph
 * @options: (nullable): the options; %NULL for items framing and automatic
 *   threading
 * @diagnostics: (nullable): receives all errors and warnings
 * @error: (out) (optional): the error, such as %RMG_ERROR_LINK, %RMG_ERROR_CAPS,
 *   %RMG_ERROR_MISSING_ELEMENT or %RMG_ERROR_NOT_INLINE, or %RMG_ERROR_INVALID
 *   with the number of errors and the first one
 *
 * Decides the elements of the graph, their links, the caps of each edge, and
 * whether the session is inline or threaded. Creates no element. Thread: any;
 * @graph must not change meanwhile.
 *
 * Returns: (transfer full) (nullable): the plan
 */
RMG_API RmgPlan *rmg_plan_new (RmgGraph *graph, const RmgPlanOptions *options,
    RmgDiagnostics *diagnostics, GError **error);

/**
 * rmg_plan_ref:
 * @plan: a plan
 *
 * Adds a reference. Thread: any.
 *
 * Returns: (transfer full): @plan
 */
RMG_API RmgPlan *rmg_plan_ref (RmgPlan *plan);

/**
 * rmg_plan_unref:
 * @plan: (transfer full): a plan
 *
 * Releases a reference; the last one frees @plan. Thread: any.
 */
RMG_API void rmg_plan_unref (RmgPlan *plan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RmgPlan, rmg_plan_unref)

/**
 * rmg_plan_to_threaded:
 * @plan: a plan
 * @error: (out) (optional): as for rmg_plan_new()
 *
 * Plans the same graph for streaming threads: a node of an inline plan may turn
 * out to start one. Thread: any.
 *
 * Returns: (transfer full) (nullable): the threaded plan
 */
RMG_API RmgPlan *rmg_plan_to_threaded (const RmgPlan *plan, GError **error);

/**
 * rmg_plan_check_elements:
 * @plan: a plan
 * @diagnostics: (nullable): receives a problem for each missing element, with
 *   its node and, if known, its package in Debian
 * @error: (out) (optional): %RMG_ERROR_MISSING_ELEMENT, or %RMG_ERROR_INVALID
 *   for several
 *
 * Looks the elements of the plan up in the registry. A session reports the first
 * missing one when it opens.
 *
 * Returns: whether each element is installed
 */
RMG_API gboolean rmg_plan_check_elements (
    const RmgPlan *plan, RmgDiagnostics *diagnostics, GError **error);

/**
 * rmg_plan_to_string:
 * @plan: a plan
 *
 * Returns: (transfer full): one step per line: make, set, link with the caps of
 *   the edge; the inserted conversions with reasons; inline or threaded with
 *   the node that decided it
 */
RMG_API char *rmg_plan_to_string (const RmgPlan *plan);

/**
 * rmg_plan_policies_to_string:
 * @plan: a plan
 *
 * Writes the policy of each node: its retries, the parts that the manifest
 * sets, or the reason why it has none.
 *
 * Returns: (transfer full): a line "policy ID: …" for each node
 */
RMG_API char *rmg_plan_policies_to_string (const RmgPlan *plan);

/**
 * rmg_plan_policies_to_json:
 * @plan: a plan
 *
 * Returns: (transfer full): an array with an object for each node: every key of
 *   its policy, and `none_because` with the reason why it has none, or null
 */
RMG_API char *rmg_plan_policies_to_json (const RmgPlan *plan);

/**
 * rmg_plan_is_threaded:
 * @plan: a plan
 *
 * Returns: whether the session needs streaming threads
 */
RMG_API gboolean rmg_plan_is_threaded (const RmgPlan *plan);

/**
 * rmg_plan_get_reason:
 * @plan: a plan
 *
 * Returns: (transfer none): reason why the session is threaded or inline
 */
RMG_API const char *rmg_plan_get_reason (const RmgPlan *plan);

G_END_DECLS
