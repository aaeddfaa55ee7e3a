/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The error domain of the library, and the list of problems of a manifest. */
#pragma once

#include <rmg/api.h>

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * RMG_ERROR:
 *
 * Error domain of #RmgError.
 */
#define RMG_ERROR (rmg_error_quark ())
RMG_API GQuark rmg_error_quark (void);

/**
 * RmgError:
 * @RMG_ERROR_FAILED: an error without a code of its own
 * @RMG_ERROR_IO: the manifest cannot be opened or read
 * @RMG_ERROR_SYNTAX: the text is not JSON
 * @RMG_ERROR_LIMIT: the manifest exceeds a limit in size or depth
 * @RMG_ERROR_ENCODING: the text is not UTF-8
 * @RMG_ERROR_DUPLICATE_KEY: an object has the same field twice
 * @RMG_ERROR_NUMBER: a number exceeds int64 or double
 * @RMG_ERROR_VERSION: unknown version of the manifest
 * @RMG_ERROR_MISSING_FIELD: a required field is missing
 * @RMG_ERROR_UNKNOWN_FIELD: a field is unknown
 * @RMG_ERROR_WRONG_TYPE: a value has an unexpected JSON type
 * @RMG_ERROR_OUT_OF_RANGE: a value is outside its range or list
 * @RMG_ERROR_CONFLICT: two values contradict each other
 * @RMG_ERROR_EMPTY: the manifest has no nodes
 * @RMG_ERROR_DUPLICATE_ID: two nodes have the same id
 * @RMG_ERROR_UNKNOWN_NODE: no node has this id
 * @RMG_ERROR_CYCLE: the connections form a cycle
 * @RMG_ERROR_UNKNOWN_TYPE: a node type is not in the catalog
 * @RMG_ERROR_UNKNOWN_PARAM: a node type does not have this parameter
 * @RMG_ERROR_LINK: two nodes cannot be connected
 * @RMG_ERROR_CAPS: formats neither match nor can be converted
 * @RMG_ERROR_MISSING_ELEMENT: an element is not installed
 * @RMG_ERROR_INVALID: several errors; #RmgDiagnostics has each of them
 * @RMG_ERROR_NOT_INLINE: a node does not allow the inline session requested
 * @RMG_ERROR_INPUT: the pipeline does not accept the data that was pushed
 * @RMG_ERROR_NODE_FAILED: a node failed; the message has its id
 * @RMG_ERROR_ABANDONED: a thread could not be stopped and was left running
 * @RMG_ERROR_FORKED: the process was forked after rmg_init()
 * @RMG_ERROR_CANCELLED: the caller cancelled the item
 *
 * Error codes. Those from %RMG_ERROR_IO to %RMG_ERROR_INVALID are errors of the
 * manifest, see rmg_error_is_manifest(). Those from %RMG_ERROR_INPUT on occur
 * at run time.
 */
typedef enum
{
  RMG_ERROR_FAILED,
  RMG_ERROR_IO,
  RMG_ERROR_SYNTAX,
  RMG_ERROR_LIMIT,
  RMG_ERROR_ENCODING,
  RMG_ERROR_DUPLICATE_KEY,
  RMG_ERROR_NUMBER,
  RMG_ERROR_VERSION,
  RMG_ERROR_MISSING_FIELD,
  RMG_ERROR_UNKNOWN_FIELD,
  RMG_ERROR_WRONG_TYPE,
  RMG_ERROR_OUT_OF_RANGE,
  RMG_ERROR_CONFLICT,
  RMG_ERROR_EMPTY,
  RMG_ERROR_DUPLICATE_ID,
  RMG_ERROR_UNKNOWN_NODE,
  RMG_ERROR_CYCLE,
  RMG_ERROR_UNKNOWN_TYPE,
  RMG_ERROR_UNKNOWN_PARAM,
  RMG_ERROR_LINK,
  RMG_ERROR_CAPS,
  RMG_ERROR_MISSING_ELEMENT,
  RMG_ERROR_INVALID,
  RMG_ERROR_NOT_INLINE,
  RMG_ERROR_INPUT,
  RMG_ERROR_NODE_FAILED,
  RMG_ERROR_ABANDONED,
  RMG_ERROR_FORKED,
  RMG_ERROR_CANCELLED,
} RmgError;

