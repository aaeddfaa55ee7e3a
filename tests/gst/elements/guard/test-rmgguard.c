/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* A guard between pads of the test: upstream, the node and downstream. */

#include "gst/elements/guard/rmgguard.h"

#include "gst/elements/guard/rmgcommit.h"

#include "elements/base/item-end.h"

typedef struct
{
  GstElement *guard;
  GstElement *commit;
  GstPad *feed;      /* upstream */
  GstPad *node_sink; /* the node */
  GstPad *node_src;
  GstPad *final; /* downstream */

  int failures_left;     /* of the buffer under way */
  GstFlowReturn refusal; /* flow return of the node then */
  gboolean late_caps;    /* it sends them with its next output */
  gboolean output_first; /* it pushes before it fails */
  gboolean posts_only;   /* it posts an error and returns OK */
  guint n_offered;

  RmgPlanNode plan;
  RmgNode *node;
  RmgFailureKind kind;
  gboolean is_closing;
  guint n_restarts;
  int n_parked;
  GMutex lock;
  GCond cond;
  gboolean waiting;

  GString *seen; /* arrived downstream: numbers, "E" for EOS, "|" item */
} Fixture;

static void
send_late_caps (Fixture *f)
{
  g_autoptr (GstCaps) caps =
      gst_caps_new_simple ("test/x-data", "late", G_TYPE_BOOLEAN, TRUE, NULL);

  f->late_caps = FALSE;
  gst_pad_push_event (f->node_src, gst_event_new_caps (caps));
}

static GstFlowReturn
node_chain (GstPad *pad, GstObject *parent, GstBuffer *buffer)
{
  Fixture *f = gst_pad_get_element_private (pad);
  gboolean fails = f->failures_left != 0;

  f->n_offered++;
  if (fails)
    f->failures_left--;
  if (f->late_caps)
    send_late_caps (f);
  if (!fails || f->output_first)
    gst_pad_push (f->node_src, gst_buffer_ref (buffer));
  gst_buffer_unref (buffer);
  if (fails && f->posts_only)
    rmg_node_record_failure (f->node, g_new0 (RmgFailure, 1));
  return fails ? f->refusal : GST_FLOW_OK;
}

static gboolean
node_event (GstPad *pad, GstObject *parent, GstEvent *event)
{
  Fixture *f = gst_pad_get_element_private (pad);

  return gst_pad_push_event (f->node_src, event);
}

static GstFlowReturn
final_chain (GstPad *pad, GstObject *parent, GstBuffer *buffer)
{
  Fixture *f = gst_pad_get_element_private (pad);

  g_string_append_printf (f->seen, "%d", (int) GST_BUFFER_OFFSET (buffer));
  gst_buffer_unref (buffer);
  return GST_FLOW_OK;
}

static gboolean
final_event (GstPad *pad, GstObject *parent, GstEvent *event)
{
  Fixture *f = gst_pad_get_element_private (pad);

  if (GST_EVENT_TYPE (event) == GST_EVENT_EOS)
    g_string_append_c (f->seen, 'E');
  if (rmg_item_end_parse (event, NULL, NULL))
    g_string_append_c (f->seen, '|');
  gst_event_unref (event);
  return TRUE;
}

static Fixture *fixture; /* one test at a time */

static RmgRetryDecision
attempt_failed (RmgNode *node, GstFlowReturn flow, guint n_failures)
{
  RmgRetryDecision decision = rmg_retry_decide (
      &fixture->plan.policy.retry, fixture->kind, n_failures, 0, 0);

  rmg_failure_free (rmg_node_take_failure (node, flow));
  rmg_node_handle_event (node, RMG_NODE_EVENT_ATTEMPT_FAILED);
  g_mutex_lock (&fixture->lock);
  fixture->waiting = decision.action != RMG_RETRY_GIVE_UP;
  g_cond_signal (&fixture->cond);
  g_mutex_unlock (&fixture->lock);
  return decision;
}

static gboolean
restart (RmgNode *node, RmgRetryAction action)
{
  fixture->n_restarts++;
  return FALSE;
}

static void
recovered (RmgNode *node)
{
  rmg_node_handle_event (node, RMG_NODE_EVENT_RECOVERED);
}

