/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/session/interrupt.h"

/* @data: (transfer full): the source */
static gpointer
end_source (gpointer data)
{
  g_autoptr (GstElement) source = data;

  gst_element_send_event (source, gst_event_new_eos ());
  return NULL;
}

static void
start_thread (const GValue *source, gpointer threads)
{
  g_ptr_array_add (threads,
      g_thread_new ("rmg-end", end_source, g_value_dup_object (source)));
}

/* One event for each source: the event for the pipeline holds its state lock, so
 * that it could not be closed. */
void
rmg_interrupt_end_sources (RmgSession *self)
{
  g_autoptr (GstIterator) sources = NULL;

  if (!self->plan->threaded) {
    gst_element_send_event (self->top, gst_event_new_eos ());
    return;
  }
  if (self->enders == NULL)
    self->enders = g_ptr_array_new ();
  sources = gst_bin_iterate_sources (GST_BIN (self->bin));
  while (gst_iterator_foreach (sources, start_thread, self->enders) ==
      GST_ITERATOR_RESYNC)
    gst_iterator_resync (sources); /* a second EOS does no harm */
}

void
rmg_interrupt_join (RmgSession *self)
{
  for (guint i = 0; self->enders != NULL && i < self->enders->len; i++)
    g_thread_join (self->enders->pdata[i]);
  g_clear_pointer (&self->enders, g_ptr_array_unref);
}
