/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The tracks of an MP4 file, without a demuxer. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define RMG_MP4_MAX_HEADER 16

/* Longest movie that is read: tables of samples for some days of sound. */
#define RMG_MP4_MAX_MOVIE (64 * 1024 * 1024)

/* Of an atom in a file. */
typedef struct
{
  char name[4];
  guint64 n_bytes; /* the header included */
} RmgMp4Header;

/**
 * rmg_mp4_header_read:
 * @bytes: begin of an atom, up to #RMG_MP4_MAX_HEADER
 *
 * Returns: whether the header is whole, and says where the atom ends
 */
gboolean rmg_mp4_header_read (
    RmgMp4Header *self, const guint8 *bytes, gsize n_bytes);

/**
 * rmg_mp4_has_one_sound:
 * @moov: the whole atom "moov"
 *
 * Returns: whether the file has one track, which is sound
 */
gboolean rmg_mp4_has_one_sound (const guint8 *moov, gsize n_bytes);

G_END_DECLS
