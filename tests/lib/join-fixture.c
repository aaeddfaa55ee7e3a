/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "tests/lib/join-fixture.h"

#include "elements/base/item-end.h"

#include <string.h>

static GstStaticPadTemplate any_template = GST_STATIC_PAD_TEMPLATE (
    "sink", GST_PAD_SINK, GST_PAD_ALWAYS, GST_STATIC_CAPS_ANY);

static GstFlowReturn
log_buffer (GstPad *pad, GstObject *parent, GstBuffer *buffer)
{
  JoinFixture *fixture = gst_pad_get_element_private (pad);
  char text[16] = "";

  gst_buffer_extract (buffer, 0, text, sizeof text - 1);
  g_string_append_printf (fixture->log, "%s ", text);
  fixture->pts = GST_BUFFER_PTS (buffer);
  gst_buffer_unref (buffer);
  return GST_FLOW_OK;
}

static void
log_gap (JoinFixture *fixture, GstEvent *event)
{
  GstClockTime start, duration;

  gst_event_parse_gap (event, &start, &duration);
  g_string_append_printf (fixture->log, "gap%u-%u ",
      (guint) (start / GST_MSECOND),
      (guint) ((start + duration) / GST_MSECOND));
}

static void
log_caps (JoinFixture *fixture, GstEvent *event)
{
  GstCaps *caps;

  gst_event_parse_caps (event, &caps);
  g_string_append_printf (fixture->log, "%s ",
      gst_structure_get_name (gst_caps_get_structure (caps, 0)));
}

static void
log_named (JoinFixture *fixture, GstEvent *event)
{
  switch (GST_EVENT_TYPE (event)) {
    case GST_EVENT_EOS:
      g_string_append (fixture->log, "eos ");
      break;
    case GST_EVENT_FLUSH_START:
      g_string_append (fixture->log, "flush ");
      break;
    case GST_EVENT_FLUSH_STOP:
      g_string_append (fixture->log, "flushed ");
      break;
    case GST_EVENT_GAP:
      if (fixture->logs_gaps)
        log_gap (fixture, event);
      break;
    case GST_EVENT_CAPS:
      if (fixture->logs_caps)
        log_caps (fixture, event);
      break;
    default:
      break;
  }
}

static gboolean
log_event (GstPad *pad, GstObject *parent, GstEvent *event)
{
  JoinFixture *fixture = gst_pad_get_element_private (pad);
  guint64 item;
  gboolean last;

  if (rmg_item_end_parse (event, &item, &last)) {
    g_string_append_printf (
        fixture->log, last ? "|%u| " : "/%u/ ", (guint) item);
    gst_event_replace (&fixture->border, event);
  } else {
    log_named (fixture, event);
  }
  gst_event_unref (event);
  return TRUE;
}

void
join_fixture_start_leg (GstPad *pad, const char *media_type)
{
  g_autoptr (GstCaps) caps = gst_caps_new_empty_simple (media_type);
  GstSegment segment;

  gst_segment_init (&segment, GST_FORMAT_TIME);
  gst_pad_push_event (pad, gst_event_new_stream_start (GST_PAD_NAME (pad)));
  gst_pad_push_event (pad, gst_event_new_caps (caps));
  gst_pad_push_event (pad, gst_event_new_segment (&segment));
}

static void
add_leg (JoinFixture *fixture)
{
  g_autofree char *name = g_strdup_printf ("leg%u", fixture->n_legs);
  GstPad *pad = gst_pad_new (name, GST_PAD_SRC);
  g_autoptr (GstPad) sink =
      gst_element_request_pad_simple (fixture->join, "sink_%u");

  gst_pad_set_active (pad, TRUE);
  g_assert_cmpint (gst_pad_link (pad, sink), ==, GST_PAD_LINK_OK);
  fixture->legs[fixture->n_legs++] = pad;
}

