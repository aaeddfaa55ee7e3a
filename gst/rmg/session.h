/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */
#pragma once

#include <rmg/api.h>
#include <rmg/borrowed.h>
#include <rmg/fault.h>
#include <rmg/host-types.h>
#include <rmg/metrics.h>
#include <rmg/numbers.h>
#include <rmg/output.h>
#include <rmg/plan.h>
#include <rmg/value.h>

#include <gst/gst.h>

G_BEGIN_DECLS

/**
 * RmgSession:
 *
 * One running pipeline. An inline session has no thread: push runs the nodes on
 * the caller's thread. A threaded session runs them on streaming threads. Both
 * are used in the same way, and neither push nor pull blocks.
 *
 * The caller of rmg_session_new() owns the session. rmg_session_close() ends it
 * and reports failures. Releasing the last reference closes it as well.
 *
 * A child process of fork() must not use the sessions of its parent, nor open
 * others: calls return %RMG_ERROR_FORKED there.
 *
 * Thread: one thread at a time may use a session.
 */
#define RMG_TYPE_SESSION (rmg_session_get_type ())
RMG_API
G_DECLARE_FINAL_TYPE (RmgSession, rmg_session, RMG, SESSION, GObject)

/**
 * RmgSessionResult:
 * @RMG_SESSION_OK: success
 * @RMG_SESSION_FULL: no input was consumed; pull, or wait for the source
 * @RMG_SESSION_EMPTY: no output yet; push, or wait for the source
 * @RMG_SESSION_EOS: all outputs have been pulled, or the session accepts no
 *   more input
 * @RMG_SESSION_ERROR: the session failed; earlier outputs have been pulled
 *
 * Result of push and pull.
 */
typedef enum
{
  RMG_SESSION_OK,
  RMG_SESSION_FULL,
  RMG_SESSION_EMPTY,
  RMG_SESSION_EOS,
  RMG_SESSION_ERROR,
} RmgSessionResult;

/**
 * RmgItemErrorPolicy:
 * @RMG_ITEM_ERROR_STOP: the session fails, and accepts no more items
 * @RMG_ITEM_ERROR_SKIP: the item fails as a whole, also if the failed node is on
 *   one of several branches: pull returns one output with its fault in place of
 *   its outputs. All nodes start again, and the next item follows. One item at a
 *   time is in the pipeline, and its outputs can be pulled when all of them are
 *   complete.
 *
 * Reaction of a session in items framing when a node is given up.
 */
typedef enum
{
  RMG_ITEM_ERROR_STOP,
  RMG_ITEM_ERROR_SKIP,
} RmgItemErrorPolicy;

/**
 * RmgMessageFunc:
 * @message: an element message of the session, such as "rmgvad", or a warning of
 *   an element
 * @user_data: user data of the callback
 *
 * An element has posted a message. Thread: the session's, in push, pull, run or
 * close, or that of an opening that fails.
 */
typedef void (*RmgMessageFunc) (GstMessage *message, gpointer user_data);

/**
 * RmgSessionOptions:
 * @metrics: whether the nodes are measured
 * @max_bytes: number of queued input bytes at which push returns FULL; 0: 4 MiB
 * @close_timeout_ms: time after which a blocked pipeline is abandoned; 0: 5000.
 *   After a failure, the session ends when no data has arrived for four times as
 *   long.
 * @trace: whether the calls into nodes and the events of nodes are recorded, see
 *   rmg_session_trace_to_json(); measures the nodes as well
 * @host_types: (nullable): drivers of hosted nodes for this session; it keeps a
 *   reference
 * @on_item_error: reaction to the failure of a node in items framing;
 *   %RMG_ITEM_ERROR_SKIP needs items framing and a manifest with open inputs and
 *   outputs, and without sources and sinks
 * @message_func: (nullable): receiver of element messages, as if it were set with
 *   rmg_session_set_message_func(). It also receives those of a session that does
 *   not open, such as "rmg-node-failed", see rmg_fault_from_message().
 * @message_data: passed to @message_func
 * @activity: whether stall reports have the time since the last buffer of each
 *   node; part of @metrics and @trace, and cheaper
 *
 * Options of a session. All zero is a valid default.
 */
