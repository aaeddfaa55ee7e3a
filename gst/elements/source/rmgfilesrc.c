/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Reads a file. A regular file that is in use, or that another process is about
 * to make, is opened as soon as the policy of the node finds it; after an error of
 * a network share it is opened again, and read on at the same byte if it is the
 * same file. A named pipe is read to the end of its last writer. Alone, the element posts the first failure:
 *
 * gst-launch-1.0 rmgfilesrc location=talk.wav ! rmgdecode ! autoaudiosink */

#include "gst/elements/source/rmgfilesrc.h"

#include "gst/elements/source/file-failure.h"
#include "gst/elements/source/pipe.h"
#include "gst/elements/source/retry.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

GST_DEBUG_CATEGORY_STATIC (file_src_debug);
#define GST_CAT_DEFAULT file_src_debug

static GstStaticPadTemplate src_template = GST_STATIC_PAD_TEMPLATE (
    "src", GST_PAD_SRC, GST_PAD_ALWAYS, GST_STATIC_CAPS_ANY);

#define CLOSED -1

enum
{
  PROP_0,
  PROP_LOCATION,
};

struct _RmgFileSrc
{
  GstBaseSrc parent;

  char *location; /* object lock; changes in NULL and READY */
  RmgSourceRetry retry;

  /* state changes, and the streaming thread, which downstream may own */
  struct stat identity; /* of the file that was opened first */
  gboolean is_known;    /* whether it was opened */

  int fd;           /* object lock */
  gboolean is_pipe; /* as `identity`: the file has no size and no places */
  RmgPipe pipe;
};

G_DEFINE_FINAL_TYPE (RmgFileSrc, rmg_file_src, GST_TYPE_BASE_SRC)
GST_ELEMENT_REGISTER_DEFINE (
    rmgfilesrc, "rmgfilesrc", GST_RANK_NONE, RMG_TYPE_FILE_SRC)

void
rmg_file_src_set_node (RmgFileSrc *self, RmgNode *node)
{
  rmg_source_retry_set_node (&self->retry, node);
}

static void
set_descriptor (RmgFileSrc *self, int fd)
{
  int before;

  rmg_pipe_set_descriptor (&self->pipe, self->is_pipe ? fd : CLOSED);
  GST_OBJECT_LOCK (self);
  before = self->fd;
  self->fd = fd;
  GST_OBJECT_UNLOCK (self);
  if (before != CLOSED)
    close (before);
}

static gboolean
is_pipe (const struct stat *info)
{
  return S_ISFIFO (info->st_mode) || S_ISCHR (info->st_mode);
}

/* Returns: 0, or an errno */
static int
check_readable (int fd, struct stat *info)
{
  if (fstat (fd, info) != 0)
    return errno;
  if (S_ISDIR (info->st_mode))
    return EISDIR;
  return S_ISREG (info->st_mode) || is_pipe (info) ? 0 : ESPIPE;
}

static gboolean
is_other_file (const RmgFileSrc *self, const struct stat *info)
{
  return self->is_known &&
      (info->st_dev != self->identity.st_dev ||
          info->st_ino != self->identity.st_ino);
}

/* O_NONBLOCK: a file with a lease is an error instead of a wait, and a pipe need
 * not have a writer.
 * Returns: (transfer full) (nullable): the failure */
