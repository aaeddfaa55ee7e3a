/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Writes a file that appears when it is complete: at the end of the stream it
 * replaces the earlier file. Until then, and when the process is killed, the
 * earlier file is untouched. A stream that fails leaves its incomplete file,
 * under the name of the target if there is no earlier file.
 *
 * gst-launch-1.0 audiotestsrc num-buffers=10 ! wavenc !
 *     rmgfilesink location=tone.wav */

#include "elements/file/rmgfilesink.h"

#include "elements/file/draft.h"

#include <errno.h>
#include <unistd.h>

GST_DEBUG_CATEGORY_STATIC (file_sink_debug);
#define GST_CAT_DEFAULT file_sink_debug

static GstStaticPadTemplate sink_template = GST_STATIC_PAD_TEMPLATE (
    "sink", GST_PAD_SINK, GST_PAD_ALWAYS, GST_STATIC_CAPS_ANY);

enum
{
  PROP_0,
  PROP_LOCATION,
  PROP_ALLOW_EMPTY,
  PROP_INCOMPLETE,
  PROP_KEEP_INCOMPLETE,
};

struct _RmgFileSink
{
  GstBaseSink parent;

  char *location;       /* object lock; changes in NULL and READY */
  gboolean allow_empty; /* object lock */
  gboolean incomplete;  /* object lock: the stream ends because of a failure */
  gboolean keep_incomplete; /* object lock */

  /* streaming thread */
  RmgDraft draft;
  guint64 position; /* of the next byte */
};

G_DEFINE_FINAL_TYPE (RmgFileSink, rmg_file_sink, GST_TYPE_BASE_SINK)
GST_ELEMENT_REGISTER_DEFINE (
    rmgfilesink, "rmgfilesink", GST_RANK_NONE, RMG_TYPE_FILE_SINK)

static gboolean
rmg_file_sink_start (GstBaseSink *sink)
{
  RmgFileSink *self = RMG_FILE_SINK (sink);
  int code;

  if (self->location == NULL || *self->location == '\0') {
    GST_ELEMENT_ERROR (
        self, RESOURCE, NOT_FOUND, ("No file name is set."), (NULL));
    return FALSE;
  }
  self->position = 0;
  GST_OBJECT_LOCK (self);
  self->incomplete = FALSE;
  GST_OBJECT_UNLOCK (self);
  code = rmg_draft_open (&self->draft, self->location);
  if (code == 0) {
    GST_DEBUG_OBJECT (self, "writing %s",
        self->draft.draft != NULL ? self->draft.draft : self->location);
    return TRUE;
  }
  g_free (rmg_draft_close (&self->draft, FALSE));
  GST_ELEMENT_ERROR (self, RESOURCE, OPEN_WRITE,
      ("Could not open file \"%s\" for writing: %s.", self->location,
          g_strerror (code)),
      (NULL));
  return FALSE;
}

static gboolean
keeps (RmgFileSink *self)
{
  gboolean keeps;

  GST_OBJECT_LOCK (self);
  keeps = self->keep_incomplete;
  GST_OBJECT_UNLOCK (self);
  return keeps;
}

static gboolean
rmg_file_sink_stop (GstBaseSink *sink)
{
  RmgFileSink *self = RMG_FILE_SINK (sink);
  g_autofree char *kept = rmg_draft_close (&self->draft, keeps (self));

  if (kept != NULL)
    GST_ELEMENT_WARNING (self, RESOURCE, WRITE,
        ("The output is incomplete: \"%s\".", kept), (NULL));
  return TRUE;
}

/* Returns: (transfer full): a sentence about the data that was written */
static char *
describe_written (RmgFileSink *self)
{
  g_autofree char *kept = rmg_draft_name_incomplete (&self->draft);

  if (!rmg_draft_can_seek (&self->draft) || self->position == 0)
    return g_strdup ("");
  if (!keeps (self))
    return g_strdup (" The incomplete file is removed.");
  return g_strdup_printf (" The data before that is in \"%s\".", kept);
}

static GstFlowReturn
fail_write (RmgFileSink *self, int code)
{
  g_autofree char *written = describe_written (self);

  if (code == ENOSPC || code == EDQUOT)
    GST_ELEMENT_ERROR (self, RESOURCE, NO_SPACE_LEFT,
        ("No space is left for \"%s\".%s", self->location, written), (NULL));
  else
    GST_ELEMENT_ERROR (self, RESOURCE, WRITE,
        ("Error while writing to file \"%s\": %s.%s", self->location,
            g_strerror (code), written),
        (NULL));
  return GST_FLOW_ERROR;
}

