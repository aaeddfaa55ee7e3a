/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/tools/operations/otlp-metrics.h"

#include "gst/tools/operations/openmetrics-text.h"
#include "gst/tools/operations/otlp-json.h"

#include <math.h>
#include <string.h>

#define CUMULATIVE 2 /* AGGREGATION_TEMPORALITY_CUMULATIVE */

typedef struct
{
  RmgJsonWriter *json;
  gint64 start_us;
  gint64 now_us;
} Writer;

static void
write_attributes (Writer *self, const ToolSample *sample)
{
  rmg_json_writer_begin_array (self->json, "attributes");
  for (guint i = 0; i < sample->labels->len; i++) {
    const ToolLabel *label = &g_array_index (sample->labels, ToolLabel, i);

    if (strcmp (label->key, "le") != 0)
      tool_otlp_write_attribute (self->json, label->key, label->value);
  }
  rmg_json_writer_end_array (self->json);
}

static void
begin_point (Writer *self, const ToolSample *sample)
{
  rmg_json_writer_begin_object (self->json, NULL);
  write_attributes (self, sample);
  tool_otlp_write_time (self->json, "startTimeUnixNano", self->start_us);
  tool_otlp_write_time (self->json, "timeUnixNano", self->now_us);
}

static void
write_points (Writer *self, const ToolFamily *family)
{
  rmg_json_writer_begin_array (self->json, "dataPoints");
  for (guint i = 0; i < family->samples->len; i++) {
    const ToolSample *sample = &g_array_index (family->samples, ToolSample, i);

    begin_point (self, sample);
    rmg_json_writer_double (self->json, "asDouble", sample->value);
    rmg_json_writer_end_object (self->json);
  }
  rmg_json_writer_end_array (self->json);
}

static void
write_gauge (Writer *self, const ToolFamily *family)
{
  rmg_json_writer_begin_object (self->json, "gauge");
  write_points (self, family);
  rmg_json_writer_end_object (self->json);
}

static void
write_sum (Writer *self, const ToolFamily *family)
{
  rmg_json_writer_begin_object (self->json, "sum");
  rmg_json_writer_int (self->json, "aggregationTemporality", CUMULATIVE);
  rmg_json_writer_boolean (self->json, "isMonotonic", TRUE);
  write_points (self, family);
  rmg_json_writer_end_object (self->json);
}

static gboolean
is_part (const ToolFamily *family, guint index, const char *suffix)
{
  const ToolSample *sample =
      &g_array_index (family->samples, ToolSample, index);

  return index < family->samples->len &&
      g_str_has_suffix (sample->name, suffix);
}

static double
read_bound (const ToolFamily *family, guint index)
{
  const char *bound = tool_sample_get_label (
      &g_array_index (family->samples, ToolSample, index), "le");

  return bound != NULL ? g_ascii_strtod (bound, NULL) : INFINITY;
}

/* Buckets of the text are cumulative, those of OTLP are not; the last one has
 * no bound. */
static void
write_buckets (Writer *self, const ToolFamily *family, guint first, guint end)
{
  double before = 0.0;

  rmg_json_writer_begin_array (self->json, "explicitBounds");
  for (guint i = first; i < end; i++)
    if (isfinite (read_bound (family, i)))
      rmg_json_writer_double (self->json, NULL, read_bound (family, i));
  rmg_json_writer_end_array (self->json);
  rmg_json_writer_begin_array (self->json, "bucketCounts");
  for (guint i = first; i < end; i++) {
    double count = g_array_index (family->samples, ToolSample, i).value;
    g_autofree char *text = g_strdup_printf ("%.0f", count - before);

    rmg_json_writer_string (self->json, NULL, text);
    before = count;
  }
  rmg_json_writer_end_array (self->json);
}

static void
write_part (Writer *self, const ToolFamily *family, guint index)
{
  const ToolSample *sample =
      &g_array_index (family->samples, ToolSample, index);
  g_autofree char *count = g_strdup_printf ("%.0f", sample->value);

  if (is_part (family, index, "_count"))
    rmg_json_writer_string (self->json, "count", count);
  else if (is_part (family, index, "_sum"))
    rmg_json_writer_double (self->json, "sum", sample->value);
}

/* The samples of one histogram are its buckets, then its count and its sum. */
static guint
write_histogram_point (Writer *self, const ToolFamily *family, guint first)
{
  guint end = first;

  while (end < family->samples->len && is_part (family, end, "_bucket") &&
      (end == first || isinf (read_bound (family, end - 1)) == 0))
    end++;
  begin_point (self, &g_array_index (family->samples, ToolSample, first));
  write_buckets (self, family, first, end);
  while (end < family->samples->len && !is_part (family, end, "_bucket"))
    write_part (self, family, end++);
  rmg_json_writer_end_object (self->json);
  return end;
}

static void
write_histogram (Writer *self, const ToolFamily *family)
{
  guint i = 0;

  rmg_json_writer_begin_object (self->json, "histogram");
  rmg_json_writer_int (self->json, "aggregationTemporality", CUMULATIVE);
  rmg_json_writer_begin_array (self->json, "dataPoints");
  while (i < family->samples->len)
    i = write_histogram_point (self, family, i);
  rmg_json_writer_end_array (self->json);
  rmg_json_writer_end_object (self->json);
}

/* Kinds of families. The version, an info, is in the resource. */
static const struct
{
  const char *type;
  void (*write) (Writer *self, const ToolFamily *family);
} kinds[] = {
  { "counter", write_sum },
  { "gauge", write_gauge },
  { "stateset", write_gauge },
  { "histogram", write_histogram },
};

/* Units of UCUM, as OpenTelemetry names them. */
static const char *
get_unit (const ToolFamily *family)
{
  if (strcmp (family->unit, "seconds") == 0)
    return "s";
  return strcmp (family->unit, "bytes") == 0 ? "By" : "1";
}

static void
write_family (Writer *self, const ToolFamily *family)
{
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++) {
    if (strcmp (kinds[i].type, family->type) != 0 || family->samples->len == 0)
      continue;
    rmg_json_writer_begin_object (self->json, NULL);
    rmg_json_writer_string (self->json, "name", family->name);
    rmg_json_writer_string (self->json, "description", family->help);
    rmg_json_writer_string (self->json, "unit", get_unit (family));
    kinds[i].write (self, family);
    rmg_json_writer_end_object (self->json);
  }
}

char *
tool_otlp_metrics_from_text (const char *text, gint64 start_us, gint64 now_us)
{
  g_autoptr (GArray) families = tool_openmetrics_parse (text);
  GString *document = g_string_new (NULL);
  RmgJsonWriter json = RMG_JSON_WRITER_INIT (document);
  Writer writer = { &json, start_us, now_us };

  json.compact = TRUE;
  tool_otlp_begin (&json, "resourceMetrics", "scopeMetrics", "metrics");
  for (guint i = 0; i < families->len; i++)
    write_family (&writer, &g_array_index (families, ToolFamily, i));
  tool_otlp_end (&json);
  return g_string_free (document, FALSE);
}
