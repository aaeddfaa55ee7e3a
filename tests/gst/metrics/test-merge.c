/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/metrics/merge.h"

#define UNKNOWN RMG_METRIC_UNKNOWN

/* A session of one node with @executions calls. */
static RmgMetrics *
make (const char *pipeline, const char *id, guint64 executions)
{
  RmgMetrics *metrics = rmg_metrics_new (1);

  metrics->pipeline_id = g_strdup (pipeline);
  metrics->nodes[0] = (RmgNodeMetrics){
    .id = g_strdup (id),
    .type = g_strdup ("VAD"),
    .executions = executions,
    .last_buffer_us = UNKNOWN,
    .cpu_ns = UNKNOWN,
  };
  return metrics;
}

static const RmgNodeMetrics *
get (GArray *merged, guint index)
{
  return &g_array_index (merged, RmgMergedNode, index).node;
}

static void
test_merge_same_node_of_one_pipeline_is_summed (void)
{
  g_autoptr (RmgMetrics) one = make ("p", "n", 3);
  g_autoptr (RmgMetrics) two = make ("p", "n", 4);
  RmgMetrics *const list[] = { one, two };
  g_autoptr (GArray) merged = NULL;

  one->nodes[0].busy.counts[5] = 2;
  two->nodes[0].busy.counts[5] = 1;
  two->nodes[0].dropped[RMG_DROP_BREAKER] = 7;
  two->nodes[0].breaker_changes[RMG_BREAKER_METRIC_OPEN] = 1;
  two->nodes[0].breaker = RMG_BREAKER_METRIC_OPEN;
  merged = rmg_metrics_merge (list, 2);
  g_assert_cmpuint (merged->len, ==, 1);
  g_assert_cmpuint (get (merged, 0)->executions, ==, 7);
  g_assert_cmpuint (get (merged, 0)->busy.counts[5], ==, 3);
  g_assert_cmpuint (get (merged, 0)->dropped[RMG_DROP_BREAKER], ==, 7);
  g_assert_cmpuint (
      get (merged, 0)->breaker_changes[RMG_BREAKER_METRIC_OPEN], ==, 1);
  for (guint i = 0; i < 2; i++)
    g_assert_cmpuint (
        g_array_index (merged, RmgMergedNode, 0).n_breakers[i], ==, 1);
}

static void
test_merge_other_pipelines_and_nodes_stay_apart (void)
{
  g_autoptr (RmgMetrics) one = make ("p", "n", 1);
  g_autoptr (RmgMetrics) two = make ("q", "n", 2);
  g_autoptr (RmgMetrics) three = make ("p", "m", 3);
  RmgMetrics *const list[] = { one, two, three };
  g_autoptr (GArray) merged = rmg_metrics_merge (list, 3);

  g_assert_cmpuint (merged->len, ==, 3);
  for (guint i = 0; i < 3; i++)
    g_assert_cmpuint (get (merged, i)->executions, ==, i + 1);
}

static void
test_merge_known_number_is_not_lost_to_an_unknown_one (void)
{
  g_autoptr (RmgMetrics) one = make ("p", "n", UNKNOWN);
  g_autoptr (RmgMetrics) two = make ("p", "n", 4);
  RmgMetrics *const list[] = { one, two, one };
  g_autoptr (GArray) merged = rmg_metrics_merge (list, 3);

  g_assert_cmpuint (get (merged, 0)->executions, ==, 4);
  g_assert_cmpuint (get (merged, 0)->cpu_ns, ==, UNKNOWN);
}

static void
test_merge_last_buffer_is_the_latest (void)
{
  g_autoptr (RmgMetrics) one = make ("p", "n", 1);
  g_autoptr (RmgMetrics) two = make ("p", "n", 1);
  g_autoptr (RmgMetrics) three = make ("p", "n", 1);
  RmgMetrics *const list[] = { one, two, three };
  g_autoptr (GArray) merged = NULL;

  two->nodes[0].last_buffer_us = 200;
  three->nodes[0].last_buffer_us = 100;
  merged = rmg_metrics_merge (list, 3);
  g_assert_cmpuint (get (merged, 0)->last_buffer_us, ==, 200);
}

