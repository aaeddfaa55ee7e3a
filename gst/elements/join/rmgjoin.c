/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Joins several legs into one stream, in an order that does not depend on the
 * timing of threads.
 *
 *   rmgjoin name=j ! … a. ! … ! j.sink_0 b. ! … ! j.sink_1
 *
 * The join has no task: the thread with the data that completes the condition
 * pushes the output. One thread at a time does so ("draining"), until no more
 * data may leave, so the output is in order although no lock is held while
 * pushing. Other threads queue their data and return at once. If a leg
 * holds more than max-bytes, its thread waits in its chain
 * function until the others follow; flush, EOS from downstream and state changes
 * wake it. Legs that one element feeds cannot wait for each other, so there the
 * same excess is an error.
 *
 * A flush of one leg empties that leg. A flush of all legs, or a flushing seek
 * through the join, flushes downstream once. So does a flush of the leg whose
 * thread is pushing: a queue in the leg waits for that thread. */

#include "gst/elements/join/rmgjoin.h"

#include "elements/base/pad.h"
#include "elements/base/settings.h"
#include "gst/elements/join/data.h"

#include <stdio.h>

GST_DEBUG_CATEGORY (rmg_join_debug);
#define GST_CAT_DEFAULT rmg_join_debug

#define DEFAULT_MODE RMG_JOIN_STREAM
#define DEFAULT_MAX_BYTES (64 * 1024 * 1024)

static GstStaticPadTemplate sink_template = GST_STATIC_PAD_TEMPLATE (
    "sink_%u", GST_PAD_SINK, GST_PAD_REQUEST, GST_STATIC_CAPS_ANY);
static GstStaticPadTemplate src_template = GST_STATIC_PAD_TEMPLATE (
    "src", GST_PAD_SRC, GST_PAD_ALWAYS, GST_STATIC_CAPS_ANY);

enum
{
  PROP_MODE = 1,
  PROP_MAX_BYTES,
  PROP_WAITS,
  PROP_HELD_BYTES,
};

G_DEFINE_FINAL_TYPE (RmgJoin, rmg_join, GST_TYPE_ELEMENT)
GST_ELEMENT_REGISTER_DEFINE (rmgjoin, "rmgjoin", GST_RANK_NONE, RMG_TYPE_JOIN)

#define RMG_TYPE_JOIN_MODE (rmg_join_mode_get_type ())
static GType
rmg_join_mode_get_type (void)
{
  static const GEnumValue values[] = {
    { RMG_JOIN_STREAM, "By running time", "stream" },
    { RMG_JOIN_ITEMS, "Item by item, in the order of connection", "items" },
    { 0, NULL, NULL },
  };
  static gsize type;

  return rmg_setting_register_enum (&type, "RmgJoinMode", values);
}

static GstFlowReturn
rmg_join_chain (GstPad *pad, GstObject *parent, GstBuffer *buffer)
{
  RmgJoin *self = RMG_JOIN (parent);
  RmgJoinLeg *leg = gst_pad_get_element_private (pad);
  GstFlowReturn flow;

  g_mutex_lock (&self->lock);
  if (self->flow != GST_FLOW_OK && !rmg_join_holds_data (self)) {
    gst_buffer_unref (buffer);
    flow = self->flow;
  } else if (rmg_join_drop_late_locked (self, leg, buffer)) {
    gst_buffer_unref (buffer);
    flow = GST_FLOW_OK;
  } else {
    GST_TRACE_OBJECT (pad, "%" GST_PTR_FORMAT, buffer);
    leg->pusher = g_thread_self ();
    rmg_join_queue_push_buffer (&self->queue, leg, buffer);
    flow = rmg_join_settle_locked (self, pad);
  }
  g_mutex_unlock (&self->lock);
  return flow;
}

static gboolean
rmg_join_sink_event (GstPad *pad, GstObject *parent, GstEvent *event)
{
  RmgJoin *self = RMG_JOIN (parent);
  RmgJoinLeg *leg = gst_pad_get_element_private (pad);

  if (GST_EVENT_TYPE (event) == GST_EVENT_FLUSH_START ||
      GST_EVENT_TYPE (event) == GST_EVENT_FLUSH_STOP)
    return rmg_join_push_flush (self, leg, event);
  if (!GST_EVENT_IS_SERIALIZED (event))
    return gst_pad_push_event (self->src, event);

  g_mutex_lock (&self->lock);
  leg->pusher = g_thread_self ();
  rmg_join_queue_push_event (&self->queue, leg, event);
  rmg_join_drain_locked (self);
  g_mutex_unlock (&self->lock);
  return TRUE;
}

