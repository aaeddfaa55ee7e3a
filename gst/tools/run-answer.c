/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Output of rmg run after the end of the session. */

#include "gst/tools/run.h"

#include "gst/tools/operations/log.h"
#include "gst/tools/report.h"
#include "gst/tools/tables.h"

#include <string.h>

gboolean
tool_run_has_format (const ToolRun *run, const char *format)
{
  const char *chosen = run->settings->format;

  if (chosen == NULL)
    chosen = run->is_value ? "json" : "text";
  return strcmp (chosen, format) == 0;
}

gboolean
tool_run_prints (const ToolRun *run, const char *format)
{
  return tool_run_has_format (run, format) &&
      (run->text != stderr || !tool_log_is_json ());
}

gboolean
tool_run_writes_stdout (const ToolRunSettings *settings)
{
  return g_strcmp0 (settings->wiring.output, "-") == 0;
}

/* Returns the name of the recording in files that contain one. */
static char *
recording_name (const ToolRun *run)
{
  const GPtrArray *inputs = run->settings->wiring.inputs;
  const char *input = inputs != NULL ? g_ptr_array_index (inputs, 0) : NULL;
  g_autofree char *base =
      g_path_get_basename (input != NULL ? input : run->manifest);
  char *dot = strrchr (base, '.');

  if (dot != NULL && dot > base)
    *dot = '\0';
  return g_steal_pointer (&base);
}

/* The format is known: the options were checked. */
static gboolean
write_segments (const ToolRun *run, GError **error)
{
  const char *path = run->settings->segments;
  g_autofree char *name = recording_name (run);
  g_autofree char *text = NULL;
  RmgSegmentFormat format = RMG_SEGMENT_FORMAT_JSON;

  rmg_segment_format_from_path (path, &format);
  text = rmg_segments_to_string (run->segments, format, name);
  return tool_write_file (path, text, error);
}

/* The extension decides the format, in any case of letters. */
static gboolean
write_metrics (const char *path, const RmgMetrics *metrics, GError **error)
{
  g_autofree char *lower = g_ascii_strdown (path, -1);
  g_autofree char *document = g_str_has_suffix (lower, ".prom")
      ? rmg_metrics_to_openmetrics (metrics)
      : rmg_metrics_to_json (metrics);

  return tool_write_file (path, document, error);
}

static gboolean
write_trace (const ToolRun *run, GError **error)
{
  g_autofree char *trace = rmg_session_trace_to_json (run->session);

  return tool_write_file (run->settings->trace, trace, error);
}

gboolean
tool_run_write_files (
    const ToolRun *run, const RmgMetrics *metrics, GError **error)
{
  const ToolRunSettings *settings = run->settings;

  if (settings->segments != NULL && !write_segments (run, error))
    return FALSE;
  if (settings->trace != NULL && !write_trace (run, error))
    return FALSE;
  if (settings->frames != NULL &&
      !tool_frames_write (&run->frames, settings->frames, error))
    return FALSE;
  return settings->metrics == NULL ||
      write_metrics (settings->metrics, metrics, error);
}

/* "input" is the value of --input, or a list of several. */
static void
write_inputs (const ToolRun *run, RmgJsonWriter *json)
{
  const GPtrArray *inputs = run->settings->wiring.inputs;

  if (inputs == NULL || inputs->len == 1) {
    rmg_json_writer_string (
        json, "input", inputs != NULL ? g_ptr_array_index (inputs, 0) : NULL);
    return;
  }
  rmg_json_writer_begin_array (json, "input");
  for (guint i = 0; i < inputs->len; i++)
    rmg_json_writer_string (json, NULL, g_ptr_array_index (inputs, i));
  rmg_json_writer_end_array (json);
}

static void
print_result_json (const ToolRun *run, const RmgMetrics *metrics)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *document = rmg_metrics_to_json (metrics);
  g_autofree char *segments = rmg_segments_to_string (
      run->segments, RMG_SEGMENT_FORMAT_JSON, run->manifest);
  RmgJsonWriter json = RMG_JSON_WRITER_INIT (text);

  rmg_json_writer_begin_object (&json, NULL);
  rmg_json_writer_string (&json, "status",
      tool_warnings_is_incomplete (&run->warnings) ? "incomplete" : "success");
  rmg_json_writer_string (&json, "manifest", run->manifest);
  write_inputs (run, &json);
  rmg_json_writer_string (&json, "output", run->settings->wiring.output);
  rmg_json_writer_raw (&json, "segments", segments);
  tool_warnings_to_json (&run->warnings, &json, "warnings");
  rmg_json_writer_raw (&json, "metrics", document);
  rmg_json_writer_end_object (&json);
  tool_print ("%s\n", text->str);
}

static gboolean
deliver_values (const ToolRun *run, GError **error)
{
  g_autofree char *values = tool_values_finish (&run->values);

  if (run->values.stream == NULL)
    return tool_write_file (run->settings->wiring.output, values, error);
  tool_print ("%s", values);
  return TRUE;
}

static void
print_tables (const ToolRun *run, const RmgMetrics *metrics)
{
  tool_print_segments (run->text, run->segments);
  fputc ('\n', run->text);
  tool_print_nodes (run->text, metrics);
  tool_print_speed (run->text, metrics);
}

/* The values themselves are the document, unless they went to a file. */
gboolean
tool_run_print_result (
    const ToolRun *run, const RmgMetrics *metrics, GError **error)
{
  gboolean is_printed = run->is_value && run->values.stream != NULL;

  if (run->is_value && !deliver_values (run, error))
    return FALSE;
  if (g_strcmp0 (run->settings->format, "json") == 0 && !is_printed)
    print_result_json (run, metrics);
  if (tool_run_prints (run, "table"))
    print_tables (run, metrics);
  else if (tool_run_has_format (run, "text") && !run->settings->quiet &&
      !tool_log_is_json ())
    tool_print_speed (stderr, metrics);
  return TRUE;
}
