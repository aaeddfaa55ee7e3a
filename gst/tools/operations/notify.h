/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Informs the service manager about a run: the protocol of sd_notify(3), without
 * its library. The watchdog is fed by data that moves, so that a run that hangs
 * is restarted although its process lives. */
#pragma once

#include "gst/tools/operations/flow.h"

G_BEGIN_DECLS

/* The state that the service manager knows. */
typedef struct
{
  gint64 watchdog_us; /* interval; 0: no watchdog */
  gint64 fed_us;      /* time of the movement that was reported last */
  gboolean is_ready;
  char *status;  /* (nullable) */
  char *failure; /* (nullable): of the run, one line */
} ToolNotifyState;

void tool_notify_state_clear (ToolNotifyState *self);

/**
 * tool_notify_state_update:
 * @flow: the flow of data
 * @now_us: monotonic time
 *
 * Decides about the next message: READY when data has arrived at an output,
 * STATUS when the state of the run changes, WATCHDOG when data has moved since the last one.
 *
 * Returns: (transfer full) (nullable): lines of the message; %NULL for none
 */
char *tool_notify_state_update (
    ToolNotifyState *self, const ToolFlow *flow, gint64 now_us);

/** tool_notify_state_end: (transfer full): the last message. A run that was too
 * short for READY reports it now, since it has not failed. */
char *tool_notify_state_end (const ToolNotifyState *self);

/** tool_notify_read_watchdog: interval of the watchdog of this process in us, 0
 * for none. @usec, @pid: (nullable): values of WATCHDOG_USEC and WATCHDOG_PID */
gint64 tool_notify_read_watchdog (const char *usec, const char *pid);

typedef struct _ToolNotify ToolNotify;

/** tool_notify_new: (nullable): %NULL if no service manager listens. */
ToolNotify *tool_notify_new (void);

/** tool_notify_update: sends the next message, if any. Thread: one. */
void tool_notify_update (ToolNotify *self, const ToolFlow *flow, gint64 now_us);

/** tool_notify_set_failure: the run has failed, which tool_notify_free() reports.
 * Once. */
void tool_notify_set_failure (ToolNotify *self, const char *failure);

/** tool_notify_free: reports that the run ends. */
void tool_notify_free (ToolNotify *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ToolNotify, tool_notify_free)

G_END_DECLS
