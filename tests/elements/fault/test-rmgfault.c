/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/base/item-end.h"

#include <gst/audio/audio.h>
#include <gst/check/gstharness.h>

#include <math.h>

GST_ELEMENT_REGISTER_DECLARE (rmgfault)

#define AUDIO_CAPS                                                             \
  "audio/x-raw,format=F32LE,rate=8000,channels=1,layout=interleaved"

typedef struct
{
  GstHarness *harness;
  GstBus *bus;
} Fixture;

static Fixture
open_fault (const char *launch, const char *caps)
{
  Fixture fixture;

  fixture.harness = gst_harness_new_parse (launch);
  fixture.bus = gst_bus_new ();
  gst_element_set_bus (fixture.harness->element, fixture.bus);
  gst_harness_set_src_caps_str (fixture.harness, caps);
  return fixture;
}

static void
close_fault (Fixture *fixture)
{
  gst_element_set_bus (fixture->harness->element, NULL);
  gst_object_unref (fixture->bus);
  gst_harness_teardown (fixture->harness);
}

static GstBuffer *
make_buffer (guint number)
{
  float samples[80] = { 0.0f };
  GstBuffer *buffer = gst_buffer_new_memdup (samples, sizeof samples);

  GST_BUFFER_PTS (buffer) = number * 10 * GST_MSECOND;
  GST_BUFFER_DURATION (buffer) = 10 * GST_MSECOND;
  return buffer;
}

/* '.' for each offer that passed, 'x' for each that did not */
static char *
offer (Fixture *fixture, guint n)
{
  GString *log = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    g_string_append_c (log,
        gst_harness_push (fixture->harness, make_buffer (i)) == GST_FLOW_OK
            ? '.'
            : 'x');
  return g_string_free (log, FALSE);
}

static void
check_offers (const char *launch, const char *expected)
{
  Fixture fixture = open_fault (launch, AUDIO_CAPS);
  g_autofree char *log = offer (&fixture, strlen (expected));

  g_assert_cmpstr (log, ==, expected);
  close_fault (&fixture);
}

static void
test_fault_plan_fails_the_offers_it_names (void)
{
  check_offers ("rmgfault", ".....");
  check_offers ("rmgfault fail-after=0", "xxxxx");
  check_offers ("rmgfault fail-after=2 failures=1", "..x...");
  check_offers ("rmgfault fail-after=2 failures=3", "..xxx...");
  check_offers ("rmgfault fail-every=3", "..x..x..x");
  check_offers ("rmgfault fail-every=3 failures=2", "..x..x....");
}

static void
test_fault_same_seed_fails_the_same (void)
{
  Fixture one = open_fault ("rmgfault fail-probability=0.3 seed=4", AUDIO_CAPS);
  Fixture two = open_fault ("rmgfault fail-probability=0.3 seed=4", AUDIO_CAPS);
  g_autofree char *first = offer (&one, 200), *second = offer (&two, 200);
  guint n_failed = 0;

  for (guint i = 0; i < 200; i++)
    n_failed += first[i] == 'x';
  g_assert_cmpstr (first, ==, second);
  g_assert_cmpuint (n_failed, >=, 40);
  g_assert_cmpuint (n_failed, <=, 80);
  close_fault (&one);
  close_fault (&two);
}

static void
test_fault_restarted_buffer_passes_after_its_failures (void)
{
  g_autoptr (GstElement) fault = gst_element_factory_make ("rmgfault", "fault");
  GstHarness *harness;
  GstFlowReturn flows[4];
  guint64 n_failed;

  gst_object_ref_sink (fault);
  g_object_set (fault, "fail-after", (gint64) 0, "failures", 2, NULL);
  harness = gst_harness_new_with_element (fault, "sink", "src");
  for (guint i = 0; i < G_N_ELEMENTS (flows); i++) {
    gst_harness_set_src_caps_str (harness, AUDIO_CAPS);
    flows[i] = gst_harness_push (harness, make_buffer (0));
    gst_element_set_state (fault, GST_STATE_NULL);
    gst_element_set_state (fault, GST_STATE_PLAYING);
  }
  g_object_get (fault, "failures-done", &n_failed, NULL);
  g_assert_cmpint (flows[0], ==, GST_FLOW_ERROR);
  g_assert_cmpint (flows[1], ==, GST_FLOW_ERROR);
  g_assert_cmpint (flows[2], ==, GST_FLOW_OK);
  g_assert_cmpint (flows[3], ==, GST_FLOW_OK);
  g_assert_cmpuint (n_failed, ==, 2);
  gst_harness_teardown (harness);
}

typedef struct
{
  const char *launch;
  GstFlowReturn flow;
  gboolean has_message;
  guint n_out; /* buffers */
} How;

