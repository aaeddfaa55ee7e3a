/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* What leaves is written down as text: a letter for the leg and a number for
 * the buffer, the borders, GAPs and EOS in between. */

#include "elements/item-end.h"
#include "gst/rmgjoin.h"

#include <gst/check/gstharness.h>
#include <string.h>

#define MAX_LEGS 4

static GstStaticPadTemplate any_template = GST_STATIC_PAD_TEMPLATE (
    "sink", GST_PAD_SINK, GST_PAD_ALWAYS, GST_STATIC_CAPS_ANY);

typedef struct
{
  GstElement *join;
  GstPad *legs[MAX_LEGS]; /* peers of the join's sink pads */
  guint n_legs;
  GstPad *sink;
  GstBus *bus;
  GString *log;     /* what left, changed by one thread at a time */
  GstClockTime pts; /* of the last buffer */
  GstEvent *border; /* the last item's end */
  gboolean logs_gaps;
  gboolean logs_caps;
} Fixture;

static GstFlowReturn
log_buffer (GstPad *pad, GstObject *parent, GstBuffer *buffer)
{
  Fixture *fixture = gst_pad_get_element_private (pad);
  char text[16] = "";

  gst_buffer_extract (buffer, 0, text, sizeof text - 1);
  g_string_append_printf (fixture->log, "%s ", text);
  fixture->pts = GST_BUFFER_PTS (buffer);
  gst_buffer_unref (buffer);
  return GST_FLOW_OK;
}

static void
log_gap (Fixture *fixture, GstEvent *event)
{
  GstClockTime start, duration;

  gst_event_parse_gap (event, &start, &duration);
  g_string_append_printf (fixture->log, "gap%u-%u ",
      (guint) (start / GST_MSECOND),
      (guint) ((start + duration) / GST_MSECOND));
}

static void
log_caps (Fixture *fixture, GstEvent *event)
{
  GstCaps *caps;

  gst_event_parse_caps (event, &caps);
  g_string_append_printf (fixture->log, "%s ",
      gst_structure_get_name (gst_caps_get_structure (caps, 0)));
}

static void
log_named (Fixture *fixture, GstEvent *event)
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
  Fixture *fixture = gst_pad_get_element_private (pad);
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

static void
start_leg (GstPad *pad, const char *media_type)
{
  g_autoptr (GstCaps) caps = gst_caps_new_empty_simple (media_type);
  GstSegment segment;

  gst_segment_init (&segment, GST_FORMAT_TIME);
  gst_pad_push_event (pad, gst_event_new_stream_start (GST_PAD_NAME (pad)));
  gst_pad_push_event (pad, gst_event_new_caps (caps));
  gst_pad_push_event (pad, gst_event_new_segment (&segment));
}

static void
add_leg (Fixture *fixture)
{
  g_autofree char *name = g_strdup_printf ("leg%u", fixture->n_legs);
  GstPad *pad = gst_pad_new (name, GST_PAD_SRC);
  g_autoptr (GstPad) sink =
      gst_element_request_pad_simple (fixture->join, "sink_%u");

  gst_pad_set_active (pad, TRUE);
  g_assert_cmpint (gst_pad_link (pad, sink), ==, GST_PAD_LINK_OK);
  fixture->legs[fixture->n_legs++] = pad;
}

static Fixture *
new_fixture (const char *mode, guint n_legs)
{
  Fixture *self = g_new0 (Fixture, 1);
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

static Fixture *
new_started (const char *mode, guint n_legs)
{
  Fixture *self = new_fixture (mode, n_legs);

  for (guint i = 0; i < n_legs; i++)
    start_leg (self->legs[i], "audio/x-raw");
  return self;
}

static void
free_fixture (Fixture *self)
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
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Fixture, free_fixture)

static GstBuffer *
new_buffer (guint leg, guint number)
{
  char *text = g_strdup_printf ("%c%u", 'a' + leg, number);

  return gst_buffer_new_wrapped (text, strlen (text));
}

