/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Changes to a checked graph: parameters, readers and writers. */

#include "translator/catalog/row.h"
#include "translator/catalog/foreign.h"
#include "translator/graph/graph-data.h"
#include "translator/base/nearest.h"

#include <string.h>

static gboolean
report_node (const RmgGraph *self, const char *id, GError **error)
{
  g_autofree char *hint = NULL;
  RmgNearest nearest;

  rmg_nearest_init (&nearest, id);
  for (guint i = 0; i < self->nodes->len; i++)
    rmg_nearest_try (&nearest, rmg_graph_get_node_id (self, i));
  hint = rmg_nearest_hint (&nearest);
  g_set_error (error, RMG_ERROR, RMG_ERROR_UNKNOWN_NODE,
      "no node has the id \"%s\"%s%s", id, hint != NULL ? "; " : "",
      hint != NULL ? hint : "");
  return FALSE;
}

gboolean
rmg_graph_set_param (RmgGraph *self, const char *node_id, const char *param,
    const char *value, GError **error)
{
  guint index = rmg_graph_find_node (self, node_id);

  if (index == RMG_GRAPH_NONE)
    return report_node (self, node_id, error);
  return rmg_graph_node_set_param (
      rmg_graph_get_node (self, index), param, value, error);
}

/* Whether the type has the pad at all. */
static gboolean
has_side (const RmgGraphNode *node, gboolean input)
{
  const RmgCatalogRow *row = rmg_catalog_find_row (node->type);
  g_autoptr (GstElementFactory) factory = NULL;

  if (row != NULL)
    return !(row->flags & (input ? RMG_NODE_SOURCE : RMG_NODE_SINK));
  factory = rmg_foreign_load (rmg_catalog_get_factory_name (node->type));
  return rmg_foreign_find_pad (factory, input ? GST_PAD_SINK : GST_PAD_SRC) !=
      NULL;
}

/* A node that takes over for another has no place of its own. */
static gboolean
is_on_path (const RmgGraphNode *node)
{
  return node->fallback_of == RMG_GRAPH_NONE;
}

/* Nodes without incoming or without outgoing edges that could have some. */
static GArray *
find_open (const RmgGraph *self, gboolean input)
{
  GArray *open = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autofree gboolean *linked = g_new0 (gboolean, self->nodes->len + 1);

  for (guint i = 0; i < self->edges->len; i++) {
    const RmgGraphEdge *edge = rmg_graph_peek_edge (self, i);

    linked[input ? edge->to : edge->from] = TRUE;
  }
  for (guint i = 0; i < self->nodes->len; i++)
    if (!linked[i] && is_on_path (rmg_graph_get_node (self, i)) &&
        has_side (rmg_graph_get_node (self, i), input))
      g_array_append_val (open, i);
  return open;
}

static guint
attach_node (RmgGraph *self, const char *name, const char *type,
    const char *path_param, const char *path, const char *caps)
{
  g_autoptr (GString) id = g_string_new (name);
  RmgGraphNode *node;
  gboolean accepted;

  for (guint i = 2; rmg_graph_find_node (self, id->str) != RMG_GRAPH_NONE; i++)
    g_string_printf (id, "%s-%u", name, i);
  node = rmg_graph_node_new (id->str, type, "", NULL);
  accepted = rmg_graph_node_set_param (node, path_param, path, NULL) &&
      (caps == NULL || rmg_graph_node_set_param (node, "caps", caps, NULL));
  g_assert (accepted);
  rmg_graph_add_node (self, node);
  return self->nodes->len - 1;
}

char **
rmg_graph_list_inputs (const RmgGraph *self)
{
  g_autoptr (GArray) open = find_open (self, TRUE);
  char **ids = g_new0 (char *, open->len + 1);

  for (guint i = 0; i < open->len; i++)
    ids[i] =
        g_strdup (rmg_graph_get_node_id (self, g_array_index (open, guint, i)));
  return ids;
}

gboolean
rmg_graph_attach_reader_to (RmgGraph *self, const char *node_id,
    const char *location, const char *raw_caps, GError **error)
{
  guint node = rmg_graph_find_node (self, node_id);
  g_auto (GStrv) open = rmg_graph_list_inputs (self);

  if (node == RMG_GRAPH_NONE)
    return report_node (self, node_id, error);
  if (!g_strv_contains ((const char *const *) open, node_id)) {
    g_set_error (error, RMG_ERROR, RMG_ERROR_LINK,
        "node \"%s\" is not an open input", node_id);
    return FALSE;
  }
  rmg_graph_add_edge (self,
      attach_node (
          self, "reader", "MediaReaderNode", "path", location, raw_caps),
      node, "");
  return TRUE;
}

