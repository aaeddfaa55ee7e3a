/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Watches a session from a thread of its own, so that it answers while a node
 * blocks the thread of the session. */
#pragma once

#include "gst/tools/operations/flow.h"

#include <rmg/session.h>

G_BEGIN_DECLS

typedef struct _ToolMonitor ToolMonitor;

/** tool_monitor_new: a monitor without a thread, to which listeners can be
 * added. */
ToolMonitor *tool_monitor_new (void);

/** ToolSampleFunc: called every quarter of a second with the flow of data.
 * Thread: the monitor's. */
typedef void (*ToolSampleFunc) (
    const ToolFlow *flow, gint64 now_us, gpointer user_data);

/** tool_monitor_set_func: @func: called from tool_monitor_start() on, before
 * there is a session too. */
void tool_monitor_set_func (
    ToolMonitor *self, ToolSampleFunc func, gpointer user_data);

/** tool_monitor_start: starts the thread. */
void tool_monitor_start (ToolMonitor *self);

/** tool_monitor_stop: joins the thread, so that listeners can be removed. */
void tool_monitor_stop (ToolMonitor *self);

/** tool_monitor_free: stops and frees @self. */
void tool_monitor_free (ToolMonitor *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ToolMonitor, tool_monitor_free)

/** tool_monitor_watch: watches @session, which must stay open until
 * tool_monitor_stop(). Thread: any. */
void tool_monitor_watch (ToolMonitor *self, RmgSession *session);

/** tool_monitor_get_session: (transfer none) (nullable): %NULL before
 * tool_monitor_watch(). Thread: the monitor's. */
RmgSession *tool_monitor_get_session (ToolMonitor *self);

/** tool_monitor_get_flow: (transfer none): the state of the run at this moment.
 * Thread: the monitor's. */
const ToolFlow *tool_monitor_get_flow (ToolMonitor *self);

/** tool_monitor_get_context: (transfer none): context of the thread, for the
 * sources of listeners. They are added and removed while the thread does not
 * run. */
GMainContext *tool_monitor_get_context (ToolMonitor *self);

G_END_DECLS