static gboolean
rmg_join_src_event (GstPad *pad, GstObject *parent, GstEvent *event)
{
  RmgJoin *self = RMG_JOIN (parent);
  GstSeekFlags flags = GST_SEEK_FLAG_NONE;

  if (GST_EVENT_TYPE (event) == GST_EVENT_SEEK)
    gst_event_parse_seek (event, NULL, NULL, &flags, NULL, NULL, NULL, NULL);
  if (flags & GST_SEEK_FLAG_FLUSH)
    return rmg_join_seek_flushing (self, event);
  return gst_pad_event_default (pad, parent, event);
}

/* @name: (nullable): "sink_3" requests index 3, any other name the next index */
static guint
take_index (RmgJoin *self, const char *name)
{
  guint index;

  if (name == NULL || sscanf (name, "sink_%u", &index) != 1)
    index = self->next_index;
  self->next_index = MAX (self->next_index, index + 1);
  return index;
}

static GstPad *
rmg_join_request_new_pad (GstElement *element, GstPadTemplate *template,
    const char *name, const GstCaps *caps)
{
  RmgJoin *self = RMG_JOIN (element);
  g_autofree char *pad_name = NULL;
  RmgJoinLeg *leg;
  GstPad *pad;

  g_mutex_lock (&self->lock);
  leg = rmg_join_queue_add_leg (&self->queue, take_index (self, name));
  pad_name = g_strdup_printf ("sink_%u", leg->index);
  g_mutex_unlock (&self->lock);

  GST_DEBUG_OBJECT (self, "new leg %s", pad_name);
  pad = gst_pad_new_from_template (template, pad_name);
  gst_pad_set_element_private (pad, leg);
  gst_pad_set_chain_function (pad, rmg_join_chain);
  gst_pad_set_event_function (pad, rmg_join_sink_event);
  GST_PAD_SET_PROXY_CAPS (pad);
  gst_pad_set_active (pad, TRUE);
  if (!gst_element_add_pad (element, pad)) {
    g_mutex_lock (&self->lock);
    rmg_join_queue_remove_leg (&self->queue, leg);
    g_mutex_unlock (&self->lock);
    return NULL;
  }
  return pad;
}

static void
rmg_join_release_pad (GstElement *element, GstPad *pad)
{
  RmgJoin *self = RMG_JOIN (element);

  GST_DEBUG_OBJECT (self, "leg %s is released", GST_PAD_NAME (pad));
  gst_pad_set_active (pad, FALSE);
  g_mutex_lock (&self->lock);
  rmg_join_queue_remove_leg (&self->queue, gst_pad_get_element_private (pad));
  rmg_join_drain_locked (self);
  g_mutex_unlock (&self->lock);
  gst_element_remove_pad (element, pad);
}

/* The pads are inactive, so pushes return. */
static void
restart (RmgJoin *self)
{
  g_mutex_lock (&self->lock);
  while (self->draining || self->n_drains > 0)
    g_cond_wait (&self->changed, &self->lock);
  rmg_join_reset_locked (self);
  self->n_flushing = 0;
  self->has_started = FALSE;
  gst_clear_caps (&self->caps);
  g_mutex_unlock (&self->lock);
}

static void
set_stopped (RmgJoin *self, gboolean stopped)
{
  g_mutex_lock (&self->lock);
  self->stopped = stopped;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
}

static GstStateChangeReturn
rmg_join_change_state (GstElement *element, GstStateChange transition)
{
  RmgJoin *self = RMG_JOIN (element);
  GstStateChangeReturn result;

  if (transition == GST_STATE_CHANGE_READY_TO_PAUSED)
    set_stopped (self, FALSE);
  if (transition == GST_STATE_CHANGE_PAUSED_TO_READY)
    set_stopped (self, TRUE);

  result = GST_ELEMENT_CLASS (rmg_join_parent_class)
               ->change_state (element, transition);

  if (transition == GST_STATE_CHANGE_PAUSED_TO_READY)
    restart (self);
  return result;
}

