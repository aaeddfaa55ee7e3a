/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* rmgbin as an element of an application. */

#include "tests/lib/hang.h"

#include <rmg/fault.h>
#include <rmg/init.h>

#include <gio/gio.h>
#include <gst/gst.h>

#define TWO_IN_TWO_OUT                                                         \
  "{\"version\":\"v1\",\"metadata\":{\"name\":\"two\"},\"nodes\":["            \
  "{\"id\":\"x\",\"node_type\":\"PassThroughNode\"},"                          \
  "{\"id\":\"y\",\"node_type\":\"VADNode\"}],\"connections\":[]}"

static GstElement *
make_bin (const char *manifest_json)
{
  GstElement *bin = gst_element_factory_make ("rmgbin", NULL);

  gst_object_ref_sink (bin);
  g_object_set (bin, "manifest-json", manifest_json, NULL);
  return bin;
}

static guint
count_errors (GstElement *pipeline, char **text)
{
  g_autoptr (GstBus) bus = gst_element_get_bus (pipeline);
  GstMessage *message;
  guint n_errors = 0;

  while ((message = gst_bus_pop_filtered (bus, GST_MESSAGE_ERROR)) != NULL) {
    g_autoptr (GError) error = NULL;

    gst_message_parse_error (message, &error, NULL);
    g_free (*text);
    *text = g_strdup (error->message);
    n_errors++;
    gst_message_unref (message);
  }
  return n_errors;
}

static void
assert_start_fails_once (GstElement *bin, const char *part)
{
  g_autoptr (GstElement) pipeline =
      gst_object_ref_sink (gst_pipeline_new (NULL));
  g_autofree char *text = NULL;

  gst_bin_add (GST_BIN (pipeline), bin);
  g_assert_cmpint (gst_element_set_state (pipeline, GST_STATE_READY), ==,
      GST_STATE_CHANGE_FAILURE);
  g_assert_cmpuint (count_errors (pipeline, &text), ==, 1);
  g_assert_nonnull (strstr (text, part));
  gst_element_set_state (pipeline, GST_STATE_NULL);
}

static void
test_rmgbin_bad_manifest_is_posted_once_at_start (void)
{
  g_autoptr (GstElement) bin = make_bin ("{\"version\":\"v1\"}");

  assert_start_fails_once (bin, "manifest-json");
}

#define FAILING                                                                \
  "{\"version\":\"v1\",\"metadata\":{\"name\":\"f\"},\"nodes\":["              \
  "{\"id\":\"bad\",\"node_type\":\"gst:rmgfault\","                            \
  "\"params\":{\"fail-after\":2,\"error\":\"stream-decode\"}}],"               \
  "\"connections\":[]}"

static void
test_rmgbin_error_message_has_the_record (void)
{
  g_autoptr (GError) parse_error = NULL;
  g_autoptr (GstElement) pipeline = gst_parse_launch (
      "fakesrc num-buffers=9 ! rmgbin name=bin ! fakesink", &parse_error);
  g_autoptr (GstElement) bin = gst_bin_get_by_name (GST_BIN (pipeline), "bin");
  g_autoptr (GstBus) bus = gst_element_get_bus (pipeline);
  g_autoptr (GstMessage) message = NULL;
  g_autoptr (RmgFault) fault = NULL;
  gboolean retryable = TRUE;
  const GstStructure *details;

  g_assert_no_error (parse_error);
  g_object_set (bin, "manifest-json", FAILING, NULL);
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  message = gst_bus_timed_pop_filtered (
      bus, RMG_TEST_HANG_S * GST_SECOND, GST_MESSAGE_ERROR);
  g_assert_nonnull (message);
  fault = rmg_fault_from_message (message);
  g_assert_nonnull (fault);
  g_assert_cmpstr (fault->node_id, ==, "bad");
  g_assert_error (fault->error, GST_STREAM_ERROR, GST_STREAM_ERROR_DECODE);
  g_assert_cmpint (fault->kind, ==, RMG_FAULT_PERMANENT);
  g_assert_cmpuint (rmg_fault_get_n_recorded (fault), ==, 1);
  gst_message_parse_error_details (message, &details);
  g_assert_true (
      gst_structure_get_boolean (details, "rmg-retryable", &retryable));
  g_assert_false (retryable);
  gst_element_set_state (pipeline, GST_STATE_NULL);
}

