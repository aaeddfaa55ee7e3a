/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The end of a session after a failure or an interrupt. The other branches run on
 * to their end; a branch that neither ends nor moves data must not keep the
 * session open. */
#pragma once

#include "gst/session/data.h"

G_BEGIN_DECLS

/** RMG_STALL_FACTOR: time without data in close time-outs, after which a session
 * that has failed is over. */
#define RMG_STALL_FACTOR 4

/** rmg_stall_is_over: whether the session has failed or was interrupted and no
 * data has arrived at its outputs and sinks since, for half a close time-out after
 * an interrupt. Otherwise wakes the session when it is due. Thread: the
 * session's. */
gboolean rmg_stall_is_over (RmgSession *self);

/** rmg_stall_get_error: whether rmg_stall_is_over() has ended the session. @error:
 * (out) (optional): %RMG_ERROR_ABANDONED with the node that blocks. Thread: the
 * session's. */
gboolean rmg_stall_get_error (RmgSession *self, GError **error);

/** rmg_stall_describe_blocking: (transfer full): the node that others wait for.
 * Thread: any. */
char *rmg_stall_describe_blocking (RmgSession *self);

G_END_DECLS
