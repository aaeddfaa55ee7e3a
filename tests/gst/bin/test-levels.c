/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* A join that waits for its second leg holds the buffers of the first. */

#include "gst/bin/levels.h"

#include "gst/session/data.h"

#include "tests/lib/plan-fixture.h"
#include "tests/lib/session-fixture.h"

#include <malloc.h>
#include <rmg/rmg.h>

#define N_BYTES 16384
#define CAPS "application/x-rmg-levels"
#define JOINED "a gst:identity\nb gst:identity\nj gst:identity\na > j\nb > j"

static RmgSession *
open_measured (const char *lines, RmgThreading threading, guint64 max_bytes)
{
  const RmgSessionOptions options = { .metrics = TRUE, .max_bytes = max_bytes };
  const RmgPlanOptions plan_options = { .threading = threading,
    .framing = RMG_FRAMING_STREAM };
  g_autoptr (RmgGraph) graph = rmg_test_graph (lines);
  g_autoptr (GError) error = NULL;
  RmgSession *session =
      rmg_session_open (graph, &plan_options, &options, &error);

  g_assert_no_error (error);
  return session;
}

static RmgSessionResult
push (RmgSession *session, const char *input, guint number)
{
  g_autoptr (GstCaps) caps = gst_caps_new_empty_simple (CAPS);
  GstBuffer *buffer = gst_buffer_new_allocate (NULL, N_BYTES, NULL);
  RmgSessionResult result;

  GST_BUFFER_PTS (buffer) = number * GST_MSECOND;
  GST_BUFFER_DURATION (buffer) = GST_MSECOND;
  result = rmg_session_push (session, input, caps, &buffer, NULL);
  gst_clear_buffer (&buffer);
  return result;
}

static void
push_many (RmgSession *session, const char *input, guint n)
{
  for (guint i = 0; i < n; i++)
    g_assert_cmpint (push (session, input, i), ==, RMG_SESSION_OK);
}

static guint
pull_all (RmgSession *session)
{
  g_auto (RmgOutput) output = { NULL };
  guint n = 0;

  while (rmg_session_pull (session, &output, NULL) == RMG_SESSION_OK) {
    n += output.buffer != NULL;
    rmg_output_clear (&output);
  }
  return n;
}

static void
assert_held (RmgSession *session, guint64 n_bytes, guint64 peak)
{
  g_autoptr (RmgMetrics) metrics = rmg_session_get_metrics (session);
  const RmgNodeMetrics *joined = rmg_metrics_find_node (metrics, "j");

  g_assert_cmpuint (joined->held_bytes, ==, n_bytes);
  g_assert_cmpuint (joined->peak_held_bytes, ==, peak);
}

static void
test_levels_join_is_charged_to_its_node (void)
{
  RmgSession *session = open_measured (JOINED, RMG_THREADING_INLINE, 0);

  assert_held (session, 0, 0);
  push_many (session, "a", 20);
  assert_held (session, 20 * N_BYTES, 20 * N_BYTES);
  push_many (session, "b", 21);
  g_assert_cmpuint (pull_all (session), >=, 40);
  assert_held (session, N_BYTES, 20 * N_BYTES);
  g_assert_true (rmg_session_close (session, NULL));
}

static gsize
get_allocated (void)
{
  return mallinfo2 ().uordblks;
}

/* The checkers of memory replace malloc() and do not count. */
static gboolean
malloc_counts (void)
{
  const gsize before = get_allocated ();
  gpointer block = g_malloc (100000);
  const gsize after = get_allocated ();

  g_free (block);
  return after >= before + 100000;
}

static void
test_levels_memory_agrees_with_malloc (void)
{
  g_autoptr (RmgMetrics) metrics = NULL;
  RmgSession *session;
  gsize before, after;

  if (!malloc_counts ()) {
    g_test_skip ("malloc does not count");
    return;
  }
  session = open_measured (JOINED, RMG_THREADING_INLINE, 0);
  push_many (session, "a", 1);
  before = get_allocated ();
  push_many (session, "a", 200);
  after = get_allocated ();
  metrics = rmg_session_get_metrics (session);
  g_assert_cmpuint (rmg_metrics_get_memory_bytes (metrics), ==, 201 * N_BYTES);
  g_assert_cmpfloat_with_epsilon (
      (double) (after - before) / (200.0 * N_BYTES), 1.0, 0.1);
  g_assert_true (rmg_session_close (session, NULL));
}

