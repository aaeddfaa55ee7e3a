/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "translator/build/bin.h"

#include <rmg/error.h>
#include "translator/catalog/foreign.h"
#include "translator/build/late.h"
#include "translator/plan/packages.h"
#include "translator/build/planned-caps.h"
#include "translator/build/wav-output.h"
#include "translator/plan/log.h"

#include <string.h>

/* The link to make when a dynamic pad appears. */
typedef struct
{
  GstElement *to; /* not owned: both are in one bin */
  char *to_pad;
} Waiting;

static const RmgPlanElement *
get_step (const RmgPlan *plan, guint index)
{
  return &g_array_index (plan->elements, RmgPlanElement, index);
}

static const char *
get_node_id (const RmgPlan *plan, const RmgPlanElement *step)
{
  return g_array_index (plan->nodes, RmgPlanNode, step->node).id;
}

static gboolean
set_property (const RmgPlan *plan, const RmgPlanElement *step,
    GstElement *element, const RmgPlanProperty *property, GError **error)
{
  GParamSpec *pspec = g_object_class_find_property (
      G_OBJECT_GET_CLASS (element), property->name);
  g_auto (GValue) value = G_VALUE_INIT;
  g_autofree char *why = NULL;
  g_autofree char *given = NULL;

  if (pspec == NULL) {
    g_set_error (error, RMG_ERROR, RMG_ERROR_UNKNOWN_PARAM,
        "node \"%s\": element %s has no property \"%s\"",
        get_node_id (plan, step), step->factory, property->name);
    return FALSE;
  }
  g_value_init (&value, G_PARAM_SPEC_VALUE_TYPE (pspec));
  if (rmg_foreign_value (pspec, &property->value, &value, &why)) {
    g_object_set_property (G_OBJECT (element), property->name, &value);
    return TRUE;
  }
  given = gst_value_serialize (&property->value);
  g_set_error (error, RMG_ERROR, RMG_ERROR_OUT_OF_RANGE,
      "node \"%s\": %s of element %s: expected %s, found %s",
      get_node_id (plan, step), property->name, step->factory, why, given);
  return FALSE;
}

static gboolean
is_file_sink (const RmgPlanElement *step)
{
  return g_str_equal (step->factory, "rmgfilesink") ||
      g_str_equal (step->factory, "fdsink");
}

static GstElement *
make_element (const RmgPlan *plan, const RmgPlanElement *step, GError **error)
{
  GstElement *element = gst_element_factory_make (step->factory, step->name);

  if (element == NULL) {
    const char *package = rmg_plan_find_package (step->factory);

    g_set_error (error, RMG_ERROR, RMG_ERROR_MISSING_ELEMENT,
        "node \"%s\" needs the element \"%s\", which is not installed%s%s",
        get_node_id (plan, step), step->factory,
        package != NULL ? "; install " : "", package != NULL ? package : "");
    return NULL;
  }
  gst_object_ref_sink (element);
  for (guint i = 0; i < step->properties->len; i++) {
    if (set_property (plan, step, element,
            &g_array_index (step->properties, RmgPlanProperty, i), error))
      continue;
    gst_object_unref (element);
    return NULL;
  }
  return element;
}

/* A pad that is there, or one made by its name or template. */
static GstPad *
get_pad (GstElement *element, const char *name)
{
  GstPad *pad = gst_element_get_static_pad (element, name);

  return pad != NULL ? pad : gst_element_request_pad_simple (element, name);
}

static gboolean
report_link (const RmgPlan *plan, const RmgPlanLink *link, const char *why,
    GError **error)
{
  const RmgPlanElement *from = get_step (plan, link->from);
  const RmgPlanElement *to = get_step (plan, link->to);

  g_set_error (error, RMG_ERROR, RMG_ERROR_LINK,
      "node \"%s\": cannot link %s.%s to %s.%s: %s", get_node_id (plan, to),
      from->name, link->from_pad, to->name, link->to_pad, why);
  return FALSE;
}

static void
on_pad_added (GstElement *from, GstPad *pad, gpointer data)
{
  const Waiting *waiting = data;
  g_autoptr (GstPad) sink = get_pad (waiting->to, waiting->to_pad);

  GST_DEBUG_OBJECT (
      from, "pad %" GST_PTR_FORMAT " for %" GST_PTR_FORMAT, pad, sink);
  if (GST_PAD_DIRECTION (pad) == GST_PAD_SRC && sink != NULL &&
      !gst_pad_is_linked (sink))
    gst_pad_link (pad, sink);
}

static void
free_waiting (gpointer data, GClosure *closure)
{
  Waiting *waiting = data;

  g_free (waiting->to_pad);
  g_free (waiting);
}

