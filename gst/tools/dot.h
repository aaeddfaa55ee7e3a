/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */
#pragma once

#include <rmg/graph.h>

G_BEGIN_DECLS

/** tool_graph_to_dot: (transfer full): @graph in the language of Graphviz. */
char *tool_graph_to_dot (const RmgGraph *graph);

/** tool_dot_to_svg: (transfer full): the drawing of @dot as SVG. */
char *tool_dot_to_svg (const char *dot, GError **error);

G_END_DECLS
