/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Reads a file from an HTTP server, through the HTTP source that is installed.
 * After an interruption it connects again and goes on at the byte that it had,
 * so that the elements downstream see one stream. It goes on only if the file is
 * still the same: a changed ETag, date or length is an error.
 *
 * In a manifest the policy of the node decides about retries. Alone, the element
 * posts the first failure:
 *
 * gst-launch-1.0 rmghttpsrc location=http://127.0.0.1:8000/talk.flac !
 *     rmgdecode ! autoaudiosink */

#include "gst/elements/source/rmghttpsrc.h"

#include "gst/elements/source/http-transfer.h"
#include "gst/elements/source/retry.h"

GST_DEBUG_CATEGORY_STATIC (http_src_debug);
#define GST_CAT_DEFAULT http_src_debug

static GstStaticPadTemplate src_template = GST_STATIC_PAD_TEMPLATE (
    "src", GST_PAD_SRC, GST_PAD_ALWAYS, GST_STATIC_CAPS_ANY);

#define DEFAULT_TIMEOUT_MS 15000
#define MAX_TIMEOUT_MS 3600000

enum
{
  PROP_0,
  PROP_LOCATION,
  PROP_TIMEOUT_MS,
};

struct _RmgHttpSrc
{
  GstPushSrc parent;

  char *location;   /* object lock; changes in NULL and READY */
  guint timeout_ms; /* object lock */

  RmgHttpConnection *connection; /* state changes only */
  RmgSourceRetry retry;

  /* streaming thread, or a seek, which has the stream lock */
  RmgHttpTransfer transfer;
  gboolean is_open;

  /* object lock: of the file, from the first answer */
  gboolean is_known;
  gboolean takes_ranges;
  guint64 n_bytes;
};

G_DEFINE_FINAL_TYPE (RmgHttpSrc, rmg_http_src, GST_TYPE_PUSH_SRC)
GST_ELEMENT_REGISTER_DEFINE (
    rmghttpsrc, "rmghttpsrc", GST_RANK_NONE, RMG_TYPE_HTTP_SRC)

void
rmg_http_src_set_node (RmgHttpSrc *self, RmgNode *node)
{
  rmg_source_retry_set_node (&self->retry, node);
}

static gboolean
rmg_http_src_start (GstBaseSrc *src)
{
  RmgHttpSrc *self = RMG_HTTP_SRC (src);

  if (self->location == NULL || *self->location == '\0') {
    GST_ELEMENT_ERROR (
        self, RESOURCE, NOT_FOUND, ("No location is set."), (NULL));
    return FALSE;
  }
  self->connection = rmg_http_connection_new (self->location);
  if (self->connection == NULL) {
    GST_ELEMENT_ERROR (self, CORE, MISSING_PLUGIN,
        ("No element reads %s; souphttpsrc of gstreamer1.0-plugins-good does.",
            self->location),
        (NULL));
    return FALSE;
  }
  rmg_http_transfer_begin (&self->transfer, self->location, GST_ELEMENT (self));
  self->is_open = FALSE;
  return TRUE;
}

static gboolean
rmg_http_src_stop (GstBaseSrc *src)
{
  RmgHttpSrc *self = RMG_HTTP_SRC (src);

  g_clear_pointer (&self->connection, rmg_http_connection_free);
  rmg_http_transfer_clear (&self->transfer);
  GST_OBJECT_LOCK (self);
  self->is_known = FALSE;
  GST_OBJECT_UNLOCK (self);
  return TRUE;
}

static gboolean
rmg_http_src_unlock (GstBaseSrc *src)
{
  RmgHttpSrc *self = RMG_HTTP_SRC (src);

  rmg_source_retry_set_stopped (&self->retry, TRUE);
  rmg_http_connection_set_stopped (self->connection, TRUE);
  return TRUE;
}

static gboolean
rmg_http_src_unlock_stop (GstBaseSrc *src)
{
  RmgHttpSrc *self = RMG_HTTP_SRC (src);

  rmg_source_retry_set_stopped (&self->retry, FALSE);
  rmg_http_connection_set_stopped (self->connection, FALSE);
  return TRUE;
}

static void
open_connection (RmgHttpSrc *self)
{
  guint64 first_byte = rmg_http_transfer_request (&self->transfer);

  GST_DEBUG_OBJECT (self, "request from byte %" G_GUINT64_FORMAT, first_byte);
  self->is_open = TRUE;
  rmg_http_connection_open (self->connection, first_byte);
}

