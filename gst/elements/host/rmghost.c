/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* A node whose work a program does.
 *
 *   … ! rmghost type=MyNode params='{"gain": 2}' ! …
 *
 * The chain function parks the item and returns, so no thread waits for the
 * program. The outputs leave on the thread that completes them; with
 * own-thread=true on a thread of the element, and with deferred=true on the
 * streaming thread only.
 *
 * Input caps describe the items for the driver. The output caps come with the
 * outputs. */

#include "gst/elements/host/rmghost.h"

#include "gst/elements/host/data.h"
#include "gst/elements/host/registry.h"
#include "gst/elements/pass-element.h"
#include "elements/base/pad.h"

GST_DEBUG_CATEGORY (rmg_host_debug);
#define GST_CAT_DEFAULT rmg_host_debug

#define DEFAULT_MAX_ITEMS 1024
#define DEFAULT_MAX_BYTES (64 * 1024 * 1024)
#define DEFAULT_DEFERRED FALSE
#define DEFAULT_OWN_THREAD FALSE

enum
{
  PROP_TYPE = 1,
  PROP_PARAMS,
  PROP_DEFERRED,
  PROP_OWN_THREAD,
  PROP_MAX_ITEMS,
  PROP_MAX_BYTES,
  PROP_FULL,
  PROP_HELD_ITEMS,
  PROP_HELD_BYTES,
};

G_DEFINE_FINAL_TYPE (RmgHost, rmg_host, GST_TYPE_ELEMENT)
GST_ELEMENT_REGISTER_DEFINE (rmghost, "rmghost", GST_RANK_NONE, RMG_TYPE_HOST)

/* In an element that is not deferred, other threads empty the outbox. */
static void
wait_for_room (RmgHost *self)
{
  while (rmg_host_is_full_locked (self) && !self->deferred && !self->flushing &&
      !self->given_up && self->flow == GST_FLOW_OK) {
    GST_DEBUG_OBJECT (
        self, "waiting: outbox is full with %u items", self->outbox.n_items);
    g_cond_wait (&self->moved, &self->lock);
  }
}

/* @flow of the last data, or the reason why no more is accepted. */
static GstFlowReturn
get_flow (const RmgHost *self)
{
  if (self->flushing)
    return GST_FLOW_FLUSHING;
  return self->given_up ? GST_FLOW_EOS : self->flow;
}

static GstFlowReturn
rmg_host_chain (GstPad *pad, GstObject *parent, GstBuffer *buffer)
{
  RmgHost *self = RMG_HOST (parent);
  GstFlowReturn flow;
  gboolean own_thread;

  g_mutex_lock (&self->lock);
  wait_for_room (self);
  flow = get_flow (self);
  if (flow == GST_FLOW_OK)
    rmg_host_park_locked (self, g_steal_pointer (&buffer));
  own_thread = self->own_thread;
  g_mutex_unlock (&self->lock);

  if (flow != GST_FLOW_OK)
    gst_buffer_unref (buffer);
  else if (!own_thread)
    rmg_host_work (self);
  return flow;
}

/* The items that the program has taken are not awaited any more. */
static void
start_flush (RmgHost *self)
{
  g_mutex_lock (&self->lock);
  self->flushing = TRUE;
  rmg_outbox_cancel_taken (&self->outbox, self->cancelled);
  g_cond_broadcast (&self->moved);
  g_mutex_unlock (&self->lock);
  rmg_host_tell_cancelled (self);
}

static void
stop_flush (RmgHost *self)
{
  g_mutex_lock (&self->lock);
  GST_DEBUG_OBJECT (self, "flushed, %u items dropped", self->outbox.n_items);
  rmg_host_forget_waiting_locked (self, self->n_waiting);
  rmg_outbox_flush (&self->outbox);
  rmg_held_set (&self->held, 0);
  gst_clear_event (&self->header.segment);
  self->flushing = self->given_up = self->is_skipping = FALSE;
  self->flow = GST_FLOW_OK;
  self->n_ready = 0;
  self->wake_us = RMG_HOST_NEVER;
  self->pass_until_us = 0;
  self->epoch++;
  g_cond_broadcast (&self->moved);
  g_mutex_unlock (&self->lock);
}

