/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Stands behind a guarded node and keeps what it pushes until the guard in
 * front knows that the attempt has succeeded. What the node pushes from a
 * thread of its own passes at once.
 *
 * An element of its own because a guard with both ends would be a loop in the
 * eyes of its bin. Alone it lets everything pass.
 *
 * gst-launch-1.0 audiotestsrc num-buffers=100 ! rmgkeep ! fakesink */

#include "gst/elements/rmgkeep.h"

#include "gst/elements/pass-element.h"

GST_DEBUG_CATEGORY_STATIC (rmg_keep_debug);
#define GST_CAT_DEFAULT rmg_keep_debug

struct _RmgKeep
{
  GstElement parent;

  RmgPassPads pads;

  GThread *attempting; /* atomic: who is inside the node, if anybody */
  GPtrArray *kept;     /* (element-type GstMiniObject) */
  gboolean restarted;
  gboolean ended;
};

G_DEFINE_FINAL_TYPE (RmgKeep, rmg_keep, GST_TYPE_ELEMENT)
GST_ELEMENT_REGISTER_DEFINE_WITH_CODE (rmgkeep, "rmgkeep", GST_RANK_NONE,
    RMG_TYPE_KEEP,
    GST_DEBUG_CATEGORY_INIT (rmg_keep_debug, "rmgkeep", 0, "kept outputs"))

static gboolean
attempt_is_mine (RmgKeep *self)
{
  return g_atomic_pointer_get (&self->attempting) == g_thread_self ();
}

/* -- streaming -- */

static GstFlowReturn
rmg_keep_chain (GstPad *pad, GstObject *parent, GstBuffer *buffer)
{
  RmgKeep *self = RMG_KEEP (parent);

  if (!attempt_is_mine (self))
    return gst_pad_push (self->pads.src, buffer);
  g_ptr_array_add (self->kept, buffer);
  return GST_FLOW_OK;
}

static gboolean
is_repeated_header (RmgKeep *self, GstEvent *event)
{
  g_autoptr (GstEvent) known = NULL;

  if (!self->restarted || !GST_EVENT_IS_STICKY (event))
    return FALSE;
  if (GST_EVENT_TYPE (event) == GST_EVENT_STREAM_START)
    return TRUE;
  known = gst_pad_get_sticky_event (self->pads.src, GST_EVENT_TYPE (event), 0);
  return known != NULL &&
      gst_structure_is_equal (
          gst_event_get_structure (known), gst_event_get_structure (event));
}

static gboolean
rmg_keep_sink_event (GstPad *pad, GstObject *parent, GstEvent *event)
{
  RmgKeep *self = RMG_KEEP (parent);

  if (GST_EVENT_TYPE (event) == GST_EVENT_FLUSH_STOP)
    rmg_keep_reset (self);
  if (self->ended || is_repeated_header (self, event)) {
    gst_event_unref (event);
    return TRUE;
  }
  if (!GST_EVENT_IS_SERIALIZED (event) || !attempt_is_mine (self))
    return gst_pad_push_event (self->pads.src, event);
  g_ptr_array_add (self->kept, event);
  return TRUE;
}

/* What is kept is judged when it is let go, by who is behind: refused here it
 * would be the node's fault. */
static gboolean
rmg_keep_sink_query (GstPad *pad, GstObject *parent, GstQuery *query)
{
  if (GST_QUERY_TYPE (query) != GST_QUERY_ACCEPT_CAPS)
    return gst_pad_query_default (pad, parent, query);
  gst_query_set_accept_caps_result (query, TRUE);
  return TRUE;
}

/* -- the guard's side -- */

void
rmg_keep_begin (RmgKeep *self)
{
  g_atomic_pointer_set (&self->attempting, g_thread_self ());
}

void
rmg_keep_end (RmgKeep *self)
{
  g_atomic_pointer_set (&self->attempting, NULL);
}

static gboolean
describes_stream (gpointer object)
{
  return GST_IS_EVENT (object) && GST_EVENT_IS_STICKY (object) &&
      GST_EVENT_TYPE (object) != GST_EVENT_EOS;
}

/* To the node its headers are delivered: unless it is restarted, it will not
 * send them again. */
void
rmg_keep_drop (RmgKeep *self)
{
  gpointer *kept = self->kept->pdata;
  guint n_headers = 0;

  for (guint i = 0; i < self->kept->len; i++) {
    gpointer object = kept[i];

    if (!describes_stream (object))
      continue;
    kept[i] = kept[n_headers];
    kept[n_headers++] = object;
  }
  g_ptr_array_set_size (self->kept, n_headers);
}

GstFlowReturn
rmg_keep_release (RmgKeep *self)
{
  GstFlowReturn flow = GST_FLOW_OK;

  for (guint i = 0; i < self->kept->len && flow == GST_FLOW_OK; i++) {
    GstMiniObject *object = g_steal_pointer (&self->kept->pdata[i]);

    if (GST_IS_BUFFER (object))
      flow = gst_pad_push (self->pads.src, GST_BUFFER_CAST (object));
    else
      gst_pad_push_event (self->pads.src, GST_EVENT_CAST (object));
  }
  g_ptr_array_set_size (self->kept, 0);
  return flow;
}

void
rmg_keep_expect_headers (RmgKeep *self)
{
  self->restarted = TRUE;
  g_ptr_array_set_size (self->kept, 0);
}

void
rmg_keep_end_stream (RmgKeep *self)
{
  if (self->ended)
    return;
  self->ended = TRUE;
  gst_pad_push_event (self->pads.src, gst_event_new_eos ());
}

void
rmg_keep_reset (RmgKeep *self)
{
  self->restarted = FALSE;
  self->ended = FALSE;
  g_ptr_array_set_size (self->kept, 0);
}

/* -- element -- */

static GstStateChangeReturn
rmg_keep_change_state (GstElement *element, GstStateChange transition)
{
  GstStateChangeReturn result = GST_ELEMENT_CLASS (rmg_keep_parent_class)
                                    ->change_state (element, transition);

  if (transition == GST_STATE_CHANGE_PAUSED_TO_READY)
    rmg_keep_reset (RMG_KEEP (element));
  return result;
}

static void
rmg_keep_finalize (GObject *object)
{
  g_ptr_array_unref (RMG_KEEP (object)->kept);
  G_OBJECT_CLASS (rmg_keep_parent_class)->finalize (object);
}

static void
free_kept (gpointer object)
{
  if (object != NULL)
    gst_mini_object_unref (object);
}

static void
rmg_keep_init (RmgKeep *self)
{
  self->kept = g_ptr_array_new_with_free_func (free_kept);
  self->pads =
      rmg_pass_element_add_pads (self, rmg_keep_chain, rmg_keep_sink_event);
  gst_pad_set_query_function (self->pads.sink, rmg_keep_sink_query);
}

static void
rmg_keep_class_init (RmgKeepClass *klass)
{
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = rmg_keep_finalize;
  element_class->change_state = rmg_keep_change_state;
  rmg_pass_element_install (element_class, "Node output",
      "Keeps the output of a guarded node until it has succeeded");
}
