/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* From graph to plan: nodes in topological order, each one realised, guarded
 * where it can fail, and linked to its inputs, with the caps of each edge. */

#include "translator/base/fork.h"
#include "translator/catalog/foreign.h"
#include "translator/plan/wiring.h"
#include "translator/plan/clips.h"
#include "translator/plan/depth.h"
#include "translator/plan/fuse-formats.h"
#include "translator/base/location.h"
#include "translator/plan/log.h"
#include "translator/plan/recipes.h"

static const RmgPlanOptions default_options = { RMG_FRAMING_ITEMS };

static void
clear_node (gpointer data)
{
  RmgPlanNode *node = data;

  g_free (node->id);
  g_free (node->type);
  rmg_policy_clear (&node->policy);
}

static void
clear_element (gpointer data)
{
  RmgPlanElement *element = data;

  g_free (element->name);
  g_free (element->factory);
  g_array_unref (element->properties);
}

static void
clear_link (gpointer data)
{
  RmgPlanLink *link = data;

  g_free (link->from_pad);
  g_free (link->to_pad);
  gst_caps_unref (link->caps);
}

static void
clear_port (gpointer data)
{
  RmgPlanPort *port = data;

  g_free (port->pad);
  gst_caps_unref (port->caps);
}

static void
clear_file (gpointer data)
{
  g_free (((RmgPlanFile *) data)->path);
}

static GArray *
new_array (gsize size, GDestroyNotify clear)
{
  GArray *array = g_array_new (FALSE, FALSE, size);

  g_array_set_clear_func (array, clear);
  return array;
}

static RmgPlan *
new_plan (RmgGraph *graph, const RmgPlanOptions *options)
{
  RmgPlan *plan = g_new0 (RmgPlan, 1);

  g_atomic_ref_count_init (&plan->refs);
  plan->name = g_strdup (rmg_graph_get_name (graph));
  plan->graph = rmg_graph_ref (graph);
  plan->framing = options->framing;
  plan->threading = options->threading;
  if (options->input_caps != NULL)
    plan->input_caps = gst_caps_ref (options->input_caps);
  plan->nodes = new_array (sizeof (RmgPlanNode), clear_node);
  plan->elements = new_array (sizeof (RmgPlanElement), clear_element);
  plan->links = new_array (sizeof (RmgPlanLink), clear_link);
  plan->inputs = new_array (sizeof (RmgPlanPort), clear_port);
  plan->outputs = new_array (sizeof (RmgPlanPort), clear_port);
  plan->files = new_array (sizeof (RmgPlanFile), clear_file);
  plan->notes = g_ptr_array_new_with_free_func (g_free);
  return plan;
}

G_DEFINE_BOXED_TYPE (RmgPlan, rmg_plan, rmg_plan_ref, rmg_plan_unref)

RmgPlan *
rmg_plan_ref (RmgPlan *plan)
{
  g_atomic_ref_count_inc (&plan->refs);
  return plan;
}

void
rmg_plan_unref (RmgPlan *plan)
{
  if (!g_atomic_ref_count_dec (&plan->refs))
    return;
  g_array_unref (plan->nodes);
  g_array_unref (plan->elements);
  g_array_unref (plan->links);
  g_array_unref (plan->inputs);
  g_array_unref (plan->outputs);
  g_array_unref (plan->files);
  g_ptr_array_unref (plan->notes);
  rmg_graph_unref (plan->graph);
  gst_clear_caps (&plan->input_caps);
  g_free (plan->name);
  g_free (plan->reason);
  g_free (plan);
}

gboolean
rmg_plan_is_threaded (const RmgPlan *plan)
{
  return plan->threaded;
}

const char *
rmg_plan_get_reason (const RmgPlan *plan)
{
  return plan->reason;
}

/* Whether a node outputs before it returns. */
static gboolean
is_sync (const RmgGraphNode *node)
{
  const RmgCatalogRow *row = rmg_catalog_find_row (node->type);
  const char *name = rmg_catalog_get_factory_name (node->type);
  g_autoptr (GstElementFactory) factory = NULL;

  if (row != NULL)
    return rmg_catalog_row_is_sync (row, &node->params);
  factory = name != NULL ? rmg_foreign_load (name) : NULL;
  return factory != NULL && rmg_foreign_is_sync (factory);
}

