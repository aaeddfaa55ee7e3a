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

/* Groups of the fields of raw audio. */
typedef enum
{
  RMG_FIELDS_FORMAT = 1 << 0,    /* format and layout */
  RMG_FIELDS_RATE = 1 << 1,      /* rate */
  RMG_FIELDS_CHANNELS = 1 << 2,  /* number of channels */
  RMG_FIELDS_POSITIONS = 1 << 3, /* channel-mask, together with the number */
  RMG_FIELDS_ALL = (1 << 4) - 1,
} RmgAudioFields;

/* The fields of a set that are not certainly accepted. @fix has the value where
 * only one is accepted; where several are, the caps that arrive decide. */
typedef struct
{
  RmgAudioFields fields;
  RmgAudioFix fix;
} RmgAudioNeeds;

/** rmg_caps_is_audio: whether every structure of @caps is raw audio. */
gboolean rmg_caps_is_audio (const GstCaps *caps);

/** rmg_caps_apply: (transfer full): @caps with @fix. */
GstCaps *rmg_caps_apply (GstCaps *caps, const RmgAudioFix *fix);

/** rmg_caps_meet: (transfer full): the raw audio or other media in both, where
 * a property that one does not name is no constraint. */
GstCaps *rmg_caps_meet (GstCaps *a, GstCaps *b);

/** rmg_caps_keep_fields: (transfer full): raw audio with no constraint but
 * those of @fields. */
GstCaps *rmg_caps_keep_fields (GstCaps *caps, RmgAudioFields fields);

/** rmg_caps_get_needs: compares raw audio with raw audio. */
RmgAudioNeeds rmg_caps_get_needs (GstCaps *audio, GstCaps *accepts);

/** rmg_caps_convert: (transfer full): @audio after a conversion of @fields to
 * any values that are accepted. */
GstCaps *rmg_caps_convert (
    GstCaps *audio, GstCaps *accepts, RmgAudioFields fields);

/**
 * rmg_caps_describe_loss:
 * @audio: raw audio before a conversion
 * @accepts: raw audio after it, or a set of which any may be chosen
 *
 * Integers of less bits than before, integers instead of floats, a lower rate and
 * fewer channels lose quality. A property that @audio leaves open loses none.
 *
 * Returns: (transfer full) (nullable): "24 bits become 16", if every value of
 *   @accepts loses
 */
char *rmg_caps_describe_loss (GstCaps *audio, GstCaps *accepts);

/** rmg_caps_find_format: (transfer none) (nullable): the interned sample format
 * that a manifest calls "f32", "i16" or "i32", in any case. */
const char *rmg_caps_find_format (const char *word);

/** rmg_caps_get_rate: the rate in Hz where it is fixed, else @fallback. */
int rmg_caps_get_rate (const GstCaps *caps, int fallback);

G_END_DECLS