static void
test_merge_errors_add_up_by_kind (void)
{
  g_autoptr (RmgMetrics) one = make ("p", "n", 1);
  g_autoptr (RmgMetrics) two = make ("p", "n", 1);
  RmgMetrics *const list[] = { one, two };
  g_autoptr (GArray) merged = NULL;
  guint64 n = 0;

  one->nodes[0].n_error_counts = RMG_MAX_ERROR_COUNTS;
  for (int i = 0; i < RMG_MAX_ERROR_COUNTS; i++)
    one->nodes[0].error_counts[i] = (RmgErrorCount){ "d", i, 1 };
  two->nodes[0].n_error_counts = 2;
  two->nodes[0].error_counts[0] = (RmgErrorCount){ "d", 2, 5 };
  two->nodes[0].error_counts[1] = (RmgErrorCount){ "new", 1, 1 };
  merged = rmg_metrics_merge (list, 2);
  g_assert_cmpuint (get (merged, 0)->error_counts[2].count, ==, 6);
  for (guint i = 0; i < get (merged, 0)->n_error_counts; i++)
    n += get (merged, 0)->error_counts[i].count;
  g_assert_cmpuint (n, ==, RMG_MAX_ERROR_COUNTS + 5 + 1);
  g_assert_cmpuint (one->nodes[0].error_counts[2].count, ==, 1);
}

static void
add_path (RmgMetrics *metrics, const char *to)
{
  metrics->paths =
      g_renew (RmgPathMetrics, metrics->paths, metrics->n_paths + 1);
  metrics->paths[metrics->n_paths++] = (RmgPathMetrics){ g_strdup ("in"),
    g_strdup (to), { .sum_ns = 8, .counts = { [3] = 1 } } };
}

static void
test_merge_paths_add_up_by_their_ends (void)
{
  g_autoptr (RmgMetrics) one = make ("p", "n", 1);
  g_autoptr (RmgMetrics) two = make ("p", "n", 1);
  g_autoptr (RmgMetrics) other = make ("q", "n", 1);
  RmgMetrics *const list[] = { one, two, other };
  g_autoptr (GArray) merged = NULL;

  add_path (one, "a");
  add_path (one, "b");
  add_path (two, "b");
  add_path (other, "b");
  merged = rmg_metrics_merge_paths (list, 3);
  g_assert_cmpuint (merged->len, ==, 3);
  g_assert_cmpuint (
      g_array_index (merged, RmgMergedPath, 0).path.latency.counts[3], ==, 1);
  g_assert_cmpuint (
      g_array_index (merged, RmgMergedPath, 1).path.latency.counts[3], ==, 2);
  g_assert_cmpstr (g_array_index (merged, RmgMergedPath, 2).pipeline, ==, "q");
}

static void
test_merge_pipelines_add_known_numbers (void)
{
  g_autoptr (RmgMetrics) one = make ("p", "n", 1);
  g_autoptr (RmgMetrics) two = make ("p", "n", 1);
  g_autoptr (RmgMetrics) other = make ("q", "n", 1);
  RmgMetrics *const list[] = { one, two, other };
  const RmgMergedPipeline *sum;
  g_autoptr (GArray) merged = NULL;

  one->executions = 3;
  two->executions = 4;
  two->memory_bytes = 100;
  one->n_copies[RMG_COPY_WRITE] = 5;
  two->n_copies[RMG_COPY_WRITE] = 6;
  one->n_copied_bytes[RMG_COPY_WRITE] = 7;
  merged = rmg_metrics_merge_pipelines (list, 3);
  g_assert_cmpuint (merged->len, ==, 2);
  sum = &g_array_index (merged, RmgMergedPipeline, 0);
  g_assert_cmpuint (sum->executions, ==, 7);
  g_assert_cmpuint (sum->memory_bytes, ==, 100);
  g_assert_cmpuint (sum->n_copies[RMG_COPY_WRITE], ==, 11);
  g_assert_cmpuint (sum->n_copied_bytes[RMG_COPY_WRITE], ==, 7);
  g_assert_cmpuint (sum->n_copies[RMG_COPY_ITEM], ==, UNKNOWN);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func (
      "/merge/sum", test_merge_same_node_of_one_pipeline_is_summed);
  g_test_add_func (
      "/merge/apart", test_merge_other_pipelines_and_nodes_stay_apart);
  g_test_add_func (
      "/merge/unknown", test_merge_known_number_is_not_lost_to_an_unknown_one);
  g_test_add_func ("/merge/last-buffer", test_merge_last_buffer_is_the_latest);
  g_test_add_func ("/merge/paths", test_merge_paths_add_up_by_their_ends);
  g_test_add_func ("/merge/pipelines", test_merge_pipelines_add_known_numbers);
  g_test_add_func ("/merge/errors", test_merge_errors_add_up_by_kind);
  return g_test_run ();
}
