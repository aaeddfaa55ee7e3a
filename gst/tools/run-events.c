/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Lines about the events of nodes, while rmg run runs. */

#include "gst/tools/run.h"

#include "gst/tools/operations/log.h"

/* A run that goes on so long after the failure of a node goes on without it. The
 * error of a run that ends before reports the failure. */
#define FAILURE_DELAY_MS 1000

/* Failure of a node that is not printed yet. */
typedef struct
{
  ToolRun *run;
  char *text;
} Failure;

static void
print_omitted (ToolRun *run)
{
  g_autofree char *text = NULL;

  if (run->event_limit.n_omitted == 0)
    return;
  text =
      g_strdup_printf ("%u more events of nodes", run->event_limit.n_omitted);
  run->event_limit.n_omitted = 0;
  tool_log_print (GST_LEVEL_WARNING, NULL, "rmg: ", text);
}

static void
print_line (ToolRun *run, GstDebugLevel level, const char *text)
{
  if (!tool_event_limit_take (&run->event_limit, g_get_monotonic_time ()))
    return;
  tool_progress_hide (&run->progress);
  print_omitted (run);
  tool_log_print (level, NULL, "rmg: ", text);
}

static gboolean
print_failure (gpointer user_data)
{
  const Failure *failure = user_data;

  print_line (failure->run, GST_LEVEL_ERROR, failure->text);
  return G_SOURCE_REMOVE;
}

static void
free_failure (gpointer user_data)
{
  Failure *failure = user_data;

  g_free (failure->text);
  g_free (failure);
}

/* @text: (transfer full) */
static void
print_failure_later (ToolRun *run, char *text)
{
  GSource *source = g_timeout_source_new (FAILURE_DELAY_MS);
  Failure *failure = g_new (Failure, 1);

  *failure = (Failure){ run, text };
  g_source_set_callback (source, print_failure, failure, free_failure);
  g_source_attach (source, g_main_context_get_thread_default ());
  g_ptr_array_add (run->failures, source);
}

static void
print_event_line (ToolRun *run, const GstStructure *fields)
{
  g_autofree char *text = tool_event_to_text (fields);

  if (run->settings->quiet || text == NULL)
    return;
  if (!gst_structure_has_name (fields, "rmg-node-failed"))
    print_line (run, GST_LEVEL_WARNING, text);
  else if (run->failures != NULL)
    print_failure_later (run, g_steal_pointer (&text));
}

void
tool_run_print_event (ToolRun *run, GstMessage *message)
{
  const GstStructure *fields = gst_message_get_structure (message);

  if (fields == NULL ||
      !g_str_has_prefix (gst_structure_get_name (fields), "rmg-"))
    return;
  if (tool_log_is_json ())
    tool_log_print_event (fields);
  else
    print_event_line (run, fields);
}

static void
destroy_source (gpointer data)
{
  g_source_destroy (data);
  g_source_unref (data);
}

void
tool_run_begin_events (ToolRun *run)
{
  run->failures = g_ptr_array_new_with_free_func (destroy_source);
}

void
tool_run_end_events (ToolRun *run)
{
  print_omitted (run);
  g_clear_pointer (&run->failures, g_ptr_array_unref);
}
