/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Who refused a buffer: read from what the pads were answered last. */

#include "gst/bin/runtime.h"
#include "gst/elements/rmgcommit.h"

static gboolean
is_refusal (GstFlowReturn flow)
{
  return flow < GST_FLOW_EOS || flow == GST_FLOW_NOT_LINKED;
}

static gboolean
has_refused (GstElement *element, GstPadDirection direction)
{
  gboolean refused = FALSE;
  GList *pads;

  GST_OBJECT_LOCK (element);
  pads = direction == GST_PAD_SINK ? element->sinkpads : element->srcpads;
  for (; pads != NULL && !refused; pads = pads->next) {
    GstPad *pad = pads->data;
    GstPad *pusher = direction == GST_PAD_SRC ? pad : GST_PAD_PEER (pad);

    refused =
        pusher != NULL && is_refusal (gst_pad_get_last_flow_return (pusher));
  }
  GST_OBJECT_UNLOCK (element);
  return refused;
}

/* The guard returns the flow return of its commit. */
static gboolean
commit_was_refused (RmgBin *self, guint node)
{
  for (guint i = 0; i < self->elements->len; i++) {
    GstElement *element = rmg_bin_get_element (self, i);

    if (RMG_IS_COMMIT (element) && rmg_bin_get_step (self, i)->node == node)
      return has_refused (element, GST_PAD_SRC);
  }
  return FALSE;
}

/* The element that was refused nothing but refused what it was given. */
guint
rmg_bin_find_culprit (RmgBin *self, guint fallback)
{
  for (guint i = 0; i < self->elements->len; i++) {
    GstElement *element = rmg_bin_get_element (self, i);

    if (has_refused (element, GST_PAD_SINK) &&
        !has_refused (element, GST_PAD_SRC) &&
        !commit_was_refused (self, rmg_bin_get_step (self, i)->node))
      return rmg_bin_get_step (self, i)->node;
  }
  return fallback;
}

/* Within an attempt the commit reports refusals by downstream elements. A node
 * with its own thread was refused when one of its src pads says so. */
gboolean
rmg_bin_node_was_refused (RmgBin *self, guint index)
{
  for (guint i = 0; i < self->elements->len; i++) {
    const RmgPlanElement *step = rmg_bin_get_step (self, i);

    if (step->role == RMG_ROLE_NODE && step->node == index &&
        has_refused (rmg_bin_get_element (self, i), GST_PAD_SRC))
      return TRUE;
  }
  return FALSE;
}

gboolean
rmg_bin_was_refused (RmgBin *self)
{
  return has_refused (GST_ELEMENT (self), GST_PAD_SRC);
}
