/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "translator/plan/caps.h"

/* The header alone: it lists the formats. Nothing of the library is called. */
#include <gst/audio/audio-format.h>

#define AUDIO "audio/x-raw"
#define STEREO_MASK G_GUINT64_CONSTANT (3)

gboolean
rmg_caps_is_audio (const GstCaps *caps)
{
  if (gst_caps_is_any (caps) || gst_caps_is_empty (caps))
    return FALSE;
  for (guint i = 0; i < gst_caps_get_size (caps); i++)
    if (!gst_structure_has_name (gst_caps_get_structure (caps, i), AUDIO))
      return FALSE;
  return TRUE;
}

GstCaps *
rmg_caps_apply (GstCaps *caps, const RmgAudioFix *fix)
{
  GstCaps *changed;

  if (fix->format == NULL && fix->rate_hz == 0 && fix->channels == 0)
    return gst_caps_ref (caps);
  changed = rmg_caps_is_audio (caps) ? gst_caps_copy (caps)
                                     : gst_caps_new_empty_simple (AUDIO);
  if (fix->format != NULL)
    gst_caps_set_simple (changed, "format", G_TYPE_STRING, fix->format, NULL);
  if (fix->rate_hz > 0)
    gst_caps_set_simple (changed, "rate", G_TYPE_INT, fix->rate_hz, NULL);
  for (guint i = 0; fix->channels > 0 && i < gst_caps_get_size (changed); i++) {
    GstStructure *structure = gst_caps_get_structure (changed, i);

    gst_structure_remove_field (structure, "channel-mask");
    gst_structure_set (structure, "channels", G_TYPE_INT, fix->channels, NULL);
  }
  return gst_caps_simplify (changed);
}

GstCaps *
rmg_caps_meet (GstCaps *a, GstCaps *b)
{
  return gst_caps_intersect_full (a, b, GST_CAPS_INTERSECT_FIRST);
}

static GstStaticCaps full_audio = GST_STATIC_CAPS (
    AUDIO ", format=" GST_AUDIO_FORMATS_ALL
          ", layout={ interleaved, non-interleaved }, rate=[ 1, max ], "
          "channels=[ 1, max ]");

/* Raw audio whose every property is named, so that sets can be compared. */
static GstCaps *
expand (GstCaps *caps)
{
  g_autoptr (GstCaps) full = gst_static_caps_get (&full_audio);

  return gst_caps_intersect (caps, full);
}

static const struct
{
  RmgAudioFields fields;
  const char *name;
} names[] = {
  { RMG_FIELDS_FORMAT, "format" },
  { RMG_FIELDS_FORMAT, "layout" },
  { RMG_FIELDS_RATE, "rate" },
  { RMG_FIELDS_CHANNELS | RMG_FIELDS_POSITIONS, "channels" },
  { RMG_FIELDS_POSITIONS, "channel-mask" },
};

GstCaps *
rmg_caps_keep_fields (GstCaps *caps, RmgAudioFields fields)
{
  GstCaps *kept = gst_caps_new_empty ();

  for (guint i = 0; i < gst_caps_get_size (caps); i++) {
    const GstStructure *whole = gst_caps_get_structure (caps, i);
    GstStructure *one = gst_structure_new_empty (AUDIO);

    for (gsize n = 0; n < G_N_ELEMENTS (names); n++)
      if ((fields & names[n].fields) &&
          gst_structure_has_field (whole, names[n].name))
        gst_structure_set_value (
            one, names[n].name, gst_structure_get_value (whole, names[n].name));
    kept = gst_caps_merge_structure (kept, one);
  }
  return gst_caps_simplify (kept);
}

/* Two channels without a mask are left and right. */
static GstCaps *
position_stereo (GstCaps *caps)
{
  int channels;

  caps = gst_caps_make_writable (caps);
  for (guint i = 0; i < gst_caps_get_size (caps); i++) {
    GstStructure *structure = gst_caps_get_structure (caps, i);

    if (gst_structure_get_int (structure, "channels", &channels) &&
        channels == 2 && !gst_structure_has_field (structure, "channel-mask"))
      gst_structure_set (
          structure, "channel-mask", GST_TYPE_BITMASK, STEREO_MASK, NULL);
  }
  return caps;
}

/* Whether all values that @audio can have in @fields are accepted. */
static gboolean
are_accepted (GstCaps *audio, GstCaps *accepts, RmgAudioFields fields)
{
  g_autoptr (GstCaps) from = rmg_caps_keep_fields (audio, fields);
  g_autoptr (GstCaps) to = rmg_caps_keep_fields (accepts, fields);

  return gst_caps_is_subset (from, to);
}