/* The outputs wait to be pulled; both peaks are of one moment. */
static void
test_levels_session_counts_outputs_that_wait (void)
{
  RmgSession *session =
      open_measured ("a gst:identity", RMG_THREADING_INLINE, 0);
  g_autoptr (RmgMetrics) full = NULL, empty = NULL;

  push_many (session, "a", 7);
  full = rmg_session_get_metrics (session);
  g_assert_cmpuint (pull_all (session), ==, 7);
  empty = rmg_session_get_metrics (session);
  g_assert_cmpuint (rmg_metrics_get_memory_bytes (full), ==, 7 * N_BYTES);
  g_assert_cmpuint (rmg_metrics_get_memory_bytes (empty), ==, 0);
  g_assert_cmpuint (rmg_metrics_get_peak_memory_bytes (empty), ==, 7 * N_BYTES);
  g_assert_true (rmg_session_close (session, NULL));
}

static void
test_levels_parked_buffer_is_charged_to_the_guard (void)
{
  RmgSession *session =
      open_measured ("bad gst:rmgfault 'fail-after':0,"
                     "'failures':1 @ 'retry':{'backoff_ms':300}",
          RMG_THREADING_INLINE, 0);
  g_autoptr (RmgMetrics) parked = NULL, done = NULL;

  push_many (session, "bad", 1);
  parked = rmg_session_get_metrics (session);
  while (pull_all (session) == 0)
    continue;
  done = rmg_session_get_metrics (session);
  g_assert_cmpuint (rmg_metrics_get_node (parked, 0)->held_bytes, ==, N_BYTES);
  g_assert_cmpuint (rmg_metrics_get_node (done, 0)->held_bytes, ==, 0);
  g_assert_cmpuint (
      rmg_metrics_get_node (done, 0)->peak_held_bytes, ==, N_BYTES);
  g_assert_true (rmg_session_close (session, NULL));
}

static void
release (RmgSession *session, const char *id)
{
  g_autoptr (GstElement) element =
      gst_bin_get_by_name (GST_BIN (session->bin), id);

  gst_util_set_object_arg (G_OBJECT (element), "stall", "none");
}

/* The first buffer is inside the node, the others wait upstream of it. */
static void
test_levels_queue_is_charged_to_the_node_downstream (void)
{
  RmgSession *session =
      open_measured ("a gst:identity\nslow gst:rmgfault 'stall':'until-unset'\n"
                     "b gst:identity\na > slow\na > b",
          RMG_THREADING_THREADED, 0);
  const RmgNodeMetrics *slow;
  g_autoptr (RmgMetrics) metrics = NULL;

  push_many (session, "a", 20);
  do {
    g_clear_pointer (&metrics, rmg_metrics_unref);
    metrics = rmg_session_get_metrics (session);
    slow = rmg_metrics_find_node (metrics, "slow");
  } while (slow->queue_buffers < 19 || slow->buffers_in == 0);
  g_assert_cmpuint (slow->queue_buffers, ==, 19);
  g_assert_cmpuint (slow->queue_bytes, ==, 19 * N_BYTES);
  g_assert_cmpuint (slow->queue_ns, ==, 19 * GST_MSECOND);
  g_assert_cmpuint (slow->held_bytes, ==, 19 * N_BYTES);
  g_assert_cmpuint (slow->peak_held_bytes, >=, 19 * N_BYTES);
  g_assert_cmpuint (slow->peak_held_bytes, <=, 20 * N_BYTES);
  g_assert_cmpuint (rmg_metrics_find_node (metrics, "a")->queue_buffers, ==,
      RMG_METRIC_UNKNOWN);
  release (session, "slow");
  rmg_session_close (session, NULL);
}

/* The element of an application may outlive the nodes. */
static void
test_levels_detached_account_has_no_sum (void)
{
  g_autoptr (PlanFixture) plan = plan_fixture_new (1);
  g_autoptr (RmgNodeSet) set = NULL;
  RmgHeld total = { 0 };
  RmgHeld *held;

  plan_fixture_add (plan, "rmgchunk", 0, RMG_ROLE_NODE);
  set = rmg_node_set_new (&plan->plan, plan->elements);
  rmg_levels_attach (set, &plan->plan, &total);
  held = rmg_held_find (plan->elements->pdata[0]);
  rmg_held_set (held, 9);
  g_assert_cmpuint (rmg_held_get_bytes (&total), ==, 9);
  rmg_levels_detach (set);
  rmg_held_set (held, 20);
  g_assert_cmpuint (rmg_held_get_bytes (&total), ==, 0);
}

