/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "translator/build/wav-output.h"
#include "wav/bytes.h"

#include <string.h>
#include <sys/stat.h>

/* Header that wavenc writes: RIFF, "fmt ", other chunks, "data". The format of
 * more than two channels is extensible and has a mask of positions. */
#define RIFF_SIZE_OFFSET 4
#define FIRST_CHUNK_OFFSET 12
#define TAG_OFFSET 20
#define TAG_EXTENSIBLE 0xfffe
#define MASK_OFFSET 40
#define MASK_END 44
#define CHUNK_HEADER_BYTES 8
#define SIZE_UNTIL_END 0xffffffffu

/* Bits of channel-mask in GStreamer that WAV has, in the same order: 0 to 8 are
 * equal, and the sides are one bit lower. */
#define EQUAL_BITS G_GUINT64_CONSTANT (0x1ff)
#define SIDE_BITS G_GUINT64_CONSTANT (0xc00)

typedef struct
{
  GstPad *encoder_pad; /* not owned: it is in the same bin */
  gboolean is_seekable;
  guint64 n_bytes;  /* that have passed */
  gboolean rewound; /* the next bytes are the header again */
} Output;

static gboolean
is_seekable (GstElement *sink)
{
  struct stat info;
  g_autofree char *location = NULL;
  int fd;

  if (g_str_equal (G_OBJECT_TYPE_NAME (sink), "GstFdSink")) {
    g_object_get (sink, "fd", &fd, NULL);
    return fstat (fd, &info) == 0 && S_ISREG (info.st_mode);
  }
  g_object_get (sink, "location", &location, NULL);
  return location == NULL || stat (location, &info) != 0 ||
      S_ISREG (info.st_mode);
}

/* Offset of the size of the chunk "data", or 0. */
static gsize
find_data_size (const GstMapInfo *map)
{
  gsize offset = FIRST_CHUNK_OFFSET;

  while (offset + CHUNK_HEADER_BYTES <= map->size) {
    if (memcmp (map->data + offset, "data", 4) == 0)
      return offset + 4;
    offset += CHUNK_HEADER_BYTES +
        GST_ROUND_UP_2 (
            (gsize) rmg_bytes_read_32 (map->data + offset + 4, FALSE));
  }
  return 0;
}

/* The mask of WAV for the caps of the encoder; 0 for positions that it does not
 * have, and for channels without positions. */
static guint32
read_mask (GstPad *encoder_pad)
{
  g_autoptr (GstCaps) caps = gst_pad_get_current_caps (encoder_pad);
  guint64 mask = 0;

  if (caps == NULL ||
      !gst_structure_get (gst_caps_get_structure (caps, 0), "channel-mask",
          GST_TYPE_BITMASK, &mask, NULL) ||
      (mask & ~(EQUAL_BITS | SIDE_BITS)) != 0)
    return 0;
  return (guint32) ((mask & EQUAL_BITS) | (mask & SIDE_BITS) >> 1);
}

static GstBuffer *
correct_header (const Output *self, GstBuffer *buffer)
{
  GstMapInfo map;
  gsize data_size;

  buffer = gst_buffer_make_writable (buffer);
  if (!gst_buffer_map (buffer, &map, GST_MAP_READWRITE))
    return buffer;
  data_size = map.size >= MASK_END && memcmp (map.data, "RIFF", 4) == 0
      ? find_data_size (&map)
      : 0;
  if (data_size > 0 && !self->is_seekable) {
    rmg_bytes_write_32 (map.data + RIFF_SIZE_OFFSET, SIZE_UNTIL_END, FALSE);
    rmg_bytes_write_32 (map.data + data_size, SIZE_UNTIL_END, FALSE);
  }
  if (data_size > 0 &&
      rmg_bytes_read_16 (map.data + TAG_OFFSET, FALSE) == TAG_EXTENSIBLE)
    rmg_bytes_write_32 (
        map.data + MASK_OFFSET, read_mask (self->encoder_pad), FALSE);
  gst_buffer_unmap (buffer, &map);
  return buffer;
}

