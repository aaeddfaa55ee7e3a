/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/decode/facts.h"

#include "elements/mp4/edits.h"
#include "elements/mp4/tracks.h"
#include "elements/decode/ogg-end.h"
#include "elements/decode/vorbis-end.h"
#include "elements/mp3/info-tag.h"
#include "wav/bytes.h"

#include <string.h>

#define MAX_HEAD (16 * 1024)
#define EXACT GST_MSECOND
#define STREAMINFO_BYTES 38
#define ENCODER_BYTES 4

void
rmg_file_facts_init (RmgFileFacts *self)
{
  g_mutex_init (&self->lock);
  g_weak_ref_init (&self->demuxer, NULL);
  self->head = g_byte_array_new ();
  self->tail = g_byte_array_new ();
  rmg_gaps_init (&self->gaps);
}

void
rmg_file_facts_reset (RmgFileFacts *self)
{
  g_mutex_lock (&self->lock);
  self->has_trim = self->is_ogg = FALSE;
  self->length = 0;
  g_byte_array_set_size (self->head, 0);
  g_byte_array_set_size (self->tail, 0);
  rmg_gaps_init (&self->gaps);
  g_mutex_unlock (&self->lock);
  g_weak_ref_set (&self->demuxer, NULL);
}

void
rmg_file_facts_clear (RmgFileFacts *self)
{
  g_byte_array_unref (self->head);
  g_byte_array_unref (self->tail);
  g_weak_ref_clear (&self->demuxer);
  g_mutex_clear (&self->lock);
}

static void
append (GByteArray *bytes, GstBuffer *buffer)
{
  GstMapInfo map;

  if (!gst_buffer_map (buffer, &map, GST_MAP_READ))
    return;
  g_byte_array_append (bytes, map.data, (guint) map.size);
  gst_buffer_unmap (buffer, &map);
}

/* Whether the bytes follow those in @bytes. */
static gboolean
follows (const GByteArray *bytes, const GstPadProbeInfo *info)
{
  return !(info->type & GST_PAD_PROBE_TYPE_PULL) ||
      GST_PAD_PROBE_INFO_OFFSET (info) == bytes->len;
}

static void
take_mp3_info (
    RmgFileFacts *self, const RmgMp3Info *info, const RmgMp3Header *header)
{
  const guint64 coded = (guint64) info->frames * header->samples;
  const guint64 delay = info->delay + RMG_MP3_DECODER_DELAY;
  const guint64 added = delay +
      (info->padding > RMG_MP3_DECODER_DELAY
              ? info->padding - RMG_MP3_DECODER_DELAY
              : 0);

  self->length = coded;
  self->length_rate = header->rate_hz;
  self->has_trim = info->has_delay;
  self->trim_rate = 0;
  self->trim = (RmgTrimFacts){ delay, RMG_TRIM_UNKNOWN, RMG_TRIM_UNKNOWN };
  if (coded > added) {
    self->trim.coded = coded;
    self->trim.total = coded - added;
  }
}

/* mpegaudioparse knows some encoders and has their delay cut, to a time that is
 * rounded; without a name it leaves it to the output. @at is the place of the
 * name in @buffer. */
static GstBuffer *
hide_encoder (GstBuffer *buffer, gsize at)
{
  buffer = gst_buffer_make_writable (buffer);
  gst_buffer_memset (buffer, at, 0, ENCODER_BYTES);
  return buffer;
}

static GstPadProbeReturn
read_mp3 (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  RmgFileFacts *self = data;
  RmgMp3Info found;
  RmgMp3Header header;
  gboolean done = TRUE;

  g_mutex_lock (&self->lock);
  if (follows (self->head, info)) {
    const gsize before = self->head->len;

    append (self->head, GST_PAD_PROBE_INFO_BUFFER (info));
    done =
        rmg_mp3_info_find (&found, &header, self->head->data, self->head->len);
    if (done)
      take_mp3_info (self, &found, &header);
    if (done && found.has_delay && found.encoder >= before)
      info->data = hide_encoder (
          GST_PAD_PROBE_INFO_BUFFER (info), found.encoder - before);
    done = done || self->head->len >= MAX_HEAD;
  }
  g_mutex_unlock (&self->lock);
  return done ? GST_PAD_PROBE_REMOVE : GST_PAD_PROBE_OK;
}

