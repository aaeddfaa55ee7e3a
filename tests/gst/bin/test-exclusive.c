/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Busy time of nodes that work for a known time, in graphs where the calls of
 * the nodes are nested. The element "testbusy" works until a clock has advanced
 * and measures how long that was: a busy machine may interrupt it. */

#include "gst/session/data.h"
#include "tests/lib/session-fixture.h"

#include <gst/base/gstbasetransform.h>
#include <rmg/rmg.h>

#define N_INPUTS 25
#define MAX_WORKERS 6 /* the last one has no node */
#define MAX_RUNS 100
#if defined __SANITIZE_ADDRESS__ || defined __SANITIZE_THREAD__
#define MAX_RATIO 3.0 /* the code around the work takes longer */
#else
#define MAX_RATIO 1.02
#endif
#define DEFAULT_WORK_US 400

typedef struct
{
  GstBaseTransform parent;
  guint work_us;
  guint64 worked_ns;
} TestBusy;

typedef GstBaseTransformClass TestBusyClass;

static GType test_busy_get_type (void);
G_DEFINE_TYPE (TestBusy, test_busy, GST_TYPE_BASE_TRANSFORM)

static GstStaticPadTemplate sink_template = GST_STATIC_PAD_TEMPLATE (
    "sink", GST_PAD_SINK, GST_PAD_ALWAYS, GST_STATIC_CAPS_ANY);
static GstStaticPadTemplate src_template = GST_STATIC_PAD_TEMPLATE (
    "src", GST_PAD_SRC, GST_PAD_ALWAYS, GST_STATIC_CAPS_ANY);

static GstFlowReturn
test_busy_transform_ip (GstBaseTransform *trans, GstBuffer *buffer)
{
  TestBusy *self = (TestBusy *) trans;
  const GstClockTime start_ns = gst_util_get_timestamp ();
  GstClockTime now_ns = start_ns;

  while (now_ns - start_ns < self->work_us * GST_USECOND)
    now_ns = gst_util_get_timestamp ();
  self->worked_ns += now_ns - start_ns;
  return GST_FLOW_OK;
}

static void
test_busy_set_property (
    GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  ((TestBusy *) object)->work_us = g_value_get_uint (value);
}

static void
test_busy_init (TestBusy *self)
{
  self->work_us = DEFAULT_WORK_US;
}

static void
test_busy_class_init (TestBusyClass *klass)
{
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);

  G_OBJECT_CLASS (klass)->set_property = test_busy_set_property;
  klass->transform_ip = test_busy_transform_ip;
  g_object_class_install_property (G_OBJECT_CLASS (klass), 1,
      g_param_spec_uint ("work-us", "Work", "Time of each call", 0, G_MAXUINT,
          DEFAULT_WORK_US, G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS));
  gst_element_class_add_static_pad_template (element_class, &sink_template);
  gst_element_class_add_static_pad_template (element_class, &src_template);
  gst_element_class_set_static_metadata (
      element_class, "Busy", "Filter", "Works", "The RemoteMedia authors");
}

static guint64
get_worked_ns (RmgSession *session, const char *name)
{
  g_autoptr (GstElement) element =
      gst_bin_get_by_name (GST_BIN (session->bin), name);

  g_assert_nonnull (element);
  return ((TestBusy *) element)->worked_ns;
}

/* Nodes of a graph, and the elements that work in them. */
typedef struct
{
  const char *node;
  const char *element;
  double best; /* least ratio of busy time and work of all runs */
} Worker;

/* The time outside the element's own clock is part of the node. */
static void
measure (RmgSession *session, const RmgMetrics *metrics, Worker *worker)
{
  const guint64 worked_ns = get_worked_ns (session, worker->element);
  const guint64 busy_ns =
      rmg_metrics_find_node (metrics, worker->node)->busy_ns;
  const double ratio = (double) busy_ns / (double) worked_ns;

  g_test_message ("%s: %.3f ms of %.3f ms", worker->node,
      (double) busy_ns / 1e6, (double) worked_ns / 1e6);
  g_assert_cmpuint (busy_ns, >=, worked_ns);
  worker->best = worker->best == 0 ? ratio : MIN (worker->best, ratio);
}

static const Worker abcd[MAX_WORKERS + 1] = { { "d", "d", 0 }, { "a", "a", 0 },
  { "b", "b", 0 }, { "c", "c", 0 } };

static gboolean
are_exact (const Worker *workers)
{
  for (; workers->node != NULL; workers++)
    if (workers->best == 0 || workers->best > MAX_RATIO)
      return FALSE;
  return TRUE;
}

