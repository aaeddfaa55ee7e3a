/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Random audio graphs with several inputs, joins, gaps, drops, chunkers and
 * foreign elements, and the inputs for them. */
#pragma once

#include <rmg/session.h>

G_BEGIN_DECLS

/**
 * RmgTestMixedGraph:
 * @flat: every node on its own, such that an inline session runs it
 * @nested: the same work with bins in bins, and queues: for a threaded session
 * @n_inputs: the open inputs are "n0", "n1" ...
 *
 * Two manifests with the same outputs.
 */
typedef struct
{
  char *flat;
  char *nested;
  guint n_inputs;
} RmgTestMixedGraph;

/**
 * rmg_test_mixed_graph_new:
 * @seed: the graph depends on @seed alone
 * @n_nodes: number of nodes without those inside nested bins, at least 1
 */
RmgTestMixedGraph *rmg_test_mixed_graph_new (guint32 seed, guint n_nodes);

void rmg_test_mixed_graph_free (RmgTestMixedGraph *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RmgTestMixedGraph, rmg_test_mixed_graph_free)

/**
 * rmg_test_mixed_inputs:
 * @seed: the inputs depend on @seed, @n_inputs and @framing
 *
 * Returns: (transfer full) (element-type GstSample): noise for rmg_test_pump(),
 *   of another length and in other buffers for each input; items in several
 *   parts or whole
 */
GPtrArray *rmg_test_mixed_inputs (
    guint32 seed, guint n_inputs, RmgFraming framing);

G_END_DECLS
