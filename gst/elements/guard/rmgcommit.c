/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Placed downstream of a guarded node. Holds the output of an attempt in a
 * transaction: the guard upstream of the node commits the output after a
 * successful attempt and rolls it back after a failed one. Output that the node
 * pushes from another thread passes at once.
 *
 * Guard and commit are two elements because GstBin would find a loop in one
 * element with both ends. Without a guard every buffer passes.
 *
 * gst-launch-1.0 audiotestsrc num-buffers=100 ! rmgcommit ! fakesink */

#include "gst/elements/guard/rmgcommit.h"

#include "elements/base/held.h"
#include "gst/elements/pass-element.h"
#include "gst/nodes/log.h"

#define GST_CAT_DEFAULT (rmg_node_get_debug_category ())

static GstStaticPadTemplate fallback_template = GST_STATIC_PAD_TEMPLATE (
    "fallback", GST_PAD_SINK, GST_PAD_REQUEST, GST_STATIC_CAPS_ANY);

struct _RmgCommit
{
  GstElement parent;

  RmgPassPads pads;
  GThread *owner;  /* atomic; (nullable): thread of the open transaction */
  GPtrArray *held; /* (element-type GstMiniObject) */
  guint64 n_bytes; /* of the buffers in `held` */
  RmgHeld account; /* the same, if an attempt has more than one buffer */
  gboolean restarted;
  int ended;                   /* atomic */
  int draining;                /* atomic: EOS ends an item */
  GstPad *fallback;            /* (nullable): from the node that takes over */
  GstElement *guard;           /* (nullable): borrowed */
  const RmgCommitFuncs *funcs; /* of the guard */
};

G_DEFINE_FINAL_TYPE (RmgCommit, rmg_commit, GST_TYPE_ELEMENT)
GST_ELEMENT_REGISTER_DEFINE (
    rmgcommit, "rmgcommit", GST_RANK_NONE, RMG_TYPE_COMMIT)

static gboolean
is_in_transaction (RmgCommit *self)
{
  return g_atomic_pointer_get (&self->owner) == g_thread_self ();
}

static void
release_bytes (RmgCommit *self)
{
  self->n_bytes = 0;
  rmg_held_set (&self->account, 0);
}

static GstFlowReturn
rmg_commit_chain (GstPad *pad, GstObject *parent, GstBuffer *buffer)
{
  RmgCommit *self = RMG_COMMIT (parent);

  if (g_atomic_int_get (&self->ended)) {
    gst_buffer_unref (buffer);
    return GST_FLOW_EOS;
  }
  if (!is_in_transaction (self))
    return gst_pad_push (self->pads.src, buffer);
  self->n_bytes += gst_buffer_get_size (buffer);
  g_ptr_array_add (self->held, buffer);
  if (self->held->len > 1)
    rmg_held_set (&self->account, self->n_bytes);
  return GST_FLOW_OK;
}

/* gst_structure_is_equal() does not know GstSegment. */
static gboolean
has_equal_content (GstEvent *a, GstEvent *b)
{
  const GstSegment *segment_a, *segment_b;

  if (GST_EVENT_TYPE (a) != GST_EVENT_SEGMENT)
    return gst_structure_is_equal (
        gst_event_get_structure (a), gst_event_get_structure (b));
  gst_event_parse_segment (a, &segment_a);
  gst_event_parse_segment (b, &segment_b);
  return gst_segment_is_equal (segment_a, segment_b);
}

/* Whether downstream has @event. Elements make a stream-start of their own, so a
 * second one is the same. */
static gboolean
is_known_header (RmgCommit *self, GstEvent *event)
{
  GstEventType type = GST_EVENT_TYPE (event);
  g_autoptr (GstEvent) known = NULL;

  if (!GST_EVENT_IS_STICKY (event))
    return FALSE;
  known = gst_pad_get_sticky_event (self->pads.src, type, 0);
  return known != NULL &&
      (type == GST_EVENT_STREAM_START || has_equal_content (known, event));
}

static gboolean
is_repeated_header (RmgCommit *self, GstEvent *event)
{
  return self->restarted && is_known_header (self, event);
}