/**
 * rmg_error_get_name:
 * @code: an error code
 *
 * Returns: (transfer none): stable name of the code, such as "missing-field"
 */
RMG_API const char *rmg_error_get_name (RmgError code);

/**
 * rmg_error_is_manifest:
 * @error: an error
 *
 * Returns: whether @error is an error of the manifest
 */
RMG_API gboolean rmg_error_is_manifest (const GError *error);

/**
 * RmgSeverity:
 * @RMG_SEVERITY_ERROR: the manifest cannot run
 * @RMG_SEVERITY_WARNING: the manifest can run, but its author may have meant
 *   something else
 *
 * Severity of a problem.
 */
typedef enum
{
  RMG_SEVERITY_ERROR,
  RMG_SEVERITY_WARNING,
} RmgSeverity;

/**
 * RmgProblem:
 * @code: kind of the problem
 * @severity: error or warning
 * @path: (nullable): JSON path of the value, such as "nodes[3].params.rate"
 * @line: line of the value, counted from 1; 0 if unknown
 * @column: column of the value in characters, counted from 1; 0 if unknown
 * @node_id: (nullable): id of the node
 * @message: expected and actual value
 * @hint: (nullable): nearest valid name or value
 *
 * A problem of a manifest.
 */
typedef struct
{
  RmgError code;
  RmgSeverity severity;
  char *path;
  guint line;
  guint column;
  char *node_id;
  char *message;
  char *hint;
} RmgProblem;

#define RMG_TYPE_PROBLEM (rmg_problem_get_type ())
RMG_API GType rmg_problem_get_type (void);

/**
 * rmg_problem_copy:
 * @problem: a problem
 *
 * Copies a problem.
 *
 * Returns: (transfer full): the copy; free it with rmg_problem_free()
 */
RMG_API RmgProblem *rmg_problem_copy (const RmgProblem *problem);

/**
 * rmg_problem_free:
 * @problem: (transfer full): a result of rmg_problem_copy()
 *
 * Frees a problem.
 */
RMG_API void rmg_problem_free (RmgProblem *problem);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RmgProblem, rmg_problem_free)

/**
 * RmgDiagnostics:
 *
 * List of problems in the order of their places. One thread at a time may use
 * a list.
 */
typedef struct _RmgDiagnostics RmgDiagnostics;

#define RMG_TYPE_DIAGNOSTICS (rmg_diagnostics_get_type ())
RMG_API GType rmg_diagnostics_get_type (void);

/**
 * rmg_diagnostics_new:
 * @strict: whether warnings are added as errors
 *
 * Returns: (transfer full): an empty list
 */
RMG_API RmgDiagnostics *rmg_diagnostics_new (gboolean strict);

/**
 * rmg_diagnostics_ref:
 * @self: a list
 *
 * Adds a reference. Thread: any.
 *
 * Returns: (transfer full): @self
 */
RMG_API RmgDiagnostics *rmg_diagnostics_ref (RmgDiagnostics *self);

/**
 * rmg_diagnostics_unref:
 * @self: (transfer full): a list
 *
 * Releases a reference; the last one frees @self. Thread: any.
 */
RMG_API void rmg_diagnostics_unref (RmgDiagnostics *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RmgDiagnostics, rmg_diagnostics_unref)

/**
 * rmg_diagnostics_get_n_problems:
 * @self: a list
 *
 * Returns: number of errors and warnings
 */
RMG_API guint rmg_diagnostics_get_n_problems (const RmgDiagnostics *self);

/**
 * rmg_diagnostics_get_n_errors:
 * @self: a list
 *
 * Returns: number of errors
 */
RMG_API guint rmg_diagnostics_get_n_errors (const RmgDiagnostics *self);

/**
 * rmg_diagnostics_get_problem:
 * @self: a list
 * @index: less than rmg_diagnostics_get_n_problems()
 *
 * Returns: (transfer none): the problem, owned by @self
 */
RMG_API const RmgProblem *rmg_diagnostics_get_problem (
    const RmgDiagnostics *self, guint index);

/**
 * rmg_problem_to_string:
 * @problem: a problem
 * @name: (nullable): name of the file, printed first
 *
 * Returns: (transfer full): one line, "m.json:4:12: error: nodes[0].id: …"
 */
RMG_API char *rmg_problem_to_string (
    const RmgProblem *problem, const char *name);

G_END_DECLS
