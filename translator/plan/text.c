/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "translator/plan/steps.h"
#include <rmg/plan-step.h>

static const RmgPlanElement *
get_element (const RmgPlan *plan, guint index)
{
  return &g_array_index (plan->elements, RmgPlanElement, index);
}

static void
append_element (GString *text, const RmgPlan *plan, guint index)
{
  const RmgPlanElement *element = get_element (plan, index);
  g_autoptr (RmgPlanStep) step = rmg_plan_get_step ((RmgPlan *) plan, index);

  g_string_append_printf (text, "make %s: %s (%s of %s)\n", step->name,
      step->factory, step->role, step->node_id);
  for (guint i = 0; i < element->properties->len; i++) {
    const RmgPlanProperty *property =
        &g_array_index (element->properties, RmgPlanProperty, i);
    g_autofree char *value = gst_value_serialize (&property->value);

    g_string_append_printf (
        text, "set %s: %s=%s\n", element->name, property->name, value);
  }
  if (element->channel_bitrate > 0)
    g_string_append_printf (text, "set %s: bitrate=%u for each channel\n",
        element->name, element->channel_bitrate);
}

static void
append_link (GString *text, const RmgPlan *plan, const RmgPlanLink *link)
{
  g_autofree char *caps = gst_caps_to_string (link->caps);

  g_string_append_printf (text, "link %s.%s -> %s.%s: %s%s\n",
      get_element (plan, link->from)->name, link->from_pad,
      get_element (plan, link->to)->name, link->to_pad, caps,
      link->dynamic ? " (when it appears)" : "");
}

static void
append_ports (
    GString *text, const RmgPlan *plan, const char *what, const GArray *ports)
{
  for (guint i = 0; i < ports->len; i++) {
    const RmgPlanPort *port = &g_array_index (ports, RmgPlanPort, i);
    g_autofree char *caps = gst_caps_to_string (port->caps);

    g_string_append_printf (text, "%s %s: %s.%s: %s\n", what,
        g_array_index (plan->nodes, RmgPlanNode, port->node).id,
        get_element (plan, port->element)->name, port->pad, caps);
  }
}

char *
rmg_plan_to_string (const RmgPlan *plan)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "%s\n", plan->reason);
  for (guint i = 0; i < plan->elements->len; i++)
    append_element (text, plan, i);
  for (guint i = 0; i < plan->links->len; i++)
    append_link (text, plan, &g_array_index (plan->links, RmgPlanLink, i));
  append_ports (text, plan, "input", plan->inputs);
  append_ports (text, plan, "output", plan->outputs);
  for (guint i = 0; i < plan->notes->len; i++)
    g_string_append_printf (
        text, "note: %s\n", (const char *) g_ptr_array_index (plan->notes, i));
  return g_string_free (text, FALSE);
}
