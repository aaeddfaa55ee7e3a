/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The end of items at the request of the caller, and their progress. */

#include "gst/session/cancel.h"

#include "gst/session/abort.h"
#include "translator/base/fork.h"
#include "gst/session/log.h"
#include "gst/session/skip.h"

gboolean
rmg_session_cancel (RmgSession *self)
{
  g_return_val_if_fail (RMG_IS_SESSION (self), FALSE);

  if (!rmg_fork_check (NULL) || !self->may_abort)
    return FALSE;
  g_atomic_int_set (&self->exchange.cancelled, TRUE);
  rmg_wakeup_wake (&self->exchange.wakeup);
  return TRUE;
}

/* Items that are complete stay, also if they are not pulled. */
static void
cancel_items (RmgSession *self)
{
  gboolean skips = rmg_skip_is_on (self);
  guint64 first, next;

  if (skips)
    rmg_skip_settle (self);
  first = skips ? self->work : rmg_abort_get_first (self);
  next = skips ? rmg_skip_drop (self) : rmg_abort_get_next (self);
  if (first >= next || rmg_exchange_get_failure (&self->exchange, NULL)) {
    GST_DEBUG_OBJECT (self, "nothing to cancel");
    return;
  }
  rmg_abort_items (self, first, next, NULL);
  self->work = next;
}

void
rmg_cancel_carry_out (RmgSession *self)
{
  if (rmg_cancel_is_requested (self) &&
      g_atomic_int_compare_and_exchange (
          &self->exchange.cancelled, TRUE, FALSE))
    cancel_items (self);
}

void
rmg_session_set_progress_func (RmgSession *self, RmgItemProgressFunc func,
    gpointer user_data, GDestroyNotify destroy)
{
  gpointer old_data;
  GDestroyNotify old_destroy;

  g_return_if_fail (RMG_IS_SESSION (self));

  old_data = self->progress_data;
  old_destroy = self->progress_destroy;
  self->progress_func = func;
  self->progress_data = user_data;
  self->progress_destroy = destroy;
  if (old_destroy != NULL)
    old_destroy (old_data);
}
