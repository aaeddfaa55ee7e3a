/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "translator/plan/wiring-data.h"

#include "translator/plan/convert.h"
#include "translator/plan/unused-policy.h"

RmgWiring *
rmg_wiring_new (RmgPlanner *planner)
{
  RmgWiring *self = g_new0 (RmgWiring, 1);
  guint n_nodes = planner->graph->nodes->len;
  guint n_edges = planner->graph->edges->len;

  self->planner = planner;
  self->graph = planner->graph;
  self->n_nodes = n_nodes;
  self->outlets = g_new0 (RmgPlanOutlet, n_nodes);
  self->plan_index = g_new0 (guint, n_nodes);
  self->tees = g_new (guint, n_nodes);
  self->n_outgoing = g_new0 (guint, n_nodes);
  self->incoming = g_new (GArray *, n_nodes);
  self->legs = g_new (guint, n_edges);
  self->inputs = g_new0 (RmgPlanPort, n_nodes);
  self->queues = rmg_leg_queues_new ();
  for (guint i = 0; i < n_nodes; i++) {
    self->tees[i] = NONE;
    self->inputs[i].element = NONE;
    self->incoming[i] = g_array_new (FALSE, FALSE, sizeof (guint));
  }
  for (guint i = 0; i < n_edges; i++) {
    const RmgGraphEdge *edge = rmg_graph_peek_edge (self->graph, i);

    self->legs[i] = self->n_outgoing[edge->from]++;
    g_array_append_val (self->incoming[edge->to], i);
  }
  return self;
}

void
rmg_wiring_clear_outlet (RmgPlanOutlet *outlet)
{
  g_free (outlet->pad);
  gst_clear_caps (&outlet->caps);
}

void
rmg_wiring_set_outlet (
    RmgPlanOutlet *outlet, guint element, const char *pad, GstCaps *caps)
{
  RmgPlanOutlet next = { element, g_strdup (pad), gst_caps_ref (caps), FALSE };

  rmg_wiring_clear_outlet (outlet);
  *outlet = next;
}

/* The tee of node @from, made for its first leg. The elements of a fan-out
 * belong to the node that feeds it. */
static guint
get_tee (RmgWiring *self, guint from)
{
  RmgPlanner *planner = self->planner;

  if (self->tees[from] != NONE)
    return self->tees[from];
  self->tees[from] = rmg_planner_add_for (
      planner, self->plan_index[from], RMG_ROLE_TEE, "tee", "tee");
  /* a leg that is not linked any more must not end the others */
  rmg_planner_set_bool (planner, self->tees[from], "allow-not-linked", TRUE);
  rmg_planner_link (planner, &self->outlets[from], self->tees[from], "sink",
      self->outlets[from].caps);
  return self->tees[from];
}

/* Adds an element to the leg and moves the outlet to its source pad. Returns:
 * the element. */
static guint
extend_leg (RmgWiring *self, guint edge, RmgElementRole role,
    const char *factory, RmgPlanOutlet *outlet)
{
  const guint from = rmg_graph_peek_edge (self->graph, edge)->from;
  const char *kind = role == RMG_ROLE_FUSE ? "fuse" : "queue";
  g_autofree char *suffix = g_strdup_printf ("%s%u", kind, self->legs[edge]);
  guint element = rmg_planner_add_for (
      self->planner, self->plan_index[from], role, factory, suffix);

  rmg_planner_link (self->planner, outlet, element, "sink", outlet->caps);
  rmg_wiring_set_outlet (outlet, element, "src", outlet->caps);
  return element;
}

/* Whether the queue of the policy of a node replaces that of its leg. */
static gboolean
has_own_queue (const RmgWiring *self, guint node)
{
  const RmgGraphNode *graph_node = rmg_graph_get_node (self->graph, node);

  return graph_node->policy.set & RMG_POLICY_QUEUE &&
      self->incoming[node]->len == 1;
}

