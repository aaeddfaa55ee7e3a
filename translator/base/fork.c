/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "translator/base/fork.h"

#include <rmg/error.h>

#include <pthread.h>

#define N_RESERVED 16

static int is_forked; /* written by a child that has one thread */

/* A thread of the parent may have held the lock of GLib's allocator at the fork,
 * so a child that allocates an error could wait for ever. */
static GError *reserved[N_RESERVED];
static int n_reserved; /* atomic */

static void
note_fork (void)
{
  is_forked = TRUE;
}

static GError *
make_error (void)
{
  return g_error_new_literal (RMG_ERROR, RMG_ERROR_FORKED,
      "this process was forked after rmg_init(), and it has none of the "
      "threads of its parent, which may have held locks: fork before "
      "rmg_init(), or start a new program");
}

static gpointer
watch (gpointer unused)
{
  for (guint i = 0; i < N_RESERVED; i++)
    reserved[i] = make_error ();
  n_reserved = N_RESERVED;
  return GINT_TO_POINTER (pthread_atfork (NULL, NULL, note_fork));
}

/* Returns: (transfer full): a reserved error while there is one */
static GError *
take_error (void)
{
  const int index = g_atomic_int_add (&n_reserved, -1) - 1;

  return index >= 0 ? g_steal_pointer (&reserved[index]) : make_error ();
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
  if (error != NULL)
    *error = take_error ();
  return FALSE;
}
