/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Writes the delay of the AAC encoder into the edit list of an MP4 file, so that
 * players skip it. mp4mux writes the list without the delay.
 *
 * gst-launch-1.0 audiotestsrc num-buffers=99 ! avenc_aac ! mp4mux !
 *     rmgmp4delay ! rmgfilesink location=tone.m4a */

#include "elements/mp4/rmgmp4delay.h"

#include "elements/base/pad.h"
#include "elements/mp4/edits.h"

/* Delay of avenc_aac in samples: one frame. */
#define ENCODER_DELAY 1024

GST_DEBUG_CATEGORY_STATIC (mp4_delay_debug);
#define GST_CAT_DEFAULT mp4_delay_debug

#define CAPS "video/quicktime; audio/x-m4a"

static GstStaticPadTemplate sink_template = GST_STATIC_PAD_TEMPLATE (
    "sink", GST_PAD_SINK, GST_PAD_ALWAYS, GST_STATIC_CAPS (CAPS));
static GstStaticPadTemplate src_template = GST_STATIC_PAD_TEMPLATE (
    "src", GST_PAD_SRC, GST_PAD_ALWAYS, GST_STATIC_CAPS (CAPS));

struct _RmgMp4Delay
{
  GstElement parent;

  GstPad *sink_pad, *src_pad;
};

G_DEFINE_FINAL_TYPE (RmgMp4Delay, rmg_mp4_delay, GST_TYPE_ELEMENT)
GST_ELEMENT_REGISTER_DEFINE (
    rmgmp4delay, "rmgmp4delay", GST_RANK_NONE, RMG_TYPE_MP4_DELAY)

static gboolean
is_movie (GstBuffer *buffer)
{
  return gst_buffer_memcmp (buffer, 4, "moov", 4) == 0;
}

static GstFlowReturn
rmg_mp4_delay_chain (GstPad *pad, GstObject *parent, GstBuffer *buffer)
{
  RmgMp4Delay *self = RMG_MP4_DELAY (parent);
  GstMapInfo map;

  if (!is_movie (buffer))
    return gst_pad_push (self->src_pad, buffer);
  buffer = gst_buffer_make_writable (buffer);
  if (gst_buffer_map (buffer, &map, GST_MAP_READWRITE)) {
    gboolean done = rmg_mp4_edits_write (map.data, map.size, ENCODER_DELAY);

    GST_DEBUG_OBJECT (self, "delay %swritten", done ? "" : "not ");
    gst_buffer_unmap (buffer, &map);
  }
  return gst_pad_push (self->src_pad, buffer);
}

static void
rmg_mp4_delay_init (RmgMp4Delay *self)
{
  self->sink_pad = rmg_pad_new (self, "sink");
  self->src_pad = rmg_pad_new (self, "src");
  gst_pad_set_chain_function (self->sink_pad, rmg_mp4_delay_chain);
  GST_PAD_SET_PROXY_CAPS (self->sink_pad);
  GST_PAD_SET_PROXY_CAPS (self->src_pad);
  gst_element_add_pad (GST_ELEMENT (self), self->sink_pad);
  gst_element_add_pad (GST_ELEMENT (self), self->src_pad);
}

static void
rmg_mp4_delay_class_init (RmgMp4DelayClass *klass)
{
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);

  GST_DEBUG_CATEGORY_INIT (
      mp4_delay_debug, "rmgmp4delay", 0, "delay of AAC in MP4 files");
  gst_element_class_add_static_pad_template (element_class, &sink_template);
  gst_element_class_add_static_pad_template (element_class, &src_template);
  gst_element_class_set_static_metadata (element_class, "MP4 delay",
      "Codec/Muxer/Audio", "Writes the delay of AAC into MP4 files",
      "The RemoteMedia authors");
}
