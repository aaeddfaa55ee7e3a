/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Joins several legs into one, in an order that does not depend on threads.
 *
 *   rmgjoin name=j ! … a. ! … ! j.sink_0 b. ! … ! j.sink_1
 *
 * No task: the thread whose data completes the condition pushes the output.
 * One thread at a time does so ("draining") and continues until nothing more may
 * leave, so that the output stays in order although no lock is held while
 * pushing. Other threads queue their data, which the draining thread pushes; they
 * return at once, and wait for the draining thread only beyond max-bytes.
 *
 * A flush of one leg empties that leg. A flush of all legs, and a flushing seek
 * through the join, flushes downstream, once. */

#include "gst/elements/rmgjoin.h"

#include "elements/base/pad.h"
#include "gst/elements/join-queue.h"

#include <stdio.h>

GST_DEBUG_CATEGORY_STATIC (rmg_join_debug);
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
  PROP_HELD_BYTES,
};

struct _RmgJoin
{
  GstElement parent;

  GstPad *src;

  GMutex lock;
  GCond drained;      /* draining has become FALSE */
  RmgJoinQueue queue; /* lock */
  guint64 max_bytes;  /* lock */
  guint next_index;   /* lock; of the next pad requested without a number */
  GstFlowReturn flow; /* lock; last flow return of downstream */
  gboolean draining;  /* lock; a thread is pushing */
  gboolean seeking;   /* lock; nothing leaves before all legs have flushed */
  guint n_flushing;   /* lock; legs between flush start and stop */
  gboolean flushed;   /* lock; flush start has gone downstream */
  guint epoch;        /* lock; counts flushes, to recognise old results */

  gboolean has_started; /* lock; stream-start has left */
  gboolean has_segment; /* lock */
  GstCaps *caps;        /* lock; of the last output */
};

G_DEFINE_TYPE (RmgJoin, rmg_join, GST_TYPE_ELEMENT)
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

  if (g_once_init_enter (&type))
    g_once_init_leave (&type, g_enum_register_static ("RmgJoinMode", values));
  return type;
}

typedef enum
{
  HEADER_STREAM_START = 1 << 0,
  HEADER_CAPS = 1 << 1,
  HEADER_SEGMENT = 1 << 2,
} Header;

/* The events that must leave before @object. Caps change for data only, but the
 * first caps come before everything. */
static Header
take_header (RmgJoin *self, GstMiniObject *object, GstCaps *caps)
{
  Header header = 0;

  if (!self->has_started)
    header |= HEADER_STREAM_START;
  if (caps != NULL &&
      (self->caps == NULL ||
          (GST_IS_BUFFER (object) && !gst_caps_is_equal (self->caps, caps)))) {
    gst_caps_replace (&self->caps, caps);
    header |= HEADER_CAPS;
  }
  if (!self->has_segment)
    header |= HEADER_SEGMENT;

  self->has_started = TRUE;
  self->has_segment = TRUE;
  return header;
}

static void
push_header (RmgJoin *self, Header header, GstCaps *caps)
{
  GstSegment segment;

  if (header & HEADER_STREAM_START) {
    g_autofree char *id = gst_object_get_path_string (GST_OBJECT (self));

    gst_pad_push_event (self->src, gst_event_new_stream_start (id));
  }
  if (header & HEADER_CAPS)
    gst_pad_push_event (self->src, gst_event_new_caps (caps));
  if (header & HEADER_SEGMENT) {
    gst_segment_init (&segment, GST_FORMAT_TIME);
    gst_pad_push_event (self->src, gst_event_new_segment (&segment));
  }
}

static GstFlowReturn
push_object (RmgJoin *self, GstMiniObject *object)
{
  if (GST_IS_BUFFER (object))
    return gst_pad_push (self->src, (GstBuffer *) object);

  gst_pad_push_event (self->src, (GstEvent *) object);
  return GST_FLOW_OK;
}

/* @object: (transfer full): a buffer or an event, which leaves while the lock,
 * held on entry and on return, is free. */
static void
push_unlocked (RmgJoin *self, GstMiniObject *object, GstCaps *caps)
{
  Header header = take_header (self, object, caps);
  guint epoch = self->epoch;
  GstFlowReturn flow;

  g_mutex_unlock (&self->lock);
  push_header (self, header, caps);
  flow = push_object (self, object);
  g_mutex_lock (&self->lock);

  if (epoch == self->epoch && flow != GST_FLOW_OK)
    self->flow = flow;
}

