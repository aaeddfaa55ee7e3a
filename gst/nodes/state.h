/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* States of a node as a pure table of transitions, and the state of a run. */
#pragma once

#include <rmg/state.h>

G_BEGIN_DECLS

typedef enum
{
  RMG_NODE_STATE_IDLE,       /* the bin is in NULL or READY */
  RMG_NODE_STATE_STARTING,   /* no data has arrived yet */
  RMG_NODE_STATE_RUNNING,    /* data flows */
  RMG_NODE_STATE_RETRYING,   /* an attempt failed, the next one is due */
  RMG_NODE_STATE_RESTARTING, /* its elements go to NULL and back, or new
                              * ones take their place */
  RMG_NODE_STATE_RENEWING,   /* the same between two items */
  RMG_NODE_STATE_DEGRADED,   /* its breaker is open: data does not reach it */
  RMG_NODE_STATE_DRAINING,   /* the input has ended */
  RMG_NODE_STATE_ENDED,      /* a sink that received EOS */
  RMG_NODE_STATE_FAILED,     /* given up, or starved by a failed node */
} RmgNodeState;

#define RMG_N_NODE_STATES (RMG_NODE_STATE_FAILED + 1)

typedef enum
{
  RMG_NODE_EVENT_START,          /* the bin goes to PAUSED */
  RMG_NODE_EVENT_ATTEMPT_FAILED, /* and a retry was decided */
  RMG_NODE_EVENT_RESTART,
  RMG_NODE_EVENT_REBUILD, /* a restart with new elements */
  RMG_NODE_EVENT_RESTARTED,
  RMG_NODE_EVENT_RECOVERED, /* a retry succeeded, or a flush ended it */
  RMG_NODE_EVENT_FLUSH,     /* a flush takes back the end of the input */
  RMG_NODE_EVENT_EOS,
  RMG_NODE_EVENT_GIVE_UP,
  RMG_NODE_EVENT_RENEW, /* a restart between two items */
  RMG_NODE_EVENT_BREAKER_OPENED,
  RMG_NODE_EVENT_BREAKER_CLOSED,
  RMG_NODE_EVENT_DATA,  /* the first buffer */
  RMG_NODE_EVENT_DRAIN, /* the end of the input */
  RMG_NODE_EVENT_STOP,  /* the bin goes to READY */
} RmgNodeEvent;

#define RMG_N_NODE_EVENTS (RMG_NODE_EVENT_STOP + 1)

/** rmg_node_state_next: state after @event; @state itself where the table has
 * no such transition. */
RmgNodeState rmg_node_state_next (RmgNodeState state, RmgNodeEvent event);

/** rmg_node_state_is_streaming: whether a node in @state still handles data. */
gboolean rmg_node_state_is_streaming (RmgNodeState state);

/** rmg_node_state_is_restarting: whether the elements of the node restart. */
gboolean rmg_node_state_is_restarting (RmgNodeState state);

/** rmg_node_state_to_public: the state for applications. */
RmgState rmg_node_state_to_public (RmgNodeState state);

/** rmg_node_state_get_name: the word for applications. */
const char *rmg_node_state_get_name (RmgNodeState state);

/** rmg_node_event_get_reason: static text, the reason of the state after
 * @event. */
const char *rmg_node_event_get_reason (RmgNodeEvent event);

/* Number of nodes in each state, and of those without a node downstream. */
typedef struct
{
  guint nodes[RMG_N_NODE_STATES];
  guint ends[RMG_N_NODE_STATES];
} RmgStateCounts;

/** rmg_state_counts_get_run: state of a run whose nodes have these states. */
RmgState rmg_state_counts_get_run (const RmgStateCounts *self);

G_END_DECLS
