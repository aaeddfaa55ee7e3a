/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Supervision: messages and flow returns become failures of nodes, a failure
 * becomes a retry or the one error that the application sees. */

#include "gst/bin/runtime.h"
#include "gst/elements/rmgfuse.h"
#include "gst/elements/rmgguard.h"

GST_DEBUG_CATEGORY_STATIC (rmg_faults_debug);
#define GST_CAT_DEFAULT rmg_faults_debug

/* -- giving up -- */

static gboolean
is_part_of_node (RmgBin *self, guint index, guint node)
{
  const RmgPlanElement *step = rmg_bin_get_step (self, index);

  return step->node == node && step->role <= RMG_ROLE_COMMIT;
}

static void
end_element_outputs (RmgBin *self, GstElement *element, guint node)
{
  g_autoptr (GList) pads = NULL;

  GST_OBJECT_LOCK (element);
  pads = g_list_copy_deep (
      element->srcpads, (GCopyFunc) (GCallback) gst_object_ref, NULL);
  GST_OBJECT_UNLOCK (element);

  for (GList *item = pads; item != NULL; item = item->next) {
    g_autoptr (GstPad) pad = item->data;
    g_autoptr (GstPad) peer = gst_pad_get_peer (pad);
    guint to = peer != NULL
        ? rmg_bin_find_index (self, GST_OBJECT_PARENT (peer))
        : RMG_PLAN_NONE;

    if (peer != NULL &&
        (to == RMG_PLAN_NONE || !is_part_of_node (self, to, node)))
      gst_pad_push_event (pad, gst_event_new_eos ());
  }
}

/* A reader that fails before it knows its media has no pad to say so from. */
static void
end_unlinked (RmgBin *self, guint index)
{
  g_autoptr (GstPad) pad =
      gst_element_get_static_pad (rmg_bin_get_element (self, index), "sink");

  if (pad == NULL || gst_pad_is_linked (pad))
    return;
  gst_pad_send_event (pad, gst_event_new_stream_start ("rmg-failed"));
  gst_pad_send_event (pad, gst_event_new_eos ());
}

/* Whoever waits behind the node must learn that nothing more comes. A guard
 * tells them itself. */
static void
end_outputs (RmgBin *self, guint node)
{
  if (self->nodes[node].plan->guard != RMG_PLAN_NONE)
    return;
  for (guint i = 0; i < self->plan->links->len; i++) {
    const RmgPlanLink *link =
        &g_array_index (self->plan->links, RmgPlanLink, i);

    if (link->dynamic && is_part_of_node (self, link->from, node))
      end_unlinked (self, link->to);
  }
  for (guint i = 0; i < self->elements->len; i++)
    if (is_part_of_node (self, i, node))
      end_element_outputs (self, rmg_bin_get_element (self, i), node);
}

static void
tell_application (RmgBin *self, const RmgNode *node, const RmgFailure *failure,
    const GError *error)
{
  GstStructure *details;

  if (self->listener != NULL) {
    self->listener->failed (error, self->listener_data);
    return;
  }
  details = gst_structure_new ("rmg-failure", "node-id", G_TYPE_STRING,
      node->plan->id, "node-type", G_TYPE_STRING, node->plan->type, "element",
      G_TYPE_STRING, failure->element_path, "flow", G_TYPE_INT, failure->flow,
      NULL);
  gst_element_post_message (GST_ELEMENT (self),
      gst_message_new_error_with_details (
          GST_OBJECT (self), (GError *) error, failure->debug, details));
}

static void
end_sink (RmgBin *self, RmgNode *node)
{
  gboolean first;

  GST_OBJECT_LOCK (self);
  first = !node->ended;
  node->ended = TRUE;
  GST_OBJECT_UNLOCK (self);
  if (first && self->listener != NULL)
    self->listener->ended (self->listener_data);
}

/* A node fails as an echo when it, or one that feeds it, has failed before. */
static gboolean
is_echo (RmgBin *self, guint index)
{
  g_autofree gboolean *starved = g_new0 (gboolean, self->plan->nodes->len);
  gboolean changed = TRUE;

  for (guint i = 0; i < self->plan->nodes->len; i++)
    starved[i] = self->nodes[i].failed;
  while (changed) {
    changed = FALSE;
    for (guint i = 0; i < self->plan->links->len; i++) {
      const RmgPlanLink *link =
          &g_array_index (self->plan->links, RmgPlanLink, i);
      guint from = rmg_bin_get_step (self, link->from)->node;
      guint to = rmg_bin_get_step (self, link->to)->node;

      if (!starved[from] || starved[to])
        continue;
      starved[to] = changed = TRUE;
    }
  }
  return starved[index];
}

