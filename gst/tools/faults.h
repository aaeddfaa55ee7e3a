/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Faults of a run, for people and programs. */
#pragma once

#include "gst/tools/report.h"
#include <rmg/session.h>

G_BEGIN_DECLS

/** tool_faults_new: (transfer full) (element-type RmgFault): an empty list */
GPtrArray *tool_faults_new (void);

/**
 * tool_faults_take:
 * @error: the error of the run
 * @stop_us: wall clock time at which the run was stopped, in us since 1970; 0 if
 *   it was not
 *
 * Returns: (transfer full) (element-type RmgFault): the faults of @session that
 *   are the cause of @error, or that came before the stop; maybe empty
 */
GPtrArray *tool_faults_take (
    RmgSession *session, const GError *error, gint64 stop_us);

/**
 * tool_faults_report:
 * @json: as a JSON document on standard output; otherwise on standard error
 * @faults: one or more faults
 * @error: the error of the run
 *
 * Prints the first fault with its details, and a line for each other one. @error
 * comes first if it is not that of a fault.
 *
 * Returns: the exit code
 */
ToolExit tool_faults_report (
    gboolean json, const GPtrArray *faults, const GError *error);

G_END_DECLS
