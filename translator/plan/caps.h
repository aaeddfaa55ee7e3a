/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Sets of caps of edges: whether a set is accepted, and the conversions that
 * make it acceptable. */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/* Properties of audio that are fixed; NULL and 0 leave them as they are. */
typedef struct
{
  const char *format; /* an interned string */
  int rate_hz;
  int channels;
} RmgAudioFix;

/* The properties of a set that are not certainly accepted, and their target: a
 * value in @fix, or any accepted value. */
typedef struct
{
  gboolean format;
  gboolean rate;
  gboolean channels;
  RmgAudioFix fix;
} RmgAudioNeeds;

/** rmg_caps_is_audio: whether every structure of @caps is raw audio. */
gboolean rmg_caps_is_audio (const GstCaps *caps);

/** rmg_caps_apply: (transfer full): @caps with @fix. */
GstCaps *rmg_caps_apply (GstCaps *caps, const RmgAudioFix *fix);

/** rmg_caps_meet: (transfer full): the raw audio or other media in both, where
 * a property that one does not name is no constraint. */
GstCaps *rmg_caps_meet (GstCaps *a, GstCaps *b);

/** rmg_caps_get_needs: compares raw audio with raw audio. */
RmgAudioNeeds rmg_caps_get_needs (GstCaps *audio, GstCaps *accepts);

/** rmg_caps_convert: (transfer full): @audio after the conversions. */
GstCaps *rmg_caps_convert (
    GstCaps *audio, GstCaps *accepts, const RmgAudioNeeds *needs);

/** rmg_caps_find_format: (transfer none) (nullable): the interned sample format
 * that a manifest calls "f32", "i16" or "i32", in any case. */
const char *rmg_caps_find_format (const char *word);

/** rmg_caps_get_rate: the rate in Hz where it is fixed, else @fallback. */
int rmg_caps_get_rate (const GstCaps *caps, int fallback);

G_END_DECLS
