/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The failed attempts of a node since it last worked. Pure: no lock, no clock. */
#pragma once

#include "gst/faults/fault.h"
#include "gst/nodes/failure.h"

G_BEGIN_DECLS

/* All zero is a valid empty history. */
typedef struct
{
  GPtrArray *attempts; /* (nullable) (element-type RmgFaultAttempt): the last
                          RMG_FAULT_MAX_ATTEMPTS */
  guint n_attempts;
  gboolean has_buffer; /* a buffer was offered */
  GstClockTime pts;    /* of that buffer */
} RmgHistory;

/**
 * rmg_history_add:
 * @action: static, see #RmgFaultAttempt
 * @time_us: wall clock time in us since 1970
 */
void rmg_history_add (RmgHistory *self, const RmgFailure *failure,
    const char *action, guint delay_ms, gint64 time_us);

/** rmg_history_copy: @copy (out): release it with rmg_history_clear(). */
void rmg_history_copy (const RmgHistory *self, RmgHistory *copy);

/** rmg_history_clear: @self is empty afterwards. */
void rmg_history_clear (RmgHistory *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (RmgHistory, rmg_history_clear)

G_END_DECLS
