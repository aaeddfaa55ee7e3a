/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/decode/damage.h"

#include "elements/decode/ogg-end.h"

/* (transfer full) (nullable): the last bytes of an Ogg file. */
static GByteArray *
read_tail (RmgFileFacts *facts, GstPad *sink_pad)
{
  g_autoptr (GstPad) peer = gst_pad_get_peer (sink_pad);
  g_autoptr (GstBuffer) buffer = NULL;
  GByteArray *bytes = g_byte_array_new ();
  gint64 n_bytes = 0;
  GstMapInfo map;

  if (peer == NULL || GST_PAD_MODE (peer) != GST_PAD_MODE_PULL) {
    g_byte_array_append (bytes, facts->tail->data, facts->tail->len);
    return bytes;
  }
  if (gst_pad_query_duration (peer, GST_FORMAT_BYTES, &n_bytes) &&
      gst_pad_get_range (peer, (guint64) MAX (n_bytes - RMG_OGG_MAX_PAGE, 0),
          RMG_OGG_MAX_PAGE, &buffer) == GST_FLOW_OK &&
      gst_buffer_map (buffer, &map, GST_MAP_READ)) {
    g_byte_array_append (bytes, map.data, (guint) map.size);
    gst_buffer_unmap (buffer, &map);
  }
  return bytes;
}

static void
warn (GstPad *sink_pad, const char *text)
{
  if (text != NULL)
    GST_ELEMENT_WARNING (
        GST_PAD_PARENT (sink_pad), STREAM, DECODE, ("%s", text), (NULL));
}

static void
check_ogg_end (RmgFileFacts *facts, GstPad *sink_pad)
{
  g_autoptr (GByteArray) tail =
      facts->is_ogg ? read_tail (facts, sink_pad) : NULL;

  if (tail != NULL && tail->len > 0 &&
      !rmg_ogg_is_complete (tail->data, tail->len))
    warn (sink_pad, "The file ends early: its last page is missing.");
}

void
rmg_damage_report (
    RmgFileFacts *facts, GstPad *sink_pad, GstPad *decoded, GstClockTime delay)
{
  GstClockTime length = decoded != NULL
      ? rmg_file_facts_get_length (facts, decoded)
      : GST_CLOCK_TIME_NONE;
  g_autofree char *places = NULL;
  g_autofree char *end = NULL;

  g_mutex_lock (&facts->lock);
  places = rmg_gaps_describe (&facts->gaps, delay);
  end = rmg_gaps_describe_end (&facts->gaps, length, delay);
  g_mutex_unlock (&facts->lock);
  warn (sink_pad, places);
  warn (sink_pad, end);
  if (end == NULL)
    check_ogg_end (facts, sink_pad);
}
