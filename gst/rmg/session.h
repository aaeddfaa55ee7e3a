/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */
#pragma once

#include <rmg/api.h>
#include <rmg/metrics.h>
#include <rmg/plan.h>
#include <rmg/value.h>

#include <gst/gst.h>

G_BEGIN_DECLS

/**
 * RmgSession:
 *
 * One running pipeline. Inline sessions have no thread: push runs the nodes on
 * the caller's thread. Threaded sessions run them on streaming threads. Both
 * are driven in the same way, and neither push nor pull ever blocks.
 *
 * Thread: one session belongs to one thread at a time.
 */
typedef struct _RmgSession RmgSession;

/**
 * RmgSessionResult:
 * @RMG_SESSION_OK: done
 * @RMG_SESSION_FULL: nothing was consumed; pull, or wait for the source
 * @RMG_SESSION_EMPTY: no output yet; push more, or wait for the source
 * @RMG_SESSION_EOS: every output has been pulled, or the session takes no more
 * @RMG_SESSION_ERROR: the session failed; what had been output came first
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
 * RmgOutput:
 * @node_id: the node it came from
 * @item: number of the item pushed that it belongs to (items framing)
 * @caps: what @buffer holds; %NULL where @buffer is
 * @buffer: (nullable): data, or %NULL where the item of @node_id ends
 * @results: (nullable): with the end of an item, what nodes know about it
 */
typedef struct
{
  const char *node_id;
  guint64 item;
  GstCaps *caps;
  GstBuffer *buffer;
  GstStructure *results;
} RmgOutput;

RMG_API void rmg_output_clear (RmgOutput *output);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (RmgOutput, rmg_output_clear)

/**
 * RmgMessageFunc:
 * @message: a message of one of the session's elements, "rmgvad" for example
 *
 * Thread: the session's, from within push, pull or dispatch.
 */
typedef void (*RmgMessageFunc) (GstMessage *message, gpointer user_data);

typedef struct
{
  RmgFraming framing;
  RmgThreading threading;
  GstCaps *input_caps;    /* (nullable): what will be pushed, if known */
  gboolean metrics;       /* measure the nodes */
  guint64 max_bytes;      /* input queued before FULL; 0: 4 MiB */
  guint close_timeout_ms; /* until a blocked pipeline is abandoned; 0: 5000 */
  RmgMessageFunc message_func; /* (nullable) */
  gpointer message_data;
} RmgSessionOptions;

/**
 * rmg_session_open:
 * @graph: what to run
 * @options: (nullable): how; %NULL for items framing and automatic threading
 * @error: (out) (optional): #RmgError: why it cannot run
 *
 * Plans, builds and starts. Sources that the manifest brings run ahead of
 * rmg_session_pull() by a bounded amount.
 *
 * Returns: (transfer full) (nullable): the session; end with rmg_session_close()
 */
RMG_API RmgSession *rmg_session_open (
    RmgGraph *graph, const RmgSessionOptions *options, GError **error);

/** rmg_session_get_plan: (transfer none): what was decided. */
RMG_API const RmgPlan *rmg_session_get_plan (RmgSession *session);

/** rmg_session_is_threaded: what it became; differs from the plan after a
 * node started a thread that its type had not announced. */
RMG_API gboolean rmg_session_is_threaded (RmgSession *session);

/**
 * rmg_session_push:
 * @input: (nullable): id of the node to feed; %NULL feeds every open input
 * @caps: what @buffer holds
 * @buffer: (inout): the data; taken, and set to %NULL, when the result is
 *   %RMG_SESSION_OK, and untouched otherwise. A buffer that nobody else holds
 *   is worked on in place.
 * @error: (out) (optional): set when the result is %RMG_SESSION_ERROR
 *
 * In items framing the buffer is one complete item. In stream framing it
 * continues the stream of that input.
 */
RMG_API RmgSessionResult rmg_session_push (RmgSession *session,
    const char *input, GstCaps *caps, GstBuffer **buffer, GError **error);

/** rmg_session_push_part: as rmg_session_push(), but the item goes on until
 * rmg_session_end_item(). */
RMG_API RmgSessionResult rmg_session_push_part (RmgSession *session,
    const char *input, GstCaps *caps, GstBuffer **buffer, GError **error);
RMG_API RmgSessionResult rmg_session_end_item (
    RmgSession *session, const char *input, GError **error);

/** rmg_session_push_value: (transfer none) pushes one value as an item. */
RMG_API RmgSessionResult rmg_session_push_value (
    RmgSession *session, const char *input, RmgValue *value, GError **error);

/** rmg_session_finish: no more input; the nodes drain. May answer FULL. */
RMG_API RmgSessionResult rmg_session_finish (
    RmgSession *session, GError **error);

/**
 * rmg_session_pull:
 * @output: (out caller-allocates): the next output; clear it after use
 *
 * Outputs of an item come before those of the next; within an item, sinks in
 * manifest order.
 */
RMG_API RmgSessionResult rmg_session_pull (
    RmgSession *session, RmgOutput *output, GError **error);

/**
 * rmg_session_create_source:
 *
 * Returns: (transfer full): a source that is ready when push or pull may have
 *   something to do again
 */
RMG_API GSource *rmg_session_create_source (RmgSession *session);

/**
 * RmgFeedFunc:
 *
 * Pushes as much as it likes, once; called whenever the session takes input.
 *
 * Returns: what the push said; %RMG_SESSION_EOS when there is no more
 */
typedef RmgSessionResult (*RmgFeedFunc) (
    RmgSession *session, gpointer user_data, GError **error);

/** RmgOutputFunc: takes one output (transfer none); %FALSE with @error stops. */
typedef gboolean (*RmgOutputFunc) (
    RmgOutput *output, gpointer user_data, GError **error);

/**
 * rmg_session_run:
 * @feed: (nullable): gives the input; %NULL where the manifest has its sources
 * @take: (nullable): takes the outputs
 *
 * Pumps until every output has ended. Blocks the caller, and iterates the
 * thread-default main context meanwhile, so that timers and signals are served.
 *
 * Returns: %FALSE when the session failed or @take refused
 */
RMG_API gboolean rmg_session_run (RmgSession *session, RmgFeedFunc feed,
    RmgOutputFunc take, gpointer user_data, GError **error);

/** rmg_session_interrupt: ends the sources as if they were at their end, so
 * that files are finished. Thread: any; may be called from a signal's source. */
RMG_API void rmg_session_interrupt (RmgSession *session);

/** rmg_session_get_position: running time reached, ns, or %GST_CLOCK_TIME_NONE;
 * @duration likewise. */
RMG_API GstClockTime rmg_session_get_position (
    RmgSession *session, GstClockTime *duration);

/**
 * rmg_session_get_metrics:
 * @session: the session
 *
 * Takes a snapshot of the numbers of the session and of its nodes. Options
 * without `metrics` leave the numbers of the nodes at 0.
 *
 * Returns: (transfer full): the snapshot; release it with rmg_metrics_unref()
 */
RMG_API RmgMetrics *rmg_session_get_metrics (RmgSession *session);

/**
 * rmg_session_close:
 * @session: (transfer full): the session
 *
 * Stops and frees. A thread that cannot be stopped within the time given is
 * abandoned with its pipeline, counted and named.
 *
 * Returns: %FALSE with %RMG_ERROR_ABANDONED in that case
 */
RMG_API gboolean rmg_session_close (RmgSession *session, GError **error);

G_END_DECLS
