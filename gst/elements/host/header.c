/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/elements/host/header.h"

void
rmg_host_header_clear (RmgHostHeader *self)
{
  gst_clear_caps (&self->caps);
  gst_clear_event (&self->segment);
}

void
rmg_host_header_set_segment (RmgHostHeader *self, GstEvent *segment)
{
  gst_clear_event (&self->segment);
  self->segment = segment;
}

RmgHostHeaderEvents
rmg_host_header_take (RmgHostHeader *self, GstCaps *caps)
{
  RmgHostHeaderEvents events = { NULL, NULL };

  if (caps != NULL &&
      (self->caps == NULL || !gst_caps_is_equal (self->caps, caps))) {
    gst_caps_replace (&self->caps, caps);
    events.caps = gst_event_new_caps (caps);
  }
  if (caps != NULL || self->caps != NULL)
    events.segment = g_steal_pointer (&self->segment);
  return events;
}

void
rmg_host_header_push (RmgHostHeaderEvents events, GstPad *pad)
{
  if (events.caps != NULL)
    gst_pad_push_event (pad, events.caps);
  if (events.segment != NULL)
    gst_pad_push_event (pad, events.segment);
}