static gboolean
take_caps (RmgHost *self, GstEvent *event)
{
  GstCaps *caps;

  gst_event_parse_caps (event, &caps);
  GST_INFO_OBJECT (self, "input caps %" GST_PTR_FORMAT, caps);
  g_mutex_lock (&self->lock);
  gst_caps_replace (&self->input_caps, caps);
  g_mutex_unlock (&self->lock);
  gst_event_unref (event);
  return TRUE;
}

static gboolean
park_event (RmgHost *self, GstEvent *event)
{
  gboolean own_thread;

  g_mutex_lock (&self->lock);
  rmg_host_park_event_locked (self, event);
  own_thread = self->own_thread;
  g_mutex_unlock (&self->lock);
  if (!own_thread)
    rmg_host_work (self);
  return TRUE;
}

static gboolean
rmg_host_sink_event (GstPad *pad, GstObject *parent, GstEvent *event)
{
  RmgHost *self = RMG_HOST (parent);

  switch (GST_EVENT_TYPE (event)) {
    case GST_EVENT_FLUSH_START:
      start_flush (self);
      return gst_pad_push_event (self->src, event);
    case GST_EVENT_FLUSH_STOP:
      stop_flush (self);
      return gst_pad_push_event (self->src, event);
    case GST_EVENT_CAPS:
      return take_caps (self, event);
    default:
      return GST_EVENT_IS_SERIALIZED (event)
          ? park_event (self, event)
          : gst_pad_push_event (self->src, event);
  }
}

static gboolean
call_open (RmgHost *self, const char *type, const char *params)
{
  const RmgHostDriver *driver = self->registration->driver;
  g_autoptr (GError) error = NULL;

  if (driver->open == NULL ||
      driver->open (self, params, self->registration->user_data,
          &self->instance, &error)) {
    GST_DEBUG_OBJECT (self, "driver of node type %s is open", type);
    return TRUE;
  }
  GST_ELEMENT_ERROR (self, RESOURCE, OPEN_READ,
      ("The node type \"%s\" cannot start: %s", type,
          error != NULL ? error->message : "no reason given"),
      ("open of the driver failed"));
  return FALSE;
}

/* Returns: (transfer full) (nullable) */
static RmgHostRegistration *
find_registration (RmgHost *self, const char *type)
{
  RmgHostRegistration *found =
      self->types != NULL ? rmg_host_types_find (self->types, type) : NULL;

  return found != NULL ? found : rmg_host_registry_find (type);
}

static gboolean
open_driver (RmgHost *self)
{
  g_autofree char *params = NULL;
  g_autofree char *type = NULL;

  g_object_get (self, "type", &type, "params", &params, NULL);
  self->registration = find_registration (self, type);
  if (self->registration == NULL) {
    GST_ELEMENT_ERROR (self, RESOURCE, NOT_FOUND,
        ("The node type \"%s\" has no driver.", type ? type : ""),
        ("neither the session nor the process has registered it"));
    return FALSE;
  }
  if (call_open (self, type, params))
    return TRUE;
  g_clear_pointer (&self->registration, rmg_host_registration_unref);
  return FALSE;
}

static void
close_driver (RmgHost *self)
{
  if (self->registration == NULL)
    return;
  if (self->registration->driver->close != NULL)
    self->registration->driver->close (self, self->instance);
  GST_DEBUG_OBJECT (self, "driver is closed");
  self->instance = NULL;
  g_clear_pointer (&self->registration, rmg_host_registration_unref);
}

/* The pads are inactive, so parked items cannot leave. */
static void
drop_parked (RmgHost *self)
{
  stop_flush (self);
  g_mutex_lock (&self->lock);
  gst_clear_caps (&self->input_caps);
  rmg_host_header_clear (&self->header);
  g_mutex_unlock (&self->lock);
}

