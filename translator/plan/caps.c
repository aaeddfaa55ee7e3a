/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "translator/plan/caps.h"

/* The header alone: it lists the formats. Nothing of the library is called. */
#include <gst/audio/audio-format.h>

#define AUDIO "audio/x-raw"
/* In this order where one of several is to be chosen. */
static const char *const preferred_formats[] = { GST_AUDIO_NE (F32),
  GST_AUDIO_NE (S16), GST_AUDIO_NE (S32), GST_AUDIO_NE (F64) };
static const int preferred_rates_hz[] = { 48000, 44100, 16000, 32000, 24000,
  8000 };

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

/* Whether all values that @audio can have in @field are accepted. */
static gboolean
is_field_accepted (GstCaps *audio, GstCaps *accepts, const char *field)
{
  g_autoptr (GstCaps) allowed = gst_caps_new_empty ();

  for (guint i = 0; i < gst_caps_get_size (accepts); i++) {
    GstStructure *one = gst_structure_new_empty (AUDIO);

    gst_structure_set_value (one, field,
        gst_structure_get_value (gst_caps_get_structure (accepts, i), field));
    gst_caps_append_structure (allowed, one);
  }
  return gst_caps_is_subset (audio, allowed);
}

static gboolean
is_accepted_with (GstCaps *accepts, const char *field, GType type, ...)
{
  g_autoptr (GstCaps) wanted = gst_caps_new_empty_simple (AUDIO);
  va_list values;

  va_start (values, type);
  if (type == G_TYPE_INT)
    gst_caps_set_simple (wanted, field, type, va_arg (values, int), NULL);
  else
    gst_caps_set_simple (
        wanted, field, type, va_arg (values, const char *), NULL);
  va_end (values);
  return gst_caps_can_intersect (accepts, wanted);
}

/* The one format that is accepted, or the best of several. */
static const char *
choose_format (GstCaps *accepts)
{
  const GValue *value =
      gst_structure_get_value (gst_caps_get_structure (accepts, 0), "format");

  if (gst_caps_get_size (accepts) == 1 && G_VALUE_HOLDS_STRING (value))
    return g_intern_string (g_value_get_string (value));
  for (guint i = 0; i < G_N_ELEMENTS (preferred_formats); i++)
    if (is_accepted_with (
            accepts, "format", G_TYPE_STRING, preferred_formats[i]))
      return g_intern_string (preferred_formats[i]);
  return NULL;
}

static int
choose_rate (GstCaps *accepts)
{
  g_autoptr (GstCaps) copy = NULL;
  GstStructure *structure;
  int rate_hz = 0;

  for (guint i = 0; i < G_N_ELEMENTS (preferred_rates_hz); i++)
    if (is_accepted_with (accepts, "rate", G_TYPE_INT, preferred_rates_hz[i]))
      return preferred_rates_hz[i];
  copy = gst_caps_truncate (gst_caps_copy (accepts));
  structure = gst_caps_get_structure (copy, 0);
  gst_structure_fixate_field_nearest_int (structure, "rate", 48000);
  gst_structure_get_int (structure, "rate", &rate_hz);
  return rate_hz;
}

static int
choose_channels (GstCaps *accepts)
{
  g_autoptr (GstCaps) copy = gst_caps_truncate (gst_caps_copy (accepts));
  GstStructure *structure = gst_caps_get_structure (copy, 0);
  int channels = 0;

  gst_structure_fixate_field_nearest_int (structure, "channels", 2);
  gst_structure_get_int (structure, "channels", &channels);
  return channels;
}

RmgAudioNeeds
rmg_caps_get_needs (GstCaps *audio, GstCaps *accepts)
{
  RmgAudioNeeds needs = { FALSE };
  g_autoptr (GstCaps) from = NULL;
  g_autoptr (GstCaps) to = NULL;

  /* the common case, decided without a comparison */
  if (gst_caps_is_subset (audio, accepts))
    return needs;
  from = expand (audio);
  to = expand (accepts);
  if (gst_caps_is_empty (from) || gst_caps_is_empty (to) ||
      gst_caps_is_subset (from, to))
    return needs;
  needs.format = !is_field_accepted (from, to, "format") ||
      !is_field_accepted (from, to, "layout");
  needs.rate = !is_field_accepted (from, to, "rate");
  needs.channels = !is_field_accepted (from, to, "channels");
  /* accepted each alone, but not together: let the converter find a way */
  if (!needs.format && !needs.rate && !needs.channels)
    needs.format = TRUE;
  if (needs.format)
    needs.fix.format = choose_format (to);
  if (needs.rate)
    needs.fix.rate_hz = choose_rate (to);
  if (needs.channels)
    needs.fix.channels = choose_channels (to);
  return needs;
}

GstCaps *
rmg_caps_convert (GstCaps *audio, GstCaps *accepts, const RmgAudioNeeds *needs)
{
  g_autoptr (GstCaps) open = gst_caps_copy (audio);
  g_autoptr (GstCaps) fixed = NULL;

  for (guint i = 0; i < gst_caps_get_size (open); i++) {
    GstStructure *structure = gst_caps_get_structure (open, i);

    if (needs->format)
      gst_structure_remove_fields (structure, "format", "layout", NULL);
  }
  fixed = rmg_caps_apply (open, &needs->fix);
  return gst_caps_intersect_full (fixed, accepts, GST_CAPS_INTERSECT_FIRST);
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