#define RETRYING                                                               \
  "{\"version\":\"v1\",\"metadata\":{\"name\":\"f\"},\"nodes\":["              \
  "{\"id\":\"bad\",\"node_type\":\"gst:rmgfault\","                            \
  "\"params\":{\"fail-after\":2,\"failures\":1000},"                           \
  "\"retry\":{\"backoff_ms\":1,\"max_retries\":1000}}],\"connections\":[]}"

static void
wait_for_retry (GstBus *bus)
{
  gboolean retries = FALSE;

  while (!retries) {
    g_autoptr (GstMessage) message = gst_bus_timed_pop_filtered (
        bus, RMG_TEST_HANG_S * GST_SECOND, GST_MESSAGE_ELEMENT);

    g_assert_nonnull (message);
    retries = gst_message_has_name (message, "rmg-node-retrying");
  }
}

/* Without the change the test would need 1000 retries. */
static void
test_rmgbin_policy_changes_while_it_plays (void)
{
  g_autoptr (GstElement) pipeline = gst_parse_launch (
      "fakesrc num-buffers=9 ! rmgbin name=bin ! fakesink", NULL);
  g_autoptr (GstElement) bin = gst_bin_get_by_name (GST_BIN (pipeline), "bin");
  g_autoptr (GstBus) bus = gst_element_get_bus (pipeline);
  g_autoptr (GstMessage) message = NULL;
  g_autoptr (RmgFault) fault = NULL;

  g_object_set (bin, "manifest-json", RETRYING, NULL);
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  wait_for_retry (bus);
  gst_child_proxy_set (
      GST_CHILD_PROXY (bin), "bad.guard::retry-max-retries", 1, NULL);
  message = gst_bus_timed_pop_filtered (
      bus, RMG_TEST_HANG_S * GST_SECOND, GST_MESSAGE_ERROR);
  g_assert_nonnull (message);
  fault = rmg_fault_from_message (message);
  g_assert_cmpint (fault->kind, ==, RMG_FAULT_EXHAUSTED);
  g_assert_cmpuint (fault->n_attempts, <, 1000);
  gst_element_set_state (pipeline, GST_STATE_NULL);
}

#define HEALING                                                                \
  "{\"version\":\"v1\",\"metadata\":{\"name\":\"f\"},\"nodes\":["              \
  "{\"id\":\"bad\",\"node_type\":\"gst:rmgfault\","                            \
  "\"params\":{\"fail-after\":2,\"failures\":2},"                              \
  "\"retry\":{\"backoff_ms\":1}}],\"connections\":[]}"

static void
append_message (GString *names, const GstStructure *structure)
{
  const char *state = gst_structure_get_string (structure, "to");

  g_string_append_printf (names, "%s ",
      gst_structure_has_name (structure, "rmg-state")
          ? state
          : gst_structure_get_name (structure));
}

#define SLOW                                                                   \
  "{\"version\":\"v1\",\"metadata\":{\"name\":\"f\"},\"nodes\":["              \
  "{\"id\":\"slow\",\"node_type\":\"gst:rmgfault\","                           \
  "\"params\":{\"delay-us\":20000},\"retry\":{\"backoff_ms\":1,"               \
  "\"max_retries\":1,\"timeout_ms\":2}}],\"connections\":[]}"

