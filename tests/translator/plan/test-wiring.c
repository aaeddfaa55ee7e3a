/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Wiring is tested through whole plans: it has no result of its own. */

#include "tests/lib/graph-fixture.h"
#include "tests/lib/planner-fixture.h"
#include "translator/plan/steps.h"

#include <string.h>

static const RmgPlanOptions inlined = { .framing = RMG_FRAMING_ITEMS };
static const RmgPlanOptions streamed = { .framing = RMG_FRAMING_STREAM };
static const RmgPlanOptions threaded = { .threading = RMG_THREADING_THREADED };

static RmgPlan *
make_plan (const char *nodes, const char *edges, const RmgPlanOptions *options,
    GError **error)
{
  g_autoptr (RmgGraph) graph = rmg_test_read_graph (nodes, edges);

  return rmg_plan_new (graph, options, NULL, error);
}

typedef struct
{
  const char *nodes;
  const char *edges;
  const RmgPlanOptions *options;
  const char *links;
} Wired;

static const Wired rows[] = {
  { "a=VAD", "", &inlined, "in:a out:a " },
  { "a=VAD; b=VAD", "a>b", &inlined, "a.src>b.sink in:a out:b " },
  /* ports are in the order of the manifest */
  { "b=VAD; a=VAD; c=VAD", "", &inlined, "in:b in:a in:c out:b out:a out:c " },
  { "z=VAD; a=VAD", "a>z", &inlined, "a.src>z.sink in:a out:z " },
  /* a tee with a fuse for each leg */
  { "a=VAD; b=VAD; c=VAD", "a>b a>c", &inlined,
      "a.src>a.tee.sink a.tee.src_0>a.fuse0.sink a.fuse0.src>b.sink "
      "a.tee.src_1>a.fuse1.sink a.fuse1.src>c.sink in:a out:b out:c " },
  /* and a queue between threads */
  { "a=VAD; b=VAD; c=VAD", "a>b a>c", &threaded,
      "a.src>a.tee.sink a.tee.src_0>a.fuse0.sink a.fuse0.src>a.queue0.sink "
      "a.queue0.src>b.sink a.tee.src_1>a.fuse1.sink "
      "a.fuse1.src>a.queue1.sink a.queue1.src>c.sink in:a out:b out:c " },
  /* a join in connection order */
  { "a=VAD; b=VAD; c=VAD", "b>c a>c", &inlined,
      "b.src>c.join.sink_0 a.src>c.join.sink_1 c.join.src>c.sink in:a in:b "
      "out:c " },
  /* one node twice into another */
  { "a=VAD; b=VAD", "a>b a>b", &inlined,
      "a.src>a.tee.sink a.tee.src_0>a.fuse0.sink a.fuse0.src>b.join.sink_0 "
      "a.tee.src_1>a.fuse1.sink a.fuse1.src>b.join.sink_1 b.join.src>b.sink "
      "in:a out:b " },
  /* guard and commit around a node that can fail */
  { "a=gst:identity", "", &inlined,
      "a.guard.src>a.sink a.src>a.commit.sink in:a out:a " },
  { "a=VAD; b=gst:fakesink", "a>b", &inlined,
      "a.src>b.guard.sink b.guard.src>b.sink in:a " },
  /* a source has no guard */
  { "a=gst:fakesrc; b=VAD", "a>b", &threaded, "a.src>b.sink out:b " },
  /* a policy that needs a guard has one */
  { "a=VAD @ 'breaker': {}", "", &inlined,
      "a.guard.src>a.sink a.src>a.commit.sink in:a out:a " },
  { "a=VAD @ 'while_waiting': 'drop', 'retry': {'max_retries': 2}", "",
      &inlined, "a.guard.src>a.sink a.src>a.commit.sink in:a out:a " },
  { "a=VAD @ 'retry': {'max_retries': 2}, 'restart': {}", "", &inlined,
      "in:a out:a " },
  /* a queue of the policy: of an input, an edge, a leg and after a join */
  { "a=VAD @ 'queue': {}", "", &streamed, "a.queue.src>a.sink in:a out:a " },
  { "a=VAD; b=VAD @ 'queue': {}", "a>b", &streamed,
      "a.src>b.queue.sink b.queue.src>b.sink in:a out:b " },
  { "a=VAD; b=VAD @ 'queue': {'max_buffers': 3}; c=VAD", "a>b a>c", &streamed,
      "a.src>a.tee.sink a.tee.src_0>a.fuse0.sink a.fuse0.src>b.queue.sink "
      "b.queue.src>b.sink a.tee.src_1>a.fuse1.sink "
      "a.fuse1.src>a.queue1.sink a.queue1.src>c.sink in:a out:b out:c " },
  { "a=VAD; b=VAD; c=VAD @ 'queue': {}", "a>c b>c", &streamed,
      "a.src>c.join.sink_0 b.src>c.join.sink_1 c.join.src>c.queue.sink "
      "c.queue.src>c.sink in:a in:b out:c " },
  /* conversions are before the guard */
  { "a=Resample; b=gst:audiodynamic", "a>b", &inlined,
      "a.src>b.convert.sink b.convert.src>b.guard.sink b.guard.src>b.sink "
      "b.src>b.commit.sink in:a out:b " },
};

