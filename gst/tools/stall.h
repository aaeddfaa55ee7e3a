/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Prints the stall report at SIGUSR1. */
#pragma once

#include <rmg/session.h>

G_BEGIN_DECLS

typedef struct
{
  RmgSession *session;
  GMainContext *context; /* of the thread */
  GSource *source;
  GThread *thread;
  int ended; /* atomic */
} ToolStall;

/** tool_stall_watch: SIGUSR1 prints the report of @session to standard error,
 * from a thread of its own: the main thread may be blocked inside a node. */
void tool_stall_watch (ToolStall *self, RmgSession *session);

/** tool_stall_clear: no longer watches; ends the thread. */
void tool_stall_clear (ToolStall *self);

G_END_DECLS