gboolean
rmg_graph_attach_reader (
    RmgGraph *self, const char *location, const char *raw_caps, GError **error)
{
  g_autoptr (GArray) open = find_open (self, TRUE);
  guint reader;

  if (open->len == 0) {
    g_set_error_literal (error, RMG_ERROR, RMG_ERROR_LINK,
        "the manifest has no open input: its sources bring the data");
    return FALSE;
  }
  reader = attach_node (
      self, "reader", "MediaReaderNode", "path", location, raw_caps);
  for (guint i = 0; i < open->len; i++)
    rmg_graph_add_edge (self, reader, g_array_index (open, guint, i), "");
  return TRUE;
}

/* "out.wav" as "out-ID.wav"; a slash in the id becomes "_". */
static char *
name_output (const char *location, const char *id)
{
  const char *name = strrchr (location, '/');
  const char *extension = strrchr (name != NULL ? name : location, '.');
  g_autofree char *safe = g_strdelimit (g_strdup (id), "/", '_');
  gsize n_bytes =
      extension != NULL ? (gsize) (extension - location) : strlen (location);

  return g_strdup_printf ("%.*s-%s%s", (int) n_bytes, location, safe,
      extension != NULL ? extension : "");
}

gboolean
rmg_graph_attach_writer (
    RmgGraph *self, const char *location, const char *raw_caps, GError **error)
{
  g_autoptr (GArray) open = find_open (self, FALSE);

  if (open->len == 0) {
    g_set_error_literal (error, RMG_ERROR, RMG_ERROR_LINK,
        "the manifest has no open output: its sinks take the data");
    return FALSE;
  }
  if (open->len > 1 && g_str_equal (location, "-")) {
    g_set_error (error, RMG_ERROR, RMG_ERROR_LINK,
        "%u outputs cannot share standard output", open->len);
    return FALSE;
  }
  for (guint i = 0; i < open->len; i++) {
    guint node = g_array_index (open, guint, i);
    const char *id = rmg_graph_get_node_id (self, node);
    g_autofree char *path =
        open->len > 1 ? name_output (location, id) : g_strdup (location);
    guint writer = attach_node (
        self, "writer", "MediaWriterNode", "output_path", path, raw_caps);

    rmg_graph_add_edge (self, node, writer, "");
  }
  return TRUE;
}

/* Returns: the data that the first nodes read which accept one kind only, ANY if all
 * nodes after the open inputs accept any data */
static RmgData
find_data (const RmgGraph *self)
{
  g_autoptr (GArray) open = find_open (self, TRUE);
  g_autofree gboolean *reached = g_new0 (gboolean, self->nodes->len + 1);
  g_autoptr (GArray) order = rmg_graph_sort (self, NULL);
  RmgData found = RMG_DATA_ANY;

  for (guint i = 0; i < open->len; i++)
    reached[g_array_index (open, guint, i)] = TRUE;
  for (guint i = 0; i < order->len; i++) {
    guint node = g_array_index (order, guint, i);
    const RmgCatalogRow *row =
        rmg_catalog_find_row (rmg_graph_get_node_type (self, node));

    if (!reached[node])
      continue;
    if (row == NULL)
      found = RMG_DATA_AUDIO;
    else if (row->reads == RMG_DATA_VALUE)
      return RMG_DATA_VALUE;
    else if (row->reads != RMG_DATA_ANY)
      found = row->reads;
    /* nodes that pass any data do not decide: look at the nodes after them */
    for (guint j = 0;
         row != NULL && row->reads == RMG_DATA_ANY && j < self->edges->len; j++)
      if (rmg_graph_peek_edge (self, j)->from == node)
        reached[rmg_graph_peek_edge (self, j)->to] = TRUE;
  }
  return found;
}

gboolean
rmg_graph_is_value (const RmgGraph *self)
{
  return find_data (self) == RMG_DATA_VALUE;
}

gboolean
rmg_graph_may_be_value (const RmgGraph *self)
{
  const RmgData data = find_data (self);

  return data == RMG_DATA_VALUE || data == RMG_DATA_ANY;
}