typedef struct
{
  RmgFileFacts *facts;
  gboolean has_data; /* since the last segment */
} Resync;

/* The parser and the decoder cut the delay themselves. */
static void
leave_trim (RmgFileFacts *self)
{
  g_mutex_lock (&self->lock);
  self->has_trim = FALSE;
  g_mutex_unlock (&self->lock);
}

/* A parser that had to look for the next frame. */
static GstPadProbeReturn
find_resync (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  Resync *self = data;
  GstBuffer *buffer;

  if (!(info->type & GST_PAD_PROBE_TYPE_BUFFER)) {
    if (GST_EVENT_TYPE (info->data) == GST_EVENT_SEGMENT)
      self->has_data = FALSE;
    return GST_PAD_PROBE_OK;
  }
  buffer = GST_PAD_PROBE_INFO_BUFFER (info);
  if (gst_buffer_get_audio_clipping_meta (buffer) != NULL)
    leave_trim (self->facts);
  if (!GST_BUFFER_PTS_IS_VALID (buffer) ||
      GST_BUFFER_FLAG_IS_SET (buffer, GST_BUFFER_FLAG_HEADER))
    return GST_PAD_PROBE_OK;
  if (self->has_data &&
      GST_BUFFER_FLAG_IS_SET (buffer, GST_BUFFER_FLAG_DISCONT)) {
    g_mutex_lock (&self->facts->lock);
    rmg_gaps_add_place (&self->facts->gaps, GST_BUFFER_PTS (buffer));
    g_mutex_unlock (&self->facts->lock);
  }
  self->has_data = TRUE;
  return GST_PAD_PROBE_OK;
}

static GstPadProbeReturn
read_flac (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  RmgFileFacts *self = data;
  GstBuffer *buffer = GST_PAD_PROBE_INFO_BUFFER (info);
  guint8 bytes[STREAMINFO_BYTES];
  guint64 word;

  if (!GST_BUFFER_FLAG_IS_SET (buffer, GST_BUFFER_FLAG_HEADER))
    return GST_PAD_PROBE_REMOVE;
  if (gst_buffer_get_size (buffer) != STREAMINFO_BYTES)
    return GST_PAD_PROBE_OK;
  gst_buffer_extract (buffer, 0, bytes, sizeof bytes);
  /* 20 bits of rate, 3 of channels, 5 of bits, 36 of samples */
  word = rmg_bytes_read_64 (bytes + 14, TRUE);
  g_mutex_lock (&self->lock);
  self->length_rate = (guint32) (word >> 44);
  self->length =
      self->length_rate > 0 ? word & G_GUINT64_CONSTANT (0xfffffffff) : 0;
  self->gaps.tolerance = EXACT;
  g_mutex_unlock (&self->lock);
  return GST_PAD_PROBE_REMOVE;
}

/* Bytes of the atom "moov" at the begin of @bytes, or 0. */
static gsize
measure_movie (const guint8 *bytes, gsize n_bytes)
{
  const gsize size = n_bytes >= 8 ? rmg_bytes_read_32 (bytes, TRUE) : 0;

  if (size < 8 || size > RMG_MP4_MAX_MOVIE ||
      memcmp (bytes + 4, "moov", 4) != 0)
    return 0;
  return size;
}

static void
take_movie (RmgFileFacts *self, guint8 *moov, gsize n_bytes)
{
  RmgMp4Edits edits;

  if (!rmg_mp4_edits_read (&edits, moov, n_bytes))
    return;
  self->has_trim = TRUE;
  self->trim_rate = edits.timescale;
  self->trim = (RmgTrimFacts){ edits.delay, edits.total, RMG_TRIM_UNKNOWN };
  if (edits.has_edit)
    rmg_mp4_edits_hide (moov, n_bytes);
}

