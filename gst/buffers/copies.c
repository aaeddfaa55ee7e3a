/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/buffers/copies.h"

RmgCopies *
rmg_copies_new (void)
{
  return g_atomic_rc_box_new0 (RmgCopies);
}

RmgCopies *
rmg_copies_ref (RmgCopies *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
rmg_copies_unref (RmgCopies *self)
{
  g_atomic_rc_box_release (self);
}

void
rmg_copies_add (RmgCopies *self, RmgCopyReason reason, gsize n_bytes)
{
  if (self == NULL)
    return;
  __atomic_add_fetch (&self->n_copies[reason], 1, __ATOMIC_RELAXED);
  __atomic_add_fetch (&self->n_bytes[reason], n_bytes, __ATOMIC_RELAXED);
}

guint64
rmg_copies_get (const RmgCopies *self, RmgCopyReason reason, guint64 *n_bytes)
{
  *n_bytes = __atomic_load_n (&self->n_bytes[reason], __ATOMIC_RELAXED);
  return __atomic_load_n (&self->n_copies[reason], __ATOMIC_RELAXED);
}
