/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Nodes: n0 without a guard, n1 with a guard, n2 a source. Element i works for
 * node i. */

#include "gst/supervision/messages.h"

#include "gst/elements/guard/rmgguard.h"
#include "tests/lib/supervisor-fixture.h"

#include <string.h>

enum
{
  PLAIN,
  GUARDED,
  SOURCE,
  CONVERSION, /* of GUARDED */
};

static void
set_up (SupervisorFixture **f, gconstpointer unused)
{
  guint guard;

  *f = supervisor_fixture_new (3);
  supervisor_fixture_add (*f, "identity", PLAIN, RMG_ROLE_NODE);
  supervisor_fixture_add (*f, "identity", GUARDED, RMG_ROLE_NODE);
  supervisor_fixture_add (*f, "fakesrc", SOURCE, RMG_ROLE_NODE);
  supervisor_fixture_add (*f, "identity", GUARDED, RMG_ROLE_CONVERT);
  guard = supervisor_fixture_add (*f, "rmgguard", GUARDED, RMG_ROLE_GUARD);
  supervisor_fixture_get_plan (*f, SOURCE)->flags = RMG_NODE_SOURCE;
  supervisor_fixture_start (*f);
  supervisor_fixture_get_node (*f, GUARDED)->guard =
      supervisor_fixture_get_element (*f, guard);
}

static void
tear_down (SupervisorFixture **f, gconstpointer unused)
{
  supervisor_fixture_free (*f);
}

/* @message: (transfer full) */
static gboolean
handle (SupervisorFixture *f, GstMessage *message)
{
  gboolean stays = rmg_messages_handle (f->supervisor, message);

  gst_message_unref (message);
  return stays;
}

static GstMessage *
new_error (GstObject *source, GstStructure *details)
{
  g_autoptr (GError) error =
      g_error_new_literal (GST_STREAM_ERROR, GST_STREAM_ERROR_FAILED, "broken");

  return gst_message_new_error_with_details (source, error, "debug", details);
}

static GstObject *
get_object (SupervisorFixture *f, guint element)
{
  return GST_OBJECT (supervisor_fixture_get_element (f, element));
}

static GstStructure *
new_flow_details (void)
{
  return gst_structure_new (
      "details", "flow-return", G_TYPE_INT, GST_FLOW_ERROR, NULL);
}

static void
test_messages_error_of_unguarded_node_produces_up (
    SupervisorFixture **f, gconstpointer unused)
{
  g_assert_true (handle (*f, new_error (get_object (*f, PLAIN), NULL)));
  supervisor_fixture_expect (*f, "failed:n0");
  g_assert_nonnull (strstr ((*f)->error, "broken"));
}

static void
test_messages_error_of_attempt_waits_for_its_guard (
    SupervisorFixture **f, gconstpointer unused)
{
  RmgNode *node = supervisor_fixture_get_node (*f, GUARDED);

  rmg_node_begin_attempt (node);
  g_assert_true (handle (*f, new_error (get_object (*f, GUARDED), NULL)));
  rmg_node_end_attempt (node);
  supervisor_fixture_expect (*f, "");
  g_assert_true (rmg_node_has_failure (node));
}

/* By its own thread, or by its start. */
static void
test_messages_error_outside_an_attempt_fails_the_node (
    SupervisorFixture **f, gconstpointer unused)
{
  g_assert_true (handle (*f, new_error (get_object (*f, GUARDED), NULL)));
  supervisor_fixture_expect (*f, "failed:n1");
}

static void
test_messages_async_start_of_failed_node_stays_inside (
    SupervisorFixture **f, gconstpointer unused)
{
  handle (*f, new_error (get_object (*f, PLAIN), NULL));
  g_assert_true (
      handle (*f, gst_message_new_async_start (get_object (*f, PLAIN))));
}

static void
test_messages_error_of_conversion_produces_up (
    SupervisorFixture **f, gconstpointer unused)
{
  g_assert_true (handle (*f, new_error (get_object (*f, CONVERSION), NULL)));
  supervisor_fixture_expect (*f, "failed:n1");
}

static void
test_messages_flow_error_fails_the_culprit (
    SupervisorFixture **f, gconstpointer unused)
{
  g_assert_true (
      handle (*f, new_error (get_object (*f, GUARDED), new_flow_details ())));
  supervisor_fixture_expect (*f, "failed:n1");
  g_assert_nonnull (strstr ((*f)->error, ", error]"));
}

static void
test_messages_flow_error_of_other_element_fails_a_node (
    SupervisorFixture **f, gconstpointer unused)
{
  GstElement *queue = gst_element_factory_make ("queue", NULL);

  gst_bin_add (GST_BIN ((*f)->bin), queue);
  g_assert_false (handle (*f, new_error (GST_OBJECT (queue), NULL)));
  supervisor_fixture_expect (*f, "");
  g_assert_false (
      handle (*f, new_error (GST_OBJECT (queue), new_flow_details ())));
  supervisor_fixture_expect (*f, "failed:n0");
}

static void
test_messages_async_of_source_stays_inside (
    SupervisorFixture **f, gconstpointer unused)
{
  g_assert_true (
      handle (*f, gst_message_new_async_start (get_object (*f, SOURCE))));
  g_assert_true (handle (*f,
      gst_message_new_async_done (
          get_object (*f, SOURCE), GST_CLOCK_TIME_NONE)));
}

static void
test_messages_async_of_running_node_leaves (
    SupervisorFixture **f, gconstpointer unused)
{
  g_assert_false (
      handle (*f, gst_message_new_async_start (get_object (*f, PLAIN))));
}