/* Whether a node has a task or a queue. @reason names the first such node. */
static gboolean
find_task (const RmgGraph *graph, char **reason)
{
  for (guint i = 0; i < graph->nodes->len; i++) {
    const RmgGraphNode *node = rmg_graph_get_node (graph, i);

    if (node->policy.set & RMG_POLICY_QUEUE) {
      *reason = g_strdup_printf ("node \"%s\" has a queue", node->id);
      return TRUE;
    }
    if (is_sync (node))
      continue;
    *reason = g_strdup_printf (
        "node \"%s\" (%s) has its own task", node->id, node->type);
    return TRUE;
  }
  *reason = g_strdup ("every node outputs before it returns");
  return FALSE;
}

static gboolean
decide_threading (RmgPlan *plan, const RmgGraph *graph,
    const RmgPlanOptions *options, RmgDiagnostics *diagnostics)
{
  g_autofree char *why = NULL;
  gboolean task = find_task (graph, &why);

  if (task && options->threading == RMG_THREADING_INLINE) {
    rmg_diagnostics_add (diagnostics, RMG_ERROR_NOT_INLINE, RMG_SEVERITY_ERROR,
        NULL, "an inline session was requested, but %s", why);
    return FALSE;
  }
  plan->threaded = task || options->threading == RMG_THREADING_THREADED;
  plan->reason = plan->threaded && !task
      ? g_strdup ("threaded: requested")
      : g_strdup_printf ("%s: %s", plan->threaded ? "threaded" : "inline", why);
  GST_INFO ("%s", plan->reason);
  return TRUE;
}

static void
begin_node (RmgPlanner *planner, guint index)
{
  const RmgGraphNode *graph_node = rmg_graph_get_node (planner->graph, index);
  const RmgCatalogRow *row = rmg_catalog_find_row (graph_node->type);
  RmgPlanNode node = { .id = g_strdup (graph_node->id),
    .type = g_strdup (graph_node->type),
    .flags = row != NULL ? row->flags : 0,
    .nested_depth = graph_node->nested_depth,
    .main = RMG_PLAN_NONE,
    .guard = RMG_PLAN_NONE,
    .fallback = RMG_PLAN_NONE,
    .fallback_of = RMG_PLAN_NONE };

  rmg_policy_copy (&node.policy, &graph_node->policy);
  g_array_append_val (planner->plan->nodes, node);
  planner->node = planner->plan->nodes->len - 1;
  planner->graph_index = index;
  planner->graph_node = graph_node;
  planner->params = &graph_node->params;
  planner->row = row;
}

static void
add_file (RmgPlanner *planner)
{
  const char *path =
      rmg_params_get_string (planner->params, planner->row->path_param);
  RmgPlanFile file = { planner->node, NULL };

  if (rmg_location_read (path, &file.path) == RMG_LOCATION_HTTP) {
    g_free (file.path);
    return;
  }
  g_array_append_val (planner->plan->files, file);
}

/* The data that a node accepts where its recipe does not say it. */
static GstCaps *
get_accepted (const RmgCatalogRow *row)
{
  switch (row->reads) {
    case RMG_DATA_AUDIO:
      return gst_caps_new_empty_simple ("audio/x-raw");
    case RMG_DATA_VALUE:
      return gst_caps_new_empty_simple ("application/x-rmg-value");
    default:
      return NULL;
  }
}

static void
realise (RmgPlanner *planner, RmgPart *part)
{
  *part = (RmgPart){ .first = RMG_PLAN_NONE,
    .last = RMG_PLAN_NONE,
    .first_pad = g_strdup ("sink"),
    .last_pad = g_strdup ("src") };
  rmg_recipe_run (planner, part);
  if (planner->row != NULL && planner->row->path_param != NULL)
    add_file (planner);
  if (planner->row != NULL && part->accepts == NULL)
    part->accepts = get_accepted (planner->row);
  rmg_planner_node (planner)->main = part->main;
  GST_DEBUG ("node %s (%s): main element %s", planner->graph_node->id,
      planner->graph_node->type,
      g_array_index (planner->plan->elements, RmgPlanElement, part->main)
          .factory);
}

static void
clear_part (RmgPart *part)
{
  g_free (part->first_pad);
  g_free (part->last_pad);
  gst_clear_caps (&part->accepts);
  gst_clear_caps (&part->produces);
}

