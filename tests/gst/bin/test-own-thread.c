/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* A node with a thread of its own that fails there: its element takes buffers, and
 * its thread posts an error and pauses, as demuxers and decoders do. The stream
 * goes on past it. A hang fails the test after RMG_TEST_HANG_S. */

#include <rmg/init.h>
#include "tests/lib/hang.h"
#include "tests/lib/session-fixture.h"

#include <unistd.h>

#define N_BUFFERS 200

/* A queue of one buffer whose thread fails with the buffer of number fail-at, and
 * again with each restart until `n_failures` is 0. */
#define TEST_TYPE_WORKER (test_worker_get_type ())
G_DECLARE_FINAL_TYPE (TestWorker, test_worker, TEST, WORKER, GstElement)

struct _TestWorker
{
  GstElement parent;
  GstPad *sink;
  GstPad *src;
  GMutex lock;
  GCond changed;
  GstMiniObject *held; /* lock; (nullable): buffer or serialized event */
  gboolean flushing;   /* lock */
  GstFlowReturn flow;  /* lock */
};

G_DEFINE_FINAL_TYPE (TestWorker, test_worker, GST_TYPE_ELEMENT)

static int n_failures; /* atomic: left, of all instances */

/* @object: (transfer full) */
static GstFlowReturn
put (TestWorker *self, gpointer object)
{
  GstFlowReturn flow;

  g_mutex_lock (&self->lock);
  while (self->held != NULL && !self->flushing && self->flow == GST_FLOW_OK)
    g_cond_wait (&self->changed, &self->lock);
  flow = self->flushing ? GST_FLOW_FLUSHING : self->flow;
  if (flow == GST_FLOW_OK)
    self->held = object;
  else
    gst_mini_object_unref (object);
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
  return flow;
}

static GstMiniObject *
take (TestWorker *self)
{
  GstMiniObject *object;

  g_mutex_lock (&self->lock);
  while (self->held == NULL && !self->flushing)
    g_cond_wait (&self->changed, &self->lock);
  object = self->flushing ? NULL : g_steal_pointer (&self->held);
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
  return object;
}

static GstFlowReturn
chain (GstPad *pad, GstObject *parent, GstBuffer *buffer)
{
  return put (TEST_WORKER (parent), buffer);
}

static gboolean
sink_event (GstPad *pad, GstObject *parent, GstEvent *event)
{
  if (GST_EVENT_IS_SERIALIZED (event))
    return put (TEST_WORKER (parent), event) == GST_FLOW_OK;
  return gst_pad_event_default (pad, parent, event);
}

static void
stop_with (TestWorker *self, GstFlowReturn flow)
{
  g_mutex_lock (&self->lock);
  self->flow = flow;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
  gst_pad_pause_task (self->src);
}

static gboolean
fails_now (void)
{
  return g_atomic_int_get (&n_failures) > 0 &&
      g_atomic_int_add (&n_failures, -1) > 0;
}

static void
fail (TestWorker *self)
{
  GST_ELEMENT_ERROR (self, RESOURCE, BUSY, ("the worker failed"), (NULL));
  GST_ELEMENT_FLOW_ERROR (self, GST_FLOW_ERROR);
  stop_with (self, GST_FLOW_ERROR);
}

static void
work (gpointer data)
{
  TestWorker *self = data;
  GstMiniObject *object = take (self);

  if (object == NULL) {
    gst_pad_pause_task (self->src);
  } else if (GST_IS_EVENT (object)) {
    gst_pad_push_event (self->src, GST_EVENT_CAST (object));
  } else if (fails_now ()) {
    gst_mini_object_unref (object);
    fail (self);
  } else if (gst_pad_push (self->src, GST_BUFFER_CAST (object)) !=
      GST_FLOW_OK) {
    stop_with (self, GST_FLOW_FLUSHING);
  }
}

static void
set_flushing (TestWorker *self, gboolean flushing)
{
  g_mutex_lock (&self->lock);
  self->flushing = flushing;
  self->flow = GST_FLOW_OK;
  g_clear_pointer (&self->held, gst_mini_object_unref);
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
}