/* Pushes the output, unless another thread is draining and will push it. */
static void
drain (RmgJoin *self)
{
  g_autoptr (GstCaps) caps = NULL;

  if (self->draining)
    return;

  self->draining = TRUE;
  while (!self->seeking && self->flow == GST_FLOW_OK) {
    GstMiniObject *object = rmg_join_queue_pop (&self->queue, &caps);

    if (object == NULL)
      break;
    push_unlocked (self, object, caps);
  }
  self->draining = FALSE;
  g_cond_broadcast (&self->drained);
}

static char *
describe_blocking_leg (RmgJoin *self)
{
  RmgJoinLeg *leg = rmg_join_queue_find_blocking (&self->queue);

  if (leg == NULL)
    return g_strdup ("none");
  return g_strdup_printf ("sink_%u", leg->index);
}

/* Gives up: one error message, EOS downstream, EOS upstream, so that no element
 * reports the same fault again. */
static void
fail_overflow (RmgJoin *self)
{
  g_autofree char *leg = describe_blocking_leg (self);
  guint64 n_bytes = self->queue.n_bytes;
  guint64 max_bytes = self->max_bytes;

  self->flow = GST_FLOW_EOS;
  self->draining = TRUE;
  rmg_join_queue_reset (&self->queue);
  g_mutex_unlock (&self->lock);

  GST_ELEMENT_ERROR_WITH_DETAILS (self, RESOURCE, NO_SPACE_LEFT,
      ("%s holds more than %" G_GUINT64_FORMAT
       " bytes because its leg %s does not move.",
          GST_OBJECT_NAME (self), max_bytes, leg),
      ("%" G_GUINT64_FORMAT " bytes held", n_bytes),
      ("leg", G_TYPE_STRING, leg, "held-bytes", G_TYPE_UINT64, n_bytes, NULL));

  g_mutex_lock (&self->lock);
  push_unlocked (self, GST_MINI_OBJECT_CAST (gst_event_new_eos ()), NULL);
  self->draining = FALSE;
  g_cond_broadcast (&self->drained);
}

static GstFlowReturn
settle (RmgJoin *self, GstPad *pad)
{
  drain (self);
  while (self->draining && self->queue.n_bytes > self->max_bytes &&
      !GST_PAD_IS_FLUSHING (pad)) {
    g_cond_wait (&self->drained, &self->lock);
    drain (self);
  }
  if (self->flow == GST_FLOW_OK && !self->seeking && !self->draining &&
      self->queue.n_bytes > self->max_bytes)
    fail_overflow (self);
  return self->seeking ? GST_FLOW_OK : self->flow;
}

static GstFlowReturn
rmg_join_chain (GstPad *pad, GstObject *parent, GstBuffer *buffer)
{
  RmgJoin *self = RMG_JOIN (parent);
  RmgJoinLeg *leg = gst_pad_get_element_private (pad);
  GstFlowReturn flow;

  g_mutex_lock (&self->lock);
  if (self->flow != GST_FLOW_OK && !self->seeking) {
    gst_buffer_unref (buffer);
    flow = self->flow;
  } else {
    rmg_join_queue_push_buffer (&self->queue, leg, buffer);
    flow = settle (self, pad);
  }
  g_mutex_unlock (&self->lock);
  return flow;
}

/* Whether the flush concerns all legs, so that it goes downstream. */
static gboolean
start_flush (RmgJoin *self, RmgJoinLeg *leg)
{
  gboolean is_last;

  g_mutex_lock (&self->lock);
  rmg_join_queue_flush_leg (&self->queue, leg);
  self->n_flushing++;
  is_last = !self->seeking && !self->flushed &&
      self->n_flushing == self->queue.legs->len;
  self->flushed |= is_last;
  g_cond_broadcast (&self->drained);
  g_mutex_unlock (&self->lock);
  return is_last;
}

/* Takes everything back that was held, known or reported before the flush. */
static void
forget (RmgJoin *self)
{
  rmg_join_queue_reset (&self->queue);
  self->flow = GST_FLOW_OK;
  self->flushed = FALSE;
  self->has_segment = FALSE;
  self->epoch++;
}

static gboolean
stop_flush (RmgJoin *self, RmgJoinLeg *leg)
{
  gboolean was_flushed;

  g_mutex_lock (&self->lock);
  was_flushed = self->flushed;
  self->n_flushing -= self->n_flushing > 0;
  if (was_flushed)
    forget (self);
  else
    rmg_join_queue_flush_leg (&self->queue, leg);
  g_mutex_unlock (&self->lock);
  return was_flushed;
}

