/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Account of the bytes that an element, a node or a session holds from one call
 * to the next. An account may be part of a sum, which follows each change, so
 * that the maximum of a sum is the maximum of its total at any time. Data that
 * passes within a call is not held. */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

typedef struct _RmgHeld RmgHeld;

struct _RmgHeld
{
  gint64 bytes; /* atomic */
  guint64 peak; /* atomic: maximum of `bytes` */
  RmgHeld *sum; /* (nullable): constant while data flows */
};

/** rmg_held_add: adds @change to the account and its sums. Thread: any. */
void rmg_held_add (RmgHeld *self, gint64 change);

/** rmg_held_set: replaces the bytes. Costs nothing if they are the same.
 * Thread: the only writer of the account. */
void rmg_held_set (RmgHeld *self, guint64 bytes);

/** rmg_held_set_sum: makes the account a part of @sum (nullable). No data
 * flows. */
void rmg_held_set_sum (RmgHeld *self, RmgHeld *sum);

/** rmg_held_raise: raises the maximum to at least @bytes. Thread: any. */
void rmg_held_raise (RmgHeld *self, guint64 bytes);

/** rmg_held_get_bytes: Thread: any. */
guint64 rmg_held_get_bytes (const RmgHeld *self);

/** rmg_held_get_peak: Thread: any. */
guint64 rmg_held_get_peak (const RmgHeld *self);

/** rmg_held_attach: makes @self the account of @element, which has it as a
 * field. Call it in init. */
void rmg_held_attach (gpointer element, RmgHeld *self);

/** rmg_held_find: (transfer none) (nullable): the account of @element. Thread:
 * any. */
RmgHeld *rmg_held_find (gpointer element);

G_END_DECLS
