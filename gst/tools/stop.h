/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Ends a run early: Ctrl-C, a time-out, a reader of standard output that went
 * away. Each lets the session finish its files first. */
#pragma once

#include "gst/tools/command.h"

#include <rmg/session.h>

G_BEGIN_DECLS

typedef struct
{
  RmgSession *session;
  ToolExit reason;     /* TOOL_OK without a request to stop */
  gint64 time_us;      /* wall clock of the request since 1970; 0: none */
  GSource *sources[2]; /* (nullable) */
} ToolStop;

/** tool_stop_guard_opening: until tool_stop_watch(), the time-out ends the
 * process: opening a named pipe blocks until another process opens it. A signal
 * meanwhile ends the run once it is watched, or the process after a second. */
void tool_stop_guard_opening (guint timeout_ms);

/**
 * tool_stop_watch:
 * @timeout_ms: 0 for none
 *
 * From now on a signal or the time-out interrupts @session, from the
 * thread-default main context. A second signal, at least half a second later, ends the process
 * at once; a session that does not end then within five seconds takes the process with it.
 */
void tool_stop_watch (ToolStop *self, RmgSession *session, guint timeout_ms);

/** tool_stop_now: ends the run for @reason, unless it is ending already. */
void tool_stop_now (ToolStop *self, ToolExit reason);

/** tool_stop_clear: no longer watches. */
void tool_stop_clear (ToolStop *self);

G_END_DECLS