/* The node that takes over for the one just planned. */
static void
plan_fallback (RmgPlanner *planner, RmgWiring *wiring, guint index)
{
  const guint node = planner->node;
  const guint fallback = planner->graph_node->fallback;
  RmgPlanNode *nodes;
  RmgPart part;

  begin_node (planner, fallback);
  realise (planner, &part);
  rmg_wiring_connect_fallback (wiring, index, &part);
  clear_part (&part);
  nodes = &g_array_index (planner->plan->nodes, RmgPlanNode, 0);
  nodes[node].fallback = planner->node;
  nodes[node].holds = MAX (nodes[node].holds, nodes[planner->node].holds);
  nodes[planner->node].fallback_of = node;
}

static void
plan_node (RmgPlanner *planner, RmgWiring *wiring, guint index)
{
  const RmgGraphNode *node = rmg_graph_get_node (planner->graph, index);
  RmgPart part;

  if (node->fallback_of != RMG_GRAPH_NONE)
    return;
  begin_node (planner, index);
  realise (planner, &part);
  rmg_wiring_connect (wiring, index, &part);
  clear_part (&part);
  if (node->fallback != RMG_GRAPH_NONE)
    plan_fallback (planner, wiring, index);
}

static RmgPlan *
end_plan (RmgPlanner *planner, RmgPlan *plan, guint first, GError **error)
{
  const RmgManifest *manifest = planner->graph->manifest;
  g_autoptr (RmgPlan) made = plan;

  rmg_places_locate (
      rmg_manifest_get_places (manifest), planner->diagnostics, first);
  if (!rmg_diagnostics_to_error (
          planner->diagnostics, first, rmg_manifest_get_name (manifest), error))
    return NULL;
  return g_steal_pointer (&made);
}

static RmgPlan *
make_plan (RmgGraph *graph, const RmgPlanOptions *options,
    RmgDiagnostics *diagnostics, GError **error)
{
  const RmgPlanOptions *how = options != NULL ? options : &default_options;
  g_autoptr (RmgDiagnostics) own = rmg_diagnostics_new (how->strict);
  RmgDiagnostics *list = diagnostics != NULL ? diagnostics : own;
  guint first = rmg_diagnostics_get_n_problems (list);
  g_autoptr (GArray) order = NULL;
  g_autoptr (RmgPlanOrder) path_order = NULL;
  g_autoptr (GHashTable) names = NULL;
  g_autofree gboolean *keeps_floats = NULL;
  RmgPlan *plan;
  RmgPlanner planner;
  RmgWiring *wiring;

  g_return_val_if_fail (graph != NULL, NULL);

  gst_init (NULL, NULL);
  rmg_plan_log_init ();
  plan = new_plan (graph, how);
  names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  keeps_floats = rmg_fuse_formats_find (graph);
  planner = (RmgPlanner){ .graph = graph,
    .plan = plan,
    .options = how,
    .diagnostics = list,
    .names = names,
    .keeps_floats = keeps_floats };
  if (!decide_threading (plan, graph, how, list))
    return end_plan (&planner, plan, first, error);

  order = rmg_graph_sort (graph, NULL);
  wiring = rmg_wiring_new (&planner);
  for (guint i = 0; i < order->len; i++)
    plan_node (&planner, wiring, g_array_index (order, guint, i));
  rmg_wiring_finish (wiring);
  path_order = rmg_plan_order_new (plan);
  rmg_depth_check (&planner, path_order);
  rmg_clips_set (&planner, path_order);
  return end_plan (&planner, plan, first, error);
}

RmgPlan *
rmg_plan_new (RmgGraph *graph, const RmgPlanOptions *options,
    RmgDiagnostics *diagnostics, GError **error)
{
  return rmg_fork_check (error) ? make_plan (graph, options, diagnostics, error)
                                : NULL;
}

RmgPlan *
rmg_plan_to_threaded (const RmgPlan *plan, GError **error)
{
  RmgPlanOptions options = { .threading = RMG_THREADING_THREADED };

  g_return_val_if_fail (plan != NULL, NULL);

  options.framing = plan->framing;
  options.input_caps = plan->input_caps;
  return rmg_plan_new (plan->graph, &options, NULL, error);
}
