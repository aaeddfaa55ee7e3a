/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "tests/lib/scripted-source.h"

#define BLOCK_BYTES 1000

typedef struct
{
  GstPushSrc parent;

  GCond wake; /* object lock */
  gboolean is_unlocked;
  guint64 position;
  guint64 first; /* of the request */
  guint request;
  gboolean is_answered;
} ScriptedSource;

typedef GstPushSrcClass ScriptedSourceClass;

static struct
{
  guint body_bytes;
  const ScriptedAnswer *answers;
  guint n_answers;
  int n_requests; /* atomic */
} script;

static GType scripted_source_get_type (void);

static GstURIType
get_uri_type (GType type)
{
  return GST_URI_SRC;
}

static const char *const *
get_protocols (GType type)
{
  static const char *const protocols[] = { "scripted", NULL };

  return protocols;
}

static char *
get_uri (GstURIHandler *handler)
{
  return g_strdup (SCRIPTED_URI);
}

static gboolean
set_uri (GstURIHandler *handler, const char *uri, GError **error)
{
  return TRUE;
}

static void
init_handler (gpointer interface, gpointer data)
{
  GstURIHandlerInterface *handler = interface;

  handler->get_type = get_uri_type;
  handler->get_protocols = get_protocols;
  handler->get_uri = get_uri;
  handler->set_uri = set_uri;
}

G_DEFINE_TYPE_WITH_CODE (ScriptedSource, scripted_source, GST_TYPE_PUSH_SRC,
    G_IMPLEMENT_INTERFACE (GST_TYPE_URI_HANDLER, init_handler))

static void
post_answer (ScriptedSource *self, const ScriptedAnswer *answer)
{
  g_autofree char *length = g_strdup_printf ("%u", script.body_bytes);
  g_autofree char *range = g_strdup_printf ("bytes %" G_GUINT64_FORMAT "-%u/%u",
      self->first, script.body_bytes - 1, script.body_bytes);
  g_autoptr (GstStructure) fields = gst_structure_new ("response-headers",
      "Content-Length", G_TYPE_STRING, length, "Content-Range", G_TYPE_STRING,
      range, "Accept-Ranges", G_TYPE_STRING, "bytes", NULL);
  GstStructure *headers =
      gst_structure_new ("http-headers", "http-status-code", G_TYPE_UINT,
          answer->status, "response-headers", GST_TYPE_STRUCTURE, fields, NULL);

  if (answer->etag != NULL)
    gst_structure_set (fields, "ETag", G_TYPE_STRING, answer->etag, NULL);
  if (answer->retry_after != NULL)
    gst_structure_set (
        fields, "Retry-After", G_TYPE_STRING, answer->retry_after, NULL);
  gst_structure_set (
      headers, "response-headers", GST_TYPE_STRUCTURE, fields, NULL);
  gst_element_post_message (
      GST_ELEMENT (self), gst_message_new_element (GST_OBJECT (self), headers));
}

static const ScriptedAnswer *
begin_request (ScriptedSource *self)
{
  const ScriptedAnswer *answer;

  self->request = (guint) g_atomic_int_add (&script.n_requests, 1);
  self->is_answered = TRUE;
  answer = &script.answers[MIN (self->request, script.n_answers - 1)];
  if (answer->status == 200)
    self->position = 0;
  self->first = self->position;
  return answer;
}

static GstFlowReturn
hang (ScriptedSource *self)
{
  GST_OBJECT_LOCK (self);
  while (!self->is_unlocked)
    g_cond_wait (&self->wake, GST_OBJECT_GET_LOCK (self));
  GST_OBJECT_UNLOCK (self);
  return GST_FLOW_FLUSHING;
}

static GstFlowReturn
end (ScriptedSource *self, const ScriptedAnswer *answer)
{
  switch (answer->end) {
    case SCRIPTED_END:
      return GST_FLOW_EOS;
    case SCRIPTED_ERROR:
      GST_ELEMENT_ERROR (self, STREAM, FAILED, ("It failed."), (NULL));
      return GST_FLOW_ERROR;
    case SCRIPTED_AGAIN:
      self->is_answered = FALSE;
      return GST_FLOW_OK;
    case SCRIPTED_HANG:
      return hang (self);
    default:
      return GST_FLOW_ERROR;
  }
}

