/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/elements/source/http-connection.h"

#include <gst/base/gstbasesrc.h>

#define BLOCK_BYTES (64 * 1024)

struct _RmgHttpConnection
{
  GstElement *source;
  GstPad *pad; /* linked to that of the source */

  GMutex lock;
  GCond changed;
  gboolean stopped;   /* lock */
  gboolean is_open;   /* lock */
  gboolean has_ended; /* lock */
  GstBuffer *buffer;  /* lock; (nullable) */
  GstMessage *error;  /* lock; (nullable): the first one */
  guint n_answers;    /* lock */

  /* written once for each opening, before n_answers becomes 1 */
  RmgHttpAnswer answer;
};

/* An HTTP source repeats an interrupted request by itself, without a look at the
 * version of the file. Its second answer therefore counts as an interruption. */
static gboolean
is_interrupted (const RmgHttpConnection *self)
{
  return self->n_answers > 1;
}

static void
take_answer (RmgHttpConnection *self, const GstStructure *headers)
{
  if (headers == NULL || !gst_structure_has_name (headers, "http-headers"))
    return;
  g_mutex_lock (&self->lock);
  if (self->n_answers == 0)
    rmg_http_answer_read (&self->answer, headers);
  self->n_answers++;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
}

static void
take_error (RmgHttpConnection *self, GstMessage *message)
{
  g_mutex_lock (&self->lock);
  if (self->error == NULL)
    self->error = gst_message_ref (message);
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
}

/* GStreamer 1.22 does not free a dropped message. */
static GstBusSyncReply
on_message (GstBus *bus, GstMessage *message, gpointer data)
{
  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR)
    take_error (data, message);
  else if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ELEMENT)
    take_answer (data, gst_message_get_structure (message));
  gst_message_unref (message);
  return GST_BUS_DROP;
}

static GstFlowReturn
chain (GstPad *pad, GstObject *parent, GstBuffer *buffer)
{
  RmgHttpConnection *self = gst_pad_get_element_private (pad);
  gboolean taken;

  g_mutex_lock (&self->lock);
  while (self->is_open && self->buffer != NULL)
    g_cond_wait (&self->changed, &self->lock);
  taken = self->is_open && !is_interrupted (self);
  if (taken)
    self->buffer = g_steal_pointer (&buffer);
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
  gst_clear_buffer (&buffer);
  return taken ? GST_FLOW_OK : GST_FLOW_FLUSHING;
}

static gboolean
handle_event (GstPad *pad, GstObject *parent, GstEvent *event)
{
  RmgHttpConnection *self = gst_pad_get_element_private (pad);

  if (GST_EVENT_TYPE (event) == GST_EVENT_EOS) {
    g_mutex_lock (&self->lock);
    self->has_ended = TRUE;
    g_cond_broadcast (&self->changed);
    g_mutex_unlock (&self->lock);
  }
  gst_event_unref (event);
  return TRUE;
}

/* Retries and time-outs are the owner's; a file has no titles between its
 * bytes. */
static void
set_up (GstElement *source)
{
  static const struct
  {
    const char *name;
    const char *value;
  } settings[] = {
    { "retries", "0" },
    { "timeout", "0" },
    { "iradio-mode", "false" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (settings); i++)
    if (g_object_class_find_property (
            G_OBJECT_GET_CLASS (source), settings[i].name) != NULL)
      gst_util_set_object_arg (
          G_OBJECT (source), settings[i].name, settings[i].value);
  gst_base_src_set_blocksize (GST_BASE_SRC (source), BLOCK_BYTES);
}

static void
connect_source (RmgHttpConnection *self)
{
  g_autoptr (GstPad) src = gst_element_get_static_pad (self->source, "src");
  g_autoptr (GstBus) bus = gst_bus_new ();

  gst_bus_set_sync_handler (bus, on_message, self, NULL);
  gst_element_set_bus (self->source, bus);
  self->pad = gst_object_ref_sink (gst_pad_new ("sink", GST_PAD_SINK));
  gst_pad_set_element_private (self->pad, self);
  gst_pad_set_chain_function (self->pad, chain);
  gst_pad_set_event_function (self->pad, handle_event);
  gst_pad_link (src, self->pad);
}

RmgHttpConnection *
rmg_http_connection_new (const char *uri)
{
  GstElement *source = gst_element_make_from_uri (GST_URI_SRC, uri, NULL, NULL);
  RmgHttpConnection *self;

  if (source == NULL)
    return NULL;
  gst_object_ref_sink (source);
  if (!GST_IS_BASE_SRC (source)) {
    gst_object_unref (source);
    return NULL;
  }
  self = g_new0 (RmgHttpConnection, 1);
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  self->source = source;
  set_up (source);
  connect_source (self);
  return self;
}

void
rmg_http_connection_free (RmgHttpConnection *self)
{
  rmg_http_connection_close (self);
  gst_element_set_state (self->source, GST_STATE_NULL);
  gst_element_set_bus (self->source, NULL);
  gst_object_unref (self->source);
  gst_object_unref (self->pad);
  rmg_http_answer_clear (&self->answer);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->changed);
  g_free (self);
}

