/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The runtime of an inline plan: x -> bad, where bad fails its first buffer. */

#include "gst/bin/runtime.h"

#include "gst/elements/guard/rmgguard.h"
#include <rmg/init.h>
#include "tests/lib/session-fixture.h"

#include <string.h>

#define LINES                                                                  \
  "x PassThroughNode\n"                                                        \
  "bad gst:rmgfault 'fail-after':0,'failures':1"                               \
  " @ 'retry':{'retries':%u,'backoff_ms':1,'backoff_max_ms':1}\n"              \
  "x > bad\n"

typedef struct
{
  GstElement *bin;
  RmgPlan *plan;
  RmgRuntime *runtime;
  GstPad *sink; /* of the first node */
  char *error;  /* (nullable): text of the last failure */
} Fixture;

static void
note_failed (RmgNode *node, RmgFault *fault, gpointer data)
{
  Fixture *f = data;

  g_free (f->error);
  f->error = g_strdup (fault->error->message);
}

static gboolean
keep_message (GstMessage *message, gpointer data)
{
  return TRUE;
}

static void
ignore (gpointer data)
{
}

static void
ignore_task (guint node, gpointer data)
{
}

static const RmgListener listener = { note_failed, keep_message, ignore,
  ignore_task, ignore };

/* The bin handles messages as rmgbin does. */
static GstBusSyncReply
handle_message (GstBus *bus, GstMessage *message, gpointer data)
{
  Fixture *f = data;

  if (f->runtime != NULL)
    rmg_runtime_handle_message (f->runtime, message);
  gst_message_unref (message);
  return GST_BUS_DROP;
}

static void
set_up (Fixture *f, gconstpointer n_retries)
{
  RmgPlanOptions options = { RMG_FRAMING_STREAM, RMG_THREADING_INLINE };
  g_autofree char *lines =
      g_strdup_printf (LINES, GPOINTER_TO_UINT (n_retries));
  g_autoptr (RmgGraph) graph = rmg_test_graph (lines);
  g_autoptr (GstBus) bus = gst_bus_new ();
  g_autoptr (GError) error = NULL;

  f->bin = gst_object_ref_sink (gst_bin_new (NULL));
  gst_bus_set_sync_handler (bus, handle_message, f, NULL);
  gst_element_set_bus (f->bin, bus);
  f->plan = rmg_plan_new (graph, &options, NULL, &error);
  g_assert_no_error (error);
  f->runtime =
      rmg_runtime_new (GST_BIN (f->bin), f->plan, &listener, f, &error);
  g_assert_no_error (error);
  f->sink = rmg_runtime_get_port_pad (
      f->runtime, &g_array_index (f->plan->inputs, RmgPlanPort, 0));
}

static void
tear_down (Fixture *f, gconstpointer n_retries)
{
  RmgRuntime *runtime = f->runtime;

  gst_element_set_state (f->bin, GST_STATE_NULL);
  gst_object_unref (f->sink);
  rmg_runtime_free (runtime);
  f->runtime = NULL;
  g_assert_cmpuint (GST_BIN_NUMCHILDREN (f->bin), ==, 0);
  rmg_plan_unref (f->plan);
  gst_element_set_bus (f->bin, NULL);
  gst_object_unref (f->bin);
  g_free (f->error);
}

static GstFlowReturn
start_and_push (Fixture *f)
{
  g_autoptr (GstSample) clip = rmg_test_noise_clip (1, 48000, 1, 480);

  rmg_runtime_start (f->runtime);
  gst_element_set_state (f->bin, GST_STATE_PLAYING);
  gst_pad_send_event (f->sink, gst_event_new_stream_start ("test"));
  gst_pad_send_event (f->sink, gst_event_new_caps (gst_sample_get_caps (clip)));
  gst_pad_send_event (
      f->sink, gst_event_new_segment (gst_sample_get_segment (clip)));
  return gst_pad_chain (f->sink, gst_buffer_ref (gst_sample_get_buffer (clip)));
}

