/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Manifests that the nodes gst:rmgbin of a manifest run. They are checked with
 * it: building a manifest that contains itself would not end. */
#pragma once

#include "translator/graph/graph-data.h"

#include <sys/stat.h>

G_BEGIN_DECLS

/* A manifest that is being checked, and the manifests that contain it. */
typedef struct _RmgNesting RmgNesting;
struct _RmgNesting
{
  RmgNesting *outer; /* (nullable) */
  const char *name;  /* of the manifest */
  gboolean is_file;
  struct stat file; /* if it is a file */
  guint depth;
  guint n_manifests; /* of the outermost one: number of manifests read */
};

/** rmg_nesting_init: @outer (nullable) contains @manifest. Both outlive
 * @self. */
void rmg_nesting_init (
    RmgNesting *self, RmgNesting *outer, const RmgManifest *manifest);

/** RMG_NESTING_N_PARAMS: number of parameters that name a manifest. */
#define RMG_NESTING_N_PARAMS 2

const char *rmg_nesting_get_param (guint param);

/** rmg_nesting_is_in: whether @node runs a manifest. */
gboolean rmg_nesting_is_in (const RmgGraphNode *node);

/**
 * rmg_nesting_load:
 * @node: a node that runs a manifest, with its parameters
 * @param: index of the parameter
 * @error: (out): %RMG_ERROR_CYCLE with the names of the manifests, if one of
 *   them contains itself; %RMG_ERROR_LIMIT; or an error of the manifest
 *
 * Returns: (transfer full) (nullable): the manifest that @param names; %NULL
 *   without an error if it is not set, or names a pipe, which is read once
 */
RmgManifest *rmg_nesting_load (
    RmgNesting *self, const RmgGraphNode *node, guint param, GError **error);

/** rmg_nesting_measure: number of nodes on the longest path of @graph, those of
 * nested manifests included. */
guint rmg_nesting_measure (const RmgGraph *graph);

G_END_DECLS
