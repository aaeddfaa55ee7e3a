/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Where the outputs of a session are collected. */

#include "gst/session/parts.h"

#include "elements/base/item-end.h"

static void
append (RmgOutlet *self, RmgOutput *output)
{
  RmgSession *session = self->session;
  gsize n_bytes =
      output->buffer != NULL ? gst_buffer_get_size (output->buffer) : 0;

  gst_queue_array_push_tail_struct (self->queue, output);
  self->n_bytes += n_bytes;
  session->n_bytes += n_bytes;
}

/* With several outputs the items of one wait for their share of the others,
 * so none of them may hold up the pipeline. Nor may any once the session was
 * interrupted: a source takes its end only when it is not held up. */
static gboolean
must_wait (const RmgOutlet *self)
{
  const RmgSession *session = self->session;

  if (!session->threaded || session->closing ||
      g_atomic_int_get (&session->interrupted))
    return FALSE;
  if (session->options.framing == RMG_FRAMING_ITEMS && session->n_outlets > 1)
    return FALSE;
  return self->n_bytes >= session->options.max_bytes;
}

static GstFlowReturn
outlet_chain (GstPad *pad, GstObject *parent, GstBuffer *buffer)
{
  RmgOutlet *self = gst_pad_get_element_private (pad);
  RmgSession *session = self->session;
  RmgOutput output = { self->node_id, 0, NULL, buffer, NULL };

  g_mutex_lock (&session->lock);
  while (must_wait (self))
    g_cond_wait (&session->space, &session->lock);
  if (session->closing) {
    g_mutex_unlock (&session->lock);
    gst_buffer_unref (buffer);
    return GST_FLOW_FLUSHING;
  }
  output.item = self->item;
  output.caps = self->caps != NULL ? gst_caps_ref (self->caps) : NULL;
  append (self, &output);
  g_mutex_unlock (&session->lock);
  rmg_session_wake (session);
  return GST_FLOW_OK;
}

static void
take_caps (RmgOutlet *self, GstEvent *event)
{
  GstCaps *caps;

  gst_event_parse_caps (event, &caps);
  g_mutex_lock (&self->session->lock);
  gst_caps_replace (&self->caps, caps);
  g_mutex_unlock (&self->session->lock);
}

static void
take_end (RmgOutlet *self)
{
  g_mutex_lock (&self->session->lock);
  self->ended = TRUE;
  g_mutex_unlock (&self->session->lock);
  rmg_session_wake (self->session);
}

/* The end of one leg's share of an item is not the end of the item. */
static void
take_item_end (RmgOutlet *self, GstEvent *event, guint64 item)
{
  const GstStructure *results = rmg_item_end_get_results (event);
  RmgOutput output = { self->node_id, item, NULL, NULL,
    results != NULL ? gst_structure_copy (results) : NULL };

  g_mutex_lock (&self->session->lock);
  self->item = item + 1;
  append (self, &output);
  g_mutex_unlock (&self->session->lock);
  rmg_session_wake (self->session);
}

static gboolean
outlet_event (GstPad *pad, GstObject *parent, GstEvent *event)
{
  RmgOutlet *self = gst_pad_get_element_private (pad);
  guint64 item;
  gboolean last;

  if (GST_EVENT_TYPE (event) == GST_EVENT_CAPS)
    take_caps (self, event);
  else if (GST_EVENT_TYPE (event) == GST_EVENT_EOS)
    take_end (self);
  else if (rmg_item_end_parse (event, &item, &last) && last)
    take_item_end (self, event, item);
  gst_event_unref (event);
  return TRUE;
}

/* Anything is taken at any time; a pad without a template would answer with
 * the caps that it has, so that they could never change. */
static gboolean
outlet_query (GstPad *pad, GstObject *parent, GstQuery *query)
{
  g_autoptr (GstCaps) any = NULL;
  GstCaps *filter;

  switch (GST_QUERY_TYPE (query)) {
    case GST_QUERY_CAPS:
      gst_query_parse_caps (query, &filter);
      any = filter != NULL ? gst_caps_ref (filter) : gst_caps_new_any ();
      gst_query_set_caps_result (query, any);
      return TRUE;
    case GST_QUERY_ACCEPT_CAPS:
      gst_query_set_accept_caps_result (query, TRUE);
      return TRUE;
    default:
      return gst_pad_query_default (pad, parent, query);
  }
}

void
rmg_output_clear (RmgOutput *output)
{
  gst_clear_caps (&output->caps);
  gst_clear_buffer (&output->buffer);
  g_clear_pointer (&output->results, gst_structure_free);
}

static void
clear_output (gpointer output)
{
  rmg_output_clear (output);
}

void
rmg_outlet_init (RmgOutlet *self, RmgSession *session, const RmgPlanPort *port)
{
  g_autoptr (GstPad) from = rmg_runtime_get_port_pad (session->runtime, port);

  self->session = session;
  self->node_id =
      g_array_index (session->plan->nodes, RmgPlanNode, port->node).id;
  self->queue = gst_queue_array_new_for_struct (sizeof (RmgOutput), 4);
  gst_queue_array_set_clear_func (self->queue, clear_output);
  self->pad = gst_object_ref_sink (gst_pad_new (NULL, GST_PAD_SINK));
  gst_pad_set_element_private (self->pad, self);
  gst_pad_set_chain_function (self->pad, outlet_chain);
  gst_pad_set_event_function (self->pad, outlet_event);
  gst_pad_set_query_function (self->pad, outlet_query);
  if (session->options.metrics)
    rmg_runtime_measure_output (
        session->runtime, port, self->pad, session->threaded);
  gst_pad_set_active (self->pad, TRUE);
  gst_pad_link_full (from, self->pad, GST_PAD_LINK_CHECK_NOTHING);
}

void
rmg_outlet_clear (RmgOutlet *self)
{
  if (self->pad == NULL)
    return;
  gst_pad_set_active (self->pad, FALSE);
  gst_clear_object (&self->pad);
  gst_queue_array_free (self->queue);
  gst_clear_caps (&self->caps);
}
