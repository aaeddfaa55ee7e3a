/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* A node of the manifest at run time: its elements, guard, policy, state,
 * failure and counters. */
#pragma once

#include "elements/base/held.h"
#include "gst/metrics/counters.h"
#include "gst/metrics/cpu.h"
#include "gst/metrics/drops.h"
#include "gst/metrics/journal.h"
#include "gst/metrics/leaky-queue.h"
#include "gst/nodes/breaker.h"
#include "gst/nodes/history.h"
#include "gst/nodes/ladder.h"
#include "gst/nodes/progress.h"
#include "gst/nodes/retry.h"
#include "gst/nodes/state.h"

G_BEGIN_DECLS

typedef struct _RmgNode RmgNode;

/* An element of the plan and the node that it works for. */
typedef struct _RmgNodeElement RmgNodeElement;

struct _RmgNodeElement
{
  GstElement *element; /* of the set; the lock of the node guards it, see
                        * rmg_node_element_ref() */
  RmgElementRole role;
  RmgNode *node;
  RmgNodeElement *next; /* (nullable): of the same node, plan order */
  RmgHeld held;         /* of a queue: bytes between both ends */
  RmgLeakyQueue leaky;  /* of a leaky queue: its drops */
};

/** RMG_NODE_IS_DRAINED: number of failures of a node that failed while it
 * drained: there is no buffer to offer again. */
#define RMG_NODE_IS_DRAINED G_MAXUINT

/** RMG_NODE_RESTARTS_USED_UP: number of attempts of a node that is given up
 * because its policy allows no further restart. */
#define RMG_NODE_RESTARTS_USED_UP (G_MAXUINT - 1)

/** RMG_NODE_FAILED_OUTSIDE: number of attempts of a node that is given up because
 * of an error outside of an attempt. */
#define RMG_NODE_FAILED_OUTSIDE (G_MAXUINT - 2)

/**
 * RmgNodeTurn:
 * @RMG_TURN_OFFER: the node receives the next buffer
 * @RMG_TURN_PROBE: it restarts, and receives the next buffer as a probe
 * @RMG_TURN_SKIP: its breaker is open: the next buffer does not reach it
 *
 * Use of the next buffer.
 */
typedef enum
{
  RMG_TURN_OFFER,
  RMG_TURN_PROBE,
  RMG_TURN_SKIP,
} RmgNodeTurn;

/**
 * RmgInputEnd:
 * @RMG_INPUT_ENDED: EOS has arrived at the guard of the node
 * @RMG_INPUT_ENDED_PAST_NODE: the same, and it passes the node, which has failed
 *
 * Whether more data follows.
 */
typedef enum
{
  RMG_INPUT_FLOWS,
  RMG_INPUT_ENDED,
  RMG_INPUT_ENDED_PAST_NODE,
} RmgInputEnd;

/**
 * RmgRestartDue:
 * @RMG_RESTART_GROUP: another node of the group has restarted
 * @RMG_RESTART_FAILED: the node has failed outside of an attempt
 *
 * Whether a node restarts before its next buffer, and why.
 */
typedef enum
{
  RMG_RESTART_NONE,
  RMG_RESTART_GROUP,
  RMG_RESTART_FAILED,
} RmgRestartDue;

/**
 * RmgNodeSupervision:
 * @attempt_failed: decides about a failed attempt, see
 *   rmg_node_attempt_failed()
 * @drain_failed: the same about the end of an item, which is offered again without a
 *   restart
 * @restart: restarts the elements of the node, or builds them again; returns
 *   whether they are new
 * @renew: the same between two items; returns as @restart
 * @follow: restarts the elements as another node of its group did; returns as
 *   @restart
 * @recovered: an attempt has succeeded after failed ones
 * @changed: the state has changed because of @event
 * @parked: adds @change to the number of parked buffers
 * @next_turn: asks the breaker about the next buffer
 * @attempt_ended: reports an attempt that did not fail to the breaker; @proves:
 *   whether it succeeded, %FALSE if a flush ended it
 * @get_time: monotonic time in us, of the clock of the supervisor
 * @is_closing: whether the bin of the node goes down
 * @judge: decides as @attempt_failed does about @failure, but does not report
 *   the fault; @n_attempts is the argument for @give_up
 * @give_up: reports @failure as the fault of the node
 * @note_gap: a GAP has arrived, for the breaker
 *
 * Functions of the supervisor for the guards of its nodes, without a lock.
 */
