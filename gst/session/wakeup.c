/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Readiness as a GSource, and the loop that is made of it. */

#include "gst/session/parts.h"

static gboolean
source_dispatch (GSource *source, GSourceFunc callback, gpointer data)
{
  g_source_set_ready_time (source, -1);
  return callback != NULL ? callback (data) : G_SOURCE_CONTINUE;
}

static GSourceFuncs source_funcs = {
  .dispatch = source_dispatch,
};

/* The session holds its sources, so that no thread wakes a source that is
 * being freed; unused ones are freed when the next one is created. */
static GSList *
take_destroyed (GSList **sources)
{
  GSList *destroyed = NULL;
  GSList *item = *sources;

  while (item != NULL) {
    GSList *next = item->next;

    if (g_source_is_destroyed (item->data)) {
      *sources = g_slist_remove_link (*sources, item);
      destroyed = g_slist_concat (item, destroyed);
    }
    item = next;
  }
  return destroyed;
}

GSource *
rmg_session_create_source (RmgSession *self)
{
  GSource *source = g_source_new (&source_funcs, sizeof (GSource));
  GSList *destroyed;

  g_source_set_static_name (source, "RmgSession");
  g_mutex_lock (&self->lock);
  destroyed = take_destroyed (&self->sources);
  self->sources = g_slist_prepend (self->sources, g_source_ref (source));
  g_mutex_unlock (&self->lock);
  g_slist_free_full (destroyed, (GDestroyNotify) g_source_unref);
  g_source_set_ready_time (source, 0);
  return source;
}

void
rmg_session_wake (RmgSession *self)
{
  g_mutex_lock (&self->lock);
  for (GSList *item = self->sources; item != NULL; item = item->next)
    g_source_set_ready_time (item->data, 0);
  g_mutex_unlock (&self->lock);
}

/* An earlier ready time stays. */
void
rmg_session_wake_at (RmgSession *self, gint64 due_us)
{
  g_mutex_lock (&self->lock);
  for (GSList *item = self->sources; item != NULL; item = item->next) {
    gint64 ready_us = g_source_get_ready_time (item->data);

    if (ready_us < 0 || ready_us > due_us)
      g_source_set_ready_time (item->data, due_us);
  }
  g_mutex_unlock (&self->lock);
}

void
rmg_session_drop_sources (RmgSession *self)
{
  GSList *sources;

  g_mutex_lock (&self->lock);
  sources = g_steal_pointer (&self->sources);
  g_mutex_unlock (&self->lock);
  g_slist_foreach (sources, (GFunc) (GCallback) g_source_destroy, NULL);
  g_slist_free_full (sources, (GDestroyNotify) g_source_unref);
}

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
  if (g_atomic_int_compare_and_exchange (&self->interrupted, 1, 2)) {
    run->feeding = FALSE;
    g_mutex_lock (&self->lock);
    g_cond_broadcast (&self->space);
    g_mutex_unlock (&self->lock);
    gst_element_send_event (self->top, gst_event_new_eos ());
  }
}

/* An error of the session is returned by the pull after the earlier outputs; an
 * error of the feed is returned at once. */
static gboolean
give_input (RmgSession *self, Pump *run, gboolean *moved, GError **error)
{
  RmgSessionResult result = RMG_SESSION_FULL;
  g_autoptr (GError) failure = NULL;

  if (run->feeding) {
    result = run->feed (self, run->data, &failure);
    run->feeding = result == RMG_SESSION_OK || result == RMG_SESSION_FULL;
  }
  if (result == RMG_SESSION_ERROR && !rmg_session_get_failure (self, NULL)) {
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
    if (!give_input (self, run, &moved, error))
      break;
    g_main_context_iteration (context, !moved);
  }
  g_source_destroy (source);
  return result == RMG_SESSION_EOS;
}

gboolean
rmg_session_run (RmgSession *self, RmgFeedFunc feed, RmgOutputFunc take,
    gpointer user_data, GError **error)
{
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();
  Pump run = { feed, take, user_data, feed != NULL };

  g_return_val_if_fail (self != NULL, FALSE);

  return run_loop (self, &run, context, error);
}

void
rmg_session_interrupt (RmgSession *self)
{
  g_atomic_int_compare_and_exchange (&self->interrupted, 0, 1);
  rmg_session_wake (self);
}
