/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Writes metric families in the JSON of OTLP, the protocol of OpenTelemetry. */

#include "gst/metrics/families.h"
#include "gst/metrics/otlp-json.h"

#define CUMULATIVE 2 /* AGGREGATION_TEMPORALITY_CUMULATIVE */
#define NS_PER_S 1e9

typedef struct
{
  RmgJsonWriter *json;
  gint64 start_us;
  gint64 now_us;
} Writer;

static void
begin_point (Writer *self, const RmgFamilySample *sample)
{
  rmg_json_writer_begin_object (self->json, NULL);
  rmg_json_writer_begin_array (self->json, "attributes");
  for (guint i = 0; i < sample->n_labels; i++)
    rmg_otlp_write_attribute (
        self->json, sample->labels[i].key, sample->labels[i].value);
  rmg_json_writer_end_array (self->json);
  rmg_otlp_write_time (self->json, "startTimeUnixNano", self->start_us);
  rmg_otlp_write_time (self->json, "timeUnixNano", self->now_us);
}

static void
write_number (
    Writer *self, const RmgFamily *family, const RmgFamilySample *sample)
{
  const double divisor = family->unit == RMG_UNIT_SECONDS ? NS_PER_S : 1;

  rmg_json_writer_double (
      self->json, "asDouble", (double) sample->value / divisor);
}

/* Integers of 64 bits are texts. */
static void
write_count (Writer *self, const char *name, guint64 count)
{
  g_autofree char *text = g_strdup_printf ("%" G_GUINT64_FORMAT, count);

  rmg_json_writer_string (self->json, name, text);
}

/* Buckets are not cumulative here. The first one has all values up to its bound,
 * the last one has no bound. */
static void
write_bucket_counts (Writer *self, const RmgHistogram *histogram)
{
  guint64 count = 0;

  rmg_json_writer_begin_array (self->json, "bucketCounts");
  for (guint i = 0; i < RMG_HISTOGRAM_BUCKETS; i++) {
    count += histogram->counts[i];
    if (i < RMG_FAMILY_FIRST_BUCKET ||
        (i > RMG_FAMILY_LAST_BUCKET && i < RMG_HISTOGRAM_BUCKETS - 1))
      continue;
    write_count (self, NULL, count);
    count = 0;
  }
  rmg_json_writer_end_array (self->json);
}

static void
write_histogram (
    Writer *self, const RmgFamily *family, const RmgFamilySample *sample)
{
  rmg_json_writer_begin_array (self->json, "explicitBounds");
  for (guint i = RMG_FAMILY_FIRST_BUCKET; i <= RMG_FAMILY_LAST_BUCKET; i++)
    rmg_json_writer_double (
        self->json, NULL, (double) rmg_histogram_get_bound_ns (i) / NS_PER_S);
  rmg_json_writer_end_array (self->json);
  write_bucket_counts (self, sample->histogram);
  write_count (self, "count", rmg_histogram_get_count (sample->histogram));
  rmg_json_writer_double (
      self->json, "sum", (double) sample->histogram->sum_ns / NS_PER_S);
}

/* The version, an info, is in the resource. */
static const struct
{
  const char *kind; /* (nullable): not exported */
  gboolean is_cumulative;
  void (*write) (
      Writer *self, const RmgFamily *family, const RmgFamilySample *sample);
} types[] = {
  [RMG_FAMILY_INFO] = { NULL, FALSE, NULL },
  [RMG_FAMILY_COUNTER] = { "sum", TRUE, write_number },
  [RMG_FAMILY_GAUGE] = { "gauge", FALSE, write_number },
  [RMG_FAMILY_HISTOGRAM] = { "histogram", TRUE, write_histogram },
  [RMG_FAMILY_STATESET] = { "gauge", FALSE, write_number },
};

/* Units of UCUM, as OpenTelemetry names them. */
static const char *const units[] = {
  [RMG_UNIT_NONE] = "1",
  [RMG_UNIT_BYTES] = "By",
  [RMG_UNIT_SECONDS] = "s",
};

static void
write_points (Writer *self, const RmgFamily *family)
{
  rmg_json_writer_begin_array (self->json, "dataPoints");
  for (guint i = 0; i < family->samples->len; i++) {
    const RmgFamilySample *sample =
        &g_array_index (family->samples, RmgFamilySample, i);

    begin_point (self, sample);
    types[family->type].write (self, family, sample);
    rmg_json_writer_end_object (self->json);
  }
  rmg_json_writer_end_array (self->json);
}

static void
write_family (Writer *self, const RmgFamily *family)
{
  if (types[family->type].kind == NULL || family->samples->len == 0)
    return;
  rmg_json_writer_begin_object (self->json, NULL);
  rmg_json_writer_string (self->json, "name", family->name);
  rmg_json_writer_string (self->json, "description", family->help);
  rmg_json_writer_string (self->json, "unit", units[family->unit]);
  rmg_json_writer_begin_object (self->json, types[family->type].kind);
  if (types[family->type].is_cumulative)
    rmg_json_writer_int (self->json, "aggregationTemporality", CUMULATIVE);
  if (family->type == RMG_FAMILY_COUNTER)
    rmg_json_writer_boolean (self->json, "isMonotonic", TRUE);
  write_points (self, family);
  rmg_json_writer_end_object (self->json);
  rmg_json_writer_end_object (self->json);
}

char *
rmg_metrics_to_otlp_json (const RmgMetrics *self, gint64 time_us)
{
  RmgMetrics *const list[] = { (RmgMetrics *) self };
  g_autoptr (RmgFamilies) families = rmg_families_new (list, 1);
  const guint64 start_us = rmg_metrics_get_start_us (self);
  GString *document = g_string_new (NULL);
  RmgJsonWriter json = RMG_JSON_WRITER_INIT (document);
  Writer writer = { &json,
    start_us != RMG_METRIC_UNKNOWN ? (gint64) start_us : time_us, time_us };

  json.compact = TRUE;
  rmg_otlp_begin (&json, "resourceMetrics", "scopeMetrics", "metrics");
  for (guint i = 0; i < families->families->len; i++)
    write_family (&writer, &g_array_index (families->families, RmgFamily, i));
  rmg_otlp_end (&json);
  return g_string_free (document, FALSE);
}
