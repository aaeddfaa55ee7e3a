/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/bin/ports.h"

#include "gst/bin/log.h"

#include <string.h>

/* An upstream element would post an error of its own after an error. It gets
 * EOS instead. */
static GstFlowReturn
end_feeder (GstPad *pad, GstFlowReturn flow)
{
  RmgPorts *self = gst_pad_get_element_private (pad);

  if (flow < GST_FLOW_EOS && rmg_runtime_report_flow (self->runtime, flow))
    return GST_FLOW_EOS;
  return flow;
}

static GstFlowReturn
sink_chain (GstPad *pad, GstObject *parent, GstBuffer *buffer)
{
  return end_feeder (pad, gst_proxy_pad_chain_default (pad, parent, buffer));
}

static GstFlowReturn
sink_chain_list (GstPad *pad, GstObject *parent, GstBufferList *list)
{
  return end_feeder (pad, gst_proxy_pad_chain_list_default (pad, parent, list));
}

static gboolean
sink_event (GstPad *pad, GstObject *parent, GstEvent *event)
{
  RmgPorts *self = gst_pad_get_element_private (pad);

  if (GST_EVENT_TYPE (event) == GST_EVENT_EOS && self->runtime != NULL)
    rmg_runtime_drain (self->runtime);
  if (GST_EVENT_TYPE (event) == GST_EVENT_FLUSH_STOP && self->runtime != NULL)
    rmg_runtime_note_flush (self->runtime);
  return gst_pad_event_default (pad, parent, event);
}

/* An event for the whole bin, such as a seek, is also sent to a pad without data. */
static gboolean
src_event (GstPad *pad, GstObject *parent, GstEvent *event)
{
  g_autoptr (GstPad) target = gst_ghost_pad_get_target (GST_GHOST_PAD (pad));

  if (target != NULL || gst_pad_is_linked (pad))
    return gst_pad_event_default (pad, parent, event);
  gst_event_unref (event);
  return TRUE;
}

static gboolean
is_always (const RmgPorts *self, const GstPad *pad)
{
  return pad == self->sink || pad == self->src;
}

static const RmgPlanPort *
find_port (RmgPorts *self, GstPad *pad)
{
  const RmgPlan *plan = rmg_runtime_get_plan (self->runtime);
  gboolean is_sink = GST_PAD_IS_SINK (pad);
  GArray *ports = is_sink ? plan->inputs : plan->outputs;
  const char *id =
      GST_PAD_NAME (pad) + (is_sink ? strlen ("sink_") : strlen ("src_"));

  for (guint i = 0; i < ports->len; i++) {
    const RmgPlanPort *port = &g_array_index (ports, RmgPlanPort, i);
    const RmgPlanNode *node =
        &g_array_index (plan->nodes, RmgPlanNode, port->node);

    if (is_always (self, pad) || g_strcmp0 (node->id, id) == 0)
      return port;
  }
  return NULL;
}

/* The first port belongs to the ALWAYS pad until its node's pad is requested. */
static void
release_port (RmgPorts *self, GstPad *pad, GstPad *target)
{
  GstPad *holder = GST_PAD_IS_SINK (pad) ? self->sink : self->src;
  g_autoptr (GstPad) held = NULL;

  if (holder == pad || gst_pad_is_linked (holder))
    return;
  held = gst_ghost_pad_get_target (GST_GHOST_PAD (holder));
  if (held == target)
    gst_ghost_pad_set_target (GST_GHOST_PAD (holder), NULL);
}

static gboolean
connect_pad (RmgPorts *self, GstPad *pad)
{
  const RmgPlanPort *port = find_port (self, pad);
  g_autoptr (GstPad) target = NULL;

  if (port == NULL) {
    gst_ghost_pad_set_target (GST_GHOST_PAD (pad), NULL);
    return is_always (self, pad);
  }
  target = rmg_runtime_get_port_pad (self->runtime, port);
  release_port (self, pad, target);
  GST_DEBUG_OBJECT (pad, "target is %" GST_PTR_FORMAT, target);
  return gst_ghost_pad_set_target (GST_GHOST_PAD (pad), target);
}

gboolean
rmg_ports_connect (RmgPorts *self, RmgRuntime *runtime, GError **error)
{
  GstPad *unknown = NULL;

  self->runtime = runtime;
  if (runtime == NULL)
    return TRUE;
  for (GList *item = GST_ELEMENT_PADS (self->bin); item != NULL;
       item = item->next)
    if (!connect_pad (self, item->data) && unknown == NULL)
      unknown = item->data;
  if (unknown == NULL)
    return TRUE;
  g_set_error (error, RMG_ERROR, RMG_ERROR_UNKNOWN_NODE,
      "pad %s: the manifest has no such open input or output",
      GST_PAD_NAME (unknown));
  return FALSE;
}

static GstPad *
new_pad (RmgPorts *self, const char *name, GstPadTemplate *template)
{
  GstPad *pad = gst_ghost_pad_new_no_target_from_template (name, template);

  gst_pad_set_element_private (pad, self);
  if (GST_PAD_IS_SINK (pad)) {
    gst_pad_set_chain_function (pad, sink_chain);
    gst_pad_set_chain_list_function (pad, sink_chain_list);
    gst_pad_set_event_function (pad, sink_event);
  } else {
    gst_pad_set_event_function (pad, src_event);
  }
  return pad;
}

void
rmg_ports_init (RmgPorts *self, GstElement *bin)
{
  self->bin = bin;
  self->sink =
      new_pad (self, "sink", gst_element_get_pad_template (bin, "sink"));
  self->src = new_pad (self, "src", gst_element_get_pad_template (bin, "src"));
  gst_element_add_pad (bin, self->sink);
  gst_element_add_pad (bin, self->src);
}

void
rmg_ports_remove (RmgPorts *self)
{
  gst_element_remove_pad (self->bin, self->sink);
  gst_element_remove_pad (self->bin, self->src);
  self->sink = self->src = NULL;
}

GstPad *
rmg_ports_request (RmgPorts *self, GstPadTemplate *template, const char *name)
{
  GstPad *pad;

  if (name == NULL)
    return NULL;
  pad = new_pad (self, name, template);
  if (self->runtime != NULL && !connect_pad (self, pad)) {
    GST_WARNING_OBJECT (self->bin, "no open input or output for pad %s", name);
    gst_object_unref (gst_object_ref_sink (pad));
    return NULL;
  }
  gst_pad_set_active (pad, TRUE);
  gst_element_add_pad (self->bin, pad);
  return pad;
}