static GstBuffer *
make_buffer (ScriptedSource *self, guint64 n_bytes)
{
  guint8 *bytes = g_malloc (n_bytes);

  for (guint64 i = 0; i < n_bytes; i++)
    bytes[i] = scripted_source_get_byte (self->position + i);
  self->position += n_bytes;
  return gst_buffer_new_wrapped (bytes, n_bytes);
}

static GstFlowReturn
create (GstPushSrc *src, GstBuffer **buffer)
{
  ScriptedSource *self = (ScriptedSource *) src;
  const ScriptedAnswer *answer;
  GstFlowReturn flow;
  guint64 last;

  *buffer = NULL;
  if (!self->is_answered) {
    answer = begin_request (self);
    if (answer->status != 0)
      post_answer (self, answer);
  }
  answer = &script.answers[MIN (self->request, script.n_answers - 1)];
  last = MIN (self->first + answer->n_bytes, script.body_bytes);
  if (self->position < last) {
    *buffer = make_buffer (self, MIN (last - self->position, BLOCK_BYTES));
    return GST_FLOW_OK;
  }
  flow = end (self, answer);
  return flow == GST_FLOW_OK ? create (src, buffer) : flow;
}

static gboolean
start (GstBaseSrc *src)
{
  ScriptedSource *self = (ScriptedSource *) src;

  self->position = 0;
  self->is_answered = FALSE;
  return TRUE;
}

static gboolean
set_unlocked (GstBaseSrc *src, gboolean is_unlocked)
{
  ScriptedSource *self = (ScriptedSource *) src;

  GST_OBJECT_LOCK (self);
  self->is_unlocked = is_unlocked;
  g_cond_broadcast (&self->wake);
  GST_OBJECT_UNLOCK (self);
  return TRUE;
}

static gboolean
unlock (GstBaseSrc *src)
{
  return set_unlocked (src, TRUE);
}

static gboolean
unlock_stop (GstBaseSrc *src)
{
  return set_unlocked (src, FALSE);
}

static gboolean
is_seekable (GstBaseSrc *src)
{
  return TRUE;
}

static gboolean
do_seek (GstBaseSrc *src, GstSegment *segment)
{
  ((ScriptedSource *) src)->position = segment->start;
  return TRUE;
}

static void
scripted_source_finalize (GObject *object)
{
  g_cond_clear (&((ScriptedSource *) object)->wake);
  G_OBJECT_CLASS (scripted_source_parent_class)->finalize (object);
}

static void
scripted_source_init (ScriptedSource *self)
{
  g_cond_init (&self->wake);
  gst_base_src_set_format (GST_BASE_SRC (self), GST_FORMAT_BYTES);
}

static void
scripted_source_class_init (ScriptedSourceClass *klass)
{
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);
  GstBaseSrcClass *src_class = GST_BASE_SRC_CLASS (klass);
  static GstStaticPadTemplate template = GST_STATIC_PAD_TEMPLATE (
      "src", GST_PAD_SRC, GST_PAD_ALWAYS, GST_STATIC_CAPS_ANY);

  G_OBJECT_CLASS (klass)->finalize = scripted_source_finalize;
  gst_element_class_add_static_pad_template (element_class, &template);
  gst_element_class_set_static_metadata (
      element_class, "Scripted", "Source", "Acts by a script", "test");
  src_class->start = start;
  src_class->unlock = unlock;
  src_class->unlock_stop = unlock_stop;
  src_class->is_seekable = is_seekable;
  src_class->do_seek = do_seek;
  klass->create = create;
}

void
scripted_source_set (
    guint body_bytes, const ScriptedAnswer *answers, guint n_answers)
{
  static gsize is_registered = 0;

  if (g_once_init_enter (&is_registered)) {
    gst_element_register (
        NULL, "scriptedsrc", GST_RANK_PRIMARY, scripted_source_get_type ());
    g_once_init_leave (&is_registered, 1);
  }
  script.body_bytes = body_bytes;
  script.answers = answers;
  script.n_answers = n_answers;
  g_atomic_int_set (&script.n_requests, 0);
}

guint
scripted_source_get_n_requests (void)
{
  return (guint) g_atomic_int_get (&script.n_requests);
}

guint8
scripted_source_get_byte (guint64 offset)
{
  return (guint8) (offset % 251);
}
