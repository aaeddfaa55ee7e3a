/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* rmg run: opens a session for a manifest, lets it run, tells what came out. */

#include "command.h"
#include "load.h"
#include "progress.h"
#include "report.h"
#include "segments-json.h"
#include "stop.h"
#include "tables.h"
#include "values.h"
#include "wiring.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

typedef struct
{
  ToolWiring wiring;
  const char *metrics;
  const char *segments;
  const char *format;
  guint timeout_ms;
  gboolean verbose;
  gboolean quiet;
} RunSettings;

static const ToolOption options[] = {
  TOOL_WIRING_OPTIONS (RunSettings, wiring),
  { "metrics", 0, TOOL_OPTION_TEXT, "FILE",
      "write time and traffic of every node as JSON",
      G_STRUCT_OFFSET (RunSettings, metrics) },
  { "segments", 0, TOOL_OPTION_TEXT, "FILE",
      "write the speech found: .json .csv .srt .rttm .txt",
      G_STRUCT_OFFSET (RunSettings, segments) },
  TOOL_OPTION_FORMAT (RunSettings, "text|json|table"),
  { "timeout", 0, TOOL_OPTION_DURATION, "TIME",
      "give up after 30, 2.5s, 300ms or 5m",
      G_STRUCT_OFFSET (RunSettings, timeout_ms) },
  { "verbose", 'v', TOOL_OPTION_FLAG, NULL, "print the plan as well",
      G_STRUCT_OFFSET (RunSettings, verbose) },
  { "quiet", 'q', TOOL_OPTION_FLAG, NULL,
      "print nothing but results that were asked for, and errors",
      G_STRUCT_OFFSET (RunSettings, quiet) },
  { NULL },
};

typedef struct
{
  const RunSettings *settings;
  const char *manifest;
  gboolean is_value;
  FILE *text; /* where lines for people go */
  RmgSession *session;
  ToolSegments *segments;
  ToolItems items;
  ToolValues values;
  ToolProgress progress;
  ToolStop stop;
} Run;

static gboolean
has_format (const Run *run, const char *format)
{
  const char *chosen = run->settings->format;

  if (chosen == NULL)
    chosen = run->is_value ? "json" : "text";
  return strcmp (chosen, format) == 0;
}

static gboolean
writes_stdout (const RunSettings *settings)
{
  return g_strcmp0 (settings->wiring.output, "-") == 0;
}

static gboolean
check_settings (
    const RunSettings *settings, const char *manifest, GError **error)
{
  gboolean reads_stdin = g_strcmp0 (settings->wiring.input, "-") == 0;

  if (reads_stdin && strcmp (manifest, "-") == 0) {
    g_set_error (error, TOOL_ERROR, TOOL_USAGE,
        "manifest and input cannot both be standard input");
    return FALSE;
  }
  if (writes_stdout (settings) && g_strcmp0 (settings->format, "json") == 0) {
    g_set_error (error, TOOL_ERROR, TOOL_USAGE,
        "output and -o json cannot both be standard output");
    return FALSE;
  }
  return settings->segments == NULL ||
      tool_segments_check_path (settings->segments, error);
}

static void
on_message (GstMessage *message, gpointer user_data)
{
  Run *run = user_data;
  const ToolSegment *segment = tool_segments_take (run->segments, message);

  if (segment == NULL || run->settings->quiet || !has_format (run, "text"))
    return;
  tool_progress_hide (&run->progress);
  tool_print_segment (run->text, segment);
  fflush (run->text);
}

/* Only open inputs that nothing was given for ask for more. */
static RmgSessionResult
on_feed (RmgSession *session, gpointer user_data, GError **error)
{
  Run *run = user_data;

  if (run->stop.reason != TOOL_OK)
    return RMG_SESSION_EOS;
  return tool_items_push (&run->items, session, error);
}

static gboolean
on_output (RmgOutput *output, gpointer user_data, GError **error)
{
  Run *run = user_data;

  tool_values_take (&run->values, output);
  if (run->values.lines == stdout && ferror (stdout))
    tool_stop_now (&run->stop, TOOL_BROKEN_PIPE);
  return TRUE;
}

