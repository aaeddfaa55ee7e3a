/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* State of a run, and whether data flows through its graph. Pure: the clock is an
 * argument. */
#pragma once

#include <rmg/state.h>

G_BEGIN_DECLS

/** TOOL_FLOW_TIMEOUT_US: time without a buffer after which no data flows. */
#define TOOL_FLOW_TIMEOUT_US (5 * G_USEC_PER_SEC)

typedef struct
{
  guint64 n_buffers; /* that crossed the borders of nodes so far */
  gint64 moved_us;   /* monotonic time of the last change; 0: none yet */
  const char *state; /* (nullable): interned; %NULL before the session */
  const char
      *reason; /* (nullable): interned, of the last change of the state */
} ToolFlow;

/** tool_flow_update: @n_buffers have crossed the borders of nodes at @now_us. A
 * session that was built again counts from 0. */
void tool_flow_update (ToolFlow *self, guint64 n_buffers, gint64 now_us);

/** tool_flow_set_state: @state, a word of rmg_state_get_name(), since @reason
 * (nullable). */
void tool_flow_set_state (
    ToolFlow *self, const char *state, const char *reason);

/** tool_flow_has_begun: whether the run has had data and was not given up. */
gboolean tool_flow_has_begun (const ToolFlow *self);

/** tool_flow_is_ready: whether the run is running, or degraded, and data moved
 * within %TOOL_FLOW_TIMEOUT_US before @now_us. */
gboolean tool_flow_is_ready (const ToolFlow *self, gint64 now_us);

/** tool_flow_describe: (transfer full): "STATE: REASON", where a run that should
 * have data and has none has that as its reason. */
char *tool_flow_describe (const ToolFlow *self, gint64 now_us);

G_END_DECLS