/* Whether positions are limited; the other fields always are. */
static gboolean
is_limited (GstCaps *accepts, RmgAudioFields field)
{
  for (guint i = 0; i < gst_caps_get_size (accepts); i++)
    if (gst_structure_has_field (
            gst_caps_get_structure (accepts, i), "channel-mask"))
      return TRUE;
  return field != RMG_FIELDS_POSITIONS;
}

/* The only value that is accepted, or NULL if there are several. */
static const GValue *
find_only (GstCaps *accepts, const char *field, GType type)
{
  const GValue *only =
      gst_structure_get_value (gst_caps_get_structure (accepts, 0), field);

  if (only == NULL || !G_VALUE_HOLDS (only, type))
    return NULL;
  for (guint i = 1; i < gst_caps_get_size (accepts); i++) {
    const GValue *other =
        gst_structure_get_value (gst_caps_get_structure (accepts, i), field);

    if (other == NULL || gst_value_compare (only, other) != GST_VALUE_EQUAL)
      return NULL;
  }
  return only;
}

static int
find_only_int (GstCaps *accepts, const char *field)
{
  const GValue *only = find_only (accepts, field, G_TYPE_INT);

  return only != NULL ? g_value_get_int (only) : 0;
}

static const char *
find_only_format (GstCaps *accepts)
{
  const GValue *only = find_only (accepts, "format", G_TYPE_STRING);

  return only != NULL ? g_intern_string (g_value_get_string (only)) : NULL;
}

RmgAudioNeeds
rmg_caps_get_needs (GstCaps *audio, GstCaps *accepts)
{
  RmgAudioNeeds needs = { 0 };
  g_autoptr (GstCaps) from = NULL;
  g_autoptr (GstCaps) to = NULL;

  /* the common case, decided without a comparison */
  if (gst_caps_is_subset (audio, accepts))
    return needs;
  from = position_stereo (expand (audio));
  to = expand (accepts);
  if (gst_caps_is_empty (from) || gst_caps_is_empty (to) ||
      are_accepted (from, to, RMG_FIELDS_ALL))
    return needs;
  for (RmgAudioFields one = 1; one < RMG_FIELDS_ALL; one <<= 1)
    if (is_limited (to, one) && !are_accepted (from, to, one))
      needs.fields |= one;
  /* accepted each alone, but not together: let the converter find a way */
  if (needs.fields == 0)
    needs.fields = RMG_FIELDS_FORMAT;
  if (needs.fields & RMG_FIELDS_FORMAT)
    needs.fix.format = find_only_format (to);
  if (needs.fields & RMG_FIELDS_RATE)
    needs.fix.rate_hz = find_only_int (to, "rate");
  if (needs.fields & RMG_FIELDS_CHANNELS)
    needs.fix.channels = find_only_int (to, "channels");
  return needs;
}

GstCaps *
rmg_caps_convert (GstCaps *audio, GstCaps *accepts, RmgAudioFields fields)
{
  /* other channels are at other positions */
  const RmgAudioFields kept = fields & RMG_FIELDS_CHANNELS
      ? RMG_FIELDS_FORMAT | RMG_FIELDS_RATE
      : RMG_FIELDS_ALL;
  g_autoptr (GstCaps) open = rmg_caps_keep_fields (audio, kept & ~fields);
  g_autoptr (GstCaps) allowed = rmg_caps_keep_fields (accepts, fields);

  return gst_caps_simplify (
      gst_caps_intersect_full (open, allowed, GST_CAPS_INTERSECT_FIRST));
}

int
rmg_caps_get_rate (const GstCaps *caps, int fallback)
{
  int rate_hz;

  if (!rmg_caps_is_audio (caps) || gst_caps_get_size (caps) != 1 ||
      !gst_structure_get_int (
          gst_caps_get_structure (caps, 0), "rate", &rate_hz))
    return fallback;
  return rate_hz;
}

const char *
rmg_caps_find_format (const char *word)
{
  static const struct
  {
    const char *word;
    const char *format;
  } formats[] = {
    { "f32", "F32LE" },
    { "i16", "S16LE" },
    { "i32", "S32LE" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    if (g_ascii_strcasecmp (formats[i].word, word) == 0)
      return formats[i].format;
  return NULL;
}