static gboolean
open_session (Run *run, RmgGraph *graph, GError **error)
{
  const ToolWiring *wiring = &run->settings->wiring;
  RmgSessionOptions how = {
    .framing = run->is_value ? RMG_FRAMING_ITEMS : RMG_FRAMING_STREAM,
    .threading = tool_wiring_get_threading (wiring),
    .metrics = TRUE,
    .message_func = on_message,
    .message_data = run,
  };

  if (!tool_wiring_attach (wiring, graph, error))
    return FALSE;
  if (run->is_value && wiring->input == NULL) {
    g_set_error (error, TOOL_ERROR, TOOL_INVALID,
        "the pipeline takes values: name a JSON file with -i");
    return FALSE;
  }
  if (run->is_value && !tool_items_load (&run->items, wiring->input, error))
    return FALSE;
  run->session = rmg_session_open (graph, &how, error);
  return run->session != NULL;
}

static void
print_plan (const Run *run)
{
  g_autofree char *plan =
      rmg_plan_to_string (rmg_session_get_plan (run->session));

  fprintf (stderr, "%s", plan);
}

static gboolean
run_session (Run *run, GError **error)
{
  gboolean done;

  if (run->settings->verbose)
    print_plan (run);
  tool_stop_watch (&run->stop, run->session, run->settings->timeout_ms);
  if (!run->settings->quiet)
    tool_progress_start (&run->progress, run->session);
  done = rmg_session_run (
      run->session, run->is_value ? on_feed : NULL, on_output, run, error);
  tool_progress_stop (&run->progress);
  tool_stop_clear (&run->stop);
  return done;
}

/* What the recording is called in files that want a name for it. */
static char *
recording_name (const Run *run)
{
  const char *input = run->settings->wiring.input;
  g_autofree char *base =
      g_path_get_basename (input != NULL ? input : run->manifest);
  char *dot = strrchr (base, '.');

  if (dot != NULL && dot > base)
    *dot = '\0';
  return g_steal_pointer (&base);
}

/* Written after failures too: what was found and measured is worth having. */
static gboolean
write_files (const Run *run, const char *metrics, GError **error)
{
  const RunSettings *settings = run->settings;
  g_autofree char *name = recording_name (run);

  if (settings->segments != NULL &&
      !tool_segments_write (run->segments, settings->segments, name, error))
    return FALSE;
  return settings->metrics == NULL ||
      tool_write_file (settings->metrics, metrics, error);
}

static void
print_result_json (const Run *run, const char *metrics)
{
  g_autoptr (GString) text = g_string_new (NULL);
  RmgJsonWriter json = RMG_JSON_WRITER_INIT (text);

  rmg_json_writer_begin_object (&json, NULL);
  rmg_json_writer_string (&json, "status", "success");
  rmg_json_writer_string (&json, "manifest", run->manifest);
  rmg_json_writer_string (&json, "input", run->settings->wiring.input);
  rmg_json_writer_string (&json, "output", run->settings->wiring.output);
  tool_segments_to_json (run->segments, &json, "segments");
  rmg_json_writer_raw (&json, "metrics", metrics);
  rmg_json_writer_end_object (&json);
  tool_print ("%s\n", text->str);
}

static gboolean
deliver_values (const Run *run, GError **error)
{
  g_autofree char *values = tool_values_to_json (&run->values);
  g_autofree char *line = g_strconcat (values, "\n", NULL);
  const char *output = run->settings->wiring.output;

  if (output != NULL && !writes_stdout (run->settings))
    return tool_write_file (output, line, error);
  tool_print ("%s", line);
  return TRUE;
}

static gboolean
print_result (const Run *run, const char *metrics, GError **error)
{
  gboolean to_file =
      run->settings->wiring.output != NULL && !writes_stdout (run->settings);

  if (run->is_value && run->values.lines == NULL &&
      !deliver_values (run, error))
    return FALSE;
  if (has_format (run, "json") && (!run->is_value || to_file) &&
      run->settings->format != NULL)
    print_result_json (run, metrics);
  if (has_format (run, "table")) {
    tool_print_segments (run->text, run->segments);
    fputc ('\n', run->text);
    tool_print_nodes (run->text, metrics);
    tool_print_speed (run->text, metrics);
  } else if (has_format (run, "text") && !run->settings->quiet) {
    tool_print_speed (stderr, metrics);
  }
  return TRUE;
}

static void
set_stop_error (ToolExit reason, GError **error)
{
  g_clear_error (error);
  if (reason == TOOL_TIMEOUT)
    g_set_error (error, TOOL_ERROR, reason, "not done within the time given");
  else
    g_set_error (error, TOOL_ERROR, reason, "interrupted");
}