static RmgFailure *
open_file (RmgFileSrc *self)
{
  struct stat info;
  int fd = open (self->location, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  int code = fd < 0 ? errno : check_readable (fd, &info);
  gboolean is_other = code == 0 && is_other_file (self, &info);

  if (fd >= 0 && (code != 0 || is_other))
    close (fd);
  if (code != 0)
    return rmg_file_failure_new (self->location, code, GST_ELEMENT (self));
  if (is_other)
    return rmg_file_failure_new_replaced (self->location, GST_ELEMENT (self));
  self->identity = info;
  self->is_known = TRUE;
  self->is_pipe = is_pipe (&info);
  set_descriptor (self, fd);
  GST_DEBUG_OBJECT (self, "opened \"%s\"", self->location);
  return NULL;
}

static gboolean
is_temporary (const RmgFileSrc *self, const RmgFailure *failure)
{
  return self->retry.node != NULL &&
      rmg_failure_judge (failure, self->retry.node->plan) ==
      RMG_FAILURE_TRANSIENT;
}

/* A failure that a retry may cure is left to the streaming thread, so that no
 * state change waits. */
static gboolean
rmg_file_src_start (GstBaseSrc *src)
{
  RmgFileSrc *self = RMG_FILE_SRC (src);
  g_autoptr (RmgFailure) failure = NULL;

  if (self->location == NULL || *self->location == '\0') {
    GST_ELEMENT_ERROR (
        self, RESOURCE, NOT_FOUND, ("No file name is set."), (NULL));
    return FALSE;
  }
  self->is_known = FALSE;
  failure = open_file (self);
  if (failure == NULL || is_temporary (self, failure))
    return TRUE;
  rmg_source_retry_post (&self->retry, failure);
  return FALSE;
}

static gboolean
rmg_file_src_stop (GstBaseSrc *src)
{
  set_descriptor (RMG_FILE_SRC (src), CLOSED);
  return TRUE;
}

static gboolean
rmg_file_src_unlock (GstBaseSrc *src)
{
  rmg_source_retry_set_stopped (&RMG_FILE_SRC (src)->retry, TRUE);
  rmg_pipe_set_stopped (&RMG_FILE_SRC (src)->pipe, TRUE);
  return TRUE;
}

static gboolean
rmg_file_src_unlock_stop (GstBaseSrc *src)
{
  rmg_source_retry_set_stopped (&RMG_FILE_SRC (src)->retry, FALSE);
  rmg_pipe_set_stopped (&RMG_FILE_SRC (src)->pipe, FALSE);
  return TRUE;
}

/* Returns: number of bytes, less than @n_bytes at the end of the file, or -1 with
 *   an errno */
static gssize
read_at (int fd, guint64 offset, guint8 *bytes, gsize n_bytes)
{
  gsize n_read = 0;

  while (n_read < n_bytes) {
    gssize n =
        pread (fd, bytes + n_read, n_bytes - n_read, (off_t) (offset + n_read));

    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0)
      return -1;
    if (n == 0)
      break;
    n_read += (gsize) n;
  }
  return (gssize) n_read;
}

/* @n_read: (out): negative without a failure if the source stops
 * Returns: (transfer full) (nullable): the failure */
static RmgFailure *
read_file (RmgFileSrc *self, guint64 offset, GstBuffer *buffer, gssize *n_read)
{
  RmgFailure *failure = self->fd == CLOSED ? open_file (self) : NULL;
  GstMapInfo map;
  int code;

  if (failure != NULL)
    return failure;
  if (!gst_buffer_map (buffer, &map, GST_MAP_WRITE))
    return rmg_file_failure_new (self->location, ENOMEM, GST_ELEMENT (self));
  *n_read = self->is_pipe ? rmg_pipe_read (&self->pipe, map.data, map.size)
                          : read_at (self->fd, offset, map.data, map.size);
  code = errno;
  gst_buffer_unmap (buffer, &map);
  if (*n_read >= 0 || code == ECANCELED)
    return NULL;
  set_descriptor (self, CLOSED);
  return rmg_file_failure_new (self->location, code, GST_ELEMENT (self));
}

static GstFlowReturn
read_until_it_works (
    RmgFileSrc *self, guint64 offset, GstBuffer *buffer, gssize *n_read)
{
  GstFlowReturn flow = GST_FLOW_OK;
  RmgFailure *failure;

  while (flow == GST_FLOW_OK) {
    failure = read_file (self, offset, buffer, n_read);
    if (failure == NULL && *n_read < 0)
      return GST_FLOW_FLUSHING;
    if (failure == NULL) {
      rmg_source_retry_succeeded (&self->retry);
      return *n_read > 0 ? GST_FLOW_OK : GST_FLOW_EOS;
    }
    flow = rmg_source_retry_failed (&self->retry, failure);
  }
  return flow;
}

static GstFlowReturn
rmg_file_src_create (
    GstBaseSrc *src, guint64 offset, guint n_bytes, GstBuffer **buffer)
{
  RmgFileSrc *self = RMG_FILE_SRC (src);
  g_autoptr (GstBuffer) made = gst_buffer_new_allocate (NULL, n_bytes, NULL);
  gssize n_read = 0;
  GstFlowReturn flow = read_until_it_works (self, offset, made, &n_read);

  if (flow != GST_FLOW_OK)
    return flow;
  gst_buffer_set_size (made, n_read);
  GST_BUFFER_OFFSET (made) = offset;
  GST_BUFFER_OFFSET_END (made) = offset + (guint64) n_read;
  *buffer = g_steal_pointer (&made);
  return GST_FLOW_OK;
}

