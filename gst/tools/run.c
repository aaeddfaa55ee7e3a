/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* rmg run: runs a session for a manifest and prints its results. */

#include "gst/tools/run.h"

#include "gst/tools/load.h"
#include "gst/tools/params.h"
#include "gst/tools/operations/log.h"
#include "gst/tools/report.h"
#include "gst/tools/tables.h"

#include <rmg/files.h>
#include <rmg/init.h>
#include <string.h>
#include <unistd.h>

static const ToolOption options[] = {
  TOOL_WIRING_OPTIONS (ToolRunSettings, wiring),
  TOOL_CODE_OPTIONS (ToolRunSettings, code),
  { "metrics", 0, TOOL_OPTION_TEXT, "FILE",
      "write time and traffic of every node as JSON, .prom: for Prometheus",
      G_STRUCT_OFFSET (ToolRunSettings, metrics) },
  { "trace", 0, TOOL_OPTION_TEXT, "FILE",
      "write the calls into the nodes, for Perfetto and Chrome",
      G_STRUCT_OFFSET (ToolRunSettings, trace) },
  { "segments", 0, TOOL_OPTION_TEXT, "FILE",
      "write the speech found: .json .csv .srt .rttm .txt",
      G_STRUCT_OFFSET (ToolRunSettings, segments) },
  { "frames", 0, TOOL_OPTION_TEXT, "FILE",
      "write the probability of speech in every frame: .csv .json .npy",
      G_STRUCT_OFFSET (ToolRunSettings, frames) },
  TOOL_OPTION_FORMAT (
      ToolRunSettings, "text|json|table", "text, json for values"),
  TOOL_OPERATIONS_OPTIONS (ToolRunSettings, operations),
  { "partial", 0, TOOL_OPTION_CHOICE, "keep|remove",
      "the files that are incomplete because of a failure; default keep",
      G_STRUCT_OFFSET (ToolRunSettings, partial) },
  { "timeout", 0, TOOL_OPTION_DURATION, "TIME",
      "give up after 30, 2.5s, 300ms or 5m; default never",
      G_STRUCT_OFFSET (ToolRunSettings, timeout_ms) },
  { "verbose", 'v', TOOL_OPTION_FLAG, NULL, "print the plan as well",
      G_STRUCT_OFFSET (ToolRunSettings, verbose) },
  { "quiet", 'q', TOOL_OPTION_FLAG, NULL,
      "print only requested results, and errors",
      G_STRUCT_OFFSET (ToolRunSettings, quiet) },
  { NULL },
};

static gboolean
check_settings (
    const ToolRunSettings *settings, const char *manifest, GError **error)
{
  gboolean reads_stdin = tool_inputs_read_stdin (settings->wiring.inputs);
  RmgSegmentFormat format;

  if (reads_stdin && strcmp (manifest, "-") == 0) {
    g_set_error (error, TOOL_ERROR, TOOL_USAGE,
        "manifest and input cannot both be standard input");
    return FALSE;
  }
  if (tool_run_writes_stdout (settings) &&
      g_strcmp0 (settings->format, "json") == 0) {
    g_set_error (error, TOOL_ERROR, TOOL_USAGE,
        "output and -o json cannot both be standard output");
    return FALSE;
  }
  if (g_strcmp0 (settings->metrics, "-") == 0) {
    g_set_error (error, TOOL_ERROR, TOOL_USAGE,
        "--metrics writes a file; -o json prints the metrics");
    return FALSE;
  }
  if (settings->frames != NULL &&
      !tool_frames_check_path (settings->frames, error))
    return FALSE;
  if (settings->segments == NULL ||
      rmg_segment_format_from_path (settings->segments, &format))
    return TRUE;
  g_set_error (error, TOOL_ERROR, TOOL_USAGE,
      "--segments: expected a name ending in .json, .csv, .srt, .rttm or "
      ".txt, got '%s'",
      settings->segments);
  return FALSE;
}

static void
print_warning (ToolRun *run, const ToolWarning *warning)
{
  g_autofree char *prefix = NULL;

  if (run->settings->quiet)
    return;
  tool_progress_hide (&run->progress);
  prefix = g_strdup_printf ("warning: %s: ", warning->element);
  tool_log_print (GST_LEVEL_WARNING, warning->element, prefix, warning->text);
}

