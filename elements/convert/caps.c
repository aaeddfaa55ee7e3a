/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/convert/caps.h"

/* Leaves rate and whatever else the caps say about the stream. */
static void
open_structure (GstStructure *structure)
{
  gst_structure_remove_fields (
      structure, "format", "layout", "channels", "channel-mask", NULL);
}

static void
set_open_fields (GstStructure *structure)
{
  static GstStaticCaps possible = GST_STATIC_CAPS (RMG_CONVERT_CAPS);
  g_autoptr (GstCaps) all = gst_static_caps_get (&possible);
  const GstStructure *open = gst_caps_get_structure (all, 0);
  static const char *const names[] = { "format", "layout", "channels" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    gst_structure_set_value (
        structure, names[i], gst_structure_get_value (open, names[i]));
}

static void
set_target_fields (GstStructure *structure, const RmgConvertTarget *target)
{
  if (target->format != GST_AUDIO_FORMAT_UNKNOWN)
    gst_structure_set (structure, "format", G_TYPE_STRING,
        gst_audio_format_to_string (target->format), NULL);
  if (target->layout != RMG_LAYOUT_NEGOTIATE)
    gst_structure_set (structure, "layout", G_TYPE_STRING,
        target->layout == RMG_LAYOUT_INTERLEAVED ? "interleaved"
                                                 : "non-interleaved",
        NULL);
  if (target->channels > 0)
    gst_structure_set (
        structure, "channels", G_TYPE_INT, target->channels, NULL);
}

/* All that one pad can have as far as properties and matrix decide. */
static GstCaps *
make_possible (const RmgConvertTarget *target, GstPadDirection pad)
{
  const gint mixed =
      pad == GST_PAD_SRC ? target->matrix_outputs : target->matrix_inputs;
  GstStructure *structure = gst_structure_new_empty ("audio/x-raw");
  GstCaps *possible = gst_caps_new_empty ();

  set_open_fields (structure);
  if (pad == GST_PAD_SRC)
    set_target_fields (structure, target);
  if (mixed > 0 && (pad == GST_PAD_SINK || target->channels == 0))
    gst_structure_set (structure, "channels", G_TYPE_INT, mixed, NULL);
  if (pad == GST_PAD_SRC && mixed > 0 && target->channels > 0 &&
      mixed != target->channels)
    gst_structure_free (structure);
  else
    gst_caps_append_structure (possible, structure);
  return possible;
}

/* The same caps with everything open that this element can change. */
static GstCaps *
make_open (GstCaps *caps)
{
  GstCaps *open = gst_caps_new_empty ();

  for (guint i = 0; i < gst_caps_get_size (caps); i++) {
    GstStructure *structure =
        gst_structure_copy (gst_caps_get_structure (caps, i));

    open_structure (structure);
    gst_caps_append_structure_full (open, structure,
        gst_caps_features_copy (gst_caps_get_features (caps, i)));
  }
  return gst_caps_simplify (open);
}

GstCaps *
rmg_convert_caps_transform (
    const RmgConvertTarget *target, GstPadDirection direction, GstCaps *caps)
{
  const GstPadDirection other =
      direction == GST_PAD_SINK ? GST_PAD_SRC : GST_PAD_SINK;
  g_autoptr (GstCaps) mine = make_possible (target, direction);
  g_autoptr (GstCaps) possible = make_possible (target, other);
  g_autoptr (GstCaps) usable =
      gst_caps_intersect_full (caps, mine, GST_CAPS_INTERSECT_FIRST);
  g_autoptr (GstCaps) open = make_open (usable);
  GstCaps *same =
      gst_caps_intersect_full (usable, possible, GST_CAPS_INTERSECT_FIRST);

  return gst_caps_merge (
      same, gst_caps_intersect_full (open, possible, GST_CAPS_INTERSECT_FIRST));
}

/* Bits that survive: of integers, of the significands of floats. */
static gint
count_bits (const GstAudioFormatInfo *info)
{
  if (!GST_AUDIO_FORMAT_INFO_IS_FLOAT (info))
    return GST_AUDIO_FORMAT_INFO_DEPTH (info);
  return GST_AUDIO_FORMAT_INFO_WIDTH (info) == 64 ? 53 : 24;
}

static gboolean
is_lossless (const GstAudioFormatInfo *from, const GstAudioFormatInfo *to)
{
  if (GST_AUDIO_FORMAT_INFO_IS_FLOAT (from) &&
      !GST_AUDIO_FORMAT_INFO_IS_FLOAT (to))
    return FALSE;
  return count_bits (to) >= count_bits (from);
}

/* Score of a format, higher is better; the first criterion weighs most. */
static gint
rate_format (const GstAudioFormatInfo *from, const GstAudioFormatInfo *to)
{
  const gboolean lossless = is_lossless (from, to);
  gint score =
      lossless ? 100000 - 100 * count_bits (to) : 100 * count_bits (to);

  if (GST_AUDIO_FORMAT_INFO_IS_FLOAT (from) ==
      GST_AUDIO_FORMAT_INFO_IS_FLOAT (to))
    score += lossless ? 50 : 5000;
  if (GST_AUDIO_FORMAT_INFO_ENDIANNESS (from) ==
      GST_AUDIO_FORMAT_INFO_ENDIANNESS (to))
    score += 20;
  if (GST_AUDIO_FORMAT_INFO_IS_SIGNED (from) ==
      GST_AUDIO_FORMAT_INFO_IS_SIGNED (to))
    score += 10;
  score -= GST_AUDIO_FORMAT_INFO_WIDTH (to) / 8;
  return from == to ? G_MAXINT : score;
}

static void
rate_value (const GValue *value, const GstAudioFormatInfo *from,
    const GstAudioFormatInfo **best)
{
  GstAudioFormat format = GST_AUDIO_FORMAT_UNKNOWN;
  const GstAudioFormatInfo *info;

  if (G_VALUE_HOLDS_STRING (value))
    format = gst_audio_format_from_string (g_value_get_string (value));
  if (format == GST_AUDIO_FORMAT_UNKNOWN)
    return;
  info = gst_audio_format_get_info (format);
  if (*best == NULL || rate_format (from, info) > rate_format (from, *best))
    *best = info;
}

static void
fixate_format (GstStructure *structure, const GstAudioFormatInfo *from)
{
  const GValue *value = gst_structure_get_value (structure, "format");
  const GstAudioFormatInfo *best = NULL;

  if (value == NULL)
    return;
  if (GST_VALUE_HOLDS_LIST (value))
    for (guint i = 0; i < gst_value_list_get_size (value); i++)
      rate_value (gst_value_list_get_value (value, i), from, &best);
  else
    rate_value (value, from, &best);
  if (best != NULL)
    gst_structure_set (structure, "format", G_TYPE_STRING,
        GST_AUDIO_FORMAT_INFO_NAME (best), NULL);
}

/* Where the channels are: as before if they stay, else as is usual. */
static void
fixate_mask (GstStructure *structure, const GstStructure *like)
{
  const GValue *mask = gst_structure_get_value (like, "channel-mask");
  gint channels = 0, before = 0;
  guint64 usual;

  gst_structure_get_int (structure, "channels", &channels);
  gst_structure_get_int (like, "channels", &before);
  if (gst_structure_has_field (structure, "channel-mask"))
    return;
  if (channels == before && mask != NULL) {
    gst_structure_set_value (structure, "channel-mask", mask);
    return;
  }
  usual = gst_audio_channel_get_fallback_mask (channels);
  if (channels > 2 && channels != before)
    gst_structure_set (
        structure, "channel-mask", GST_TYPE_BITMASK, usual, NULL);
}

GstCaps *
rmg_convert_caps_fixate (GstCaps *caps, GstCaps *other)
{
  const GstStructure *like = gst_caps_get_structure (caps, 0);
  GstCaps *same =
      gst_caps_intersect_full (other, caps, GST_CAPS_INTERSECT_FIRST);
  GstStructure *structure;
  GstAudioInfo info;
  const char *layout;
  gint channels;

  if (gst_caps_is_empty (same)) {
    gst_caps_unref (same);
    same = other;
  } else {
    gst_caps_unref (other);
  }
  same = gst_caps_make_writable (gst_caps_truncate (same));
  structure = gst_caps_get_structure (same, 0);
  if (gst_audio_info_from_caps (&info, caps))
    fixate_format (structure, info.finfo);
  if (gst_structure_get_int (like, "channels", &channels))
    gst_structure_fixate_field_nearest_int (structure, "channels", channels);
  layout = gst_structure_get_string (like, "layout");
  if (layout != NULL && gst_structure_has_field (structure, "layout"))
    gst_structure_fixate_field_string (structure, "layout", layout);
  fixate_mask (structure, like);
  return gst_caps_fixate (same);
}
