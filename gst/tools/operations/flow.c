/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/tools/operations/flow.h"

void
tool_flow_update (ToolFlow *self, guint64 n_buffers, gint64 now_us)
{
  if (n_buffers != self->n_buffers && n_buffers > 0)
    self->moved_us = now_us;
  self->n_buffers = n_buffers;
}

gboolean
tool_flow_has_begun (const ToolFlow *self)
{
  return self->moved_us > 0;
}

gboolean
tool_flow_is_moving (const ToolFlow *self, gint64 now_us)
{
  return tool_flow_has_begun (self) &&
      now_us - self->moved_us < TOOL_FLOW_TIMEOUT_US;
}
