/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/tools/tables.h"

#include "gst/tools/report.h"

#include <math.h>

#define S(time) ((double) (time) / GST_SECOND)
#define NS_PER_MS 1e6
#define NS_PER_S 1e9

static void
print_level (FILE *stream, double level_db)
{
  if (isfinite (level_db))
    fprintf (stream, "%10.1f", level_db);
  else
    fprintf (stream, "%10s", "-");
}

void
tool_print_segment (FILE *stream, const RmgSegment *segment)
{
  fprintf (stream, "speech %10.3f s to %10.3f s %9.3f s", S (segment->start),
      S (segment->end), S (segment->end - segment->start));
  if (isfinite (segment->level_db))
    fprintf (stream, " %7.1f dB", segment->level_db);
  fputc ('\n', stream);
}

void
tool_print_segments (FILE *stream, const RmgSegments *segments)
{
  guint n_segments;

  fprintf (stream, "%10s %10s %10s %9s\n", "start s", "end s", "length s",
      "level dB");
  for (guint i = 0; i < rmg_segments_get_n_segments (segments); i++) {
    const RmgSegment *segment = rmg_segments_get_segment (segments, i);

    fprintf (stream, "%10.3f %10.3f %10.3f", S (segment->start),
        S (segment->end), S (segment->end - segment->start));
    print_level (stream, segment->level_db);
    fputc ('\n', stream);
  }
  n_segments = rmg_segments_get_n_segments (segments);
  fprintf (stream, "%u %s\n", n_segments,
      tool_plural (n_segments, "segment", "segments"));
}

static double
to_double (guint64 number)
{
  return number == RMG_METRIC_UNKNOWN ? NAN : (double) number;
}

/* A node with threads of its own is not called, so its time is CPU time. */
static double
get_time_ns (const RmgNodeMetrics *node)
{
  return to_double (
      node->busy_ns != RMG_METRIC_UNKNOWN ? node->busy_ns : node->cpu_ns);
}

static double
sum_time_ns (const RmgMetrics *metrics)
{
  double sum = 0.0;

  for (guint i = 0; i < rmg_metrics_get_n_nodes (metrics); i++) {
    double time = get_time_ns (rmg_metrics_get_node (metrics, i));

    if (!isnan (time))
      sum += time;
  }
  return sum;
}

/* Number of buffers that entered, or that left if the node is a source. */
static double
get_buffers (const RmgNodeMetrics *node)
{
  gboolean has_input =
      node->buffers_in != RMG_METRIC_UNKNOWN && node->buffers_in > 0;

  return to_double (has_input ? node->buffers_in : node->buffers_out);
}

static void
print_number (FILE *stream, int width, int digits, double number)
{
  if (isfinite (number))
    fprintf (stream, " %*.*f", width, digits, number);
  else
    fprintf (stream, " %*s", width, "-");
}

static void
print_node (FILE *stream, const RmgNodeMetrics *node, double sum)
{
  double time = get_time_ns (node);

  fprintf (stream, "%-20s %-20s", node->id, node->type);
  print_number (stream, 10, 3, time / NS_PER_MS);
  print_number (stream, 8, 1, 100.0 * time / sum);
  print_number (stream, 10, 0, get_buffers (node));
  fputc ('\n', stream);
}

void
tool_print_nodes (FILE *stream, const RmgMetrics *metrics)
{
  double sum = sum_time_ns (metrics);

  fprintf (stream, "%-20s %-20s %10s %8s %10s\n", "node", "type", "time ms",
      "share %", "buffers");
  for (guint i = 0; i < rmg_metrics_get_n_nodes (metrics); i++)
    print_node (stream, rmg_metrics_get_node (metrics, i), sum);
}

void
tool_print_speed (FILE *stream, const RmgMetrics *metrics)
{
  double media = to_double (rmg_metrics_get_media_ns (metrics));
  double spent = to_double (rmg_metrics_get_duration_ns (metrics));

  if (media > 0.0 && spent > 0.0)
    fprintf (stream, "%.2f s of media in %.3f s: %.0f times real time\n",
        media / NS_PER_S, spent / NS_PER_S, media / spent);
}