static void
test_rmgbin_attempt_that_takes_too_long_is_retried (void)
{
  g_autoptr (GstElement) pipeline = gst_parse_launch (
      "fakesrc num-buffers=9 ! rmgbin name=bin ! fakesink", NULL);
  g_autoptr (GstElement) bin = gst_bin_get_by_name (GST_BIN (pipeline), "bin");
  g_autoptr (GstBus) bus = gst_element_get_bus (pipeline);
  g_autoptr (GstMessage) message = NULL;
  g_autoptr (RmgFault) fault = NULL;

  g_object_set (bin, "manifest-json", SLOW, NULL);
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  message = gst_bus_timed_pop_filtered (
      bus, RMG_TEST_HANG_S * GST_SECOND, GST_MESSAGE_ERROR);
  g_assert_nonnull (message);
  fault = rmg_fault_from_message (message);
  g_assert_error (fault->error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
  g_assert_cmpint (fault->kind, ==, RMG_FAULT_EXHAUSTED);
  g_assert_cmpuint (fault->n_attempts, ==, 2);
  gst_element_set_state (pipeline, GST_STATE_NULL);
}

#define TOGETHER                                                               \
  "{\"version\":\"v1\",\"metadata\":{\"name\":\"f\"},\"nodes\":["              \
  "{\"id\":\"bad\",\"node_type\":\"gst:rmgfault\",\"group\":\"g\","            \
  "\"params\":{\"fail-after\":2,\"failures\":2},"                              \
  "\"retry\":{\"backoff_ms\":1}},"                                             \
  "{\"id\":\"next\",\"node_type\":\"PassThrough\",\"group\":\"g\"}],"          \
  "\"connections\":[{\"from\":\"bad\",\"to\":\"next\"}]}"

/* Until the end of the stream. */
static char *
list_element_messages (GstBus *bus)
{
  GString *names = g_string_new (NULL);
  gboolean ended = FALSE;

  while (!ended) {
    g_autoptr (GstMessage) message =
        gst_bus_timed_pop_filtered (bus, RMG_TEST_HANG_S * GST_SECOND,
            GST_MESSAGE_ELEMENT | GST_MESSAGE_EOS | GST_MESSAGE_ERROR);

    g_assert_nonnull (message);
    g_assert_cmpint (GST_MESSAGE_TYPE (message), !=, GST_MESSAGE_ERROR);
    ended = GST_MESSAGE_TYPE (message) == GST_MESSAGE_EOS;
    if (!ended)
      append_message (names, gst_message_get_structure (message));
  }
  return g_string_free (names, FALSE);
}

static char *
play_and_list_messages (const char *manifest)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GstElement) pipeline = gst_parse_launch (
      "fakesrc num-buffers=9 ! rmgbin name=bin ! fakesink", &error);
  g_autoptr (GstElement) bin = gst_bin_get_by_name (GST_BIN (pipeline), "bin");
  g_autoptr (GstBus) bus = gst_element_get_bus (pipeline);
  char *names;

  g_assert_no_error (error);
  g_object_set (bin, "manifest-json", manifest, NULL);
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  names = list_element_messages (bus);
  gst_element_set_state (pipeline, GST_STATE_NULL);
  return names;
}

static void
test_rmgbin_posts_retries_and_recovery_on_the_bus (void)
{
  g_autofree char *names = play_and_list_messages (HEALING);

  g_assert_cmpstr (names, ==,
      "starting running restarting rmg-node-retrying rmg-node-retrying "
      "rmg-node-restarted running rmg-recovered draining ");
}

static void
test_rmgbin_group_restarts_before_the_next_buffer (void)
{
  g_autofree char *names = play_and_list_messages (TOGETHER);

  g_assert_cmpstr (names, ==,
      "starting running restarting rmg-node-retrying rmg-node-retrying "
      "rmg-node-restarted running rmg-recovered rmg-node-restarted draining ");
}

static void
test_rmgbin_without_manifest_does_not_start (void)
{
  g_autoptr (GstElement) bin =
      gst_object_ref_sink (gst_element_factory_make ("rmgbin", NULL));

  assert_start_fails_once (bin, "No manifest");
}

static void
test_rmgbin_named_pad_takes_the_first_port_over (void)
{
  g_autoptr (GstElement) bin = make_bin (TWO_IN_TWO_OUT);
  g_autoptr (GstPad) first = gst_element_get_static_pad (bin, "sink");
  g_autoptr (GstPad) x = gst_element_request_pad_simple (bin, "sink_x");
  g_autoptr (GstPad) y = gst_element_request_pad_simple (bin, "sink_y");
  g_autoptr (GstPad) target = NULL;

  g_assert_nonnull (x);
  g_assert_nonnull (y);
  g_assert_null (gst_ghost_pad_get_target (GST_GHOST_PAD (first)));
  target = gst_ghost_pad_get_target (GST_GHOST_PAD (x));
  g_assert_cmpstr (GST_OBJECT_NAME (GST_OBJECT_PARENT (target)), ==, "x");
  gst_element_release_request_pad (bin, x);
  gst_element_release_request_pad (bin, y);
}

static void
test_rmgbin_unknown_pad_is_refused (void)
{
  g_autoptr (GstElement) bin = make_bin (TWO_IN_TWO_OUT);

  g_assert_null (gst_element_request_pad_simple (bin, "sink_z"));
}

