/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Errors of pushes that nothing else reports. A queue whose push fails stops without
 * a message, and the next push into it returns the flow; the drained data of an item
 * is pushed within an event, which has no flow. After the last item no push
 * follows. */
#pragma once

#include "gst/session/data.h"

G_BEGIN_DECLS

/** rmg_failed_flow_open: finds the pads that push. No data flows. */
void rmg_failed_flow_open (RmgSession *self);
void rmg_failed_flow_close (RmgSession *self);

/** rmg_failed_flow_watch: reports them when the end of an item arrives at an output,
 * which has the last flow of its pushes then. No data flows. */
void rmg_failed_flow_watch (RmgSession *self);

/** rmg_failed_flow_report: looks at the last flow returns of all pads. Thread: any.
 * Returns: whether one was an error, which the runtime knows now */
gboolean rmg_failed_flow_report (RmgSession *self);

G_END_DECLS
