/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/supervision/restart.h"

#include "gst/nodes/log.h"
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

static gboolean
is_setting (const GstElement *element, const GParamSpec *spec)
{
  GParamFlags both = G_PARAM_READABLE | G_PARAM_WRITABLE;

  return (spec->flags & both) == both &&
      !(spec->flags & (G_PARAM_CONSTRUCT_ONLY | G_PARAM_DEPRECATED)) &&
      spec->owner_type == G_OBJECT_TYPE (element) &&
      !g_type_is_a (spec->value_type, G_TYPE_OBJECT);
}

/* Libraries of encoders, such as that of flacenc, lose their settings at the end
 * of a stream. */
static void
apply_settings (GstElement *element)
{
  g_autofree GParamSpec **specs = NULL;
  guint n_specs;

  specs =
      g_object_class_list_properties (G_OBJECT_GET_CLASS (element), &n_specs);
  for (guint i = 0; i < n_specs; i++) {
    g_auto (GValue) value = G_VALUE_INIT;

    if (!is_setting (element, specs[i]))
      continue;
    g_value_init (&value, specs[i]->value_type);
    g_object_get_property (G_OBJECT (element), specs[i]->name, &value);
    g_object_set_property (G_OBJECT (element), specs[i]->name, &value);
  }
}

void
rmg_restart_repeat_settings (const RmgNodeSet *nodes)
{
  for (guint i = 0; i < rmg_node_set_get_n_elements (nodes); i++) {
    GstElement *element = rmg_node_set_get_element (nodes, i)->element;

    if (is_encoder (element))
      apply_settings (element);
  }
}

static gboolean
follow_bin (GstElement *element)
{
  if (is_encoder (element))
    apply_settings (element);
  return gst_element_sync_state_with_parent (element);
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

static void
restart_elements (RmgSupervisor *self, RmgNode *node)
{
  gboolean succeeded;

  GST_INFO_OBJECT (self->bin, "restart node %s", node->plan->id);
  succeeded = for_each_element (node->elements, set_to_null);
  succeeded = for_each_element (node->elements, follow_bin) && succeeded;
  if (!succeeded)
    record_failed_start (node);
  rmg_node_handle_event (node, RMG_NODE_EVENT_RESTARTED);
}

void
rmg_restart_node (RmgSupervisor *self, RmgNode *node)
{
  RmgNodeState before;

  if (!begin (self))
    return;
  before = rmg_node_handle_event (node, RMG_NODE_EVENT_RESTART);
  if (before == RMG_NODE_STATE_RETRYING || before == RMG_NODE_STATE_DEGRADED) {
    restart_elements (self, node);
    rmg_counter_add (&node->counters.restarts, 1);
    rmg_notices_restarted (self, node, "restart");
  }
  end (self);
}

gboolean
rmg_restart_renew (RmgSupervisor *self, RmgNode *node)
{
  gboolean renews;

  if (!begin (self))
    return FALSE;
  rmg_node_handle_event (node, RMG_NODE_EVENT_RENEW);
  renews = rmg_node_get_state (node) == RMG_NODE_STATE_RENEWING;
  if (renews)
    restart_elements (self, node);
  end (self);
  return renews;
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
