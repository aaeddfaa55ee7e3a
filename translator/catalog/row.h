/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* What the plan needs to know about a node type. */
#pragma once

#include <rmg/catalog.h>
#include "translator/plan/steps.h"

G_BEGIN_DECLS

/* What goes in or comes out. */
typedef enum
{
  RMG_DATA_ANY,
  RMG_DATA_AUDIO,
  RMG_DATA_VALUE,
} RmgData;

typedef struct _RmgPlanner RmgPlanner;
typedef struct _RmgPart RmgPart;

/* Adds the elements of a node and tells in @part where it is entered and
 * left. Problems go to the planner's diagnostics. */
typedef void (*RmgRealiseFunc) (RmgPlanner *planner, RmgPart *part);

typedef struct
{
  RmgNodeType type;
  RmgNodeFlags flags;
  RmgData reads;
  const char *factory;    /* the one element that does the work */
  const char *presets;    /* (nullable): "op=add" */
  RmgRealiseFunc realise; /* (nullable): where one element is not enough */
} RmgCatalogRow;

/* From catalog-rows.c. */
extern const RmgCatalogRow rmg_catalog_rows[];
extern const guint rmg_catalog_n_rows;

/** rmg_catalog_find_row: (transfer none) (nullable): table or hosted. */
const RmgCatalogRow *rmg_catalog_find_row (const char *name);

/** rmg_catalog_hint: (transfer full) (nullable): a hint for @name. */
char *rmg_catalog_hint (const char *name);

/** rmg_catalog_get_factory_name: the FACTORY of "gst:FACTORY", or %NULL. */
const char *rmg_catalog_get_factory_name (const char *type);

/** rmg_words_contain: whether @word is one of @words, separated by blanks. */
gboolean rmg_words_contain (const char *words, const char *word);

G_END_DECLS