static void
changed (
    RmgNode *node, RmgNodeState before, RmgNodeState after, RmgNodeEvent event)
{
}

static gint64
get_time (RmgNode *node)
{
  return g_get_monotonic_time ();
}

static void
parked (RmgNode *node, int change)
{
  fixture->n_parked += change;
}

static gboolean
is_closing (RmgNode *node)
{
  return fixture->is_closing;
}

static const RmgNodeSupervision supervision = {
  .attempt_failed = attempt_failed,
  .restart = restart,
  .recovered = recovered,
  .changed = changed,
  .get_time = get_time,
  .parked = parked,
  .is_closing = is_closing,
};

static GstPad *
add_pad (Fixture *f, const char *name, GstPadDirection direction)
{
  GstPad *pad = gst_object_ref_sink (gst_pad_new (name, direction));

  gst_pad_set_element_private (pad, f);
  gst_pad_set_active (pad, TRUE);
  return pad;
}

static void
link_guard_src (Fixture *f, const char *name, GstPad *to)
{
  g_autoptr (GstPad) src = gst_element_get_static_pad (f->guard, name);

  g_assert_cmpint (gst_pad_link (src, to), ==, GST_PAD_LINK_OK);
}

static void
send_headers (GstPad *pad)
{
  GstSegment segment;
  g_autoptr (GstCaps) caps = gst_caps_new_empty_simple ("test/x-data");

  gst_segment_init (&segment, GST_FORMAT_TIME);
  gst_pad_push_event (pad, gst_event_new_stream_start ("test"));
  gst_pad_push_event (pad, gst_event_new_caps (caps));
  gst_pad_push_event (pad, gst_event_new_segment (&segment));
}

static void
connect_commit (Fixture *f)
{
  g_autoptr (GstPad) sink = NULL;
  g_autoptr (GstPad) src = NULL;

  f->commit =
      gst_object_ref_sink (gst_element_factory_make ("rmgcommit", NULL));
  f->node->commit = f->commit;
  sink = gst_element_get_static_pad (f->commit, "sink");
  src = gst_element_get_static_pad (f->commit, "src");
  f->node_src = add_pad (f, "node-src", GST_PAD_SRC);
  g_assert_cmpint (gst_pad_link (f->node_src, sink), ==, GST_PAD_LINK_OK);
  g_assert_cmpint (gst_pad_link (src, f->final), ==, GST_PAD_LINK_OK);
  gst_element_set_state (f->commit, GST_STATE_PLAYING);
}

static void
set_up (Fixture *f, gconstpointer parks)
{
  g_autoptr (GstPad) sink = NULL;

  fixture = f;
  g_mutex_init (&f->lock);
  g_cond_init (&f->cond);
  f->seen = g_string_new (NULL);
  f->refusal = GST_FLOW_ERROR;
  f->kind = RMG_FAILURE_TRANSIENT;
  f->plan.policy.retry = (RmgRetryPolicy){ 3, 1, 1, 1 };
  f->guard = gst_object_ref_sink (gst_element_factory_make ("rmgguard", NULL));
  f->plan.id = (char *) "node";
  f->node = rmg_node_new (&f->plan, 0);
  f->node->supervision = &supervision;
  f->node->supervisor = G_OBJECT (f->guard);

  f->feed = add_pad (f, "feed", GST_PAD_SRC);
  f->node_sink = add_pad (f, "node-sink", GST_PAD_SINK);
  f->final = add_pad (f, "final", GST_PAD_SINK);
  gst_pad_set_chain_function (f->node_sink, node_chain);
  gst_pad_set_event_function (f->node_sink, node_event);
  gst_pad_set_chain_function (f->final, final_chain);
  gst_pad_set_event_function (f->final, final_event);

  sink = gst_element_get_static_pad (f->guard, "sink");
  g_assert_cmpint (gst_pad_link (f->feed, sink), ==, GST_PAD_LINK_OK);
  link_guard_src (f, "src", f->node_sink);
  connect_commit (f);
  rmg_guard_set_node (RMG_GUARD (f->guard), f->node, GPOINTER_TO_INT (parks));
  gst_element_set_state (f->guard, GST_STATE_PLAYING);
  send_headers (f->feed);
}

