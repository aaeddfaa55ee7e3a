/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/metrics/families.h"

#include <string.h>

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

/* The rule of OpenMetrics: the unit is the end of the name. */
static void
test_families_unit_is_the_end_of_the_name (void)
{
  static const char *const units[] = { NULL, "_bytes", "_seconds" };
  g_autoptr (RmgFamilies) families = rmg_families_new (NULL, 0);

  g_assert_cmpuint (families->families->len, >, 20);
  for (guint i = 0; i < families->families->len; i++) {
    const RmgFamily *family = &g_array_index (families->families, RmgFamily, i);

    g_assert_true (g_str_has_suffix (family->help, "."));
    for (guint unit = RMG_UNIT_BYTES; unit <= RMG_UNIT_SECONDS; unit++)
      g_assert_cmpint (g_str_has_suffix (family->name, units[unit]), ==,
          family->unit == unit);
  }
}

/* A session of pipeline @id with numbers of its own. */
static RmgMetrics *
make_session (const char *id, guint64 executions)
{
  RmgMetrics *metrics = rmg_metrics_new (0);

  metrics->pipeline_id = g_strdup (id);
  metrics->executions = executions;
  return metrics;
}

static void
test_families_sessions_of_a_pipeline_are_summed (void)
{
  g_autoptr (RmgMetrics) one = make_session ("p", 2);
  g_autoptr (RmgMetrics) two = make_session ("q", 3);
  g_autoptr (RmgMetrics) three = make_session ("p", 4);
  RmgMetrics *const list[] = { one, two, three };
  g_autoptr (RmgFamilies) families = rmg_families_new (list, 3);
  const RmgFamily *runs = find_family (families, "rmg_pipeline_executions");

  g_assert_cmpuint (runs->samples->len, ==, 2);
  g_assert_cmpstr (get_sample (runs, 0)->labels[0].value, ==, "p");
  g_assert_cmpuint (get_sample (runs, 0)->value, ==, 6);
  g_assert_cmpuint (get_sample (runs, 1)->value, ==, 3);
}

/* A session that is not measured does not know its memory. */
static void
test_families_unknown_memory_has_no_sample (void)
{
  g_autoptr (RmgMetrics) one = make_session ("p", 1);
  g_autoptr (RmgMetrics) two = make_session ("q", 1);
  RmgMetrics *const list[] = { one, two };
  g_autoptr (RmgFamilies) families = NULL;
  const RmgFamily *memory;

  two->memory_bytes = 77;
  families = rmg_families_new (list, 2);
  memory = find_family (families, "rmg_pipeline_memory_bytes");
  g_assert_cmpuint (memory->samples->len, ==, 1);
  g_assert_cmpstr (get_sample (memory, 0)->labels[0].value, ==, "q");
  g_assert_cmpuint (get_sample (memory, 0)->value, ==, 77);
}

static void
test_families_copies_have_a_sample_for_each_known_reason (void)
{
  g_autoptr (RmgMetrics) metrics = make_session ("p", 1);
  RmgMetrics *const list[] = { metrics };
  g_autoptr (RmgFamilies) families = NULL;
  const RmgFamily *counts, *sizes;

  metrics->n_copies[RMG_COPY_SETTLE] = 0;
  metrics->n_copies[RMG_COPY_ITEM] = 5;
  metrics->n_copied_bytes[RMG_COPY_ITEM] = 640;
  families = rmg_families_new (list, 1);
  counts = find_family (families, "rmg_pipeline_copies");
  sizes = find_family (families, "rmg_pipeline_copied_bytes");
  g_assert_cmpuint (counts->samples->len, ==, 2);
  g_assert_cmpstr (get_sample (counts, 0)->labels[1].value, ==, "settle");
  g_assert_cmpuint (get_sample (counts, 0)->value, ==, 0);
  g_assert_cmpuint (get_sample (counts, 1)->value, ==, 5);
  g_assert_cmpuint (sizes->samples->len, ==, 1);
  g_assert_cmpstr (get_sample (sizes, 0)->labels[1].value, ==, "item");
  g_assert_cmpuint (get_sample (sizes, 0)->value, ==, 640);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func (
      "/families/units", test_families_unit_is_the_end_of_the_name);
  g_test_add_func (
      "/families/sums", test_families_sessions_of_a_pipeline_are_summed);
  g_test_add_func (
      "/families/memory", test_families_unknown_memory_has_no_sample);
  g_test_add_func ("/families/copies",
      test_families_copies_have_a_sample_for_each_known_reason);
  return g_test_run ();
}