static gboolean
ends_item (RmgCommit *self, GstEvent *event)
{
  if (GST_EVENT_TYPE (event) != GST_EVENT_EOS ||
      !g_atomic_int_get (&self->draining))
    return FALSE;
  self->funcs->drained (self->guard);
  return TRUE;
}

static gboolean
rmg_commit_sink_event (GstPad *pad, GstObject *parent, GstEvent *event)
{
  RmgCommit *self = RMG_COMMIT (parent);

  if (GST_EVENT_TYPE (event) == GST_EVENT_FLUSH_STOP)
    rmg_commit_reset (self);
  if (ends_item (self, event) || g_atomic_int_get (&self->ended) ||
      is_repeated_header (self, event)) {
    gst_event_unref (event);
    return TRUE;
  }
  if (!GST_EVENT_IS_SERIALIZED (event) || !is_in_transaction (self))
    return gst_pad_push_event (self->pads.src, event);
  g_ptr_array_add (self->held, event);
  return TRUE;
}

/* The pads of a node that restarts are inactive and refuse every event. */
static gboolean
rmg_commit_src_event (GstPad *pad, GstObject *parent, GstEvent *event)
{
  RmgCommit *self = RMG_COMMIT (parent);

  if (GST_EVENT_TYPE (event) != GST_EVENT_SEEK || self->guard == NULL)
    return gst_pad_event_default (pad, parent, event);
  gst_event_ref (event);
  if (!gst_pad_push_event (self->pads.sink, event))
    return self->funcs->bypass (self->guard, event);
  gst_event_unref (event);
  return TRUE;
}

/* Downstream decides about caps at the commit: a refusal here would count as a
 * failure of the node. */
static gboolean
rmg_commit_sink_query (GstPad *pad, GstObject *parent, GstQuery *query)
{
  if (GST_QUERY_TYPE (query) != GST_QUERY_ACCEPT_CAPS)
    return gst_pad_query_default (pad, parent, query);
  gst_query_set_accept_caps_result (query, TRUE);
  return TRUE;
}

/* The output of the fallback continues the stream of the node. */
static GstFlowReturn
fallback_chain (GstPad *pad, GstObject *parent, GstBuffer *buffer)
{
  RmgCommit *self = RMG_COMMIT (parent);

  if (!g_atomic_int_get (&self->ended))
    return gst_pad_push (self->pads.src, buffer);
  gst_buffer_unref (buffer);
  return GST_FLOW_EOS;
}

/* Flushes take the way of the node. */
static gboolean
fallback_event (GstPad *pad, GstObject *parent, GstEvent *event)
{
  RmgCommit *self = RMG_COMMIT (parent);
  gboolean flushes = GST_EVENT_TYPE (event) == GST_EVENT_FLUSH_START ||
      GST_EVENT_TYPE (event) == GST_EVENT_FLUSH_STOP;

  if (!flushes && !g_atomic_int_get (&self->ended) &&
      !is_known_header (self, event))
    return gst_pad_push_event (self->pads.src, event);
  gst_event_unref (event);
  return TRUE;
}

/* Events and queries from downstream take the way of the node alone. */
static GstIterator *
link_to_node (GstPad *pad, GstObject *parent)
{
  RmgCommit *self = RMG_COMMIT (parent);
  g_auto (GValue) value = G_VALUE_INIT;

  g_value_init (&value, GST_TYPE_PAD);
  g_value_set_object (&value, self->pads.sink);
  return gst_iterator_new_single (GST_TYPE_PAD, &value);
}

static GstPad *
rmg_commit_request_new_pad (GstElement *element, GstPadTemplate *template,
    const char *name, const GstCaps *caps)
{
  RmgCommit *self = RMG_COMMIT (element);

  if (self->fallback != NULL)
    return NULL;
  gst_pad_set_iterate_internal_links_function (self->pads.src, link_to_node);
  self->fallback = gst_pad_new_from_template (template, "fallback");
  gst_pad_set_chain_function (self->fallback, fallback_chain);
  gst_pad_set_event_function (self->fallback, fallback_event);
  gst_pad_set_query_function (self->fallback, rmg_commit_sink_query);
  gst_element_add_pad (element, self->fallback);
  return self->fallback;
}

