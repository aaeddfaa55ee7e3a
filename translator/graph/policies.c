/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "translator/graph/policies.h"

#include "translator/base/nearest.h"
#include "translator/manifest/scope.h"

typedef struct
{
  RmgGraph *graph;
  RmgDiagnostics *diagnostics;
  const RmgGraphNode *node; /* the node whose policy is checked */
} PolicyCheck;

static void G_GNUC_PRINTF (4, 5) fail (const PolicyCheck *self, RmgError code,
    const RmgFieldRef *field, const char *format, ...)
{
  RmgScope scope = { self->diagnostics, self->node->path, self->node->id };
  g_autofree char *message = NULL;
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  rmg_scope_report (&scope, code, RMG_SEVERITY_ERROR, field, message);
}

static const RmgFieldRef fallback_field = { .name = "fallback" };

static void
report_unknown_fallback (const PolicyCheck *self, const char *id)
{
  g_autofree char *hint = NULL;
  RmgNearest nearest;

  rmg_nearest_init (&nearest, id);
  for (guint i = 0; i < self->graph->nodes->len; i++)
    rmg_nearest_try (&nearest, rmg_graph_get_node_id (self->graph, i));
  hint = rmg_nearest_hint (&nearest);
  fail (self, RMG_ERROR_UNKNOWN_NODE,
      &(RmgFieldRef){ .name = "fallback", .hint = hint },
      "no node has the id \"%s\"", id);
}

static gboolean
is_connected (const RmgGraph *graph, guint node)
{
  for (guint i = 0; i < graph->edges->len; i++) {
    const RmgGraphEdge *edge = rmg_graph_peek_edge (graph, i);

    if (edge->from == node || edge->to == node)
      return TRUE;
  }
  return FALSE;
}

/* Whether @index can take over for the node; else the reason is reported. */
static gboolean
accept_fallback (const PolicyCheck *self, guint index)
{
  const RmgGraphNode *other = rmg_graph_get_node (self->graph, index);

  if (other == self->node)
    fail (self, RMG_ERROR_LINK, &fallback_field,
        "a node cannot be its own fallback");
  else if (other->policy.fallback != NULL)
    fail (self, RMG_ERROR_LINK, &fallback_field,
        "\"%s\" has a fallback itself, \"%s\"; the last one must have none",
        other->id, other->policy.fallback);
  else if (other->fallback_of != RMG_GRAPH_NONE)
    fail (self, RMG_ERROR_LINK, &fallback_field,
        "\"%s\" is the fallback of \"%s\" already", other->id,
        rmg_graph_get_node_id (self->graph, other->fallback_of));
  else if (is_connected (self->graph, index))
    fail (self, RMG_ERROR_LINK, &fallback_field,
        "\"%s\" has connections; a fallback takes over those of \"%s\"",
        other->id, self->node->id);
  else
    return TRUE;
  return FALSE;
}

static void
link_fallback (const PolicyCheck *self, guint index)
{
  RmgGraphNode *node = rmg_graph_get_node (self->graph, index);
  const guint other = rmg_graph_find_node (self->graph, node->policy.fallback);

  if (other == RMG_GRAPH_NONE) {
    report_unknown_fallback (self, node->policy.fallback);
  } else if (accept_fallback (self, other)) {
    node->fallback = other;
    rmg_graph_get_node (self->graph, other)->fallback_of = index;
  }
}

/* The defaults of the manifest may open all breakers to fallbacks; those of the
 * fallbacks stop. */
static void
check_on_open (const PolicyCheck *self, RmgGraphNode *node)
{
  if (node->policy.breaker.on_open != RMG_ON_OPEN_FALLBACK ||
      node->policy.fallback != NULL)
    return;
  if (node->fallback_of != RMG_GRAPH_NONE) {
    node->policy.breaker.on_open = RMG_ON_OPEN_STOP;
    return;
  }
  fail (self, RMG_ERROR_MISSING_FIELD,
      &(RmgFieldRef){
          .name = "breaker", .hint = "set \"fallback\" to the id of a node" },
      "on_open is \"fallback\", and the node has none");
}

static void
warn_of_group (const PolicyCheck *self)
{
  RmgScope scope = { self->diagnostics, self->node->path, self->node->id };
  g_autofree char *message = g_strdup_printf (
      "no other node is in the group \"%s\"", self->node->policy.group);

  rmg_scope_report (&scope, RMG_ERROR_CONFLICT, RMG_SEVERITY_WARNING,
      &(RmgFieldRef){ .name = "group" }, message);
}

/* Counts the nodes of each group. */
static GHashTable *
count_groups (const RmgGraph *graph)
{
  GHashTable *sizes = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < graph->nodes->len; i++) {
    char *group = rmg_graph_get_node (graph, i)->policy.group;

    if (group != NULL)
      g_hash_table_insert (sizes, group,
          GUINT_TO_POINTER (
              GPOINTER_TO_UINT (g_hash_table_lookup (sizes, group)) + 1));
  }
  return sizes;
}

void
rmg_graph_check_policies (RmgGraph *self, RmgDiagnostics *diagnostics)
{
  g_autoptr (GHashTable) groups = count_groups (self);

  for (guint i = 0; i < self->nodes->len; i++) {
    PolicyCheck check = { self, diagnostics, rmg_graph_get_node (self, i) };
    const char *group = check.node->policy.group;

    if (check.node->policy.fallback != NULL)
      link_fallback (&check, i);
    if (group != NULL &&
        GPOINTER_TO_UINT (g_hash_table_lookup (groups, group)) == 1)
      warn_of_group (&check);
  }
  for (guint i = 0; i < self->nodes->len; i++)
    check_on_open (
        &(PolicyCheck){ self, diagnostics, rmg_graph_get_node (self, i) },
        rmg_graph_get_node (self, i));
}