/* GstBin keeps the ASYNC_START of each element that it waits for. */
static void
test_messages_async_done_leaves_if_the_bin_waits_for_it (
    SupervisorFixture **f, gconstpointer unused)
{
  GstObject *sink = get_object (*f, PLAIN);

  g_assert_true (
      handle (*f, gst_message_new_async_done (sink, GST_CLOCK_TIME_NONE)));
  gst_element_set_state ((*f)->bin, GST_STATE_PAUSED);
  gst_element_post_message (
      GST_ELEMENT (sink), gst_message_new_async_start (sink));
  g_assert_false (
      handle (*f, gst_message_new_async_done (sink, GST_CLOCK_TIME_NONE)));
}

static void
test_messages_async_of_restarting_node_stays_inside (
    SupervisorFixture **f, gconstpointer unused)
{
  RmgNode *node = supervisor_fixture_get_node (*f, GUARDED);

  rmg_node_handle_event (node, RMG_NODE_EVENT_ATTEMPT_FAILED);
  rmg_node_handle_event (node, RMG_NODE_EVENT_RESTART);
  g_assert_true (
      handle (*f, gst_message_new_async_start (get_object (*f, GUARDED))));
}

static GstMessage *
new_stream_status (SupervisorFixture *f, GstStreamStatusType type)
{
  return gst_message_new_stream_status (
      get_object (f, SOURCE), type, supervisor_fixture_get_element (f, SOURCE));
}

static void
test_messages_new_task_is_reported (SupervisorFixture **f, gconstpointer unused)
{
  g_assert_false (
      handle (*f, new_stream_status (*f, GST_STREAM_STATUS_TYPE_CREATE)));
  supervisor_fixture_expect (*f, "task:2");
}

static void
test_messages_threads_are_counted_if_measured (
    SupervisorFixture **f, gconstpointer unused)
{
  RmgNode *node = supervisor_fixture_get_node (*f, SOURCE);

  handle (*f, new_stream_status (*f, GST_STREAM_STATUS_TYPE_ENTER));
  g_assert_null (node->cpu);

  (*f)->supervisor->measured = TRUE;
  handle (*f, new_stream_status (*f, GST_STREAM_STATUS_TYPE_ENTER));
  handle (*f, new_stream_status (*f, GST_STREAM_STATUS_TYPE_LEAVE));
  g_assert_nonnull (node->cpu);
}

static void
test_messages_eos_ends_the_sink_and_leaves (
    SupervisorFixture **f, gconstpointer unused)
{
  g_assert_false (handle (*f, gst_message_new_eos (get_object (*f, PLAIN))));
  supervisor_fixture_expect (*f, "ended");
}

static void
test_messages_element_message_stays_as_the_listener_decides (
    SupervisorFixture **f, gconstpointer unused)
{
  for (guint keeps = 0; keeps < 2; keeps++) {
    (*f)->keeps_messages = keeps;
    g_assert_cmpint (handle (*f,
                         gst_message_new_element (get_object (*f, PLAIN),
                             gst_structure_new_empty ("test"))),
        ==, keeps);
    supervisor_fixture_expect (*f, "message");
  }
}

static GstMessage *
new_warning (SupervisorFixture *f)
{
  g_autoptr (GError) error =
      g_error_new_literal (GST_STREAM_ERROR, GST_STREAM_ERROR_DECODE, "short");

  return gst_message_new_warning (get_object (f, SOURCE), error, NULL);
}

static void
test_messages_warning_of_failed_node_stays_inside (
    SupervisorFixture **f, gconstpointer unused)
{
  RmgNode *node = supervisor_fixture_get_node (*f, SOURCE);

  g_assert_false (handle (*f, new_warning (*f)));
  supervisor_fixture_expect (*f, "message");
  rmg_node_handle_event (node, RMG_NODE_EVENT_GIVE_UP);
  g_assert_true (handle (*f, new_warning (*f)));
  supervisor_fixture_expect (*f, "");
}

static void
test_messages_other_types_leave (SupervisorFixture **f, gconstpointer unused)
{
  g_assert_false (
      handle (*f, gst_message_new_latency (get_object (*f, PLAIN))));
  supervisor_fixture_expect (*f, "");
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  GST_ELEMENT_REGISTER (rmgguard, NULL);
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function)                                                    \
  g_test_add (path, SupervisorFixture *, NULL, set_up, function, tear_down)
  ADD ("/messages/error", test_messages_error_of_unguarded_node_produces_up);
  ADD ("/messages/error/guarded",
      test_messages_error_of_attempt_waits_for_its_guard);
  ADD ("/messages/error/outside",
      test_messages_error_outside_an_attempt_fails_the_node);
  ADD ("/messages/async/failed",
      test_messages_async_start_of_failed_node_stays_inside);
  ADD ("/messages/error/conversion",
      test_messages_error_of_conversion_produces_up);
  ADD ("/messages/error/flow", test_messages_flow_error_fails_the_culprit);
  ADD ("/messages/error/other",
      test_messages_flow_error_of_other_element_fails_a_node);
  ADD ("/messages/async/source", test_messages_async_of_source_stays_inside);
  ADD ("/messages/async/running", test_messages_async_of_running_node_leaves);
  ADD ("/messages/async/done",
      test_messages_async_done_leaves_if_the_bin_waits_for_it);
  ADD ("/messages/async/restarting",
      test_messages_async_of_restarting_node_stays_inside);
  ADD ("/messages/task", test_messages_new_task_is_reported);
  ADD ("/messages/threads", test_messages_threads_are_counted_if_measured);
  ADD ("/messages/eos", test_messages_eos_ends_the_sink_and_leaves);
  ADD ("/messages/element",
      test_messages_element_message_stays_as_the_listener_decides);
  ADD ("/messages/warning/failed",
      test_messages_warning_of_failed_node_stays_inside);
  ADD ("/messages/other", test_messages_other_types_leave);
#undef ADD
  return g_test_run ();
}
