/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/decode/single.h"

#include "elements/decode/ogg-page.h"
#include "elements/mp4/tracks.h"

#include <string.h>

/* First bytes of the first packet. */
static const struct
{
  const char *bytes;
  gsize n_bytes;
} sounds[] = {
  { "OpusHead", 8 },
  { "\001vorbis", 7 },
  { "\177FLAC", 5 },
  { "Speex   ", 8 },
};

static gboolean
is_sound (const guint8 *packet, gsize n_bytes)
{
  for (gsize i = 0; i < G_N_ELEMENTS (sounds); i++)
    if (n_bytes >= sounds[i].n_bytes &&
        memcmp (packet, sounds[i].bytes, sounds[i].n_bytes) == 0)
      return TRUE;
  return FALSE;
}

/* All streams begin before any other page. */
static gboolean
begins_one_sound (const guint8 *head, gsize n_head, RmgOggPage *first)
{
  RmgOggPage second;

  return rmg_ogg_page_read (first, head, n_head) &&
      is_sound (
          head + first->header_bytes, first->n_bytes - first->header_bytes) &&
      rmg_ogg_page_read (
          &second, head + first->n_bytes, n_head - first->n_bytes) &&
      (first->flags & RMG_OGG_PAGE_FIRST) &&
      !(second.flags & RMG_OGG_PAGE_FIRST) && second.serial == first->serial;
}

gboolean
rmg_single_is_ogg (
    const guint8 *head, gsize n_head, const guint8 *tail, gsize n_tail)
{
  gboolean is_single = FALSE;
  RmgOggPage first, page;

  if (!begins_one_sound (head, n_head, &first))
    return FALSE;
  for (gsize at = 0; at < n_tail;) {
    if (rmg_ogg_page_read (&page, tail + at, n_tail - at)) {
      is_single = page.serial == first.serial;
      at += page.n_bytes;
    } else {
      at++;
    }
  }
  return is_single;
}

/* (transfer full) (nullable): at most @n_bytes at @offset. */
static GstBuffer *
pull (GstPad *source, guint64 offset, gsize n_bytes)
{
  GstBuffer *buffer = NULL;

  if (gst_pad_get_range (source, offset, (guint) n_bytes, &buffer) !=
      GST_FLOW_OK)
    return NULL;
  return buffer;
}

static gboolean
is_single_ogg (GstPad *source, guint64 n_bytes)
{
  const guint64 end =
      n_bytes > RMG_OGG_MAX_PAGE ? n_bytes - RMG_OGG_MAX_PAGE : 0;
  g_autoptr (GstBuffer) head = pull (source, 0, RMG_OGG_MAX_PAGE);
  g_autoptr (GstBuffer) tail = pull (source, end, RMG_OGG_MAX_PAGE);
  GstMapInfo first, last;
  gboolean is_single = FALSE;

  if (head == NULL || tail == NULL ||
      !gst_buffer_map (head, &first, GST_MAP_READ))
    return FALSE;
  if (gst_buffer_map (tail, &last, GST_MAP_READ)) {
    is_single =
        rmg_single_is_ogg (first.data, first.size, last.data, last.size);
    gst_buffer_unmap (tail, &last);
  }
  gst_buffer_unmap (head, &first);
  return is_single;
}

static gboolean
read_atom (GstPad *source, guint64 offset, RmgMp4Header *header)
{
  g_autoptr (GstBuffer) buffer = pull (source, offset, RMG_MP4_MAX_HEADER);
  guint8 bytes[RMG_MP4_MAX_HEADER];
  gsize n_bytes =
      buffer != NULL ? gst_buffer_extract (buffer, 0, bytes, sizeof bytes) : 0;

  return rmg_mp4_header_read (header, bytes, n_bytes);
}

static gboolean
has_one_track (GstPad *source, guint64 offset, guint64 n_bytes)
{
  g_autoptr (GstBuffer) moov = n_bytes <= RMG_MP4_MAX_MOVIE
      ? pull (source, offset, (gsize) n_bytes)
      : NULL;
  GstMapInfo map;
  gboolean is_single;

  if (moov == NULL || !gst_buffer_map (moov, &map, GST_MAP_READ))
    return FALSE;
  is_single = rmg_mp4_has_one_sound (map.data, map.size);
  gst_buffer_unmap (moov, &map);
  return is_single;
}

static gboolean
is_single_mp4 (GstPad *source, guint64 n_bytes)
{
  RmgMp4Header atom;

  for (guint64 at = 0; read_atom (source, at, &atom); at += atom.n_bytes) {
    if (atom.n_bytes > n_bytes - at)
      return FALSE;
    if (memcmp (atom.name, "moov", 4) == 0)
      return has_one_track (source, at, atom.n_bytes);
  }
  return FALSE;
}

static const struct
{
  const char *type;
  const char *demuxer;
  gboolean (*is_single) (GstPad *source, guint64 n_bytes);
} rows[] = {
  { "audio/ogg", "oggdemux", is_single_ogg },
  { "application/ogg", "oggdemux", is_single_ogg },
  { "audio/x-m4a", "qtdemux", is_single_mp4 },
  { "video/quicktime", "qtdemux", is_single_mp4 },
};

const char *
rmg_single_find_demuxer (const GstCaps *type, GstPad *source)
{
  const char *name = gst_structure_get_name (gst_caps_get_structure (type, 0));
  gint64 n_bytes = 0;

  if (GST_PAD_MODE (source) != GST_PAD_MODE_PULL ||
      !gst_pad_query_duration (source, GST_FORMAT_BYTES, &n_bytes) ||
      n_bytes <= 0)
    return NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (g_str_equal (rows[i].type, name) &&
        rows[i].is_single (source, (guint64) n_bytes))
      return rows[i].demuxer;
  return NULL;
}
