/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* A sink that fails to start, on a thread of its own, and at the end of the stream, as
 * one whose server is away. A hang fails the test after RMG_TEST_HANG_S. */

#include "gst/supervision/late-start.h"

#include <rmg/fault.h>
#include <rmg/init.h>
#include "tests/lib/hang.h"
#include "tests/lib/session-fixture.h"

#include <gst/base/gstbasesink.h>
#include <unistd.h>

#define N_BUFFERS 20

typedef struct
{
  int start; /* failed starts still to come */
  int own;   /* failures on a thread of its own */
  int end;   /* failed ends */
} Failures;

static Failures left;       /* atomic */
static int n_rendered;      /* atomic */
static gboolean is_unusual; /* the failures are permanent */

typedef GstBaseSink TestLate;
typedef GstBaseSinkClass TestLateClass;
static GType test_late_get_type (void);
G_DEFINE_TYPE (TestLate, test_late, GST_TYPE_BASE_SINK)

static gboolean
takes (int *n_left)
{
  return g_atomic_int_get (n_left) > 0 && g_atomic_int_add (n_left, -1) > 0;
}

static gboolean
fail (GstBaseSink *self)
{
  if (is_unusual)
    GST_ELEMENT_ERROR (self, RESOURCE, NOT_FOUND, ("no such sink"), (NULL));
  else
    GST_ELEMENT_ERROR (self, RESOURCE, BUSY, ("busy"), (NULL));
  return FALSE;
}

static gboolean
test_late_start (GstBaseSink *self)
{
  return !takes (&left.start) || fail (self);
}

static gpointer
fail_on_thread (gpointer self)
{
  fail (self);
  return NULL;
}

static GstFlowReturn
test_late_render (GstBaseSink *self, GstBuffer *buffer)
{
  g_atomic_int_inc (&n_rendered);
  if (takes (&left.own))
    g_thread_join (g_thread_new ("own", fail_on_thread, self));
  return GST_FLOW_OK;
}

static gboolean
test_late_event (GstBaseSink *self, GstEvent *event)
{
  if (GST_EVENT_TYPE (event) != GST_EVENT_EOS || !takes (&left.end))
    return GST_BASE_SINK_CLASS (test_late_parent_class)->event (self, event);
  gst_event_unref (event);
  return fail (self);
}

static void
test_late_init (TestLate *self)
{
  gst_base_sink_set_sync (self, FALSE);
}

static void
test_late_class_init (TestLateClass *klass)
{
  static GstStaticPadTemplate template = GST_STATIC_PAD_TEMPLATE (
      "sink", GST_PAD_SINK, GST_PAD_ALWAYS, GST_STATIC_CAPS_ANY);
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);

  klass->start = test_late_start;
  klass->render = test_late_render;
  klass->event = test_late_event;
  gst_element_class_add_static_pad_template (element_class, &template);
  gst_element_class_set_static_metadata (
      element_class, "Late", "Sink/Network", "Fails", "RemoteMedia");
}

#define QUICK "'retry':{'max_retries':4,'backoff_ms':1,'stable_time_ms':60000}"
#define LEFT_ALONE                                                             \
  QUICK ",'breaker':{'failures':2,'open_ms':60000,'on_open':'drop'}"

typedef struct
{
  const char *name;
  const char *policy;
  Failures failures;
  guint n_buffers;
  int n_rendered;   /* -1: any number */
  const char *kind; /* (nullable): of the fault */
} Case;

static const Case cases[] = {
  { "none", QUICK, { 0 }, N_BUFFERS, N_BUFFERS },
  { "start", QUICK, { 3 }, N_BUFFERS, N_BUFFERS },
  { "start-default", "'group':'g'", { 1 }, N_BUFFERS, N_BUFFERS },
  { "start-no-data", QUICK, { 3 }, 0, 0 },
  { "start-too-often", QUICK, { 9 }, N_BUFFERS, 0, "exhausted" },
  { "start-too-often-no-data", QUICK, { 9 }, 0, 0, "exhausted" },
  { "end", QUICK, { 0, 0, 3 }, N_BUFFERS, N_BUFFERS },
  { "end-too-often", QUICK, { 0, 0, 9 }, N_BUFFERS, N_BUFFERS, "exhausted" },
  { "own", QUICK, { 0, 2, 0 }, N_BUFFERS, N_BUFFERS },
  { "own-too-often", QUICK, { 0, 9, 0 }, N_BUFFERS, -1, "exhausted" },
  { "all", QUICK, { 1, 1, 1 }, N_BUFFERS, N_BUFFERS },
  { "breaker", LEFT_ALONE, { 99 }, N_BUFFERS, 0 },
  { "breaker-no-data", LEFT_ALONE, { 1 }, 0, 0 },
};

