/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Node types that process numbers and other values. Names, aliases and defaults are those of the
 * existing SDK where it has the type. */

#include "translator/catalog/row.h"

static const RmgParamRule multiply_params[] = {
  { .name = "factor",
      .aliases = "multiplier",
      RMG_NUMBER (-G_MAXDOUBLE, G_MAXDOUBLE),
      .default_text = "2.0",
      .description = "factor" },
};

static const RmgParamRule add_params[] = {
  { .name = "addend",
      RMG_NUMBER (-G_MAXDOUBLE, G_MAXDOUBLE),
      .default_text = "0.0",
      .description = "addend" },
};

static const RmgParamRule data_source_params[] = {
  { .name = "buffer_size",
      RMG_INTEGER (1, 1 << 30),
      .unit = "items",
      .default_text = "100",
      .description = "for push_data; the session bounds its input in bytes" },
  { .name = "timeout_seconds",
      RMG_NUMBER (0, 1e9),
      .unit = "s",
      .default_text = "30.0",
      .description = "for push_data; rmg run feeds its input at once" },
};

static const RmgParamRule data_sink_params[] = {
  { .name = "buffer_output",
      RMG_BOOLEAN,
      .default_text = "false",
      .description = "for get_buffered_output" },
  { .name = "buffer_size",
      RMG_INTEGER (1, 1 << 30),
      .unit = "items",
      .default_text = "100",
      .description = "for get_buffered_output" },
};

static const RmgCatalogRow rows[] = {
  { .type = { .name = "PassThroughNode",
        .aliases = "PassThrough",
        .description = "passes anything" },
      .flags = RMG_NODE_SYNC,
      .reads = RMG_DATA_ANY,
      .factory = "rmgvalue",
      .presets = "op=passthrough" },
  { .type = { .name = "MultiplyNode",
        .description = "multiplies numbers, also in lists",
        RMG_RULES (multiply_params) },
      .flags = RMG_NODE_SYNC,
      .reads = RMG_DATA_VALUE,
      .recipe = RMG_RECIPE_NUMBER,
      .factory = "rmgvalue",
      .presets = "op=multiply" },
  { .type = { .name = "AddNode",
        .description = "adds to numbers, also in lists",
        RMG_RULES (add_params) },
      .flags = RMG_NODE_SYNC,
      .reads = RMG_DATA_VALUE,
      .recipe = RMG_RECIPE_NUMBER,
      .factory = "rmgvalue",
      .presets = "op=add" },
  { .type = { .name = "DataSourceNode",
        .description = "input from the program",
        RMG_RULES (data_source_params) },
      .flags = RMG_NODE_SYNC,
      .reads = RMG_DATA_ANY,
      .factory = "rmgvalue",
      .presets = "op=passthrough" },
  { .type = { .name = "DataSinkNode",
        .description = "output to the program",
        RMG_RULES (data_sink_params) },
      .flags = RMG_NODE_SYNC,
      .reads = RMG_DATA_ANY,
      .factory = "rmgvalue",
      .presets = "op=passthrough" },
};

const RmgCatalogFamily rmg_catalog_values = { rows, G_N_ELEMENTS (rows) };
