/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */
#pragma once

#include <rmg/session.h>

G_BEGIN_DECLS

/* One line on the terminal, overwritten by each update: position and remaining
 * time. */
typedef struct
{
  RmgSession *session;
  gint64 began_us;
  GSource *source; /* (nullable): %NULL if nothing is shown */
} ToolProgress;

/** tool_progress_start: shows nothing unless standard error is a terminal. */
void tool_progress_start (ToolProgress *self, RmgSession *session);

/** tool_progress_hide: makes room for other text, until the next update. */
void tool_progress_hide (ToolProgress *self);
void tool_progress_stop (ToolProgress *self);

/** tool_format_time: (transfer full): "0:05", "1:02:03" */
char *tool_format_time (GstClockTime time);

G_END_DECLS
