/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The pipeline of a session as a drawing. */

#include "gst/session/dot.h"

#include "translator/base/fork.h"

/* File names have letters, digits, dashes and underscores. */
static char *
name_file (const RmgSession *self, const char *moment)
{
  g_autofree char *name = g_strdup (self->plan->name);

  g_strcanon (name, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "-_", '_');
  return g_strdup_printf (
      "rmg-%s.%s", *name != '\0' ? name : "pipeline", moment);
}

void
rmg_session_dump_dot (RmgSession *self, const char *moment)
{
  g_autofree char *name = NULL;

  if (g_getenv ("GST_DEBUG_DUMP_DOT_DIR") == NULL || self->top == NULL)
    return;
  name = name_file (self, moment);
  GST_DEBUG_BIN_TO_DOT_FILE_WITH_TS (
      GST_BIN (self->top), GST_DEBUG_GRAPH_SHOW_ALL, name);
}

char *
rmg_session_to_dot (RmgSession *self)
{
  g_return_val_if_fail (RMG_IS_SESSION (self), NULL);

  if (!rmg_fork_check (NULL))
    return g_strdup ("digraph \"pipeline\" {\n}\n");
  return gst_debug_bin_to_dot_data (
      GST_BIN (self->top), GST_DEBUG_GRAPH_SHOW_ALL);
}