JoinFixture *
join_fixture_new (const char *mode, guint n_legs)
{
  JoinFixture *self = g_new0 (JoinFixture, 1);
  g_autoptr (GstPad) src = NULL;

  self->log = g_string_new (NULL);
  self->join = gst_element_factory_make ("rmgjoin", "join");
  gst_object_ref_sink (self->join);
  gst_util_set_object_arg (G_OBJECT (self->join), "mode", mode);
  self->bus = gst_bus_new ();
  gst_element_set_bus (self->join, self->bus);

  self->sink = gst_pad_new_from_static_template (&any_template, "collect");
  gst_pad_set_element_private (self->sink, self);
  gst_pad_set_chain_function (self->sink, log_buffer);
  gst_pad_set_event_function (self->sink, log_event);
  gst_pad_set_active (self->sink, TRUE);
  src = gst_element_get_static_pad (self->join, "src");
  gst_pad_link (src, self->sink);

  gst_element_set_state (self->join, GST_STATE_PLAYING);
  for (guint i = 0; i < n_legs; i++)
    add_leg (self);
  return self;
}

JoinFixture *
join_fixture_new_started (const char *mode, guint n_legs)
{
  JoinFixture *self = join_fixture_new (mode, n_legs);

  for (guint i = 0; i < n_legs; i++)
    join_fixture_start_leg (self->legs[i], "audio/x-raw");
  return self;
}

void
join_fixture_free (JoinFixture *self)
{
  gst_element_set_state (self->join, GST_STATE_NULL);
  gst_element_set_bus (self->join, NULL);
  for (guint i = 0; i < self->n_legs; i++) {
    gst_pad_set_active (self->legs[i], FALSE);
    gst_object_unref (self->legs[i]);
  }
  gst_pad_set_active (self->sink, FALSE);
  gst_object_unref (self->sink);
  gst_object_unref (self->join);
  gst_object_unref (self->bus);
  gst_clear_event (&self->border);
  g_string_free (self->log, TRUE);
  g_free (self);
}

GstBuffer *
join_fixture_new_buffer (guint leg, guint number)
{
  char *text = g_strdup_printf ("%c%u", 'a' + leg, number);

  return gst_buffer_new_wrapped (text, strlen (text));
}

/* Pushes buffer @number of a stream of buffers of @n_ms, the first at 0 ms. */
GstFlowReturn
join_fixture_push (JoinFixture *self, guint leg, guint number, guint n_ms)
{
  GstBuffer *buffer = join_fixture_new_buffer (leg, number);

  GST_BUFFER_PTS (buffer) = (GstClockTime) number * n_ms * GST_MSECOND;
  GST_BUFFER_DURATION (buffer) = n_ms * GST_MSECOND;
  return gst_pad_push (self->legs[leg], buffer);
}

void
join_fixture_push_unstamped (JoinFixture *self, guint leg, guint number)
{
  g_assert_cmpint (
      gst_pad_push (self->legs[leg], join_fixture_new_buffer (leg, number)), ==,
      GST_FLOW_OK);
}

void
join_fixture_push_eos (JoinFixture *self, guint leg)
{
  g_assert_true (gst_pad_push_event (self->legs[leg], gst_event_new_eos ()));
}

void
join_fixture_end_item (JoinFixture *self, guint leg, guint64 item)
{
  g_assert_true (
      gst_pad_push_event (self->legs[leg], rmg_item_end_new (item, TRUE)));
}

void
join_fixture_push_gap (JoinFixture *self, guint leg, guint start_ms, guint n_ms)
{
  gst_pad_push_event (self->legs[leg],
      gst_event_new_gap (start_ms * GST_MSECOND, n_ms * GST_MSECOND));
}

/* Each letter names the leg that pushes its next buffer; capitals push EOS. */
void
join_fixture_push_script (JoinFixture *self, const char *script)
{
  guint numbers[JOIN_MAX_LEGS] = { 0 };

  for (const char *step = script; *step != '\0'; step++) {
    guint leg = g_ascii_tolower (*step) - 'a';

    if (g_ascii_isupper (*step))
      join_fixture_push_eos (self, leg);
    else
      g_assert_cmpint (
          join_fixture_push (self, leg, numbers[leg]++, 10 * (leg + 1)), ==,
          GST_FLOW_OK);
  }
}
