/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The part of a manifest that is read, and the report of its problems. */
#pragma once

#include "translator/base/diagnostics.h"

G_BEGIN_DECLS

/* The object being read, and the receiver of its problems. */
typedef struct
{
  RmgDiagnostics *diagnostics;
  const char *path;
  const char *node_id; /* (nullable) */
} RmgScope;

/* A field of the object, and where in it a problem is. */
typedef struct
{
  RmgPlace place;
  const char *name; /* (nullable): the object itself */
  const char *hint; /* (nullable) */
} RmgFieldRef;

/** rmg_scope_report: adds a problem with a field, or with the object where
 * @field is %NULL. */
void rmg_scope_report (const RmgScope *scope, RmgError code,
    RmgSeverity severity, const RmgFieldRef *field, const char *message);

G_END_DECLS
