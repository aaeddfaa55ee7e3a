/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/supervision/watcher.h"

#include "gst/elements/rmgfuse.h"
#include "gst/nodes/log.h"
#include "gst/nodes/timer-thread.h"
#include "gst/supervision/breaks.h"
#include "gst/supervision/isolation.h"
#include "gst/supervision/legs.h"
#include "gst/supervision/notices.h"

#include <string.h>

#define GST_CAT_DEFAULT (rmg_node_get_debug_category ())

#define CHECKS_PER_TIMEOUT 4
#define MAX_PERIOD_MS 1000

typedef struct
{
  RmgProgress attempt;
  RmgProgress input;
  gboolean is_stalled;
  gboolean is_silent;
} NodeWatch;

struct _RmgWatcher
{
  NodeWatch *nodes;
  GArray *legs;   /* (element-type RmgLeg) */
  GRecMutex lock; /* nodes and legs; recursive, because a message may stop the
                     bin */
  GSource *timer; /* (nullable): belongs to the thread that changes the state */
};

static void
shorten_period (guint *period_ms, guint timeout_ms)
{
  guint own_ms = CLAMP (timeout_ms / CHECKS_PER_TIMEOUT, 1, MAX_PERIOD_MS);

  if (timeout_ms > 0 && (*period_ms == 0 || own_ms < *period_ms))
    *period_ms = own_ms;
}

static guint
find_period_ms (const RmgNodeSet *nodes)
{
  guint period_ms = 0;

  for (guint i = 0; i < rmg_node_set_get_n_nodes (nodes); i++) {
    const RmgPolicy *policy = &rmg_node_set_get (nodes, i)->plan->policy;

    shorten_period (&period_ms, policy->stall_timeout_ms);
    shorten_period (&period_ms, policy->input_timeout_ms);
  }
  return period_ms;
}

static RmgWatcher *
watcher_new (const RmgNodeSet *nodes)
{
  RmgWatcher *self = g_new0 (RmgWatcher, 1);

  self->nodes = g_new0 (NodeWatch, rmg_node_set_get_n_nodes (nodes));
  self->legs = rmg_legs_new (nodes);
  g_rec_mutex_init (&self->lock);
  return self;
}

void
rmg_watcher_free (RmgWatcher *self)
{
  g_array_unref (self->legs);
  g_rec_mutex_clear (&self->lock);
  g_free (self->nodes);
  g_free (self);
}

static void
post_stall (RmgSupervisor *self, const RmgNode *node, guint timeout_ms,
    gboolean is_stalled, gboolean is_leg)
{
  g_autofree char *report = is_stalled && self->describe != NULL
      ? self->describe (self->describe_data)
      : NULL;
  GstStructure *notice = rmg_notices_new ("rmg-stall", node);

  GST_WARNING_OBJECT (self->bin, "%s %s: %s for %u ms",
      is_leg ? "leg of node" : "node", node->plan->id,
      is_stalled ? "no progress" : "moves again, after more than", timeout_ms);
  gst_structure_set (notice, "stalled", G_TYPE_BOOLEAN, is_stalled, "leg",
      G_TYPE_BOOLEAN, is_leg, "timeout-ms", G_TYPE_UINT, timeout_ms, "report",
      G_TYPE_STRING, report, NULL);
  rmg_supervisor_post (self, notice);
}

static gboolean
is_late (gint64 waited_us, guint timeout_ms)
{
  return timeout_ms > 0 && waited_us >= timeout_ms * G_TIME_SPAN_MILLISECOND;
}

static void
check_attempt (
    RmgSupervisor *self, NodeWatch *watch, RmgNode *node, gint64 now_us)
{
  guint timeout_ms = node->plan->policy.stall_timeout_ms;
  gint64 waited_us = rmg_progress_update (
      &watch->attempt, rmg_progress_read_turn (&node->attempt_turn), now_us);
  gboolean stalled = rmg_progress_is_inside (&watch->attempt) &&
      is_late (waited_us, timeout_ms);

  if (stalled == watch->is_stalled)
    return;
  watch->is_stalled = stalled;
  post_stall (self, node, timeout_ms, stalled, FALSE);
}