typedef struct
{
  gboolean metrics;
  guint64 max_bytes;
  guint close_timeout_ms;
  gboolean trace;
  RmgHostTypes *host_types;
  RmgItemErrorPolicy on_item_error;
  RmgMessageFunc message_func;
  gpointer message_data;
  gboolean activity;
} RmgSessionOptions;

/**
 * rmg_session_new:
 * @plan: the plan
 * @options: (nullable): the options; %NULL for the defaults
 * @error: (out) (optional): #RmgError
 *
 * Builds and starts the pipeline of a plan. Sources of the manifest run ahead
 * of rmg_session_pull() by a limited number of bytes.
 *
 * Returns: (transfer full) (nullable): the session; end it with
 *   rmg_session_close()
 */
RMG_API RmgSession *rmg_session_new (
    RmgPlan *plan, const RmgSessionOptions *options, GError **error);

/**
 * rmg_session_open:
 * @graph: the graph
 * @plan_options: (nullable): options of the plan; %NULL for items framing and
 *   automatic threading
 * @options: (nullable): options of the session; %NULL for the defaults
 * @error: (out) (optional): #RmgError
 *
 * Plans a graph and starts it, see rmg_session_new().
 *
 * Returns: (transfer full) (nullable): the session; end it with
 *   rmg_session_close()
 */
RMG_API RmgSession *rmg_session_open (RmgGraph *graph,
    const RmgPlanOptions *plan_options, const RmgSessionOptions *options,
    GError **error);

/**
 * rmg_session_set_message_func:
 * @session: a session
 * @func: (nullable) (scope notified) (closure user_data) (destroy destroy):
 *   receives element messages; %NULL for none
 * @user_data: passed to @func
 * @destroy: (nullable): called with @user_data when @func is replaced or the
 *   session is finalized
 *
 * Sets the receiver of element messages. Messages are kept from the opening of
 * the session until the first push, pull, run or close, so that a receiver that
 * is set before it misses none.
 */
RMG_API void rmg_session_set_message_func (RmgSession *session,
    RmgMessageFunc func, gpointer user_data, GDestroyNotify destroy);

/**
 * rmg_session_get_plan:
 * @session: a session
 *
 * Returns: (transfer none): the plan
 */
RMG_API const RmgPlan *rmg_session_get_plan (RmgSession *session);

/**
 * rmg_session_is_threaded:
 * @session: a session
 *
 * Returns: whether the session is threaded. Differs from the plan if a node has
 *   started a thread without an announcement in the catalog.
 */
RMG_API gboolean rmg_session_is_threaded (RmgSession *session);

/**
 * rmg_session_push:
 * @session: a session
 * @input: (nullable): id of the input node; %NULL for all open inputs
 * @caps: fixed caps of @buffer
 * @buffer: (inout) (transfer full): the data; consumed and set to %NULL if the
 *   result is %RMG_SESSION_OK, otherwise unchanged. An unshared buffer is
 *   processed in place. Raw audio has one or more whole frames.
 * @error: (out) (optional): set if the result is %RMG_SESSION_ERROR;
 *   %RMG_ERROR_INPUT for data that the input does not accept, after which the
 *   session is as before
 *
 * Pushes a buffer: a complete item in items framing, a part of the input's
 * stream in stream framing.
 *
 * Returns: the result
 */
RMG_API RmgSessionResult rmg_session_push (RmgSession *session,
    const char *input, GstCaps *caps, GstBuffer **buffer, GError **error);

/**
 * rmg_session_push_part:
 * @session: a session
 * @input: (nullable): id of the input node; %NULL for all open inputs
 * @caps: caps of @buffer
 * @buffer: (inout) (transfer full): the data, see rmg_session_push()
 * @error: (out) (optional): set if the result is %RMG_SESSION_ERROR
 *
 * Pushes a part of an item. rmg_session_end_item() ends the item.
 *
 * Returns: the result
 */
RMG_API RmgSessionResult rmg_session_push_part (RmgSession *session,
    const char *input, GstCaps *caps, GstBuffer **buffer, GError **error);

/**
 * rmg_session_end_item:
 * @session: a session
 * @input: (nullable): id of the input node; %NULL for all open inputs
 * @error: (out) (optional): set if the result is %RMG_SESSION_ERROR
 *
 * Ends an item that was pushed in parts.
 *
 * Returns: the result
 */
RMG_API RmgSessionResult rmg_session_end_item (
    RmgSession *session, const char *input, GError **error);

