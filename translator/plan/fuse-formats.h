/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* A pass over the graph before it is wired: which transforms may output floats
 * because their readers convert the samples anyway. Samples that are rounded
 * once cost less and are more exact than samples that are rounded twice. */
#pragma once

#include "translator/graph/graph-data.h"

G_BEGIN_DECLS

/**
 * rmg_fuse_formats_find:
 *
 * Returns: (transfer full) (array): for each node of @graph whether every
 *   reader of it converts to floats or to 16-bit integers and reads nothing
 *   else
 */
gboolean *rmg_fuse_formats_find (const RmgGraph *graph);

G_END_DECLS
