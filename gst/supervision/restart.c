/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/supervision/restart.h"

#include "gst/nodes/log.h"
#include "gst/nodes/settings.h"
#include "gst/supervision/notices.h"

#define GST_CAT_DEFAULT (rmg_node_get_debug_category ())

static gboolean
set_to_null (GstElement *element)
{
  return gst_element_set_state (element, GST_STATE_NULL) !=
      GST_STATE_CHANGE_FAILURE;
}

static gboolean
is_encoder (GstElement *element)
{
  GstElementFactory *factory = gst_element_get_factory (element);

  return factory != NULL &&
      gst_element_factory_list_is_type (
          factory, GST_ELEMENT_FACTORY_TYPE_ENCODER);
}

void
rmg_restart_repeat_settings (const RmgNodeSet *nodes)
{
  g_autoptr (GPtrArray) elements = rmg_node_set_copy_elements (nodes);

  for (guint i = 0; i < elements->len; i++)
    if (is_encoder (elements->pdata[i]))
      rmg_settings_repeat (elements->pdata[i]);
}

static GstState
get_target (GstElement *bin)
{
  GstState target;

  GST_OBJECT_LOCK (bin);
  target = GST_STATE_PENDING (bin) != GST_STATE_VOID_PENDING
      ? GST_STATE_PENDING (bin)
      : GST_STATE (bin);
  GST_OBJECT_UNLOCK (bin);
  return target;
}

/* The bin may set a state of its own between the two steps of
 * gst_element_sync_state_with_parent(), which would take it back. */
static gboolean
sync_with_bin (GstElement *element)
{
  g_autoptr (GstObject) bin = gst_object_get_parent (GST_OBJECT (element));
  gboolean succeeded = bin != NULL;
  GstState target = GST_STATE_VOID_PENDING;

  while (succeeded && target != get_target (GST_ELEMENT (bin))) {
    target = get_target (GST_ELEMENT (bin));
    succeeded =
        gst_element_set_state (element, target) != GST_STATE_CHANGE_FAILURE;
  }
  return succeeded;
}

static gboolean
follow_bin (GstElement *element)
{
  if (is_encoder (element))
    rmg_settings_repeat (element);
  return sync_with_bin (element);
}

static gboolean
lock (GstElement *element)
{
  gst_element_set_locked_state (element, TRUE);
  return TRUE;
}

static gboolean
unlock (GstElement *element)
{
  gst_element_set_locked_state (element, FALSE);
  return TRUE;
}

static gboolean
lock_in_null (GstElement *element)
{
  return lock (element) && set_to_null (element);
}

/* The bin may have changed its state meanwhile. */
static gboolean
unlock_and_follow (GstElement *element)
{
  g_autoptr (GstObject) bin = gst_object_get_parent (GST_OBJECT (element));

  gst_element_set_locked_state (element, FALSE);
  return bin != NULL &&
      (GST_STATE_TARGET (element) == get_target (GST_ELEMENT (bin)) ||
          sync_with_bin (element));
}

/* Downstream elements first, as GstBin does. */
static gboolean
for_each_element (
    const RmgNodeElement *entry, gboolean (*func) (GstElement *element))
{
  gboolean succeeded;

  if (entry == NULL)
    return TRUE;
  succeeded = for_each_element (entry->next, func);
  if (entry->role == RMG_ROLE_NODE)
    succeeded = func (entry->element) && succeeded;
  return succeeded;
}

/* An element may fail to start without a message. Ignored if there is one. */
static void
record_failed_start (RmgNode *node)
{
  RmgFailure *failure = g_new0 (RmgFailure, 1);

  failure->cause = g_error_new_literal (GST_CORE_ERROR,
      GST_CORE_ERROR_STATE_CHANGE, "The element could not be started again.");
  rmg_node_record_failure (node, failure);
}

static gboolean
set_to_paused (GstElement *element)
{
  return gst_element_set_state (element, GST_STATE_PAUSED) !=
      GST_STATE_CHANGE_FAILURE;
}

void
rmg_restart_lock (RmgNode *node)
{
  for_each_element (node->elements, lock_in_null);
}

void
rmg_restart_unlock (RmgNode *node)
{
  for_each_element (node->elements, unlock);
}

gboolean
rmg_restart_is_locked (const RmgNode *node)
{
  for (const RmgNodeElement *entry = node->elements; entry != NULL;
       entry = entry->next) {
    g_autoptr (GstElement) element = rmg_node_element_ref (entry);

    if (entry->role == RMG_ROLE_NODE && gst_element_is_locked_state (element))
      return TRUE;
  }
  return FALSE;
}

gboolean
rmg_restart_start_elements (RmgNode *node)
{
  rmg_restart_unlock (node);
  if (!for_each_element (node->elements, set_to_paused))
    record_failed_start (node);
  if (!rmg_node_has_failure (node))
    return TRUE;
  rmg_restart_lock (node);
  return FALSE;
}

static gboolean
begin (RmgSupervisor *self)
{
  gboolean allowed;

  g_mutex_lock (&self->lock);
  allowed = !self->closing;
  self->n_restarting += allowed;
  g_mutex_unlock (&self->lock);
  return allowed;
}

static void
end (RmgSupervisor *self)
{
  g_mutex_lock (&self->lock);
  self->n_restarting--;
  g_cond_broadcast (&self->idle);
  g_mutex_unlock (&self->lock);
}

