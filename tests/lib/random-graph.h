/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  RMG_TEST_GRAPH_VALUES, /* numbers: multiply, add, pass */
  RMG_TEST_GRAPH_AUDIO, /* nodes that keep rate and format: vad, buffer, pass */
} RmgTestGraphKind;

/**
 * rmg_test_random_manifest:
 * @seed: the text depends on @seed alone
 * @n_nodes: at least 1
 *
 * Returns: (transfer full): a manifest with one open input, "n0", tees, joins
 *   of up to three connections, and one or more outputs
 */
char *rmg_test_random_manifest (
    guint32 seed, guint n_nodes, RmgTestGraphKind kind);

G_END_DECLS