typedef struct
{
  RmgRetryDecision (*attempt_failed) (
      RmgNode *node, GstFlowReturn flow, guint n_failures);
  RmgRetryDecision (*drain_failed) (RmgNode *node, guint n_failures);
  gboolean (*restart) (RmgNode *node, RmgRetryAction action);
  gboolean (*renew) (RmgNode *node);
  gboolean (*follow) (RmgNode *node);
  void (*recovered) (RmgNode *node);
  void (*changed) (RmgNode *node, RmgNodeState before, RmgNodeState after,
      RmgNodeEvent event);
  void (*parked) (RmgNode *node, int change);
  RmgNodeTurn (*next_turn) (RmgNode *node);
  void (*attempt_ended) (RmgNode *node, gboolean proves);
  gint64 (*get_time) (RmgNode *node);
  gboolean (*is_closing) (RmgNode *node);
  RmgRetryDecision (*judge) (RmgNode *node, const RmgFailure *failure,
      guint n_failures, guint *n_attempts);
  void (*give_up) (RmgNode *node, const RmgFailure *failure, guint n_attempts);
  void (*note_gap) (RmgNode *node);
} RmgNodeSupervision;

/* Constant while data flows, except the counters and the fields with the comment
 * "lock", which `lock` guards. */
struct _RmgNode
{
  RmgCounters counters; /* first: the fewest cache lines */
  RmgHeld held;         /* by its elements and the queues upstream of it */
  guint index;
  const RmgPlanNode *plan;  /* borrowed from the plan: id, type, policy */
  RmgNodeElement *elements; /* (nullable): the first one */
  GSList *inputs;           /* (element-type RmgNode): upstream nodes */
  GSList *queues;           /* (element-type RmgNodeElement): upstream of it */
  GSList *dynamic_targets;  /* (element-type RmgNodeElement): linked once the
                               node knows its media */
  gboolean is_end;          /* no other node receives its data */
  GstElement *guard;        /* (nullable) */
  GstElement *commit;       /* (nullable) */
  const RmgNodeSupervision *supervision;
  RmgJournal *journal; /* (nullable): of all nodes */
  GObject *supervisor; /* outlives the streaming of the node */
  GThread *attempt;    /* atomic; (nullable): thread of the running attempt */
  guint attempt_turn;  /* atomic: of attempts, see RmgProgress */
  guint input_turn;    /* atomic: of buffers that arrive, see RmgProgress */
  int input_ended;     /* atomic: RmgInputEnd */
  int had_data;        /* atomic: data has arrived at an input */
  int owns_thread;     /* atomic: one of its elements has started a thread */
  guint64 item;        /* as a counter: number of the item at its exit */
  int restart_due;     /* atomic: RmgRestartDue */
  gint64 restart_us;   /* lock; earliest time of that restart */

  GMutex lock;
  RmgNodeState state;        /* lock */
  gint64 state_us;           /* lock; wall clock of its last change */
  const char *reason;        /* lock; static, of the last change */
  gboolean drains;           /* lock; the input has ended */
  RmgErrorLog errors;        /* lock; of all attempts */
  RmgBreaker breaker;        /* lock */
  RmgFailure *failure;       /* lock; (nullable): first error of this attempt */
  RmgHistory history;        /* lock: since the node last worked */
  RmgLadder ladder;          /* lock */
  RmgPolicy *changed_policy; /* lock; (nullable): instead of the plan's */
  RmgThreadCpu *cpu;  /* lock; (nullable): once it has started a thread */
  guint n_held_async; /* lock: ASYNC_START held whose ASYNC_DONE is due */
};

