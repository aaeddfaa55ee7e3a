/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/nodes/progress.h"

gint64
rmg_progress_update (RmgProgress *self, guint turn, gint64 now_us)
{
  if (self->since_us == 0 || self->turn != turn)
    *self = (RmgProgress){ turn, now_us };
  return now_us - self->since_us;
}

gboolean
rmg_progress_is_inside (const RmgProgress *self)
{
  return self->turn % 2 == 1;
}
