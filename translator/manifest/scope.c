/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "translator/manifest/scope.h"

#include "translator/base/json-scan.h"

void
rmg_scope_report (const RmgScope *scope, RmgError code, RmgSeverity severity,
    const RmgFieldRef *field, const char *message)
{
  static const RmgFieldRef whole = { RMG_PLACE_VALUE };
  const RmgFieldRef *about = field != NULL ? field : &whole;
  g_autoptr (GString) path = g_string_new (scope->path);
  RmgSubject subject = {
    .place = about->place, .node_id = scope->node_id, .hint = about->hint
  };

  if (about->name != NULL)
    rmg_scan_append_key (path, about->name);
  subject.path = path->str;
  rmg_diagnostics_add (
      scope->diagnostics, code, severity, &subject, "%s", message);
}
