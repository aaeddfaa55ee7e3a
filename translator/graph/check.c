/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "translator/graph/check.h"

#include "translator/catalog/foreign.h"
#include "translator/catalog/row.h"

static void
report_type (const RmgScope *scope, const RmgGraphNode *node, RmgError code,
    const char *message, const char *hint)
{
  rmg_scope_report (scope, code, RMG_SEVERITY_ERROR,
      &(RmgFieldRef){ .name = node->type_field, .hint = hint }, message);
}

/* A type that is not in the catalog may be a class of Python. */
static char *
make_hint (const char *type)
{
  g_autofree char *hint = rmg_catalog_hint (type);

  if (hint != NULL || rmg_catalog_get_n_types () > rmg_catalog_get_n_rows ())
    return g_steal_pointer (&hint);
  return g_strdup ("a class of Python needs allow-code");
}

gboolean
rmg_graph_check_type (const RmgScope *scope, const RmgGraphNode *node)
{
  const char *factory_name = rmg_catalog_get_factory_name (node->type);
  g_autoptr (GstElementFactory) factory = NULL;
  g_autofree char *hint = NULL;
  g_autofree char *message = NULL;

  if (factory_name == NULL) {
    if (rmg_catalog_find_row (node->type) != NULL)
      return TRUE;
    hint = make_hint (node->type);
    message = g_strdup_printf ("unknown node type \"%s\"", node->type);
    report_type (scope, node, RMG_ERROR_UNKNOWN_TYPE, message, hint);
    return FALSE;
  }
  gst_init (NULL, NULL);
  factory = rmg_foreign_load (factory_name);
  if (factory != NULL)
    return TRUE;
  hint = rmg_foreign_hint (factory_name);
  message = g_strdup_printf ("no element \"%s\" is installed", factory_name);
  report_type (scope, node, RMG_ERROR_MISSING_ELEMENT, message, hint);
  return FALSE;
}
