/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/supervision/messages.h"

#include "gst/nodes/log.h"
#include "gst/supervision/give-up.h"
#include "gst/supervision/outside.h"
#include "gst/supervision/isolation.h"

#define GST_CAT_DEFAULT (rmg_node_get_debug_category ())

static GstFlowReturn
read_flow (const RmgFailure *failure)
{
  int flow = GST_FLOW_ERROR;

  gst_structure_get_int (failure->details, "flow-return", &flow);
  return flow;
}

/* A thread of the node that has posted an error stops with another one. */
static void
handle_flow_error (
    RmgSupervisor *self, RmgNode *node, const RmgFailure *failure)
{
  if (!rmg_outside_is_known (node))
    rmg_give_up_culprit (self, read_flow (failure), node);
}

static void
handle_outside (
    RmgSupervisor *self, const RmgNodeElement *entry, const RmgFailure *failure)
{
  guint n_attempts = 1;

  if (entry->role != RMG_ROLE_NODE ||
      !rmg_outside_handle (self, entry->node, failure, &n_attempts))
    rmg_give_up (self, entry->node, failure, n_attempts);
}

/* The guard takes a failure of its own attempt. Any other error of a node, such
 * as one of its own thread or of its start, has no buffer to offer again. */
static gboolean
handle_error (
    RmgSupervisor *self, const RmgNodeElement *entry, GstMessage *message)
{
  g_autoptr (RmgFailure) failure = rmg_failure_from_message (message);

  GST_DEBUG_OBJECT (GST_MESSAGE_SRC (message), "posted an error: %s",
      failure->cause->message);
  if (rmg_failure_is_flow_error (failure))
    handle_flow_error (self, entry->node, failure);
  else if (entry->role == RMG_ROLE_NODE && rmg_node_owns_error (entry->node))
    rmg_node_record_failure (entry->node, g_steal_pointer (&failure));
  else
    handle_outside (self, entry, failure);
  return TRUE;
}

static gboolean
starts_after_failure (RmgNode *node, GstMessageType type)
{
  return type == GST_MESSAGE_ASYNC_START &&
      rmg_node_get_state (node) == RMG_NODE_STATE_FAILED;
}

/* A sink with async=false posts it too, if its first buffer arrives while it goes
 * to PLAYING. */
static gboolean
is_unexpected_done (GstMessage *message)
{
  return GST_MESSAGE_TYPE (message) == GST_MESSAGE_ASYNC_DONE &&
      !rmg_isolation_is_awaited (GST_ELEMENT (GST_MESSAGE_SRC (message)));
}

/* A sink that waits for data again after its end was flushed. */
static void
note_flush (RmgNode *node, GstMessageType type)
{
  if (type == GST_MESSAGE_ASYNC_START &&
      rmg_node_get_state (node) == RMG_NODE_STATE_ENDED)
    rmg_node_handle_event (node, RMG_NODE_EVENT_FLUSH);
}

/* A restarting element must not take the pipeline to PAUSED. A reader that
 * finds its media after the pipeline went to PLAYING must not either: if no
 * sink waits for data, GstBin would stay in PAUSED. Sinks report when they have
 * data, readers need not. */
static gboolean
handle_async (
    RmgSupervisor *self, const RmgNodeElement *entry, GstMessage *message)
{
  gboolean held = (entry->node->plan->flags & RMG_NODE_SOURCE) ||
      starts_after_failure (entry->node, GST_MESSAGE_TYPE (message)) ||
      rmg_node_holds_async (entry->node, GST_MESSAGE_TYPE (message)) ||
      is_unexpected_done (message);

  note_flush (entry->node, GST_MESSAGE_TYPE (message));
  if (held)
    GST_DEBUG_OBJECT (
        GST_MESSAGE_SRC (message), "hold %s", GST_MESSAGE_TYPE_NAME (message));
  return held;
}

static gboolean
handle_stream_status (
    RmgSupervisor *self, const RmgNodeElement *entry, GstMessage *message)
{
  RmgNode *node = entry->node;
  GstStreamStatusType type;

  gst_message_parse_stream_status (message, &type, NULL);
  if (entry->role == RMG_ROLE_NODE && type == GST_STREAM_STATUS_TYPE_CREATE)
    g_atomic_int_set (&node->owns_thread, TRUE);
  if (type == GST_STREAM_STATUS_TYPE_CREATE)
    self->listener->task (node->index, self->listener_data);
  if (entry->role != RMG_ROLE_NODE || !self->measured)
    return FALSE;
  if (type == GST_STREAM_STATUS_TYPE_ENTER)
    rmg_thread_cpu_enter (rmg_node_get_thread_cpu (node));
  else if (type == GST_STREAM_STATUS_TYPE_LEAVE)
    rmg_thread_cpu_leave (rmg_node_get_thread_cpu (node));
  return FALSE;
}

static gboolean
handle_eos (
    RmgSupervisor *self, const RmgNodeElement *entry, GstMessage *message)
{
  rmg_give_up_end_sink (self, entry->node);
  return FALSE;
}

static gboolean
handle_element (
    RmgSupervisor *self, const RmgNodeElement *entry, GstMessage *message)
{
  return self->listener->message (message, self->listener_data);
}

/* A warning of a failed node is about the failure: a reader whose connection is
 * lost reports that its file ends early. */
static gboolean
handle_warning (
    RmgSupervisor *self, const RmgNodeElement *entry, GstMessage *message)
{
  return rmg_node_get_state (entry->node) == RMG_NODE_STATE_FAILED ||
      handle_element (self, entry, message);
}

typedef gboolean (*Handler) (
    RmgSupervisor *self, const RmgNodeElement *entry, GstMessage *message);

static const struct
{
  GstMessageType type;
  Handler handle;
} handlers[] = {
  { GST_MESSAGE_ERROR, handle_error },
  { GST_MESSAGE_ASYNC_START, handle_async },
  { GST_MESSAGE_ASYNC_DONE, handle_async },
  { GST_MESSAGE_STREAM_STATUS, handle_stream_status },
  { GST_MESSAGE_EOS, handle_eos },
  { GST_MESSAGE_ELEMENT, handle_element },
  { GST_MESSAGE_WARNING, handle_warning },
};

/* An element that is not in the plan, such as the queue of a session, returned
 * a flow error. */
static void
handle_feeder_error (RmgSupervisor *self, GstMessage *message)
{
  g_autoptr (RmgFailure) failure = NULL;

  if (GST_MESSAGE_TYPE (message) != GST_MESSAGE_ERROR)
    return;
  failure = rmg_failure_from_message (message);
  if (rmg_failure_is_flow_error (failure))
    rmg_give_up_culprit (self, read_flow (failure), NULL);
}

gboolean
rmg_messages_handle (RmgSupervisor *self, GstMessage *message)
{
  const RmgNodeElement *entry =
      rmg_node_set_find (self->nodes, GST_MESSAGE_SRC (message));

  if (entry == NULL) {
    handle_feeder_error (self, message);
    return FALSE;
  }
  for (gsize i = 0; i < G_N_ELEMENTS (handlers); i++)
    if (handlers[i].type == GST_MESSAGE_TYPE (message))
      return handlers[i].handle (self, entry, message);
  return FALSE;
}
