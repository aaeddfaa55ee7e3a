/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#pragma once

#include "gst/session/data.h"

G_BEGIN_DECLS

/** rmg_cancel_is_requested: Thread: any. */
static inline gboolean
rmg_cancel_is_requested (const RmgSession *self)
{
  return g_atomic_int_get (&self->exchange.cancelled);
}

/** rmg_cancel_carry_out: ends the items that have been pushed and are not
 * complete, if that was requested. Thread: the session's, outside of the
 * pipeline. */
void rmg_cancel_carry_out (RmgSession *self);

G_END_DECLS
