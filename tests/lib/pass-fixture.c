/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "tests/lib/pass-fixture.h"

static GstStaticPadTemplate feed_template = GST_STATIC_PAD_TEMPLATE (
    "feed", GST_PAD_SRC, GST_PAD_ALWAYS, GST_STATIC_CAPS_ANY);
static GstStaticPadTemplate final_template = GST_STATIC_PAD_TEMPLATE (
    "final", GST_PAD_SINK, GST_PAD_ALWAYS, GST_STATIC_CAPS_ANY);

static GstFlowReturn
final_chain (GstPad *pad, GstObject *parent, GstBuffer *buffer)
{
  PassFixture *self = gst_pad_get_element_private (pad);

  g_string_append_printf (self->log, "%d", (int) GST_BUFFER_OFFSET (buffer));
  gst_buffer_unref (buffer);
  self->n_final++;
  return self->flow;
}

static gboolean
final_event (GstPad *pad, GstObject *parent, GstEvent *event)
{
  PassFixture *self = gst_pad_get_element_private (pad);

  if (GST_EVENT_TYPE (event) == GST_EVENT_CAPS)
    g_string_append_c (self->log, 'c');
  if (GST_EVENT_TYPE (event) == GST_EVENT_EOS)
    g_string_append_c (self->log, 'E');
  if (GST_EVENT_TYPE (event) == GST_EVENT_FLUSH_STOP)
    g_string_append_c (self->log, 'F');
  gst_event_unref (event);
  return TRUE;
}

static GstPad *
new_pad (PassFixture *self, GstStaticPadTemplate *template)
{
  GstPad *pad =
      gst_object_ref_sink (gst_pad_new_from_static_template (template, NULL));

  gst_pad_set_element_private (pad, self);
  gst_pad_set_active (pad, TRUE);
  return pad;
}

void
pass_fixture_start (PassFixture *self, const char *media_type)
{
  g_autoptr (GstCaps) caps = gst_caps_new_empty_simple (media_type);
  GstSegment segment;

  gst_segment_init (&segment, GST_FORMAT_TIME);
  gst_pad_push_event (self->feed, gst_event_new_stream_start ("test"));
  gst_pad_push_event (self->feed, gst_event_new_caps (caps));
  gst_pad_push_event (self->feed, gst_event_new_segment (&segment));
}

PassFixture *
pass_fixture_new (const char *factory)
{
  PassFixture *self = g_new0 (PassFixture, 1);
  g_autoptr (GstPad) sink = NULL;
  g_autoptr (GstPad) src = NULL;

  self->log = g_string_new (NULL);
  self->element =
      gst_object_ref_sink (gst_element_factory_make (factory, NULL));
  self->feed = new_pad (self, &feed_template);
  self->final = new_pad (self, &final_template);
  gst_pad_set_chain_function (self->final, final_chain);
  gst_pad_set_event_function (self->final, final_event);
  sink = gst_element_get_static_pad (self->element, "sink");
  src = gst_element_get_static_pad (self->element, "src");
  g_assert_cmpint (gst_pad_link (self->feed, sink), ==, GST_PAD_LINK_OK);
  g_assert_cmpint (gst_pad_link (src, self->final), ==, GST_PAD_LINK_OK);
  gst_element_set_state (self->element, GST_STATE_PLAYING);
  pass_fixture_start (self, "test/x-data");
  g_string_truncate (self->log, 0);
  return self;
}

void
pass_fixture_free (PassFixture *self)
{
  gst_element_set_state (self->element, GST_STATE_NULL);
  gst_object_unref (self->element);
  gst_object_unref (self->feed);
  gst_object_unref (self->final);
  g_string_free (self->log, TRUE);
  g_free (self);
}

GstFlowReturn
pass_fixture_push (PassFixture *self, guint number)
{
  GstBuffer *buffer = gst_buffer_new_allocate (NULL, 4, NULL);

  GST_BUFFER_OFFSET (buffer) = number;
  return gst_pad_push (self->feed, buffer);
}
