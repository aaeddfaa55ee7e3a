/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* rmg validate: every problem of a manifest, without running it. */

#include "gst/tools/code.h"
#include "gst/tools/command.h"
#include "gst/tools/load.h"
#include "gst/tools/report.h"
#include "gst/tools/wiring.h"

#include <rmg/init.h>
#include <rmg/files.h>
#include <rmg/plan.h>
#include <stdio.h>
#include <string.h>

typedef struct
{
  ToolCode code;
  const char *format;
  gboolean strict;
  gboolean quiet;
} ValidateSettings;

static const ToolOption options[] = {
  TOOL_CODE_OPTIONS (ValidateSettings, code),
  TOOL_OPTION_FORMAT (ValidateSettings, "text|json", "text"),
  { "strict", 0, TOOL_OPTION_FLAG, NULL, "warnings are errors",
      G_STRUCT_OFFSET (ValidateSettings, strict) },
  { "quiet", 'q', TOOL_OPTION_FLAG, NULL, "no text, only the exit code",
      G_STRUCT_OFFSET (ValidateSettings, quiet) },
  { NULL },
};

/* Planning finds further problems: missing elements, and different formats at one
 * node. Some depend on the framing, which is that of a run without options. */
static gboolean
check (const char *path, const GPtrArray *overrides, RmgDiagnostics *problems,
    GError **error)
{
  g_autoptr (RmgGraph) graph =
      tool_load_graph (path, overrides, problems, error);
  const ToolWiring wiring = { NULL };
  RmgPlanOptions how = { .framing = RMG_FRAMING_STREAM };
  g_autoptr (RmgPlan) plan = NULL;

  if (graph == NULL)
    return FALSE;
  how.framing = tool_wiring_get_framing (&wiring, graph);
  plan = rmg_plan_new (graph, &how, problems, error);
  return plan != NULL && rmg_plan_check_elements (plan, problems, error) &&
      rmg_plan_check_files (plan, NULL, 0, error);
}

static void
print_json (
    const char *path, const RmgDiagnostics *problems, const GError *error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  RmgJsonWriter json = RMG_JSON_WRITER_INIT (text);

  rmg_json_writer_begin_object (&json, NULL);
  rmg_json_writer_boolean (&json, "valid", error == NULL);
  rmg_json_writer_string (&json, "manifest", path);
  tool_write_problems (&json, "errors", problems, RMG_SEVERITY_ERROR);
  tool_write_problems (&json, "warnings", problems, RMG_SEVERITY_WARNING);
  rmg_json_writer_end_object (&json);
  tool_print ("%s\n", text->str);
}

static void
print_text (
    const char *path, const RmgDiagnostics *problems, const GError *error)
{
  guint n_errors = rmg_diagnostics_get_n_errors (problems);
  guint n_warnings = rmg_diagnostics_get_n_problems (problems) - n_errors;

  tool_print_problems (problems, path, stdout);
  if (error != NULL && n_errors == 0)
    tool_print ("%s: error: %s\n", path, error->message);
  n_errors = MAX (n_errors, error != NULL);
  tool_print ("%s: %s, %u %s, %u %s\n", path,
      error == NULL ? "valid" : "not valid", n_errors,
      tool_plural (n_errors, "error", "errors"), n_warnings,
      tool_plural (n_warnings, "warning", "warnings"));
}

static ToolExit
validate (const ToolArguments *arguments)
{
  const ValidateSettings *settings = arguments->settings;
  gboolean json = g_strcmp0 (settings->format, "json") == 0;
  g_autoptr (RmgDiagnostics) problems = rmg_diagnostics_new (settings->strict);
  g_autoptr (GError) error = NULL;

  rmg_init ();
  if (tool_code_load (&settings->code, &error))
    check (arguments->argument, arguments->overrides, problems, &error);
  if (error != NULL && error->domain == TOOL_ERROR)
    return tool_report_error (json, error, NULL, NULL);
  if (json)
    print_json (arguments->argument, problems, error);
  else if (!settings->quiet)
    print_text (arguments->argument, problems, error);
  return error == NULL ? TOOL_OK : tool_exit_for_error (error);
}

const ToolCommand tool_command_validate = {
  .name = "validate",
  .argument = "MANIFEST",
  .takes_overrides = TRUE,
  .summary = "find every problem of a manifest, without running it",
  .description = "Checks MANIFEST (a file, or - for standard input) and "
                 "prints every problem with\nits line, column and node.",
  .examples = "  rmg validate speech.json\n"
              "  rmg validate -o json - < speech.json\n",
  .options = options,
  .settings_size = sizeof (ValidateSettings),
  .run = validate,
};