static GstStateChangeReturn
rmg_host_change_state (GstElement *element, GstStateChange transition)
{
  RmgHost *self = RMG_HOST (element);
  GstStateChangeReturn result;

  if (transition == GST_STATE_CHANGE_NULL_TO_READY && !open_driver (self))
    return GST_STATE_CHANGE_FAILURE;
  if (transition == GST_STATE_CHANGE_PAUSED_TO_READY)
    start_flush (self);

  result = GST_ELEMENT_CLASS (rmg_host_parent_class)
               ->change_state (element, transition);

  if (transition == GST_STATE_CHANGE_PAUSED_TO_READY)
    drop_parked (self);
  if (transition == GST_STATE_CHANGE_READY_TO_NULL)
    close_driver (self);
  return result;
}

void
rmg_host_set_node (RmgHost *self, RmgNode *node)
{
  g_free (self->node_id);
  self->node_id = g_strdup (node->plan->id);
  if (node->guard == NULL || node->supervision == NULL)
    return;
  g_clear_pointer (&self->node, rmg_node_unref);
  self->node = rmg_node_ref (node);
  self->guard = RMG_GUARD (node->guard);
  self->has_breaker = rmg_node_has_breaker (node);
  self->timeout_ms = node->plan->policy.retry.timeout_ms;
}

void
rmg_host_set_types (RmgHost *self, RmgHostTypes *types)
{
  g_clear_pointer (&self->types, rmg_host_types_unref);
  self->types = rmg_host_types_ref (types);
}

char *
rmg_host_dup_node_id (RmgHost *host)
{
  g_return_val_if_fail (RMG_IS_HOST (host), NULL);

  return host->node_id != NULL ? g_strdup (host->node_id)
                               : gst_object_get_name (GST_OBJECT (host));
}

