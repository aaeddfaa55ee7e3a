/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The one place that sees the messages of all nodes. */
#pragma once

#include "gst/supervision/supervisor.h"

G_BEGIN_DECLS

/** rmg_messages_handle: handles a message of a child of the bin.
 *
 * Thread: any.
 * Returns: %TRUE if @message (transfer none) must stay inside the bin
 */
gboolean rmg_messages_handle (RmgSupervisor *self, GstMessage *message);

G_END_DECLS