/* A thread that is inside the guard has brought data. */
static void
check_input (
    RmgSupervisor *self, NodeWatch *watch, RmgNode *node, gint64 now_us)
{
  gint64 waited_us = rmg_progress_update (
      &watch->input, rmg_progress_read_turn (&node->input_turn), now_us);
  gboolean silent = !rmg_progress_is_inside (&watch->input) &&
      !g_atomic_int_get (&node->input_ended) &&
      is_late (waited_us, node->plan->policy.input_timeout_ms);

  if (silent && !watch->is_silent)
    rmg_breaks_handle (self, node, RMG_BREAKER_SILENCE, NULL);
  watch->is_silent = silent;
}

/* The node of the leg that stalls; the last one in the order of the data. */
static RmgNode *
find_stalled (RmgSupervisor *self, const RmgLeg *leg)
{
  for (guint i = rmg_node_set_get_n_nodes (self->nodes); i-- > 0;)
    if (leg->members[i] && self->watch->nodes[i].is_stalled)
      return rmg_node_set_get (self->nodes, i);
  return NULL;
}

static void
take_down (RmgSupervisor *self, RmgLeg *leg)
{
  RmgNode *stalled = find_stalled (self, leg);
  RmgNode *node = stalled != NULL ? stalled : leg->target;

  rmg_leg_take_down (leg);
  rmg_node_handle_event (node, RMG_NODE_EVENT_BREAKER_OPENED);
  post_stall (self, node, leg->timeout_ms, TRUE, TRUE);
}

static void
put_back (RmgSupervisor *self, RmgLeg *leg)
{
  rmg_leg_put_back (leg);
  for (guint i = 0; i < rmg_node_set_get_n_nodes (self->nodes); i++) {
    RmgNode *node = rmg_node_set_get (self->nodes, i);

    if (leg->members[i] &&
        rmg_node_get_breaker_state (node) == RMG_BREAKER_CLOSED)
      rmg_node_handle_event (node, RMG_NODE_EVENT_BREAKER_CLOSED);
  }
  post_stall (self, leg->target, leg->timeout_ms, FALSE, TRUE);
}

/* A sink that a thread is blocked in does not post EOS. */
static void
end_sink (RmgNode *node)
{
  for (const RmgNodeElement *entry = node->elements; entry != NULL;
       entry = entry->next) {
    g_autoptr (GstElement) element = rmg_node_element_ref (entry);

    if (GST_OBJECT_FLAG_IS_SET (element, GST_ELEMENT_FLAG_SINK))
      gst_element_post_message (
          element, gst_message_new_eos (GST_OBJECT (element)));
  }
}

/* EOS waits for the data that stalls: the sinks downstream receive it past the
 * node. */
static void
end_stalled (RmgSupervisor *self, RmgNode *node)
{
  GST_WARNING_OBJECT (
      self->bin, "node %s stalls at the end of the stream", node->plan->id);
  if (node->plan->flags & RMG_NODE_SINK)
    end_sink (node);
  else
    rmg_isolation_end_outputs (self->nodes, node);
}

static void
check_leg (RmgSupervisor *self, RmgLeg *leg, gint64 now_us)
{
  RmgFuse *fuse = RMG_FUSE (leg->fuse);
  gint64 waited_us =
      rmg_progress_update (&leg->push, rmg_fuse_get_turn (fuse), now_us);
  RmgNode *stalled = find_stalled (self, leg);

  if (leg->is_down && rmg_leg_has_moved (leg))
    put_back (self, leg);
  else if (!leg->is_down && rmg_progress_is_inside (&leg->push) &&
      is_late (waited_us, leg->timeout_ms) && rmg_leg_holds_up (leg))
    take_down (self, leg);
  if (leg->is_ended || !rmg_fuse_has_ended (fuse) || stalled == NULL)
    return;
  leg->is_ended = TRUE;
  rmg_supervisor_run_job (self, end_stalled, stalled);
}