static void
tear_down (Fixture *f, gconstpointer parks)
{
  gst_element_set_state (f->guard, GST_STATE_NULL);
  gst_element_set_state (f->commit, GST_STATE_NULL);
  gst_object_unref (f->guard);
  rmg_node_unref (f->node);
  gst_object_unref (f->commit);
  gst_object_unref (f->feed);
  gst_object_unref (f->node_sink);
  gst_object_unref (f->node_src);
  gst_object_unref (f->final);
  g_string_free (f->seen, TRUE);
  g_mutex_clear (&f->lock);
  g_cond_clear (&f->cond);
}

static GstFlowReturn
push_number (Fixture *f, int number)
{
  GstBuffer *buffer = gst_buffer_new_allocate (NULL, 4, NULL);

  GST_BUFFER_OFFSET (buffer) = number;
  return gst_pad_push (f->feed, buffer);
}

static void
test_guard_transient_failure_loses_nothing (Fixture *f, gconstpointer parks)
{
  push_number (f, 1);
  f->failures_left = 3;
  f->output_first = TRUE;
  g_assert_cmpint (push_number (f, 2), ==, GST_FLOW_OK);
  push_number (f, 3);

  g_assert_cmpstr (f->seen->str, ==, "123");
  g_assert_cmpuint (f->n_offered, ==, 6);
  g_assert_cmpuint (f->n_restarts, ==, 2);
  g_assert_cmpint (rmg_node_get_state (f->node), ==, RMG_NODE_STATE_RUNNING);
}

/* The node does not send them again, so they must survive the rollback. */
static void
test_guard_headers_of_a_failed_attempt_arrive (Fixture *f, gconstpointer parks)
{
  g_autoptr (GstCaps) caps = NULL;

  f->plan.policy.retry.max_retries = 1; /* no restart */
  f->failures_left = 1;
  f->late_caps = TRUE;
  f->output_first = TRUE;
  g_assert_cmpint (push_number (f, 1), ==, GST_FLOW_OK);

  g_assert_cmpstr (f->seen->str, ==, "1");
  caps = gst_pad_get_current_caps (f->final);
  g_assert_true (
      gst_structure_has_field (gst_caps_get_structure (caps, 0), "late"));
}

static void
test_guard_exhausted_ends_both_sides (Fixture *f, gconstpointer parks)
{
  push_number (f, 1);
  f->failures_left = -1;
  g_assert_cmpint (push_number (f, 2), ==, GST_FLOW_EOS);
  g_assert_cmpint (push_number (f, 3), ==, GST_FLOW_EOS);

  g_assert_cmpstr (f->seen->str, ==, "1E");
  g_assert_cmpuint (f->n_offered, ==, 5);
}

static void
test_guard_permanent_failure_is_not_retried (Fixture *f, gconstpointer parks)
{
  f->kind = RMG_FAILURE_PERMANENT;
  f->failures_left = -1;
  g_assert_cmpint (push_number (f, 1), ==, GST_FLOW_EOS);
  g_assert_cmpuint (f->n_offered, ==, 1);
}

static void
test_guard_message_alone_is_retried (Fixture *f, gconstpointer parks)
{
  f->posts_only = TRUE;
  f->refusal = GST_FLOW_OK;
  f->output_first = TRUE;
  f->failures_left = 1;
  g_assert_cmpint (push_number (f, 1), ==, GST_FLOW_OK);
  g_assert_cmpstr (f->seen->str, ==, "1");
  g_assert_cmpuint (f->n_offered, ==, 2);
}

/* The neighbours of the node are inactive by then. */
static void
test_guard_failure_while_bin_goes_down_is_ignored (
    Fixture *f, gconstpointer parks)
{
  f->kind = RMG_FAILURE_PERMANENT;
  f->failures_left = -1;
  f->posts_only = TRUE;
  f->is_closing = TRUE;
  g_assert_cmpint (push_number (f, 1), ==, GST_FLOW_FLUSHING);
  g_assert_false (f->waiting);
  g_assert_false (rmg_node_has_failure (f->node));
  g_assert_cmpint (rmg_node_get_state (f->node), ==, RMG_NODE_STATE_IDLE);

  f->is_closing = FALSE;
  f->failures_left = 0;
  g_assert_cmpint (push_number (f, 2), ==, GST_FLOW_OK);
  g_assert_cmpstr (f->seen->str, ==, "2");
}