static void
rmg_commit_release_pad (GstElement *element, GstPad *pad)
{
  RMG_COMMIT (element)->fallback = NULL;
  gst_element_remove_pad (element, pad);
}

void
rmg_commit_begin (RmgCommit *self)
{
  g_atomic_pointer_set (&self->owner, g_thread_self ());
}

void
rmg_commit_end (RmgCommit *self)
{
  g_atomic_pointer_set (&self->owner, NULL);
}

static gboolean
is_header (gpointer object)
{
  return GST_IS_EVENT (object) && GST_EVENT_IS_STICKY (object) &&
      GST_EVENT_TYPE (object) != GST_EVENT_EOS;
}

gboolean
rmg_commit_holds_data (RmgCommit *self)
{
  for (guint i = 0; i < self->held->len; i++)
    if (!is_header (self->held->pdata[i]))
      return TRUE;
  return FALSE;
}

void
rmg_commit_rollback (RmgCommit *self)
{
  gpointer *held = self->held->pdata;
  guint n_headers = 0;

  GST_DEBUG_OBJECT (self, "roll back %u held objects", self->held->len);

  for (guint i = 0; i < self->held->len; i++) {
    gpointer object = held[i];

    if (!is_header (object))
      continue;
    held[i] = held[n_headers];
    held[n_headers++] = object;
  }
  g_ptr_array_set_size (self->held, n_headers);
  release_bytes (self);
}

GstFlowReturn
rmg_commit_commit (RmgCommit *self)
{
  GstFlowReturn flow = GST_FLOW_OK;

  GST_LOG_OBJECT (self, "commit %u held objects", self->held->len);
  for (guint i = 0; i < self->held->len && flow == GST_FLOW_OK; i++) {
    GstMiniObject *object = g_steal_pointer (&self->held->pdata[i]);

    if (GST_IS_BUFFER (object))
      flow = gst_pad_push (self->pads.src, GST_BUFFER_CAST (object));
    else
      gst_pad_push_event (self->pads.src, GST_EVENT_CAST (object));
  }
  if (flow != GST_FLOW_OK)
    GST_DEBUG_OBJECT (self, "downstream returned %s", gst_flow_get_name (flow));
  g_ptr_array_set_size (self->held, 0);
  release_bytes (self);
  return flow;
}

void
rmg_commit_node_restarted (RmgCommit *self)
{
  g_atomic_int_set (&self->draining, FALSE);
  self->restarted = TRUE;
  g_ptr_array_set_size (self->held, 0);
  release_bytes (self);
}

/* The node may not have started its stream. */
static void
push_missing_start (RmgCommit *self)
{
  g_autoptr (GstEvent) start =
      gst_pad_get_sticky_event (self->pads.src, GST_EVENT_STREAM_START, 0);

  if (start == NULL)
    gst_pad_push_event (
        self->pads.src, gst_event_new_stream_start ("rmg-failed"));
}

void
rmg_commit_end_stream (RmgCommit *self)
{
  if (!g_atomic_int_compare_and_exchange (&self->ended, FALSE, TRUE))
    return;
  GST_DEBUG_OBJECT (self, "end the stream");
  push_missing_start (self);
  gst_pad_push_event (self->pads.src, gst_event_new_eos ());
}

gboolean
rmg_commit_push_event (RmgCommit *self, GstEvent *event)
{
  if (GST_EVENT_TYPE (event) == GST_EVENT_EOS)
    push_missing_start (self);
  return gst_pad_push_event (self->pads.src, event);
}

gboolean
rmg_commit_has_input (RmgCommit *self)
{
  return gst_pad_is_linked (self->pads.sink);
}

gboolean
rmg_commit_has_caps (RmgCommit *self)
{
  return gst_pad_has_current_caps (self->pads.src);
}

