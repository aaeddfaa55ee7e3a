/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Copies of pushed and pulled memory, counted for a session. Borrowed memory that
 * was pushed may outlive the session, so the counts are shared. */
#pragma once

#include <rmg/metrics.h>

G_BEGIN_DECLS

typedef struct
{
  guint64 n_copies[RMG_N_COPY_REASONS]; /* atomic */
  guint64 n_bytes[RMG_N_COPY_REASONS];  /* atomic */
} RmgCopies;

RmgCopies *rmg_copies_new (void);
RmgCopies *rmg_copies_ref (RmgCopies *self);
void rmg_copies_unref (RmgCopies *self);

/** rmg_copies_add: counts a copy of @n_bytes. @self: (nullable). Thread: any. */
void rmg_copies_add (RmgCopies *self, RmgCopyReason reason, gsize n_bytes);

/** rmg_copies_get: number of copies so far. Thread: any. */
guint64 rmg_copies_get (
    const RmgCopies *self, RmgCopyReason reason, guint64 *n_bytes);

G_END_DECLS
