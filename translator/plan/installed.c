/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The check of a plan's elements. It looks at the registry, so it is no part of
 * planning, which is the same on every machine. */

#include "translator/plan/packages.h"
#include "translator/plan/steps.h"
#include "translator/graph/graph-data.h"

static gboolean
is_installed (const char *name)
{
  g_autoptr (GstElementFactory) factory = gst_element_factory_find (name);

  return factory != NULL;
}

/* Elements that contain another one, by its name. */
static const struct
{
  const char *factory;
  const char *contained;
} containers[] = {
  { "rmghttpsrc", "souphttpsrc" },
};

/* Returns: (nullable): the value of the property that names an element */
static const char *
find_named (const RmgPlanElement *element)
{
  for (guint i = 0; i < element->properties->len; i++) {
    const RmgPlanProperty *property =
        &g_array_index (element->properties, RmgPlanProperty, i);

    if (g_str_equal (element->factory, "rmgdecode") &&
        g_str_equal (property->name, "decoder"))
      return g_value_get_string (&property->value);
  }
  return NULL;
}

/* Returns: (nullable): the element that @element needs and is not installed */
static const char *
find_missing (const RmgPlanElement *element)
{
  const char *factory = element->factory;
  const char *named = find_named (element);

  if (!is_installed (factory))
    return factory;
  if (named != NULL && !is_installed (named))
    return named;
  for (gsize i = 0; i < G_N_ELEMENTS (containers); i++)
    if (g_str_equal (containers[i].factory, factory) &&
        !is_installed (containers[i].contained))
      return containers[i].contained;
  return NULL;
}

static void
report_missing (const RmgPlan *plan, const RmgPlanElement *element,
    const char *factory, RmgDiagnostics *diagnostics)
{
  const RmgGraphNode *node = rmg_graph_get_node (plan->graph,
      rmg_graph_find_node (plan->graph,
          g_array_index (plan->nodes, RmgPlanNode, element->node).id));
  const char *package = rmg_plan_find_package (factory);
  g_autofree char *hint =
      package != NULL ? g_strconcat ("install ", package, NULL) : NULL;
  RmgSubject subject = { .path = *node->path != '\0' ? node->path : NULL,
    .node_id = node->id,
    .hint = hint };

  rmg_diagnostics_add (diagnostics, RMG_ERROR_MISSING_ELEMENT,
      RMG_SEVERITY_ERROR, &subject,
      "node \"%s\" (%s) needs the element \"%s\", which is not installed",
      node->id, node->type, factory);
}

gboolean
rmg_plan_check_elements (
    const RmgPlan *plan, RmgDiagnostics *diagnostics, GError **error)
{
  g_autoptr (RmgDiagnostics) own = rmg_diagnostics_new (FALSE);
  RmgDiagnostics *list = diagnostics != NULL ? diagnostics : own;
  guint first = rmg_diagnostics_get_n_problems (list);
  const RmgManifest *manifest;

  g_return_val_if_fail (plan != NULL, FALSE);

  manifest = plan->graph->manifest;
  for (guint i = 0; i < plan->elements->len; i++) {
    const RmgPlanElement *element =
        &g_array_index (plan->elements, RmgPlanElement, i);
    const char *missing = find_missing (element);

    if (missing != NULL)
      report_missing (plan, element, missing, list);
  }
  rmg_places_locate (rmg_manifest_get_places (manifest), list, first);
  return rmg_diagnostics_to_error (
      list, first, rmg_manifest_get_name (manifest), error);
}