/**
 * rmg_session_push_value:
 * @session: a session
 * @input: (nullable): id of the input node; %NULL for all open inputs
 * @value: the value
 * @error: (out) (optional): set if the result is %RMG_SESSION_ERROR
 *
 * Pushes a value as one item.
 *
 * Returns: the result
 */
RMG_API RmgSessionResult rmg_session_push_value (
    RmgSession *session, const char *input, RmgValue *value, GError **error);

/**
 * rmg_session_push_values: (skip)
 * @session: a session
 * @input: (nullable): id of the input node; %NULL for all open inputs
 * @numbers: (array length=n_numbers): the numbers, which are copied
 * @n_numbers: their number
 * @error: (out) (optional): set if the result is %RMG_SESSION_ERROR
 *
 * Pushes a list of numbers as one item: one buffer with the array of
 * rmg_value_new_numbers().
 *
 * Returns: the result
 */
RMG_API RmgSessionResult rmg_session_push_values (RmgSession *session,
    const char *input, const RmgNumber *numbers, gsize n_numbers,
    GError **error);

/**
 * rmg_session_finish:
 * @session: a session
 * @error: (out) (optional): set if the result is %RMG_SESSION_ERROR
 *
 * Ends the input, so that the nodes drain.
 *
 * Returns: the result; %RMG_SESSION_FULL if it must be called again
 */
RMG_API RmgSessionResult rmg_session_finish (
    RmgSession *session, GError **error);

/**
 * rmg_session_pull:
 * @session: a session
 * @output: (out caller-allocates): the next output; release it with
 *   rmg_output_clear()
 * @error: (out) (optional): set if the result is %RMG_SESSION_ERROR
 *
 * Pulls an output. All outputs of an item precede those of the next item.
 * Within an item, outputs are in the order of the nodes in the manifest.
 *
 * Returns: the result
 */
RMG_API RmgSessionResult rmg_session_pull (
    RmgSession *session, RmgOutput *output, GError **error);

/**
 * rmg_session_create_source:
 * @session: a session
 *
 * The main context to which the source is attached must live until the session
 * is closed: other threads wake the context.
 *
 * Returns: (transfer full): a source that becomes ready when push or pull may
 *   succeed again
 */
RMG_API GSource *rmg_session_create_source (RmgSession *session);

/**
 * rmg_session_get_fd:
 * @session: a session
 * @error: (out) (optional): %RMG_ERROR_FAILED if the process has no descriptor
 *   left
 *
 * The same as rmg_session_create_source() for loops that wait for file
 * descriptors. The first call makes the descriptor. It is readable when it is
 * made, while outputs, the end or an error can be pulled, and when push may
 * succeed again. It stays readable until pull returns %RMG_SESSION_EMPTY or push
 * returns %RMG_SESSION_FULL; so when it is readable, pull until EMPTY, and push the
 * waiting input until FULL. Only wait for it: do not read, write or close it. It
 * belongs to the session and is closed with it; remove it from your loop before
 * rmg_session_close().
 *
 * Returns: the descriptor, the same for each call; -1 for an error
 */
RMG_API int rmg_session_get_fd (RmgSession *session, GError **error);

/**
 * RmgFeedFunc:
 * @session: the session
 * @user_data: user data of the callback
 * @error: (out) (optional): set if the result is %RMG_SESSION_ERROR
 *
 * Called when the session accepts input; pushes once.
 *
 * Returns: the result of the push; %RMG_SESSION_EOS at the end of the input
 */
typedef RmgSessionResult (*RmgFeedFunc) (
    RmgSession *session, gpointer user_data, GError **error);

/**
 * RmgOutputFunc:
 * @output: (transfer none): the output
 * @user_data: user data of the callback
 * @error: (out) (optional): reason to stop
 *
 * Called for each output.
 *
 * Returns: %FALSE to stop with @error
 */
typedef gboolean (*RmgOutputFunc) (
    RmgOutput *output, gpointer user_data, GError **error);

