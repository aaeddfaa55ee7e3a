/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/decode/input.h"

char *
rmg_input_name (GstPad *sink_pad)
{
  GstQuery *query = gst_query_new_uri ();
  g_autofree char *uri = NULL;
  g_autofree char *path = NULL;

  if (gst_pad_peer_query (sink_pad, query))
    gst_query_parse_uri (query, &uri);
  gst_query_unref (query);
  if (uri != NULL && g_str_has_prefix (uri, "file:"))
    path = g_filename_from_uri (uri, NULL, NULL);
  if (path != NULL)
    return g_filename_display_basename (path);
  return g_strdup (
      uri != NULL && g_str_has_prefix (uri, "http") ? uri : "the input");
}

gboolean
rmg_input_is_empty (GstPad *sink_pad)
{
  gint64 n_bytes;

  return gst_pad_peer_query_duration (sink_pad, GST_FORMAT_BYTES, &n_bytes) &&
      n_bytes == 0;
}