/* Returns: %FALSE if the old elements are still there */
static gboolean
rebuild_elements (RmgSupervisor *self, RmgNode *node)
{
  g_autoptr (GError) error = NULL;

  if (self->rebuild == NULL)
    return FALSE;
  if (self->rebuild (node, self->rebuild_data, &error))
    return TRUE;
  GST_WARNING_OBJECT (self->bin, "node %s: %s", node->plan->id, error->message);
  return FALSE;
}

/* A change of the state of the bin may run meanwhile. Elements that do not start
 * would fail it, so they are locked until they have. */
static gboolean
start_again (RmgNode *node)
{
  for_each_element (node->elements, lock);
  if (!for_each_element (node->elements, follow_bin)) {
    rmg_restart_lock (node);
    return FALSE;
  }
  return for_each_element (node->elements, unlock_and_follow);
}

/* Returns: the step that was taken */
static RmgRenewal
renew_elements (RmgSupervisor *self, RmgNode *node, RmgRenewal renewal)
{
  gboolean succeeded, rebuilt;

  GST_INFO_OBJECT (self->bin, "%s node %s",
      renewal == RMG_RENEWAL_REBUILD ? "rebuild" : "restart", node->plan->id);
  succeeded = for_each_element (node->elements, lock_in_null);
  rebuilt = renewal == RMG_RENEWAL_REBUILD && rebuild_elements (self, node);
  succeeded = start_again (node) && (succeeded || rebuilt);
  if (!succeeded)
    record_failed_start (node);
  rmg_node_handle_event (node, RMG_NODE_EVENT_RESTARTED);
  return rebuilt ? RMG_RENEWAL_REBUILD : RMG_RENEWAL_RESTART;
}

void
rmg_restart_report (RmgSupervisor *self, RmgNode *node, RmgRenewal renewal)
{
  gboolean rebuilt = renewal == RMG_RENEWAL_REBUILD;

  rmg_counter_add (
      rebuilt ? &node->counters.rebuilds : &node->counters.restarts, 1);
  rmg_notices_restarted (self, node, rebuilt ? "rebuild" : "restart");
}

gboolean
rmg_restart_node (RmgSupervisor *self, RmgNode *node, RmgRetryAction action)
{
  gboolean rebuilds = action == RMG_RETRY_REBUILD;
  RmgRenewal renewal = RMG_RENEWAL_NONE;
  RmgNodeState before;

  if (!begin (self))
    return FALSE;
  before = rmg_node_handle_event (
      node, rebuilds ? RMG_NODE_EVENT_REBUILD : RMG_NODE_EVENT_RESTART);
  if (before == RMG_NODE_STATE_RETRYING || before == RMG_NODE_STATE_DEGRADED) {
    renewal = renew_elements (
        self, node, rebuilds ? RMG_RENEWAL_REBUILD : RMG_RENEWAL_RESTART);
    rmg_restart_report (self, node, renewal);
  }
  end (self);
  return renewal == RMG_RENEWAL_REBUILD;
}

/* Elements that do not survive a restart do not survive a planned restart either. */
static RmgRenewal
get_planned_renewal (const RmgNode *node)
{
  return node->plan->policy.restart.method == RMG_METHOD_REBUILD
      ? rmg_plan_node_get_renewal (node->plan)
      : RMG_RENEWAL_RESTART;
}

RmgRenewal
rmg_restart_renew (RmgSupervisor *self, RmgNode *node)
{
  RmgRenewal renewal = RMG_RENEWAL_NONE;

  if (!begin (self))
    return RMG_RENEWAL_NONE;
  rmg_node_handle_event (node, RMG_NODE_EVENT_RENEW);
  if (rmg_node_get_state (node) == RMG_NODE_STATE_RENEWING)
    renewal = renew_elements (self, node, get_planned_renewal (node));
  end (self);
  return renewal;
}

static void
deactivate_sink (const GValue *value, gpointer unused)
{
  GstElement *element = g_value_get_object (value);
  g_autoptr (GstPad) pad = NULL;

  if (GST_IS_BIN (element) ||
      !GST_OBJECT_FLAG_IS_SET (element, GST_ELEMENT_FLAG_SINK))
    return;
  pad = gst_element_get_static_pad (element, "sink");
  if (pad != NULL)
    gst_pad_set_active (pad, FALSE);
}

/* The thread of a node that restarts may be blocked in a sink that prerolls.
 * The pads of the sinks are deactivated, as their change to READY does. */
static void
unblock_sinks (GstElement *bin)
{
  g_autoptr (GstIterator) elements = gst_bin_iterate_recurse (GST_BIN (bin));

  GST_DEBUG_OBJECT (bin, "a node restarts: deactivate the sinks");
  while (gst_iterator_foreach (elements, deactivate_sink, NULL) ==
      GST_ITERATOR_RESYNC)
    gst_iterator_resync (elements);
}

static gboolean
set_closing (RmgSupervisor *self, gboolean closing)
{
  gboolean is_restarting;

  g_mutex_lock (&self->lock);
  self->closing = closing;
  is_restarting = self->n_restarting > 0;
  g_mutex_unlock (&self->lock);
  return is_restarting;
}

void
rmg_restart_set_closing (RmgSupervisor *self, gboolean closing)
{
  if (!set_closing (self, closing) || !closing)
    return;
  unblock_sinks (self->bin);
  g_mutex_lock (&self->lock);
  while (self->n_restarting > 0)
    g_cond_wait (&self->idle, &self->lock);
  g_mutex_unlock (&self->lock);
}
