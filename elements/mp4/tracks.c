/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/mp4/tracks.h"

#include "elements/mp4/atoms.h"
#include "wav/bytes.h"

/* Value of the 32 bits of the length, where 64 bits follow the name. */
#define LENGTH_FOLLOWS 1

gboolean
rmg_mp4_header_read (RmgMp4Header *self, const guint8 *bytes, gsize n_bytes)
{
  gsize header_bytes = RMG_MP4_ATOM_HEADER;

  if (n_bytes < header_bytes)
    return FALSE;
  memcpy (self->name, bytes + 4, sizeof self->name);
  self->n_bytes = rmg_bytes_read_32 (bytes, TRUE);
  if (self->n_bytes == LENGTH_FOLLOWS) {
    header_bytes = RMG_MP4_MAX_HEADER;
    if (n_bytes < header_bytes)
      return FALSE;
    self->n_bytes = rmg_bytes_read_64 (bytes + RMG_MP4_ATOM_HEADER, TRUE);
  }
  return self->n_bytes >= header_bytes;
}

gboolean
rmg_mp4_has_one_sound (const guint8 *moov, gsize n_bytes)
{
  const RmgMp4Atom movie = { moov, n_bytes };

  return rmg_mp4_find_child (movie, "trak", 1).at == NULL &&
      rmg_mp4_is_sound (rmg_mp4_find_child (movie, "trak", 0));
}