static void
test_fault_how_and_when_are_as_set (void)
{
  const How rows[] = {
    { "rmgfault fail-after=0", GST_FLOW_ERROR, TRUE, 0 },
    { "rmgfault fail-after=0 how=error-only", GST_FLOW_ERROR, FALSE, 0 },
    { "rmgfault fail-after=0 how=message-only", GST_FLOW_OK, TRUE, 0 },
    { "rmgfault fail-after=0 when=after-output", GST_FLOW_ERROR, TRUE, 1 },
    { "rmgfault fail-after=0 when=partial-write", GST_FLOW_ERROR, TRUE, 1 },
    { "rmgfault fail-after=0 error=not-negotiated", GST_FLOW_NOT_NEGOTIATED,
        TRUE, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    Fixture fixture = open_fault (rows[i].launch, AUDIO_CAPS);
    g_autoptr (GstMessage) message = NULL;

    g_assert_cmpint (
        gst_harness_push (fixture.harness, make_buffer (0)), ==, rows[i].flow);
    message = gst_bus_pop_filtered (fixture.bus, GST_MESSAGE_ERROR);
    g_assert_cmpint (message != NULL, ==, rows[i].has_message);
    g_assert_cmpuint (
        gst_harness_buffers_received (fixture.harness), ==, rows[i].n_out);
    close_fault (&fixture);
  }
}

static void
test_fault_partial_write_is_half (void)
{
  Fixture fixture =
      open_fault ("rmgfault fail-after=0 when=partial-write", AUDIO_CAPS);
  g_autoptr (GstBuffer) out = NULL;

  gst_harness_push (fixture.harness, make_buffer (0));
  out = gst_harness_pull (fixture.harness);
  g_assert_cmpuint (gst_buffer_get_size (out), ==, 40 * sizeof (float));
  close_fault (&fixture);
}

static void
test_fault_message_carries_code_and_details (void)
{
  Fixture fixture = open_fault ("rmgfault fail-after=0 error=no-space "
                                "retryable=true retry-after-ms=250",
      AUDIO_CAPS);
  g_autoptr (GstMessage) message = NULL;
  g_autoptr (GError) error = NULL;
  const GstStructure *details;
  gboolean retryable;
  guint retry_after_ms;

  gst_harness_push (fixture.harness, make_buffer (0));
  message = gst_bus_pop_filtered (fixture.bus, GST_MESSAGE_ERROR);
  gst_message_parse_error (message, &error, NULL);
  gst_message_parse_error_details (message, &details);
  g_assert_error (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_NO_SPACE_LEFT);
  g_assert_true (gst_structure_get (details, "rmg-retryable", G_TYPE_BOOLEAN,
      &retryable, "rmg-retry-after-ms", G_TYPE_UINT, &retry_after_ms, NULL));
  g_assert_true (retryable);
  g_assert_cmpuint (retry_after_ms, ==, 250);
  close_fault (&fixture);
}

static void
test_fault_unsaid_details_are_absent (void)
{
  Fixture fixture =
      open_fault ("rmgfault fail-after=0 error-code=7", AUDIO_CAPS);
  g_autoptr (GstMessage) message = NULL;
  g_autoptr (GError) error = NULL;
  const GstStructure *details;

  gst_harness_push (fixture.harness, make_buffer (0));
  message = gst_bus_pop_filtered (fixture.bus, GST_MESSAGE_ERROR);
  gst_message_parse_error (message, &error, NULL);
  gst_message_parse_error_details (message, &details);
  g_assert_error (error, GST_RESOURCE_ERROR, 7);
  g_assert_null (details);
  close_fault (&fixture);
}

typedef struct
{
  GstHarness *harness;
  GstFlowReturn flow;
} Push;

static gpointer
push_in_thread (gpointer data)
{
  Push *push = data;

  push->flow = gst_harness_push (push->harness, make_buffer (0));
  return NULL;
}

static void
test_fault_stall_ends_by_flush (void)
{
  Fixture fixture = open_fault ("rmgfault stall=until-flush", AUDIO_CAPS);
  Push push = { fixture.harness, GST_FLOW_OK };
  GThread *thread = g_thread_new ("push", push_in_thread, &push);

  gst_harness_push_event (fixture.harness, gst_event_new_flush_start ());
  g_thread_join (thread);
  g_assert_cmpint (push.flow, ==, GST_FLOW_FLUSHING);
  close_fault (&fixture);
}

static void
test_fault_stall_ends_by_stop (void)
{
  Fixture fixture = open_fault ("rmgfault stall=until-stop", AUDIO_CAPS);
  Push push = { fixture.harness, GST_FLOW_OK };
  GThread *thread = g_thread_new ("push", push_in_thread, &push);

  gst_element_set_state (fixture.harness->element, GST_STATE_NULL);
  g_thread_join (thread);
  g_assert_cmpint (push.flow, ==, GST_FLOW_FLUSHING);
  close_fault (&fixture);
}

static void
test_fault_stall_ends_when_unset (void)
{
  Fixture fixture = open_fault ("rmgfault stall=until-unset", AUDIO_CAPS);
  g_autoptr (GstElement) fault =
      gst_harness_find_element (fixture.harness, "rmgfault");
  Push push = { fixture.harness, GST_FLOW_ERROR };
  GThread *thread = g_thread_new ("push", push_in_thread, &push);

  gst_util_set_object_arg (G_OBJECT (fault), "stall", "none");
  g_thread_join (thread);
  g_assert_cmpint (push.flow, ==, GST_FLOW_OK);
  close_fault (&fixture);
}

static void
test_fault_nan_poisons_a_copy (void)
{
  Fixture fixture = open_fault ("rmgfault nan=true", AUDIO_CAPS);
  g_autoptr (GstBuffer) in = make_buffer (0);
  g_autoptr (GstBuffer) out = NULL;
  float sample;

  gst_harness_push (fixture.harness, gst_buffer_ref (in));
  out = gst_harness_pull (fixture.harness);
  gst_buffer_extract (out, 0, &sample, sizeof sample);
  g_assert_true (isnan (sample));
  gst_buffer_extract (in, 0, &sample, sizeof sample);
  g_assert_cmpfloat (sample, ==, 0.0f);
  close_fault (&fixture);
}

static guint
count_events (Fixture *fixture, GstEventType type)
{
  GstEvent *event;
  guint n = 0;

  while ((event = gst_harness_try_pull_event (fixture->harness)) != NULL) {
    n += GST_EVENT_TYPE (event) == type;
    gst_event_unref (event);
  }
  return n;
}

static void
check_drops (const char *launch, guint n_out, guint n_gaps)
{
  Fixture fixture = open_fault (launch, AUDIO_CAPS);
  g_autofree char *log = offer (&fixture, 9);

  g_assert_cmpstr (log, ==, ".........");
  g_assert_cmpuint (gst_harness_buffers_received (fixture.harness), ==, n_out);
  g_assert_cmpuint (count_events (&fixture, GST_EVENT_GAP), ==, n_gaps);
  close_fault (&fixture);
}

static void
test_fault_drops_with_and_without_gap (void)
{
  check_drops ("rmgfault drop-every=3", 6, 0);
  check_drops ("rmgfault drop-every=3 drop-gap=true", 6, 3);
}

static void
test_fault_caps_change_doubles_the_rate (void)
{
  Fixture fixture = open_fault ("rmgfault caps-change-every=2", AUDIO_CAPS);
  g_autofree char *log = offer (&fixture, 2);
  g_autoptr (GstCaps) caps =
      gst_pad_get_current_caps (fixture.harness->sinkpad);
  int rate;

  gst_structure_get_int (gst_caps_get_structure (caps, 0), "rate", &rate);
  g_assert_cmpint (rate, ==, 16000);
  close_fault (&fixture);
}

static void
test_fault_takes_any_caps_and_forwards_item_ends (void)
{
  Fixture fixture = open_fault ("rmgfault", "application/x-rmg-value");
  g_autofree char *log = offer (&fixture, 1);

  g_assert_cmpstr (log, ==, ".");
  gst_harness_push_event (fixture.harness, rmg_item_end_new (0, TRUE));
  g_assert_cmpuint (
      count_events (&fixture, GST_EVENT_CUSTOM_DOWNSTREAM), ==, 1);
  close_fault (&fixture);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  GST_ELEMENT_REGISTER (rmgfault, NULL);

  g_test_add_func ("/fault/plan", test_fault_plan_fails_the_offers_it_names);
  g_test_add_func ("/fault/seed", test_fault_same_seed_fails_the_same);
  g_test_add_func (
      "/fault/restart", test_fault_restarted_buffer_passes_after_its_failures);
  g_test_add_func ("/fault/how", test_fault_how_and_when_are_as_set);
  g_test_add_func ("/fault/partial", test_fault_partial_write_is_half);
  g_test_add_func (
      "/fault/details", test_fault_message_carries_code_and_details);
  g_test_add_func ("/fault/no-details", test_fault_unsaid_details_are_absent);
  g_test_add_func ("/fault/stall/flush", test_fault_stall_ends_by_flush);
  g_test_add_func ("/fault/stall/stop", test_fault_stall_ends_by_stop);
  g_test_add_func ("/fault/stall/unset", test_fault_stall_ends_when_unset);
  g_test_add_func ("/fault/nan", test_fault_nan_poisons_a_copy);
  g_test_add_func ("/fault/drop", test_fault_drops_with_and_without_gap);
  g_test_add_func ("/fault/caps", test_fault_caps_change_doubles_the_rate);
  g_test_add_func (
      "/fault/any", test_fault_takes_any_caps_and_forwards_item_ends);
  return g_test_run ();
}
