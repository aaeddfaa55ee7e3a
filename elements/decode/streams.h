/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The streams that a decoder has found in a file, and why there is no sound. */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

typedef struct
{
  GstCaps *type;      /* (nullable): of the file */
  GstCaps *found;     /* of its streams and containers */
  GstCaps *undecoded; /* those that no installed element reads */
} RmgStreams;

void rmg_streams_init (RmgStreams *self);
void rmg_streams_clear (RmgStreams *self);

/** rmg_streams_add: the first call is the type of the file. */
void rmg_streams_add (RmgStreams *self, const GstCaps *caps);
void rmg_streams_add_undecoded (RmgStreams *self, const GstCaps *caps);

/**
 * rmg_streams_explain:
 * @name: of the file
 * @lacks_sound: (out): whether the file has no sound at all
 *
 * Returns: (transfer full) (nullable): a sentence: which format no element reads
 *   and which package reads it, or that the file has no sound
 */
char *rmg_streams_explain (
    const RmgStreams *self, const char *name, gboolean *lacks_sound);

G_END_DECLS
