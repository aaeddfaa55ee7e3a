/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "translator/build/late.h"

#include "translator/plan/caps.h"
#include "translator/plan/log.h"

/* The conversions of one node, shared by the probes at their ends. */
typedef struct
{
  GWeakRef main;        /* a node that is built again has another one */
  GstCaps *from;        /* (nullable), streaming thread */
  gboolean is_reported; /* streaming thread */
} Conversions;

static void
clear_conversions (gpointer data)
{
  Conversions *self = data;

  gst_clear_caps (&self->from);
  g_weak_ref_clear (&self->main);
}

static void
release_conversions (gpointer data)
{
  g_rc_box_release_full (data, clear_conversions);
}

static const RmgPlanElement *
get_step (const RmgPlan *plan, guint index)
{
  return &g_array_index (plan->elements, RmgPlanElement, index);
}

/* The caps of a CAPS event, or NULL. */
static GstCaps *
peek_caps (GstPadProbeInfo *info)
{
  GstEvent *event = GST_PAD_PROBE_INFO_EVENT (info);
  GstCaps *caps = NULL;

  if (GST_EVENT_TYPE (event) == GST_EVENT_CAPS)
    gst_event_parse_caps (event, &caps);
  return caps;
}

static GstPadProbeReturn
set_bitrate (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  g_autoptr (GstElement) encoder = gst_pad_get_parent_element (pad);
  GstCaps *caps = peek_caps (info);
  int channels;

  if (encoder == NULL || caps == NULL ||
      !gst_structure_get_int (
          gst_caps_get_structure (caps, 0), "channels", &channels))
    return GST_PAD_PROBE_OK;
  GST_DEBUG_OBJECT (encoder, "%d channels", channels);
  g_object_set (encoder, "bitrate", channels * GPOINTER_TO_INT (data), NULL);
  return GST_PAD_PROBE_OK;
}

/* The pad stores its caps after the conversions have negotiated their output. */
static GstPadProbeReturn
keep_caps (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  GstCaps *caps = peek_caps (info);

  if (caps != NULL)
    gst_caps_replace (&((Conversions *) data)->from, caps);
  return GST_PAD_PROBE_OK;
}

static void
post_loss (Conversions *self, GstPad *pad, GstCaps *to)
{
  g_autofree char *loss = rmg_caps_describe_loss (self->from, to);
  g_autoptr (GstElement) main = g_weak_ref_get (&self->main);

  GST_INFO_OBJECT (
      pad, "%" GST_PTR_FORMAT " becomes %" GST_PTR_FORMAT, self->from, to);
  if (loss == NULL || self->is_reported)
    return;
  self->is_reported = TRUE;
  if (main == NULL)
    main = gst_pad_get_parent_element (pad);
  GST_ELEMENT_WARNING (
      main, STREAM, FORMAT, ("Quality is lost: %s.", loss), (NULL));
}

static GstPadProbeReturn
compare_caps (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  Conversions *self = data;
  GstCaps *to = peek_caps (info);

  if (to != NULL && self->from != NULL)
    post_loss (self, pad, to);
  return GST_PAD_PROBE_OK;
}

static void
add_probe (GPtrArray *elements, guint index, const char *name,
    GstPadProbeCallback callback, Conversions *self)
{
  g_autoptr (GstPad) pad =
      gst_element_get_static_pad (g_ptr_array_index (elements, index), name);

  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM, callback,
      g_rc_box_acquire (self), release_conversions);
}

static void
watch_conversions (
    const RmgPlan *plan, GPtrArray *elements, guint first, guint last)
{
  const RmgPlanNode *node =
      &g_array_index (plan->nodes, RmgPlanNode, get_step (plan, first)->node);
  Conversions *self;

  if (node->is_loss_known)
    return;
  self = g_rc_box_new0 (Conversions);
  g_weak_ref_init (&self->main, g_ptr_array_index (elements, node->main));
  add_probe (elements, first, "sink", keep_caps, self);
  add_probe (elements, last, "src", compare_caps, self);
  release_conversions (self);
}

static gboolean
is_conversion_of (const RmgPlan *plan, guint index, guint node)
{
  return index < plan->elements->len &&
      get_step (plan, index)->role == RMG_ROLE_CONVERT &&
      get_step (plan, index)->node == node;
}

void
rmg_late_install (
    const RmgPlan *plan, GPtrArray *elements, const gboolean *chosen)
{
  for (guint i = 0; i < plan->elements->len; i++) {
    const RmgPlanElement *step = get_step (plan, i);
    guint first = i;

    if (chosen != NULL && !chosen[i])
      continue;
    if (step->channel_bitrate > 0) {
      g_autoptr (GstPad) pad =
          gst_element_get_static_pad (g_ptr_array_index (elements, i), "sink");

      gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM, set_bitrate,
          GINT_TO_POINTER ((int) step->channel_bitrate), NULL);
    }
    if (step->role != RMG_ROLE_CONVERT)
      continue;
    while (is_conversion_of (plan, i + 1, step->node))
      i++;
    watch_conversions (plan, elements, first, i);
  }
}
