/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Decisions about the failed attempts of guarded nodes and failed legs. */
#pragma once

#include "gst/supervision/supervisor.h"

G_BEGIN_DECLS

/** rmg_attempts_attach: supervises every guard and fuse. @parks: whether guards
 * park failed buffers instead of waiting. */
void rmg_attempts_attach (RmgSupervisor *self, gboolean parks);

/** rmg_attempts_is_parked: whether a guard has parked a buffer. Thread: any. */
static inline gboolean
rmg_attempts_is_parked (const RmgSupervisor *self)
{
  return g_atomic_int_get (&self->n_parked) > 0;
}

/** rmg_attempts_get_due: monotonic time of the next attempt in us, or -1. */
gint64 rmg_attempts_get_due (RmgSupervisor *self);

/** rmg_attempts_resume: makes the attempts that are due. Thread: the
 * session's. */
void rmg_attempts_resume (RmgSupervisor *self);

G_END_DECLS