/**
 * rmg_session_run:
 * @session: a session
 * @feed: (nullable) (scope call) (closure user_data): pushes the input; %NULL
 *   if the manifest has sources
 * @take: (nullable) (scope call) (closure user_data): receives the outputs
 * @user_data: passed to @feed and @take
 * @error: (out) (optional): the failure
 *
 * Runs until all outputs have ended. Blocks the caller, and iterates the main
 * context that the caller has pushed as its thread default, so that timers and
 * signals of that context are served. Without such a context it iterates one of
 * its own, and the sources of the global default context wait. Several threads
 * may run a session each.
 *
 * Returns: %FALSE if the session failed or @take stopped it
 */
RMG_API gboolean rmg_session_run (RmgSession *session, RmgFeedFunc feed,
    RmgOutputFunc take, gpointer user_data, GError **error);

/**
 * rmg_session_interrupt:
 * @session: a session
 *
 * Ends the sources as at the end of their data, so that files are completed.
 * Thread: any.
 */
RMG_API void rmg_session_interrupt (RmgSession *session);

/**
 * rmg_session_get_position:
 * @session: a session
 * @duration: (out) (optional): total running time in ns, or
 *   %GST_CLOCK_TIME_NONE
 *
 * Returns: current running time in ns, or %GST_CLOCK_TIME_NONE
 */
RMG_API GstClockTime rmg_session_get_position (
    RmgSession *session, GstClockTime *duration);

/**
 * rmg_session_get_metrics:
 * @session: a session
 *
 * Takes a snapshot of the numbers of the session and of its nodes. Without the
 * option `metrics`, the numbers of the nodes are 0.
 *
 * Returns: (transfer full): the snapshot; release it with rmg_metrics_unref()
 */
RMG_API RmgMetrics *rmg_session_get_metrics (RmgSession *session);

/**
 * RmgStallFormat:
 * @RMG_STALL_TEXT: a table for people
 * @RMG_STALL_JSON: one JSON object
 *
 * Format of a stall report.
 */
typedef enum
{
  RMG_STALL_TEXT,
  RMG_STALL_JSON,
} RmgStallFormat;

/**
 * rmg_session_describe_stall:
 * @session: a session
 * @format: the format
 *
 * Describes the activity of each node at this moment: its state, the time since
 * its last buffer, the levels of the queues, the node that it waits for, and the
 * pad in which its thread works or blocks. docs/supervision.md lists the fields.
 * Without the option `metrics` the times are unknown. The call waits for no
 * streaming thread. Thread: any, as long as the caller holds a reference.
 *
 * Returns: (transfer full): the report, UTF-8
 */
RMG_API char *rmg_session_describe_stall (
    RmgSession *session, RmgStallFormat format);

/**
 * rmg_session_trace_to_json:
 * @session: a session with the option `trace`
 *
 * Writes the recorded calls into nodes, on their threads, and the events of
 * nodes in the JSON trace event format, which Perfetto and Chrome read. Of each
 * thread the last 32768 records are kept, of at most 32 threads; the number of
 * dropped records is in `otherData.dropped`. Thread: any.
 *
 * Returns: (transfer full): the trace, UTF-8
 */
RMG_API char *rmg_session_trace_to_json (RmgSession *session);

/**
 * rmg_session_to_dot:
 * @session: a session
 *
 * Draws the elements of the session with their states, properties, links and
 * caps, for Graphviz. Thread: any.
 *
 * Returns: (transfer full): the drawing in the language DOT
 */
RMG_API char *rmg_session_to_dot (RmgSession *session);

/**
 * rmg_session_get_n_faults:
 * @session: a session
 *
 * Thread: any.
 *
 * Returns: number of nodes that were given up; 0 if the session has not failed
 */
RMG_API guint rmg_session_get_n_faults (RmgSession *session);

/**
 * rmg_session_get_fault:
 * @session: a session
 * @index: number of the fault, in order of time
 *
 * The error that push, pull or run returns is that of fault 0. Thread: any.
 *
 * Returns: (transfer full) (nullable): the fault; %NULL if the session has fewer
 */
RMG_API RmgFault *rmg_session_get_fault (RmgSession *session, guint index);

/**
 * rmg_session_close:
 * @session: (transfer full): a session
 * @error: (out) (optional): %RMG_ERROR_ABANDONED
 *
 * Stops a session and releases the caller's reference. A pipeline that does
 * not stop within the close timeout is abandoned with its threads.
 *
 * Returns: %FALSE if the pipeline was abandoned
 */
RMG_API gboolean rmg_session_close (RmgSession *session, GError **error);

G_END_DECLS