static GstStateChangeReturn
test_worker_change_state (GstElement *element, GstStateChange transition)
{
  TestWorker *self = TEST_WORKER (element);
  GstStateChangeReturn result;

  if (transition == GST_STATE_CHANGE_READY_TO_PAUSED)
    set_flushing (self, FALSE);
  if (transition == GST_STATE_CHANGE_PAUSED_TO_READY)
    set_flushing (self, TRUE);
  result = GST_ELEMENT_CLASS (test_worker_parent_class)
               ->change_state (element, transition);
  if (transition == GST_STATE_CHANGE_READY_TO_PAUSED)
    gst_pad_start_task (self->src, work, self, NULL);
  if (transition == GST_STATE_CHANGE_PAUSED_TO_READY)
    gst_pad_stop_task (self->src);
  return result;
}

static void
test_worker_init (TestWorker *self)
{
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  self->sink = gst_pad_new_from_template (
      gst_element_class_get_pad_template (GST_ELEMENT_GET_CLASS (self), "sink"),
      "sink");
  self->src = gst_pad_new_from_template (
      gst_element_class_get_pad_template (GST_ELEMENT_GET_CLASS (self), "src"),
      "src");
  gst_pad_set_chain_function (self->sink, chain);
  gst_pad_set_event_function (self->sink, sink_event);
  GST_PAD_SET_PROXY_CAPS (self->sink);
  gst_element_add_pad (GST_ELEMENT (self), self->sink);
  gst_element_add_pad (GST_ELEMENT (self), self->src);
}

static void
test_worker_finalize (GObject *object)
{
  TestWorker *self = TEST_WORKER (object);

  g_clear_pointer (&self->held, gst_mini_object_unref);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->changed);
  G_OBJECT_CLASS (test_worker_parent_class)->finalize (object);
}

static void
test_worker_class_init (TestWorkerClass *klass)
{
  static GstStaticPadTemplate sink_template = GST_STATIC_PAD_TEMPLATE (
      "sink", GST_PAD_SINK, GST_PAD_ALWAYS, GST_STATIC_CAPS_ANY);
  static GstStaticPadTemplate src_template = GST_STATIC_PAD_TEMPLATE (
      "src", GST_PAD_SRC, GST_PAD_ALWAYS, GST_STATIC_CAPS_ANY);
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = test_worker_finalize;
  element_class->change_state = test_worker_change_state;
  gst_element_class_add_static_pad_template (element_class, &sink_template);
  gst_element_class_add_static_pad_template (element_class, &src_template);
  gst_element_class_set_static_metadata (
      element_class, "Worker", "Filter", "Works on a thread", "RemoteMedia");
}

typedef struct
{
  GString *changes; /* of the breaker, "FROM>TO " each */
  guint n_faults;
  guint n_restarts;
  guint n_retries;
  char *kind; /* (nullable): of the last fault */
  guint n_attempts;
} Seen;

static void
note_fault (Seen *seen, const GstStructure *fields)
{
  seen->n_faults++;
  g_free (seen->kind);
  seen->kind = g_strdup (gst_structure_get_string (fields, "kind"));
  gst_structure_get_uint (fields, "attempt-count", &seen->n_attempts);
}

static void
note_message (GstMessage *message, gpointer data)
{
  Seen *seen = data;
  const GstStructure *fields = gst_message_get_structure (message);

  if (GST_MESSAGE_TYPE (message) != GST_MESSAGE_ELEMENT)
    return;
  if (gst_structure_has_name (fields, "rmg-breaker"))
    g_string_append_printf (seen->changes, "%s>%s ",
        gst_structure_get_string (fields, "from"),
        gst_structure_get_string (fields, "to"));
  seen->n_retries += gst_structure_has_name (fields, "rmg-node-retrying");
  if (gst_structure_has_name (fields, "rmg-node-failed"))
    note_fault (seen, fields);
  seen->n_restarts += gst_structure_has_name (fields, "rmg-node-restarted");
}

/* Runs to the end. Returns: whether it succeeded */
static gboolean
run (const char *breaker, guint failures, Seen *seen)
{
  g_autofree char *lines = g_strdup_printf (
      "in gst:audiotestsrc 'num-buffers':%u,'samplesperbuffer':441\n"
      "bad gst:testworker @ %s\nout gst:fakesink\n"
      "in > bad\nbad > out\n",
      N_BUFFERS, breaker);
  RmgSession *session =
      rmg_test_open (lines, RMG_THREADING_AUTO, RMG_FRAMING_STREAM);
  gboolean succeeded;

  alarm (RMG_TEST_HANG_S);
  *seen = (Seen){ g_string_new (NULL) };
  g_atomic_int_set (&n_failures, (int) failures);
  rmg_session_set_message_func (session, note_message, seen, NULL);
  succeeded = rmg_session_run (session, NULL, NULL, NULL, NULL);
  g_assert_true (rmg_session_close (session, NULL));
  alarm (0);
  return succeeded;
}