static void
test_wiring_links_nodes_in_connection_order (gconstpointer data)
{
  const Wired *row = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (RmgPlan) plan =
      make_plan (row->nodes, row->edges, row->options, &error);
  g_autofree char *found = NULL;

  g_assert_no_error (error);
  found = planner_fixture_describe_links (plan);
  g_assert_cmpstr (found, ==, row->links);
}

static void
test_wiring_join_mode_is_the_framing (void)
{
  g_autoptr (RmgPlan) items =
      make_plan ("a=VAD; b=VAD; c=VAD", "a>c b>c", &inlined, NULL);
  g_autoptr (RmgPlan) stream =
      make_plan ("a=VAD; b=VAD; c=VAD", "a>c b>c", &streamed, NULL);
  g_autofree char *items_text = rmg_plan_to_string (items);
  g_autofree char *stream_text = rmg_plan_to_string (stream);

  g_assert_nonnull (strstr (items_text, "set c.join: mode=items\n"));
  g_assert_nonnull (strstr (stream_text, "set c.join: mode=stream\n"));
}

static void
test_wiring_caps_follow_the_nodes (void)
{
  g_autoptr (GstCaps) caps = gst_caps_from_string (
      "audio/x-raw, format=S16LE, layout=interleaved, rate=48000, channels=2");
  RmgPlanOptions options = { .input_caps = caps };
  g_autoptr (RmgPlan) plan =
      make_plan ("a=Resample{'output_rate': 8000}; b=AudioTransform{"
                 "'sample_rate': 8000, 'channels': 1}",
          "a>b", &options, NULL);
  g_autofree char *text = rmg_plan_to_string (plan);

  g_assert_nonnull (strstr (text,
      "input a: a.sink: audio/x-raw, "
      "format=(string)S16LE, layout=(string)"
      "interleaved, rate=(int)48000, channels=(int)"
      "2\n"));
  g_assert_nonnull (strstr (text,
      "output b: b.src: audio/x-raw, "
      "format=(string)S16LE, layout=(string)"
      "interleaved, rate=(int)8000, channels=(int)"
      "1\n"));
}

static void
test_wiring_guard_is_recorded_in_its_node (void)
{
  g_autoptr (RmgPlan) plan =
      make_plan ("a=VAD; b=gst:identity", "a>b", &inlined, NULL);
  const RmgPlanNode *nodes = (RmgPlanNode *) plan->nodes->data;
  const RmgPlanElement *elements = (RmgPlanElement *) plan->elements->data;

  g_assert_cmpuint (nodes[0].guard, ==, RMG_PLAN_NONE);
  g_assert_cmpstr (elements[nodes[1].guard].name, ==, "b.guard");
  g_assert_cmpstr (elements[nodes[1].main].name, ==, "b");
}

static void
test_wiring_dynamic_output_has_an_anchor (void)
{
  g_autoptr (RmgPlan) plan =
      make_plan ("r=MediaReaderNode{'path': '/no/x.mp3'}", "", NULL, NULL);
  g_autofree char *text = rmg_plan_to_string (plan);

  g_assert_nonnull (strstr (text, "output r: r."));
  g_assert_null (strstr (text, "output r: r.src_%u"));
}