/* A session that does not open has no list of faults. */
static void
keep_opening_fault (ToolRun *run, GstMessage *message)
{
  RmgFault *fault = rmg_fault_from_message (message);

  if (fault == NULL)
    return;
  if (run->faults == NULL)
    run->faults = tool_faults_new ();
  g_ptr_array_add (run->faults, fault);
}

static void
on_message (GstMessage *message, gpointer user_data)
{
  ToolRun *run = user_data;
  const RmgSegment *segment = rmg_segments_add_message (run->segments, message);
  const ToolWarning *warning = tool_warnings_take (&run->warnings, message);

  if (run->settings->frames != NULL)
    tool_frames_take (&run->frames, message);
  if (warning != NULL)
    print_warning (run, warning);
  tool_operations_take (&run->operations, message);
  if (run->session == NULL)
    keep_opening_fault (run, message);
  tool_run_print_event (run, message);
  if (segment == NULL || run->settings->quiet || !tool_run_prints (run, "text"))
    return;
  tool_progress_hide (&run->progress);
  tool_print_segment (run->text, segment);
  if (fflush (run->text) != 0)
    tool_stop_now (&run->stop, TOOL_BROKEN_PIPE);
}

/* Called while an open input needs data. */
static RmgSessionResult
on_feed (RmgSession *session, gpointer user_data, GError **error)
{
  ToolRun *run = user_data;

  if (run->stop.reason != TOOL_OK)
    return RMG_SESSION_EOS;
  return tool_items_push (&run->items, session, error);
}

static gboolean
on_output (RmgOutput *output, gpointer user_data, GError **error)
{
  ToolRun *run = user_data;

  if (run->is_value && !tool_values_take (&run->values, output, error))
    return FALSE;
  if (ferror (stdout))
    tool_stop_now (&run->stop, TOOL_BROKEN_PIPE);
  return TRUE;
}

/* Every open input needs data: a pipeline that waits for more never ends. */
static gboolean
check_inputs_named (ToolRun *run, RmgGraph *graph, GError **error)
{
  g_autofree char *missing = tool_inputs_find_missing (run->inputs, graph);
  const char *data = run->is_value ? "values in a JSON file" : "media";

  if (missing == NULL)
    return TRUE;
  if (run->inputs->len == 0)
    g_set_error (error, TOOL_ERROR, TOOL_INVALID,
        "the pipeline waits for %s: name it with -i", data);
  else
    g_set_error (error, TOOL_ERROR, TOOL_INVALID,
        "the input '%s' waits for %s: name it with -i %s=FILE", missing, data,
        missing);
  return FALSE;
}

/* Recordings are neither typed nor read on a terminal. */
static gboolean
check_terminal (const ToolRun *run, GError **error)
{
  const ToolRunSettings *settings = run->settings;

  if (run->is_value)
    return TRUE;
  if (tool_inputs_read_stdin (settings->wiring.inputs) &&
      isatty (STDIN_FILENO)) {
    g_set_error (error, TOOL_ERROR, TOOL_INVALID,
        "--input -: standard input is a terminal, not a recording");
    return FALSE;
  }
  if (tool_run_writes_stdout (settings) && isatty (STDOUT_FILENO)) {
    g_set_error (error, TOOL_ERROR, TOOL_USAGE,
        "--output -: standard output is a terminal; redirect it to a file or a "
        "pipe");
    return FALSE;
  }
  return TRUE;
}

/* Options that are parameters of the nodes. */
static gboolean
set_params (const ToolRunSettings *settings, RmgGraph *graph, GError **error)
{
  guint n_writers;

  if (settings->frames != NULL && !tool_frames_request (graph, error))
    return FALSE;
  return settings->partial == NULL ||
      tool_params_set_all (
          graph, "partial", settings->partial, &n_writers, error);
}

/* Makes the plan of the run, and reports every problem that it has. Returns:
 * (transfer full) (nullable): the plan */