static void
wait_for_pad (GstElement *from, GstElement *to, const char *to_pad)
{
  Waiting *waiting = g_new (Waiting, 1);

  *waiting = (Waiting){ to, g_strdup (to_pad) };
  g_signal_connect_data (
      from, "pad-added", G_CALLBACK (on_pad_added), waiting, free_waiting, 0);
}

/* Elements whose sink pads answer caps queries from the plan: those of this
 * project, and stock elements that pass their input. */
static gboolean
is_planned (const RmgPlanElement *step)
{
  return g_str_has_prefix (step->factory, "rmg") ||
      step->role == RMG_ROLE_TEE || step->role == RMG_ROLE_QUEUE;
}

static gboolean
make_link (const RmgPlan *plan, const RmgPlanLink *link, GPtrArray *elements,
    GError **error)
{
  GstElement *from = g_ptr_array_index (elements, link->from);
  GstElement *to = g_ptr_array_index (elements, link->to);
  g_autoptr (GstPad) src = NULL;
  g_autoptr (GstPad) sink = NULL;
  GstPadLinkReturn result;

  sink = get_pad (to, link->to_pad);
  if (sink == NULL)
    return report_link (plan, link, "there is no such input", error);
  if (is_planned (get_step (plan, link->to)))
    rmg_planned_caps_install (sink, link->caps);
  if (link->dynamic) {
    wait_for_pad (from, to, link->to_pad);
    return TRUE;
  }
  src = get_pad (from, link->from_pad);
  if (src == NULL)
    return report_link (plan, link, "there is no such output", error);
  result = gst_pad_link_full (src, sink, GST_PAD_LINK_CHECK_TEMPLATE_CAPS);
  if (result != GST_PAD_LINK_OK)
    return report_link (plan, link, gst_pad_link_get_name (result), error);
  return TRUE;
}

static gboolean
is_chosen (const gboolean *chosen, guint index)
{
  return chosen == NULL || chosen[index];
}

static void
plan_inputs (const RmgPlan *plan, GPtrArray *elements, const gboolean *chosen)
{
  for (guint i = 0; i < plan->inputs->len; i++) {
    const RmgPlanPort *port = &g_array_index (plan->inputs, RmgPlanPort, i);
    g_autoptr (GstPad) pad = NULL;

    if (!is_chosen (chosen, port->element) ||
        !is_planned (get_step (plan, port->element)))
      continue;
    pad = get_pad (g_ptr_array_index (elements, port->element), port->pad);
    rmg_planned_caps_install (pad, port->caps);
  }
}

GstElement *
rmg_plan_make_element (const RmgPlan *plan, guint index, GError **error)
{
  return make_element (plan, get_step (plan, index), error);
}

gboolean
rmg_plan_connect (const RmgPlan *plan, GPtrArray *elements,
    const gboolean *chosen, GError **error)
{
  for (guint i = 0; i < plan->links->len; i++) {
    const RmgPlanLink *link = &g_array_index (plan->links, RmgPlanLink, i);

    if (!is_chosen (chosen, link->from) && !is_chosen (chosen, link->to))
      continue;
    if (!make_link (plan, link, elements, error))
      return FALSE;
  }
  plan_inputs (plan, elements, chosen);
  for (guint i = 0; i < plan->elements->len; i++)
    if (is_chosen (chosen, i) && is_file_sink (get_step (plan, i)))
      rmg_wav_output_install (g_ptr_array_index (elements, i));
  rmg_late_install (plan, elements, chosen);
  return TRUE;
}

static gboolean
build (const RmgPlan *plan, GstBin *bin, GPtrArray *elements, GError **error)
{
  for (guint i = 0; i < plan->elements->len; i++) {
    GstElement *element = rmg_plan_make_element (plan, i, error);

    if (element == NULL)
      return FALSE;
    g_ptr_array_add (elements, element);
    if (gst_bin_add (bin, element))
      continue;
    g_set_error (error, RMG_ERROR, RMG_ERROR_FAILED,
        "the bin takes no element \"%s\"", GST_OBJECT_NAME (element));
    return FALSE;
  }
  return rmg_plan_connect (plan, elements, NULL, error);
}

GPtrArray *
rmg_plan_build (const RmgPlan *plan, GstBin *bin, GError **error)
{
  g_autoptr (GPtrArray) elements =
      g_ptr_array_new_with_free_func (gst_object_unref);

  rmg_plan_log_init ();
  if (build (plan, bin, elements, error)) {
    GST_INFO_OBJECT (
        bin, "%u elements, %u links", plan->elements->len, plan->links->len);
    return g_steal_pointer (&elements);
  }
  for (guint i = 0; i < elements->len; i++) {
    GstObject *element = g_ptr_array_index (elements, i);

    if (GST_OBJECT_PARENT (element) == GST_OBJECT (bin))
      gst_bin_remove (bin, GST_ELEMENT (element));
  }
  return NULL;
}
