/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "tests/lib/bus-errors.h"

/* A bus drops messages while the pipeline goes down. */
static GstBusSyncReply
count_error (GstBus *bus, GstMessage *message, gpointer data)
{
  RmgTestErrors *self = data;
  g_autoptr (GError) error = NULL;

  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR) {
    gst_message_parse_error (message, &error, NULL);
    g_test_message ("%s", error->message);
    g_mutex_lock (&self->lock);
    self->n_errors++;
    g_cond_broadcast (&self->changed);
    g_mutex_unlock (&self->lock);
  }
  gst_message_unref (message);
  return GST_BUS_DROP;
}

void
rmg_test_errors_watch (RmgTestErrors *self, GstElement *pipeline)
{
  g_autoptr (GstBus) bus = gst_element_get_bus (pipeline);

  self->n_errors = 0;
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  gst_bus_set_sync_handler (bus, count_error, self, NULL);
}

void
rmg_test_errors_clear (RmgTestErrors *self)
{
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->changed);
}
