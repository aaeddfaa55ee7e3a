/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/tools/stall.h"

#include "gst/tools/operations/log.h"

#include <glib-unix.h>
#include <signal.h>
#include <stdio.h>

static gboolean
print_report (gpointer user_data)
{
  ToolStall *self = user_data;
  g_autofree char *report =
      rmg_session_describe_stall (self->session, RMG_STALL_TEXT);

  tool_log_print (GST_LEVEL_INFO, NULL, "", report);
  return G_SOURCE_CONTINUE;
}

static gpointer
serve (gpointer user_data)
{
  ToolStall *self = user_data;

  while (!g_atomic_int_get (&self->ended))
    g_main_context_iteration (self->context, TRUE);
  return NULL;
}

void
tool_stall_watch (ToolStall *self, RmgSession *session)
{
  *self = (ToolStall){ session, g_main_context_new () };
  self->source = g_unix_signal_source_new (SIGUSR1);
  g_source_set_callback (self->source, print_report, self, NULL);
  g_source_attach (self->source, self->context);
  self->thread = g_thread_new ("rmg-stall", serve, self);
}

void
tool_stall_clear (ToolStall *self)
{
  g_atomic_int_set (&self->ended, TRUE);
  g_main_context_wakeup (self->context);
  g_thread_join (g_steal_pointer (&self->thread));
  g_source_destroy (self->source);
  g_clear_pointer (&self->source, g_source_unref);
  g_clear_pointer (&self->context, g_main_context_unref);
}
