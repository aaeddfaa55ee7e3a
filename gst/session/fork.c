/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/session/fork.h"

#include <rmg/error.h>

#include <pthread.h>

static int is_forked; /* written by a child that has one thread */

static void
note_fork (void)
{
  is_forked = TRUE;
}

static gpointer
watch (gpointer unused)
{
  return GINT_TO_POINTER (pthread_atfork (NULL, NULL, note_fork));
}

void
rmg_fork_watch (void)
{
  static GOnce once = G_ONCE_INIT;

  g_once (&once, watch, NULL);
}

gboolean
rmg_fork_check (GError **error)
{
  if (!is_forked)
    return TRUE;
  g_set_error (error, RMG_ERROR, RMG_ERROR_FAILED,
      "this process was forked after a session had been opened, and the "
      "threads "
      "of GStreamer do not exist here: fork before the first session, or start "
      "a new program");
  return FALSE;
}
