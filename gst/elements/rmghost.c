/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* A node that runs outside GStreamer, behind an outbox.
 *
 *   … ! rmghost type=MyNode params='{"gain": 2}' ! …
 *
 * The chain function parks the item and returns, so that no thread is needed
 * for what somebody else works on. The outputs leave on the thread that
 * completes them, one thread at a time ("draining"), or with deferred=true on
 * the streaming thread alone. Nothing is pushed or called with the lock held.
 *
 * Input caps describe the item for the driver; the output's come with it. */

#include "gst/elements/rmghost.h"

#include "elements/base/pad.h"
#include "gst/elements/host-header.h"
#include "gst/elements/host-registry.h"
#include "gst/elements/outbox.h"

GST_DEBUG_CATEGORY_STATIC (rmg_host_debug);
#define GST_CAT_DEFAULT rmg_host_debug

#define DEFAULT_MAX_ITEMS 1024
#define DEFAULT_MAX_BYTES (64 * 1024 * 1024)
#define DEFAULT_DEFERRED FALSE

static GstStaticPadTemplate sink_template = GST_STATIC_PAD_TEMPLATE (
    "sink", GST_PAD_SINK, GST_PAD_ALWAYS, GST_STATIC_CAPS_ANY);
static GstStaticPadTemplate src_template = GST_STATIC_PAD_TEMPLATE (
    "src", GST_PAD_SRC, GST_PAD_ALWAYS, GST_STATIC_CAPS_ANY);

enum
{
  PROP_TYPE = 1,
  PROP_PARAMS,
  PROP_DEFERRED,
  PROP_MAX_ITEMS,
  PROP_MAX_BYTES,
  PROP_FULL,
  PROP_HELD_ITEMS,
  PROP_HELD_BYTES,
};

struct _RmgHost
{
  GstElement parent;

  GstPad *src;
  const RmgHostDriver *driver; /* (nullable): between NULL->READY and back */
  gpointer instance;           /* what the driver calls it */

  GMutex lock;
  GCond moved;          /* something left, or flushing has become TRUE */
  char *type;           /* lock */
  char *params;         /* lock */
  gboolean deferred;    /* lock */
  guint max_items;      /* lock */
  guint64 max_bytes;    /* lock */
  RmgOutbox outbox;     /* lock */
  GstCaps *input_caps;  /* lock */
  RmgHostHeader header; /* lock */
  RmgHostNotify notify; /* lock; (nullable) */
  gpointer notify_data; /* lock */
  GstFlowReturn flow;   /* lock; what downstream said */
  gboolean draining;    /* lock; a thread is pushing */
  gboolean flushing;    /* lock; nobody shall wait */
  guint epoch;          /* lock; counts flushes, to tell old results */
};

G_DEFINE_TYPE (RmgHost, rmg_host, GST_TYPE_ELEMENT)
GST_ELEMENT_REGISTER_DEFINE (rmghost, "rmghost", GST_RANK_NONE, RMG_TYPE_HOST)

static gboolean
is_full (RmgHost *self)
{
  return self->outbox.n_items >= self->max_items ||
      self->outbox.n_bytes >= self->max_bytes;
}

static void
post_failure (RmgHost *self, const RmgOutboxEntry *entry)
{
  const GError *error = entry->error;

  GST_ELEMENT_ERROR_WITH_DETAILS (self, STREAM, FAILED, ("%s", error->message),
      ("item %" G_GUINT64_FORMAT ", %s, code %d", entry->sequence,
          g_quark_to_string (error->domain), error->code),
      ("rmg-retryable", G_TYPE_BOOLEAN, entry->retryable, "domain",
          G_TYPE_STRING, g_quark_to_string (error->domain), "code", G_TYPE_INT,
          error->code, NULL));
}

/* Pushes what @entry came to; the lock is held on entry and on return and free
 * in between. */
static GstFlowReturn
push_outputs (RmgHost *self, RmgOutboxEntry *entry)
{
  GstBufferList *outputs = rmg_outbox_entry_steal_outputs (entry);
  RmgHostHeaderEvents header = { NULL, NULL };
  GstFlowReturn flow = GST_FLOW_OK;

  if (outputs != NULL)
    header = rmg_host_header_take (&self->header, entry->caps);

  g_mutex_unlock (&self->lock);
  rmg_host_header_push (header, self->src);
  if (entry->error != NULL)
    post_failure (self, entry);
  if (outputs != NULL)
    flow = gst_pad_push_list (self->src, outputs);
  g_mutex_lock (&self->lock);
  return flow;
}

static void
push_event (RmgHost *self, GstEvent *event)
{
  RmgHostHeaderEvents header;

  if (GST_EVENT_TYPE (event) == GST_EVENT_SEGMENT) {
    rmg_host_header_set_segment (&self->header, event);
    return;
  }
  /* A GAP tells nothing before it is known what there is a gap in. */
  if (GST_EVENT_TYPE (event) == GST_EVENT_GAP && self->header.caps == NULL) {
    gst_event_unref (event);
    return;
  }

  header = rmg_host_header_take (&self->header, NULL);
  g_mutex_unlock (&self->lock);
  rmg_host_header_push (header, self->src);
  gst_pad_push_event (self->src, event);
  g_mutex_lock (&self->lock);
}

