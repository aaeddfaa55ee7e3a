/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Restarts of the node of a guard, and its headers after a restart. */

#include "gst/elements/guard/data.h"

#include "gst/nodes/log.h"
#include "gst/nodes/own-failures.h"

#define GST_CAT_DEFAULT (rmg_node_get_debug_category ())

static RmgRestartDue
get_due (const RmgGuard *self)
{
  return self->node != NULL
      ? (RmgRestartDue) g_atomic_int_get (&self->node->restart_due)
      : RMG_RESTART_NONE;
}

static gboolean
send_header (GstPad *pad, GstEvent **event, gpointer peer)
{
  if (GST_EVENT_TYPE (*event) != GST_EVENT_EOS)
    gst_pad_send_event (peer, gst_event_ref (*event));
  return TRUE;
}

/* A restarted element has lost its sticky events. The src pad of the guard does
 * not send them again by itself. */
static void
send_headers_again (RmgGuard *self)
{
  g_autoptr (GstPad) peer = gst_pad_get_peer (self->pads.src);

  if (peer != NULL)
    gst_pad_sticky_events_foreach (self->pads.src, send_header, peer);
}

void
rmg_guard_note_restart (RmgGuard *self, gboolean rebuilt)
{
  self->restarted = TRUE;
  self->relinked |= rebuilt;
}

gboolean
rmg_guard_is_started (RmgGuard *self)
{
  return get_due (self) != RMG_RESTART_FAILED;
}

void
rmg_guard_hold_headers (RmgGuard *self)
{
  rmg_guard_note_restart (self, FALSE);
}

void
rmg_guard_restart (gpointer guard)
{
  RmgGuard *self = RMG_GUARD (guard);

  rmg_guard_note_restart (self, rmg_node_restart (self->node, self->action));
}

/* A pad sends its events by itself to a new peer. */
void
rmg_guard_resume_after_restart (RmgGuard *self)
{
  if (!self->restarted)
    return;
  self->restarted = FALSE;
  if (self->commit != NULL)
    rmg_commit_node_restarted (self->commit);
  if (!self->relinked)
    send_headers_again (self);
  self->relinked = FALSE;
}

static void
follow (gpointer guard)
{
  RmgGuard *self = RMG_GUARD (guard);

  rmg_guard_note_restart (self, rmg_node_follow (self->node));
}

static gboolean
wait_for_follow (RmgGuard *self)
{
  if (!self->parks)
    return rmg_guard_wait_sleep (
        self->wait, rmg_node_get_restart_delay_ms (self->node), follow, self);
  follow (self);
  return TRUE;
}

gboolean
rmg_guard_follow (RmgGuard *self)
{
  const RmgRestartDue due = get_due (self);

  if (due == RMG_RESTART_NONE)
    return TRUE;
  g_atomic_int_compare_and_exchange (
      &self->node->restart_due, RMG_RESTART_GROUP, RMG_RESTART_NONE);
  self->detour.active |= due == RMG_RESTART_FAILED;
  return wait_for_follow (self);
}

gboolean
rmg_guard_follow_group (RmgGuard *self, GstBuffer **buffer)
{
  if (get_due (self) == RMG_RESTART_NONE)
    return TRUE;
  if (!rmg_guard_follow (self)) {
    gst_clear_buffer (buffer);
    return FALSE;
  }
  *buffer = gst_buffer_make_writable (*buffer);
  GST_BUFFER_FLAG_SET (*buffer, GST_BUFFER_FLAG_DISCONT);
  return TRUE;
}

/* The next buffer will not come, so a node that has failed does not restart, unless
 * it is a sink, which nothing else can report the end for. The lock keeps the order:
 * a failure after this finds that EOS has arrived. */
static gboolean
has_failed_by_itself (RmgNode *node)
{
  gboolean has_failed;

  g_mutex_lock (&node->lock);
  has_failed = node->breaker.state == RMG_BREAKER_OPEN ||
      node->breaker.state == RMG_BREAKER_BROKEN ||
      (node->commit != NULL &&
          g_atomic_int_compare_and_exchange (
              &node->restart_due, RMG_RESTART_FAILED, RMG_RESTART_NONE));
  g_atomic_int_set (&node->input_ended,
      has_failed ? RMG_INPUT_ENDED_PAST_NODE : RMG_INPUT_ENDED);
  g_mutex_unlock (&node->lock);
  return has_failed;
}

void
rmg_guard_end_input (RmgGuard *self)
{
  if (has_failed_by_itself (self->node))
    self->detour.active = TRUE;
}

gboolean
rmg_guard_restart_node (RmgGuard *self, RmgRetryAction action)
{
  self->action = action;
  if (!self->parks)
    return rmg_guard_wait_sleep (self->wait, 0, rmg_guard_restart, self);
  rmg_guard_restart (self);
  return TRUE;
}

static gboolean
is_retrying (RmgGuard *self)
{
  RmgNodeState state;

  if (self->node == NULL)
    return FALSE;
  state = rmg_node_get_state (self->node);
  return state == RMG_NODE_STATE_RETRYING ||
      state == RMG_NODE_STATE_RESTARTING || state == RMG_NODE_STATE_DEGRADED;
}

gboolean
rmg_guard_bypass_node (RmgGuard *self, GstEvent *event)
{
  if (!is_retrying (self)) {
    gst_event_unref (event);
    return FALSE;
  }
  GST_DEBUG_OBJECT (self, "bypass the node: %" GST_PTR_FORMAT, event);
  return gst_pad_push_event (self->pads.sink, event);
}

GstBuffer *
rmg_guard_prepare_retry (
    RmgGuard *self, GstBuffer *buffer, RmgRetryAction action)
{
  if (!rmg_retry_renews (action))
    return buffer;
  rmg_guard_resume_after_restart (self);
  buffer = gst_buffer_make_writable (buffer);
  GST_BUFFER_FLAG_SET (buffer, GST_BUFFER_FLAG_DISCONT);
  return buffer;
}
