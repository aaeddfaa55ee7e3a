/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/mp4/edits.h"

#include "elements/mp4/atoms.h"
#include "wav/bytes.h"

#include <gst/gst.h>
#include <stdlib.h>
#include <string.h>

#define SMPB_FIELDS 4

/* Timescale and duration of "mvhd" and "mdhd". */
typedef struct
{
  guint32 timescale;
  guint64 duration;
  gsize offset; /* of the duration in the atom */
  gboolean is_long;
} Times;

typedef struct
{
  RmgMp4Atom edits, list; /* "edts" and "elst" */
  Times media;
} Track;

static gboolean
read_times (RmgMp4Atom atom, Times *times)
{
  if (atom.at == NULL || atom.n_bytes < 28)
    return FALSE;
  times->is_long = atom.at[RMG_MP4_ATOM_HEADER] == 1;
  times->offset = times->is_long ? 32 : 24;
  if (atom.n_bytes < times->offset + 8)
    return FALSE;
  times->timescale = rmg_bytes_read_32 (atom.at + times->offset - 4, TRUE);
  times->duration = times->is_long
      ? rmg_bytes_read_64 (atom.at + times->offset, TRUE)
      : rmg_bytes_read_32 (atom.at + times->offset, TRUE);
  return times->timescale > 0;
}

/* The one sound track. */
static gboolean
find_track (RmgMp4Atom moov, Track *track)
{
  gboolean found = FALSE;

  for (guint i = 0;; i++) {
    RmgMp4Atom atom = rmg_mp4_find_child (moov, "trak", i);
    RmgMp4Atom media = rmg_mp4_find_child (atom, "mdia", 0);

    if (atom.at == NULL)
      return found;
    if (!rmg_mp4_is_sound (atom))
      continue;
    if (found ||
        !read_times (rmg_mp4_find_child (media, "mdhd", 0), &track->media))
      return FALSE;
    track->edits = rmg_mp4_find_child (atom, "edts", 0);
    track->list = rmg_mp4_find_child (track->edits, "elst", 0);
    found = TRUE;
  }
}

/* The length of an edit is in units of the movie, which are too coarse for a
 * sample. Where it reaches the end of the track, the track is exact. */
static guint64
find_end (const Track *track, const Times *movie, guint64 delay, guint64 length)
{
  const guint64 unit =
      gst_util_uint64_scale_ceil (1, track->media.timescale, movie->timescale);
  const guint64 end = delay +
      gst_util_uint64_scale_round (
          length, track->media.timescale, movie->timescale);

  if (length == 0 || end + unit >= track->media.duration)
    return track->media.duration;
  return end;
}

/* A list of one edit that begins in the media. */
static gboolean
read_list (RmgMp4Edits *self, const Track *track, const Times *movie)
{
  const guint8 *at = track->list.at;
  guint64 length;

  if (at == NULL || track->list.n_bytes < 28 ||
      rmg_bytes_read_32 (at + 12, TRUE) != 1 ||
      (at[RMG_MP4_ATOM_HEADER] == 1 && track->list.n_bytes < 36))
    return FALSE;
  if (at[RMG_MP4_ATOM_HEADER] == 1) {
    length = rmg_bytes_read_64 (at + 16, TRUE);
    self->delay = rmg_bytes_read_64 (at + 24, TRUE);
  } else {
    length = rmg_bytes_read_32 (at + 16, TRUE);
    self->delay = rmg_bytes_read_32 (at + 20, TRUE);
  }
  if (self->delay > track->media.duration)
    return FALSE;
  self->timescale = track->media.timescale;
  self->coded = track->media.duration;
  self->total = find_end (track, movie, self->delay, length) - self->delay;
  return TRUE;
}

static const guint8 *
find_text (const guint8 *bytes, gsize n_bytes, const char *text)
{
  return memmem (bytes, n_bytes, text, strlen (text));
}

/* " 00000000 00000840 000001CA 00000000003F31F6 …": nothing, delay, padding,
 * length, in samples. */