static GstFlowReturn
rmg_file_sink_render (GstBaseSink *sink, GstBuffer *buffer)
{
  RmgFileSink *self = RMG_FILE_SINK (sink);

  for (guint i = 0; i < gst_buffer_n_memory (buffer); i++) {
    GstMemory *memory = gst_buffer_peek_memory (buffer, i);
    gsize n_written;
    GstMapInfo map;

    if (!gst_memory_map (memory, &map, GST_MAP_READ))
      return fail_write (self, EIO);
    n_written = fwrite (map.data, 1, map.size, self->draft.file);
    gst_memory_unmap (memory, &map);
    self->position += n_written;
    if (n_written != map.size)
      return fail_write (self, errno);
  }
  return GST_FLOW_OK;
}

/* Muxers rewrite headers by a segment in bytes. */
static gboolean
seek_to_segment (RmgFileSink *self, GstEvent *event)
{
  const GstSegment *segment;

  gst_event_parse_segment (event, &segment);
  if (segment->format != GST_FORMAT_BYTES || segment->start == self->position)
    return TRUE;
  if (fflush (self->draft.file) != 0)
    return fail_write (self, errno) == GST_FLOW_OK;
  if (!rmg_draft_can_seek (&self->draft) ||
      fseeko (self->draft.file, (off_t) segment->start, SEEK_SET) != 0) {
    GST_ELEMENT_ERROR (self, RESOURCE, SEEK,
        ("Error while seeking in file \"%s\".", self->location), (NULL));
    return FALSE;
  }
  self->position = segment->start;
  return TRUE;
}

static gboolean
complete (RmgFileSink *self)
{
  gboolean allow_empty, incomplete;
  int code;

  GST_OBJECT_LOCK (self);
  allow_empty = self->allow_empty;
  incomplete = self->incomplete;
  GST_OBJECT_UNLOCK (self);
  if (incomplete)
    return TRUE;
  if (self->position == 0 && !allow_empty) {
    GST_ELEMENT_ERROR (self, STREAM, ENCODE,
        ("Nothing was encoded for \"%s\": the input has no samples.",
            self->location),
        (NULL));
    return FALSE;
  }
  code = rmg_draft_commit (&self->draft);

  if (code == 0)
    GST_DEBUG_OBJECT (self, "complete: %s", self->location);
  else
    fail_write (self, code);
  return code == 0;
}

/* A flush starts the file again, as in filesink. */
static void
truncate_file (RmgFileSink *self)
{
  if (!rmg_draft_can_seek (&self->draft))
    return;
  fflush (self->draft.file);
  rewind (self->draft.file);
  (void) !ftruncate (fileno (self->draft.file), 0);
  self->position = 0;
}

static gboolean
rmg_file_sink_event (GstBaseSink *sink, GstEvent *event)
{
  RmgFileSink *self = RMG_FILE_SINK (sink);
  gboolean ok = TRUE;

  if (GST_EVENT_TYPE (event) == GST_EVENT_SEGMENT)
    ok = seek_to_segment (self, event);
  else if (GST_EVENT_TYPE (event) == GST_EVENT_EOS)
    ok = complete (self);
  else if (GST_EVENT_TYPE (event) == GST_EVENT_FLUSH_STOP)
    truncate_file (self);
  if (ok)
    return GST_BASE_SINK_CLASS (rmg_file_sink_parent_class)
        ->event (sink, event);
  gst_event_unref (event);
  return FALSE;
}

static gboolean
rmg_file_sink_query (GstBaseSink *sink, GstQuery *query)
{
  RmgFileSink *self = RMG_FILE_SINK (sink);
  GstFormat format;

  switch (GST_QUERY_TYPE (query)) {
    case GST_QUERY_SEEKING:
      gst_query_parse_seeking (query, &format, NULL, NULL, NULL);
      gst_query_set_seeking (query, GST_FORMAT_BYTES,
          format != GST_FORMAT_TIME && rmg_draft_can_seek (&self->draft), 0,
          -1);
      return TRUE;
    case GST_QUERY_POSITION:
      gst_query_parse_position (query, &format, NULL);
      if (format != GST_FORMAT_BYTES && format != GST_FORMAT_DEFAULT)
        return FALSE;
      gst_query_set_position (query, GST_FORMAT_BYTES, (gint64) self->position);
      return TRUE;
    case GST_QUERY_FORMATS:
      gst_query_set_formats (query, 2, GST_FORMAT_DEFAULT, GST_FORMAT_BYTES);
      return TRUE;
    default:
      return GST_BASE_SINK_CLASS (rmg_file_sink_parent_class)
          ->query (sink, query);
  }
}

