/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "tests/lib/graph-fixture.h"
#include "translator/plan/steps.h"

#include <string.h>

#define BYTES_PER_S (16 * 1024 * 1024)

/* A node that holds back one second at 8 kHz for each 8000 frames. */
#define BUFFER(id, frames) id "=AudioBuffer{'buffer_size_samples': " frames "}"

typedef struct
{
  const char *nodes;
  const char *edges;
  const char *sizes_ms; /* "LEG:MS" for each queue, in the order of the plan */
} Sized;

static const Sized rows[] = {
  { "t=VAD; a=VAD; b=VAD", "t>a t>b", "t.queue0:1000 t.queue1:1000 " },
  { "t=VAD; " BUFFER ("a", "8000") "; b=VAD", "t>a t>b",
      "t.queue0:1000 t.queue1:2000 " },
  { "t=VAD; " BUFFER ("a", "8000") "; " BUFFER ("b", "16000"), "t>a t>b",
      "t.queue0:3000 t.queue1:2000 " },
  /* two legs hold back the same: each waits for the other */
  { "t=VAD; " BUFFER ("a", "8000") "; " BUFFER ("b", "8000"), "t>a t>b",
      "t.queue0:2000 t.queue1:2000 " },
  /* nodes of one leg add up */
  { "t=VAD; " BUFFER ("a", "8000") "; " BUFFER ("b", "8000") "; c=VAD",
      "t>a a>b t>c", "t.queue0:1000 t.queue1:3000 " },
  /* the longest path after the leg counts */
  { "t=VAD; a=VAD; " BUFFER ("b", "8000") "; " BUFFER (
        "c", "24000") "; d=VAD; e=VAD",
      "t>a a>b a>c t>d d>e",
      "t.queue0:1000 a.queue0:4000 a.queue1:2000 t.queue1:4000 " },
  /* a gate holds back a second */
  { "t=VAD; a=VAD{'mode': 'gate'}; b=VAD; c=VAD", "t>a t>b t>c",
      "t.queue0:1000 t.queue1:2000 t.queue2:2000 " },
  { "a=VAD; b=VAD", "a>b", "" },
  /* a queue of the policy without limits is sized as a leg */
  { "t=VAD; a=VAD @ 'queue': {}; " BUFFER ("b", "8000"), "t>a t>b",
      "a.queue:2000 t.queue1:1000 " },
  { "a=VAD; b=VAD @ 'queue': {}", "a>b", "b.queue:1000 " },
};

static gint64
get_int (const RmgPlanElement *element, const char *name)
{
  for (guint i = 0; i < element->properties->len; i++) {
    const RmgPlanProperty *property =
        &g_array_index (element->properties, RmgPlanProperty, i);

    if (g_str_equal (property->name, name))
      return g_value_get_int64 (&property->value);
  }
  g_assert_not_reached ();
}

static RmgPlan *
make_threaded_plan (const char *nodes, const char *edges)
{
  RmgPlanOptions options = { .threading = RMG_THREADING_THREADED };
  g_autoptr (RmgGraph) graph = rmg_test_read_graph (nodes, edges);
  g_autoptr (GError) error = NULL;
  RmgPlan *plan = rmg_plan_new (graph, &options, NULL, &error);

  g_assert_no_error (error);
  return plan;
}

static void
test_leg_queues_hold_the_time_of_the_other_legs (gconstpointer data)
{
  const Sized *row = data;
  g_autoptr (RmgPlan) plan = make_threaded_plan (row->nodes, row->edges);
  g_autoptr (GString) found = g_string_new (NULL);

  for (guint i = 0; i < plan->elements->len; i++) {
    const RmgPlanElement *element =
        &g_array_index (plan->elements, RmgPlanElement, i);

    if (element->role == RMG_ROLE_QUEUE)
      g_string_append_printf (found, "%s:%" G_GINT64_FORMAT " ", element->name,
          get_int (element, "max-size-time") / (gint64) GST_MSECOND);
  }
  g_assert_cmpstr (found->str, ==, row->sizes_ms);
}

