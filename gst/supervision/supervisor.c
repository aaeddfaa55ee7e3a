/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/supervision/supervisor.h"

#include "gst/nodes/worker.h"
#include "gst/supervision/watcher.h"

typedef struct
{
  RmgSupervisor *supervisor;
  RmgSupervisorJob func;
  RmgNode *node;
} NodeJob;

G_DEFINE_FINAL_TYPE (RmgSupervisor, rmg_supervisor, G_TYPE_OBJECT)

static gint64
read_monotonic (gpointer unused)
{
  return g_get_monotonic_time ();
}

RmgSupervisor *
rmg_supervisor_new (GstElement *bin, RmgNodeSet *nodes,
    const RmgListener *listener, gpointer data)
{
  RmgSupervisor *self = g_object_new (RMG_TYPE_SUPERVISOR, NULL);

  self->bin = bin;
  self->nodes = nodes;
  self->listener = listener;
  self->listener_data = data;
  self->clock = read_monotonic;
  return self;
}

gint64
rmg_supervisor_get_time (RmgSupervisor *self)
{
  return self->clock (self->clock_data);
}

guint64
rmg_supervisor_get_item (RmgSupervisor *self, RmgNode *node)
{
  if (!self->has_items)
    return RMG_FAULT_NO_ITEM;
  return self->watches_items ? rmg_node_get_item (node) : self->item;
}

void
rmg_supervisor_post (RmgSupervisor *self, GstStructure *structure)
{
  GstMessage *message =
      gst_message_new_element (GST_OBJECT (self->bin), structure);

  if (self->listener->message (message, self->listener_data))
    gst_message_unref (message);
  else
    gst_element_post_message (self->bin, message);
}

static void
run_node_job (gpointer data)
{
  NodeJob *job = data;

  job->func (job->supervisor, job->node);
}

gboolean
rmg_supervisor_begin_job (RmgSupervisor *self)
{
  gboolean allowed;

  g_mutex_lock (&self->lock);
  allowed = !self->closing;
  self->n_jobs += allowed;
  g_mutex_unlock (&self->lock);
  return allowed;
}

void
rmg_supervisor_end_job (RmgSupervisor *self)
{
  g_mutex_lock (&self->lock);
  self->n_jobs--;
  g_cond_broadcast (&self->idle);
  g_mutex_unlock (&self->lock);
}

static void
free_node_job (gpointer data)
{
  NodeJob *job = data;
  RmgSupervisor *self = job->supervisor;

  rmg_node_unref (job->node);
  g_free (job);
  rmg_supervisor_end_job (self);
  g_object_unref (self);
}

void
rmg_supervisor_run_job (
    RmgSupervisor *self, RmgSupervisorJob func, RmgNode *node)
{
  NodeJob *job;

  if (!self->threaded) {
    func (self, node);
    return;
  }
  job = g_new (NodeJob, 1);
  *job = (NodeJob){ g_object_ref (self), func, rmg_node_ref (node) };
  g_mutex_lock (&self->lock);
  self->n_jobs++;
  g_mutex_unlock (&self->lock);
  rmg_worker_run (run_node_job, job, free_node_job);
}

gboolean
rmg_supervisor_wait_within (RmgSupervisor *self, guint limit_ms)
{
  const gint64 end_us =
      g_get_monotonic_time () + limit_ms * G_TIME_SPAN_MILLISECOND;
  gboolean returned;

  g_mutex_lock (&self->lock);
  while (
      self->n_jobs > 0 && g_cond_wait_until (&self->idle, &self->lock, end_us))
    continue;
  returned = self->n_jobs == 0;
  g_mutex_unlock (&self->lock);
  return returned;
}

void
rmg_supervisor_wait (RmgSupervisor *self)
{
  while (!rmg_supervisor_wait_within (self, G_MAXUINT))
    continue;
}

static gboolean
goes_down (GstElement *element)
{
  gboolean goes_down;

  GST_OBJECT_LOCK (element);
  goes_down = GST_STATE_TARGET (element) < GST_STATE_PAUSED &&
      GST_STATE_PENDING (element) != GST_STATE_VOID_PENDING;
  GST_OBJECT_UNLOCK (element);
  return goes_down;
}

/* A pipeline changes the state of its sinks before that of the bin. */
static gboolean
has_closing_parent (GstElement *element)
{
  g_autoptr (GstObject) parent = gst_object_get_parent (GST_OBJECT (element));

  return parent != NULL &&
      (goes_down (GST_ELEMENT (parent)) ||
          has_closing_parent (GST_ELEMENT (parent)));
}

gboolean
rmg_supervisor_is_closing (RmgSupervisor *self)
{
  gboolean is_closing;

  g_mutex_lock (&self->lock);
  is_closing = self->closing;
  g_mutex_unlock (&self->lock);
  return is_closing || has_closing_parent (self->bin);
}

static void
rmg_supervisor_finalize (GObject *object)
{
  RmgSupervisor *self = RMG_SUPERVISOR (object);

  g_clear_pointer (&self->watch, rmg_watcher_free);
  rmg_node_set_free (self->nodes);
  g_free (self->run_reason);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->idle);
  G_OBJECT_CLASS (rmg_supervisor_parent_class)->finalize (object);
}

static void
rmg_supervisor_init (RmgSupervisor *self)
{
  g_mutex_init (&self->lock);
  g_cond_init (&self->idle);
}

static void
rmg_supervisor_class_init (RmgSupervisorClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rmg_supervisor_finalize;
}
