/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/session/interrupt.h"

/* gst_element_send_event() would hold the state lock while it waits for the thread
 * of the source, which may need a change of state to return.
 * @data: (transfer full): the source */
static gpointer
end_source (gpointer data)
{
  g_autoptr (GstElement) source = data;

  GST_ELEMENT_GET_CLASS (source)->send_event (source, gst_event_new_eos ());
  return NULL;
}

static void
start_thread (const GValue *value, gpointer threads)
{
  GstElement *element = g_value_get_object (value);

  if (!GST_IS_BIN (element) &&
      GST_OBJECT_FLAG_IS_SET (element, GST_ELEMENT_FLAG_SOURCE))
    g_ptr_array_add (threads,
        g_thread_new ("rmg-end", end_source, gst_object_ref (element)));
}

void
rmg_interrupt_end_sources (RmgSession *self)
{
  g_autoptr (GstIterator) elements = NULL;

  if (!self->plan->threaded) {
    gst_element_send_event (self->top, gst_event_new_eos ());
    return;
  }
  if (self->enders == NULL)
    self->enders = g_ptr_array_new ();
  elements = gst_bin_iterate_recurse (GST_BIN (self->bin));
  while (gst_iterator_foreach (elements, start_thread, self->enders) ==
      GST_ITERATOR_RESYNC)
    gst_iterator_resync (elements); /* a second EOS does no harm */
}

void
rmg_interrupt_join (RmgSession *self)
{
  for (guint i = 0; self->enders != NULL && i < self->enders->len; i++)
    g_thread_join (self->enders->pdata[i]);
  g_clear_pointer (&self->enders, g_ptr_array_unref);
}