/* Pushes buffer @number of a stream of buffers of @n_ms, the first at 0 ms. */
static GstFlowReturn
push (Fixture *self, guint leg, guint number, guint n_ms)
{
  GstBuffer *buffer = new_buffer (leg, number);

  GST_BUFFER_PTS (buffer) = (GstClockTime) number * n_ms * GST_MSECOND;
  GST_BUFFER_DURATION (buffer) = n_ms * GST_MSECOND;
  return gst_pad_push (self->legs[leg], buffer);
}

static void
push_unstamped (Fixture *self, guint leg, guint number)
{
  g_assert_cmpint (gst_pad_push (self->legs[leg], new_buffer (leg, number)), ==,
      GST_FLOW_OK);
}

static void
push_eos (Fixture *self, guint leg)
{
  g_assert_true (gst_pad_push_event (self->legs[leg], gst_event_new_eos ()));
}

static void
end_item (Fixture *self, guint leg, guint64 item)
{
  g_assert_true (
      gst_pad_push_event (self->legs[leg], rmg_item_end_new (item, TRUE)));
}

static void
push_gap (Fixture *self, guint leg, guint start_ms, guint n_ms)
{
  gst_pad_push_event (self->legs[leg],
      gst_event_new_gap (start_ms * GST_MSECOND, n_ms * GST_MSECOND));
}

/* One letter a leg says who pushes its next buffer; capitals push EOS. */
static void
push_script (Fixture *self, const char *script)
{
  guint numbers[MAX_LEGS] = { 0 };

  for (const char *step = script; *step != '\0'; step++) {
    guint leg = g_ascii_tolower (*step) - 'a';

    if (g_ascii_isupper (*step))
      push_eos (self, leg);
    else
      g_assert_cmpint (
          push (self, leg, numbers[leg]++, 10 * (leg + 1)), ==, GST_FLOW_OK);
  }
}

static void
test_join_stream_same_order_for_any_interleaving (void)
{
  /* leg a: 10 ms buffers, leg b: 20 ms, leg c: 30 ms */
  const char *scripts[] = {
    "abcaabaacbaabcABC",
    "aaaaaaaAbbbbBcccC",
    "cccCbbbbBaaaaaaaA",
    "bbbbcccaaaaaaaABC",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (scripts); i++) {
    g_autoptr (Fixture) fixture = new_started ("stream", 3);
    const char *script = scripts[i];

    push_script (fixture, script);
    g_test_message ("%s", script);
    g_assert_cmpstr (fixture->log->str, ==,
        "a0 b0 c0 a1 a2 b1 a3 c1 a4 b2 a5 a6 b3 c2 eos ");
  }
}

static void
test_join_stream_head_leaves_as_soon_as_decided (void)
{
  g_autoptr (Fixture) fixture = new_started ("stream", 2);

  push (fixture, 0, 0, 10);
  g_assert_cmpstr (fixture->log->str, ==, "a0 ");
  push (fixture, 0, 1, 10);
  g_assert_cmpstr (fixture->log->str, ==, "a0 ");
  push (fixture, 1, 0, 10);
  g_assert_cmpstr (fixture->log->str, ==, "a0 b0 a1 ");
}

static void
test_join_stream_leg_that_has_not_started_is_waited_for (void)
{
  g_autoptr (Fixture) fixture = new_fixture ("stream", 2);

  start_leg (fixture->legs[0], "audio/x-raw");
  push (fixture, 0, 0, 10);
  g_assert_cmpstr (fixture->log->str, ==, "");
  start_leg (fixture->legs[1], "audio/x-raw");
  g_assert_cmpstr (fixture->log->str, ==, "a0 ");
}

static void
test_join_stream_early_eos_never_blocks (void)
{
  g_autoptr (Fixture) fixture = new_started ("stream", 2);

  push_eos (fixture, 0);
  push_script (fixture, "bbbB");
  g_assert_cmpstr (fixture->log->str, ==, "b0 b1 b2 eos ");
}