static RmgSession *
run (const char *lines, RmgThreading threading, GPtrArray *inputs)
{
  const RmgSessionOptions options = { .metrics = TRUE };
  const RmgPlanOptions plan_options = { .threading = threading,
    .framing = RMG_FRAMING_STREAM };
  g_autoptr (RmgGraph) graph = rmg_test_graph (lines);
  g_autoptr (GError) error = NULL;
  g_autofree char *outputs = NULL;
  RmgSession *session =
      rmg_session_open (graph, &plan_options, &options, &error);

  g_assert_no_error (error);
  outputs = rmg_test_pump (session, inputs, &error);
  g_assert_no_error (error);
  return session;
}

/* Another process may interrupt a node outside its own clock, which makes the
 * ratio of a run greater, never smaller: the least one of some runs counts. */
static void
check (const char *lines, RmgThreading threading, const Worker *nodes)
{
  g_autoptr (GPtrArray) inputs = rmg_test_values (N_INPUTS);
  Worker workers[MAX_WORKERS];

  memcpy (workers, nodes, sizeof workers);
  for (guint i = 0; i < MAX_RUNS && !are_exact (workers); i++) {
    RmgSession *session = run (lines, threading, inputs);
    g_autoptr (RmgMetrics) metrics = rmg_session_get_metrics (session);

    for (Worker *worker = workers; worker->node != NULL; worker++)
      measure (session, metrics, worker);
    g_assert_true (rmg_session_close (session, NULL));
  }
  g_assert_true (are_exact (workers));
}

static void
test_exclusive_chain_has_the_time_of_each_node (void)
{
  check ("a gst:testbusy\nb gst:testbusy 'work-us':1200\nc gst:testbusy\n"
         "a > b\nb > c",
      RMG_THREADING_INLINE, abcd + 1);
}

static void
test_exclusive_tee_has_the_time_of_each_leg (void)
{
  static const char lines[] = "a gst:testbusy\nb gst:testbusy 'work-us':1200\n"
                              "c gst:testbusy\na > b\na > c";

  check (lines, RMG_THREADING_INLINE, abcd + 1);
  check (lines, RMG_THREADING_THREADED, abcd + 1);
}

static void
test_exclusive_diamond_counts_no_time_twice (void)
{
  static const char lines[] = "d gst:testbusy\na gst:testbusy\n"
                              "b gst:testbusy 'work-us':1200\n"
                              "c gst:testbusy\n"
                              "d > a\nd > b\na > c\nb > c";

  check (lines, RMG_THREADING_INLINE, abcd);
  check (lines, RMG_THREADING_THREADED, abcd);
}

/* The thread that pushes into the join also works for the nodes after it. */
static void
test_exclusive_join_has_no_time_of_nodes_downstream (void)
{
  check ("in PassThroughNode\na gst:testbusy\nb gst:testbusy 'work-us':800\n"
         "c gst:testbusy 'work-us':1200\nd gst:testbusy\n"
         "in > a\nin > b\na > c\nb > c\nc > d",
      RMG_THREADING_INLINE, abcd);
}

static void
test_exclusive_nested_bin_has_the_time_of_its_nodes (void)
{
  static const Worker nodes[MAX_WORKERS] = { { "a", "a", 0 },
    { "nested", "inner", 0 }, { "z", "z", 0 } };

  check ("a gst:testbusy\n"
         "nested gst:rmgbin 'manifest-json':'{\\\"version\\\":\\\"v1\\\","
         "\\\"metadata\\\":{\\\"name\\\":\\\"n\\\"},\\\"nodes\\\":["
         "{\\\"id\\\":\\\"inner\\\",\\\"node_type\\\":\\\"gst:testbusy\\\"}],"
         "\\\"connections\\\":[]}'\n"
         "z gst:testbusy 'work-us':1200\na > nested\nnested > z",
      RMG_THREADING_THREADED, nodes);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  gst_element_register (NULL, "testbusy", GST_RANK_NONE, test_busy_get_type ());
  rmg_init ();
  g_test_add_func (
      "/exclusive/chain", test_exclusive_chain_has_the_time_of_each_node);
  g_test_add_func (
      "/exclusive/tee", test_exclusive_tee_has_the_time_of_each_leg);
  g_test_add_func (
      "/exclusive/diamond", test_exclusive_diamond_counts_no_time_twice);
  g_test_add_func (
      "/exclusive/join", test_exclusive_join_has_no_time_of_nodes_downstream);
  g_test_add_func (
      "/exclusive/nested", test_exclusive_nested_bin_has_the_time_of_its_nodes);
  return g_test_run ();
}
