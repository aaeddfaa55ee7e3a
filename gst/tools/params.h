/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Options that set a parameter of nodes. */
#pragma once

#include <rmg/graph.h>

G_BEGIN_DECLS

/** tool_params_set_all: sets @param in each node whose type has it. @n_set (out):
 * number of these nodes. */
gboolean tool_params_set_all (RmgGraph *graph, const char *param,
    const char *value, guint *n_set, GError **error);

G_END_DECLS