static void
test_join_stream_gap_moves_leg_and_those_behind (void)
{
  g_autoptr (Fixture) fixture = new_started ("stream", 2);

  fixture->logs_gaps = TRUE;
  push (fixture, 1, 0, 10);
  g_assert_cmpstr (fixture->log->str, ==, "");
  push_gap (fixture, 0, 0, 100);
  g_assert_cmpstr (fixture->log->str, ==, "b0 ");
  push_gap (fixture, 1, 10, 50);
  g_assert_cmpstr (fixture->log->str, ==, "b0 gap10-60 ");
}

static void
test_join_stream_unstamped_take_position_of_leg (void)
{
  g_autoptr (Fixture) fixture = new_started ("stream", 2);

  push_unstamped (fixture, 1, 0);
  push_unstamped (fixture, 0, 0);
  push_unstamped (fixture, 0, 1);
  push_eos (fixture, 0);
  push_eos (fixture, 1);
  g_assert_cmpstr (fixture->log->str, ==, "a0 a1 b0 eos ");
}

static void
test_join_stream_stamps_become_running_times (void)
{
  g_autoptr (Fixture) fixture = new_fixture ("stream", 1);
  GstBuffer *buffer = new_buffer (0, 0);
  GstSegment segment;

  start_leg (fixture->legs[0], "audio/x-raw");
  gst_segment_init (&segment, GST_FORMAT_TIME);
  segment.start = 5 * GST_SECOND;
  segment.base = 2 * GST_SECOND;
  gst_pad_push_event (fixture->legs[0], gst_event_new_segment (&segment));
  GST_BUFFER_PTS (buffer) = 6 * GST_SECOND;
  gst_pad_push (fixture->legs[0], buffer);

  g_assert_cmpuint (fixture->pts, ==, 3 * GST_SECOND);
}

static void
test_join_caps_of_head_leave_when_they_change (void)
{
  g_autoptr (Fixture) fixture = new_fixture ("stream", 2);

  fixture->logs_caps = TRUE;
  start_leg (fixture->legs[0], "audio/x-raw");
  start_leg (fixture->legs[1], "text/x-raw");
  push_script (fixture, "aabAB");
  g_assert_cmpstr (fixture->log->str, ==,
      "audio/x-raw a0 text/x-raw b0 audio/x-raw a1 eos ");
}

static void
test_join_items_by_connection_order (void)
{
  g_autoptr (Fixture) fixture = new_started ("items", 3);

  push_unstamped (fixture, 1, 0);
  end_item (fixture, 1, 7);
  push_unstamped (fixture, 1, 1);
  end_item (fixture, 1, 8);
  end_item (fixture, 2, 7);
  push_unstamped (fixture, 2, 0);
  end_item (fixture, 2, 8);
  g_assert_cmpstr (fixture->log->str, ==, "");

  push_unstamped (fixture, 0, 0);
  push_unstamped (fixture, 0, 1);
  g_assert_cmpstr (fixture->log->str, ==, "a0 a1 ");
  end_item (fixture, 0, 7);
  end_item (fixture, 0, 8);
  g_assert_cmpstr (
      fixture->log->str, ==, "a0 a1 /7/ b0 /7/ |7| b1 /8/ c0 |8| ");
}

static void
test_join_items_leg_at_eos_has_ended_all_items (void)
{
  g_autoptr (Fixture) fixture = new_started ("items", 2);

  push_unstamped (fixture, 0, 0);
  push_eos (fixture, 0);
  push_unstamped (fixture, 1, 0);
  end_item (fixture, 1, 0);
  push_unstamped (fixture, 1, 1);
  end_item (fixture, 1, 1);
  push_eos (fixture, 1);
  g_assert_cmpstr (fixture->log->str, ==, "a0 /0/ b0 |0| b1 |1| eos ");
}

