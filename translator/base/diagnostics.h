/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* How the translator fills the list of problems that error.h shows. */
#pragma once

#include <rmg/error.h>

G_BEGIN_DECLS

/* Where in the text a problem is pointed at. */
typedef enum
{
  RMG_PLACE_VALUE,
  RMG_PLACE_KEY,    /* the name of the field, for fields nobody knows */
  RMG_PLACE_PARENT, /* the object that lacks the field */
} RmgPlace;

/* What a problem is about; every string is copied. */
typedef struct
{
  const char *path;
  RmgPlace place;
  const char *node_id;
  const char *hint;
} RmgSubject;

/**
 * rmg_diagnostics_add:
 * @subject: (nullable): what it is about
 *
 * Adds a problem without a line; rmg_diagnostics_set_place() gives it one.
 */
void rmg_diagnostics_add (RmgDiagnostics *self, RmgError code,
    RmgSeverity severity, const RmgSubject *subject, const char *format, ...)
    G_GNUC_PRINTF (5, 6);

void rmg_diagnostics_set_place (
    RmgDiagnostics *self, guint index, guint line, guint column);

/** rmg_diagnostics_get_target: what of the path is pointed at. */
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
 * @name: what was checked
 * @first: where the problems begin that count
 *
 * Returns: %FALSE with @error set when there is an error among them: that
 *   one, or the number and the first
 */
gboolean rmg_diagnostics_to_error (
    const RmgDiagnostics *self, guint first, const char *name, GError **error);

G_END_DECLS
