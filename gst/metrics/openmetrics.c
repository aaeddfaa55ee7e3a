/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Writes metric families as text in the OpenMetrics format 1.0, which Prometheus
 * reads. */

#include "gst/metrics/families.h"

#define NS_PER_S G_GUINT64_CONSTANT (1000000000)

static const struct
{
  const char *name;
  const char *suffix; /* of the samples */
} types[] = {
  [RMG_FAMILY_INFO] = { "info", "_info" },
  [RMG_FAMILY_COUNTER] = { "counter", "_total" },
  [RMG_FAMILY_GAUGE] = { "gauge", "" },
  [RMG_FAMILY_HISTOGRAM] = { "histogram", "" },
  [RMG_FAMILY_STATESET] = { "stateset", "" },
};

static const char *const units[] = {
  [RMG_UNIT_NONE] = NULL,
  [RMG_UNIT_BYTES] = "bytes",
  [RMG_UNIT_SECONDS] = "seconds",
};

static void
append_head (GString *text, const RmgFamily *family)
{
  const char *name = family->name;

  g_string_append_printf (
      text, "# TYPE %s %s\n", name, types[family->type].name);
  if (family->unit != RMG_UNIT_NONE)
    g_string_append_printf (text, "# UNIT %s %s\n", name, units[family->unit]);
  g_string_append_printf (text, "# HELP %s %s\n", name, family->help);
}

/* Appends a value in quotation marks. */
static void
append_quoted (GString *text, const char *value)
{
  g_string_append_c (text, '"');
  for (; *value != '\0'; value++) {
    if (*value == '\n') {
      g_string_append (text, "\\n");
      continue;
    }
    if (*value == '\\' || *value == '"')
      g_string_append_c (text, '\\');
    g_string_append_c (text, *value);
  }
  g_string_append_c (text, '"');
}

static void
append_value (GString *text, RmgFamilyUnit unit, guint64 value)
{
  if (unit == RMG_UNIT_SECONDS)
    g_string_append_printf (text,
        " %" G_GUINT64_FORMAT ".%09" G_GUINT64_FORMAT "\n", value / NS_PER_S,
        value % NS_PER_S);
  else
    g_string_append_printf (text, " %" G_GUINT64_FORMAT "\n", value);
}

/* Appends name and labels. @bound: (nullable): upper bound of a bucket */
static void
append_name (GString *text, const RmgFamily *family, const char *suffix,
    const RmgFamilySample *sample, const char *bound)
{
  g_string_append_printf (text, "%s%s{", family->name, suffix);
  for (guint i = 0; i < sample->n_labels; i++) {
    g_string_append_printf (
        text, "%s%s=", i > 0 ? "," : "", sample->labels[i].key);
    append_quoted (text, sample->labels[i].value);
  }
  if (bound != NULL)
    g_string_append_printf (text, ",le=\"%s\"", bound);
  g_string_append_c (text, '}');
}

static void
append_bucket (GString *text, const RmgFamily *family,
    const RmgFamilySample *sample, const char *bound, guint64 count)
{
  append_name (text, family, "_bucket", sample, bound);
  append_value (text, RMG_UNIT_NONE, count);
}

/* The buckets are cumulative. */
static void
append_histogram (
    GString *text, const RmgFamily *family, const RmgFamilySample *sample)
{
  const RmgHistogram *histogram = sample->histogram;
  const guint64 n_values = rmg_histogram_get_count (histogram);
  guint64 count = 0;

  for (guint i = 0; i <= RMG_FAMILY_LAST_BUCKET; i++) {
    const double bound_s =
        (double) rmg_histogram_get_bound_ns (i) / (double) NS_PER_S;
    char bound[G_ASCII_DTOSTR_BUF_SIZE];

    count += histogram->counts[i];
    g_ascii_formatd (bound, sizeof bound, "%.12g", bound_s);
    if (i >= RMG_FAMILY_FIRST_BUCKET)
      append_bucket (text, family, sample, bound, count);
  }
  append_bucket (text, family, sample, "+Inf", n_values);
  append_name (text, family, "_count", sample, NULL);
  append_value (text, RMG_UNIT_NONE, n_values);
  append_name (text, family, "_sum", sample, NULL);
  append_value (text, RMG_UNIT_SECONDS, histogram->sum_ns);
}

static void
append_sample (
    GString *text, const RmgFamily *family, const RmgFamilySample *sample)
{
  if (family->type == RMG_FAMILY_HISTOGRAM) {
    append_histogram (text, family, sample);
    return;
  }
  append_name (text, family, types[family->type].suffix, sample, NULL);
  append_value (text, family->unit, sample->value);
}

char *
rmg_metrics_list_to_openmetrics (RmgMetrics *const *list, guint n_metrics)
{
  g_autoptr (RmgFamilies) families = rmg_families_new (list, n_metrics);
  GString *text = g_string_sized_new (4096);

  for (guint i = 0; i < families->families->len; i++) {
    const RmgFamily *family = &g_array_index (families->families, RmgFamily, i);

    append_head (text, family);
    for (guint k = 0; k < family->samples->len; k++)
      append_sample (
          text, family, &g_array_index (family->samples, RmgFamilySample, k));
  }
  g_string_append (text, "# EOF\n");
  return g_string_free (text, FALSE);
}

char *
rmg_metrics_to_openmetrics (const RmgMetrics *self)
{
  RmgMetrics *const list[] = { (RmgMetrics *) self };

  return rmg_metrics_list_to_openmetrics (list, 1);
}
