/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "translator/catalog/foreign-check.h"

#include "translator/base/nearest.h"
#include "translator/catalog/foreign.h"
#include "translator/manifest/fields.h"

static void
report_unknown (const RmgScope *scope, GObjectClass *klass, const char *name)
{
  guint n_properties;
  g_autofree GParamSpec **properties =
      g_object_class_list_properties (klass, &n_properties);
  g_autofree char *hint = NULL;
  g_autofree char *message =
      g_strdup_printf ("%s has no such property", G_OBJECT_CLASS_NAME (klass));
  RmgNearest nearest;

  rmg_nearest_init (&nearest, name);
  for (guint i = 0; i < n_properties; i++)
    rmg_nearest_try (&nearest, properties[i]->name);
  hint = rmg_nearest_hint (&nearest);
  rmg_scope_report (scope, RMG_ERROR_UNKNOWN_PARAM, RMG_SEVERITY_ERROR,
      &(RmgFieldRef){ .place = RMG_PLACE_KEY, .name = name, .hint = hint },
      message);
}

static void
report_refused (const RmgScope *scope, const char *name, JsonNode *node,
    const char *expected)
{
  g_autofree char *found = rmg_json_describe (node);
  g_autofree char *message =
      g_strdup_printf ("expected %s, found %s", expected, found);

  rmg_scope_report (scope, RMG_ERROR_OUT_OF_RANGE, RMG_SEVERITY_ERROR,
      &(RmgFieldRef){ .name = name }, message);
}

static void
check_property (const RmgScope *scope, GObjectClass *klass, const char *name,
    JsonNode *node)
{
  GParamSpec *pspec = g_object_class_find_property (klass, name);
  GValue given = G_VALUE_INIT;
  GValue value = G_VALUE_INIT;
  g_autofree char *why = NULL;

  if (pspec == NULL) {
    report_unknown (scope, klass, name);
    return;
  }
  if (!(pspec->flags & G_PARAM_WRITABLE) || !JSON_NODE_HOLDS_VALUE (node)) {
    report_refused (scope, name, node,
        JSON_NODE_HOLDS_VALUE (node) ? "nothing: it is read-only"
                                     : "a single value");
    return;
  }
  json_node_get_value (node, &given);
  g_value_init (&value, G_PARAM_SPEC_VALUE_TYPE (pspec));
  if (!rmg_foreign_value (pspec, &given, &value, &why))
    report_refused (scope, name, node, why);
  g_value_unset (&given);
  g_value_unset (&value);
}

void
rmg_foreign_check (
    const RmgScope *scope, GstElementFactory *factory, JsonObject *params)
{
  g_autoptr (GTypeClass) klass =
      g_type_class_ref (gst_element_factory_get_element_type (factory));
  JsonObjectIter members;
  const char *name;
  JsonNode *node;

  json_object_iter_init_ordered (&members, params);
  while (json_object_iter_next_ordered (&members, &name, &node))
    check_property (scope, G_OBJECT_CLASS (klass), name, node);
}
