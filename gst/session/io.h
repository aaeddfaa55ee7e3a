/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#pragma once

#include "gst/session/data.h"

G_BEGIN_DECLS

/** rmg_session_deliver: calls back for each message that has come. */
void rmg_session_deliver (RmgSession *self);

/** rmg_session_pull_part: rmg_session_pull() without the buffers that wait for the
 * end of their item. */
RmgSessionResult rmg_session_pull_part (
    RmgSession *self, RmgOutput *output, GError **error);

/** rmg_session_pump: delivers messages, and makes attempts that are due. */
void rmg_session_pump (RmgSession *self);

G_END_DECLS
