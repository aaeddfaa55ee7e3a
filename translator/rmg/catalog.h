/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The node types of manifests. Types are never freed or changed, so that pointers
 * to them stay valid. */
#pragma once

#include <rmg/api.h>
#include <rmg/error.h>

G_BEGIN_DECLS

/**
 * RmgParamKind:
 * @RMG_PARAM_INTEGER: an integer from @min to @max
 * @RMG_PARAM_NUMBER: a number from @min to @max
 * @RMG_PARAM_BOOLEAN: true or false
 * @RMG_PARAM_STRING: any text
 * @RMG_PARAM_CHOICE: one of @choices, upper or lower case
 *
 * Type of a parameter.
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
 * @name: name in the documentation
 * @aliases: (nullable): other names, separated by blanks
 * @kind: type of the value
 * @min: minimum of a number
 * @max: maximum of a number
 * @unit: (nullable): unit, such as "Hz" or "ms"
 * @choices: (nullable): allowed words, separated by blanks
 * @choice_aliases: (nullable): other words for choices, "low=fast"
 * @default_text: (nullable): default value as a manifest spells it; %NULL if
 *   the element decides
 * @required: whether a node without the parameter is an error
 * @description: one line
 * @property: (nullable): property of the node's element that the value is
 *   copied to
 *
 * A parameter of a node type.
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
  const char *choice_aliases;
  const char *default_text;
  gboolean required;
  const char *description;
  const char *property;
} RmgParamRule;

/**
 * RmgNodeType:
 * @name: name in the documentation
 * @aliases: (nullable): other names, separated by blanks
 * @description: one line
 * @params: (array length=n_params): the parameters
 * @n_params: number of parameters
 *
 * A node type.
 */
typedef struct
{
  const char *name;
  const char *aliases;
  const char *description;
  const RmgParamRule *params;
  guint n_params;
} RmgNodeType;

/**
 * rmg_catalog_get_n_types:
 *
 * Counts the node types. The number grows with each hosted type. Thread: any.
 *
 * Returns: number of node types, hosted ones included
 */
RMG_API guint rmg_catalog_get_n_types (void);

/**
 * rmg_catalog_get_type:
 * @index: less than rmg_catalog_get_n_types()
 *
 * Types of the catalog come first, hosted types in the order in which they were
 * added. Thread: any.
 *
 * Returns: (transfer none): the node type, valid until the process ends
 */
RMG_API const RmgNodeType *rmg_catalog_get_type (guint index);

/**
 * rmg_catalog_find_type:
 * @name: name or alias of a type, case-sensitive; not "gst:FACTORY"
 *
 * Finds a node type. Thread: any.
 *
 * Returns: (transfer none) (nullable): the node type, valid until the process
 *   ends; %NULL if no type has this name
 */
RMG_API const RmgNodeType *rmg_catalog_find_type (const char *name);

/**
 * rmg_catalog_list_failures:
 * @type: name or alias of a node type
 * @curable: whether to list the failures that are retried, or the others
 *
 * Lists the classes of failures of a node type, as the field `retry.on` of a
 * manifest names them. Thread: any.
 *
 * Returns: (transfer full) (array zero-terminated=1): the classes
 */
RMG_API char **rmg_catalog_list_failures (const char *type, gboolean curable);

/**
 * rmg_catalog_add_hosted:
 * @type: name of a node type whose work a program does; copied
 * @description: one line; copied
 *
 * Adds a hosted node type without a driver, so that manifests with it can be
 * checked and planned. rmg_host_register_type() adds a driver, too. A second
 * call for the same type changes nothing.
 *
 * Thread: any, before the manifests that use @type are read.
 *
 * Returns: %FALSE if a type of the catalog has this name or alias, or if it
 *   begins with "gst:"
 */
RMG_API gboolean rmg_catalog_add_hosted (
    const char *type, const char *description);

G_END_DECLS
