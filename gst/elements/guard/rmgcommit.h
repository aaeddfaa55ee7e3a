/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

#define RMG_TYPE_COMMIT (rmg_commit_get_type ())
G_DECLARE_FINAL_TYPE (RmgCommit, rmg_commit, RMG, COMMIT, GstElement)
GST_ELEMENT_REGISTER_DECLARE (rmgcommit)

/* The guard of the node calls all of these on its streaming thread. */

/** rmg_commit_begin: opens a transaction: buffers and serialized events that
 * the calling thread pushes into the sink pad are held. */
void rmg_commit_begin (RmgCommit *self);

/** rmg_commit_end: ends the transaction. Held objects stay until
 * rmg_commit_commit() or rmg_commit_rollback(). */
void rmg_commit_end (RmgCommit *self);

/**
 * rmg_commit_commit:
 *
 * Pushes the held objects downstream in order.
 *
 * Returns: flow return of the last push; a return other than %GST_FLOW_OK drops
 *   the rest
 */
GstFlowReturn rmg_commit_commit (RmgCommit *self);

/** rmg_commit_holds_data: whether the open transaction has more than headers. Thread:
 * that of the transaction. */
gboolean rmg_commit_holds_data (RmgCommit *self);

/** rmg_commit_rollback: drops the held objects, except sticky events other
 * than EOS: the node sends each of them once. */
void rmg_commit_rollback (RmgCommit *self);

/** rmg_commit_node_restarted: drops the held objects. The restarted node sends
 * its sticky events again; those that downstream already has are dropped. */
void rmg_commit_node_restarted (RmgCommit *self);

/** rmg_commit_end_stream: pushes EOS and drops every later event. */
void rmg_commit_end_stream (RmgCommit *self);

/** rmg_commit_push_event: pushes @event (transfer full) downstream, past a node
 * that restarts. Thread: any. */
gboolean rmg_commit_push_event (RmgCommit *self, GstEvent *event);

/** rmg_commit_has_input: whether the src pad of the node is there. Thread: any. */
gboolean rmg_commit_has_input (RmgCommit *self);

/** rmg_commit_has_caps: whether caps have left, so that a GAP has a meaning. */
gboolean rmg_commit_has_caps (RmgCommit *self);

/**
 * rmg_commit_complete_flush:
 * @event: (transfer none): FLUSH_START or FLUSH_STOP, which the node has received
 *
 * Pushes @event downstream if the node has not. Thread: any.
 *
 * Returns: whether downstream handled it
 */
gboolean rmg_commit_complete_flush (RmgCommit *self, GstEvent *event);

/** rmg_commit_accepts_input: whether the data of @input, the sink pad of the
 * guard, may leave instead of the output of the node: it has the caps of the
 * output, or those that downstream accepts before there is output. */
gboolean rmg_commit_accepts_input (RmgCommit *self, GstPad *input);

/**
 * rmg_commit_push_past:
 * @input: sink pad of the guard
 * @buffer: (transfer full) (nullable): pushed downstream; %NULL for none
 *
 * Makes the stream of the node continue without it: pushes the headers of @input
 * that downstream has not received, and @buffer.
 *
 * Returns: flow return of downstream
 */
GstFlowReturn rmg_commit_push_past (
    RmgCommit *self, GstPad *input, GstBuffer *buffer);

/**
 * RmgCommitFuncs:
 * @bypass: passes @event (transfer full), a seek that the node refuses,
 *   upstream past the node
 * @drained: the EOS of rmg_commit_drain() has arrived
 *
 * Functions of the guard. Thread: any.
 */
typedef struct
{
  gboolean (*bypass) (GstElement *guard, GstEvent *event);
  void (*drained) (GstElement *guard);
} RmgCommitFuncs;

/** rmg_commit_set_guard: @guard lives as long as the commit streams. */
void rmg_commit_set_guard (
    RmgCommit *self, GstElement *guard, const RmgCommitFuncs *funcs);

/** rmg_commit_drain: from now on, EOS ends an item and not the stream: it is
 * dropped and reported to the guard. Until rmg_commit_node_restarted(). */
void rmg_commit_drain (RmgCommit *self);

/** rmg_commit_reset: prepares for a new stream. The guard calls it after its
 * streaming has stopped: until then its thread uses the commit. */
void rmg_commit_reset (RmgCommit *self);

G_END_DECLS
