/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/nodes/state.h"

#define IN(state) (1u << RMG_NODE_STATE_##state)
#define ANY ((1u << RMG_N_NODE_STATES) - 1)
#define HEALTHY (IN (IDLE) | IN (STARTING) | IN (RUNNING) | IN (DRAINING))
#define OVER (IN (ENDED) | IN (FAILED))

typedef struct
{
  guint from; /* set of states */
  RmgNodeEvent event;
  RmgNodeState to;
} NodeTransition;

static const NodeTransition transitions[] = {
  { ANY, RMG_NODE_EVENT_START, RMG_NODE_STATE_STARTING },
  { IN (STARTING), RMG_NODE_EVENT_DATA, RMG_NODE_STATE_RUNNING },
  { IN (STARTING) | IN (RUNNING), RMG_NODE_EVENT_DRAIN,
      RMG_NODE_STATE_DRAINING },
  { ANY & ~OVER, RMG_NODE_EVENT_EOS, RMG_NODE_STATE_ENDED },
  { IN (DRAINING) | IN (ENDED), RMG_NODE_EVENT_FLUSH, RMG_NODE_STATE_RUNNING },
  { ANY & ~OVER, RMG_NODE_EVENT_STOP, RMG_NODE_STATE_IDLE },

  { HEALTHY | IN (ENDED), RMG_NODE_EVENT_ATTEMPT_FAILED,
      RMG_NODE_STATE_RETRYING },
  { IN (RETRYING) | IN (DEGRADED), RMG_NODE_EVENT_RESTART,
      RMG_NODE_STATE_RESTARTING },
  { IN (RETRYING) | IN (DEGRADED), RMG_NODE_EVENT_REBUILD,
      RMG_NODE_STATE_RESTARTING },
  { IN (RESTARTING), RMG_NODE_EVENT_RESTARTED, RMG_NODE_STATE_RETRYING },
  { IN (RETRYING), RMG_NODE_EVENT_RECOVERED, RMG_NODE_STATE_RUNNING },
  { ANY & ~IN (FAILED), RMG_NODE_EVENT_GIVE_UP, RMG_NODE_STATE_FAILED },

  { HEALTHY, RMG_NODE_EVENT_RENEW, RMG_NODE_STATE_RENEWING },
  { IN (RENEWING), RMG_NODE_EVENT_RESTARTED, RMG_NODE_STATE_RUNNING },

  { HEALTHY | IN (RETRYING), RMG_NODE_EVENT_BREAKER_OPENED,
      RMG_NODE_STATE_DEGRADED },
  { IN (RETRYING) | IN (DEGRADED), RMG_NODE_EVENT_BREAKER_CLOSED,
      RMG_NODE_STATE_RUNNING },
};

static const RmgState public_states[] = {
  [RMG_NODE_STATE_IDLE] = RMG_STATE_STOPPED,
  [RMG_NODE_STATE_STARTING] = RMG_STATE_STARTING,
  [RMG_NODE_STATE_RUNNING] = RMG_STATE_RUNNING,
  [RMG_NODE_STATE_RETRYING] = RMG_STATE_RESTARTING,
  [RMG_NODE_STATE_RESTARTING] = RMG_STATE_RESTARTING,
  [RMG_NODE_STATE_RENEWING] = RMG_STATE_RUNNING,
  [RMG_NODE_STATE_DEGRADED] = RMG_STATE_DEGRADED,
  [RMG_NODE_STATE_DRAINING] = RMG_STATE_DRAINING,
  [RMG_NODE_STATE_ENDED] = RMG_STATE_STOPPED,
  [RMG_NODE_STATE_FAILED] = RMG_STATE_FAILED,
};

static const char *const names[] = {
  [RMG_STATE_STOPPED] = "stopped",
  [RMG_STATE_STARTING] = "starting",
  [RMG_STATE_RUNNING] = "running",
  [RMG_STATE_RESTARTING] = "restarting",
  [RMG_STATE_DEGRADED] = "degraded",
  [RMG_STATE_DRAINING] = "draining",
  [RMG_STATE_FAILED] = "failed",
};

