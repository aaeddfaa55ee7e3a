/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "tests/lib/graph-fixture.h"
#include "tests/lib/planner-fixture.h"

static RmgPlan *
make_plan (const char *nodes, const char *edges, GError **error)
{
  static const RmgPlanOptions inlined = { .framing = RMG_FRAMING_ITEMS };
  g_autoptr (RmgGraph) graph = rmg_test_read_graph (nodes, edges);

  return rmg_plan_new (graph, &inlined, NULL, error);
}

typedef struct
{
  const char *nodes;
  const char *edges;
  const char *links;
} Wired;

static const Wired rows[] = {
  /* the fallback is between guard and commit of the node, and no port */
  { "a=VAD @ 'fallback': 'b'; b=VAD; c=VAD", "a>c",
      "a.guard.src>a.sink a.src>a.commit.sink a.guard.fallback>b.sink "
      "b.src>a.commit.fallback a.commit.src>c.sink in:a out:c " },
  { "a=VAD @ 'fallback': {'type': 'VAD'}", "",
      "a.guard.src>a.sink a.src>a.commit.sink "
      "a.guard.fallback>a.fallback.sink a.fallback.src>a.commit.fallback "
      "in:a out:a " },
  /* with its own guard and conversions */
  { "a=VAD @ 'fallback': 'b'; b=gst:identity", "",
      "a.guard.src>a.sink a.src>a.commit.sink "
      "a.guard.fallback>b.guard.sink b.guard.src>b.sink b.src>b.commit.sink "
      "b.commit.src>a.commit.fallback in:a out:a " },
  { "a=AudioTransform{'sample_rate': 8000, 'channels': 1} @ 'fallback': 'b'; "
    "b=PassThrough",
      "",
      "a.mix.src>a.sink a.guard.src>a.mix.sink a.src>a.commit.sink "
      "a.guard.fallback>b.sink b.src>b.mix.sink b.mix.src>b.resample.sink "
      "b.resample.src>a.commit.fallback in:a out:a " },
  /* so has a sink */
  { "s=VAD; a=gst:fakesink @ 'fallback': 'b'; b=gst:filesink", "s>a",
      "s.src>a.guard.sink a.guard.src>a.sink a.guard.fallback>b.guard.sink "
      "b.guard.src>b.sink in:s " },
  /* a node that is bypassed has the same caps at both ends */
  { "a=VAD @ 'while_waiting': 'bypass'", "",
      "a.guard.src>a.sink a.src>a.commit.sink in:a out:a " },
  { "a=Resample{'output_rate': 8000} @ 'breaker': {'on_open': 'drop'}", "",
      "a.guard.src>a.sink a.src>a.commit.sink in:a out:a " },
};

static void
test_wiring_fallback_row_is_linked (gconstpointer data)
{
  const Wired *row = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (RmgPlan) plan = make_plan (row->nodes, row->edges, &error);
  g_autofree char *found = NULL;

  g_assert_no_error (error);
  found = planner_fixture_describe_links (plan);
  g_assert_cmpstr (found, ==, row->links);
}

typedef struct
{
  const char *nodes;
  const char *edges;
  RmgError code;
  const char *message; /* its end */
} Refused;

static const Refused refused[] = {
  { "a=gst:fakesrc @ 'fallback': 'b'; b=VAD", "", RMG_ERROR_LINK,
      "node \"b\" (VAD): it cannot take over for \"a\", which is a source" },
  { "a=VAD @ 'fallback': 'b'; b=gst:fakesrc", "", RMG_ERROR_LINK,
      "node \"b\" (gst:fakesrc): it is a source and cannot take over for "
      "\"a\"" },
  { "a=VAD @ 'fallback': 'b'; b=gst:fakesink", "", RMG_ERROR_LINK,
      "node \"b\" (gst:fakesink): it has no output, and \"a\", which it takes "
      "over for, has one" },
  { "a=VAD @ 'fallback': 'b'; b=AddNode", "", RMG_ERROR_LINK,
      "node \"b\" (AddNode): accepts application/x-rmg-value, but receives "
      "audio/x-raw, and no conversion leads to that" },
  { "a=Resample{'output_rate': 8000}; b=Resample{'output_rate': 16000} @ "
    "'breaker': {'on_open': 'bypass'}",
      "a>b", RMG_ERROR_CONFLICT,
      "node \"b\" (Resample): breaker.on_open is \"bypass\", but its input, "
      "audio/x-raw, rate=(int)8000, differs from its output, audio/x-raw, "
      "rate=(int)16000 (\"drop\" suits every node)" },
  { "a=gst:fakesink @ 'while_waiting': 'bypass'", "", RMG_ERROR_CONFLICT,
      "node \"a\" (gst:fakesink): while_waiting is \"bypass\", and it has no "
      "output" },
};

static void
test_wiring_fallback_that_cannot_take_over_is_refused (gconstpointer data)
{
  const Refused *row = data;
  g_autoptr (GError) error = NULL;

  g_assert_null (make_plan (row->nodes, row->edges, &error));
  g_assert_error (error, RMG_ERROR, (int) row->code);
  g_test_message ("%s", error->message);
  g_assert_true (g_str_has_suffix (error->message, row->message));
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *path = g_strdup_printf ("/wiring-fallback/row/%u", i);

    g_test_add_data_func (path, &rows[i], test_wiring_fallback_row_is_linked);
  }
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++) {
    g_autofree char *path = g_strdup_printf ("/wiring-fallback/refused/%u", i);

    g_test_add_data_func (path, &refused[i],
        test_wiring_fallback_that_cannot_take_over_is_refused);
  }
  return g_test_run ();
}