/* Runs to the end and tells it all. */
static gboolean
run_and_tell (Run *run, GError **error)
{
  g_autofree char *metrics = NULL;
  g_autoptr (GError) failure = NULL;

  run_session (run, &failure);
  metrics = rmg_session_metrics_json (run->session);
  if (run->stop.reason != TOOL_OK)
    set_stop_error (run->stop.reason, &failure);
  if (!write_files (run, metrics, failure != NULL ? NULL : error)) {
    if (failure == NULL)
      return FALSE;
  }
  if (failure != NULL) {
    g_propagate_error (error, g_steal_pointer (&failure));
    return FALSE;
  }
  return print_result (run, metrics, error);
}

static gboolean
open_values (Run *run, GError **error)
{
  const char *output = run->settings->wiring.output;

  run->values.list = g_string_new (NULL);
  if (!run->is_value || has_format (run, "json"))
    return TRUE;
  run->values.lines = stdout;
  if (output == NULL || writes_stdout (run->settings))
    return TRUE;
  run->values.lines = fopen (output, "we");
  if (run->values.lines != NULL)
    return TRUE;
  g_set_error (error, TOOL_ERROR, TOOL_FAILED, "cannot write %s", output);
  return FALSE;
}

static gboolean
close_values (Run *run, GError **error)
{
  FILE *lines = g_steal_pointer (&run->values.lines);

  g_string_free (run->values.list, TRUE);
  if (lines == NULL || lines == stdout || fclose (lines) == 0)
    return TRUE;
  if (error != NULL && *error == NULL)
    g_set_error (error, TOOL_ERROR, TOOL_FAILED, "cannot write %s",
        run->settings->wiring.output);
  return FALSE;
}

static gboolean
run_graph (Run *run, RmgGraph *graph, GError **error)
{
  gboolean done;

  run->is_value = rmg_graph_is_value (graph);
  run->text = writes_stdout (run->settings) ? stderr : stdout;
  done = open_values (run, error) && open_session (run, graph, error) &&
      run_and_tell (run, error);
  if (run->session != NULL)
    done = rmg_session_close (
               g_steal_pointer (&run->session), done ? error : NULL) &&
        done;
  return close_values (run, done ? error : NULL) && done;
}

static ToolExit
run_manifest (const ToolArguments *arguments)
{
  const RunSettings *settings = arguments->settings;
  Run run = { .settings = settings, .manifest = arguments->argument };
  g_autoptr (ToolSegments) segments = tool_segments_new ();
  g_autoptr (RmgDiagnostics) problems =
      rmg_diagnostics_new (settings->wiring.strict);
  g_autoptr (RmgGraph) graph = NULL;
  g_autoptr (GError) error = NULL;

  rmg_init ();
  run.segments = segments;
  if (check_settings (settings, arguments->argument, &error))
    graph = tool_load_graph (
        arguments->argument, arguments->overrides, problems, &error);
  if (graph != NULL && !settings->quiet)
    tool_print_problems (problems, stderr);
  if (graph != NULL && run_graph (&run, graph, &error)) {
    tool_items_clear (&run.items);
    return TOOL_OK;
  }
  tool_items_clear (&run.items);
  if (run.stop.reason == TOOL_BROKEN_PIPE || tool_output_is_broken ())
    return TOOL_BROKEN_PIPE;
  return tool_report_error (
      g_strcmp0 (settings->format, "json") == 0, error, problems);
}

const ToolCommand tool_command_run = {
  .name = "run",
  .argument = "MANIFEST",
  .takes_overrides = TRUE,
  .summary = "run a manifest",
  .description =
      "Runs the pipeline of MANIFEST (a file, or - for standard input). Media "
      "is "
      "read from\nIN and written to OUT; a pipeline of values reads a JSON "
      "file, "
      "where a list is a batch\nof items, and prints its outputs as JSON. "
      "Ctrl-C finishes the files first.",
  .examples =
      "  rmg run speech.json -i talk.flac -O talk.wav --segments talk.srt\n"
      "  rmg run speech.json -i - --caps "
      "audio/x-raw,format=S16LE,rate=16000,channels=1 -o table < talk.pcm\n",
  .options = options,
  .settings_size = sizeof (RunSettings),
  .run = run_manifest,
};
