/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/session/output.h"

#include "elements/base/item-end.h"
#include "gst/buffers/item-memory.h"
#include "gst/metrics/probe.h"
#include "gst/session/log.h"

/* Without metrics the account has no reader. */
static void
account (RmgOutlet *self)
{
  if (self->held.sum != NULL)
    rmg_held_set (&self->held, self->n_bytes);
}

static void
append (RmgOutlet *self, RmgOutput *output)
{
  gsize n_bytes =
      output->buffer != NULL ? gst_buffer_get_size (output->buffer) : 0;

  gst_queue_array_push_tail_struct (self->queue, output);
  self->n_bytes += n_bytes;
  self->exchange->n_bytes += n_bytes;
  account (self);
}

/* An interrupted session does not wait: a source ends only if it can push. */
static gboolean
must_wait (const RmgOutlet *self)
{
  RmgExchange *exchange = self->exchange;

  return exchange->waits && !exchange->closing &&
      !rmg_exchange_is_interrupted (exchange) &&
      self->n_bytes >= exchange->max_bytes;
}

/* With the lock held. */
static void
wait_for_space (RmgOutlet *self)
{
  RmgExchange *exchange = self->exchange;

  while (must_wait (self)) {
    exchange->n_waiting++;
    g_cond_wait (&exchange->space, &exchange->lock);
    exchange->n_waiting--;
  }
}

static GstFlowReturn
outlet_chain (GstPad *pad, GstObject *parent, GstBuffer *buffer)
{
  RmgOutlet *self = gst_pad_get_element_private (pad);
  RmgExchange *exchange = self->exchange;
  RmgOutput output = { self->node_id, 0, NULL, buffer, NULL, NULL };
  gboolean is_locked = rmg_exchange_lock (exchange);

  if (self->path != NULL)
    rmg_probe_note_output (self->path, buffer, self->item);
  if (is_locked)
    wait_for_space (self);
  if (exchange->closing) {
    rmg_exchange_unlock (exchange, is_locked);
    gst_buffer_unref (buffer);
    return GST_FLOW_FLUSHING;
  }
  output.item = self->item;
  output.caps = self->caps != NULL ? gst_caps_ref (self->caps) : NULL;
  append (self, &output);
  rmg_exchange_unlock (exchange, is_locked);
  if (is_locked)
    g_atomic_int_inc (&exchange->n_arrived);
  rmg_wakeup_wake (&exchange->wakeup);
  return GST_FLOW_OK;
}

static void
take_caps (RmgOutlet *self, GstEvent *event)
{
  GstCaps *caps;
  gboolean is_locked;

  gst_event_parse_caps (event, &caps);
  GST_INFO ("output %s: %" GST_PTR_FORMAT, self->node_id, caps);
  is_locked = rmg_exchange_lock (self->exchange);
  gst_caps_replace (&self->caps, caps);
  rmg_exchange_unlock (self->exchange, is_locked);
}

static void
take_end (RmgOutlet *self)
{
  gboolean is_locked = rmg_exchange_lock (self->exchange);

  GST_DEBUG ("output %s: end of stream", self->node_id);
  self->ended = TRUE;
  rmg_exchange_unlock (self->exchange, is_locked);
  rmg_wakeup_wake (&self->exchange->wakeup);
}

