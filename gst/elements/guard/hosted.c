/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/elements/guard/hosted.h"

#include "gst/elements/guard/data.h"

GstFlowReturn
rmg_guard_pass_hosted (RmgGuard *self, GstBuffer *buffer, gboolean waits)
{
  return waits ? rmg_guard_pass_delay (self, buffer)
               : rmg_guard_skip (self, buffer);
}

/* The segment precedes the next data, which knows its caps. */
gboolean
rmg_guard_pass_hosted_event (RmgGuard *self, GstEvent *event)
{
  if (!self->detour.active || self->commit == NULL ||
      GST_EVENT_TYPE (event) == GST_EVENT_SEGMENT)
    return FALSE;
  if (GST_EVENT_TYPE (event) == GST_EVENT_GAP &&
      !rmg_commit_has_caps (self->commit))
    return TRUE;
  rmg_guard_detour_event (self, gst_event_ref (event));
  return TRUE;
}

/* Downstream may have headers of the node already. */
void
rmg_guard_resume_hosted (RmgGuard *self)
{
  if (!self->detour.active)
    return;
  rmg_drops_end_row (&self->drops);
  self->detour.active = self->detour.in_fallback = FALSE;
  if (self->commit != NULL)
    rmg_commit_node_restarted (self->commit);
}
