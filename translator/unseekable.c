/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "translator/unseekable.h"

#include <string.h>
#include <sys/stat.h>

#define WAV_HEADER_BYTES 44
#define RIFF_SIZE_OFFSET 4
#define DATA_SIZE_OFFSET 40

typedef struct
{
  guint64 n_bytes;  /* that have passed */
  gboolean rewound; /* what comes now is the header again */
} Output;

static gboolean
is_unseekable (GstElement *sink)
{
  struct stat info;
  g_autofree char *location = NULL;
  int fd;

  if (g_str_has_prefix (G_OBJECT_TYPE_NAME (sink), "GstFdSink")) {
    g_object_get (sink, "fd", &fd, NULL);
    return fstat (fd, &info) == 0 && !S_ISREG (info.st_mode);
  }
  g_object_get (sink, "location", &location, NULL);
  return location != NULL && stat (location, &info) == 0 &&
      !S_ISREG (info.st_mode);
}

static GstBuffer *
open_sizes (GstBuffer *buffer)
{
  GstMapInfo map;

  buffer = gst_buffer_make_writable (buffer);
  if (!gst_buffer_map (buffer, &map, GST_MAP_READWRITE))
    return buffer;
  if (map.size >= WAV_HEADER_BYTES && memcmp (map.data, "RIFF", 4) == 0) {
    memset (map.data + RIFF_SIZE_OFFSET, 0xff, 4);
    memset (map.data + DATA_SIZE_OFFSET, 0xff, 4);
  }
  gst_buffer_unmap (buffer, &map);
  return buffer;
}

static GstPadProbeReturn
watch_buffer (Output *output, GstPadProbeInfo *info)
{
  GstBuffer *buffer = GST_PAD_PROBE_INFO_BUFFER (info);

  if (output->rewound)
    return GST_PAD_PROBE_DROP;
  if (output->n_bytes == 0)
    info->data = buffer = open_sizes (buffer);
  output->n_bytes += gst_buffer_get_size (buffer);
  return GST_PAD_PROBE_OK;
}

static GstPadProbeReturn
watch_event (Output *output, GstPadProbeInfo *info)
{
  GstEvent *event = GST_PAD_PROBE_INFO_EVENT (info);
  const GstSegment *segment;

  if (GST_EVENT_TYPE (event) != GST_EVENT_SEGMENT)
    return GST_PAD_PROBE_OK;
  gst_event_parse_segment (event, &segment);
  if (segment->format != GST_FORMAT_BYTES || segment->start >= output->n_bytes)
    return GST_PAD_PROBE_OK;
  output->rewound = TRUE;
  return GST_PAD_PROBE_DROP;
}

static GstPadProbeReturn
watch (GstPad *pad, GstPadProbeInfo *info, gpointer output)
{
  if (info->type & GST_PAD_PROBE_TYPE_BUFFER)
    return watch_buffer (output, info);
  return watch_event (output, info);
}

static GstPadProbeReturn
drop_tags (GstPad *pad, GstPadProbeInfo *info, gpointer unused)
{
  GstEventType type = GST_EVENT_TYPE (GST_PAD_PROBE_INFO_EVENT (info));

  return type == GST_EVENT_TAG || type == GST_EVENT_TOC ? GST_PAD_PROBE_DROP
                                                        : GST_PAD_PROBE_OK;
}

/* Tags go behind the samples, where a size without end would make them sound. */
static void
keep_tags_from (GstPad *sink_pad)
{
  g_autoptr (GstPad) from = gst_pad_get_peer (sink_pad);
  g_autoptr (GstElement) encoder =
      from != NULL ? gst_pad_get_parent_element (from) : NULL;
  g_autoptr (GstPad) pad =
      encoder != NULL ? gst_element_get_static_pad (encoder, "sink") : NULL;

  if (pad != NULL)
    gst_pad_add_probe (
        pad, GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM, drop_tags, NULL, NULL);
}

void
rmg_unseekable_install (GstElement *sink)
{
  g_autoptr (GstPad) pad = NULL;

  if (!is_unseekable (sink))
    return;
  pad = gst_element_get_static_pad (sink, "sink");
  keep_tags_from (pad);
  gst_pad_add_probe (pad,
      GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM, watch,
      g_new0 (Output, 1), g_free);
}
