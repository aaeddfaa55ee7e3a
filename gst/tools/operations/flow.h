/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Whether data flows through a graph. Pure: the clock is an argument. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** TOOL_FLOW_TIMEOUT_US: time without a buffer after which no data flows. */
#define TOOL_FLOW_TIMEOUT_US (5 * G_USEC_PER_SEC)

typedef struct
{
  guint64 n_buffers; /* that crossed the borders of nodes so far */
  gint64 moved_us;   /* monotonic time of the last change; 0: none yet */
} ToolFlow;

/** tool_flow_update: @n_buffers have crossed the borders of nodes at @now_us. A
 * session that was built again counts from 0. */
void tool_flow_update (ToolFlow *self, guint64 n_buffers, gint64 now_us);

/** tool_flow_has_begun: whether data has ever moved. */
gboolean tool_flow_has_begun (const ToolFlow *self);

/** tool_flow_is_moving: whether data moved within %TOOL_FLOW_TIMEOUT_US before
 * @now_us. */
gboolean tool_flow_is_moving (const ToolFlow *self, gint64 now_us);

G_END_DECLS
