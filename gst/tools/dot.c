/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/tools/dot.h"

/* Inside quotes, dot reads the backslash as the start of an escape. */
static void
append_escaped (GString *text, const char *name)
{
  for (; *name != '\0'; name++) {
    if (*name == '"' || *name == '\\')
      g_string_append_c (text, '\\');
    g_string_append_c (text, *name == '\n' ? ' ' : *name);
  }
}

static void
append_node (GString *text, const RmgGraph *graph, guint node)
{
  g_string_append_printf (text, "  n%u [label=\"", node);
  append_escaped (text, rmg_graph_get_node_id (graph, node));
  g_string_append (text, "\\n");
  append_escaped (text, rmg_graph_get_node_type (graph, node));
  g_string_append (text, "\"];\n");
}

static void
append_edge (GString *text, const RmgGraph *graph, guint edge)
{
  guint from, to;

  rmg_graph_get_edge (graph, edge, &from, &to);
  g_string_append_printf (text, "  n%u -> n%u;\n", from, to);
}

/* No data flows there while the node works. */
static void
append_fallback (GString *text, const RmgGraph *graph, guint node)
{
  const guint fallback = rmg_graph_get_node_fallback (graph, node);

  if (fallback != RMG_GRAPH_NONE)
    g_string_append_printf (text,
        "  n%u -> n%u [style=dashed, label=\"fallback\", "
        "fontname=\"sans-serif\"];\n",
        node, fallback);
}

char *
tool_graph_to_dot (const RmgGraph *graph)
{
  GString *text = g_string_new ("digraph \"");

  append_escaped (text, rmg_graph_get_name (graph));
  g_string_append (text,
      "\" {\n  rankdir=LR;\n  node [shape=box, style=rounded, "
      "fontname=\"sans-serif\"];\n");
  for (guint i = 0; i < rmg_graph_get_n_nodes (graph); i++)
    append_node (text, graph, i);
  for (guint i = 0; i < rmg_graph_get_n_edges (graph); i++)
    append_edge (text, graph, i);
  for (guint i = 0; i < rmg_graph_get_n_nodes (graph); i++)
    append_fallback (text, graph, i);
  g_string_append (text, "}\n");
  return g_string_free (text, FALSE);
}