static void
seen_clear (Seen *seen)
{
  g_string_free (seen->changes, TRUE);
  g_free (seen->kind);
}

#define BREAKER(on_open)                                                       \
  "'breaker':{'failures':3,'open_ms':60000,'on_open':'" on_open "'}"
#define RETRY "'retry':{'backoff_ms':1,'stable_time_ms':60000}"

static const char *const policies_that_restart[] = {
  BREAKER ("bypass"),
  RETRY "," BREAKER ("bypass"),
  RETRY,
  RETRY "," BREAKER ("stop"),
};

static void
test_own_thread_failure_restarts_the_node (gconstpointer policy)
{
  Seen seen;

  g_assert_true (run (policy, 2, &seen));
  g_assert_cmpuint (seen.n_faults, ==, 0);
  g_assert_cmpuint (seen.n_restarts, ==, 2);
  g_assert_cmpstr (seen.changes->str, ==, "");
  seen_clear (&seen);
}

static void
test_own_thread_failures_open_the_breaker (gconstpointer policy)
{
  Seen seen;

  g_assert_true (run (policy, 1000, &seen));
  g_assert_cmpuint (seen.n_faults, ==, 0);
  g_assert_cmpstr (seen.changes->str, ==, "closed>open ");
  seen_clear (&seen);
}

static void
test_own_thread_last_retry_gives_up (void)
{
  Seen seen;

  g_assert_false (run (RETRY, 1000, &seen));
  g_assert_cmpuint (seen.n_faults, ==, 1);
  g_assert_cmpuint (seen.n_retries, ==, 3);
  g_assert_cmpstr (seen.kind, ==, "exhausted");
  g_assert_cmpuint (seen.n_attempts, ==, 4);
  seen_clear (&seen);
}

static void
test_own_thread_breaker_that_stops_gives_up (void)
{
  Seen seen;

  g_assert_false (run (RETRY "," BREAKER ("stop"), 1000, &seen));
  g_assert_cmpuint (seen.n_faults, ==, 1);
  g_assert_cmpstr (seen.changes->str, ==, "closed>open ");
  seen_clear (&seen);
}

/* The manifest requests no restart: the fault says why there was no retry. */
static void
test_own_thread_failure_without_a_policy_gives_up (gconstpointer policy)
{
  Seen seen;

  g_assert_false (run (policy, 1, &seen));
  g_assert_cmpuint (seen.n_faults, ==, 1);
  g_assert_cmpstr (seen.kind, ==, "outside");
  g_assert_cmpuint (seen.n_attempts, ==, 1);
  seen_clear (&seen);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  rmg_init ();
  gst_element_register (NULL, "testworker", GST_RANK_NONE, TEST_TYPE_WORKER);

  for (gsize i = 0; i < G_N_ELEMENTS (policies_that_restart); i++) {
    g_autofree char *path =
        g_strdup_printf ("/own-thread/restarts/%" G_GSIZE_FORMAT, i);

    g_test_add_data_func (path, policies_that_restart[i],
        test_own_thread_failure_restarts_the_node);
  }
  g_test_add_data_func ("/own-thread/bypass", BREAKER ("bypass"),
      test_own_thread_failures_open_the_breaker);
  g_test_add_data_func ("/own-thread/drop", RETRY "," BREAKER ("drop"),
      test_own_thread_failures_open_the_breaker);
  g_test_add_func ("/own-thread/last", test_own_thread_last_retry_gives_up);
  g_test_add_func (
      "/own-thread/stop", test_own_thread_breaker_that_stops_gives_up);
  g_test_add_data_func ("/own-thread/breaker-alone", BREAKER ("stop"),
      test_own_thread_failure_without_a_policy_gives_up);
  g_test_add_data_func ("/own-thread/none", "'group':'g'",
      test_own_thread_failure_without_a_policy_gives_up);
  return g_test_run ();
}
