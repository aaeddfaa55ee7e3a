/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/tools/frames.h"

#include "gst/tools/params.h"
#include "gst/tools/report.h"

#include <string.h>

#define PARAM "post_frames"

/* The header of a file for numpy is a multiple of this. */
#define NPY_ALIGNMENT 64
#define NPY_MAGIC "\x93NUMPY\x01"
#define NPY_HEADER_BYTES 10

typedef struct
{
  const char *node; /* interned */
  double time_s;    /* start of the frame in the input */
  double probability;
  double level_db;
  guint channel; /* from 1; 0: all channels together */
  gboolean is_speech;
} ToolFrame;

void
tool_frames_init (ToolFrames *self)
{
  self->found = g_array_new (FALSE, FALSE, sizeof (ToolFrame));
}

void
tool_frames_clear (ToolFrames *self)
{
  g_clear_pointer (&self->found, g_array_unref);
}

gboolean
tool_frames_request (RmgGraph *graph, GError **error)
{
  guint n_set;

  if (!tool_params_set_all (graph, PARAM, "true", &n_set, error))
    return FALSE;
  if (n_set == 0)
    g_set_error (error, TOOL_ERROR, TOOL_USAGE,
        "--frames: the manifest has no node that detects speech");
  return n_set > 0;
}

static double
read_double (const GstStructure *structure, const char *field)
{
  double value = 0;

  gst_structure_get_double (structure, field, &value);
  return value;
}

void
tool_frames_take (ToolFrames *self, GstMessage *message)
{
  const GstStructure *structure = gst_message_get_structure (message);
  ToolFrame frame = { NULL };
  guint64 time = 0;

  if (GST_MESSAGE_TYPE (message) != GST_MESSAGE_ELEMENT || structure == NULL ||
      !gst_structure_has_name (structure, "rmgvad-frame"))
    return;
  gst_structure_get_uint64 (structure, "running-time", &time);
  gst_structure_get_boolean (structure, "speech", &frame.is_speech);
  frame.node = g_intern_string (GST_MESSAGE_SRC_NAME (message));
  frame.time_s = (double) time / GST_SECOND;
  frame.probability = read_double (structure, "probability");
  frame.level_db = read_double (structure, "level-db");
  gst_structure_get_uint (structure, "channel", &frame.channel);
  g_array_append_val (self->found, frame);
}

static const ToolFrame *
get (const ToolFrames *self, guint index)
{
  return &g_array_index (self->found, ToolFrame, index);
}

/* Whether some node has a detector for each channel. */
static gboolean
has_channels (const ToolFrames *self)
{
  for (guint i = 0; i < self->found->len; i++)
    if (get (self, i)->channel > 0)
      return TRUE;
  return FALSE;
}

static void
write_csv (GString *text, const ToolFrames *self)
{
  const gboolean channels = has_channels (self);

  g_string_append_printf (text, "time,probability,level_db,speech,node%s\n",
      channels ? ",channel" : "");
  for (guint i = 0; i < self->found->len; i++) {
    const ToolFrame *frame = get (self, i);
    g_auto (GStrv) parts = g_strsplit (frame->node, "\"", -1);
    g_autofree char *node = g_strjoinv ("\"\"", parts);

    g_string_append_printf (text, "%.6f,%.6f,%.2f,%d,\"%s\"", frame->time_s,
        frame->probability, frame->level_db, frame->is_speech, node);
    if (channels)
      g_string_append_printf (text, ",%u", frame->channel);
    g_string_append_c (text, '\n');
  }
}

static void
write_json (GString *text, const ToolFrames *self)
{
  RmgJsonWriter json = RMG_JSON_WRITER_INIT (text);

  rmg_json_writer_begin_array (&json, NULL);
  for (guint i = 0; i < self->found->len; i++) {
    const ToolFrame *frame = get (self, i);

    rmg_json_writer_begin_object (&json, NULL);
    rmg_json_writer_string (&json, "node", frame->node);
    rmg_json_writer_double (&json, "time", frame->time_s);
    rmg_json_writer_double (&json, "probability", frame->probability);
    rmg_json_writer_double (&json, "level_db", frame->level_db);
    rmg_json_writer_boolean (&json, "speech", frame->is_speech);
    if (frame->channel > 0)
      rmg_json_writer_int (&json, "channel", frame->channel);
    rmg_json_writer_end_object (&json);
  }
  rmg_json_writer_end_array (&json);
  g_string_append_c (text, '\n');
}

