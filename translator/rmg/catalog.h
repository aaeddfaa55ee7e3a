/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The node types that a manifest may name. */
#pragma once

#include <rmg/api.h>
#include <rmg/error.h>

G_BEGIN_DECLS

/**
 * RmgParamKind:
 * @RMG_PARAM_INTEGER: a whole number from @min to @max
 * @RMG_PARAM_NUMBER: any number from @min to @max
 * @RMG_PARAM_BOOLEAN: true or false
 * @RMG_PARAM_STRING: any text
 * @RMG_PARAM_CHOICE: one of @choices, in any case
 */
typedef enum
{
  RMG_PARAM_INTEGER,
  RMG_PARAM_NUMBER,
  RMG_PARAM_BOOLEAN,
  RMG_PARAM_STRING,
  RMG_PARAM_CHOICE,
} RmgParamKind;

/**
 * RmgParamRule:
 * @name: the name that is documented
 * @aliases: (nullable): other spellings, separated by blanks
 * @kind: what values it takes
 * @min: least value of a number
 * @max: greatest value of a number
 * @unit: (nullable): "Hz", "ms"
 * @choices: (nullable): the words it takes, separated by blanks
 * @default_text: (nullable): as a manifest would write it; %NULL when the
 *   element decides
 * @required: a node without it is an error
 * @description: one line
 * @property: (nullable): property of the node's element that takes the value
 *   as it is
 */
typedef struct
{
  const char *name;
  const char *aliases;
  RmgParamKind kind;
  double min;
  double max;
  const char *unit;
  const char *choices;
  const char *default_text;
  gboolean required;
  const char *description;
  const char *property;
} RmgParamRule;

/**
 * RmgNodeType:
 * @name: as documented
 * @aliases: (nullable): other names, separated by blanks
 * @description: one line
 * @params: its parameters
 * @n_params: their number
 */
typedef struct
{
  const char *name;
  const char *aliases;
  const char *description;
  const RmgParamRule *params;
  guint n_params;
} RmgNodeType;

/** rmg_catalog_get_n_types: types in the table and hosted ones. */
RMG_API guint rmg_catalog_get_n_types (void);

/** rmg_catalog_get_type: (transfer none): by index, for listing. */
RMG_API const RmgNodeType *rmg_catalog_get_type (guint index);

/**
 * rmg_catalog_find_type:
 * @name: a type or an alias; not "gst:FACTORY"
 *
 * Returns: (transfer none) (nullable): the type
 */
RMG_API const RmgNodeType *rmg_catalog_find_type (const char *name);

/**
 * rmg_catalog_add_hosted:
 * @type: a type that code outside GStreamer carries out
 * @description: one line
 *
 * Makes @type known: nodes of it become the element "rmghost", whose outbox a
 * driver empties. Parameters are passed on as they are. Adding it again
 * changes nothing.
 *
 * Thread: any, before the manifests that use it are read.
 *
 * Returns: %FALSE when the table has a type or an alias of that name
 */
RMG_API gboolean rmg_catalog_add_hosted (
    const char *type, const char *description);

G_END_DECLS