static gboolean
claim_failure (RmgBin *self, guint index)
{
  gboolean first;

  GST_OBJECT_LOCK (self);
  first = !is_echo (self, index);
  self->nodes[index].failed = TRUE;
  GST_OBJECT_UNLOCK (self);
  return first;
}

/* One fault, one error: what fails because of it afterwards is an echo. */
static void
give_up (RmgBin *self, guint index, RmgFailure *failure, guint attempts)
{
  RmgNode *node = &self->nodes[index];
  g_autoptr (GError) error = NULL;

  if (!claim_failure (self, index)) {
    GST_DEBUG_OBJECT (self, "%s failed as an echo", node->plan->id);
    if (node->plan->flags & RMG_NODE_SINK)
      end_sink (self, node);
    return;
  }

  rmg_meter_add (&node->meter.errors, 1);
  error = rmg_node_describe_failure (node, failure, attempts);
  tell_application (self, node, failure, error);
  end_outputs (self, index);
  if (node->plan->flags & RMG_NODE_SINK)
    end_sink (self, node);
}

/* -- who was it? -- */

static RmgFailure *
take_failure (RmgBin *self, guint index)
{
  RmgFailure *failure;

  GST_OBJECT_LOCK (self);
  failure = g_steal_pointer (&self->nodes[index].fault);
  GST_OBJECT_UNLOCK (self);
  return failure != NULL ? failure : g_new0 (RmgFailure, 1);
}

/* Returns: FALSE where the application has refused what the bin gave: that is
 * told by who refused it. */
static gboolean
blame (RmgBin *self, GstFlowReturn flow, guint fallback)
{
  guint culprit = rmg_bin_find_culprit (self, fallback);
  g_autoptr (RmgFailure) failure = NULL;

  if (rmg_bin_was_refused (self))
    return FALSE;
  if (culprit == RMG_PLAN_NONE)
    culprit = 0;
  failure = take_failure (self, culprit);
  failure->flow = flow;
  give_up (self, culprit, failure, 1);
  return TRUE;
}

gboolean
rmg_bin_report_flow (RmgBin *self, GstFlowReturn flow)
{
  return blame (self, flow, RMG_PLAN_NONE);
}

/* -- what guards ask -- */

/* A file that is opened again is truncated: what it had would be lost. */
static RmgRetryAction
spare_written_file (const RmgPlanNode *plan, RmgRetryAction action)
{
  RmgNodeFlags file_sink = RMG_NODE_FILE | RMG_NODE_SINK;

  if (action == RMG_RETRY_RESTART && (plan->flags & file_sink) == file_sink)
    return RMG_RETRY_OFFER;
  return action;
}

static RmgRetryDecision
guard_failed (RmgGuard *guard, GstFlowReturn flow, guint failures,
    gpointer owner, guint index)
{
  RmgBin *self = RMG_BIN (owner);
  RmgNode *node = &self->nodes[index];
  g_autoptr (RmgFailure) failure = NULL;
  RmgRetryDecision decision = { RMG_RETRY_GIVE_UP, 0 };

  if (rmg_bin_node_was_refused (self, index)) {
    blame (self, flow, index);
    return decision;
  }
  failure = take_failure (self, index);
  failure->flow = flow;
  decision = rmg_retry_decide (&node->plan->retry,
      rmg_failure_classify (failure, node->plan->flags), failures,
      rmg_failure_retry_after_ms (failure));
  decision.action = spare_written_file (node->plan, decision.action);
  if (decision.action == RMG_RETRY_GIVE_UP) {
    give_up (self, index, failure, failures == G_MAXUINT ? 1 : failures + 1);
    return decision;
  }

  rmg_meter_add (&node->meter.errors, 1);
  rmg_meter_add (&node->meter.retries, 1);
  GST_WARNING_OBJECT (self, "node %s failed: %s; %s in %u ms", node->plan->id,
      failure->cause != NULL ? failure->cause->message
                             : gst_flow_get_name (flow),
      decision.action == RMG_RETRY_OFFER ? "same buffer again" : "restart",
      decision.delay_ms);
  return decision;
}

static void
leg_failed (RmgFuse *fuse, GstFlowReturn flow, gpointer owner)
{
  RmgBin *self = RMG_BIN (owner);
  guint index = rmg_bin_find_index (self, GST_OBJECT (fuse));

  blame (self, flow, rmg_bin_get_step (self, index)->node);
}

static gboolean
guard_take_fault (gpointer owner, guint index)
{
  return g_atomic_pointer_get (&RMG_BIN (owner)->nodes[index].fault) != NULL;
}

static void
set_restarting (RmgBin *self, guint index, gboolean restarting)
{
  GST_OBJECT_LOCK (self);
  self->nodes[index].restarting = restarting;
  GST_OBJECT_UNLOCK (self);
}