static void
test_leg_queues_limit_bytes_not_buffers (void)
{
  g_autoptr (RmgPlan) plan = make_threaded_plan (
      "t=VAD; " BUFFER ("a", "8000") "; b=VAD; c=VAD", "t>a t>b t>c");
  guint n_queues = 0;

  for (guint i = 0; i < plan->elements->len; i++) {
    const RmgPlanElement *element =
        &g_array_index (plan->elements, RmgPlanElement, i);
    gint64 time_s;

    if (element->role != RMG_ROLE_QUEUE)
      continue;
    time_s = get_int (element, "max-size-time") / (gint64) GST_SECOND;
    g_assert_cmpint (get_int (element, "max-size-buffers"), ==, 0);
    g_assert_cmpint (
        get_int (element, "max-size-bytes"), ==, (time_s + 1) * BYTES_PER_S);
    n_queues++;
  }
  g_assert_cmpuint (n_queues, ==, 3);
}

static void
test_leg_queues_bytes_fit_the_property (void)
{
  /* 134217 s */
  g_autoptr (RmgPlan) plan = make_threaded_plan (
      "t=VAD; " BUFFER ("a", "1073741824") "; b=VAD", "t>a t>b");
  const RmgPlanElement *element = NULL;

  for (guint i = 0; i < plan->elements->len; i++) {
    element = &g_array_index (plan->elements, RmgPlanElement, i);
    if (g_str_equal (element->name, "t.queue1"))
      break;
  }
  g_assert_cmpint (get_int (element, "max-size-bytes"), ==, G_MAXINT32);
  g_assert_cmpint (
      get_int (element, "max-size-time") / (gint64) GST_SECOND, ==, 134217 + 1);
}

static void
test_leg_queues_of_policy_have_its_limits (void)
{
  g_autoptr (RmgPlan) plan = make_threaded_plan (
      "a=VAD; b=VAD @ 'queue': {'max_buffers': 3, 'max_ms': 40}", "a>b");
  const RmgPlanElement *queue = NULL;

  for (guint i = 0; i < plan->elements->len; i++)
    if (g_array_index (plan->elements, RmgPlanElement, i).role ==
        RMG_ROLE_QUEUE)
      queue = &g_array_index (plan->elements, RmgPlanElement, i);
  g_assert_nonnull (queue);
  g_assert_cmpint (get_int (queue, "max-size-buffers"), ==, 3);
  g_assert_cmpint (get_int (queue, "max-size-time"), ==, 40 * GST_MSECOND);
  g_assert_cmpint (get_int (queue, "max-size-bytes"), ==, 0);
}

typedef struct
{
  const char *queue;
  const char *problems;
} Short;

#define WAITS                                                                  \
  "4:1: warning: nodes[2]: node \"b\" (VAD): its queue may be full while the " \
  "other "                                                                     \
  "legs hold back 1000 ms: a join of the legs then waits forever\n"

static const Short shorts[] = {
  { "'max_buffers': 2", WAITS },
  { "'max_ms': 999", WAITS },
  { "'max_ms': 1000", "" },
  { "", "" },
};

static void
test_leg_queues_of_policy_that_are_too_short_warn (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (shorts); i++) {
    g_autofree char *nodes = g_strdup_printf (
        "t=VAD; " BUFFER ("a", "8000") "; b=VAD @ 'queue': {%s}; j=VAD",
        shorts[i].queue);
    g_autoptr (RmgGraph) graph = rmg_test_read_graph (nodes, "t>a t>b a>j b>j");
    g_autoptr (RmgDiagnostics) diagnostics = rmg_diagnostics_new (FALSE);
    g_autoptr (RmgPlan) plan = rmg_plan_new (graph, NULL, diagnostics, NULL);
    g_autofree char *found = rmg_test_list_problems (diagnostics);

    g_assert_nonnull (plan);
    g_assert_cmpstr (found, ==, shorts[i].problems);
  }
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func (
      "/leg-queues/policy", test_leg_queues_of_policy_have_its_limits);
  g_test_add_func (
      "/leg-queues/short", test_leg_queues_of_policy_that_are_too_short_warn);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *path = g_strdup_printf ("/leg-queues/time/%u", i);

    g_test_add_data_func (
        path, &rows[i], test_leg_queues_hold_the_time_of_the_other_legs);
  }
  g_test_add_func (
      "/leg-queues/bytes", test_leg_queues_limit_bytes_not_buffers);
  g_test_add_func (
      "/leg-queues/max-bytes", test_leg_queues_bytes_fit_the_property);
  return g_test_run ();
}
