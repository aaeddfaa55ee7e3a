/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* How long a thread has been inside, or outside of, an element. Pure: no lock, no
 * clock. The element counts its turns: an odd number means that a thread is
 * inside. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* All zero is a valid start. */
typedef struct
{
  guint turn;      /* at the last update */
  gint64 since_us; /* of the first update with this turn; 0: no update yet */
} RmgProgress;

/** rmg_progress_update: returns the time in us since @turn has changed. */
gint64 rmg_progress_update (RmgProgress *self, guint turn, gint64 now_us);

/** rmg_progress_is_inside: whether a thread was inside at the last update. */
gboolean rmg_progress_is_inside (const RmgProgress *self);

/** rmg_progress_take_turn: a thread enters or leaves. Thread: the one thread that
 * does so; any thread reads @turn. */
static inline void
rmg_progress_take_turn (guint *turn)
{
  __atomic_store_n (turn, *turn + 1, __ATOMIC_RELAXED);
}

static inline guint
rmg_progress_read_turn (const guint *turn)
{
  return __atomic_load_n (turn, __ATOMIC_RELAXED);
}

G_END_DECLS
