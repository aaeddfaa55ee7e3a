/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The one error domain of the library, and the list of problems that reading
 * and checking a manifest collects, so that all of them are told at once. */
#pragma once

#include <rmg/api.h>

#include <glib.h>

G_BEGIN_DECLS

#define RMG_ERROR (rmg_error_quark ())
RMG_API GQuark rmg_error_quark (void);

/**
 * RmgError:
 *
 * The codes from %RMG_ERROR_IO up to %RMG_ERROR_INVALID say that the manifest
 * is at fault or cannot be read, see rmg_error_is_manifest(); those from
 * %RMG_ERROR_INPUT on come from running it.
 *
 * @RMG_ERROR_FAILED: something that has no code of its own
 * @RMG_ERROR_IO: the manifest cannot be opened or read
 * @RMG_ERROR_SYNTAX: the text is not JSON
 * @RMG_ERROR_LIMIT: larger or deeper than a manifest may be
 * @RMG_ERROR_ENCODING: the text is not UTF-8
 * @RMG_ERROR_DUPLICATE_KEY: an object names the same field twice
 * @RMG_ERROR_NUMBER: a number that int64 or double cannot hold
 * @RMG_ERROR_VERSION: a manifest version that is not known
 * @RMG_ERROR_MISSING_FIELD: a required field is not there
 * @RMG_ERROR_UNKNOWN_FIELD: a field that nobody reads
 * @RMG_ERROR_WRONG_TYPE: a value of another JSON type than expected
 * @RMG_ERROR_OUT_OF_RANGE: a value outside the range or list allowed
 * @RMG_ERROR_CONFLICT: two spellings of one thing with different values
 * @RMG_ERROR_EMPTY: no nodes
 * @RMG_ERROR_DUPLICATE_ID: two nodes with one id
 * @RMG_ERROR_UNKNOWN_NODE: a connection names a node that does not exist
 * @RMG_ERROR_CYCLE: the connections form a cycle
 * @RMG_ERROR_UNKNOWN_TYPE: a node type that is not in the catalog
 * @RMG_ERROR_UNKNOWN_PARAM: a parameter that the node type does not have
 * @RMG_ERROR_LINK: a connection that the two nodes cannot make
 * @RMG_ERROR_CAPS: data that cannot meet or be converted
 * @RMG_ERROR_MISSING_ELEMENT: an element that is not installed
 * @RMG_ERROR_INVALID: several of the above; the diagnostics hold each
 * @RMG_ERROR_NOT_INLINE: asked to run inline, but a node does not allow it
 * @RMG_ERROR_INPUT: what was pushed is not what the pipeline takes
 * @RMG_ERROR_NODE_FAILED: a node failed; the message names it
 * @RMG_ERROR_TIMEOUT: not done within the time given
 * @RMG_ERROR_CANCELLED: ended by whoever started it
 * @RMG_ERROR_ABANDONED: a thread could not be stopped and was left behind
 * @RMG_ERROR_STALLED: nothing moves any more
 * @RMG_ERROR_CLOSED: used after it had ended
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
  RMG_ERROR_TIMEOUT,
  RMG_ERROR_CANCELLED,
  RMG_ERROR_ABANDONED,
  RMG_ERROR_STALLED,
  RMG_ERROR_CLOSED,
} RmgError;

/**
 * rmg_error_get_name:
 *
 * Returns: (transfer none): the code as a stable word, "missing-field" say
 */
RMG_API const char *rmg_error_get_name (RmgError code);

/** rmg_error_is_manifest: whether @error says that the manifest is at fault. */
RMG_API gboolean rmg_error_is_manifest (const GError *error);

/**
 * RmgSeverity:
 * @RMG_SEVERITY_ERROR: it cannot run
 * @RMG_SEVERITY_WARNING: it can, but perhaps not as its author thinks
 */
typedef enum
{
  RMG_SEVERITY_ERROR,
  RMG_SEVERITY_WARNING,
} RmgSeverity;

/**
 * RmgProblem:
 * @code: what kind of problem
 * @severity: whether it stands in the way
 * @path: (nullable): JSON path of the value, "nodes[3].params.rate"
 * @line: line of the value, counted from 1; 0 where there is no place
 * @column: column in characters, counted from 1; 0 where there is no place
 * @node_id: (nullable): the node concerned
 * @message: what was expected and what was found
 * @hint: (nullable): what might have been meant
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

/* A list of problems in the order of their places. Belongs to one thread. */
typedef struct _RmgDiagnostics RmgDiagnostics;

/**
 * rmg_diagnostics_new:
 * @strict: warnings become errors as they are added
 */
RMG_API RmgDiagnostics *rmg_diagnostics_new (gboolean strict);
RMG_API void rmg_diagnostics_free (RmgDiagnostics *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RmgDiagnostics, rmg_diagnostics_free)

/** rmg_diagnostics_get_n_problems: errors and warnings together. */
RMG_API guint rmg_diagnostics_get_n_problems (const RmgDiagnostics *self);

/** rmg_diagnostics_get_n_errors: those that stand in the way. */
RMG_API guint rmg_diagnostics_get_n_errors (const RmgDiagnostics *self);

/** rmg_diagnostics_get_problem: (transfer none): the problem at @index. */
RMG_API const RmgProblem *rmg_diagnostics_get_problem (
    const RmgDiagnostics *self, guint index);

/**
 * rmg_problem_to_string:
 * @name: (nullable): the file, to begin the line with
 *
 * Returns: (transfer full): one line, "m.json:4:12: error: nodes[0].id: …"
 */
RMG_API char *rmg_problem_to_string (
    const RmgProblem *problem, const char *name);

G_END_DECLS