static RmgPlan *
make_plan (
    ToolRun *run, RmgGraph *graph, RmgDiagnostics *problems, GError **error)
{
  const ToolWiring *wiring = &run->settings->wiring;
  RmgPlanOptions how = {
    .framing = tool_wiring_get_framing (wiring, graph),
    .threading = tool_wiring_get_threading (wiring),
    .strict = wiring->strict,
  };
  g_autoptr (RmgPlan) plan = NULL;

  run->inputs = tool_inputs_resolve (wiring->inputs, graph, error);
  if (run->inputs == NULL || !check_inputs_named (run, graph, error) ||
      !check_terminal (run, error))
    return NULL;
  if (run->is_value)
    tool_inputs_name_all (run->inputs, graph);
  tool_stop_guard_opening (run->settings->timeout_ms);
  if (!run->is_value && !tool_wiring_redirect_pipe (run->inputs, error))
    return NULL;
  if (!tool_wiring_attach (wiring, run->inputs, graph, error))
    return NULL;
  if (!set_params (run->settings, graph, error))
    return NULL;
  plan = rmg_plan_new (graph, &how, problems, error);
  if (plan == NULL || !rmg_plan_check_elements (plan, problems, error))
    return NULL;
  if (!run->settings->quiet)
    tool_print_problems (problems, run->manifest, stderr);
  return g_steal_pointer (&plan);
}

/* Refuses to damage a file, before anything is opened. */
static gboolean
check_files (ToolRun *run, RmgPlan *plan, GError **error)
{
  const ToolRunSettings *settings = run->settings;
  const RmgFileUse all[] = {
    { "the manifest", run->manifest, FALSE },
    { "--metrics", settings->metrics, TRUE },
    { "--trace", settings->trace, TRUE },
    { "--segments", settings->segments, TRUE },
    { "--frames", settings->frames, TRUE },
    { "--output", run->is_value ? settings->wiring.output : NULL, TRUE },
  };
  g_autoptr (GArray) used = g_array_new (FALSE, FALSE, sizeof (RmgFileUse));

  for (guint i = 0; run->is_value && i < run->inputs->len; i++) {
    const RmgFileUse use = { "--input",
      g_array_index (run->inputs, ToolInput, i).path, FALSE };

    g_array_append_val (used, use);
  }
  for (gsize i = 0; i < G_N_ELEMENTS (all); i++)
    if (all[i].path != NULL)
      g_array_append_val (used, all[i]);
  return rmg_plan_check_files (
      plan, (const RmgFileUse *) used->data, used->len, error);
}

/* Other output has no numbers of nodes. */
static gboolean
needs_metrics (const ToolRun *run)
{
  const ToolRunSettings *settings = run->settings;

  return settings->metrics != NULL ||
      g_strcmp0 (settings->format, "json") == 0 ||
      g_strcmp0 (settings->format, "table") == 0 ||
      tool_operations_need_metrics (&run->operations);
}

static gboolean
open_session (ToolRun *run, RmgPlan *plan, GError **error)
{
  RmgSessionOptions how = { .metrics = needs_metrics (run),
    .activity = TRUE,
    .trace = run->settings->trace != NULL,
    .message_func = on_message,
    .message_data = run };

  if (run->is_value && !tool_items_load (&run->items, run->inputs, error))
    return FALSE;
  run->session = rmg_session_new (plan, &how, error);
  if (run->session == NULL)
    return FALSE;
  tool_operations_watch (&run->operations, run->session);
  return TRUE;
}

static void
print_plan (const ToolRun *run)
{
  g_autofree char *plan =
      rmg_plan_to_string (rmg_session_get_plan (run->session));

  tool_log_print (GST_LEVEL_INFO, NULL, "", plan);
}

static gboolean
run_session (ToolRun *run, GError **error)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  gboolean done;

  if (run->settings->verbose)
    print_plan (run);
  g_main_context_push_thread_default (context);
  tool_stop_watch (&run->stop, run->session, run->settings->timeout_ms);
  tool_stall_watch (&run->stall, run->session);
  tool_run_begin_events (run);
  if (!run->settings->quiet && !tool_log_is_json ())
    tool_progress_start (&run->progress, run->session);
  done = rmg_session_run (
      run->session, run->is_value ? on_feed : NULL, on_output, run, error);
  tool_progress_stop (&run->progress);
  tool_run_end_events (run);
  tool_stall_clear (&run->stall);
  tool_stop_clear (&run->stop);
  g_main_context_pop_thread_default (context);
  return done;
}

