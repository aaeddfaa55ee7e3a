/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The pipeline of a session as a drawing. */

#include "gst/session/data.h"
#include "gst/session/fork.h"

char *
rmg_session_to_dot (RmgSession *self)
{
  g_return_val_if_fail (RMG_IS_SESSION (self), NULL);

  if (!rmg_fork_check (NULL))
    return g_strdup ("digraph \"pipeline\" {\n}\n");
  return gst_debug_bin_to_dot_data (
      GST_BIN (self->top), GST_DEBUG_GRAPH_SHOW_ALL);
}