/* The end of one leg's share of an item is not the end of the item. */
static void
take_item_end (RmgOutlet *self, GstEvent *event, guint64 item)
{
  const GstStructure *results = rmg_item_end_get_results (event);
  RmgOutput output = { self->node_id, item, NULL, NULL,
    results != NULL ? gst_structure_copy (results) : NULL, NULL };
  gboolean is_locked;

  GST_DEBUG ("output %s: end of item %" G_GUINT64_FORMAT, self->node_id, item);
  if (self->check != NULL && !self->check (self->check_data)) {
    rmg_output_clear (&output);
    return;
  }
  if (self->memory != NULL)
    rmg_item_memory_end_item (self->memory, item);
  is_locked = rmg_exchange_lock (self->exchange);
  self->item = item + 1;
  append (self, &output);
  rmg_exchange_unlock (self->exchange, is_locked);
  rmg_wakeup_wake (&self->exchange->wakeup);
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

/* The planes of several channels are no single array. */
static gboolean
offer_memory (RmgOutlet *self, GstQuery *query)
{
  GstAudioInfo info;
  GstCaps *caps;

  gst_query_parse_allocation (query, &caps, NULL);
  if (self->memory == NULL || caps == NULL ||
      !gst_audio_info_from_caps (&info, caps) ||
      (info.layout == GST_AUDIO_LAYOUT_NON_INTERLEAVED && info.channels > 1))
    return FALSE;
  rmg_item_memory_set_format (
      self->memory, (guint) info.rate, (guint) info.bpf);
  gst_query_add_allocation_param (query, self->memory, NULL);
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
    case GST_QUERY_ALLOCATION:
      return offer_memory (gst_pad_get_element_private (pad), query);
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
  g_clear_pointer (&output->fault, rmg_fault_unref);
}

G_DEFINE_BOXED_TYPE (RmgOutput, rmg_output, rmg_output_copy, rmg_output_free)

/* The copy may outlive the plan, so its id is interned. */
RmgOutput *
rmg_output_copy (const RmgOutput *output)
{
  RmgOutput *copy = g_new0 (RmgOutput, 1);

  copy->node_id = g_intern_string (output->node_id);
  copy->item = output->item;
  gst_caps_replace (&copy->caps, output->caps);
  gst_buffer_replace (&copy->buffer, output->buffer);
  if (output->results != NULL)
    copy->results = gst_structure_copy (output->results);
  if (output->fault != NULL)
    copy->fault = rmg_fault_ref (output->fault);
  return copy;
}

void
rmg_output_free (RmgOutput *output)
{
  rmg_output_clear (output);
  g_free (output);
}

static void
clear_output (gpointer output)
{
  rmg_output_clear (output);
}

void
rmg_outlet_init (RmgOutlet *self, RmgBin *bin, const RmgPlan *plan,
    const RmgPlanPort *port, RmgExchange *exchange)
{
  g_autoptr (GstPad) from =
      rmg_runtime_get_port_pad (rmg_bin_get_runtime (bin), port);

  self->exchange = exchange;
  self->node_id = g_array_index (plan->nodes, RmgPlanNode, port->node).id;
  if (plan->framing == RMG_FRAMING_ITEMS)
    self->memory = rmg_item_memory_new ();
  self->queue = gst_queue_array_new_for_struct (sizeof (RmgOutput), 4);
  gst_queue_array_set_clear_func (self->queue, clear_output);
  self->pad = gst_object_ref_sink (gst_pad_new (NULL, GST_PAD_SINK));
  gst_pad_set_element_private (self->pad, self);
  gst_pad_set_chain_function (self->pad, outlet_chain);
  gst_pad_set_event_function (self->pad, outlet_event);
  gst_pad_set_query_function (self->pad, outlet_query);
  gst_pad_set_active (self->pad, TRUE);
  gst_pad_link_full (from, self->pad, GST_PAD_LINK_CHECK_NOTHING);
}

void
rmg_outlet_measure (RmgOutlet *self, RmgRuntime *runtime,
    const RmgPlanPort *port, gboolean threaded)
{
  rmg_runtime_measure_output (runtime, port, self->pad, threaded);
  rmg_held_set_sum (&self->held, rmg_runtime_get_held (runtime));
  self->path =
      rmg_latency_get_output (rmg_runtime_get_latency (runtime), port->node);
}

void
rmg_outlet_clear (RmgOutlet *self)
{
  if (self->pad == NULL)
    return;
  gst_pad_set_active (self->pad, FALSE);
  gst_clear_object (&self->pad);
  gst_queue_array_free (self->queue);
  g_clear_pointer (&self->memory, rmg_item_memory_close);
  gst_clear_caps (&self->caps);
}

gboolean
rmg_outlet_is_empty (const RmgOutlet *self)
{
  return gst_queue_array_is_empty (self->queue);
}

static void
forget (RmgOutlet *self, const RmgOutput *output)
{
  gsize n_bytes =
      output->buffer != NULL ? gst_buffer_get_size (output->buffer) : 0;

  self->n_bytes -= n_bytes;
  self->exchange->n_bytes -= n_bytes;
  account (self);
}

void
rmg_outlet_pop (RmgOutlet *self, RmgOutput *output)
{
  *output = *(RmgOutput *) gst_queue_array_pop_head_struct (self->queue);
  forget (self, output);
  if (self->exchange->n_waiting > 0)
    g_cond_broadcast (&self->exchange->space);
}

const RmgOutput *
rmg_outlet_peek (const RmgOutlet *self)
{
  return gst_queue_array_peek_head_struct (self->queue);
}

static void
drop_from (RmgOutlet *self, guint64 first)
{
  RmgOutput *last = gst_queue_array_peek_tail_struct (self->queue);

  while (last != NULL && last->item >= first) {
    RmgOutput dropped =
        *(RmgOutput *) gst_queue_array_pop_tail_struct (self->queue);

    forget (self, &dropped);
    rmg_output_clear (&dropped);
    last = gst_queue_array_peek_tail_struct (self->queue);
  }
}

void
rmg_outlet_abort (RmgOutlet *self, guint64 first, guint64 next)
{
  gboolean is_locked;

  gst_pad_set_active (self->pad, FALSE); /* forgets its caps and its end */
  is_locked = rmg_exchange_lock (self->exchange);
  drop_from (self, first);
  gst_clear_caps (&self->caps);
  if (self->memory != NULL && next > 0)
    rmg_item_memory_end_item (self->memory, next - 1);
  self->item = next;
  self->ended = FALSE;
  rmg_exchange_unlock (self->exchange, is_locked);
  gst_pad_set_active (self->pad, TRUE);
}

void
rmg_outlet_add_fault (RmgOutlet *self, guint64 item, RmgFault *fault)
{
  RmgOutput output = { self->node_id, item, NULL, NULL, NULL,
    rmg_fault_ref (fault) };
  gboolean is_locked = rmg_exchange_lock (self->exchange);

  append (self, &output);
  rmg_exchange_unlock (self->exchange, is_locked);
}

void
rmg_outlet_set_check (
    RmgOutlet *self, gboolean (*check) (gpointer data), gpointer data)
{
  self->check = check;
  self->check_data = data;
}
