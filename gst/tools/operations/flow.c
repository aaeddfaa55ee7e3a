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

void
tool_flow_set_state (ToolFlow *self, const char *state, const char *reason)
{
  self->state = g_intern_string (state);
  self->reason = g_intern_string (reason);
}

static gboolean
is_in (const ToolFlow *self, RmgState state)
{
  return g_strcmp0 (self->state, rmg_state_get_name (state)) == 0;
}

/* Whether data should flow. */
static gboolean
needs_data (const ToolFlow *self)
{
  return is_in (self, RMG_STATE_RUNNING) || is_in (self, RMG_STATE_DEGRADED);
}

gboolean
tool_flow_has_begun (const ToolFlow *self)
{
  return self->moved_us > 0 && self->state != NULL &&
      !is_in (self, RMG_STATE_STARTING) && !is_in (self, RMG_STATE_FAILED);
}

static gboolean
is_moving (const ToolFlow *self, gint64 now_us)
{
  return self->moved_us > 0 && now_us - self->moved_us < TOOL_FLOW_TIMEOUT_US;
}

gboolean
tool_flow_is_ready (const ToolFlow *self, gint64 now_us)
{
  return needs_data (self) && is_moving (self, now_us);
}

char *
tool_flow_describe (const ToolFlow *self, gint64 now_us)
{
  const char *state = self->state != NULL
      ? self->state
      : rmg_state_get_name (RMG_STATE_STARTING);

  if (needs_data (self) && !is_moving (self, now_us) && self->moved_us > 0)
    return g_strdup_printf ("%s: no data for %" G_GINT64_FORMAT " s", state,
        (now_us - self->moved_us) / G_USEC_PER_SEC);
  return self->reason != NULL ? g_strdup_printf ("%s: %s", state, self->reason)
                              : g_strdup (state);
}