static void
test_levels_queue_without_measured_end_has_no_account (void)
{
  g_autoptr (PlanFixture) plan = plan_fixture_new (1);
  g_autoptr (RmgNodeSet) set = NULL;
  RmgHeld total = { 0 };

  plan_fixture_add (plan, "queue", 0, RMG_ROLE_QUEUE);
  plan_fixture_add (plan, "identity", 0, RMG_ROLE_NODE);
  plan_fixture_link (plan, 0, 1, TRUE);
  set = rmg_node_set_new (&plan->plan, plan->elements);
  rmg_levels_attach (set, &plan->plan, &total);
  g_assert_null (rmg_levels_get_queue (rmg_node_set_get_element (set, 0)));
  g_assert_null (rmg_levels_get_queue (rmg_node_set_get_element (set, 1)));
  g_assert_null (rmg_levels_get_queue (NULL));
}

static void
test_levels_foreign_level_is_read (void)
{
  g_autoptr (PlanFixture) plan = plan_fixture_new (2);
  g_autoptr (RmgNodeSet) set = NULL;
  RmgNodeMetrics known = { 0 }, unknown = { 0 };

  plan_fixture_add (plan, "queue", 0, RMG_ROLE_NODE);
  plan_fixture_add (plan, "identity", 1, RMG_ROLE_NODE);
  set = rmg_node_set_new (&plan->plan, plan->elements);
  rmg_levels_read (rmg_node_set_get (set, 0), &known);
  rmg_levels_read (rmg_node_set_get (set, 1), &unknown);
  g_assert_cmpuint (known.held_bytes, ==, 0);
  g_assert_cmpuint (unknown.held_bytes, ==, RMG_METRIC_UNKNOWN);
  g_assert_cmpuint (unknown.peak_held_bytes, ==, RMG_METRIC_UNKNOWN);
}

static GstEvent *
new_segment (void)
{
  GstSegment segment;

  gst_segment_init (&segment, GST_FORMAT_TIME);
  return gst_event_new_segment (&segment);
}

/* The levels of a nested manifest and of a multiqueue count for their node. */
static void
test_levels_of_bins_are_the_sum_of_their_elements (void)
{
  g_autoptr (PlanFixture) plan = plan_fixture_new (1);
  g_autoptr (RmgNodeSet) set = NULL;
  RmgNodeMetrics metrics = { 0 };
  GstElement *bin, *chunk, *queues;
  GstPad *pad;

  plan_fixture_add (plan, "bin", 0, RMG_ROLE_NODE);
  bin = plan->elements->pdata[0];
  chunk = gst_element_factory_make ("rmgchunk", NULL);
  queues = gst_element_factory_make ("multiqueue", NULL);
  gst_bin_add_many (GST_BIN (bin), chunk, queues,
      gst_element_factory_make ("identity", NULL), NULL);
  pad = gst_element_request_pad_simple (queues, "sink_%u");
  gst_pad_set_active (pad, TRUE);
  gst_pad_send_event (pad, gst_event_new_stream_start ("levels"));
  gst_pad_send_event (pad, new_segment ());
  g_assert_cmpint (gst_pad_chain (pad, gst_buffer_new_allocate (NULL, 7, NULL)),
      ==, GST_FLOW_OK);
  rmg_held_set (rmg_held_find (chunk), 30);
  set = rmg_node_set_new (&plan->plan, plan->elements);
  rmg_levels_read (rmg_node_set_get (set, 0), &metrics);
  g_assert_cmpuint (metrics.held_bytes, ==, 37);
  gst_element_release_request_pad (queues, pad);
  gst_object_unref (pad);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  rmg_init ();
  g_test_add_func ("/levels/join", test_levels_join_is_charged_to_its_node);
  g_test_add_func ("/levels/malloc", test_levels_memory_agrees_with_malloc);
  g_test_add_func (
      "/levels/outputs", test_levels_session_counts_outputs_that_wait);
  g_test_add_func (
      "/levels/parked", test_levels_parked_buffer_is_charged_to_the_guard);
  g_test_add_func (
      "/levels/queue", test_levels_queue_is_charged_to_the_node_downstream);
  g_test_add_func ("/levels/detach", test_levels_detached_account_has_no_sum);
  g_test_add_func (
      "/levels/no-end", test_levels_queue_without_measured_end_has_no_account);
  g_test_add_func ("/levels/foreign", test_levels_foreign_level_is_read);
  g_test_add_func (
      "/levels/bins", test_levels_of_bins_are_the_sum_of_their_elements);
  return g_test_run ();
}
