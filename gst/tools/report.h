/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Output of the command: standard output, errors, and exit codes. */
#pragma once

#include "gst/tools/command.h"
#include "translator/base/json-writer.h"

#include <rmg/error.h>
#include <stdio.h>

G_BEGIN_DECLS

/* Errors of the command itself; their code is the exit code. */
#define TOOL_ERROR (tool_error_quark ())
GQuark tool_error_quark (void);

/** tool_plural: (transfer none): @one if @count is 1, otherwise @several. */
const char *tool_plural (guint64 count, const char *one, const char *several);

ToolExit tool_exit_for_error (const GError *error);

/** tool_print: text to standard output; a reader that went away is no error
 * until tool_finish_output(). */
void tool_print (const char *format, ...) G_GNUC_PRINTF (1, 2);

/**
 * tool_finish_output:
 * @result: result of the command
 *
 * Returns: @result, or a failure if standard output could not be written
 */
ToolExit tool_finish_output (ToolExit result);

/** tool_output_is_broken: whether the reader of standard output has gone. */
gboolean tool_output_is_broken (void);

/**
 * tool_report_error:
 * @json: as a JSON document on standard output; otherwise on standard error
 * @error: the error
 * @problems: (nullable): problems of the manifest; replace @error if they
 *   contain errors
 * @manifest: (nullable): path of the manifest with the problems
 *
 * Returns: the exit code
 */
ToolExit tool_report_error (gboolean json, const GError *error,
    const RmgDiagnostics *problems, const char *manifest);

/** tool_print_problems: one a line, to @stream, warnings too. */
void tool_print_problems (
    const RmgDiagnostics *problems, const char *manifest, FILE *stream);

/** tool_write_problems: those of @severity, as an array named @name. */
void tool_write_problems (RmgJsonWriter *json, const char *name,
    const RmgDiagnostics *problems, RmgSeverity severity);

/** tool_error_name: (transfer none): the code of @error as a stable word. */
const char *tool_error_name (const GError *error);

/** tool_write_bytes: @n_bytes of @bytes to @path, which may be a pipe. */
gboolean tool_write_bytes (
    const char *path, const char *bytes, gsize n_bytes, GError **error);

/** tool_write_file: @text to @path, which may be a pipe. */
gboolean tool_write_file (const char *path, const char *text, GError **error);

G_END_DECLS
