/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/tools/tables.h"

#include <json-glib/json-glib.h>
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
tool_print_segment (FILE *stream, const ToolSegment *segment)
{
  fprintf (stream, "speech %10.3f s to %10.3f s %9.3f s", S (segment->start),
      S (segment->end), S (segment->end - segment->start));
  if (isfinite (segment->level_db))
    fprintf (stream, " %7.1f dB", segment->level_db);
  fputc ('\n', stream);
}

void
tool_print_segments (FILE *stream, const ToolSegments *segments)
{
  fprintf (stream, "%10s %10s %10s %9s\n", "start s", "end s", "length s",
      "level dB");
  for (guint i = 0; i < segments->found->len; i++) {
    const ToolSegment *segment =
        &g_array_index (segments->found, ToolSegment, i);

    fprintf (stream, "%10.3f %10.3f %10.3f", S (segment->start),
        S (segment->end), S (segment->end - segment->start));
    print_level (stream, segment->level_db);
    fputc ('\n', stream);
  }
  fprintf (stream, "%u segments\n", segments->found->len);
}

/* NaN where the document has null or nothing. */
static double
read_number (JsonObject *object, const char *name)
{
  JsonNode *member = json_object_get_member (object, name);

  if (member == NULL || !JSON_NODE_HOLDS_VALUE (member))
    return NAN;
  return json_node_get_double (member);
}

/* Nodes with a thread of their own are not called: their time is the CPU's. */
static double
read_time_ns (JsonObject *node)
{
  double busy = read_number (node, "total_duration_ns");

  return isnan (busy) ? read_number (node, "cpu_ns") : busy;
}

static double
sum_time_ns (JsonArray *nodes)
{
  double sum = 0.0;

  for (guint i = 0; i < json_array_get_length (nodes); i++) {
    double time = read_time_ns (json_array_get_object_element (nodes, i));

    if (!isnan (time))
      sum += time;
  }
  return sum;
}

/* Returns the input buffers, for a source the output buffers. */
static double
read_buffers (JsonObject *node)
{
  double n_in = read_number (node, "buffers_in");

  return n_in > 0.0 ? n_in : read_number (node, "buffers_out");
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
print_node (FILE *stream, JsonObject *node, double sum)
{
  double time = read_time_ns (node);

  fprintf (stream, "%-20s %-20s",
      json_object_get_string_member (node, "node_id"),
      json_object_get_string_member (node, "node_type"));
  print_number (stream, 10, 3, time / NS_PER_MS);
  print_number (stream, 8, 1, 100.0 * time / sum);
  print_number (stream, 10, 0, read_buffers (node));
  fputc ('\n', stream);
}

static JsonObject *
parse (JsonParser *parser, const char *metrics)
{
  if (!json_parser_load_from_data (parser, metrics, -1, NULL))
    return NULL;
  return json_node_get_object (json_parser_get_root (parser));
}

void
tool_print_nodes (FILE *stream, const char *metrics)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonObject *run = parse (parser, metrics);
  JsonArray *nodes = run != NULL && json_object_has_member (run, "node_metrics")
      ? json_object_get_array_member (run, "node_metrics")
      : NULL;
  double sum;

  if (nodes == NULL)
    return;
  sum = sum_time_ns (nodes);
  fprintf (stream, "%-20s %-20s %10s %8s %10s\n", "node", "type", "time ms",
      "share %", "buffers");
  for (guint i = 0; i < json_array_get_length (nodes); i++)
    print_node (stream, json_array_get_object_element (nodes, i), sum);
}

void
tool_print_speed (FILE *stream, const char *metrics)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonObject *run = parse (parser, metrics);
  double media, spent;

  if (run == NULL)
    return;
  media = read_number (run, "media_duration_ns");
  spent = read_number (run, "total_duration_ns");
  if (media > 0.0 && spent > 0.0)
    fprintf (stream, "%.2f s of media in %.3f s: %.0f times real time\n",
        media / NS_PER_S, spent / NS_PER_S, media / spent);
}
