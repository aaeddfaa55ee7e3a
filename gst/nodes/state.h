/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* States of a node as a pure table of transitions. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  RMG_NODE_STATE_RUNNING,
  RMG_NODE_STATE_RETRYING,   /* an attempt failed, the next one is due */
  RMG_NODE_STATE_RESTARTING, /* its elements go to NULL and back */
  RMG_NODE_STATE_DEGRADED,   /* its breaker is open: data does not reach it */
  RMG_NODE_STATE_ENDED,      /* a sink that received EOS */
  RMG_NODE_STATE_FAILED,     /* given up, or starved by a failed node */
} RmgNodeState;

typedef enum
{
  RMG_NODE_EVENT_START,          /* the bin goes to PAUSED */
  RMG_NODE_EVENT_ATTEMPT_FAILED, /* and a retry was decided */
  RMG_NODE_EVENT_RESTART,
  RMG_NODE_EVENT_RESTARTED,
  RMG_NODE_EVENT_RECOVERED, /* a retry succeeded, or a flush ended it */
  RMG_NODE_EVENT_EOS,
  RMG_NODE_EVENT_GIVE_UP,
  RMG_NODE_EVENT_RENEW, /* a restart between two items */
  RMG_NODE_EVENT_BREAKER_OPENED,
  RMG_NODE_EVENT_BREAKER_CLOSED,
} RmgNodeEvent;

/** rmg_node_state_next: state after @event; @state itself where the table has
 * no such transition. */
RmgNodeState rmg_node_state_next (RmgNodeState state, RmgNodeEvent event);

/** rmg_node_state_is_streaming: whether a node in @state still handles data. */
gboolean rmg_node_state_is_streaming (RmgNodeState state);

const char *rmg_node_state_get_name (RmgNodeState state);

G_END_DECLS