static GstBuffer *
read_pulled_movie (RmgFileFacts *self, GstBuffer *buffer)
{
  GstMapInfo map;

  if (!gst_buffer_map (buffer, &map, GST_MAP_READ))
    return buffer;
  if (measure_movie (map.data, map.size) != map.size) {
    gst_buffer_unmap (buffer, &map);
    return buffer;
  }
  gst_buffer_unmap (buffer, &map);
  buffer = gst_buffer_make_writable (buffer);
  if (!gst_buffer_map (buffer, &map, GST_MAP_READWRITE))
    return buffer;
  take_movie (self, map.data, map.size);
  gst_buffer_unmap (buffer, &map);
  return buffer;
}

/* Whether more bytes are needed: the atoms before "moov" are short, or there
 * is something else in this file. */
static gboolean
needs_more (GByteArray *head, guint8 **moov, gsize *n_bytes)
{
  gsize at = 0;

  *moov = NULL;
  while (head->len - at >= 8) {
    const gsize size = rmg_bytes_read_32 (head->data + at, TRUE);

    *n_bytes = measure_movie (head->data + at, head->len - at);
    if (*n_bytes > 0) {
      *moov = head->data + at;
      return head->len - at < *n_bytes;
    }
    if (size < 8 || memcmp (head->data + at + 4, "mdat", 4) == 0)
      return FALSE;
    if (size > head->len - at)
      return size < MAX_HEAD;
    at += size;
  }
  return TRUE;
}

/* Holds the begin of a stream until the movie is there. */
static GstPadProbeReturn
read_pushed_movie (RmgFileFacts *self, GstPadProbeInfo *info)
{
  guint8 *moov;
  gsize n_bytes;

  append (self->head, GST_PAD_PROBE_INFO_BUFFER (info));
  if (needs_more (self->head, &moov, &n_bytes))
    return GST_PAD_PROBE_DROP;
  if (moov != NULL)
    take_movie (self, moov, n_bytes);
  gst_buffer_unref (GST_PAD_PROBE_INFO_BUFFER (info));
  info->data = gst_buffer_new_memdup (self->head->data, self->head->len);
  g_byte_array_set_size (self->head, 0);
  return GST_PAD_PROBE_REMOVE;
}

static GstPadProbeReturn
read_movie (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  RmgFileFacts *self = data;
  GstPadProbeReturn result = GST_PAD_PROBE_OK;

  g_mutex_lock (&self->lock);
  if (info->type & GST_PAD_PROBE_TYPE_PULL)
    info->data = read_pulled_movie (self, GST_PAD_PROBE_INFO_BUFFER (info));
  else
    result = read_pushed_movie (self, info);
  g_mutex_unlock (&self->lock);
  return result;
}

static GstPadProbeReturn
keep_tail (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  RmgFileFacts *self = data;

  if (info->type & GST_PAD_PROBE_TYPE_PULL)
    return GST_PAD_PROBE_REMOVE;
  g_mutex_lock (&self->lock);
  append (self->tail, GST_PAD_PROBE_INFO_BUFFER (info));
  if (self->tail->len > RMG_OGG_MAX_PAGE)
    g_byte_array_remove_range (
        self->tail, 0, self->tail->len - RMG_OGG_MAX_PAGE);
  g_mutex_unlock (&self->lock);
  return GST_PAD_PROBE_OK;
}

/* Where bytes are pushed, oggdemux seeks to the end for the duration and back,
 * and the decoder then begins with other packets from run to run. */
static GstPadProbeReturn
refuse_seeks (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  GstQuery *query = GST_PAD_PROBE_INFO_QUERY (info);
  GstFormat format;

  if (GST_QUERY_TYPE (query) != GST_QUERY_SEEKING ||
      GST_PAD_MODE (pad) != GST_PAD_MODE_PUSH)
    return GST_PAD_PROBE_OK;
  gst_query_parse_seeking (query, &format, NULL, NULL, NULL);
  gst_query_set_seeking (query, format, FALSE, 0, -1);
  return GST_PAD_PROBE_HANDLED;
}

static void
add_probe (GstElement *element, const char *pad_name, GstPadProbeType type,
    GstPadProbeCallback callback, gpointer data, GDestroyNotify destroy)
{
  g_autoptr (GstPad) pad = gst_element_get_static_pad (element, pad_name);

  if (pad != NULL)
    gst_pad_add_probe (pad, type, callback, data, destroy);
}

