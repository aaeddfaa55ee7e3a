/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/tools/faults.h"

#include "gst/tools/operations/log.h"

#include <stdio.h>

static gboolean
is_of_fault (const GError *error)
{
  return g_error_matches (error, RMG_ERROR, RMG_ERROR_NODE_FAILED);
}

GPtrArray *
tool_faults_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) rmg_fault_unref);
}

GPtrArray *
tool_faults_take (RmgSession *session, const GError *error, gint64 stop_us)
{
  GPtrArray *faults = tool_faults_new ();

  for (guint i = 0; i < rmg_session_get_n_faults (session); i++) {
    g_autoptr (RmgFault) fault = rmg_session_get_fault (session, i);

    if (stop_us > 0 ? fault->time_us < stop_us : is_of_fault (error))
      g_ptr_array_add (faults, g_steal_pointer (&fault));
  }
  return faults;
}

static void
print_text (const GPtrArray *faults, const GError *error)
{
  if (!is_of_fault (error))
    tool_log_print (GST_LEVEL_ERROR, NULL, "rmg: ", error->message);
  for (guint i = 0; i < faults->len; i++) {
    const RmgFault *fault = faults->pdata[i];
    g_autofree char *text = i == 0
        ? rmg_fault_to_text (fault)
        : g_strconcat (fault->error->message, "\n", NULL);

    tool_log_print (GST_LEVEL_ERROR, fault->node_id, "rmg: ", text);
  }
}

static void
print_json (const GPtrArray *faults, const GError *error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  RmgJsonWriter json = RMG_JSON_WRITER_INIT (text);

  rmg_json_writer_begin_object (&json, NULL);
  rmg_json_writer_string (&json, "status", "failed");
  rmg_json_writer_begin_object (&json, "error");
  rmg_json_writer_string (&json, "code", tool_error_name (error));
  rmg_json_writer_string (&json, "message", error->message);
  rmg_json_writer_begin_array (&json, "faults");
  for (guint i = 0; i < faults->len; i++) {
    g_autofree char *fault = rmg_fault_to_json (faults->pdata[i]);

    rmg_json_writer_raw (&json, NULL, fault);
  }
  rmg_json_writer_end_array (&json);
  rmg_json_writer_end_object (&json);
  rmg_json_writer_end_object (&json);
  tool_print ("%s\n", text->str);
}

ToolExit
tool_faults_report (gboolean json, const GPtrArray *faults, const GError *error)
{
  if (json)
    print_json (faults, error);
  else
    print_text (faults, error);
  return tool_exit_for_error (error);
}