static void
test_join_items_eos_closes_item_that_one_leg_ended (void)
{
  g_autoptr (Fixture) fixture = new_started ("items", 2);

  push_unstamped (fixture, 0, 0);
  end_item (fixture, 0, 0);
  push_eos (fixture, 1);
  push_eos (fixture, 0);
  g_assert_cmpstr (fixture->log->str, ==, "a0 /0/ |0| eos ");
}

static void
test_join_items_inner_border_is_forwarded (void)
{
  g_autoptr (Fixture) fixture = new_started ("items", 2);

  push_unstamped (fixture, 0, 0);
  gst_pad_push_event (fixture->legs[0], rmg_item_end_new (0, FALSE));
  end_item (fixture, 0, 0);
  end_item (fixture, 1, 0);
  g_assert_cmpstr (fixture->log->str, ==, "a0 /0/ |0| ");
}

static void
test_join_items_results_are_merged (void)
{
  g_autoptr (Fixture) fixture = new_started ("items", 2);
  const char *names[] = { "vad", "level" };
  const GstStructure *results;

  for (guint i = 0; i < 2; i++)
    gst_pad_push_event (fixture->legs[i],
        rmg_item_end_add_result (rmg_item_end_new (0, TRUE), names[i],
            gst_structure_new ("result", "leg", G_TYPE_UINT, i, NULL)));

  results = rmg_item_end_get_results (fixture->border);
  g_assert_nonnull (results);
  for (guint i = 0; i < 2; i++) {
    const GValue *value = gst_structure_get_value (results, names[i]);
    guint leg = 9;

    g_assert_nonnull (value);
    gst_structure_get_uint (gst_value_get_structure (value), "leg", &leg);
    g_assert_cmpuint (leg, ==, i);
  }
}

static void
test_join_flush_of_one_leg_empties_it (void)
{
  g_autoptr (Fixture) fixture = new_started ("stream", 2);
  guint64 n_bytes;

  push (fixture, 1, 0, 10);
  gst_pad_push_event (fixture->legs[1], gst_event_new_flush_start ());
  gst_pad_push_event (fixture->legs[1], gst_event_new_flush_stop (TRUE));
  g_object_get (fixture->join, "held-bytes", &n_bytes, NULL);

  g_assert_cmpuint (n_bytes, ==, 0);
  g_assert_cmpstr (fixture->log->str, ==, "");
}

static void
test_join_flush_of_all_legs_leaves_once (void)
{
  g_autoptr (Fixture) fixture = new_started ("stream", 2);

  for (guint i = 0; i < 2; i++)
    gst_pad_push_event (fixture->legs[i], gst_event_new_flush_start ());
  for (guint i = 0; i < 2; i++)
    gst_pad_push_event (fixture->legs[i], gst_event_new_flush_stop (TRUE));
  for (guint i = 0; i < 2; i++)
    start_leg (fixture->legs[i], "audio/x-raw");
  push_script (fixture, "baAB");
  g_assert_cmpstr (fixture->log->str, ==, "flush flushed a0 b0 eos ");
}

static void
test_join_release_of_leg_frees_the_others (void)
{
  g_autoptr (Fixture) fixture = new_started ("stream", 2);
  g_autoptr (GstPad) sink = gst_pad_get_peer (fixture->legs[0]);

  push (fixture, 1, 0, 10);
  g_assert_cmpstr (fixture->log->str, ==, "");
  gst_element_release_request_pad (fixture->join, sink);
  g_assert_cmpstr (fixture->log->str, ==, "b0 ");
}