/* Leg of the tee downstream of a node: tee, fuse and, between threads, queue. */
static void
open_leg (RmgWiring *self, guint edge, RmgPlanOutlet *outlet)
{
  const RmgGraphEdge *between = rmg_graph_peek_edge (self->graph, edge);
  g_autofree char *pad = g_strdup_printf ("src_%u", self->legs[edge]);
  guint queue;

  rmg_wiring_set_outlet (outlet, get_tee (self, between->from), pad,
      self->outlets[between->from].caps);
  extend_leg (self, edge, RMG_ROLE_FUSE, "rmgfuse", outlet);
  if (!self->planner->plan->threaded || has_own_queue (self, between->to))
    return;
  queue = extend_leg (self, edge, RMG_ROLE_QUEUE, "queue", outlet);
  rmg_leg_queues_add (self->queues, queue, between->from, between->to);
}

static void
open_edge (RmgWiring *self, guint edge, RmgPlanOutlet *outlet)
{
  guint from = rmg_graph_peek_edge (self->graph, edge)->from;

  *outlet = (RmgPlanOutlet){ .element = NONE };
  if (self->outlets[from].element == NONE) {
    /* its problem was reported already */
    outlet->caps = gst_caps_new_any ();
    return;
  }
  if (self->n_outgoing[from] > 1) {
    open_leg (self, edge, outlet);
    return;
  }
  rmg_wiring_set_outlet (outlet, self->outlets[from].element,
      self->outlets[from].pad, self->outlets[from].caps);
  outlet->dynamic = self->outlets[from].dynamic;
}

/* "reader -> resample -> mix", along the first connection into each node. */
static char *
describe_route (RmgWiring *self, guint edge)
{
  const RmgGraphEdge *last = rmg_graph_peek_edge (self->graph, edge);
  GString *text = g_string_new (rmg_graph_get_node_id (self->graph, last->to));
  guint node = last->from;

  for (guint n_steps = 0;; n_steps++) {
    g_string_prepend (text, " -> ");
    g_string_prepend (text, rmg_graph_get_node_id (self->graph, node));
    if (self->incoming[node]->len == 0)
      break;
    if (n_steps == 10) {
      g_string_prepend (text, "… -> ");
      break;
    }
    node = rmg_graph_peek_edge (
        self->graph, g_array_index (self->incoming[node], guint, 0))
               ->from;
  }
  return g_string_free (text, FALSE);
}

static void
report_meeting (
    RmgWiring *self, guint first, guint second, GstCaps *a, GstCaps *b)
{
  g_autofree char *route_a = describe_route (self, first);
  g_autofree char *route_b = describe_route (self, second);
  g_autofree char *caps_a = gst_caps_to_string (a);
  g_autofree char *caps_b = gst_caps_to_string (b);

  rmg_planner_fail (self->planner, RMG_ERROR_CAPS,
      "put an AudioResampleNode, AudioTransform or FormatConverterNode at the "
      "end of one of them",
      "inputs differ: %s has %s, %s has %s", route_a, caps_a, route_b, caps_b);
}

/* Several edges into one node: they meet in a join. */
static void
join_edges (RmgWiring *self, guint node, RmgPlanOutlet *joined)
{
  RmgPlanner *planner = self->planner;
  GArray *edges = self->incoming[node];
  guint join = rmg_planner_add (planner, RMG_ROLE_JOIN, "rmgjoin", "join");
  g_autoptr (GstCaps) caps = NULL;

  rmg_planner_set_string (planner, join, "mode",
      planner->options->framing == RMG_FRAMING_ITEMS ? "items" : "stream");
  for (guint i = 0; i < edges->len; i++) {
    guint edge = g_array_index (edges, guint, i);
    g_autofree char *pad = g_strdup_printf ("sink_%u", i);
    g_autoptr (GstCaps) before = g_steal_pointer (&caps);
    RmgPlanOutlet outlet;

    open_edge (self, edge, &outlet);
    caps = before != NULL ? rmg_caps_meet (before, outlet.caps)
                          : gst_caps_ref (outlet.caps);
    if (gst_caps_is_empty (caps)) {
      report_meeting (
          self, g_array_index (edges, guint, 0), edge, before, outlet.caps);
      gst_caps_unref (caps);
      caps = gst_caps_ref (before);
    }
    if (outlet.element != NONE)
      rmg_planner_link (planner, &outlet, join, pad, outlet.caps);
    rmg_wiring_clear_outlet (&outlet);
  }
  *joined = (RmgPlanOutlet){ .element = NONE };
  rmg_wiring_set_outlet (joined, join, "src", caps);
}

