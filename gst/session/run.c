/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The loop of rmg_session_run(). */

#include "gst/session/data.h"
#include "translator/base/fork.h"
#include "gst/session/interrupt.h"
#include "gst/session/log.h"

typedef struct
{
  RmgFeedFunc feed;
  RmgOutputFunc take;
  gpointer data;
  gboolean feeding;
} Pump;

/* A source as fast as its consumer must not keep timers and signals waiting. */
#define OUTPUTS_PER_TURN 256

static RmgSessionResult
take_outputs (RmgSession *self, Pump *run, gboolean *moved, GError **error)
{
  for (guint i = 0; i < OUTPUTS_PER_TURN; i++) {
    g_auto (RmgOutput) output = { NULL };
    RmgSessionResult result = rmg_session_pull (self, &output, error);

    if (result != RMG_SESSION_OK)
      return result;
    *moved = TRUE;
    if (run->take != NULL && !run->take (&output, run->data, error))
      return RMG_SESSION_ERROR;
  }
  return RMG_SESSION_OK;
}

static void
end_sources (RmgSession *self, Pump *run)
{
  if (g_atomic_int_compare_and_exchange (&self->exchange.interrupted, 1, 2)) {
    GST_DEBUG_OBJECT (self, "interrupted");
    run->feeding = FALSE;
    rmg_exchange_release (&self->exchange, FALSE);
    rmg_runtime_drain (self->runtime);
    rmg_interrupt_end_sources (self);
  }
}

/* An error of the session is returned by the pull after the earlier outputs; an
 * error of the feed is returned at once. */
static gboolean
feed_input (RmgSession *self, Pump *run, gboolean *moved, GError **error)
{
  RmgSessionResult result = RMG_SESSION_FULL;
  g_autoptr (GError) failure = NULL;

  if (run->feeding) {
    result = run->feed (self, run->data, &failure);
    run->feeding = result == RMG_SESSION_OK || result == RMG_SESSION_FULL;
  }
  if (result == RMG_SESSION_ERROR &&
      !rmg_exchange_get_failure (&self->exchange, NULL)) {
    g_propagate_error (error, g_steal_pointer (&failure));
    return FALSE;
  }
  if (!run->feeding && !self->finished)
    result = rmg_session_finish (self, NULL);
  *moved |= result == RMG_SESSION_OK;
  return TRUE;
}

static gboolean
run_loop (RmgSession *self, Pump *run, GMainContext *context, GError **error)
{
  g_autoptr (GSource) source = rmg_session_create_source (self);
  RmgSessionResult result = RMG_SESSION_OK;

  g_source_attach (source, context);
  for (;;) {
    gboolean moved = FALSE;

    end_sources (self, run);
    result = take_outputs (self, run, &moved, error);
    if (result == RMG_SESSION_EOS || result == RMG_SESSION_ERROR)
      break;
    if (!feed_input (self, run, &moved, error))
      break;
    g_main_context_iteration (context, !moved);
  }
  rmg_wakeup_remove (&self->exchange.wakeup, source);
  return result == RMG_SESSION_EOS;
}

/* The global default context belongs to the application: several threads that
 * iterate it take each other's sources. */
static GMainContext *
get_context (void)
{
  GMainContext *context = g_main_context_get_thread_default ();

  return context != NULL ? g_main_context_ref (context) : g_main_context_new ();
}

gboolean
rmg_session_run (RmgSession *self, RmgFeedFunc feed, RmgOutputFunc take,
    gpointer user_data, GError **error)
{
  g_autoptr (GMainContext) context = NULL;
  Pump run = { feed, take, user_data, feed != NULL };

  g_return_val_if_fail (self != NULL, FALSE);

  if (!rmg_fork_check (error))
    return FALSE;
  context = get_context ();
  return run_loop (self, &run, context, error);
}

void
rmg_session_interrupt (RmgSession *self)
{
  g_atomic_int_compare_and_exchange (&self->exchange.interrupted, 0, 1);
  if (rmg_fork_check (NULL))
    rmg_wakeup_wake (&self->exchange.wakeup);
}

int
rmg_session_get_fd (RmgSession *self, GError **error)
{
  g_return_val_if_fail (RMG_IS_SESSION (self), -1);

  return rmg_fork_check (error)
      ? rmg_wakeup_get_fd (&self->exchange.wakeup, error)
      : -1;
}

GSource *
rmg_session_create_source (RmgSession *self)
{
  g_return_val_if_fail (RMG_IS_SESSION (self), NULL);

  return rmg_wakeup_create_source (&self->exchange.wakeup);
}