typedef struct
{
  const char *nodes;
  const char *edges;
  RmgError code;
  const char *message; /* its end */
} Refused;

static const Refused refused[] = {
  { "a=VAD; b=gst:fakesrc", "a>b", RMG_ERROR_LINK,
      "node \"b\" (gst:fakesrc): it is a source and has no input" },
  { "a=gst:fakesink; b=VAD", "a>b", RMG_ERROR_LINK,
      "node \"a\" (gst:fakesink): it is a sink and has no output" },
  { "a=Resample{'output_rate': 8000}; b=Resample{'output_rate': 16000}; c=VAD",
      "a>c b>c", RMG_ERROR_CAPS,
      "node \"c\" (VAD): inputs differ: a -> c has audio/x-raw, "
      "rate=(int)8000, "
      "b -> c has audio/x-raw, rate=(int)16000 (put an AudioResampleNode, "
      "AudioTransform or FormatConverterNode at the end of one of them)" },
  { "a=VAD @ 'queue': {'leaky': 'upstream'}", "", RMG_ERROR_CONFLICT,
      "node \"a\" (VAD): a leaky queue drops the ends of items: it is for "
      "streams" },
  { "a=VAD; b=AddNode", "a>b", RMG_ERROR_LINK,
      "node \"b\" (AddNode): accepts application/x-rmg-value, but receives "
      "audio/x-raw, and no conversion leads to that" },
  /* c has no problem of its own */
  { "a=VAD; b=AddNode; c=PassThrough", "a>b b>c a>c", RMG_ERROR_LINK,
      "node \"b\" (AddNode): accepts application/x-rmg-value, but receives "
      "audio/x-raw, and no conversion leads to that" },
};

static void
test_wiring_impossible_edges_refused_with_the_node (gconstpointer data)
{
  const Refused *row = data;
  g_autoptr (GError) error = NULL;

  g_assert_null (make_plan (row->nodes, row->edges, NULL, &error));
  g_assert_error (error, RMG_ERROR, (int) row->code);
  g_test_message ("%s", error->message);
  g_assert_true (g_str_has_suffix (error->message, row->message));
}

static void
test_wiring_route_of_many_nodes_shortened (void)
{
  g_autoptr (GString) nodes = g_string_new ("end=VAD; other=Resample{"
                                            "'output_rate': 16000}; "
                                            "n0=Resample{'output_rate': 8000}");
  g_autoptr (GString) edges = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  for (guint i = 1; i < 15; i++) {
    g_string_append_printf (nodes, "; n%u=VAD", i);
    g_string_append_printf (edges, "n%u>n%u ", i - 1, i);
  }
  g_string_append (edges, "n14>end other>end");
  g_assert_null (make_plan (nodes->str, edges->str, NULL, &error));
  g_assert_nonnull (strstr (error->message,
      "inputs differ: … -> n4 -> n5 -> n6 -> n7 -> n8 -> n9 -> n10 -> n11 -> "
      "n12 -> n13 -> n14 -> end has"));
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *path = g_strdup_printf ("/wiring/links/%u", i);

    g_test_add_data_func (
        path, &rows[i], test_wiring_links_nodes_in_connection_order);
  }
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++) {
    g_autofree char *path = g_strdup_printf ("/wiring/refused/%u", i);

    g_test_add_data_func (
        path, &refused[i], test_wiring_impossible_edges_refused_with_the_node);
  }
  g_test_add_func ("/wiring/join-mode", test_wiring_join_mode_is_the_framing);
  g_test_add_func ("/wiring/caps", test_wiring_caps_follow_the_nodes);
  g_test_add_func ("/wiring/guard", test_wiring_guard_is_recorded_in_its_node);
  g_test_add_func ("/wiring/anchor", test_wiring_dynamic_output_has_an_anchor);
  g_test_add_func ("/wiring/route", test_wiring_route_of_many_nodes_shortened);
  return g_test_run ();
}