static GstPadProbeReturn
watch_buffer (Output *output, GstPadProbeInfo *info)
{
  if (output->rewound && !output->is_seekable)
    return GST_PAD_PROBE_DROP;
  if (output->n_bytes == 0 || output->rewound)
    info->data = correct_header (output, GST_PAD_PROBE_INFO_BUFFER (info));
  output->rewound = FALSE;
  output->n_bytes += gst_buffer_get_size (info->data);
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
  return output->is_seekable ? GST_PAD_PROBE_OK : GST_PAD_PROBE_DROP;
}

static GstPadProbeReturn
watch_sink (GstPad *pad, GstPadProbeInfo *info, gpointer output)
{
  if (info->type & GST_PAD_PROBE_TYPE_BUFFER)
    return watch_buffer (output, info);
  return watch_event (output, info);
}

typedef struct
{
  gboolean drops_tags;
  gboolean has_data;
} EncoderInput;

/* wavenc makes its segment with the first buffer, and its header at the end
 * at the latest: without any buffer the header would come before a segment. */
static void
write_empty (GstPad *pad)
{
  GstSegment segment;

  gst_segment_init (&segment, GST_FORMAT_TIME);
  gst_pad_send_event (pad, gst_event_new_segment (&segment));
  gst_pad_chain (pad, gst_buffer_new ());
}

/* Without caps, as after the failure of a reader, there is no header: the end
 * goes around the encoder. */
static GstPadProbeReturn
end_without_caps (GstPad *pad)
{
  g_autoptr (GstElement) encoder = gst_pad_get_parent_element (pad);
  g_autoptr (GstPad) src = gst_element_get_static_pad (encoder, "src");

  gst_pad_push_event (src, gst_event_new_stream_start ("rmg-empty"));
  gst_pad_push_event (src, gst_event_new_eos ());
  return GST_PAD_PROBE_DROP;
}

static GstPadProbeReturn
watch_input_event (GstPad *pad, EncoderInput *input, GstEvent *event)
{
  switch (GST_EVENT_TYPE (event)) {
    case GST_EVENT_TAG:
    case GST_EVENT_TOC:
      return input->drops_tags ? GST_PAD_PROBE_DROP : GST_PAD_PROBE_OK;
    case GST_EVENT_EOS:
      if (!gst_pad_has_current_caps (pad))
        return end_without_caps (pad);
      if (!input->has_data)
        write_empty (pad);
      return GST_PAD_PROBE_OK;
    default:
      return GST_PAD_PROBE_OK;
  }
}

static GstPadProbeReturn
watch_input (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  EncoderInput *input = data;

  if (info->type & GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM)
    return watch_input_event (pad, input, GST_PAD_PROBE_INFO_EVENT (info));
  input->has_data = TRUE;
  return GST_PAD_PROBE_OK;
}

static GstElement *
find_encoder (GstPad *sink_pad)
{
  g_autoptr (GstPad) peer = gst_pad_get_peer (sink_pad);
  g_autoptr (GstElement) encoder =
      peer != NULL ? gst_pad_get_parent_element (peer) : NULL;

  if (encoder == NULL ||
      !g_str_equal (G_OBJECT_TYPE_NAME (encoder), "GstWavEnc"))
    return NULL;
  return g_steal_pointer (&encoder);
}

void
rmg_wav_output_install (GstElement *sink)
{
  g_autoptr (GstPad) sink_pad = gst_element_get_static_pad (sink, "sink");
  g_autoptr (GstElement) encoder = find_encoder (sink_pad);
  g_autoptr (GstPad) encoder_pad = NULL;
  Output *output;
  EncoderInput *input;

  if (encoder == NULL)
    return;
  output = g_new0 (Output, 1);
  output->is_seekable = is_seekable (sink);
  encoder_pad = gst_element_get_static_pad (encoder, "sink");
  output->encoder_pad = encoder_pad;
  gst_pad_add_probe (sink_pad,
      GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM,
      watch_sink, output, g_free);

  input = g_new0 (EncoderInput, 1);
  input->drops_tags = !output->is_seekable;
  gst_pad_add_probe (encoder_pad,
      GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM,
      watch_input, input, g_free);
}
