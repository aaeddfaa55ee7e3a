/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/base/held.h"

static GQuark
held_quark (void)
{
  return g_quark_from_static_string ("rmg-held");
}

void
rmg_held_raise (RmgHeld *self, guint64 bytes)
{
  guint64 peak = __atomic_load_n (&self->peak, __ATOMIC_RELAXED);

  while (bytes > peak &&
      !__atomic_compare_exchange_n (
          &self->peak, &peak, bytes, TRUE, __ATOMIC_RELAXED, __ATOMIC_RELAXED))
    continue;
}

void
rmg_held_add (RmgHeld *self, gint64 change)
{
  for (; self != NULL; self = self->sum) {
    const gint64 bytes =
        __atomic_add_fetch (&self->bytes, change, __ATOMIC_RELAXED);

    if (change > 0 && bytes > 0)
      rmg_held_raise (self, (guint64) bytes);
  }
}

void
rmg_held_set (RmgHeld *self, guint64 bytes)
{
  const gint64 change =
      (gint64) bytes - __atomic_load_n (&self->bytes, __ATOMIC_RELAXED);

  if (change != 0)
    rmg_held_add (self, change);
}

void
rmg_held_set_sum (RmgHeld *self, RmgHeld *sum)
{
  const gint64 bytes = (gint64) rmg_held_get_bytes (self);

  if (self->sum != NULL)
    rmg_held_add (self->sum, -bytes);
  self->sum = sum;
  if (sum != NULL)
    rmg_held_add (sum, bytes);
}

guint64
rmg_held_get_bytes (const RmgHeld *self)
{
  return (guint64) MAX (0, __atomic_load_n (&self->bytes, __ATOMIC_RELAXED));
}

guint64
rmg_held_get_peak (const RmgHeld *self)
{
  return __atomic_load_n (&self->peak, __ATOMIC_RELAXED);
}

void
rmg_held_attach (gpointer element, RmgHeld *self)
{
  g_object_set_qdata (element, held_quark (), self);
}

RmgHeld *
rmg_held_find (gpointer element)
{
  return g_object_get_qdata (element, held_quark ());
}
