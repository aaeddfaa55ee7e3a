/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "translator/graph/nesting.h"

#include "translator/catalog/row.h"

#define NESTED_FACTORY "rmgbin"
#define MAX_DEPTH 16
#define MAX_MANIFESTS 256

void
rmg_nesting_init (
    RmgNesting *self, RmgNesting *outer, const RmgManifest *manifest)
{
  *self = (RmgNesting){ .outer = outer,
    .name = rmg_manifest_get_name (manifest),
    .depth = outer != NULL ? outer->depth + 1 : 0 };
  self->is_file =
      rmg_manifest_is_file (manifest) && stat (self->name, &self->file) == 0;
}

static RmgNesting *
find_outermost (RmgNesting *self)
{
  while (self->outer != NULL)
    self = self->outer;
  return self;
}

static gboolean
is_same (const RmgNesting *self, const struct stat *file)
{
  return self->is_file && self->file.st_dev == file->st_dev &&
      self->file.st_ino == file->st_ino;
}

static const RmgNesting *
find_file (const RmgNesting *self, const struct stat *file)
{
  while (self != NULL && !is_same (self, file))
    self = self->outer;
  return self;
}

/* @first: the manifest that @path names again */
static gboolean
report_cycle (const RmgNesting *self, const RmgNesting *first, const char *path,
    GError **error)
{
  g_autoptr (GString) chain = g_string_new (path);

  for (; self != first; self = self->outer) {
    g_string_prepend (chain, " -> ");
    g_string_prepend (chain, self->name);
  }
  g_string_prepend (chain, " -> ");
  g_string_prepend (chain, first->name);
  g_set_error (error, RMG_ERROR, RMG_ERROR_CYCLE,
      "the manifest contains itself: %s", chain->str);
  return FALSE;
}

static gboolean
check_limits (RmgNesting *self, GError **error)
{
  if (self->depth >= MAX_DEPTH) {
    g_set_error (error, RMG_ERROR, RMG_ERROR_LIMIT,
        "manifests are nested more than %d levels deep", MAX_DEPTH);
    return FALSE;
  }
  if (++find_outermost (self)->n_manifests > MAX_MANIFESTS) {
    g_set_error (error, RMG_ERROR, RMG_ERROR_LIMIT,
        "more than %d nested manifests", MAX_MANIFESTS);
    return FALSE;
  }
  return TRUE;
}

static RmgManifest *
load_file (RmgNesting *self, const char *path, GError **error)
{
  const RmgNesting *first;
  struct stat file;

  if (stat (path, &file) == 0) {
    if (!S_ISREG (file.st_mode) && !S_ISDIR (file.st_mode))
      return NULL;
    first = find_file (self, &file);
    if (first != NULL && !report_cycle (self, first, path, error))
      return NULL;
  }
  return check_limits (self, error)
      ? rmg_manifest_new_from_file (path, NULL, error)
      : NULL;
}

static RmgManifest *
load_text (RmgNesting *self, const char *text, GError **error)
{
  return check_limits (self, error)
      ? rmg_manifest_new_from_data (text, -1, "manifest-json", NULL, error)
      : NULL;
}

static const char *
get_string (const RmgParams *params, const char *name)
{
  for (guint i = 0; i < params->n_values; i++)
    if (g_strcmp0 (rmg_params_get_property (params, i), name) == 0 &&
        G_VALUE_HOLDS_STRING (&params->values[i]))
      return g_value_get_string (&params->values[i]);
  return NULL;
}

static const struct
{
  const char *param;
  RmgManifest *(*load) (RmgNesting *self, const char *value, GError **error);
} loaders[RMG_NESTING_N_PARAMS] = {
  { "manifest", load_file },
  { "manifest-json", load_text },
};

gboolean
rmg_nesting_is_in (const RmgGraphNode *node)
{
  const char *factory =
      node->type != NULL ? rmg_catalog_get_factory_name (node->type) : NULL;

  return g_strcmp0 (factory, NESTED_FACTORY) == 0;
}

RmgManifest *
rmg_nesting_load (
    RmgNesting *self, const RmgGraphNode *node, guint param, GError **error)
{
  const char *value = get_string (&node->params, loaders[param].param);

  return value != NULL ? loaders[param].load (self, value, error) : NULL;
}

const char *
rmg_nesting_get_param (guint param)
{
  return loaders[param].param;
}

static guint *
new_positions (const GArray *order)
{
  guint *positions = g_new (guint, order->len);

  for (guint i = 0; i < order->len; i++)
    positions[g_array_index (order, guint, i)] = i;
  return positions;
}

typedef struct
{
  guint from; /* position of the node in the order */
  guint to;
} NestingStep;

static int
compare_steps (gconstpointer a, gconstpointer b)
{
  const NestingStep *one = a, *other = b;

  return one->from < other->from ? -1 : one->from > other->from;
}

/* Returns: the edges of @graph in the order of their sources */
static GArray *
sort_steps (const RmgGraph *graph, const GArray *order)
{
  GArray *steps = g_array_new (FALSE, FALSE, sizeof (NestingStep));
  g_autofree guint *positions = new_positions (order);

  for (guint i = 0; i < graph->edges->len; i++) {
    const RmgGraphEdge *edge = rmg_graph_peek_edge (graph, i);
    NestingStep step = { positions[edge->from], positions[edge->to] };

    g_array_append_val (steps, step);
  }
  g_array_sort (steps, compare_steps);
  return steps;
}

static guint
measure_node (const RmgGraph *graph, const GArray *order, guint position)
{
  guint index = g_array_index (order, guint, position);

  return 1 + rmg_graph_get_node (graph, index)->nested_depth;
}

guint
rmg_nesting_measure (const RmgGraph *graph)
{
  g_autoptr (GArray) order = rmg_graph_sort (graph, NULL);
  g_autoptr (GArray) steps = sort_steps (graph, order);
  g_autofree guint *depths = g_new (guint, order->len);
  guint longest = 0;

  for (guint i = 0; i < order->len; i++)
    depths[i] = measure_node (graph, order, i);
  for (guint i = 0; i < steps->len; i++) {
    const NestingStep *step = &g_array_index (steps, NestingStep, i);

    depths[step->to] = MAX (depths[step->to],
        depths[step->from] + measure_node (graph, order, step->to));
  }
  for (guint i = 0; i < order->len; i++)
    longest = MAX (longest, depths[i]);
  return longest;
}
