/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Hosts with a driver that only counts; the tests take and complete. */

#include "elements/base/item-end.h"
#include "gst/elements/host/rmghost.h"
#include <rmg/value-memory.h>

#include <gst/check/gstharness.h>

#define N_PARKED 10000

static int n_open;
static int n_ready;

static gboolean
count_open (RmgHost *host, const char *params, gpointer user_data,
    gpointer *instance, GError **error)
{
  if (g_strcmp0 (params, "refuse") == 0) {
    g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT, "no such model");
    return FALSE;
  }
  n_open++;
  *instance = user_data;
  return TRUE;
}

static void
count_close (RmgHost *host, gpointer instance)
{
  n_open--;
}

static void
count_ready (RmgHost *host, gpointer instance)
{
  n_ready++;
}

static const RmgHostDriver counting = {
  .open = count_open, .close = count_close, .item_ready = count_ready
};

static GstBufferList *
new_number (gint64 number)
{
  GstBufferList *list = gst_buffer_list_new ();

  gst_buffer_list_add (list, rmg_value_buffer_new (rmg_value_new_int (number)));
  return list;
}

/* Completes each item at once with its double. */
static void
double_item (RmgHost *host, gpointer instance)
{
  g_auto (RmgHostItem) item = { 0 };

  while (rmg_host_take (host, &item)) {
    gint64 number = rmg_value_get_int (rmg_value_buffer_peek (item.buffer));

    rmg_host_complete (host, item.sequence, NULL, new_number (2 * number));
    rmg_host_item_clear (&item);
  }
}

static const RmgHostDriver doubling = { .item_ready = double_item };

static GstHarness *
new_harness (const char *launch)
{
  GstHarness *harness = gst_harness_new_parse (launch);

  gst_harness_set_src_caps_str (harness, RMG_VALUE_MEDIA_TYPE);
  return harness;
}

static RmgHost *
get_host (GstHarness *harness)
{
  RmgHost *host = RMG_HOST (gst_harness_find_element (harness, "rmghost"));

  gst_object_unref (host); /* the harness holds it */
  return host;
}

static GstFlowReturn
push_number (GstHarness *harness, gint64 number)
{
  GstBuffer *buffer = rmg_value_buffer_new (rmg_value_new_int (number));

  GST_BUFFER_PTS (buffer) = number * GST_MSECOND;
  return gst_harness_push (harness, buffer);
}

static gint64
pull_number (GstHarness *harness)
{
  GstBuffer *buffer = gst_harness_try_pull (harness);
  gint64 number;

  g_assert_nonnull (buffer);
  number = rmg_value_get_int (rmg_value_buffer_peek (buffer));
  g_assert_cmpuint (
      GST_BUFFER_PTS (buffer), ==, (GstClockTime) number / 2 * GST_MSECOND);
  gst_buffer_unref (buffer);
  return number;
}

static void
complete_doubled (RmgHost *host, guint64 sequence, gint64 number)
{
  rmg_host_complete (host, sequence, NULL, new_number (2 * number));
}

/* Returns: sequence of the item taken, which held @number */
static guint64
take_number (RmgHost *host, gint64 number)
{
  g_auto (RmgHostItem) item = { 0 };

  g_assert_true (rmg_host_take (host, &item));
  g_assert_cmpint (
      rmg_value_get_int (rmg_value_buffer_peek (item.buffer)), ==, number);
  return item.sequence;
}

static void
test_host_driver_completes_within_push (void)
{
  GstHarness *harness = new_harness ("rmghost type=Double");

  for (gint64 i = 0; i < 3; i++)
    push_number (harness, i);
  for (gint64 i = 0; i < 3; i++)
    g_assert_cmpint (pull_number (harness), ==, 2 * i);
  gst_harness_teardown (harness);
}

