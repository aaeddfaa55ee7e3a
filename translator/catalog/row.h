/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The catalog: one row for each node type, data only. Rows are grouped in
 * families, one file each. The plan has the code that turns a row into
 * elements, see RmgRecipe. */
#pragma once

#include "translator/catalog/flags.h"
#include "translator/catalog/params.h"

G_BEGIN_DECLS

/* Kind of data at the input of a node type. */
typedef enum
{
  RMG_DATA_ANY,
  RMG_DATA_AUDIO,
  RMG_DATA_VALUE,
} RmgData;

/* How a node type becomes elements. */
typedef enum
{
  RMG_RECIPE_SINGLE, /* the factory of the row, its presets and properties */
  RMG_RECIPE_ENERGY_VAD,
  RMG_RECIPE_RESAMPLE,
  RMG_RECIPE_FORMAT,
  RMG_RECIPE_TRANSFORM,
  RMG_RECIPE_NUMBER,
  RMG_RECIPE_READER,
  RMG_RECIPE_WRITER,
  RMG_RECIPE_HOSTED,
  RMG_N_RECIPES,
} RmgRecipe;

/* A format of files that a writer makes, chosen by the extension. */
typedef struct
{
  const char *extension; /* lower case; compared without case */
  const char *encoder;   /* (nullable): raw samples need none */
  const char *muxer;     /* (nullable) */
  const char *tagger;    /* (nullable): writes length and delay of the codec */
  const char *accepts;   /* caps */
  const char *settings;  /* (nullable): properties of the encoder, as presets */
  guint channel_bitrate; /* bit/s of the encoder for each channel; 0: its own */
  gboolean needs_filter; /* the encoder announces caps that it refuses */
  gboolean has_task;     /* an element of it runs a thread of its own */
} RmgFileFormat;

typedef struct
{
  RmgNodeType type;
  RmgNodeFlags flags;
  RmgData reads;
  RmgRecipe recipe;
  const char *factory; /* (nullable): the one element that does the work */
  const char *presets; /* (nullable): its fixed properties, "op=add" */

  /* The longest time that the node holds data back: as many frames as a
   * parameter says, or a fixed time while a parameter has a value. */
  const char *holds_frames_of; /* (nullable): name of that parameter */
  const char *holds_when;      /* (nullable): "mode=gate" */
  guint holds_ms;

  /* The path of the node's file, and the formats of a writer by its extension.
   * Samples without a header replace the format of the extension. */
  const char *path_param; /* (nullable): name of the parameter */
  const char *raw_param; /* (nullable): of that with the caps of such samples */
  const RmgFileFormat *formats;
  guint n_formats;
} RmgCatalogRow;

typedef struct
{
  const RmgCatalogRow *rows;
  guint n_rows;
} RmgCatalogFamily;

extern const RmgCatalogFamily rmg_catalog_audio;
extern const RmgCatalogFamily rmg_catalog_media;
extern const RmgCatalogFamily rmg_catalog_values;

/* For the tables of the families. */
#define RMG_RULES(rules) .params = (rules), .n_params = G_N_ELEMENTS (rules)
#define RMG_RANGE(low, high) .min = (low), .max = (high)
#define RMG_INTEGER(...) .kind = RMG_PARAM_INTEGER, RMG_RANGE (__VA_ARGS__)
#define RMG_NUMBER(...) .kind = RMG_PARAM_NUMBER, RMG_RANGE (__VA_ARGS__)
#define RMG_BOOLEAN .kind = RMG_PARAM_BOOLEAN
#define RMG_STRING .kind = RMG_PARAM_STRING
#define RMG_CHOICE(words) .kind = RMG_PARAM_CHOICE, .choices = (words)

/** rmg_catalog_get_n_rows: number of rows in all families. */
guint rmg_catalog_get_n_rows (void);

/** rmg_catalog_get_row: (transfer none): by index, families in order. */
const RmgCatalogRow *rmg_catalog_get_row (guint index);

/** rmg_catalog_find_row: (transfer none) (nullable): by name or alias; rows of
 * hosted types too. */
const RmgCatalogRow *rmg_catalog_find_row (const char *name);

/** rmg_catalog_hint: (transfer full) (nullable): a hint for @name. */
char *rmg_catalog_hint (const char *name);

/** rmg_catalog_get_factory_name: the FACTORY of "gst:FACTORY", or %NULL. */
const char *rmg_catalog_get_factory_name (const char *type);

/**
 * rmg_catalog_row_find_format:
 * @params: parameters of a writer
 *
 * Finds the format of the node's file by its extension, in any case. Standard
 * output has the first format.
 *
 * Returns: (transfer none) (nullable): the format; %NULL for samples without a
 *   header, and for an extension that no format has
 */
const RmgFileFormat *rmg_catalog_row_find_format (
    const RmgCatalogRow *self, const RmgParams *params);

/** rmg_catalog_row_list_extensions: (transfer full): "wav, flac or mp3". */
char *rmg_catalog_row_list_extensions (const RmgCatalogRow *self);

/** rmg_catalog_row_get_holds: longest time that a node of this type with
 * these parameters holds data back. */
guint64 rmg_catalog_row_get_holds (
    const RmgCatalogRow *self, const RmgParams *params);

/** rmg_catalog_row_is_sync: whether a node of this type with these parameters
 * outputs before it returns. */
gboolean rmg_catalog_row_is_sync (
    const RmgCatalogRow *self, const RmgParams *params);

G_END_DECLS