static void
test_join_overflow_names_leg_in_one_error (void)
{
  g_autoptr (Fixture) fixture = new_started ("stream", 2);
  g_autoptr (GstMessage) message = NULL;
  g_autoptr (GError) error = NULL;
  const GstStructure *details;
  GstFlowReturn flow = GST_FLOW_OK;

  g_object_set (fixture->join, "max-bytes", (guint64) 5, NULL);
  for (guint i = 0; flow == GST_FLOW_OK; i++)
    flow = push (fixture, 1, i, 10);

  message = gst_bus_pop_filtered (fixture->bus, GST_MESSAGE_ERROR);
  g_assert_nonnull (message);
  gst_message_parse_error (message, &error, NULL);
  gst_message_parse_error_details (message, &details);
  g_assert_error (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_NO_SPACE_LEFT);
  g_assert_cmpstr (gst_structure_get_string (details, "leg"), ==, "sink_0");
  g_assert_null (gst_bus_pop_filtered (fixture->bus, GST_MESSAGE_ERROR));
  g_assert_cmpint (flow, ==, GST_FLOW_EOS);
  g_assert_cmpstr (fixture->log->str, ==, "eos ");
}

static void
test_join_restart_forgets_what_was_held (void)
{
  g_autoptr (Fixture) fixture = new_started ("stream", 2);
  guint64 n_bytes;

  push (fixture, 1, 0, 10);
  gst_element_set_state (fixture->join, GST_STATE_READY);
  g_object_get (fixture->join, "held-bytes", &n_bytes, NULL);
  g_assert_cmpuint (n_bytes, ==, 0);
}

typedef struct
{
  Fixture *fixture;
  guint leg;
} Pusher;

static gpointer
push_all (gpointer data)
{
  Pusher *self = data;

  for (guint i = 0; i < 5; i++)
    push (self->fixture, self->leg, i, 10 + 5 * self->leg);
  push_eos (self->fixture, self->leg);
  return NULL;
}

static void
test_join_two_threads_give_one_order (void)
{
  for (guint round = 0; round < 1000; round++) {
    g_autoptr (Fixture) fixture = new_started ("stream", 2);
    Pusher pushers[] = { { fixture, 0 }, { fixture, 1 } };
    GThread *first = g_thread_new ("first", push_all, &pushers[0]);

    push_all (&pushers[1]);
    g_thread_join (first);
    g_assert_cmpstr (
        fixture->log->str, ==, "a0 b0 a1 b1 a2 a3 b2 a4 b3 b4 eos ");
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  GST_ELEMENT_REGISTER (rmgjoin, NULL);

  g_test_add_func ("/join/stream/interleaving",
      test_join_stream_same_order_for_any_interleaving);
  g_test_add_func (
      "/join/stream/decided", test_join_stream_head_leaves_as_soon_as_decided);
  g_test_add_func ("/join/stream/not-started",
      test_join_stream_leg_that_has_not_started_is_waited_for);
  g_test_add_func ("/join/stream/eos", test_join_stream_early_eos_never_blocks);
  g_test_add_func (
      "/join/stream/gap", test_join_stream_gap_moves_leg_and_those_behind);
  g_test_add_func ("/join/stream/unstamped",
      test_join_stream_unstamped_take_position_of_leg);
  g_test_add_func (
      "/join/stream/stamps", test_join_stream_stamps_become_running_times);
  g_test_add_func ("/join/caps", test_join_caps_of_head_leave_when_they_change);
  g_test_add_func ("/join/items/order", test_join_items_by_connection_order);
  g_test_add_func (
      "/join/items/eos", test_join_items_leg_at_eos_has_ended_all_items);
  g_test_add_func ("/join/items/eos-closes",
      test_join_items_eos_closes_item_that_one_leg_ended);
  g_test_add_func (
      "/join/items/inner", test_join_items_inner_border_is_forwarded);
  g_test_add_func ("/join/items/results", test_join_items_results_are_merged);
  g_test_add_func ("/join/flush/one", test_join_flush_of_one_leg_empties_it);
  g_test_add_func ("/join/flush/all", test_join_flush_of_all_legs_leaves_once);
  g_test_add_func ("/join/release", test_join_release_of_leg_frees_the_others);
  g_test_add_func ("/join/overflow", test_join_overflow_names_leg_in_one_error);
  g_test_add_func ("/join/restart", test_join_restart_forgets_what_was_held);
  g_test_add_func ("/join/threads", test_join_two_threads_give_one_order);
  return g_test_run ();
}
