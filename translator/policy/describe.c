/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The failures of node types, from their flags and the classification. */

#include "translator/catalog/row.h"
#include "translator/policy/failures.h"
#include "translator/policy/keys.h"

/* Failures of nodes that have one of the flags. */
typedef struct
{
  RmgFailureClasses classes;
  RmgNodeFlags flags;
} Cause;

#define ANY_FILE (RMG_NODE_FILE | RMG_NODE_NETWORK)
#define OTHERS (RMG_NODE_FOREIGN | RMG_NODE_HOSTED)

static const Cause causes[] = {
  { RMG_FAILS_NETWORK | RMG_FAILS_HTTP_SERVER | RMG_FAILS_HTTP_CLIENT,
      RMG_NODE_NETWORK },
  { RMG_FAILS_TIMEOUT, RMG_NODE_NETWORK | RMG_NODE_HOSTED },
  { RMG_FAILS_BUSY | RMG_FAILS_OPEN | RMG_FAILS_NOT_FOUND |
          RMG_FAILS_NOT_AUTHORIZED,
      ANY_FILE },
  { RMG_FAILS_READ, RMG_NODE_SOURCE },
  { RMG_FAILS_WRITE | RMG_FAILS_NO_SPACE, RMG_NODE_SINK },
  { RMG_FAILS_DATA | RMG_FAILS_MISSING_PLUGIN, ANY_FILE },
  { RMG_FAILS_STREAM | RMG_FAILS_INTERNAL | RMG_FAILS_FLOW | RMG_FAILS_OTHER,
      OTHERS },
};

/* A reader reads files and servers. */
static RmgNodeFlags
get_flags (const RmgCatalogRow *row)
{
  return row->flags | (row->recipe == RMG_RECIPE_READER ? RMG_NODE_NETWORK : 0);
}

/* Every node may refuse a format. */
static RmgFailureClasses
find_classes (RmgNodeFlags flags)
{
  RmgFailureClasses classes = RMG_FAILS_FORMAT;

  for (gsize i = 0; i < G_N_ELEMENTS (causes); i++)
    if (causes[i].flags & flags)
      classes |= causes[i].classes;
  return classes;
}

/* Whether a rule for nodes with @flags retries failures of the class. */
static gboolean
is_curable (RmgFailureClasses class, RmgNodeFlags flags)
{
  for (guint i = 0; i < rmg_failure_get_n_rules (); i++) {
    const RmgFailureRule *rule = rmg_failure_get_rule (i);

    if (rule->class == class && (rule->flags & flags) == rule->flags &&
        rmg_failure_find_rule (rule->domain, rule->last, flags) == rule)
      return rule->transient;
  }
  return FALSE;
}

char **
rmg_catalog_list_failures (const char *type, gboolean curable)
{
  const RmgCatalogRow *row = rmg_catalog_find_row (type);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  RmgFailureClasses classes;
  RmgNodeFlags flags;

  g_return_val_if_fail (row != NULL, NULL);

  flags = get_flags (row);
  classes = find_classes (flags);
  for (guint bit = 0; rmg_failure_class_get_name (bit) != NULL; bit++) {
    const RmgFailureClasses class = classes & (1u << bit);

    if (class != 0 && is_curable (class, flags) == curable)
      g_ptr_array_add (names, g_strdup (rmg_failure_class_get_name (bit)));
  }
  g_ptr_array_add (names, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&names), FALSE);
}