static gpointer
push_in_thread (gpointer data)
{
  return GINT_TO_POINTER (push_number (data, 1));
}

static GThread *
start_wait (Fixture *f)
{
  GThread *thread;

  f->plan.policy.retry = (RmgRetryPolicy){ 3, 3600000, 1, 3600000 };
  f->failures_left = -1;
  thread = g_thread_new ("push", push_in_thread, f);
  g_mutex_lock (&f->lock);
  while (!f->waiting)
    g_cond_wait (&f->cond, &f->lock);
  g_mutex_unlock (&f->lock);
  return thread;
}

static void
test_guard_null_during_wait_returns_flushing (Fixture *f, gconstpointer parks)
{
  GThread *thread = start_wait (f);

  gst_element_set_state (f->guard, GST_STATE_NULL);
  g_assert_cmpint (
      GPOINTER_TO_INT (g_thread_join (thread)), ==, GST_FLOW_FLUSHING);
}

static void
test_guard_flush_during_wait_drops_buffer (Fixture *f, gconstpointer parks)
{
  GThread *thread = start_wait (f);

  gst_pad_push_event (f->feed, gst_event_new_flush_start ());
  g_assert_cmpint (
      GPOINTER_TO_INT (g_thread_join (thread)), ==, GST_FLOW_FLUSHING);
  gst_pad_push_event (f->feed, gst_event_new_flush_stop (TRUE));

  f->failures_left = 0;
  send_headers (f->feed);
  push_number (f, 2);
  g_assert_cmpstr (f->seen->str, ==, "2");
}

static void
test_guard_parked_buffer_keeps_its_place (Fixture *f, gconstpointer parks)
{
  f->failures_left = 2;
  g_assert_cmpint (push_number (f, 1), ==, GST_FLOW_OK);
  g_assert_cmpint (push_number (f, 2), ==, GST_FLOW_OK);
  gst_pad_push_event (f->feed, rmg_item_end_new (0, TRUE));
  g_assert_cmpint (f->n_parked, ==, 1);
  g_assert_cmpint (rmg_guard_get_due (RMG_GUARD (f->guard)), >=, 0);
  g_assert_cmpstr (f->seen->str, ==, "");

  rmg_guard_resume (RMG_GUARD (f->guard));
  g_assert_cmpstr (f->seen->str, ==, "");
  rmg_guard_resume (RMG_GUARD (f->guard));
  g_assert_cmpstr (f->seen->str, ==, "12|");
  g_assert_cmpint (f->n_parked, ==, 0);
  g_assert_cmpint (rmg_guard_get_due (RMG_GUARD (f->guard)), ==, -1);
}

static void
test_guard_null_frees_parked_buffers (Fixture *f, gconstpointer parks)
{
  f->failures_left = -1;
  push_number (f, 1);
  push_number (f, 2);
  gst_element_set_state (f->guard, GST_STATE_NULL);
  g_assert_cmpint (f->n_parked, ==, 0);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  GST_ELEMENT_REGISTER (rmgguard, NULL);
  GST_ELEMENT_REGISTER (rmgcommit, NULL);

#define ADD(path, park, function)                                              \
  g_test_add (                                                                 \
      path, Fixture, GINT_TO_POINTER (park), set_up, function, tear_down)
  ADD ("/guard/transient", FALSE, test_guard_transient_failure_loses_nothing);
  ADD ("/guard/headers", FALSE, test_guard_headers_of_a_failed_attempt_arrive);
  ADD ("/guard/exhausted", FALSE, test_guard_exhausted_ends_both_sides);
  ADD ("/guard/permanent", FALSE, test_guard_permanent_failure_is_not_retried);
  ADD ("/guard/message-alone", FALSE, test_guard_message_alone_is_retried);
  ADD ("/guard/closing", FALSE,
      test_guard_failure_while_bin_goes_down_is_ignored);
  ADD ("/guard/null", FALSE, test_guard_null_during_wait_returns_flushing);
  ADD ("/guard/flush", FALSE, test_guard_flush_during_wait_drops_buffer);
  ADD ("/guard/park", TRUE, test_guard_parked_buffer_keeps_its_place);
  ADD ("/guard/park/null", TRUE, test_guard_null_frees_parked_buffers);
#undef ADD
  return g_test_run ();
}
