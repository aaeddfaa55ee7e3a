/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/vad/sparse-pad.h"

#define GAP_EVERY (100 * GST_MSECOND)

static GstPad *
get_pad (RmgSparsePad *self, GstElement *element)
{
  GstPad *pad;

  GST_OBJECT_LOCK (element);
  pad = self->pad != NULL ? gst_object_ref (self->pad) : NULL;
  GST_OBJECT_UNLOCK (element);
  return pad;
}

static void
start (RmgSparsePad *self, GstElement *element, GstPad *pad,
    const GstSegment *segment)
{
  g_autoptr (GstCaps) caps = NULL;
  g_autofree char *stream_id = NULL;
  GstEvent *event;

  if (self->started)
    return;
  stream_id = gst_pad_create_stream_id (pad, element, "segments");
  event = gst_event_new_stream_start (stream_id);
  gst_event_set_stream_flags (event, GST_STREAM_FLAG_SPARSE);
  gst_pad_push_event (pad, event);

  caps = gst_caps_new_empty_simple ("application/x-json");
  gst_pad_push_event (pad, gst_event_new_caps (caps));
  gst_pad_push_event (pad, gst_event_new_segment (segment));
  self->started = TRUE;
}

void
rmg_sparse_pad_push (RmgSparsePad *self, GstElement *element,
    const GstSegment *segment, GstBuffer *document, GstClockTime now)
{
  g_autoptr (GstPad) pad = get_pad (self, element);

  if (pad == NULL) {
    gst_buffer_unref (document);
    return;
  }
  start (self, element, pad, segment);
  GST_BUFFER_PTS (document) = now;
  gst_pad_push (pad, document);
  self->position = now;
}

void
rmg_sparse_pad_advance (RmgSparsePad *self, GstElement *element,
    const GstSegment *segment, GstClockTime now)
{
  g_autoptr (GstPad) pad = NULL;

  if (!GST_CLOCK_TIME_IS_VALID (now))
    return;
  if (!GST_CLOCK_TIME_IS_VALID (self->position) || now < self->position)
    self->position = now;
  if (now - self->position < GAP_EVERY)
    return;

  pad = get_pad (self, element);
  if (pad == NULL)
    return;
  start (self, element, pad, segment);
  gst_pad_push_event (
      pad, gst_event_new_gap (self->position, now - self->position));
  self->position = now;
}

void
rmg_sparse_pad_forward (RmgSparsePad *self, GstElement *element,
    const GstSegment *segment, GstEvent *event)
{
  g_autoptr (GstPad) pad = get_pad (self, element);

  if (pad == NULL)
    return;
  if (GST_EVENT_IS_SERIALIZED (event) &&
      GST_EVENT_TYPE (event) != GST_EVENT_FLUSH_STOP)
    start (self, element, pad, segment);
  gst_pad_push_event (pad, gst_event_ref (event));
}

void
rmg_sparse_pad_restart (RmgSparsePad *self)
{
  self->started = FALSE;
  self->position = GST_CLOCK_TIME_NONE;
}