/** rmg_node_new: (transfer full): @plan must outlive the streaming. */
RmgNode *rmg_node_new (const RmgPlanNode *plan, guint index);
RmgNode *rmg_node_ref (RmgNode *self);
void rmg_node_unref (RmgNode *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RmgNode, rmg_node_unref)

/** rmg_node_get_drops: the counters and events for a place of the node that drops
 * data; they live as long as the node. */
static inline RmgDrops
rmg_node_get_drops (RmgNode *self)
{
  return (RmgDrops){ self->counters.dropped, self->journal, self->plan->id, 0 };
}

/** rmg_node_add_element: @element (transfer none) outlives the node's
 * streaming. */
void rmg_node_add_element (RmgNode *self, RmgNodeElement *element);

/**
 * rmg_node_element_ref:
 *
 * A rebuild of the node replaces its elements that do the work. Use this function
 * for them on each thread that may run beside the rebuild.
 *
 * Returns: (transfer full): the element of @entry at this moment
 */
GstElement *rmg_node_element_ref (const RmgNodeElement *entry);

/** rmg_node_is_inside: whether @role belongs to the node itself and not to its
 * fan-out or fan-in. */
gboolean rmg_node_is_inside (RmgElementRole role);

/** rmg_node_set_item: the next item, whose number is @item, begins. Thread: the
 * streaming thread of the node. */
void rmg_node_set_item (RmgNode *self, guint64 item);

/** rmg_node_get_item: number of the item that the node works on, if its items are
 * watched. Thread: any. */
guint64 rmg_node_get_item (const RmgNode *self);

/** rmg_node_get_state: Thread: any. */
RmgNodeState rmg_node_get_state (RmgNode *self);

/** rmg_node_handle_event: makes the transition of @event.
 *
 * Thread: any.
 * Returns: the state before
 */
RmgNodeState rmg_node_handle_event (RmgNode *self, RmgNodeEvent event);

/** rmg_node_note_buffer: an attempt with @buffer failed. Thread: any. */
void rmg_node_note_buffer (RmgNode *self, GstBuffer *buffer);

/** rmg_node_note_attempt: adds a failed attempt to the history.
 * @action: static, see #RmgFaultAttempt. Thread: any. */
void rmg_node_note_attempt (RmgNode *self, const RmgFailure *failure,
    const char *action, guint delay_ms);

/** rmg_node_copy_history: @copy (out): release it with rmg_history_clear().
 * Thread: any. */
void rmg_node_copy_history (RmgNode *self, RmgHistory *copy);

/** rmg_node_forget_attempts: a flush ended the retries. Thread: any. */
void rmg_node_forget_attempts (RmgNode *self);

/** rmg_node_reset: forgets all failures. The bin goes to PAUSED. */
void rmg_node_reset (RmgNode *self);

/** rmg_node_count_failure: see rmg_ladder_fail(). Thread: any. */
guint rmg_node_count_failure (RmgNode *self, guint n_failures, gint64 now_us);

/** rmg_node_count_restart: see rmg_ladder_restart(). Thread: any. */
gboolean rmg_node_count_restart (RmgNode *self, gint64 now_us);

/** rmg_node_recovered: an attempt has succeeded after failed ones. Thread: the
 * streaming thread of the guard. */
void rmg_node_recovered (RmgNode *self);

/** rmg_node_record_failure: @failure (transfer full) is dropped unless it is
 * the first one of the attempt. Thread: any. */
void rmg_node_record_failure (RmgNode *self, RmgFailure *failure);

/** rmg_node_has_failure: whether a failure was recorded. Thread: any. */
gboolean rmg_node_has_failure (RmgNode *self);

/** rmg_node_take_failure: (transfer full): the recorded failure with @flow; an
 * empty one with @flow if no failure was recorded. Thread: any. */
RmgFailure *rmg_node_take_failure (RmgNode *self, GstFlowReturn flow);

/**
 * rmg_node_describe_failure:
 * @attempts: number of attempts made
 *
 * Returns: (transfer full): an error in the domain and code of the cause; the
 *   message has node, type, cause, element path, domain and code
 */
