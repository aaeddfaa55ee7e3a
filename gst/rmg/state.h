/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* States of a run and of its nodes. */
#pragma once

#include <rmg/api.h>

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * RmgState:
 * @RMG_STATE_STOPPED: not started, or at the end of its stream
 * @RMG_STATE_STARTING: no data has arrived yet
 * @RMG_STATE_RUNNING: data flows
 * @RMG_STATE_RESTARTING: an attempt failed; another one follows, perhaps after a
 *   restart
 * @RMG_STATE_DEGRADED: a breaker is open, or a fallback is active
 * @RMG_STATE_DRAINING: the input has ended, and the rest of the data leaves
 * @RMG_STATE_FAILED: given up
 *
 * State of a node, or of a run: the most serious one of its nodes. A run is
 * running when data has reached an output.
 */
typedef enum
{
  RMG_STATE_STOPPED,
  RMG_STATE_STARTING,
  RMG_STATE_RUNNING,
  RMG_STATE_RESTARTING,
  RMG_STATE_DEGRADED,
  RMG_STATE_DRAINING,
  RMG_STATE_FAILED,
} RmgState;

/**
 * rmg_state_get_name:
 * @state: a state
 *
 * Returns: (transfer none): the word for @state in messages, documents and logs,
 *   such as "running"
 */
RMG_API const char *rmg_state_get_name (RmgState state);

G_END_DECLS
