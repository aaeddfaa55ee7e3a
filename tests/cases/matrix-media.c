/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "matrix-media.h"

#include "tests/lib/hang.h"
#include "tests/lib/session-fixture.h"

#include <string.h>

static char *
describe (const GstAudioInfo *info)
{
  g_autoptr (GstCaps) caps = gst_audio_info_to_caps (info);

  return gst_caps_to_string (caps);
}

gboolean
matrix_media_run (const char *input, const GstAudioInfo *info, const char *node,
    const char *output, GError **error)
{
  RmgPlanOptions how = { .framing = RMG_FRAMING_STREAM };
  g_autofree char *caps = describe (info);
  g_autofree char *lines =
      g_strdup_printf ("node %s", node != NULL ? node : "PassThroughNode");
  g_autofree char *manifest = rmg_test_manifest (lines);
  g_autoptr (RmgManifest) parsed = rmg_manifest_new_from_data (
      manifest, strlen (manifest), "matrix", NULL, error);
  g_autoptr (RmgGraph) graph =
      parsed != NULL ? rmg_graph_new_from_manifest (parsed, NULL, error) : NULL;
  RmgSession *session;
  gboolean done;

  if (graph == NULL || !rmg_graph_attach_reader (graph, input, caps, error) ||
      !rmg_graph_attach_writer (graph, output, NULL, error))
    return FALSE;
  session = rmg_session_open (graph, &how, NULL, error);
  if (session == NULL)
    return FALSE;
  done = rmg_session_run (session, NULL, NULL, NULL, error);
  return rmg_session_close (session, done ? error : NULL) && done;
}

/* Interleaved samples, whatever the decoder outputs. */
static const char *
get_launch (const GstAudioInfo *raw)
{
  return raw != NULL ? "filesrc name=file ! fakesink name=out sync=false"
                     : "filesrc name=file ! decodebin ! audioconvert ! "
                       "audio/x-raw, layout=interleaved ! "
                       "fakesink name=out sync=false";
}

static void
on_buffer (GstElement *sink, GstBuffer *buffer, GstPad *pad, gpointer data)
{
  GByteArray *bytes = data;
  GstMapInfo map;

  gst_buffer_map (buffer, &map, GST_MAP_READ);
  g_byte_array_append (bytes, map.data, (guint) map.size);
  gst_buffer_unmap (buffer, &map);
}

static gboolean
wait_for_end (GstElement *pipeline, GError **error)
{
  g_autoptr (GstBus) bus = gst_element_get_bus (pipeline);
  g_autoptr (GstMessage) message = gst_bus_timed_pop_filtered (
      bus, RMG_TEST_HANG_S * GST_SECOND, GST_MESSAGE_EOS | GST_MESSAGE_ERROR);

  if (message != NULL && GST_MESSAGE_TYPE (message) == GST_MESSAGE_EOS)
    return TRUE;
  if (message != NULL)
    gst_message_parse_error (message, error, NULL);
  else
    g_set_error (error, GST_CORE_ERROR, GST_CORE_ERROR_FAILED, "no end");
  return FALSE;
}

static void
get_info (GstElement *sink, const GstAudioInfo *raw, GstAudioInfo *info)
{
  g_autoptr (GstPad) pad = gst_element_get_static_pad (sink, "sink");
  g_autoptr (GstCaps) caps = gst_pad_get_current_caps (pad);

  gst_audio_info_init (info);
  if (raw != NULL)
    *info = *raw;
  else if (caps != NULL)
    gst_audio_info_from_caps (info, caps);
}

GBytes *
matrix_media_read (const char *path, const GstAudioInfo *raw,
    GstAudioInfo *info, GError **error)
{
  g_autoptr (GstElement) pipeline = gst_parse_launch (get_launch (raw), error);
  g_autoptr (GstElement) file = NULL;
  g_autoptr (GstElement) sink = NULL;
  GByteArray *bytes = g_byte_array_new ();
  gboolean done;

  file = gst_bin_get_by_name (GST_BIN (pipeline), "file");
  sink = gst_bin_get_by_name (GST_BIN (pipeline), "out");
  g_object_set (file, "location", path, NULL);
  g_object_set (sink, "signal-handoffs", TRUE, NULL);
  g_signal_connect (sink, "handoff", G_CALLBACK (on_buffer), bytes);
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  done = wait_for_end (pipeline, error);
  get_info (sink, raw, info);
  gst_element_set_state (pipeline, GST_STATE_NULL);
  if (done)
    return g_byte_array_free_to_bytes (bytes);
  g_byte_array_unref (bytes);
  return NULL;
}

guint
matrix_media_read_opus_rate (const char *path)
{
  g_autofree char *bytes = NULL;
  const char *head;
  gsize size;

  if (!g_file_get_contents (path, &bytes, &size, NULL))
    return 0;
  for (gsize i = 0; i + 16 < size; i++) {
    head = bytes + i;
    if (memcmp (head, "OpusHead", 8) == 0)
      return GST_READ_UINT32_LE (head + 12);
  }
  return 0;
}