static void
leave (RmgHost *self, RmgOutboxEntry *entry)
{
  guint epoch = self->epoch;
  GstFlowReturn flow = GST_FLOW_OK;

  if (entry->object != NULL)
    push_event (self, (GstEvent *) g_steal_pointer (&entry->object));
  else if (self->flow == GST_FLOW_OK)
    flow = push_outputs (self, entry);

  if (epoch == self->epoch && flow != GST_FLOW_OK)
    self->flow = flow;
}

/* Lets leave what is complete, unless another thread is at it. */
static void
drain (RmgHost *self)
{
  RmgOutboxEntry *entry;

  if (self->draining)
    return;

  self->draining = TRUE;
  while ((entry = rmg_outbox_pop (&self->outbox)) != NULL) {
    leave (self, entry);
    rmg_outbox_entry_free (entry);
    g_cond_broadcast (&self->moved);
  }
  self->draining = FALSE;
}

gboolean
rmg_host_take (RmgHost *host, RmgHostItem *item)
{
  gboolean taken;

  g_mutex_lock (&host->lock);
  taken = rmg_outbox_take (&host->outbox, item);
  g_mutex_unlock (&host->lock);
  return taken;
}

/* Something has been completed: it leaves here and now, or whoever lets it
 * leave is told. Releases the lock. */
static void
settle (RmgHost *self)
{
  RmgHostNotify notify = self->deferred ? self->notify : NULL;
  gpointer data = self->notify_data;

  if (!self->deferred)
    drain (self);
  g_mutex_unlock (&self->lock);

  if (notify != NULL)
    notify (self, data);
}

void
rmg_host_complete (
    RmgHost *host, guint64 sequence, GstCaps *caps, GstBufferList *outputs)
{
  RmgOutboxEntry *entry;

  g_mutex_lock (&host->lock);
  entry = rmg_outbox_complete (&host->outbox, sequence);
  if (entry != NULL) {
    entry->outputs = g_steal_pointer (&outputs);
    if (caps != NULL)
      gst_caps_replace (&entry->caps, caps);
  }
  settle (host);

  g_clear_pointer (&outputs, gst_buffer_list_unref);
}

void
rmg_host_fail (
    RmgHost *host, guint64 sequence, gboolean retryable, const GError *error)
{
  RmgOutboxEntry *entry;

  g_mutex_lock (&host->lock);
  entry = rmg_outbox_complete (&host->outbox, sequence);
  if (entry != NULL) {
    entry->error = g_error_copy (error);
    entry->retryable = retryable;
  }
  settle (host);
}

void
rmg_host_set_notify (RmgHost *host, RmgHostNotify notify, gpointer user_data)
{
  g_mutex_lock (&host->lock);
  host->notify = notify;
  host->notify_data = user_data;
  g_mutex_unlock (&host->lock);
}

void
rmg_host_flush_completed (RmgHost *host)
{
  g_mutex_lock (&host->lock);
  drain (host);
  g_mutex_unlock (&host->lock);
}

gboolean
rmg_host_is_full (RmgHost *host)
{
  gboolean full;

  g_mutex_lock (&host->lock);
  full = is_full (host);
  g_mutex_unlock (&host->lock);
  return full;
}

/* Where the outbox empties on other threads, a full one is waited for. */
static void
wait_for_room (RmgHost *self)
{
  while (is_full (self) && !self->deferred && !self->flushing &&
      self->flow == GST_FLOW_OK)
    g_cond_wait (&self->moved, &self->lock);
}

static GstFlowReturn
rmg_host_chain (GstPad *pad, GstObject *parent, GstBuffer *buffer)
{
  RmgHost *self = RMG_HOST (parent);
  GstFlowReturn flow;

  g_mutex_lock (&self->lock);
  wait_for_room (self);
  flow = self->flushing ? GST_FLOW_FLUSHING : self->flow;
  if (flow == GST_FLOW_OK)
    rmg_outbox_park (
        &self->outbox, g_steal_pointer (&buffer), self->input_caps);
  g_mutex_unlock (&self->lock);

  if (flow != GST_FLOW_OK) {
    gst_buffer_unref (buffer);
    return flow;
  }
  self->driver->item_ready (self, self->instance);
  rmg_host_flush_completed (self);
  return GST_FLOW_OK;
}

static void
start_flush (RmgHost *self)
{
  g_mutex_lock (&self->lock);
  self->flushing = TRUE;
  g_cond_broadcast (&self->moved);
  g_mutex_unlock (&self->lock);
}

static void
stop_flush (RmgHost *self)
{
  g_mutex_lock (&self->lock);
  rmg_outbox_flush (&self->outbox);
  gst_clear_event (&self->header.segment);
  self->flushing = FALSE;
  self->flow = GST_FLOW_OK;
  self->epoch++;
  g_mutex_unlock (&self->lock);
}

