/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/mp4/atoms.h"

#include "wav/bytes.h"

#define HANDLER_OFFSET 16

static RmgMp4Atom
next_atom (const guint8 *at, const guint8 *end)
{
  gsize n_bytes;

  if (end - at < RMG_MP4_ATOM_HEADER)
    return (RmgMp4Atom){ NULL };
  n_bytes = rmg_bytes_read_32 (at, TRUE);
  if (n_bytes < RMG_MP4_ATOM_HEADER || n_bytes > (gsize) (end - at))
    return (RmgMp4Atom){ NULL };
  return (RmgMp4Atom){ at, n_bytes };
}

RmgMp4Atom
rmg_mp4_find_child (RmgMp4Atom parent, const char *name, guint nth)
{
  const guint8 *end = parent.at + parent.n_bytes;
  RmgMp4Atom child = { NULL };

  if (parent.at == NULL)
    return child;
  child = next_atom (parent.at + RMG_MP4_ATOM_HEADER, end);
  while (child.at != NULL) {
    if (memcmp (child.at + 4, name, 4) == 0 && nth-- == 0)
      return child;
    child = next_atom (child.at + child.n_bytes, end);
  }
  return child;
}

gboolean
rmg_mp4_is_sound (RmgMp4Atom track)
{
  const RmgMp4Atom media = rmg_mp4_find_child (track, "mdia", 0);
  const RmgMp4Atom handler = rmg_mp4_find_child (media, "hdlr", 0);

  return handler.at != NULL && handler.n_bytes >= HANDLER_OFFSET + 4 &&
      memcmp (handler.at + HANDLER_OFFSET, "soun", 4) == 0;
}
