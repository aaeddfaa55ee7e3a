/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/nodes/node.h"

#include "gst/nodes/node-policy.h"

#include "gst/nodes/log.h"
#include "gst/nodes/refusal.h"

#define GST_CAT_DEFAULT (rmg_node_get_debug_category ())

RmgNode *
rmg_node_new (const RmgPlanNode *plan, guint index)
{
  RmgNode *self = g_atomic_rc_box_new0 (RmgNode);

  self->plan = plan;
  self->index = index;
  self->is_end = TRUE;
  self->state_us = g_get_real_time ();
  self->reason = "the pipeline has not started";
  g_mutex_init (&self->lock);
  return self;
}

RmgNode *
rmg_node_ref (RmgNode *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear_node (gpointer data)
{
  RmgNode *self = data;

  g_slist_free (self->inputs);
  g_slist_free (self->queues);
  g_slist_free (self->dynamic_targets);
  g_clear_pointer (&self->failure, rmg_failure_free);
  rmg_history_clear (&self->history);
  rmg_ladder_clear (&self->ladder);
  g_clear_pointer (&self->changed_policy, g_free);
  g_clear_pointer (&self->cpu, rmg_thread_cpu_free);
  g_clear_pointer (&self->journal, rmg_journal_unref);
  rmg_error_log_clear (&self->errors);
  g_mutex_clear (&self->lock);
}

void
rmg_node_unref (RmgNode *self)
{
  g_atomic_rc_box_release_full (self, clear_node);
}

void
rmg_node_add_element (RmgNode *self, RmgNodeElement *element)
{
  RmgNodeElement **last = &self->elements;

  while (*last != NULL)
    last = &(*last)->next;
  *last = element;
  if (element->role == RMG_ROLE_GUARD)
    self->guard = element->element;
  if (element->role == RMG_ROLE_COMMIT)
    self->commit = element->element;
}

gboolean
rmg_node_is_inside (RmgElementRole role)
{
  return role <= RMG_ROLE_COMMIT;
}

GstElement *
rmg_node_element_ref (const RmgNodeElement *entry)
{
  GstElement *element;

  g_mutex_lock (&entry->node->lock);
  element = gst_object_ref (entry->element);
  g_mutex_unlock (&entry->node->lock);
  return element;
}

void
rmg_node_set_item (RmgNode *self, guint64 item)
{
  rmg_counter_set (&self->item, item);
}

guint64
rmg_node_get_item (const RmgNode *self)
{
  return rmg_counter_read (&self->item);
}

RmgNodeState
rmg_node_get_state (RmgNode *self)
{
  RmgNodeState state;

  g_mutex_lock (&self->lock);
  state = self->state;
  g_mutex_unlock (&self->lock);
  return state;
}

/* Restarts between two items are no news. */
static gboolean
is_notable (RmgNodeState before, RmgNodeState after)
{
  return after != before &&
      (after == RMG_NODE_STATE_FAILED || after == RMG_NODE_STATE_ENDED ||
          after == RMG_NODE_STATE_DEGRADED ||
          before == RMG_NODE_STATE_DEGRADED);
}

static void
note_state (RmgNode *self, RmgNodeState before, RmgNodeState after)
{
  g_autofree char *text = g_strdup_printf ("%s -> %s",
      rmg_node_state_get_name (before), rmg_node_state_get_name (after));

  rmg_journal_add (
      self->journal, self->plan->id, "state", text, g_get_real_time ());
}

/* A node that works again after the end of the input still drains. */
static RmgNodeState
find_next (RmgNode *self, RmgNodeEvent event)
{
  RmgNodeState after = rmg_node_state_next (self->state, event);

  if (event == RMG_NODE_EVENT_DRAIN)
    self->drains = TRUE;
  else if (event == RMG_NODE_EVENT_START || event == RMG_NODE_EVENT_FLUSH)
    self->drains = FALSE;
  return self->drains && after == RMG_NODE_STATE_RUNNING
      ? RMG_NODE_STATE_DRAINING
      : after;
}

static void
report_change (
    RmgNode *self, RmgNodeState before, RmgNodeState after, RmgNodeEvent event)
{
  g_autoptr (GstElement) first =
      self->elements != NULL ? rmg_node_element_ref (self->elements) : NULL;

  GST_DEBUG_OBJECT (first, "node %s: %s -> %s, %s", self->plan->id,
      rmg_node_state_get_name (before), rmg_node_state_get_name (after),
      rmg_node_event_get_reason (event));
  if (self->supervision != NULL)
    self->supervision->changed (self, before, after, event);
}

RmgNodeState
rmg_node_handle_event (RmgNode *self, RmgNodeEvent event)
{
  RmgNodeState before, after;

  g_mutex_lock (&self->lock);
  before = self->state;
  after = self->state = find_next (self, event);
  if (after != before) {
    self->state_us = g_get_real_time ();
    self->reason = rmg_node_event_get_reason (event);
  }
  g_mutex_unlock (&self->lock);

  if (is_notable (before, after))
    note_state (self, before, after);
  if (after != before)
    report_change (self, before, after, event);
  return before;
}

void
rmg_node_note_buffer (RmgNode *self, GstBuffer *buffer)
{
  g_mutex_lock (&self->lock);
  self->history.has_buffer = TRUE;
  self->history.pts = GST_BUFFER_PTS (buffer);
  g_mutex_unlock (&self->lock);
}

void
rmg_node_note_attempt (RmgNode *self, const RmgFailure *failure,
    const char *action, guint delay_ms)
{
  const gint64 now_us = g_get_real_time ();
  g_autoptr (GError) error = rmg_failure_copy_error (failure);

  g_mutex_lock (&self->lock);
  rmg_history_add (&self->history, failure, action, delay_ms, now_us);
  rmg_error_log_add (&self->errors, error, now_us);
  g_mutex_unlock (&self->lock);
  rmg_journal_add (
      self->journal, self->plan->id, "failure", error->message, now_us);
}

void
rmg_node_copy_history (RmgNode *self, RmgHistory *copy)
{
  g_mutex_lock (&self->lock);
  rmg_history_copy (&self->history, copy);
  g_mutex_unlock (&self->lock);
}

void
rmg_node_forget_attempts (RmgNode *self)
{
  g_mutex_lock (&self->lock);
  rmg_history_clear (&self->history);
  g_mutex_unlock (&self->lock);
}

void
rmg_node_reset (RmgNode *self)
{
  g_mutex_lock (&self->lock);
  rmg_history_clear (&self->history);
  rmg_ladder_clear (&self->ladder);
  g_mutex_unlock (&self->lock);
}

guint
rmg_node_count_failure (RmgNode *self, guint n_failures, gint64 now_us)
{
  guint n_before;

  g_mutex_lock (&self->lock);
  n_before = rmg_ladder_fail (
      &self->ladder, &rmg_node_peek_policy (self)->retry, n_failures, now_us);
  g_mutex_unlock (&self->lock);
  return n_before;
}

gboolean
rmg_node_count_restart (RmgNode *self, gint64 now_us)
{
  gboolean allowed;

  g_mutex_lock (&self->lock);
  allowed = rmg_ladder_restart (
      &self->ladder, &rmg_node_peek_policy (self)->restart, now_us);
  g_mutex_unlock (&self->lock);
  return allowed;
}

void
rmg_node_recovered (RmgNode *self)
{
  self->supervision->recovered (self);
}

void
rmg_node_record_failure (RmgNode *self, RmgFailure *failure)
{
  g_mutex_lock (&self->lock);
  if (self->failure == NULL)
    g_atomic_pointer_set (&self->failure, g_steal_pointer (&failure));
  g_mutex_unlock (&self->lock);
  g_clear_pointer (&failure, rmg_failure_free);
}

gboolean
rmg_node_has_failure (RmgNode *self)
{
  return g_atomic_pointer_get (&self->failure) != NULL;
}

RmgFailure *
rmg_node_take_failure (RmgNode *self, GstFlowReturn flow)
{
  RmgFailure *failure;

  g_mutex_lock (&self->lock);
  failure = self->failure;
  g_atomic_pointer_set (&self->failure, NULL);
  g_mutex_unlock (&self->lock);
  if (failure == NULL)
    failure = g_new0 (RmgFailure, 1);
  failure->flow = flow;
  return failure;
}

/* The caps that the node refused, if an element of it did. */
static void
append_refusal (const RmgNode *self, GString *text)
{
  for (const RmgNodeElement *entry = self->elements; entry != NULL;
       entry = entry->next) {
    g_autoptr (GstElement) element = rmg_node_element_ref (entry);
    g_autofree char *caps =
        entry->role == RMG_ROLE_NODE ? rmg_refusal_describe (element) : NULL;

    if (caps == NULL)
      continue;
    g_string_append_printf (text, ": %s", caps);
    return;
  }
}

GError *
rmg_node_describe_failure (
    const RmgNode *self, const RmgFailure *failure, guint attempts)
{
  g_autoptr (GError) error = rmg_failure_copy_error (failure);
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_printf (text, "node \"%s\" (%s): %s", self->plan->id,
      self->plan->type, error->message);
  if (failure->cause == NULL && failure->flow == GST_FLOW_NOT_NEGOTIATED)
    append_refusal (self, text);
  if (attempts > 1)
    g_string_append_printf (text, " (after %u attempts)", attempts);
  g_string_append_printf (text, " [%s, %s %d",
      failure->element_path != NULL ? failure->element_path : self->plan->id,
      g_quark_to_string (error->domain), error->code);
  if (failure->flow != GST_FLOW_OK)
    g_string_append_printf (text, ", %s", gst_flow_get_name (failure->flow));
  g_string_append_c (text, ']');
  return g_error_new_literal (error->domain, error->code, text->str);
}

RmgRetryDecision
rmg_node_attempt_failed (RmgNode *self, GstFlowReturn flow, guint n_failures)
{
  return self->supervision->attempt_failed (self, flow, n_failures);
}

RmgRetryDecision
rmg_node_judge (RmgNode *self, const RmgFailure *failure, guint n_failures,
    guint *n_attempts)
{
  return self->supervision->judge (self, failure, n_failures, n_attempts);
}

void
rmg_node_give_up (RmgNode *self, const RmgFailure *failure, guint n_attempts)
{
  self->supervision->give_up (self, failure, n_attempts);
}

gboolean
rmg_node_is_closing (RmgNode *self)
{
  return self->supervision->is_closing (self);
}

void
rmg_node_begin_attempt (RmgNode *self)
{
  rmg_progress_take_turn (&self->attempt_turn);
  g_atomic_pointer_set (&self->attempt, g_thread_self ());
}

void
rmg_node_end_attempt (RmgNode *self)
{
  g_atomic_pointer_set (&self->attempt, NULL);
  rmg_progress_take_turn (&self->attempt_turn);
}

gboolean
rmg_node_owns_error (RmgNode *self)
{
  if (self->guard == NULL)
    return FALSE;
  return g_atomic_pointer_get (&self->attempt) == g_thread_self () ||
      rmg_node_state_is_restarting (rmg_node_get_state (self));
}

gboolean
rmg_node_restart (RmgNode *self, RmgRetryAction action)
{
  return self->supervision->restart (self, action);
}

/* The elements of this project drain and reset at the end of an item; a nested
 * manifest has elements of both kinds. */
gboolean
rmg_node_keeps_state (const RmgNode *self)
{
  const char *type = self->plan->type;

  return (self->plan->flags & RMG_NODE_FOREIGN) && self->commit != NULL &&
      (!g_str_has_prefix (type, "gst:rmg") || g_str_equal (type, "gst:rmgbin"));
}

gboolean
rmg_node_renew (RmgNode *self)
{
  return self->supervision->renew (self);
}

gboolean
rmg_node_follow (RmgNode *self)
{
  return self->supervision->follow (self);
}

void
rmg_node_add_parked (RmgNode *self, int change)
{
  self->supervision->parked (self, change);
}

gboolean
rmg_node_has_breaker (const RmgNode *self)
{
  const RmgPolicy *policy = &self->plan->policy;

  return policy->breaker.failures > 0 || policy->input_timeout_ms > 0 ||
      policy->while_waiting != RMG_WAITING_HOLD;
}

RmgBreakerState
rmg_node_get_breaker_state (RmgNode *self)
{
  RmgBreakerState state;

  g_mutex_lock (&self->lock);
  state = self->breaker.state;
  g_mutex_unlock (&self->lock);
  return state;
}

void
rmg_node_reset_breaker (RmgNode *self)
{
  g_mutex_lock (&self->lock);
  self->breaker = (RmgBreaker){ RMG_BREAKER_CLOSED };
  g_mutex_unlock (&self->lock);
}

RmgNodeTurn
rmg_node_next_turn (RmgNode *self)
{
  return self->supervision->next_turn (self);
}

void
rmg_node_note_gap (RmgNode *self)
{
  self->supervision->note_gap (self);
}

void
rmg_node_attempt_ended (RmgNode *self, gboolean proves)
{
  self->supervision->attempt_ended (self, proves);
}

gint64
rmg_node_get_time (RmgNode *self)
{
  return self->supervision->get_time (self);
}

gboolean
rmg_node_holds_async (RmgNode *self, GstMessageType type)
{
  gboolean held = FALSE;

  g_mutex_lock (&self->lock);
  if (type == GST_MESSAGE_ASYNC_START &&
      rmg_node_state_is_restarting (self->state)) {
    self->n_held_async++;
    held = TRUE;
  } else if (type == GST_MESSAGE_ASYNC_DONE && self->n_held_async > 0) {
    self->n_held_async--;
    held = TRUE;
  }
  g_mutex_unlock (&self->lock);
  return held;
}

RmgThreadCpu *
rmg_node_get_thread_cpu (RmgNode *self)
{
  RmgThreadCpu *cpu;

  g_mutex_lock (&self->lock);
  if (self->cpu == NULL)
    g_atomic_pointer_set (&self->cpu, rmg_thread_cpu_new ());
  cpu = self->cpu;
  g_mutex_unlock (&self->lock);
  return cpu;
}