static void
test_host_out_of_order_leaves_in_order (void)
{
  GstHarness *harness =
      new_harness ("rmghost type=Count deferred=true max-items=100000");
  RmgHost *host = get_host (harness);
  guint64 *sequences = g_new (guint64, N_PARKED);

  n_ready = 0;
  for (gint64 i = 0; i < N_PARKED; i++)
    push_number (harness, i);
  g_assert_cmpint (n_ready, ==, N_PARKED);

  for (gint64 i = 0; i < N_PARKED; i++)
    sequences[i] = take_number (host, i);
  for (gint64 i = N_PARKED - 1; i >= 0; i--)
    complete_doubled (host, sequences[i], i);
  g_assert_null (gst_harness_try_pull (harness));

  rmg_host_flush_completed (host);
  for (gint64 i = 0; i < N_PARKED; i++)
    g_assert_cmpint (pull_number (harness), ==, 2 * i);
  g_free (sequences);
  gst_harness_teardown (harness);
}

static void
test_host_gap_in_completions_holds_later_ones (void)
{
  GstHarness *harness = new_harness ("rmghost type=Count");
  RmgHost *host = get_host (harness);
  guint64 sequences[3];

  for (gint64 i = 0; i < 3; i++) {
    push_number (harness, i);
    sequences[i] = take_number (host, i);
  }
  complete_doubled (host, sequences[2], 2);
  complete_doubled (host, sequences[0], 0);
  g_assert_cmpint (pull_number (harness), ==, 0);
  g_assert_null (gst_harness_try_pull (harness));
  complete_doubled (host, sequences[1], 1);
  g_assert_cmpint (pull_number (harness), ==, 2);
  g_assert_cmpint (pull_number (harness), ==, 4);
  gst_harness_teardown (harness);
}

static void
test_host_many_hosts_park_on_one_thread (void)
{
  RmgHost **hosts = g_new (RmgHost *, N_PARKED);
  GstSegment segment;
  GstPad **sinks = g_new (GstPad *, N_PARKED);

  gst_segment_init (&segment, GST_FORMAT_TIME);
  for (int i = 0; i < N_PARKED; i++) {
    hosts[i] = g_object_new (RMG_TYPE_HOST, "type", "Count", NULL);
    gst_element_set_state (GST_ELEMENT (hosts[i]), GST_STATE_PLAYING);
    sinks[i] = gst_element_get_static_pad (GST_ELEMENT (hosts[i]), "sink");
    gst_pad_send_event (sinks[i], gst_event_new_stream_start ("one"));
    gst_pad_send_event (sinks[i], gst_event_new_segment (&segment));
    gst_pad_chain (sinks[i], rmg_value_buffer_new (rmg_value_new_int (i)));
  }
  for (int i = 0; i < N_PARKED; i++)
    take_number (hosts[i], i);

  for (int i = 0; i < N_PARKED; i++) {
    gst_element_set_state (GST_ELEMENT (hosts[i]), GST_STATE_NULL);
    gst_object_unref (sinks[i]);
    gst_object_unref (hosts[i]);
  }
  g_assert_cmpint (n_open, ==, 0);
  g_free (sinks);
  g_free (hosts);
}

static void
free_object (gpointer data)
{
  (*(int *) data)++;
}

static void
test_host_close_frees_parked_items (void)
{
  GstHarness *harness = new_harness ("rmghost type=Count");
  g_auto (RmgHostItem) item = { 0 };
  int n_freed = 0;

  for (int i = 0; i < 3; i++)
    gst_harness_push (harness,
        rmg_value_buffer_new (
            rmg_value_new_object (&n_freed, "counter", free_object)));
  g_assert_true (rmg_host_take (get_host (harness), &item));
  gst_harness_teardown (harness);
  g_assert_cmpint (n_freed, ==, 2);
}

static void
drop_events (GstHarness *harness)
{
  GstEvent *event;

  while ((event = gst_harness_try_pull_event (harness)) != NULL)
    gst_event_unref (event);
}

