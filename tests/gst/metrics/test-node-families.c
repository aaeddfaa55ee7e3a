/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/metrics/families.h"

#include <string.h>

#define UNKNOWN RMG_METRIC_UNKNOWN

static RmgMetrics *
make_metrics (const char *node)
{
  RmgMetrics *metrics = rmg_metrics_new (1);

  metrics->nodes[0] = (RmgNodeMetrics){ .id = g_strdup (node),
    .type = g_strdup ("VAD"),
    .executions = 5,
    .error_counts = { { "a-quark", 7, 3 }, { "a-quark", 8, 1 } },
    .n_error_counts = 2,
    .cpu_ns = UNKNOWN,
    .last_buffer_us = 12,
    .busy_ns = 9,
    .busy = { .sum_ns = 9, .counts = { [3] = 5 } } };
  return metrics;
}

static const RmgFamily *
find_family (const RmgFamilies *self, const char *name)
{
  for (guint i = 0; i < self->families->len; i++) {
    const RmgFamily *family = &g_array_index (self->families, RmgFamily, i);

    if (strcmp (family->name, name) == 0)
      return family;
  }
  g_error ("no family %s", name);
}

static const RmgFamilySample *
get_sample (const RmgFamily *family, guint index)
{
  g_assert_cmpuint (index, <, family->samples->len);
  return &g_array_index (family->samples, RmgFamilySample, index);
}

static void
test_node_families_sample_has_the_labels_of_its_node (void)
{
  g_autoptr (RmgMetrics) metrics = make_metrics ("n");
  RmgMetrics *const list[] = { metrics };
  g_autoptr (RmgFamilies) families = rmg_families_new (list, 1);
  const RmgFamilySample *sample =
      get_sample (find_family (families, "rmg_node_errors"), 1);
  static const RmgFamilyLabel labels[] = { { "pipeline", "pipeline" },
    { "node", "n" }, { "type", "VAD" }, { "domain", "a-quark" },
    { "code", "8" } };

  g_assert_cmpuint (sample->n_labels, ==, G_N_ELEMENTS (labels));
  for (guint i = 0; i < sample->n_labels; i++) {
    g_assert_cmpstr (sample->labels[i].key, ==, labels[i].key);
    g_assert_cmpstr (sample->labels[i].value, ==, labels[i].value);
  }
  g_assert_cmpuint (sample->value, ==, 1);
}

static void
test_node_families_unknown_number_has_a_family_without_samples (void)
{
  g_autoptr (RmgMetrics) metrics = make_metrics ("n");
  RmgMetrics *const list[] = { metrics };
  g_autoptr (RmgFamilies) families = rmg_families_new (list, 1);
  const RmgFamily *family = find_family (families, "rmg_node_cpu_seconds");

  g_assert_cmpuint (family->samples->len, ==, 0);
}

static void
test_node_families_times_are_in_nanoseconds (void)
{
  g_autoptr (RmgMetrics) metrics = make_metrics ("n");
  RmgMetrics *const list[] = { metrics };
  g_autoptr (RmgFamilies) families = rmg_families_new (list, 1);
  const RmgFamily *family =
      find_family (families, "rmg_last_buffer_timestamp_seconds");

  g_assert_cmpint (family->unit, ==, RMG_UNIT_SECONDS);
  g_assert_cmpuint (get_sample (family, 0)->value, ==, 12000);
}

static void
test_node_families_histogram_is_the_sum_of_the_sessions (void)
{
  g_autoptr (RmgMetrics) one = make_metrics ("n");
  g_autoptr (RmgMetrics) two = make_metrics ("n");
  RmgMetrics *const list[] = { one, two };
  g_autoptr (RmgFamilies) families = rmg_families_new (list, 2);
  const RmgFamily *family = find_family (families, "rmg_node_latency_seconds");
  const RmgHistogram *histogram = get_sample (family, 0)->histogram;

  g_assert_cmpuint (family->samples->len, ==, 1);
  g_assert_cmpuint (histogram->counts[3], ==, 10);
  g_assert_cmpuint (histogram->sum_ns, ==, 18);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/node-families/labels",
      test_node_families_sample_has_the_labels_of_its_node);
  g_test_add_func ("/node-families/unknown",
      test_node_families_unknown_number_has_a_family_without_samples);
  g_test_add_func (
      "/node-families/times", test_node_families_times_are_in_nanoseconds);
  g_test_add_func ("/node-families/histogram",
      test_node_families_histogram_is_the_sum_of_the_sessions);
  return g_test_run ();
}