static void
watch_resync (RmgFileFacts *self, GstElement *element)
{
  Resync *resync = g_new0 (Resync, 1);

  resync->facts = self;
  add_probe (element, "src",
      GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM,
      find_resync, resync, g_free);
}

static void
on_ogg_stream (GstElement *element, GstPad *pad, gpointer data)
{
  Resync *resync = g_new0 (Resync, 1);

  resync->facts = data;
  gst_pad_add_probe (pad,
      GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM,
      find_resync, resync, g_free);
}

static void
watch_mp3 (RmgFileFacts *self, GstElement *element)
{
  add_probe (element, "sink", GST_PAD_PROBE_TYPE_BUFFER, read_mp3, self, NULL);
  watch_resync (self, element);
}

static void
watch_flac (RmgFileFacts *self, GstElement *element)
{
  g_object_set (element, "check-frame-checksums", TRUE, NULL);
  add_probe (element, "src", GST_PAD_PROBE_TYPE_BUFFER, read_flac, self, NULL);
}

static void
watch_duration (RmgFileFacts *self, GstElement *element)
{
  g_weak_ref_set (&self->demuxer, element);
}

static void
watch_movie (RmgFileFacts *self, GstElement *element)
{
  watch_duration (self, element);
  add_probe (
      element, "sink", GST_PAD_PROBE_TYPE_BUFFER, read_movie, self, NULL);
}

static void
watch_ogg (RmgFileFacts *self, GstElement *element)
{
  g_mutex_lock (&self->lock);
  self->is_ogg = TRUE;
  self->gaps.tolerance = EXACT;
  g_mutex_unlock (&self->lock);
  g_signal_connect (element, "pad-added", G_CALLBACK (on_ogg_stream), self);
  add_probe (element, "sink", GST_PAD_PROBE_TYPE_BUFFER, keep_tail, self, NULL);
  add_probe (element, "sink", GST_PAD_PROBE_TYPE_QUERY_UPSTREAM, refuse_seeks,
      NULL, NULL);
}

static const struct
{
  const char *factory;
  void (*watch) (RmgFileFacts *self, GstElement *element);
} watches[] = {
  { "mpegaudioparse", watch_mp3 },
  { "aacparse", watch_resync },
  { "ac3parse", watch_resync },
  { "dcaparse", watch_resync },
  { "flacparse", watch_flac },
  { "qtdemux", watch_movie },
  { "oggdemux", watch_ogg },
  { "matroskademux", watch_duration },
  { "avidemux", watch_duration },
  { "asfdemux", watch_duration },
  { "flvdemux", watch_duration },
  { "wavparse", watch_duration },
  { "vorbisdec", rmg_vorbis_end_watch },
};

void
rmg_file_facts_watch (RmgFileFacts *self, GstElement *element)
{
  GstElementFactory *factory = gst_element_get_factory (element);
  const char *name = factory != NULL ? GST_OBJECT_NAME (factory) : "";

  for (gsize i = 0; i < G_N_ELEMENTS (watches); i++)
    if (g_str_equal (watches[i].factory, name))
      watches[i].watch (self, element);
}

/* A file with several streams may end later than its sound. */
static gboolean
has_one_stream (RmgFileFacts *self)
{
  g_autoptr (GstElement) demuxer = g_weak_ref_get (&self->demuxer);

  return demuxer != NULL && demuxer->numsrcpads == 1;
}

GstClockTime
rmg_file_facts_get_length (RmgFileFacts *self, GstPad *pad)
{
  GstClockTime length = GST_CLOCK_TIME_NONE;
  gint64 duration;

  g_mutex_lock (&self->lock);
  if (self->length > 0)
    length =
        gst_util_uint64_scale (self->length, GST_SECOND, self->length_rate);
  g_mutex_unlock (&self->lock);
  if (!GST_CLOCK_TIME_IS_VALID (length) && has_one_stream (self) &&
      gst_pad_query_duration (pad, GST_FORMAT_TIME, &duration) && duration > 0)
    length = (GstClockTime) duration;
  return length;
}
