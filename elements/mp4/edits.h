/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Delay and length of the sound track of an MP4 file, from its edit list or from
 * the tag iTunSMPB. qtdemux applies edit lists in nanoseconds and loses the last
 * frame of a track that has a delay; so its edit list is hidden from it. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  guint32 timescale; /* units of a second of the next three; 0: of samples */
  guint64 delay;     /* before the recording */
  guint64 total;     /* of the recording */
  guint64 coded;     /* of the track */
  gboolean has_edit; /* from the edit list */
} RmgMp4Edits;

/**
 * rmg_mp4_edits_read:
 * @moov: the whole atom "moov"
 *
 * Returns: whether the file has one sound track whose recording begins less than
 *   a second after the start of the track and ends less than a second before its
 *   end
 */
gboolean rmg_mp4_edits_read (
    RmgMp4Edits *self, const guint8 *moov, gsize n_bytes);

/** rmg_mp4_edits_hide: makes the edit list of that track a free atom, in place,
 * and the movie as long as the track. */
void rmg_mp4_edits_hide (guint8 *moov, gsize n_bytes);

/**
 * rmg_mp4_edits_write:
 * @moov: the whole atom "moov", with one edit of its sound track
 * @delay: samples before the recording, in units of the track
 *
 * Returns: whether the list was changed, in place
 */
gboolean rmg_mp4_edits_write (guint8 *moov, gsize n_bytes, guint32 delay);

G_END_DECLS