static gboolean
rmg_join_sink_event (GstPad *pad, GstObject *parent, GstEvent *event)
{
  RmgJoin *self = RMG_JOIN (parent);
  RmgJoinLeg *leg = gst_pad_get_element_private (pad);

  if (GST_EVENT_TYPE (event) == GST_EVENT_FLUSH_START
          ? !start_flush (self, leg)
          : GST_EVENT_TYPE (event) == GST_EVENT_FLUSH_STOP &&
              !stop_flush (self, leg)) {
    gst_event_unref (event);
    return TRUE;
  }
  if (!GST_EVENT_IS_SERIALIZED (event) ||
      GST_EVENT_TYPE (event) == GST_EVENT_FLUSH_STOP)
    return gst_pad_push_event (self->src, event);

  g_mutex_lock (&self->lock);
  rmg_join_queue_push_event (&self->queue, leg, event);
  settle (self, pad);
  g_mutex_unlock (&self->lock);
  return TRUE;
}

/* Downstream flushes first, so that no leg is held up in it, and the legs'
 * data waits until all of them have flushed. */
static gboolean
seek_flushing (RmgJoin *self, GstEvent *event)
{
  guint32 seqnum = gst_event_get_seqnum (event);
  GstEvent *start = gst_event_new_flush_start ();
  GstEvent *stop = gst_event_new_flush_stop (TRUE);
  gboolean done;

  gst_event_set_seqnum (start, seqnum);
  gst_event_set_seqnum (stop, seqnum);

  g_mutex_lock (&self->lock);
  self->seeking = TRUE;
  g_mutex_unlock (&self->lock);

  gst_pad_push_event (self->src, start);
  done = gst_pad_event_default (self->src, GST_OBJECT (self), event);
  gst_pad_push_event (self->src, stop);

  g_mutex_lock (&self->lock);
  self->seeking = FALSE;
  self->flow = GST_FLOW_OK;
  self->has_segment = FALSE;
  self->queue.position = 0;
  self->epoch++;
  drain (self);
  g_mutex_unlock (&self->lock);
  return done;
}

static gboolean
rmg_join_src_event (GstPad *pad, GstObject *parent, GstEvent *event)
{
  RmgJoin *self = RMG_JOIN (parent);
  GstSeekFlags flags = GST_SEEK_FLAG_NONE;

  if (GST_EVENT_TYPE (event) == GST_EVENT_SEEK)
    gst_event_parse_seek (event, NULL, NULL, &flags, NULL, NULL, NULL, NULL);
  if (flags & GST_SEEK_FLAG_FLUSH)
    return seek_flushing (self, event);
  return gst_pad_event_default (pad, parent, event);
}

/* @name: (nullable): "sink_3" selects that place, any other name the next place */
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

  gst_pad_set_active (pad, FALSE);
  g_mutex_lock (&self->lock);
  rmg_join_queue_remove_leg (&self->queue, gst_pad_get_element_private (pad));
  drain (self);
  g_mutex_unlock (&self->lock);
  gst_element_remove_pad (element, pad);
}

static void
restart (RmgJoin *self)
{
  g_mutex_lock (&self->lock);
  forget (self);
  self->n_flushing = 0;
  self->has_started = FALSE;
  gst_clear_caps (&self->caps);
  g_mutex_unlock (&self->lock);
}

static GstStateChangeReturn
rmg_join_change_state (GstElement *element, GstStateChange transition)
{
  RmgJoin *self = RMG_JOIN (element);
  GstStateChangeReturn result = GST_ELEMENT_CLASS (rmg_join_parent_class)
                                    ->change_state (element, transition);

  /* The pads are inactive: no thread pushes. */
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
  g_cond_clear (&self->drained);
  g_mutex_clear (&self->lock);
  G_OBJECT_CLASS (rmg_join_parent_class)->finalize (object);
}

static void
rmg_join_init (RmgJoin *self)
{
  g_mutex_init (&self->lock);
  g_cond_init (&self->drained);
  rmg_join_queue_init (&self->queue);
  self->queue.mode = DEFAULT_MODE;
  self->max_bytes = DEFAULT_MAX_BYTES;

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
      g_param_spec_uint64 ("max-bytes", "Most bytes",
          "Bytes held over all legs beyond which a leg that does not move is "
          "an error",
          0, G_MAXUINT64, DEFAULT_MAX_BYTES,
          flags | GST_PARAM_MUTABLE_PLAYING));
  g_object_class_install_property (object_class, PROP_HELD_BYTES,
      g_param_spec_uint64 ("held-bytes", "Held bytes",
          "Bytes held over all legs now", 0, G_MAXUINT64, 0,
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
      "Joins legs by running time or item by item", "RemoteMedia");
  gst_type_mark_as_plugin_api (RMG_TYPE_JOIN_MODE, 0);

  GST_DEBUG_CATEGORY_INIT (rmg_join_debug, "rmgjoin", 0, "join of legs");
}