/* A node that blocks is named; other errors of a run that ends early are not. */
static void
set_stop_error (ToolExit reason, GError **error)
{
  g_autoptr (GError) cause = g_steal_pointer (error);
  gboolean is_abandoned =
      g_error_matches (cause, RMG_ERROR, RMG_ERROR_ABANDONED);

  g_set_error (error, TOOL_ERROR, reason, "%s%s%s",
      reason == TOOL_TIMEOUT ? "not finished within the timeout"
                             : "interrupted",
      is_abandoned ? ": " : "", is_abandoned ? cause->message : "");
}

/* Runs to the end and reports the results. */
static gboolean
run_and_report (ToolRun *run, GError **error)
{
  g_autoptr (RmgMetrics) metrics = NULL;
  g_autoptr (GError) failure = NULL;

  run_session (run, &failure);
  metrics = rmg_session_get_metrics (run->session);
  if (run->stop.reason != TOOL_OK)
    set_stop_error (run->stop.reason, &failure);
  tool_run_write_files (run, metrics, failure == NULL ? &failure : NULL);
  if (failure == NULL)
    tool_run_print_result (run, metrics, &failure);
  tool_operations_finish (&run->operations, metrics, failure);
  if (failure == NULL)
    return TRUE;
  g_clear_pointer (&run->faults, g_ptr_array_unref);
  run->faults = tool_faults_take (run->session, failure, run->stop.time_us);
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

static gboolean
run_graph (
    ToolRun *run, RmgGraph *graph, RmgDiagnostics *problems, GError **error)
{
  g_autoptr (RmgPlan) plan = NULL;
  gboolean done, closed = TRUE;

  run->is_value = tool_wiring_is_value (&run->settings->wiring, graph);
  run->text = tool_run_writes_stdout (run->settings) ? stderr : stdout;
  run->values.lines = !tool_run_has_format (run, "json");
  run->values.stream = run->settings->wiring.output == NULL ||
          tool_run_writes_stdout (run->settings)
      ? stdout
      : NULL;
  plan = make_plan (run, graph, problems, error);
  done = plan != NULL && check_files (run, plan, error) &&
      tool_operations_open (
          &run->operations, &run->settings->operations, error) &&
      open_session (run, plan, error) && run_and_report (run, error);
  tool_operations_close (&run->operations);
  if (run->session != NULL)
    closed = rmg_session_close (
        g_steal_pointer (&run->session), done ? error : NULL);
  return done && closed;
}

static ToolExit
report (const ToolRun *run, const RmgDiagnostics *problems, const GError *error)
{
  gboolean json = g_strcmp0 (run->settings->format, "json") == 0;

  if (run->faults != NULL && run->faults->len > 0)
    return tool_faults_report (json, run->faults, error);
  return tool_report_error (json, error, problems, run->manifest);
}

static ToolExit
run_manifest (const ToolArguments *arguments)
{
  const ToolRunSettings *settings = arguments->settings;
  ToolRun run = { .settings = settings, .manifest = arguments->argument };
  g_autoptr (RmgSegments) segments = rmg_segments_new ();
  g_autoptr (RmgDiagnostics) problems =
      rmg_diagnostics_new (settings->wiring.strict);
  g_autoptr (RmgGraph) graph = NULL;
  g_autoptr (GPtrArray) faults = NULL;
  g_autoptr (GError) error = NULL;

  if (g_strcmp0 (settings->operations.log, "json") == 0)
    tool_log_open ();
  rmg_init ();
  run.segments = segments;
  tool_warnings_init (&run.warnings);
  tool_frames_init (&run.frames);
  if (check_settings (settings, arguments->argument, &error) &&
      tool_code_load (&settings->code, &error))
    graph = tool_load_graph (
        arguments->argument, arguments->overrides, problems, &error);
  if (graph != NULL)
    run_graph (&run, graph, problems, &error);
  faults = run.faults;
  tool_items_clear (&run.items);
  g_clear_pointer (&run.inputs, g_array_unref);
  tool_values_clear (&run.values);
  tool_warnings_clear (&run.warnings);
  tool_frames_clear (&run.frames);
  if (error == NULL)
    return TOOL_OK;
  if (run.stop.reason == TOOL_BROKEN_PIPE || tool_output_is_broken ())
    return TOOL_BROKEN_PIPE;
  return report (&run, problems, error);
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
  .settings_size = sizeof (ToolRunSettings),
  .run = run_manifest,
};