static void
reset (RmgWatcher *self, guint n_nodes)
{
  for (guint i = 0; i < self->legs->len; i++) {
    RmgLeg *leg = &g_array_index (self->legs, RmgLeg, i);

    if (leg->is_down)
      rmg_leg_put_back (leg);
    leg->is_ended = FALSE;
    leg->push = (RmgProgress){ 0 };
  }
  memset (self->nodes, 0, n_nodes * sizeof (NodeWatch));
}

/* A sink without data keeps the whole pipeline in PAUSED. A leg that does not start
 * ends: EOS completes the state change of its sinks. */
static void
check_start (RmgSupervisor *self, RmgLeg *leg, gint64 now_us)
{
  for (guint i = 0; i < rmg_node_set_get_n_nodes (self->nodes); i++) {
    RmgNode *node = rmg_node_set_get (self->nodes, i);

    if (!leg->members[i] || node->plan->flags & RMG_NODE_SINK)
      continue;
    check_attempt (self, &self->watch->nodes[i], node, now_us);
    if (!self->watch->nodes[i].is_stalled || leg->is_ended)
      continue;
    leg->is_ended = TRUE;
    rmg_supervisor_run_job (self, end_stalled, node);
  }
}

/* Threads that wait in PAUSED do not stall, unless the bin waits for them. */
static void
check_paused (RmgSupervisor *self, gint64 now_us)
{
  if (GST_STATE_PENDING (self->bin) == GST_STATE_VOID_PENDING)
    reset (self->watch, rmg_node_set_get_n_nodes (self->nodes));
  else
    for (guint i = 0; i < self->watch->legs->len; i++)
      check_start (self, &g_array_index (self->watch->legs, RmgLeg, i), now_us);
}

void
rmg_watcher_check (RmgSupervisor *self)
{
  guint n_nodes = rmg_node_set_get_n_nodes (self->nodes);
  RmgWatcher *watch = self->watch;
  gint64 now_us = rmg_supervisor_get_time (self);

  if (GST_STATE (self->bin) != GST_STATE_PLAYING) {
    check_paused (self, now_us);
    return;
  }
  for (guint i = 0; i < n_nodes; i++) {
    RmgNode *node = rmg_node_set_get (self->nodes, i);

    check_attempt (self, &watch->nodes[i], node, now_us);
    check_input (self, &watch->nodes[i], node, now_us);
  }
  for (guint i = 0; i < watch->legs->len; i++)
    check_leg (self, &g_array_index (watch->legs, RmgLeg, i), now_us);
}

static void
run_check (gpointer data)
{
  RmgSupervisor *self = data;

  if (!rmg_supervisor_begin_job (self))
    return;
  g_rec_mutex_lock (&self->watch->lock);
  rmg_watcher_check (self);
  g_rec_mutex_unlock (&self->watch->lock);
  rmg_supervisor_end_job (self);
}

void
rmg_watcher_start (RmgSupervisor *self)
{
  guint period_ms = find_period_ms (self->nodes);

  if (period_ms == 0)
    return;
  rmg_watcher_stop (self);
  if (self->watch == NULL)
    self->watch = watcher_new (self->nodes);
  g_rec_mutex_lock (&self->watch->lock);
  reset (self->watch, rmg_node_set_get_n_nodes (self->nodes));
  g_rec_mutex_unlock (&self->watch->lock);
  self->watch->timer = rmg_timer_thread_repeat (
      period_ms, run_check, g_object_ref (self), g_object_unref);
}

void
rmg_watcher_stop (RmgSupervisor *self)
{
  if (self->watch == NULL || self->watch->timer == NULL)
    return;
  g_source_destroy (self->watch->timer);
  g_clear_pointer (&self->watch->timer, g_source_unref);
}
