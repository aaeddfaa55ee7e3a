/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The manifest of a bin, and the code that its nodes may use: the properties that
 * are set in any order. */
#pragma once

#include <rmg/graph.h>

#include <gst/gst.h>

G_BEGIN_DECLS

/* Ids of the properties. */
enum
{
  RMG_MANIFEST_SOURCE_PATH = 1,
  RMG_MANIFEST_SOURCE_JSON,
  RMG_MANIFEST_SOURCE_ALLOW_CODE,
  RMG_MANIFEST_SOURCE_PYTHON_MODULES,
  RMG_MANIFEST_SOURCE_N_PROPERTIES, /* first id of the owner */
};

typedef struct
{
  char *path;           /* (nullable) */
  char *json;           /* (nullable): text, in place of the path */
  char *python_modules; /* (nullable): separated by commas */
  gboolean allows_code;
} RmgManifestSource;

/* Loads the code that is allowed, and the manifest.
 * Returns: (transfer full) (nullable): the graph */
RmgGraph *rmg_manifest_source_load (
    const RmgManifestSource *self, GError **error);

/* Installs the properties on the class of the owner. */
void rmg_manifest_source_install (GObjectClass *klass);

/* Sets the property @id. The path and the text replace each other.
 * Returns: whether a manifest is set */
gboolean rmg_manifest_source_set (
    RmgManifestSource *self, guint id, const GValue *value);
void rmg_manifest_source_get (
    const RmgManifestSource *self, guint id, GValue *value);
void rmg_manifest_source_clear (RmgManifestSource *self);

G_END_DECLS