static gboolean
read_smpb (RmgMp4Edits *self, RmgMp4Atom moov)
{
  const guint8 *end = moov.at + moov.n_bytes;
  const guint8 *name = find_text (moov.at, moov.n_bytes, "iTunSMPB");
  const guint8 *data =
      name != NULL ? find_text (name, (gsize) (end - name), "data") : NULL;
  g_autofree char *text = NULL;
  guint64 fields[SMPB_FIELDS] = { 0 };
  char *next;

  if (data == NULL || end - data < 12)
    return FALSE;
  text =
      g_strndup ((const char *) data + 12, (gsize) MIN (end - data - 12, 80));
  next = text;
  for (guint i = 0; i < SMPB_FIELDS; i++)
    fields[i] = g_ascii_strtoull (next, &next, 16);
  *self = (RmgMp4Edits){ .delay = fields[1],
    .total = fields[3],
    .coded = fields[1] + fields[2] + fields[3] };
  return fields[3] > 0;
}

/* A recording that is a part of the track is left to qtdemux. */
static gboolean
is_small (const RmgMp4Edits *self, guint64 second)
{
  return self->delay < second && self->delay + self->total <= self->coded &&
      self->coded - self->delay - self->total < second;
}

gboolean
rmg_mp4_edits_read (RmgMp4Edits *self, const guint8 *moov, gsize n_bytes)
{
  const RmgMp4Atom atom = { moov, n_bytes };
  Track track = { { NULL } };
  Times movie;

  *self = (RmgMp4Edits){ 0 };
  if (!find_track (atom, &track) ||
      !read_times (rmg_mp4_find_child (atom, "mvhd", 0), &movie))
    return FALSE;
  self->has_edit = read_list (self, &track, &movie);
  if (self->has_edit && self->delay > 0)
    return is_small (self, track.media.timescale);
  if (read_smpb (self, atom))
    return is_small (self, track.media.timescale);
  return FALSE;
}

void
rmg_mp4_edits_hide (guint8 *moov, gsize n_bytes)
{
  const RmgMp4Atom atom = { moov, n_bytes };
  const RmgMp4Atom header = rmg_mp4_find_child (atom, "mvhd", 0);
  Track track = { { NULL } };
  Times movie;
  guint8 *duration;
  guint64 length;

  if (!find_track (atom, &track) || track.edits.at == NULL ||
      !read_times (header, &movie))
    return;
  memcpy (moov + (track.edits.at - moov) + 4, "free", 4);
  length = gst_util_uint64_scale_ceil (
      track.media.duration, movie.timescale, track.media.timescale);
  length = MAX (length, movie.duration);
  duration = moov + (header.at - moov) + movie.offset;
  if (movie.is_long)
    rmg_bytes_write_64 (duration, length, TRUE);
  else
    rmg_bytes_write_32 (duration, (guint32) MIN (length, G_MAXUINT32), TRUE);
}

gboolean
rmg_mp4_edits_write (guint8 *moov, gsize n_bytes, guint32 delay)
{
  const RmgMp4Atom atom = { moov, n_bytes };
  Track track = { { NULL } };
  RmgMp4Edits edits = { 0 };
  Times movie;
  guint64 length;
  guint8 *entry;

  if (!find_track (atom, &track) ||
      !read_times (rmg_mp4_find_child (atom, "mvhd", 0), &movie) ||
      !read_list (&edits, &track, &movie) || edits.delay != 0 ||
      edits.coded < delay)
    return FALSE;
  length = gst_util_uint64_scale_round (
      edits.coded - delay, movie.timescale, track.media.timescale);
  entry = moov + (track.list.at - moov) + 16;
  if (track.list.at[RMG_MP4_ATOM_HEADER] == 1) {
    rmg_bytes_write_64 (entry, length, TRUE);
    rmg_bytes_write_64 (entry + 8, delay, TRUE);
  } else {
    rmg_bytes_write_32 (entry, (guint32) MIN (length, G_MAXUINT32), TRUE);
    rmg_bytes_write_32 (entry + 4, delay, TRUE);
  }
  return TRUE;
}