gboolean
rmg_commit_complete_flush (RmgCommit *self, GstEvent *event)
{
  gboolean starts = GST_EVENT_TYPE (event) == GST_EVENT_FLUSH_START;
  gboolean has_started;

  GST_OBJECT_LOCK (self->pads.sink);
  has_started = GST_PAD_IS_FLUSHING (self->pads.sink);
  GST_OBJECT_UNLOCK (self->pads.sink);
  if (starts == has_started)
    return FALSE;
  GST_DEBUG_OBJECT (self, "past the node: %" GST_PTR_FORMAT, event);
  return gst_pad_send_event (self->pads.sink, gst_event_ref (event));
}

gboolean
rmg_commit_accepts_input (RmgCommit *self, GstPad *input)
{
  g_autoptr (GstCaps) in = gst_pad_get_current_caps (input);
  g_autoptr (GstCaps) out = gst_pad_get_current_caps (self->pads.src);

  if (in == NULL || out == NULL)
    return out == NULL &&
        (in == NULL || gst_pad_peer_query_accept_caps (self->pads.src, in));
  return gst_caps_is_equal (in, out);
}

typedef struct
{
  GstPad *src;
  gboolean has_caps; /* whether the caps of the input are those of the output */
} Headers;

static gboolean
push_header (GstPad *pad, GstEvent **event, gpointer data)
{
  const Headers *headers = data;
  GstEventType type = GST_EVENT_TYPE (*event);
  g_autoptr (GstEvent) known = gst_pad_get_sticky_event (headers->src, type, 0);

  if (type > GST_EVENT_SEGMENT ||
      (type == GST_EVENT_CAPS && !headers->has_caps))
    return TRUE;
  if (known == NULL ||
      (type == GST_EVENT_SEGMENT && !has_equal_content (known, *event)))
    gst_pad_push_event (headers->src, gst_event_ref (*event));
  return TRUE;
}

GstFlowReturn
rmg_commit_push_past (RmgCommit *self, GstPad *input, GstBuffer *buffer)
{
  Headers headers = { self->pads.src, buffer != NULL };

  if (g_atomic_int_get (&self->ended)) {
    gst_clear_buffer (&buffer);
    return GST_FLOW_EOS;
  }
  gst_pad_sticky_events_foreach (input, push_header, &headers);
  return buffer != NULL ? gst_pad_push (self->pads.src, buffer) : GST_FLOW_OK;
}

void
rmg_commit_set_guard (
    RmgCommit *self, GstElement *guard, const RmgCommitFuncs *funcs)
{
  self->guard = guard;
  self->funcs = funcs;
}

void
rmg_commit_drain (RmgCommit *self)
{
  g_atomic_int_set (&self->draining, TRUE);
}

void
rmg_commit_reset (RmgCommit *self)
{
  g_atomic_int_set (&self->draining, FALSE);
  self->restarted = FALSE;
  g_atomic_int_set (&self->ended, FALSE);
  g_ptr_array_set_size (self->held, 0);
  release_bytes (self);
}

static void
rmg_commit_finalize (GObject *object)
{
  g_ptr_array_unref (RMG_COMMIT (object)->held);
  G_OBJECT_CLASS (rmg_commit_parent_class)->finalize (object);
}

static void
free_held (gpointer object)
{
  if (object != NULL)
    gst_mini_object_unref (object);
}

static void
rmg_commit_init (RmgCommit *self)
{
  self->held = g_ptr_array_new_with_free_func (free_held);
  rmg_held_attach (self, &self->account);
  self->pads =
      rmg_pass_element_add_pads (self, rmg_commit_chain, rmg_commit_sink_event);
  gst_pad_set_query_function (self->pads.sink, rmg_commit_sink_query);
  gst_pad_set_event_function (self->pads.src, rmg_commit_src_event);
}

static void
rmg_commit_class_init (RmgCommitClass *klass)
{
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = rmg_commit_finalize;
  element_class->request_new_pad = rmg_commit_request_new_pad;
  element_class->release_pad = rmg_commit_release_pad;
  gst_element_class_add_static_pad_template (element_class, &fallback_template);
  rmg_pass_element_install (element_class, "Node commit",
      "Holds the output of a guarded node until its attempt has succeeded");
}
