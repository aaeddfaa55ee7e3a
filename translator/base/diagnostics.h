/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* How the translator fills the list of problems that error.h shows. */
#pragma once

#include <rmg/error.h>

G_BEGIN_DECLS

/* The part of the text that locates a problem. */
typedef enum
{
  RMG_PLACE_VALUE,
  RMG_PLACE_KEY,    /* the name of the field, for unknown fields */
  RMG_PLACE_PARENT, /* the object that lacks the field */
} RmgPlace;

/* The subject of a problem; every string is copied. */
typedef struct
{
  const char *path;
  RmgPlace place;
  const char *node_id;
  const char *hint;
} RmgSubject;

/**
 * rmg_diagnostics_add:
 * @subject: (nullable): subject of the problem
 *
 * Adds a problem without a line; rmg_diagnostics_set_place() sets it.
 */
void rmg_diagnostics_add (RmgDiagnostics *self, RmgError code,
    RmgSeverity severity, const RmgSubject *subject, const char *format, ...)
    G_GNUC_PRINTF (5, 6);

void rmg_diagnostics_set_place (
    RmgDiagnostics *self, guint index, guint line, guint column);

/** rmg_diagnostics_get_target: the part of the path that is located. */
RmgPlace rmg_diagnostics_get_target (const RmgDiagnostics *self, guint index);

/** rmg_diagnostics_sort: orders the problems from @first on by place. */
void rmg_diagnostics_sort (RmgDiagnostics *self, guint first);

/**
 * rmg_diagnostics_append: appends the problems of @from, from @first on.
 */
void rmg_diagnostics_append (
    RmgDiagnostics *self, const RmgDiagnostics *from, guint first);

/**
 * rmg_diagnostics_to_error:
 * @name: name of the file or text that was checked
 * @first: index of the first problem to count
 *
 * Returns: %FALSE with @error set if they contain an error: that error, or the
 *   number of errors and the first one
 */
gboolean rmg_diagnostics_to_error (
    const RmgDiagnostics *self, guint first, const char *name, GError **error);

G_END_DECLS
