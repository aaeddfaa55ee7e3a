/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/nodes/state.h"

typedef struct
{
  RmgNodeState from;
  RmgNodeEvent event;
  RmgNodeState to;
} NodeTransition;

static const NodeTransition transitions[] = {
  { RMG_NODE_STATE_RUNNING, RMG_NODE_EVENT_ATTEMPT_FAILED,
      RMG_NODE_STATE_RETRYING },
  { RMG_NODE_STATE_RUNNING, RMG_NODE_EVENT_RENEW, RMG_NODE_STATE_RESTARTING },
  { RMG_NODE_STATE_RUNNING, RMG_NODE_EVENT_EOS, RMG_NODE_STATE_ENDED },
  { RMG_NODE_STATE_RUNNING, RMG_NODE_EVENT_GIVE_UP, RMG_NODE_STATE_FAILED },

  { RMG_NODE_STATE_RETRYING, RMG_NODE_EVENT_START, RMG_NODE_STATE_RUNNING },
  { RMG_NODE_STATE_RETRYING, RMG_NODE_EVENT_RESTART,
      RMG_NODE_STATE_RESTARTING },
  { RMG_NODE_STATE_RETRYING, RMG_NODE_EVENT_RECOVERED, RMG_NODE_STATE_RUNNING },
  { RMG_NODE_STATE_RETRYING, RMG_NODE_EVENT_EOS, RMG_NODE_STATE_ENDED },
  { RMG_NODE_STATE_RETRYING, RMG_NODE_EVENT_GIVE_UP, RMG_NODE_STATE_FAILED },

  { RMG_NODE_STATE_RESTARTING, RMG_NODE_EVENT_START, RMG_NODE_STATE_RUNNING },
  { RMG_NODE_STATE_RESTARTING, RMG_NODE_EVENT_RESTARTED,
      RMG_NODE_STATE_RETRYING },
  { RMG_NODE_STATE_RESTARTING, RMG_NODE_EVENT_EOS, RMG_NODE_STATE_ENDED },
  { RMG_NODE_STATE_RESTARTING, RMG_NODE_EVENT_GIVE_UP, RMG_NODE_STATE_FAILED },

  { RMG_NODE_STATE_ENDED, RMG_NODE_EVENT_START, RMG_NODE_STATE_RUNNING },
  { RMG_NODE_STATE_ENDED, RMG_NODE_EVENT_ATTEMPT_FAILED,
      RMG_NODE_STATE_RETRYING },
  { RMG_NODE_STATE_ENDED, RMG_NODE_EVENT_GIVE_UP, RMG_NODE_STATE_FAILED },

  { RMG_NODE_STATE_FAILED, RMG_NODE_EVENT_START, RMG_NODE_STATE_RUNNING },
};

static const char *const names[] = {
  [RMG_NODE_STATE_RUNNING] = "running",
  [RMG_NODE_STATE_RETRYING] = "retrying",
  [RMG_NODE_STATE_RESTARTING] = "restarting",
  [RMG_NODE_STATE_ENDED] = "ended",
  [RMG_NODE_STATE_FAILED] = "failed",
};

RmgNodeState
rmg_node_state_next (RmgNodeState state, RmgNodeEvent event)
{
  for (gsize i = 0; i < G_N_ELEMENTS (transitions); i++)
    if (transitions[i].from == state && transitions[i].event == event)
      return transitions[i].to;
  return state;
}

gboolean
rmg_node_state_is_streaming (RmgNodeState state)
{
  return state != RMG_NODE_STATE_ENDED && state != RMG_NODE_STATE_FAILED;
}

const char *
rmg_node_state_get_name (RmgNodeState state)
{
  return names[state];
}
