/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Atoms of an MP4 file. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* An atom in memory, its header of 8 bytes included. @at is NULL where it is
 * absent. */
typedef struct
{
  const guint8 *at;
  gsize n_bytes;
} RmgMp4Atom;

#define RMG_MP4_ATOM_HEADER 8

/** rmg_mp4_find_child: the @nth child of @parent called @name. */
RmgMp4Atom rmg_mp4_find_child (RmgMp4Atom parent, const char *name, guint nth);

/** rmg_mp4_is_sound: whether the handler of a "trak" is the one of sound. */
gboolean rmg_mp4_is_sound (RmgMp4Atom track);

G_END_DECLS