static void
rmg_host_set_property (
    GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  RmgHost *self = RMG_HOST (object);

  g_mutex_lock (&self->lock);
  switch (id) {
    case PROP_TYPE:
      g_free (self->type);
      self->type = g_value_dup_string (value);
      break;
    case PROP_PARAMS:
      g_free (self->params);
      self->params = g_value_dup_string (value);
      break;
    case PROP_DEFERRED:
      self->deferred = g_value_get_boolean (value);
      break;
    case PROP_OWN_THREAD:
      self->own_thread = g_value_get_boolean (value);
      break;
    case PROP_MAX_ITEMS:
      self->max_items = g_value_get_uint (value);
      break;
    case PROP_MAX_BYTES:
      self->max_bytes = g_value_get_uint64 (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      break;
  }
  g_mutex_unlock (&self->lock);
}

static void
rmg_host_get_property (
    GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  RmgHost *self = RMG_HOST (object);

  g_mutex_lock (&self->lock);
  switch (id) {
    case PROP_TYPE:
      g_value_set_string (value, self->type);
      break;
    case PROP_PARAMS:
      g_value_set_string (value, self->params);
      break;
    case PROP_DEFERRED:
      g_value_set_boolean (value, self->deferred);
      break;
    case PROP_OWN_THREAD:
      g_value_set_boolean (value, self->own_thread);
      break;
    case PROP_MAX_ITEMS:
      g_value_set_uint (value, self->max_items);
      break;
    case PROP_MAX_BYTES:
      g_value_set_uint64 (value, self->max_bytes);
      break;
    case PROP_FULL:
      g_value_set_boolean (value, rmg_host_is_full_locked (self));
      break;
    case PROP_HELD_ITEMS:
      g_value_set_uint (value, self->outbox.n_items);
      break;
    case PROP_HELD_BYTES:
      g_value_set_uint64 (value, self->outbox.n_bytes);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      break;
  }
  g_mutex_unlock (&self->lock);
}

static void
rmg_host_finalize (GObject *object)
{
  RmgHost *self = RMG_HOST (object);

  rmg_host_set_notify (self, NULL, NULL, NULL);
  g_clear_pointer (&self->node, rmg_node_unref);
  g_clear_pointer (&self->types, rmg_host_types_unref);
  rmg_outbox_clear (&self->outbox);
  g_array_unref (self->cancelled);
  rmg_host_header_clear (&self->header);
  gst_clear_caps (&self->input_caps);
  g_free (self->type);
  g_free (self->params);
  g_free (self->node_id);
  g_cond_clear (&self->moved);
  g_mutex_clear (&self->lock);
  G_OBJECT_CLASS (rmg_host_parent_class)->finalize (object);
}

static void
rmg_host_init (RmgHost *self)
{
  GstPad *sink = rmg_pad_new (self, "sink");

  g_mutex_init (&self->lock);
  g_cond_init (&self->moved);
  rmg_outbox_init (&self->outbox);
  rmg_held_attach (self, &self->held);
  self->deferred = DEFAULT_DEFERRED;
  self->own_thread = DEFAULT_OWN_THREAD;
  self->wake_us = RMG_HOST_NEVER;
  self->cancelled = g_array_new (FALSE, FALSE, sizeof (guint64));
  self->max_items = DEFAULT_MAX_ITEMS;
  self->max_bytes = DEFAULT_MAX_BYTES;

  gst_pad_set_chain_function (sink, rmg_host_chain);
  gst_pad_set_event_function (sink, rmg_host_sink_event);
  gst_element_add_pad (GST_ELEMENT (self), sink);

  self->src = rmg_pad_new (self, "src");
  rmg_host_add_task (self);
  gst_element_add_pad (GST_ELEMENT (self), self->src);
}

static void
install_settings (GObjectClass *object_class)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  g_object_class_install_property (object_class, PROP_TYPE,
      g_param_spec_string ("type", "Type", "Node type; selects the driver",
          NULL, flags | GST_PARAM_MUTABLE_READY));
  g_object_class_install_property (object_class, PROP_PARAMS,
      g_param_spec_string ("params", "Parameters",
          "Parameters of the node, a JSON object", NULL,
          flags | GST_PARAM_MUTABLE_READY));
  g_object_class_install_property (object_class, PROP_DEFERRED,
      g_param_spec_boolean ("deferred", "Deferred",
          "Outputs leave on the streaming thread only, and a full outbox is "
          "reported instead of blocking",
          DEFAULT_DEFERRED, flags | GST_PARAM_MUTABLE_READY));
  g_object_class_install_property (object_class, PROP_OWN_THREAD,
      g_param_spec_boolean ("own-thread", "Own thread",
          "Calls of the driver and outputs are on a thread of the element",
          DEFAULT_OWN_THREAD, flags | GST_PARAM_MUTABLE_READY));
  g_object_class_install_property (object_class, PROP_MAX_ITEMS,
      g_param_spec_uint ("max-items", "Maximum items",
          "Number of parked items at which the outbox is full", 1, G_MAXUINT,
          DEFAULT_MAX_ITEMS, flags | GST_PARAM_MUTABLE_PLAYING));
  g_object_class_install_property (object_class, PROP_MAX_BYTES,
      g_param_spec_uint64 ("max-bytes", "Maximum bytes",
          "Number of parked bytes at which the outbox is full", 1, G_MAXUINT64,
          DEFAULT_MAX_BYTES, flags | GST_PARAM_MUTABLE_PLAYING));
}

static void
install_levels (GObjectClass *object_class)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  g_object_class_install_property (object_class, PROP_FULL,
      g_param_spec_boolean (
          "full", "Full", "Whether the outbox is full", FALSE, flags));
  g_object_class_install_property (object_class, PROP_HELD_ITEMS,
      g_param_spec_uint ("held-items", "Held items", "Number of parked items",
          0, G_MAXUINT, 0, flags));
  g_object_class_install_property (object_class, PROP_HELD_BYTES,
      g_param_spec_uint64 ("held-bytes", "Held bytes", "Number of parked bytes",
          0, G_MAXUINT64, 0, flags));
}

static void
rmg_host_class_init (RmgHostClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);

  object_class->set_property = rmg_host_set_property;
  object_class->get_property = rmg_host_get_property;
  object_class->finalize = rmg_host_finalize;
  install_settings (object_class);
  install_levels (object_class);

  element_class->change_state = rmg_host_change_state;
  rmg_pass_element_install (element_class, "Hosted node",
      "Passes items to a driver of the application");

  GST_DEBUG_CATEGORY_INIT (rmg_host_debug, "rmghost", 0, "hosted nodes");
}