static void
set_open (RmgHttpConnection *self, gboolean is_open)
{
  g_mutex_lock (&self->lock);
  self->is_open = is_open;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
}

/* No thread of the source runs. */
static void
forget (RmgHttpConnection *self)
{
  self->has_ended = FALSE;
  self->n_answers = 0;
  gst_clear_buffer (&self->buffer);
  gst_clear_message (&self->error);
  rmg_http_answer_clear (&self->answer);
}

void
rmg_http_connection_close (RmgHttpConnection *self)
{
  set_open (self, FALSE);
  gst_element_set_state (self->source, GST_STATE_READY);
  gst_pad_set_active (self->pad, FALSE);
  forget (self);
}

void
rmg_http_connection_open (RmgHttpConnection *self, guint64 first_byte)
{
  rmg_http_connection_close (self);
  set_open (self, TRUE);
  gst_pad_set_active (self->pad, TRUE);
  if (first_byte > 0)
    gst_element_send_event (self->source,
        gst_event_new_seek (1, GST_FORMAT_BYTES, GST_SEEK_FLAG_FLUSH,
            GST_SEEK_TYPE_SET, (gint64) first_byte, GST_SEEK_TYPE_NONE, -1));
  gst_element_set_state (self->source, GST_STATE_PAUSED);
}

void
rmg_http_connection_set_stopped (RmgHttpConnection *self, gboolean stopped)
{
  g_mutex_lock (&self->lock);
  self->stopped = stopped;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
}

/* TIMEOUT if nothing has come. The data before an error comes first. */
static RmgHttpEvent
get_event (const RmgHttpConnection *self)
{
  if (self->stopped)
    return RMG_HTTP_STOPPED;
  if (self->buffer != NULL)
    return RMG_HTTP_DATA;
  if (is_interrupted (self))
    return RMG_HTTP_INTERRUPTED;
  if (self->error != NULL)
    return RMG_HTTP_ERROR;
  return self->has_ended ? RMG_HTTP_END : RMG_HTTP_TIMEOUT;
}

RmgHttpEvent
rmg_http_connection_take (RmgHttpConnection *self, guint timeout_ms,
    GstBuffer **buffer, GstMessage **error)
{
  gint64 end_us =
      g_get_monotonic_time () + timeout_ms * G_TIME_SPAN_MILLISECOND;
  RmgHttpEvent event;

  g_mutex_lock (&self->lock);
  while ((event = get_event (self)) == RMG_HTTP_TIMEOUT &&
      g_cond_wait_until (&self->changed, &self->lock, end_us))
    continue;
  if (event == RMG_HTTP_DATA)
    *buffer = g_steal_pointer (&self->buffer);
  if (event == RMG_HTTP_ERROR)
    *error = g_steal_pointer (&self->error);
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
  return event;
}

const RmgHttpAnswer *
rmg_http_connection_get_answer (RmgHttpConnection *self)
{
  gboolean is_there;

  g_mutex_lock (&self->lock);
  is_there = self->n_answers > 0;
  g_mutex_unlock (&self->lock);
  return is_there ? &self->answer : NULL;
}