static RmgSession *
open_session (const Case *row)
{
  g_autofree char *lines = g_strdup_printf (
      "in gst:audiotestsrc 'num-buffers':%u\nlate gst:testlate @ %s\n"
      "beside gst:fakesink\nin > late\nin > beside\n",
      row->n_buffers, row->policy);

  g_atomic_int_set (&n_rendered, 0);
  left = row->failures;
  return rmg_test_open (lines, RMG_THREADING_THREADED, RMG_FRAMING_STREAM);
}

static void
test_late_start_sink_goes_on_as_its_policy_says (gconstpointer data)
{
  const Case *row = data;
  RmgSession *session;

  alarm (RMG_TEST_HANG_S);
  session = open_session (row);
  g_assert_cmpint (
      rmg_session_run (session, NULL, NULL, NULL, NULL), ==, row->kind == NULL);
  g_assert_cmpuint (rmg_session_get_n_faults (session), ==, row->kind != NULL);
  if (row->kind != NULL) {
    g_autoptr (RmgFault) fault = rmg_session_get_fault (session, 0);

    g_assert_cmpstr (rmg_fault_kind_get_name (fault->kind), ==, row->kind);
    g_assert_cmpuint (fault->n_attempts, >=, rmg_fault_get_n_recorded (fault));
  }
  if (row->n_rendered >= 0)
    g_assert_cmpint (g_atomic_int_get (&n_rendered), ==, row->n_rendered);
  g_assert_true (rmg_session_close (session, NULL));
  alarm (0);
}

static void
note_fault (GstMessage *message, gpointer n_faults)
{
  const GstStructure *fields = gst_message_get_structure (message);

  if (fields != NULL && gst_structure_has_name (fields, "rmg-node-failed"))
    ++*(guint *) n_faults;
}

static void
test_late_start_permanent_failure_does_not_open (void)
{
  g_autoptr (RmgGraph) graph = rmg_test_graph (
      "in gst:audiotestsrc\nlate gst:testlate @ " QUICK "\nin > late\n");
  const RmgPlanOptions plan = { RMG_FRAMING_STREAM, RMG_THREADING_THREADED };
  guint n_faults = 0;
  RmgSessionOptions options = { .message_func = note_fault,
    .message_data = &n_faults };
  g_autoptr (GError) error = NULL;

  left = (Failures){ 1 };
  is_unusual = TRUE;
  g_assert_null (rmg_session_open (graph, &plan, &options, &error));
  is_unusual = FALSE;
  g_assert_error (error, RMG_ERROR, RMG_ERROR_NODE_FAILED);
  g_assert_cmpuint (n_faults, ==, 1);
  g_assert_cmpint (g_atomic_int_get (&left.start), ==, 0);
}

#define TWO_SINKS                                                              \
  "in gst:audiotestsrc 'num-buffers':%u\nlate gst:testlate\n"                  \
  "beside gst:testlate\nin > late\nin > beside\n"

static void
test_late_start_sink_beside_another_fails_alone (gconstpointer n_buffers)
{
  const guint n = GPOINTER_TO_UINT (n_buffers);
  g_autofree char *lines = g_strdup_printf (TWO_SINKS, n);
  g_autoptr (RmgFault) fault = NULL;
  RmgSession *session;

  alarm (RMG_TEST_HANG_S);
  left = (Failures){ 1 };
  is_unusual = TRUE;
  g_atomic_int_set (&n_rendered, 0);
  session = rmg_test_open (lines, RMG_THREADING_THREADED, RMG_FRAMING_STREAM);
  is_unusual = FALSE;
  g_assert_false (rmg_session_run (session, NULL, NULL, NULL, NULL));
  g_assert_cmpuint (rmg_session_get_n_faults (session), ==, 1);
  fault = rmg_session_get_fault (session, 0);
  g_assert_cmpstr (rmg_fault_kind_get_name (fault->kind), ==, "permanent");
  g_assert_cmpuint (g_atomic_int_get (&n_rendered), ==, n);
  g_assert_true (rmg_session_close (session, NULL));
  alarm (0);
}

/* Nodes of a group fail together, also those that are no sinks. */
#define SINKS_IN_GROUP                                                         \
  "in gst:audiotestsrc 'num-buffers':20\na gst:testlate @ 'group':'g'\n"       \
  "b gst:testlate @ 'group':'g'\nc gst:fakesink\nin > a\nin > b\nin > c\n"