static gboolean
rmg_file_src_is_seekable (GstBaseSrc *src)
{
  return !RMG_FILE_SRC (src)->is_pipe;
}

/* The file may grow while it is read. */
static gboolean
rmg_file_src_get_size (GstBaseSrc *src, guint64 *n_bytes)
{
  RmgFileSrc *self = RMG_FILE_SRC (src);
  struct stat info;
  gboolean is_known;

  GST_OBJECT_LOCK (self);
  is_known =
      self->fd != CLOSED && !self->is_pipe && fstat (self->fd, &info) == 0;
  GST_OBJECT_UNLOCK (self);
  if (is_known)
    *n_bytes = (guint64) info.st_size;
  return is_known;
}

static gboolean
answer_uri (RmgFileSrc *self, GstQuery *query)
{
  g_autofree char *location = NULL;
  g_autofree char *uri = NULL;

  GST_OBJECT_LOCK (self);
  location = g_strdup (self->location);
  GST_OBJECT_UNLOCK (self);
  if (location != NULL)
    uri = gst_filename_to_uri (location, NULL);
  gst_query_set_uri (query, uri);
  return uri != NULL;
}

static gboolean
rmg_file_src_query (GstBaseSrc *src, GstQuery *query)
{
  if (GST_QUERY_TYPE (query) == GST_QUERY_URI)
    return answer_uri (RMG_FILE_SRC (src), query);
  return GST_BASE_SRC_CLASS (rmg_file_src_parent_class)->query (src, query);
}

static void
set_location (RmgFileSrc *self, const char *location)
{
  if (GST_STATE (self) > GST_STATE_READY)
    return;
  g_free (self->location);
  self->location = g_strdup (location);
}

static void
rmg_file_src_set_property (
    GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  RmgFileSrc *self = RMG_FILE_SRC (object);

  if (id != PROP_LOCATION) {
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    return;
  }
  GST_OBJECT_LOCK (self);
  set_location (self, g_value_get_string (value));
  GST_OBJECT_UNLOCK (self);
}

static void
rmg_file_src_get_property (
    GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  RmgFileSrc *self = RMG_FILE_SRC (object);

  if (id != PROP_LOCATION) {
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    return;
  }
  GST_OBJECT_LOCK (self);
  g_value_set_string (value, self->location);
  GST_OBJECT_UNLOCK (self);
}

static void
rmg_file_src_finalize (GObject *object)
{
  RmgFileSrc *self = RMG_FILE_SRC (object);

  g_free (self->location);
  rmg_source_retry_clear (&self->retry);
  rmg_pipe_clear (&self->pipe);
  G_OBJECT_CLASS (rmg_file_src_parent_class)->finalize (object);
}

static void
rmg_file_src_init (RmgFileSrc *self)
{
  self->fd = CLOSED;
  rmg_pipe_init (&self->pipe);
  rmg_source_retry_init (&self->retry, GST_ELEMENT (self));
  gst_base_src_set_format (GST_BASE_SRC (self), GST_FORMAT_BYTES);
}

static void
rmg_file_src_class_init (RmgFileSrcClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);
  GstBaseSrcClass *src_class = GST_BASE_SRC_CLASS (klass);

  GST_DEBUG_CATEGORY_INIT (
      file_src_debug, "rmgfilesrc", 0, "files that are read");
  object_class->set_property = rmg_file_src_set_property;
  object_class->get_property = rmg_file_src_get_property;
  object_class->finalize = rmg_file_src_finalize;
  g_object_class_install_property (object_class, PROP_LOCATION,
      g_param_spec_string ("location", "Location", "Path of the file", NULL,
          G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS |
              GST_PARAM_MUTABLE_READY));
  gst_element_class_add_static_pad_template (element_class, &src_template);
  gst_element_class_set_static_metadata (element_class, "File reader",
      "Source/File", "Reads a file, and goes on after an interruption",
      "The RemoteMedia authors");
  src_class->start = rmg_file_src_start;
  src_class->stop = rmg_file_src_stop;
  src_class->unlock = rmg_file_src_unlock;
  src_class->unlock_stop = rmg_file_src_unlock_stop;
  src_class->is_seekable = rmg_file_src_is_seekable;
  src_class->get_size = rmg_file_src_get_size;
  src_class->query = rmg_file_src_query;
  src_class->create = rmg_file_src_create;
}