static void
test_host_item_end_waits_for_item (void)
{
  GstHarness *harness = new_harness ("rmghost type=Count");
  RmgHost *host = get_host (harness);
  GstEvent *event;

  push_number (harness, 1);
  drop_events (harness);
  gst_harness_push_event (harness, rmg_item_end_new (0, TRUE));
  g_assert_null (gst_harness_try_pull_event (harness));

  complete_doubled (host, take_number (host, 1), 1);
  while ((event = gst_harness_try_pull_event (harness)) != NULL &&
      !rmg_item_end_parse (event, NULL, NULL))
    gst_event_unref (event);
  g_assert_nonnull (event);
  gst_event_unref (event);
  gst_harness_teardown (harness);
}

static void
test_host_output_has_caps_of_its_own (void)
{
  GstHarness *harness = new_harness ("rmghost type=Count");
  RmgHost *host = get_host (harness);
  g_autoptr (GstCaps) caps = gst_caps_new_empty_simple ("text/x-raw");
  g_autoptr (GstCaps) output_caps = NULL;

  push_number (harness, 1);
  rmg_host_complete (host, take_number (host, 1), caps, new_number (2));
  output_caps = gst_pad_get_current_caps (harness->sinkpad);
  g_assert_true (gst_caps_is_equal (output_caps, caps));
  gst_harness_teardown (harness);
}

static void
test_host_failure_is_one_error_and_the_rest_goes_on (void)
{
  GstHarness *harness = new_harness ("rmghost type=Count");
  RmgHost *host = get_host (harness);
  g_autoptr (GError) cause =
      g_error_new (G_FILE_ERROR, G_FILE_ERROR_NOENT, "model is away");
  g_autoptr (GstBus) bus = gst_bus_new ();
  g_autoptr (GstMessage) message = NULL;
  g_autoptr (GError) error = NULL;
  const GstStructure *details;
  gboolean retryable = FALSE;

  gst_element_set_bus (GST_ELEMENT (host), bus);
  push_number (harness, 0);
  push_number (harness, 1);
  rmg_host_fail (host, take_number (host, 0), TRUE, cause);
  complete_doubled (host, take_number (host, 1), 1);

  message = gst_bus_pop_filtered (bus, GST_MESSAGE_ERROR);
  g_assert_nonnull (message);
  gst_message_parse_error (message, &error, NULL);
  gst_message_parse_error_details (message, &details);
  g_assert_cmpstr (error->message, ==, "model is away");
  g_assert_true (
      gst_structure_get_boolean (details, "rmg-retryable", &retryable));
  g_assert_true (retryable);
  g_assert_null (gst_bus_pop_filtered (bus, GST_MESSAGE_ERROR));
  g_assert_cmpint (pull_number (harness), ==, 2);
  g_assert_cmpint (push_number (harness, 2), ==, GST_FLOW_OK);
  gst_element_set_bus (GST_ELEMENT (host), NULL);
  gst_harness_teardown (harness);
}

static void
test_host_flush_forgets_taken_items (void)
{
  GstHarness *harness = new_harness ("rmghost type=Count");
  RmgHost *host = get_host (harness);
  guint64 sequence;

  push_number (harness, 1);
  sequence = take_number (host, 1);
  gst_harness_push_event (harness, gst_event_new_flush_start ());
  gst_harness_push_event (harness, gst_event_new_flush_stop (TRUE));
  complete_doubled (host, sequence, 1);
  g_assert_null (gst_harness_try_pull (harness));
  gst_harness_teardown (harness);
}

static void
count_notified (RmgHost *host, gpointer user_data)
{
  (*(int *) user_data)++;
}

static void
test_host_deferred_reports_full_and_notifies (void)
{
  GstHarness *harness =
      new_harness ("rmghost type=Count deferred=true max-items=2");
  RmgHost *host = get_host (harness);
  int n_notified = 0;

  rmg_host_set_notify (host, count_notified, &n_notified, NULL);
  push_number (harness, 0);
  g_assert_false (rmg_host_is_full (host));
  push_number (harness, 1);
  g_assert_true (rmg_host_is_full (host));

  complete_doubled (host, take_number (host, 0), 0);
  g_assert_cmpint (n_notified, ==, 1);
  rmg_host_flush_completed (host);
  g_assert_false (rmg_host_is_full (host));
  gst_harness_teardown (harness);
}