static void
rmg_join_set_property (
    GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  RmgJoin *self = RMG_JOIN (object);

  g_mutex_lock (&self->lock);
  switch (id) {
    case PROP_MODE:
      self->queue.mode = g_value_get_enum (value);
      break;
    case PROP_MAX_BYTES:
      self->max_bytes = g_value_get_uint64 (value);
      break;
    case PROP_WAITS:
      self->waits = g_value_get_boolean (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      break;
  }
  g_mutex_unlock (&self->lock);
}

static void
rmg_join_get_property (
    GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  RmgJoin *self = RMG_JOIN (object);

  g_mutex_lock (&self->lock);
  switch (id) {
    case PROP_MODE:
      g_value_set_enum (value, self->queue.mode);
      break;
    case PROP_MAX_BYTES:
      g_value_set_uint64 (value, self->max_bytes);
      break;
    case PROP_WAITS:
      g_value_set_boolean (value, self->waits);
      break;
    case PROP_HELD_BYTES:
      g_value_set_uint64 (value, self->queue.n_bytes);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      break;
  }
  g_mutex_unlock (&self->lock);
}

static void
rmg_join_finalize (GObject *object)
{
  RmgJoin *self = RMG_JOIN (object);

  rmg_join_queue_clear (&self->queue);
  gst_clear_caps (&self->caps);
  g_cond_clear (&self->changed);
  g_mutex_clear (&self->lock);
  G_OBJECT_CLASS (rmg_join_parent_class)->finalize (object);
}

static void
rmg_join_init (RmgJoin *self)
{
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  rmg_join_queue_init (&self->queue);
  rmg_held_attach (self, &self->held);
  self->queue.mode = DEFAULT_MODE;
  self->max_bytes = DEFAULT_MAX_BYTES;
  self->waits = TRUE;

  self->src = rmg_pad_new (self, "src");
  gst_pad_set_event_function (self->src, rmg_join_src_event);
  gst_element_add_pad (GST_ELEMENT (self), self->src);
}

static void
install_properties (GObjectClass *object_class)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  g_object_class_install_property (object_class, PROP_MODE,
      g_param_spec_enum ("mode", "Mode",
          "Order of the output: by time, or item by item", RMG_TYPE_JOIN_MODE,
          DEFAULT_MODE, flags | GST_PARAM_MUTABLE_READY));
  g_object_class_install_property (object_class, PROP_MAX_BYTES,
      g_param_spec_uint64 ("max-bytes", "Maximum bytes",
          "Number of bytes held in one leg above which the leg waits, or above "
          "which a leg without data is an error",
          0, G_MAXUINT64, DEFAULT_MAX_BYTES,
          flags | GST_PARAM_MUTABLE_PLAYING));
  g_object_class_install_property (object_class, PROP_WAITS,
      g_param_spec_boolean ("waits", "Waits",
          "Whether the thread of a leg that is ahead may wait for the others",
          TRUE, flags | GST_PARAM_MUTABLE_READY));
  g_object_class_install_property (object_class, PROP_HELD_BYTES,
      g_param_spec_uint64 ("held-bytes", "Held bytes",
          "Number of bytes held in all legs", 0, G_MAXUINT64, 0,
          G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
}

static void
rmg_join_class_init (RmgJoinClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);

  object_class->set_property = rmg_join_set_property;
  object_class->get_property = rmg_join_get_property;
  object_class->finalize = rmg_join_finalize;
  install_properties (object_class);

  element_class->request_new_pad = rmg_join_request_new_pad;
  element_class->release_pad = rmg_join_release_pad;
  element_class->change_state = rmg_join_change_state;
  gst_element_class_add_static_pad_template (element_class, &sink_template);
  gst_element_class_add_static_pad_template (element_class, &src_template);
  gst_element_class_set_static_metadata (element_class, "Join", "Generic",
      "Joins legs by running time or item by item", "The RemoteMedia authors");

  GST_DEBUG_CATEGORY_INIT (rmg_join_debug, "rmgjoin", 0, "join of legs");
}
