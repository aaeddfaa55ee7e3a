/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Parameters of a node: rules of its type, and values by these rules. */
#pragma once

#include <rmg/catalog.h>

#include <glib-object.h>

G_BEGIN_DECLS

/* Parameters of a node, read once. With a type: one value for each rule, unset
 * where the manifest has none and there is no default; integers are int64,
 * choices strings in lower case. Without a type: the properties of an element
 * as the manifest names them. */
typedef struct
{
  const RmgNodeType *type; /* (nullable) */
  guint n_values;
  GValue *values;
  gboolean *given; /* whether the manifest has the value */
  char **names;    /* of properties; NULL with a type */
} RmgParams;

void rmg_params_clear (RmgParams *self);

/** rmg_params_get_property: (nullable): the property of the node's element that
 * takes the value at @index as it is. */
const char *rmg_params_get_property (const RmgParams *self, guint index);

/** rmg_params_get: (transfer none) (nullable): %NULL where it is not set. */
const GValue *rmg_params_get (const RmgParams *self, const char *name);
gboolean rmg_params_is_given (const RmgParams *self, const char *name);
gint64 rmg_params_get_int (const RmgParams *self, const char *name);
double rmg_params_get_double (const RmgParams *self, const char *name);
const char *rmg_params_get_string (const RmgParams *self, const char *name);

/** rmg_params_find_rule: (nullable): by name or alias. */
const RmgParamRule *rmg_params_find_rule (
    const RmgNodeType *type, const char *name);

/** rmg_param_rule_describe: (transfer full): "an integer from 1 to 9 Hz". */
char *rmg_param_rule_describe (const RmgParamRule *rule);

G_END_DECLS