static void
test_runtime_has_plan_nodes_and_elements (Fixture *f, gconstpointer n_retries)
{
  const RmgNodeSet *nodes = rmg_runtime_get_nodes (f->runtime);

  g_assert_true (rmg_runtime_get_plan (f->runtime) == f->plan);
  g_assert_cmpuint (rmg_node_set_get_n_nodes (nodes), ==, 2);
  g_assert_cmpuint (
      GST_BIN_NUMCHILDREN (f->bin), ==, rmg_node_set_get_n_elements (nodes));
  g_assert_false (rmg_runtime_is_parked (f->runtime));
  g_assert_false (rmg_runtime_is_full (f->runtime));
}

static void
test_runtime_failed_buffer_is_parked_and_resumed (
    Fixture *f, gconstpointer n_retries)
{
  g_autoptr (RmgMetrics) metrics = rmg_metrics_new (2);

  start_and_push (f);
  g_assert_true (rmg_runtime_is_parked (f->runtime));
  while (rmg_runtime_get_due (f->runtime) > g_get_monotonic_time ())
    g_thread_yield ();
  rmg_runtime_resume (f->runtime);
  g_assert_false (rmg_runtime_is_parked (f->runtime));

  rmg_runtime_read_metrics (f->runtime, metrics);
  g_assert_cmpstr (rmg_metrics_get_node (metrics, 1)->id, ==, "bad");
  g_assert_cmpuint (rmg_metrics_get_node (metrics, 1)->retries, ==, 1);
  g_assert_cmpuint (
      rmg_metrics_get_memory_bytes (metrics), ==, RMG_METRIC_UNKNOWN);
}

static void
test_runtime_node_without_retries_is_given_up (
    Fixture *f, gconstpointer n_retries)
{
  g_assert_cmpint (start_and_push (f), ==, GST_FLOW_EOS);
  g_assert_nonnull (f->error);
  g_assert_nonnull (strstr (f->error, "node \"bad\""));
}

static void
test_runtime_start_forgets_a_failure (Fixture *f, gconstpointer n_retries)
{
  RmgNode *bad = rmg_node_set_get (rmg_runtime_get_nodes (f->runtime), 1);

  start_and_push (f);
  g_assert_cmpint (rmg_node_get_state (bad), ==, RMG_NODE_STATE_FAILED);
  gst_element_set_state (f->bin, GST_STATE_READY);
  rmg_runtime_stop (f->runtime);
  rmg_runtime_start (f->runtime);
  g_assert_cmpint (rmg_node_get_state (bad), ==, RMG_NODE_STATE_STARTING);
}

/* As by a job of the run before, which ends after the elements have stopped. */
static void
test_runtime_start_forgets_a_late_give_up (Fixture *f, gconstpointer n_retries)
{
  RmgNode *bad = rmg_node_set_get (rmg_runtime_get_nodes (f->runtime), 1);

  rmg_guard_give_up (RMG_GUARD (bad->guard));
  g_assert_cmpint (start_and_push (f), ==, GST_FLOW_OK);
  g_assert_true (rmg_runtime_is_parked (f->runtime));
}

static void
test_runtime_reported_flow_fails_a_node (Fixture *f, gconstpointer n_retries)
{
  g_assert_true (rmg_runtime_report_flow (f->runtime, GST_FLOW_ERROR));
  g_assert_nonnull (strstr (f->error, "node \"x\""));
}

int
main (int argc, char **argv)
{
  rmg_init ();
  g_test_init (&argc, &argv, NULL);

#define ADD(path, n_retries, function)                                         \
  g_test_add (path, Fixture, GUINT_TO_POINTER (n_retries), set_up, function,   \
      tear_down)
  ADD ("/runtime/new", 1, test_runtime_has_plan_nodes_and_elements);
  ADD ("/runtime/resume", 1, test_runtime_failed_buffer_is_parked_and_resumed);
  ADD ("/runtime/give-up", 0, test_runtime_node_without_retries_is_given_up);
  ADD ("/runtime/start", 0, test_runtime_start_forgets_a_failure);
  ADD ("/runtime/late", 1, test_runtime_start_forgets_a_late_give_up);
  ADD ("/runtime/report", 1, test_runtime_reported_flow_fails_a_node);
#undef ADD
  return g_test_run ();
}