static void
set_location (RmgFileSink *self, const char *location)
{
  if (GST_STATE (self) > GST_STATE_READY)
    return;
  g_free (self->location);
  self->location = g_strdup (location);
}

static void
rmg_file_sink_set_property (
    GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  RmgFileSink *self = RMG_FILE_SINK (object);

  GST_OBJECT_LOCK (self);
  switch (id) {
    case PROP_LOCATION:
      set_location (self, g_value_get_string (value));
      break;
    case PROP_ALLOW_EMPTY:
      self->allow_empty = g_value_get_boolean (value);
      break;
    case PROP_INCOMPLETE:
      self->incomplete = g_value_get_boolean (value);
      break;
    case PROP_KEEP_INCOMPLETE:
      self->keep_incomplete = g_value_get_boolean (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      break;
  }
  GST_OBJECT_UNLOCK (self);
}

static void
rmg_file_sink_get_property (
    GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  RmgFileSink *self = RMG_FILE_SINK (object);

  GST_OBJECT_LOCK (self);
  switch (id) {
    case PROP_LOCATION:
      g_value_set_string (value, self->location);
      break;
    case PROP_ALLOW_EMPTY:
      g_value_set_boolean (value, self->allow_empty);
      break;
    case PROP_INCOMPLETE:
      g_value_set_boolean (value, self->incomplete);
      break;
    case PROP_KEEP_INCOMPLETE:
      g_value_set_boolean (value, self->keep_incomplete);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      break;
  }
  GST_OBJECT_UNLOCK (self);
}

static void
rmg_file_sink_finalize (GObject *object)
{
  g_free (RMG_FILE_SINK (object)->location);
  G_OBJECT_CLASS (rmg_file_sink_parent_class)->finalize (object);
}

static void
rmg_file_sink_init (RmgFileSink *self)
{
  self->allow_empty = self->keep_incomplete = TRUE;
  gst_base_sink_set_sync (GST_BASE_SINK (self), FALSE);
}

static void
rmg_file_sink_class_init (RmgFileSinkClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);
  GstBaseSinkClass *sink_class = GST_BASE_SINK_CLASS (klass);

  GST_DEBUG_CATEGORY_INIT (
      file_sink_debug, "rmgfilesink", 0, "files that appear when complete");
  object_class->set_property = rmg_file_sink_set_property;
  object_class->get_property = rmg_file_sink_get_property;
  object_class->finalize = rmg_file_sink_finalize;
  g_object_class_install_property (object_class, PROP_LOCATION,
      g_param_spec_string ("location", "Location", "Path of the file", NULL,
          G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS |
              GST_PARAM_MUTABLE_READY));
  g_object_class_install_property (object_class, PROP_ALLOW_EMPTY,
      g_param_spec_boolean ("allow-empty", "Allow empty",
          "Whether a stream without data makes an empty file; an error "
          "otherwise",
          TRUE,
          G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS |
              GST_PARAM_MUTABLE_PLAYING));
  g_object_class_install_property (object_class, PROP_INCOMPLETE,
      g_param_spec_boolean ("incomplete", "Incomplete",
          "Whether the stream ends because of a failure upstream, so that the "
          "file does not replace its target",
          FALSE,
          G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS |
              GST_PARAM_MUTABLE_PLAYING));
  g_object_class_install_property (object_class, PROP_KEEP_INCOMPLETE,
      g_param_spec_boolean ("keep-incomplete", "Keep incomplete",
          "Whether the data of a stream that fails stays in a file", TRUE,
          G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS |
              GST_PARAM_MUTABLE_PLAYING));
  gst_element_class_add_static_pad_template (element_class, &sink_template);
  gst_element_class_set_static_metadata (element_class, "File writer",
      "Sink/File", "Writes a file that appears when it is complete",
      "The RemoteMedia authors");
  sink_class->start = rmg_file_sink_start;
  sink_class->stop = rmg_file_sink_stop;
  sink_class->render = rmg_file_sink_render;
  sink_class->event = rmg_file_sink_event;
  sink_class->query = rmg_file_sink_query;
}