GError *rmg_node_describe_failure (
    const RmgNode *self, const RmgFailure *failure, guint attempts);

/**
 * rmg_node_attempt_failed:
 * @flow: flow return of the node; %GST_FLOW_OK if it only posted an error
 * @n_failures: number of failures of this buffer before, or
 *   %RMG_NODE_IS_DRAINED
 *
 * Returns: the next action; the supervisor has reported the error if that is
 *   to give up
 */
RmgRetryDecision rmg_node_attempt_failed (
    RmgNode *self, GstFlowReturn flow, guint n_failures);

/** rmg_node_judge, rmg_node_give_up: see #RmgNodeSupervision. Thread: any, one at
 * a time. */
RmgRetryDecision rmg_node_judge (RmgNode *self, const RmgFailure *failure,
    guint n_failures, guint *n_attempts);
void rmg_node_give_up (
    RmgNode *self, const RmgFailure *failure, guint n_attempts);

/** rmg_node_is_closing: whether the bin of the node goes down to READY or NULL, so
 * that a neighbour may be the cause of a failed attempt. Thread: any. */
gboolean rmg_node_is_closing (RmgNode *self);

/** rmg_node_begin_attempt: errors that this thread posts belong to the attempt
 * until rmg_node_end_attempt(). */
void rmg_node_begin_attempt (RmgNode *self);
void rmg_node_end_attempt (RmgNode *self);

/** rmg_node_owns_error: whether the guard of the node will take the failure
 * that the calling thread reports: in an attempt of this thread, or while the
 * elements restart. Thread: any. */
gboolean rmg_node_owns_error (RmgNode *self);

/**
 * rmg_node_restart:
 * @action: %RMG_RETRY_RESTART, or %RMG_RETRY_REBUILD for new elements
 *
 * Restarts the elements of the node. Thread: one of its own; the session's thread
 * in an inline session.
 *
 * Returns: whether new elements have taken their place
 */
gboolean rmg_node_restart (RmgNode *self, RmgRetryAction action);

/** rmg_node_keeps_state: whether the elements of the node do not know the end of
 * an item, so that they have to start again for the next one. */
gboolean rmg_node_keeps_state (const RmgNode *self);

/** rmg_node_renew: restarts the elements of the node between two items. Thread:
 * the streaming thread upstream of the node. Returns: as rmg_node_restart() */
gboolean rmg_node_renew (RmgNode *self);

/** rmg_node_follow: restarts the elements as another node of the group did, and
 * reports it. Thread and result: as for rmg_node_renew(). */
gboolean rmg_node_follow (RmgNode *self);

/** rmg_node_add_parked: reports that the guard parked (1) or took back (-1) a
 * buffer. */
void rmg_node_add_parked (RmgNode *self, int change);

/** rmg_node_has_breaker: whether the policy of the node may keep buffers from it
 * while it fails. */
gboolean rmg_node_has_breaker (const RmgNode *self);

/** rmg_node_get_breaker_state: Thread: any. */
RmgBreakerState rmg_node_get_breaker_state (RmgNode *self);

/** rmg_node_reset_breaker: closes the breaker without a report. Thread: any. */
void rmg_node_reset_breaker (RmgNode *self);

/** rmg_node_next_turn, rmg_node_note_gap, rmg_node_attempt_ended and
 * rmg_node_get_time: see #RmgNodeSupervision. Thread: the streaming thread upstream of the node. */
RmgNodeTurn rmg_node_next_turn (RmgNode *self);
void rmg_node_note_gap (RmgNode *self);
void rmg_node_attempt_ended (RmgNode *self, gboolean proves);
gint64 rmg_node_get_time (RmgNode *self);

/** rmg_node_holds_async: whether an ASYNC message of @type must not leave the
 * bin: the element that posted it restarts. Thread: any. */
gboolean rmg_node_holds_async (RmgNode *self, GstMessageType type);

/** rmg_node_get_thread_cpu: (transfer none): created by the first call.
 * Thread: any. */
RmgThreadCpu *rmg_node_get_thread_cpu (RmgNode *self);

G_END_DECLS