static void
test_rmgbin_child_is_reached_by_node_id (void)
{
  g_autoptr (GstElement) bin = make_bin (TWO_IN_TWO_OUT);
  double threshold = 0;

  gst_child_proxy_set (
      GST_CHILD_PROXY (bin), "y::energy-threshold", 0.25, NULL);
  gst_child_proxy_get (
      GST_CHILD_PROXY (bin), "y::energy-threshold", &threshold, NULL);
  g_assert_cmpfloat (threshold, ==, 0.25);
}

static void
test_rmgbin_metrics_name_the_nodes (void)
{
  g_autoptr (GstElement) bin = make_bin (TWO_IN_TWO_OUT);
  g_autofree char *metrics = NULL;

  g_object_get (bin, "metrics", &metrics, NULL);
  g_assert_nonnull (strstr (metrics, "\"node_id\": \"x\""));
  g_assert_nonnull (strstr (metrics, "\"node_id\": \"y\""));
}

static char *
make_reader_manifest (void)
{
  g_autofree char *path = g_build_filename (
      g_getenv ("RMG_TEST_EXAMPLES"), "data", "speech.flac", NULL);

  return g_strdup_printf (
      "{\"version\":\"v1\",\"metadata\":{\"name\":\"read\"},\"nodes\":["
      "{\"id\":\"r\",\"node_type\":\"MediaReaderNode\","
      "\"params\":{\"path\":\"%s\"}}],\"connections\":[]}",
      path);
}

/* No sink waits for data, so the bin changes to the same state repeatedly while
 * the reader has no media. It must not post ASYNC_DONE each time. */
static void
test_rmgbin_reader_is_waited_for_once (void)
{
  g_autofree char *manifest = make_reader_manifest ();
  g_autoptr (GstElement) pipeline =
      gst_object_ref_sink (gst_pipeline_new (NULL));
  g_autoptr (GstBus) bus = gst_element_get_bus (pipeline);
  g_autoptr (GstElement) bin = make_bin (manifest);
  GstElement *sink = gst_element_factory_make ("fakesink", NULL);
  GstMessageType type = GST_MESSAGE_ASYNC_DONE;
  guint n_done = 0;

  g_object_set (sink, "async", FALSE, NULL);
  gst_bin_add_many (GST_BIN (pipeline), bin, sink, NULL);
  g_assert_true (gst_element_link (bin, sink));
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  while (type == GST_MESSAGE_ASYNC_DONE) {
    GstMessage *message = gst_bus_timed_pop_filtered (bus, GST_CLOCK_TIME_NONE,
        GST_MESSAGE_ASYNC_DONE | GST_MESSAGE_EOS | GST_MESSAGE_ERROR);

    type = GST_MESSAGE_TYPE (message);
    n_done += type == GST_MESSAGE_ASYNC_DONE;
    gst_message_unref (message);
  }
  gst_element_set_state (pipeline, GST_STATE_NULL);

  g_assert_cmpint (type, ==, GST_MESSAGE_EOS);
  g_assert_cmpuint (n_done, <=, 1);
}

int
main (int argc, char **argv)
{
  rmg_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func (
      "/rmgbin/time-out", test_rmgbin_attempt_that_takes_too_long_is_retried);
  g_test_add_func (
      "/rmgbin/group", test_rmgbin_group_restarts_before_the_next_buffer);
  g_test_add_func ("/rmgbin/policy", test_rmgbin_policy_changes_while_it_plays);

  g_test_add_func (
      "/rmgbin/bad-manifest", test_rmgbin_bad_manifest_is_posted_once_at_start);
  g_test_add_func (
      "/rmgbin/no-manifest", test_rmgbin_without_manifest_does_not_start);
  g_test_add_func (
      "/rmgbin/named-pad", test_rmgbin_named_pad_takes_the_first_port_over);
  g_test_add_func ("/rmgbin/fault", test_rmgbin_error_message_has_the_record);
  g_test_add_func (
      "/rmgbin/messages", test_rmgbin_posts_retries_and_recovery_on_the_bus);
  g_test_add_func ("/rmgbin/unknown-pad", test_rmgbin_unknown_pad_is_refused);
  g_test_add_func ("/rmgbin/child", test_rmgbin_child_is_reached_by_node_id);
  g_test_add_func ("/rmgbin/metrics", test_rmgbin_metrics_name_the_nodes);
  g_test_add_func ("/rmgbin/reader", test_rmgbin_reader_is_waited_for_once);
  return g_test_run ();
}