static gpointer
push_three (gpointer data)
{
  for (gint64 i = 0; i < 3; i++)
    push_number (data, i);
  return NULL;
}

static void
test_host_full_outbox_is_waited_for (void)
{
  GstHarness *harness = new_harness ("rmghost type=Count max-items=1");
  RmgHost *host = get_host (harness);
  GThread *thread = g_thread_new ("push", push_three, harness);

  for (gint64 i = 0; i < 3;) {
    g_auto (RmgHostItem) item = { 0 };

    if (!rmg_host_take (host, &item)) {
      g_thread_yield ();
      continue;
    }
    complete_doubled (host, item.sequence, i);
    g_assert_cmpint (pull_number (harness), ==, 2 * i++);
  }
  g_thread_join (thread);
  gst_harness_teardown (harness);
}

static void
test_host_state_change_ends_wait (void)
{
  GstHarness *harness = new_harness ("rmghost type=Count max-items=1");
  GThread *thread = g_thread_new ("push", push_three, harness);

  gst_element_set_state (harness->element, GST_STATE_NULL);
  g_thread_join (thread);
  gst_harness_teardown (harness);
}

static void
test_host_does_not_start_without_driver (void)
{
  const struct
  {
    const char *type;
    const char *params;
    int code;
  } rows[] = {
    { "Unknown", NULL, GST_RESOURCE_ERROR_NOT_FOUND },
    { "Count", "refuse", GST_RESOURCE_ERROR_OPEN_READ },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    GstElement *host = g_object_new (
        RMG_TYPE_HOST, "type", rows[i].type, "params", rows[i].params, NULL);
    g_autoptr (GstBus) bus = gst_bus_new ();
    g_autoptr (GstMessage) message = NULL;
    g_autoptr (GError) error = NULL;

    gst_element_set_bus (host, bus);
    g_assert_cmpint (gst_element_set_state (host, GST_STATE_PLAYING), ==,
        GST_STATE_CHANGE_FAILURE);
    message = gst_bus_pop_filtered (bus, GST_MESSAGE_ERROR);
    g_assert_nonnull (message);
    gst_message_parse_error (message, &error, NULL);
    g_assert_error (error, GST_RESOURCE_ERROR, rows[i].code);
    gst_element_set_bus (host, NULL);
    gst_element_set_state (host, GST_STATE_NULL);
    gst_object_unref (host);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  GST_ELEMENT_REGISTER (rmghost, NULL);
  rmg_host_register_type ("Count", "counts items", &counting, NULL, NULL);
  rmg_host_register_type ("Double", "doubles a number", &doubling, NULL, NULL);

  g_test_add_func ("/host/within", test_host_driver_completes_within_push);
  g_test_add_func ("/host/order", test_host_out_of_order_leaves_in_order);
  g_test_add_func ("/host/hole", test_host_gap_in_completions_holds_later_ones);
  g_test_add_func ("/host/many", test_host_many_hosts_park_on_one_thread);
  g_test_add_func ("/host/close", test_host_close_frees_parked_items);
  g_test_add_func ("/host/item-end", test_host_item_end_waits_for_item);
  g_test_add_func ("/host/caps", test_host_output_has_caps_of_its_own);
  g_test_add_func (
      "/host/failure", test_host_failure_is_one_error_and_the_rest_goes_on);
  g_test_add_func ("/host/flush", test_host_flush_forgets_taken_items);
  g_test_add_func (
      "/host/deferred", test_host_deferred_reports_full_and_notifies);
  g_test_add_func ("/host/full", test_host_full_outbox_is_waited_for);
  g_test_add_func ("/host/state", test_host_state_change_ends_wait);
  g_test_add_func ("/host/driver", test_host_does_not_start_without_driver);
  return g_test_run ();
}
