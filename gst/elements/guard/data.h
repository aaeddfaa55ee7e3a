/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Fields of a guard, for the files that implement RmgGuard. */
#pragma once

#include "gst/elements/guard/hosted.h"
#include "gst/elements/guard/park.h"
#include "gst/elements/guard/wait.h"
#include "gst/elements/pass-element.h"
#include "gst/elements/guard/rmgcommit.h"
#include "gst/elements/guard/rmgguard.h"

G_BEGIN_DECLS

/* Buffers that pass the node while it fails. Streaming thread. */
typedef struct
{
  gboolean enabled;      /* constant: the policy of the node allows it */
  gboolean active;       /* the last buffer did not reach the node */
  gboolean in_fallback;  /* the last buffer went to the fallback */
  gboolean is_waiting;   /* the delay of a retry runs */
  gint64 due_us;         /* of the retry, by the clock of the supervisor */
  RmgRetryAction action; /* of the retry */
  guint n_failures;      /* before the retry */
} RmgGuardDetour;

struct _RmgGuard
{
  GstElement parent;

  RmgPassPads pads;
  RmgNode *node;     /* (nullable): without a node an error is passed on */
  RmgCommit *commit; /* (nullable): borrowed */
  GstPad *fallback;  /* (nullable): to the node that takes over */
  gboolean parks;
  gboolean is_hosted; /* constant: the host of the node makes the attempts */

  int given_up; /* atomic */
  int drained;  /* atomic: the end of the item has passed the node */
  /* streaming thread, or the job that it waits for */
  RmgRetryAction action; /* of the next rmg_guard_restart() */
  gboolean restarted;
  gboolean relinked; /* the node is new: the src pad sends its events again */

  RmgGuardWait *wait;

  RmgGuardPark park;

  RmgGuardDetour detour;
  RmgDrops drops;
};

/* Errors that this thread posts belong to the attempt. */
void rmg_guard_begin_attempt (RmgGuard *self);
void rmg_guard_end_attempt (RmgGuard *self);

/* Returns: whether the node has posted an error since the last decision */
gboolean rmg_guard_node_posted_error (RmgGuard *self);

/* Returns: %FALSE while the restart of a node that failed outside of an attempt is due */
gboolean rmg_guard_is_started (RmgGuard *self);

/* RmgGuardWaitFunc: restarts or rebuilds the node of @guard, as its action says. */
void rmg_guard_restart (gpointer guard);

/* Sends the sticky events of the guard to a node that has restarted. */
void rmg_guard_resume_after_restart (RmgGuard *self);

#define RMG_GUARD_NO_CLOCK ((gint64) -1)

/* Returns: time of the start of an attempt; NO_CLOCK without a time limit */
gint64 rmg_guard_start_clock (RmgGuard *self);

/* Returns: whether an attempt took longer than the policy allows, which is
 * recorded as its failure */
gboolean rmg_guard_is_late (RmgGuard *self, gint64 started_us);

/* @buffer: (transfer full): offered again after @action. Returns: (transfer
 * full): the buffer, with DISCONT after a restart */
GstBuffer *rmg_guard_prepare_retry (
    RmgGuard *self, GstBuffer *buffer, RmgRetryAction action);

/* The end of the stream. @event: (transfer full): EOS. @n_failures: number of
 * failures of this end before. Returns: whether the node took it */
gboolean rmg_guard_end_stream (
    RmgGuard *self, GstEvent *event, guint n_failures);

/* Records that the node took an end a second time and sent nothing. */
void rmg_guard_note_silent_end (RmgGuard *self);

/* Makes the pads of the node take EOS again. */
void rmg_guard_reopen_node (RmgGuard *self);

/* Restarts the node if another node of its group has, or if it failed outside of an
 * attempt. Returns: %FALSE if a flush or the end of the streaming ended the wait */
gboolean rmg_guard_follow (RmgGuard *self);

/* The same before a buffer. @buffer: (inout): freed on failure */
gboolean rmg_guard_follow_group (RmgGuard *self, GstBuffer **buffer);

