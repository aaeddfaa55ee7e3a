/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The branch of the node that takes over: from the pad "fallback" of the guard to
 * the pad "fallback" of the commit. */

#include "gst/elements/guard/data.h"

#include "gst/nodes/log.h"

#define GST_CAT_DEFAULT (rmg_node_get_debug_category ())

static GstStaticPadTemplate fallback_template = GST_STATIC_PAD_TEMPLATE (
    "fallback", GST_PAD_SRC, GST_PAD_REQUEST, GST_STATIC_CAPS_ANY);

/* Events and queries from downstream take the way of the node alone. */
static GstIterator *
link_to_node (GstPad *pad, GstObject *parent)
{
  RmgGuard *self = RMG_GUARD (parent);
  g_auto (GValue) value = G_VALUE_INIT;

  g_value_init (&value, GST_TYPE_PAD);
  g_value_set_object (&value, self->pads.src);
  return gst_iterator_new_single (GST_TYPE_PAD, &value);
}

static GstPad *
request_pad (GstElement *element, GstPadTemplate *template, const char *name,
    const GstCaps *caps)
{
  RmgGuard *self = RMG_GUARD (element);

  if (self->fallback != NULL)
    return NULL;
  gst_pad_set_iterate_internal_links_function (self->pads.sink, link_to_node);
  self->fallback = gst_pad_new_from_template (template, "fallback");
  gst_element_add_pad (element, self->fallback);
  return self->fallback;
}

static void
release_pad (GstElement *element, GstPad *pad)
{
  RMG_GUARD (element)->fallback = NULL;
  gst_element_remove_pad (element, pad);
}

void
rmg_guard_install_fallback (GstElementClass *klass)
{
  klass->request_new_pad = request_pad;
  klass->release_pad = release_pad;
  gst_element_class_add_static_pad_template (klass, &fallback_template);
}

static gboolean
store_header (GstPad *pad, GstEvent **event, gpointer fallback)
{
  if (GST_EVENT_TYPE (*event) != GST_EVENT_EOS)
    gst_pad_store_sticky_event (fallback, *event);
  return TRUE;
}

/* The pad sends the headers before the next buffer or event. */
static void
begin (RmgGuard *self)
{
  gst_pad_sticky_events_foreach (self->pads.sink, store_header, self->fallback);
  self->detour.in_fallback = TRUE;
}

GstFlowReturn
rmg_guard_push_fallback (RmgGuard *self, GstBuffer *buffer)
{
  if (!self->detour.in_fallback) {
    GST_DEBUG_OBJECT (self, "the fallback takes over");
    begin (self);
    buffer = gst_buffer_make_writable (buffer);
    GST_BUFFER_FLAG_SET (buffer, GST_BUFFER_FLAG_DISCONT);
  }
  return gst_pad_push (self->fallback, buffer);
}

/* A node without output and its fallback both receive the end of the stream. */
void
rmg_guard_copy_to_fallback (RmgGuard *self, GstEvent *event)
{
  if (self->fallback == NULL || self->commit != NULL)
    return;
  if (GST_EVENT_TYPE (event) == GST_EVENT_EOS)
    begin (self);
  if (self->detour.in_fallback)
    gst_pad_push_event (self->fallback, gst_event_ref (event));
}

void
rmg_guard_flush_fallback (RmgGuard *self, GstEvent *event)
{
  if (self->fallback == NULL)
    return;
  gst_pad_push_event (self->fallback, gst_event_ref (event));
  if (GST_EVENT_TYPE (event) == GST_EVENT_FLUSH_STOP)
    self->detour.in_fallback = FALSE;
}

void
rmg_guard_end_fallback (RmgGuard *self)
{
  if (self->fallback == NULL || self->commit != NULL)
    return;
  gst_pad_sticky_events_foreach (self->pads.sink, store_header, self->fallback);
  gst_pad_push_event (self->fallback, gst_event_new_eos ());
}