static void
restart_elements (RmgBin *self, guint index)
{
  for (guint i = self->elements->len; i-- > 0;)
    if (rmg_bin_get_step (self, i)->role == RMG_ROLE_NODE &&
        rmg_bin_get_step (self, i)->node == index)
      gst_element_set_state (rmg_bin_get_element (self, i), GST_STATE_NULL);
  for (guint i = self->elements->len; i-- > 0;)
    if (rmg_bin_get_step (self, i)->role == RMG_ROLE_NODE &&
        rmg_bin_get_step (self, i)->node == index)
      gst_element_sync_state_with_parent (rmg_bin_get_element (self, i));
}

static void
guard_restart (gpointer owner, guint index)
{
  RmgBin *self = RMG_BIN (owner);

  g_mutex_lock (&self->restart_lock);
  if (!self->closing) {
    set_restarting (self, index, TRUE);
    restart_elements (self, index);
    set_restarting (self, index, FALSE);
    rmg_meter_add (&self->nodes[index].meter.restarts, 1);
  }
  g_mutex_unlock (&self->restart_lock);
}

static void
guard_parked (gpointer owner, int change)
{
  g_atomic_int_add (&RMG_BIN (owner)->n_parked, change);
}

static const RmgGuardOwner guard_owner = {
  guard_failed,
  guard_take_fault,
  guard_restart,
  guard_parked,
};

void
rmg_bin_set_closing (RmgBin *self, gboolean closing)
{
  g_mutex_lock (&self->restart_lock);
  self->closing = closing;
  g_mutex_unlock (&self->restart_lock);
}

static RmgGuard *
find_guard (RmgBin *self, guint node)
{
  guint guard = self->nodes[node].plan->guard;

  return guard == RMG_PLAN_NONE ? NULL
                                : RMG_GUARD (rmg_bin_get_element (self, guard));
}

void
rmg_bin_supervise (RmgBin *self)
{
  gboolean park = self->listener != NULL && !self->plan->threaded;

  for (guint i = 0; i < self->elements->len; i++) {
    const RmgPlanElement *step = rmg_bin_get_step (self, i);

    if (step->role == RMG_ROLE_COMMIT)
      rmg_guard_set_commit (find_guard (self, step->node),
          RMG_COMMIT (rmg_bin_get_element (self, i)));
    else if (step->role == RMG_ROLE_FUSE)
      rmg_fuse_set_notify (
          RMG_FUSE (rmg_bin_get_element (self, i)), leg_failed, self);
    else if (step->role == RMG_ROLE_GUARD)
      rmg_guard_set_owner (RMG_GUARD (rmg_bin_get_element (self, i)),
          &guard_owner, self, step->node, park);
  }
}

/* -- parked buffers -- */

gboolean
rmg_bin_is_parked (RmgBin *self)
{
  return g_atomic_int_get (&self->n_parked) > 0;
}

gint64
rmg_bin_get_due (RmgBin *self)
{
  gint64 earliest_us = -1;

  for (guint i = 0; rmg_bin_is_parked (self) && i < self->plan->nodes->len;
       i++) {
    RmgGuard *guard = find_guard (self, i);
    gint64 due_us = guard != NULL ? rmg_guard_get_due (guard) : -1;

    if (due_us >= 0 && (earliest_us < 0 || due_us < earliest_us))
      earliest_us = due_us;
  }
  return earliest_us;
}

void
rmg_bin_resume (RmgBin *self)
{
  gint64 now_us = g_get_monotonic_time ();

  for (guint i = 0; rmg_bin_is_parked (self) && i < self->plan->nodes->len;
       i++) {
    RmgGuard *guard = find_guard (self, i);
    gint64 due_us = guard != NULL ? rmg_guard_get_due (guard) : -1;
    GstFlowReturn flow;

    if (due_us < 0 || due_us > now_us)
      continue;
    flow = rmg_guard_resume (guard);
    if (flow < GST_FLOW_EOS)
      rmg_bin_report_flow (self, flow);
  }
}

/* -- messages -- */

static void
keep_first_fault (RmgBin *self, guint index, RmgFailure *failure)
{
  RmgNode *node = &self->nodes[index];

  GST_OBJECT_LOCK (self);
  if (node->fault == NULL)
    node->fault = g_steal_pointer (&failure);
  GST_OBJECT_UNLOCK (self);
  g_clear_pointer (&failure, rmg_failure_free);
}

static GstFlowReturn
read_flow (const RmgFailure *failure)
{
  int flow = GST_FLOW_ERROR;

  gst_structure_get_int (failure->details, "flow-return", &flow);
  return flow;
}