static const char *const reasons[RMG_N_NODE_EVENTS] = {
  [RMG_NODE_EVENT_START] = "the pipeline has started",
  [RMG_NODE_EVENT_ATTEMPT_FAILED] = "an attempt failed",
  [RMG_NODE_EVENT_RESTART] = "the elements restart",
  [RMG_NODE_EVENT_REBUILD] = "the elements are built again",
  [RMG_NODE_EVENT_RESTARTED] = "the elements have restarted",
  [RMG_NODE_EVENT_RECOVERED] = "an attempt succeeded",
  [RMG_NODE_EVENT_FLUSH] = "a flush came after the end",
  [RMG_NODE_EVENT_EOS] = "the stream has ended",
  [RMG_NODE_EVENT_GIVE_UP] = "the node was given up",
  [RMG_NODE_EVENT_RENEW] = "an item has ended",
  [RMG_NODE_EVENT_BREAKER_OPENED] = "the breaker opened",
  [RMG_NODE_EVENT_BREAKER_CLOSED] = "the breaker closed",
  [RMG_NODE_EVENT_DATA] = "data arrived",
  [RMG_NODE_EVENT_DRAIN] = "the input has ended",
  [RMG_NODE_EVENT_STOP] = "the pipeline has stopped",
};

RmgNodeState
rmg_node_state_next (RmgNodeState state, RmgNodeEvent event)
{
  for (gsize i = 0; i < G_N_ELEMENTS (transitions); i++)
    if ((transitions[i].from & (1u << state)) != 0 &&
        transitions[i].event == event)
      return transitions[i].to;
  return state;
}

gboolean
rmg_node_state_is_streaming (RmgNodeState state)
{
  return state != RMG_NODE_STATE_ENDED && state != RMG_NODE_STATE_FAILED;
}

gboolean
rmg_node_state_is_restarting (RmgNodeState state)
{
  return state == RMG_NODE_STATE_RESTARTING || state == RMG_NODE_STATE_RENEWING;
}

RmgState
rmg_node_state_to_public (RmgNodeState state)
{
  return public_states[state];
}

const char *
rmg_node_state_get_name (RmgNodeState state)
{
  return names[public_states[state]];
}

const char *
rmg_state_get_name (RmgState state)
{
  g_return_val_if_fail (state < G_N_ELEMENTS (names), NULL);

  return names[state];
}

const char *
rmg_node_event_get_reason (RmgNodeEvent event)
{
  return reasons[event];
}

static guint
count (const guint *counts, RmgState state)
{
  guint n = 0;

  for (guint i = 0; i < RMG_N_NODE_STATES; i++)
    if (public_states[i] == state)
      n += counts[i];
  return n;
}

static guint
count_all (const guint *counts)
{
  guint n = 0;

  for (guint i = 0; i < RMG_N_NODE_STATES; i++)
    n += counts[i];
  return n;
}

/* The first of these that a node has is the state of the run. */
static const RmgState serious[] = { RMG_STATE_FAILED, RMG_STATE_RESTARTING,
  RMG_STATE_DEGRADED, RMG_STATE_DRAINING };

RmgState
rmg_state_counts_get_run (const RmgStateCounts *self)
{
  guint n_stopped = count (self->ends, RMG_STATE_STOPPED);
  guint n_flowing = count (self->ends, RMG_STATE_RUNNING);

  if (n_stopped == count_all (self->ends) &&
      self->nodes[RMG_NODE_STATE_FAILED] == 0)
    return RMG_STATE_STOPPED;
  for (gsize i = 0; i < G_N_ELEMENTS (serious); i++)
    if (count (self->nodes, serious[i]) > 0)
      return serious[i];
  return n_flowing + self->ends[RMG_NODE_STATE_ENDED] > 0 ? RMG_STATE_RUNNING
                                                          : RMG_STATE_STARTING;
}