static void
close_connection (RmgHttpSrc *self)
{
  self->is_open = FALSE;
  rmg_http_connection_close (self->connection);
}

static guint
get_timeout_ms (RmgHttpSrc *self)
{
  guint timeout_ms;

  GST_OBJECT_LOCK (self);
  timeout_ms = self->timeout_ms;
  GST_OBJECT_UNLOCK (self);
  return timeout_ms;
}

/* Returns: OK to connect again. */
static GstFlowReturn
finish_connection (RmgHttpSrc *self, RmgHttpEvent event, GstMessage *error)
{
  const RmgHttpAnswer *answer =
      rmg_http_connection_get_answer (self->connection);
  gboolean is_ignored = event == RMG_HTTP_ERROR &&
      rmg_http_transfer_is_range_ignored (&self->transfer, answer);
  RmgFailure *failure = is_ignored
      ? NULL
      : rmg_http_transfer_explain (&self->transfer, event, answer, error,
            get_timeout_ms (self), g_get_real_time () / G_USEC_PER_SEC);

  close_connection (self);
  if (failure != NULL)
    return rmg_source_retry_failed (&self->retry, failure);
  if (!is_ignored)
    return GST_FLOW_EOS;
  GST_INFO_OBJECT (self, "the server sends whole files only");
  return GST_FLOW_OK;
}

/* For the threads that ask about the file. */
static void
publish_facts (RmgHttpSrc *self)
{
  gboolean is_new;

  GST_OBJECT_LOCK (self);
  is_new = !self->is_known;
  self->is_known = TRUE;
  self->n_bytes = self->transfer.first.n_bytes;
  self->takes_ranges = self->transfer.first.takes_ranges;
  if (self->n_bytes != RMG_HTTP_UNKNOWN_BYTES)
    GST_BASE_SRC (self)->segment.duration = self->n_bytes;
  GST_OBJECT_UNLOCK (self);
  if (is_new)
    gst_element_post_message (GST_ELEMENT (self),
        gst_message_new_duration_changed (GST_OBJECT (self)));
}

static GstFlowReturn
take_data (RmgHttpSrc *self, GstBuffer **buffer)
{
  RmgFailure *failure = rmg_http_transfer_check (
      &self->transfer, rmg_http_connection_get_answer (self->connection));

  if (failure != NULL) {
    gst_clear_buffer (buffer);
    close_connection (self);
    return rmg_source_retry_failed (&self->retry, failure);
  }
  if (self->transfer.is_known)
    publish_facts (self);
  rmg_http_transfer_skip (&self->transfer, buffer);
  if (*buffer != NULL)
    rmg_source_retry_succeeded (&self->retry);
  return GST_FLOW_OK;
}

static GstFlowReturn
rmg_http_src_create (GstPushSrc *src, GstBuffer **buffer)
{
  RmgHttpSrc *self = RMG_HTTP_SRC (src);
  GstFlowReturn flow = GST_FLOW_OK;

  *buffer = NULL;
  while (flow == GST_FLOW_OK && *buffer == NULL) {
    g_autoptr (GstMessage) error = NULL;
    RmgHttpEvent event;

    if (!self->is_open)
      open_connection (self);
    event = rmg_http_connection_take (
        self->connection, get_timeout_ms (self), buffer, &error);
    if (event == RMG_HTTP_STOPPED)
      return GST_FLOW_FLUSHING;
    flow = event == RMG_HTTP_DATA ? take_data (self, buffer)
                                  : finish_connection (self, event, error);
  }
  return flow;
}

static gboolean
rmg_http_src_is_seekable (GstBaseSrc *src)
{
  RmgHttpSrc *self = RMG_HTTP_SRC (src);
  gboolean takes_ranges;

  GST_OBJECT_LOCK (self);
  takes_ranges = self->is_known && self->takes_ranges;
  GST_OBJECT_UNLOCK (self);
  return takes_ranges;
}

static gboolean
rmg_http_src_get_size (GstBaseSrc *src, guint64 *n_bytes)
{
  RmgHttpSrc *self = RMG_HTTP_SRC (src);
  gboolean is_known;

  GST_OBJECT_LOCK (self);
  *n_bytes = self->n_bytes;
  is_known = self->is_known && *n_bytes != RMG_HTTP_UNKNOWN_BYTES;
  GST_OBJECT_UNLOCK (self);
  return is_known;
}