static void
append_npy_double (GString *text, double value)
{
  guint8 bytes[8];

  GST_WRITE_DOUBLE_LE (bytes, value);
  g_string_append_len (text, (const char *) bytes, sizeof bytes);
}

/* Ids have a fixed length in an array of records. */
static gsize
measure_ids (const ToolFrames *self)
{
  gsize n_bytes = 1;

  for (guint i = 0; i < self->found->len; i++)
    n_bytes = MAX (n_bytes, strlen (get (self, i)->node));
  return n_bytes;
}

/* Version 1.0 of the format: magic, size of the header, and the header as a
 * dictionary of Python. */
static void
append_npy_header (
    GString *text, guint n_frames, gsize id_bytes, gboolean channels)
{
  g_autofree char *header = g_strdup_printf (
      "{'descr': [('time', '<f8'), ('probability', '<f8'), "
      "('level_db', '<f8'), ('speech', '|b1'), ('node', '|S%" G_GSIZE_FORMAT
      "')%s], 'fortran_order': False, 'shape': (%u,), }",
      id_bytes, channels ? ", ('channel', '|u1')" : "", n_frames);
  const gsize used = NPY_HEADER_BYTES + strlen (header) + 1;
  const gsize padding = (NPY_ALIGNMENT - used % NPY_ALIGNMENT) % NPY_ALIGNMENT;
  const gsize size = strlen (header) + padding + 1;

  g_string_append_len (text, NPY_MAGIC "\0", 8);
  g_string_append_c (text, (char) (size & 0xff));
  g_string_append_c (text, (char) (size >> 8));
  g_string_append_printf (text, "%s%*s\n", header, (int) padding, "");
}

static void
write_npy (GString *text, const ToolFrames *self)
{
  const gsize id_bytes = measure_ids (self);
  const gboolean channels = has_channels (self);

  append_npy_header (text, self->found->len, id_bytes, channels);
  for (guint i = 0; i < self->found->len; i++) {
    const ToolFrame *frame = get (self, i);
    const gsize end = text->len + 3 * 8 + 1 + id_bytes;

    append_npy_double (text, frame->time_s);
    append_npy_double (text, frame->probability);
    append_npy_double (text, frame->level_db);
    g_string_append_c (text, (char) frame->is_speech);
    g_string_append (text, frame->node);
    while (text->len < end)
      g_string_append_c (text, '\0');
    if (channels)
      g_string_append_c (text, (char) frame->channel);
  }
}

typedef void (*WriteFrames) (GString *text, const ToolFrames *frames);

static const struct
{
  const char *extension;
  WriteFrames write;
} formats[] = {
  { "csv", write_csv },
  { "json", write_json },
  { "npy", write_npy },
};

static WriteFrames
find_format (const char *path)
{
  const char *extension = strrchr (path, '.');

  for (gsize i = 0; extension != NULL && i < G_N_ELEMENTS (formats); i++)
    if (g_ascii_strcasecmp (extension + 1, formats[i].extension) == 0)
      return formats[i].write;
  return NULL;
}

gboolean
tool_frames_check_path (const char *path, GError **error)
{
  if (find_format (path) != NULL)
    return TRUE;
  g_set_error (error, TOOL_ERROR, TOOL_USAGE,
      "--frames: expected a name ending in .csv, .json or .npy, got '%s'",
      path);
  return FALSE;
}

gboolean
tool_frames_write (const ToolFrames *self, const char *path, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);

  find_format (path) (text, self);
  return tool_write_bytes (path, text->str, text->len, error);
}