static gboolean
take_caps (RmgHost *self, GstEvent *event)
{
  GstCaps *caps;

  gst_event_parse_caps (event, &caps);
  g_mutex_lock (&self->lock);
  gst_caps_replace (&self->input_caps, caps);
  g_mutex_unlock (&self->lock);
  gst_event_unref (event);
  return TRUE;
}

static gboolean
park_event (RmgHost *self, GstEvent *event)
{
  g_mutex_lock (&self->lock);
  rmg_outbox_park_event (&self->outbox, event);
  drain (self);
  g_mutex_unlock (&self->lock);
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
open_driver (RmgHost *self)
{
  g_autofree char *params = NULL;
  g_autofree char *type = NULL;
  g_autoptr (GError) error = NULL;
  gpointer user_data = NULL;

  g_object_get (self, "type", &type, "params", &params, NULL);
  self->driver = rmg_host_registry_find (type, &user_data);
  if (self->driver == NULL) {
    GST_ELEMENT_ERROR (self, RESOURCE, NOT_FOUND,
        ("Nobody carries out the node type \"%s\".", type ? type : ""),
        ("no driver has been registered for it"));
    return FALSE;
  }
  if (self->driver->open == NULL ||
      self->driver->open (self, params, user_data, &self->instance, &error))
    return TRUE;

  self->driver = NULL;
  GST_ELEMENT_ERROR (self, RESOURCE, OPEN_READ,
      ("The node type \"%s\" cannot start: %s", type,
          error != NULL ? error->message : "no reason given"),
      ("the driver refused to open"));
  return FALSE;
}

static void
close_driver (RmgHost *self)
{
  if (self->driver != NULL && self->driver->close != NULL)
    self->driver->close (self, self->instance);
  self->driver = NULL;
  self->instance = NULL;
}

/* The pads are inactive: what is still parked will never leave. */
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
    case PROP_MAX_ITEMS:
      g_value_set_uint (value, self->max_items);
      break;
    case PROP_MAX_BYTES:
      g_value_set_uint64 (value, self->max_bytes);
      break;
    case PROP_FULL:
      g_value_set_boolean (value, is_full (self));
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

  rmg_outbox_clear (&self->outbox);
  rmg_host_header_clear (&self->header);
  gst_clear_caps (&self->input_caps);
  g_free (self->type);
  g_free (self->params);
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
  self->deferred = DEFAULT_DEFERRED;
  self->max_items = DEFAULT_MAX_ITEMS;
  self->max_bytes = DEFAULT_MAX_BYTES;

  gst_pad_set_chain_function (sink, rmg_host_chain);
  gst_pad_set_event_function (sink, rmg_host_sink_event);
  gst_element_add_pad (GST_ELEMENT (self), sink);

  self->src = rmg_pad_new (self, "src");
  gst_element_add_pad (GST_ELEMENT (self), self->src);
}

static void
install_settings (GObjectClass *object_class)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  g_object_class_install_property (object_class, PROP_TYPE,
      g_param_spec_string ("type", "Type",
          "Node type, by which the driver is found", NULL, flags));
  g_object_class_install_property (object_class, PROP_PARAMS,
      g_param_spec_string ("params", "Parameters",
          "Parameters of the node, a JSON object", NULL, flags));
  g_object_class_install_property (object_class, PROP_DEFERRED,
      g_param_spec_boolean ("deferred", "Deferred",
          "Outputs leave on the streaming thread alone, and a full outbox is "
          "reported, not waited for",
          DEFAULT_DEFERRED, flags));
  g_object_class_install_property (object_class, PROP_MAX_ITEMS,
      g_param_spec_uint ("max-items", "Most items",
          "Items parked at which the outbox is full", 1, G_MAXUINT,
          DEFAULT_MAX_ITEMS, flags | GST_PARAM_MUTABLE_PLAYING));
  g_object_class_install_property (object_class, PROP_MAX_BYTES,
      g_param_spec_uint64 ("max-bytes", "Most bytes",
          "Bytes parked at which the outbox is full", 1, G_MAXUINT64,
          DEFAULT_MAX_BYTES, flags | GST_PARAM_MUTABLE_PLAYING));
}

static void
install_levels (GObjectClass *object_class)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  g_object_class_install_property (object_class, PROP_FULL,
      g_param_spec_boolean (
          "full", "Full", "Whether the outbox is full now", FALSE, flags));
  g_object_class_install_property (object_class, PROP_HELD_ITEMS,
      g_param_spec_uint ("held-items", "Held items", "Items parked now", 0,
          G_MAXUINT, 0, flags));
  g_object_class_install_property (object_class, PROP_HELD_BYTES,
      g_param_spec_uint64 ("held-bytes", "Held bytes", "Bytes parked now", 0,
          G_MAXUINT64, 0, flags));
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
  gst_element_class_add_static_pad_template (element_class, &sink_template);
  gst_element_class_add_static_pad_template (element_class, &src_template);
  gst_element_class_set_static_metadata (element_class, "Hosted node",
      "Generic", "Hands items to a driver outside GStreamer", "RemoteMedia");

  GST_DEBUG_CATEGORY_INIT (rmg_host_debug, "rmghost", 0, "hosted nodes");
}