static void
assert_does_not_open (const char *lines, int n_failures)
{
  g_autoptr (RmgGraph) graph = rmg_test_graph (lines);
  const RmgPlanOptions plan = { RMG_FRAMING_STREAM, RMG_THREADING_THREADED };
  g_autoptr (GError) error = NULL;

  left = (Failures){ n_failures };
  is_unusual = TRUE;
  g_assert_null (rmg_session_open (graph, &plan, NULL, &error));
  is_unusual = FALSE;
  g_assert_error (error, RMG_ERROR, RMG_ERROR_NODE_FAILED);
  g_assert_cmpint (g_atomic_int_get (&left.start), ==, 0);
}

static void
test_late_start_all_sinks_fail_does_not_open (void)
{
  g_autofree char *lines = g_strdup_printf (TWO_SINKS, N_BUFFERS);

  assert_does_not_open (lines, 2);
}

static void
test_late_start_sink_in_a_group_does_not_open (void)
{
  assert_does_not_open (SINKS_IN_GROUP, 1);
}

#define IN_BIN                                                                 \
  "{'version':'v1','metadata':{'name':'two'},'nodes':["                        \
  "{'id':'in','node_type':'gst:audiotestsrc','params':{'num-buffers':500}},"   \
  "{'id':'late','node_type':'gst:testlate'},"                                  \
  "{'id':'beside','node_type':'gst:testlate'}],'connections':["                \
  "{'from':'in','to':'late'},{'from':'in','to':'beside'}]}"

static GstElement *
make_pipeline (void)
{
  GstElement *pipeline = gst_object_ref_sink (gst_pipeline_new (NULL));
  GstElement *bin = gst_element_factory_make ("rmgbin", NULL);
  g_autofree char *manifest = g_strdelimit (g_strdup (IN_BIN), "'", '"');

  g_object_set (bin, "manifest-json", manifest, NULL);
  gst_bin_add (GST_BIN (pipeline), bin);
  return pipeline;
}

/* Returns: the number of errors until the end of the stream */
static guint
play_to_end (GstElement *pipeline)
{
  const GstMessageType types = GST_MESSAGE_ERROR | GST_MESSAGE_EOS;
  g_autoptr (GstBus) bus = gst_element_get_bus (pipeline);
  guint n_errors = 0;
  gboolean has_ended = FALSE;

  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  while (!has_ended) {
    g_autoptr (GstMessage) message =
        gst_bus_timed_pop_filtered (bus, GST_CLOCK_TIME_NONE, types);

    has_ended = GST_MESSAGE_TYPE (message) == GST_MESSAGE_EOS;
    n_errors += has_ended ? 0 : 1;
  }
  return n_errors;
}

static void
test_late_start_pipeline_ends_without_the_sink (gconstpointer seeks)
{
  g_autoptr (GstElement) pipeline = make_pipeline ();

  alarm (RMG_TEST_HANG_S);
  left = (Failures){ 1 };
  is_unusual = TRUE;
  g_atomic_int_set (&n_rendered, 0);
  gst_element_set_state (pipeline, GST_STATE_PAUSED);
  g_assert_cmpint (
      gst_element_get_state (pipeline, NULL, NULL, GST_CLOCK_TIME_NONE), ==,
      GST_STATE_CHANGE_SUCCESS);
  is_unusual = FALSE;
  if (seeks != NULL) /* the sink that has stopped refuses it */
    gst_element_seek_simple (pipeline, GST_FORMAT_TIME, GST_SEEK_FLAG_FLUSH, 0);
  g_assert_cmpuint (play_to_end (pipeline), ==, 1);
  g_assert_cmpint (g_atomic_int_get (&n_rendered), >=, N_BUFFERS);
  gst_element_set_state (pipeline, GST_STATE_NULL);
  alarm (0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  rmg_init ();
  gst_element_register (NULL, "testlate", GST_RANK_NONE, test_late_get_type ());

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = g_strconcat ("/late-start/", cases[i].name, NULL);

    g_test_add_data_func (
        path, &cases[i], test_late_start_sink_goes_on_as_its_policy_says);
  }
  g_test_add_func (
      "/late-start/permanent", test_late_start_permanent_failure_does_not_open);
  g_test_add_data_func ("/late-start/beside", GUINT_TO_POINTER (N_BUFFERS),
      test_late_start_sink_beside_another_fails_alone);
  g_test_add_data_func ("/late-start/beside-no-data", NULL,
      test_late_start_sink_beside_another_fails_alone);
  g_test_add_data_func (
      "/late-start/bin", NULL, test_late_start_pipeline_ends_without_the_sink);
  g_test_add_data_func ("/late-start/bin-seek", GINT_TO_POINTER (TRUE),
      test_late_start_pipeline_ends_without_the_sink);
  g_test_add_func (
      "/late-start/all-sinks", test_late_start_all_sinks_fail_does_not_open);
  g_test_add_func (
      "/late-start/group", test_late_start_sink_in_a_group_does_not_open);
  return g_test_run ();
}