/* No thread is in create(). */
static gboolean
rmg_http_src_do_seek (GstBaseSrc *src, GstSegment *segment)
{
  RmgHttpSrc *self = RMG_HTTP_SRC (src);

  if (segment->rate < 0 || segment->format != GST_FORMAT_BYTES)
    return FALSE;
  if (self->transfer.position == segment->start)
    return TRUE;
  close_connection (self);
  self->transfer.position = segment->start;
  return TRUE;
}

static gboolean
rmg_http_src_query (GstBaseSrc *src, GstQuery *query)
{
  RmgHttpSrc *self = RMG_HTTP_SRC (src);

  if (GST_QUERY_TYPE (query) != GST_QUERY_URI)
    return GST_BASE_SRC_CLASS (rmg_http_src_parent_class)->query (src, query);
  GST_OBJECT_LOCK (self);
  gst_query_set_uri (query, self->location);
  GST_OBJECT_UNLOCK (self);
  return TRUE;
}

static void
set_location (RmgHttpSrc *self, const char *location)
{
  if (GST_STATE (self) > GST_STATE_READY)
    return;
  g_free (self->location);
  self->location = g_strdup (location);
}

static void
rmg_http_src_set_property (
    GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  RmgHttpSrc *self = RMG_HTTP_SRC (object);

  GST_OBJECT_LOCK (self);
  switch (id) {
    case PROP_LOCATION:
      set_location (self, g_value_get_string (value));
      break;
    case PROP_TIMEOUT_MS:
      self->timeout_ms = g_value_get_uint (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      break;
  }
  GST_OBJECT_UNLOCK (self);
}

static void
rmg_http_src_get_property (
    GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  RmgHttpSrc *self = RMG_HTTP_SRC (object);

  GST_OBJECT_LOCK (self);
  switch (id) {
    case PROP_LOCATION:
      g_value_set_string (value, self->location);
      break;
    case PROP_TIMEOUT_MS:
      g_value_set_uint (value, self->timeout_ms);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      break;
  }
  GST_OBJECT_UNLOCK (self);
}

static void
rmg_http_src_finalize (GObject *object)
{
  RmgHttpSrc *self = RMG_HTTP_SRC (object);

  g_free (self->location);
  rmg_http_transfer_clear (&self->transfer);
  rmg_source_retry_clear (&self->retry);
  G_OBJECT_CLASS (rmg_http_src_parent_class)->finalize (object);
}

static void
rmg_http_src_init (RmgHttpSrc *self)
{
  self->timeout_ms = DEFAULT_TIMEOUT_MS;
  rmg_source_retry_init (&self->retry, GST_ELEMENT (self));
  gst_base_src_set_format (GST_BASE_SRC (self), GST_FORMAT_BYTES);
}

static void
install_properties (GObjectClass *klass)
{
  g_object_class_install_property (klass, PROP_LOCATION,
      g_param_spec_string ("location", "Location", "URI of the file", NULL,
          G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS |
              GST_PARAM_MUTABLE_READY));
  g_object_class_install_property (klass, PROP_TIMEOUT_MS,
      g_param_spec_uint ("timeout-ms", "Time-out",
          "How long the server may send nothing, in milliseconds", 1,
          MAX_TIMEOUT_MS, DEFAULT_TIMEOUT_MS,
          G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS |
              GST_PARAM_MUTABLE_PLAYING));
}

static void
rmg_http_src_class_init (RmgHttpSrcClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);
  GstBaseSrcClass *src_class = GST_BASE_SRC_CLASS (klass);

  GST_DEBUG_CATEGORY_INIT (
      http_src_debug, "rmghttpsrc", 0, "files on HTTP servers");
  object_class->set_property = rmg_http_src_set_property;
  object_class->get_property = rmg_http_src_get_property;
  object_class->finalize = rmg_http_src_finalize;
  install_properties (object_class);
  gst_element_class_add_static_pad_template (element_class, &src_template);
  gst_element_class_set_static_metadata (element_class, "HTTP reader",
      "Source/Network",
      "Reads a file from an HTTP server, and goes on after an "
      "interruption",
      "The RemoteMedia authors");
  src_class->start = rmg_http_src_start;
  src_class->stop = rmg_http_src_stop;
  src_class->unlock = rmg_http_src_unlock;
  src_class->unlock_stop = rmg_http_src_unlock_stop;
  src_class->is_seekable = rmg_http_src_is_seekable;
  src_class->get_size = rmg_http_src_get_size;
  src_class->do_seek = rmg_http_src_do_seek;
  src_class->query = rmg_http_src_query;
  GST_PUSH_SRC_CLASS (klass)->create = rmg_http_src_create;
}