/* EOS has arrived: it passes a node that has failed outside of an attempt. */
void rmg_guard_end_input (RmgGuard *self);

/* Restarts the elements of the node, in a wait of the guard or on this thread
 * where it must not wait. @action: %RMG_RETRY_RESTART or %RMG_RETRY_REBUILD.
 * Returns: %FALSE if a flush or stop ended the wait */
gboolean rmg_guard_restart_node (RmgGuard *self, RmgRetryAction action);

/* The node was restarted. @rebuilt: whether its elements are new. The elements have
 * lost their events, which rmg_guard_resume_after_restart() sends. */
void rmg_guard_note_restart (RmgGuard *self, gboolean rebuilt);

/* Decides whether @buffer passes the node, because its breaker is open or the
 * delay of a retry runs. If so, takes it.
 * @buffer: (inout) (transfer full): may be replaced if it does not pass
 * @n_failures: (out): number of failures before, if the node receives it
 * @flow: (out): flow return, if it passes
 * Returns: whether the buffer was taken */
gboolean rmg_guard_take_detour (
    RmgGuard *self, GstBuffer **buffer, guint *n_failures, GstFlowReturn *flow);

/* A buffer passes the node as its policy for an open breaker says.
 * @buffer: (transfer full) */
GstFlowReturn rmg_guard_skip (RmgGuard *self, GstBuffer *buffer);

/* Whether buffers pass the node during the delay of @decision. Begins the delay if
 * so. */
gboolean rmg_guard_begin_delay (
    RmgGuard *self, const RmgRetryDecision *decision, guint n_failures);

/* A buffer passes the node as its policy for the delay of a retry says.
 * @buffer: (transfer full) */
GstFlowReturn rmg_guard_pass_delay (RmgGuard *self, GstBuffer *buffer);

/* Adds the template of the pad "fallback". Call it in class_init. */
void rmg_guard_install_fallback (GstElementClass *klass);

/* Pushes a buffer to the node that takes over. @buffer: (transfer full) */
GstFlowReturn rmg_guard_push_fallback (RmgGuard *self, GstBuffer *buffer);

/* Sends a serialized event to the fallback of a node without output as well. */
void rmg_guard_copy_to_fallback (RmgGuard *self, GstEvent *event);

/* Sends FLUSH_START or FLUSH_STOP to the fallback as well. */
void rmg_guard_flush_fallback (RmgGuard *self, GstEvent *event);

/* Ends the stream of the fallback of a node without output. Thread: any. */
void rmg_guard_end_fallback (RmgGuard *self);

/* A GAP has arrived: the time of the breaker goes on. */
void rmg_guard_note_gap (RmgGuard *self);

/* An attempt did not fail. */
void rmg_guard_end_detour (RmgGuard *self, GstFlowReturn flow);

/* Forgets the last buffer, for a new stream. */
void rmg_guard_reset_detour (RmgGuard *self);

/* A serialized event passes the node as the last buffer did.
 * @event: (transfer full)
 * Returns: whether downstream took it */
gboolean rmg_guard_detour_event (RmgGuard *self, GstEvent *event);

/* Returns: whether a flush or a change to READY has begun, which may be the cause
 * of a failed attempt. Forgets the failure then. */
gboolean rmg_guard_is_interrupted (RmgGuard *self);

/* Returns: whether the node has posted an error while it drained */
gboolean rmg_guard_drain_has_failed (RmgGuard *self);

/* Returns: whether @event ends an item and the node does not know it */
gboolean rmg_guard_is_item_end (RmgGuard *self, GstEvent *event);

/* Ends the item for such a node. @event: (transfer full). @n_failures: of the same
 * end before */
gboolean rmg_guard_end_item (RmgGuard *self, GstEvent *event, guint n_failures);

/* Keeps a buffer or the end of an item until its next attempt. @object: (transfer
 * full) */
void rmg_guard_park (RmgGuard *self, gpointer object,
    const RmgRetryDecision *decision, guint n_failures);

/* A flush or the change to READY drops these objects, and counts them. */
void rmg_guard_drop_parked (RmgGuard *self);

G_END_DECLS
