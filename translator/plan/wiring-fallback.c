/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The other ways around a node: the node that takes over, and the bypass. */

#include "translator/plan/convert.h"
#include "translator/plan/wiring-data.h"

void
rmg_wiring_check_bypass (RmgWiring *self, const RmgPart *part, GstCaps *caps)
{
  const RmgPolicy *policy = &rmg_planner_node (self->planner)->policy;
  const gboolean opens = policy->breaker.failures > 0 &&
      policy->breaker.on_open == RMG_ON_OPEN_BYPASS;
  const char *key = opens ? "breaker.on_open" : "while_waiting";
  g_autoptr (GstCaps) both = NULL;

  if (!opens && policy->while_waiting != RMG_WAITING_BYPASS)
    return;
  if (part->first == NONE || part->last == NONE) {
    rmg_planner_fail (self->planner, RMG_ERROR_CONFLICT, NULL,
        "%s is \"bypass\", and it has no %s", key,
        part->first == NONE ? "input" : "output");
    return;
  }
  both = rmg_caps_meet (self->offered, caps);
  if (gst_caps_is_empty (both)) {
    g_autofree char *in = gst_caps_to_string (self->offered);
    g_autofree char *out = gst_caps_to_string (caps);

    rmg_planner_fail (self->planner, RMG_ERROR_CONFLICT,
        "\"drop\" suits every node",
        "%s is \"bypass\", but its input, %s, differs from its output, %s", key,
        in, out);
  }
}

/* Whether the node, whose outlet is @outlet, and @part can replace each other. */
static gboolean
check_ends (RmgWiring *self, const RmgPlanNode *node,
    const RmgPlanOutlet *outlet, const RmgPart *part)
{
  RmgPlanner *planner = self->planner;

  if (node->guard == NONE)
    rmg_planner_fail (planner, RMG_ERROR_LINK, NULL,
        "it cannot take over for \"%s\", which is a source", node->id);
  else if (part->first == NONE)
    rmg_planner_fail (planner, RMG_ERROR_LINK, NULL,
        "it is a source and cannot take over for \"%s\"", node->id);
  else if ((outlet->element == NONE) != (part->last == NONE))
    rmg_planner_fail (planner, RMG_ERROR_LINK, NULL,
        "it has %s output, and \"%s\", which it takes over for, has %s",
        part->last == NONE ? "no" : "an", node->id,
        part->last == NONE ? "one" : "none");
  else
    return TRUE;
  return FALSE;
}

/* From the fallback to the commit of the node, with the caps of the node. */
static void
return_to_commit (
    RmgWiring *self, RmgPlanOutlet *from, const RmgPlanOutlet *commit)
{
  RmgPart target = { .accepts = commit->caps };
  RmgInserted inserted;

  rmg_plan_convert (self->planner, &target, from->caps, &inserted);
  for (guint i = 0; i < inserted.n_elements; i++) {
    rmg_planner_link (
        self->planner, from, inserted.elements[i], "sink", from->caps);
    rmg_wiring_set_outlet (from, inserted.elements[i], "src", inserted.caps[i]);
  }
  rmg_inserted_clear (&inserted);
  rmg_planner_link (
      self->planner, from, commit->element, "fallback", from->caps);
}

void
rmg_wiring_connect_fallback (RmgWiring *self, guint node, RmgPart *part)
{
  RmgPlanner *planner = self->planner;
  const guint fallback = planner->graph_index;
  const RmgPlanNode *main_node = &g_array_index (
      planner->plan->nodes, RmgPlanNode, self->plan_index[node]);
  RmgPlanOutlet inlet = { .element = NONE };
  g_autoptr (GstCaps) caps = NULL;

  self->plan_index[fallback] = planner->node;
  self->outlets[fallback].element = NONE;
  if (!check_ends (self, main_node, &self->outlets[node], part))
    return;
  rmg_wiring_set_outlet (&inlet, main_node->guard, "fallback", self->offered);
  rmg_wiring_enter_part (self, fallback, part, &inlet);
  if (part->last != NONE) {
    caps = part->produces != NULL ? gst_caps_ref (part->produces)
                                  : rmg_caps_apply (inlet.caps, &part->sets);
    rmg_wiring_leave_part (self, fallback, part, caps);
    return_to_commit (self, &self->outlets[fallback], &self->outlets[node]);
    rmg_wiring_clear_outlet (&self->outlets[fallback]);
    self->outlets[fallback] = (RmgPlanOutlet){ .element = NONE };
  }
  rmg_wiring_clear_outlet (&inlet);
}
