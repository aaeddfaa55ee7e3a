/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* rmg plan: prints the elements, links and policies of a run, one decision a line. */

#include "gst/tools/code.h"
#include "gst/tools/command.h"
#include "gst/tools/load.h"
#include "gst/tools/report.h"
#include "gst/tools/wiring.h"

#include <rmg/init.h>
#include <stdio.h>

typedef struct
{
  ToolWiring wiring;
  ToolCode code;
  const char *format;
} PlanSettings;

static const ToolOption options[] = {
  TOOL_WIRING_OPTIONS (PlanSettings, wiring),
  TOOL_CODE_OPTIONS (PlanSettings, code),
  TOOL_OPTION_FORMAT (PlanSettings, "text|json", "text"),
  { NULL },
};

static RmgPlan *
make_plan (const PlanSettings *settings, RmgGraph *graph,
    RmgDiagnostics *problems, GError **error)
{
  RmgPlanOptions how = {
    .framing = tool_wiring_get_framing (&settings->wiring, graph),
    .threading = tool_wiring_get_threading (&settings->wiring),
    .strict = settings->wiring.strict,
  };
  g_autoptr (GArray) inputs = NULL;
  g_autoptr (RmgPlan) plan = NULL;

  inputs = tool_inputs_resolve (settings->wiring.inputs, graph, error);
  if (inputs == NULL ||
      !tool_wiring_attach (&settings->wiring, inputs, graph, error))
    return NULL;
  plan = rmg_plan_new (graph, &how, problems, error);
  if (plan == NULL || !rmg_plan_check_elements (plan, problems, error))
    return NULL;
  return g_steal_pointer (&plan);
}

static void
print_json (const RmgPlan *plan, const char *steps)
{
  g_autoptr (GString) text = g_string_new (NULL);
  RmgJsonWriter json = RMG_JSON_WRITER_INIT (text);
  g_autofree char *policies = rmg_plan_policies_to_json (plan);
  g_auto (GStrv) lines = g_strsplit (steps, "\n", -1);

  rmg_json_writer_begin_object (&json, NULL);
  rmg_json_writer_boolean (&json, "threaded", rmg_plan_is_threaded (plan));
  rmg_json_writer_string (&json, "reason", rmg_plan_get_reason (plan));
  rmg_json_writer_begin_array (&json, "steps");
  for (char **line = lines; *line != NULL; line++)
    if (**line != '\0')
      rmg_json_writer_string (&json, NULL, *line);
  rmg_json_writer_end_array (&json);
  rmg_json_writer_raw (&json, "policies", policies);
  rmg_json_writer_end_object (&json);
  tool_print ("%s\n", text->str);
}

static ToolExit
plan_manifest (const ToolArguments *arguments)
{
  const PlanSettings *settings = arguments->settings;
  gboolean json = g_strcmp0 (settings->format, "json") == 0;
  g_autoptr (RmgDiagnostics) problems =
      rmg_diagnostics_new (settings->wiring.strict);
  g_autoptr (GError) error = NULL;
  g_autoptr (RmgGraph) graph = NULL;
  g_autoptr (RmgPlan) plan = NULL;
  g_autofree char *steps = NULL;
  g_autofree char *policies = NULL;

  rmg_init ();
  if (tool_code_load (&settings->code, &error))
    graph = tool_load_graph (
        arguments->argument, arguments->overrides, problems, &error);
  if (graph != NULL)
    plan = make_plan (settings, graph, problems, &error);
  if (plan == NULL)
    return tool_report_error (json, error, problems, arguments->argument);

  tool_print_problems (problems, arguments->argument, stderr);
  steps = rmg_plan_to_string (plan);
  policies = rmg_plan_policies_to_string (plan);
  if (json)
    print_json (plan, steps);
  else
    tool_print ("%s%s", steps, policies);
  return TOOL_OK;
}

const ToolCommand tool_command_plan = {
  .name = "plan",
  .argument = "MANIFEST",
  .takes_overrides = TRUE,
  .summary = "print the elements and links of a run",
  .description =
      "Prints the elements, links, formats and inserted conversions that 'rmg "
      "run' with the\nsame options would use, why it runs inline or threaded, "
      "and the policy of each node.",
  .examples = "  rmg plan speech.json -i talk.flac -O talk.wav\n"
              "  rmg plan --session inline -o json speech.json\n",
  .options = options,
  .settings_size = sizeof (PlanSettings),
  .run = plan_manifest,
};