static void
handle_error (RmgBin *self, guint element, GstMessage *message)
{
  const RmgPlanElement *step = rmg_bin_get_step (self, element);
  RmgFailure *failure = rmg_failure_from_message (message);
  gboolean guarded = self->nodes[step->node].plan->guard != RMG_PLAN_NONE;

  if (guarded && step->role == RMG_ROLE_NODE &&
      !rmg_failure_is_flow_error (failure)) {
    keep_first_fault (self, step->node, failure);
    return;
  }
  if (rmg_failure_is_flow_error (failure))
    blame (self, read_flow (failure), step->node);
  else
    give_up (self, step->node, failure, 1);
  rmg_failure_free (failure);
}

/* A session's own queue was refused something. */
static void
handle_feeder_error (RmgBin *self, GstMessage *message)
{
  RmgFailure *failure = rmg_failure_from_message (message);

  if (rmg_failure_is_flow_error (failure))
    blame (self, read_flow (failure), RMG_PLAN_NONE);
  rmg_failure_free (failure);
}

/* An element that comes up again must not take the pipeline with it to
 * PAUSED. Nor may a reader that has found its media only after the pipeline
 * went on: where no sink waits for data, GstBin would then fall back to PAUSED
 * for good. Sinks say when there is data, readers need not. */
static gboolean
holds_async (RmgBin *self, guint element, GstMessageType type)
{
  RmgNode *node = &self->nodes[rmg_bin_get_step (self, element)->node];
  gboolean held = FALSE;

  if (node->plan->flags & RMG_NODE_SOURCE)
    return TRUE;

  GST_OBJECT_LOCK (self);
  if (type == GST_MESSAGE_ASYNC_START && node->restarting) {
    node->held_async++;
    held = TRUE;
  } else if (type == GST_MESSAGE_ASYNC_DONE && node->held_async > 0) {
    node->held_async--;
    held = TRUE;
  }
  GST_OBJECT_UNLOCK (self);
  return held;
}

static RmgThreadCpu *
ensure_thread_cpu (RmgBin *self, RmgNode *node)
{
  RmgThreadCpu *cpu;

  GST_OBJECT_LOCK (self);
  if (node->cpu == NULL)
    node->cpu = rmg_thread_cpu_new ();
  cpu = node->cpu;
  GST_OBJECT_UNLOCK (self);
  return cpu;
}

static void
handle_stream_status (RmgBin *self, guint element, GstMessage *message)
{
  const RmgPlanElement *step = rmg_bin_get_step (self, element);
  RmgNode *node = &self->nodes[step->node];
  GstStreamStatusType type;

  gst_message_parse_stream_status (message, &type, NULL);
  if (type == GST_STREAM_STATUS_TYPE_CREATE && self->listener != NULL)
    self->listener->task (step->node, self->listener_data);
  if (step->role != RMG_ROLE_NODE || !self->measured)
    return;
  if (type == GST_STREAM_STATUS_TYPE_ENTER)
    rmg_thread_cpu_enter (ensure_thread_cpu (self, node));
  else if (type == GST_STREAM_STATUS_TYPE_LEAVE)
    rmg_thread_cpu_leave (ensure_thread_cpu (self, node));
}

/* Returns whether the message stays inside. */
static gboolean
look_at (RmgBin *self, guint element, GstMessage *message)
{
  switch (GST_MESSAGE_TYPE (message)) {
    case GST_MESSAGE_ERROR:
      handle_error (self, element, message);
      return TRUE;
    case GST_MESSAGE_ASYNC_START:
    case GST_MESSAGE_ASYNC_DONE:
      return holds_async (self, element, GST_MESSAGE_TYPE (message));
    case GST_MESSAGE_STREAM_STATUS:
      handle_stream_status (self, element, message);
      return FALSE;
    case GST_MESSAGE_EOS:
      end_sink (self, &self->nodes[rmg_bin_get_step (self, element)->node]);
      return FALSE;
    case GST_MESSAGE_ELEMENT:
      if (self->listener == NULL)
        return FALSE;
      self->listener->message (message, self->listener_data);
      return TRUE;
    default:
      return FALSE;
  }
}

void
rmg_bin_handle_message (GstBin *bin, GstMessage *message)
{
  static gsize category = 0;
  RmgBin *self = RMG_BIN (bin);
  guint element = rmg_bin_find_index (self, GST_MESSAGE_SRC (message));

  if (g_once_init_enter (&category)) {
    GST_DEBUG_CATEGORY_INIT (
        rmg_faults_debug, "rmgfaults", 0, "failures of nodes");
    g_once_init_leave (&category, 1);
  }
  if (element != RMG_PLAN_NONE && look_at (self, element, message)) {
    gst_message_unref (message);
    return;
  }
  if (element == RMG_PLAN_NONE && self->listener != NULL &&
      GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR)
    handle_feeder_error (self, message);
  rmg_bin_chain_up_message (bin, message);
}
