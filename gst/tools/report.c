/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/tools/report.h"

#include "gst/tools/operations/log.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* The formatter would put spaces into the name. */
/* clang-format off */
G_DEFINE_QUARK (rmg-tool-error-quark, tool_error)
/* clang-format on */

const char *
tool_plural (guint64 count, const char *one, const char *several)
{
  return count == 1 ? one : several;
}

ToolExit
tool_exit_for_error (const GError *error)
{
  if (error->domain == TOOL_ERROR)
    return error->code;
  if (rmg_error_is_manifest (error))
    return TOOL_INVALID;
  return TOOL_FAILED;
}

void
tool_print (const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  vfprintf (stdout, format, arguments);
  va_end (arguments);
}

gboolean
tool_output_is_broken (void)
{
  struct pollfd output = { .fd = STDOUT_FILENO };

  return poll (&output, 1, 0) > 0 && (output.revents & POLLERR) != 0;
}

ToolExit
tool_finish_output (ToolExit result)
{
  gboolean flushed = fflush (stdout) == 0;
  int code = errno;

  if (flushed && !ferror (stdout))
    return result;
  if (tool_output_is_broken ())
    return TOOL_BROKEN_PIPE;
  fprintf (stderr, "rmg: standard output: %s\n",
      flushed ? "not all was written" : g_strerror (code));
  return TOOL_FAILED;
}

static const char *
tool_exit_name (ToolExit code)
{
  switch (code) {
    case TOOL_USAGE:
      return "usage";
    case TOOL_INVALID:
      return "missing-input";
    case TOOL_TIMEOUT:
      return "timeout";
    case TOOL_INTERRUPTED:
      return "interrupted";
    default:
      return "failed";
  }
}

const char *
tool_error_name (const GError *error)
{
  if (error->domain == RMG_ERROR)
    return rmg_error_get_name (error->code);
  return error->domain == TOOL_ERROR ? tool_exit_name (error->code) : "failed";
}

static void
write_problem (RmgJsonWriter *json, const RmgProblem *problem)
{
  rmg_json_writer_begin_object (json, NULL);
  rmg_json_writer_string (json, "code", rmg_error_get_name (problem->code));
  rmg_json_writer_string (json, "path", problem->path);
  if (problem->line > 0) {
    rmg_json_writer_uint (json, "line", problem->line);
    rmg_json_writer_uint (json, "column", problem->column);
  } else {
    rmg_json_writer_null (json, "line");
    rmg_json_writer_null (json, "column");
  }
  rmg_json_writer_string (json, "node", problem->node_id);
  rmg_json_writer_string (json, "message", problem->message);
  rmg_json_writer_string (json, "hint", problem->hint);
  rmg_json_writer_end_object (json);
}

void
tool_write_problems (RmgJsonWriter *json, const char *name,
    const RmgDiagnostics *problems, RmgSeverity severity)
{
  rmg_json_writer_begin_array (json, name);
  for (guint i = 0; i < rmg_diagnostics_get_n_problems (problems); i++) {
    const RmgProblem *problem = rmg_diagnostics_get_problem (problems, i);

    if (problem->severity == severity)
      write_problem (json, problem);
  }
  rmg_json_writer_end_array (json);
}

void
tool_print_problems (
    const RmgDiagnostics *problems, const char *manifest, FILE *stream)
{
  for (guint i = 0; i < rmg_diagnostics_get_n_problems (problems); i++) {
    g_autofree char *line = rmg_problem_to_string (
        rmg_diagnostics_get_problem (problems, i), manifest);

    if (stream == stderr)
      tool_log_print (GST_LEVEL_WARNING, NULL, "", line);
    else
      fprintf (stream, "%s\n", line);
  }
}

static void
print_error_json (const GError *error, const RmgDiagnostics *problems)
{
  g_autoptr (GString) text = g_string_new (NULL);
  RmgJsonWriter json = RMG_JSON_WRITER_INIT (text);

  rmg_json_writer_begin_object (&json, NULL);
  rmg_json_writer_string (&json, "status", "failed");
  rmg_json_writer_begin_object (&json, "error");
  rmg_json_writer_string (&json, "code", tool_error_name (error));
  rmg_json_writer_string (&json, "message", error->message);
  if (problems != NULL && rmg_diagnostics_get_n_errors (problems) > 0)
    tool_write_problems (&json, "problems", problems, RMG_SEVERITY_ERROR);
  rmg_json_writer_end_object (&json);
  rmg_json_writer_end_object (&json);
  tool_print ("%s\n", text->str);
}

ToolExit
tool_report_error (gboolean json, const GError *error,
    const RmgDiagnostics *problems, const char *manifest)
{
  if (json)
    print_error_json (error, problems);
  else if (problems != NULL && rmg_diagnostics_get_n_errors (problems) > 0)
    tool_print_problems (problems, manifest, stderr);
  else
    tool_log_print (GST_LEVEL_ERROR, NULL, "rmg: ", error->message);
  return tool_exit_for_error (error);
}

static gboolean
report_write (const char *path, const char *reason, GError **error)
{
  g_set_error (
      error, TOOL_ERROR, TOOL_FAILED, "cannot write %s: %s", path, reason);
  return FALSE;
}

static gboolean
write_stream (
    const char *path, const char *bytes, gsize n_bytes, GError **error)
{
  FILE *file = fopen (path, "we");
  gboolean written =
      file != NULL && fwrite (bytes, 1, n_bytes, file) == n_bytes;
  int code = errno;

  if (file != NULL && fclose (file) != 0 && written) {
    code = errno;
    written = FALSE;
  }
  return written || report_write (path, g_strerror (code), error);
}

/* A file is replaced when it is complete; a pipe or a device is written. */
gboolean
tool_write_bytes (
    const char *path, const char *bytes, gsize n_bytes, GError **error)
{
  g_autoptr (GError) reason = NULL;

  if (g_file_test (path, G_FILE_TEST_EXISTS) &&
      !g_file_test (path, G_FILE_TEST_IS_REGULAR))
    return write_stream (path, bytes, n_bytes, error);
  if (g_file_set_contents_full (path, bytes, (gssize) n_bytes,
          G_FILE_SET_CONTENTS_CONSISTENT, 0666, &reason))
    return TRUE;
  return report_write (path, reason->message, error);
}

gboolean
tool_write_file (const char *path, const char *text, GError **error)
{
  return tool_write_bytes (path, text, strlen (text), error);
}