/* The data at the input of @node, or an open input if no edge ends there. */
static void
open_input (RmgWiring *self, guint node, RmgPlanOutlet *outlet)
{
  const RmgPlanOptions *options = self->planner->options;
  GArray *edges = self->incoming[node];

  if (edges->len > 1) {
    join_edges (self, node, outlet);
  } else if (edges->len == 1) {
    open_edge (self, g_array_index (edges, guint, 0), outlet);
  } else {
    *outlet = (RmgPlanOutlet){ .element = NONE };
    outlet->caps = options->input_caps != NULL
        ? gst_caps_ref (options->input_caps)
        : gst_caps_new_any ();
  }
}

/* Links the outlet to @element, or opens the input there, and moves on. */
static void
advance (RmgWiring *self, guint node, RmgPlanOutlet *outlet, guint element,
    const char *pad)
{
  RmgPlanPort *port = &self->inputs[node];

  if (outlet->element != NONE)
    rmg_planner_link (self->planner, outlet, element, pad, outlet->caps);
  else if (self->incoming[node]->len == 0)
    *port = (RmgPlanPort){ self->planner->node, element, g_strdup (pad),
      gst_caps_ref (outlet->caps) };
}

/* The queue that the policy of the node sets. */
static void
add_queue (RmgWiring *self, guint node, RmgPlanOutlet *outlet)
{
  RmgPlanner *planner = self->planner;
  const RmgPolicy *policy = &planner->graph_node->policy;
  GArray *edges = self->incoming[node];
  guint from = NONE;
  guint queue;

  if (!(policy->set & RMG_POLICY_QUEUE))
    return;
  if (policy->queue.leaky != RMG_LEAKY_NO &&
      planner->options->framing == RMG_FRAMING_ITEMS)
    rmg_planner_fail (planner, RMG_ERROR_CONFLICT, NULL,
        "a leaky queue drops the ends of items: it is for streams");
  if (edges->len == 1)
    from = rmg_graph_peek_edge (self->graph, g_array_index (edges, guint, 0))
               ->from;
  queue = rmg_planner_add (planner, RMG_ROLE_QUEUE, "queue", "queue");
  rmg_leg_queues_add_of_policy (self->queues, queue,
      from != NONE && self->n_outgoing[from] > 1 ? from : NONE, node);
  advance (self, node, outlet, queue, "sink");
  rmg_wiring_set_outlet (outlet, queue, "src", outlet->caps);
  rmg_planner_note (planner, "%s is the queue of the policy of %s",
      g_array_index (planner->plan->elements, RmgPlanElement, queue).name,
      planner->graph_node->id);
}

static gboolean
needs_guard (const RmgPlanNode *node)
{
  return node->flags &
      (RMG_NODE_TRANSIENT | RMG_NODE_FOREIGN | RMG_NODE_HOSTED) ||
      rmg_policy_needs_guard (&node->policy);
}

void
rmg_wiring_enter_part (
    RmgWiring *self, guint node, RmgPart *part, RmgPlanOutlet *outlet)
{
  RmgPlanner *planner = self->planner;
  RmgPlanNode *plan_node = rmg_planner_node (planner);
  RmgInserted inserted;
  guint guard;

  rmg_plan_convert (planner, part, outlet->caps, &inserted);
  gst_caps_replace (&outlet->caps, inserted.narrowed);
  for (guint i = 0; i < inserted.n_elements; i++) {
    advance (self, node, outlet, inserted.elements[i], "sink");
    rmg_wiring_set_outlet (
        outlet, inserted.elements[i], "src", inserted.caps[i]);
  }
  rmg_inserted_clear (&inserted);
  gst_caps_replace (&self->offered, outlet->caps);
  if (!needs_guard (plan_node)) {
    advance (self, node, outlet, part->first, part->first_pad);
    return;
  }
  guard = rmg_planner_add (planner, RMG_ROLE_GUARD, "rmgguard", "guard");
  rmg_planner_node (planner)->guard = guard;
  advance (self, node, outlet, guard, "sink");
  rmg_wiring_set_outlet (outlet, guard, "src", outlet->caps);
  rmg_planner_link (
      planner, outlet, part->first, part->first_pad, outlet->caps);
}

void
rmg_wiring_leave_part (
    RmgWiring *self, guint node, RmgPart *part, GstCaps *caps)
{
  RmgPlanner *planner = self->planner;
  guint guard = rmg_planner_node (planner)->guard;
  RmgPlanOutlet *outlet = &self->outlets[node];

  rmg_wiring_set_outlet (outlet, part->last, part->last_pad, caps);
  outlet->dynamic = part->dynamic;
  if (guard != NONE) {
    guint commit =
        rmg_planner_add (planner, RMG_ROLE_COMMIT, "rmgcommit", "commit");

    rmg_planner_link (planner, outlet, commit, "sink", caps);
    rmg_wiring_set_outlet (outlet, commit, "src", caps);
  } else if (outlet->dynamic && self->n_outgoing[node] == 0) {
    /* an output needs a pad that is there from the beginning */
    guint anchor = rmg_planner_add (planner, RMG_ROLE_NODE, "identity", "out");

    rmg_planner_link (planner, outlet, anchor, "sink", caps);
    rmg_wiring_set_outlet (outlet, anchor, "src", caps);
  }
}

void
rmg_wiring_connect (RmgWiring *self, guint node, RmgPart *part)
{
  RmgPlanner *planner = self->planner;
  RmgPlanOutlet inlet = { .element = NONE };
  g_autoptr (GstCaps) caps = NULL;

  self->plan_index[node] = planner->node;
  self->outlets[node].element = NONE;
  if (part->first == NONE && self->incoming[node]->len > 0)
    rmg_planner_fail (
        planner, RMG_ERROR_LINK, NULL, "it is a source and has no input");
  if (part->last == NONE && self->n_outgoing[node] > 0)
    rmg_planner_fail (
        planner, RMG_ERROR_LINK, NULL, "it is a sink and has no output");
  if (part->first != NONE) {
    open_input (self, node, &inlet);
    add_queue (self, node, &inlet);
    rmg_wiring_enter_part (self, node, part, &inlet);
  } else {
    rmg_plan_warn_unused_policy (planner);
  }
  if (part->last != NONE) {
    caps = part->produces != NULL ? gst_caps_ref (part->produces)
                                  : rmg_caps_apply (inlet.caps, &part->sets);
    rmg_wiring_leave_part (self, node, part, caps);
  }
  rmg_wiring_check_bypass (self, part, caps);
  rmg_wiring_clear_outlet (&inlet);
}

static void
add_output (RmgWiring *self, guint node)
{
  RmgPlanOutlet *outlet = &self->outlets[node];
  RmgPlanPort port = { self->plan_index[node], outlet->element,
    g_strdup (outlet->pad), NULL };

  port.caps = gst_caps_ref (outlet->caps);
  g_array_append_val (self->planner->plan->outputs, port);
}

void
rmg_wiring_finish (RmgWiring *self)
{
  rmg_leg_queues_size (
      self->queues, self->planner, self->plan_index, self->incoming);
  for (guint i = 0; i < self->n_nodes; i++) {
    if (self->inputs[i].element != NONE)
      g_array_append_val (self->planner->plan->inputs, self->inputs[i]);
    if (self->n_outgoing[i] == 0 && self->outlets[i].element != NONE)
      add_output (self, i);
    rmg_wiring_clear_outlet (&self->outlets[i]);
    g_array_unref (self->incoming[i]);
  }
  g_free (self->outlets);
  g_free (self->plan_index);
  g_free (self->tees);
  g_free (self->n_outgoing);
  g_free (self->incoming);
  g_free (self->legs);
  g_free (self->inputs);
  rmg_leg_queues_free (self->queues);
  gst_clear_caps (&self->offered);
  g_free (self);
}
