/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/convert/caps.h"

#include "elements/base/formats.h"
#include "elements/dsp/base/frames.h"

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
  static GstStaticCaps possible = GST_STATIC_CAPS (RMG_FORMATS_CAPS);
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

/* Channels without positions can be mixed only by a matrix or by a number that
 * the user sets: no rule says which of them belong together. */
static gboolean
is_number_kept (const RmgConvertTarget *target, const GstStructure *structure)
{
  guint64 mask = 1;
  gint channels = 1;

  return target->channels == 0 && target->matrix_inputs == 0 &&
      gst_structure_get (
          structure, "channel-mask", GST_TYPE_BITMASK, &mask, NULL) &&
      mask == 0 && gst_structure_get_int (structure, "channels", &channels) &&
      channels > 1;
}

/* The same caps with everything open that this element can change. With
 * @unpositioned those whose number of channels is kept, still without
 * positions. */
static GstCaps *
make_open (const RmgConvertTarget *target, GstCaps *caps, gboolean unpositioned)
{
  static const char *const kept[] = { "channels", "channel-mask" };
  GstCaps *open = gst_caps_new_empty ();

  for (guint i = 0; i < gst_caps_get_size (caps); i++) {
    const GstStructure *before = gst_caps_get_structure (caps, i);
    const gboolean is_kept = is_number_kept (target, before);
    GstStructure *structure;

    if (unpositioned && !is_kept)
      continue;
    structure = gst_structure_copy (before);
    open_structure (structure);
    for (guint n = 0; is_kept && n < (unpositioned ? 2 : 1); n++)
      gst_structure_set_value (
          structure, kept[n], gst_structure_get_value (before, kept[n]));
    gst_caps_append_structure_full (open, structure,
        gst_caps_features_copy (gst_caps_get_features (caps, i)));
  }
  return gst_caps_simplify (open);
}

static GstCaps *
meet (GstCaps *a, GstCaps *b)
{
  return gst_caps_intersect_full (a, b, GST_CAPS_INTERSECT_FIRST);
}

/* Unpositioned channels may get positions, so both are possible. Without the
 * former, the caps may be fixed, and the base class does not ask the peer. */
GstCaps *
rmg_convert_caps_transform (
    const RmgConvertTarget *target, GstPadDirection direction, GstCaps *caps)
{
  const GstPadDirection other =
      direction == GST_PAD_SINK ? GST_PAD_SRC : GST_PAD_SINK;
  g_autoptr (GstCaps) mine = make_possible (target, direction);
  g_autoptr (GstCaps) possible = make_possible (target, other);
  g_autoptr (GstCaps) usable = meet (caps, mine);
  g_autoptr (GstCaps) unpositioned = make_open (target, usable, TRUE);
  g_autoptr (GstCaps) open = make_open (target, usable, FALSE);
  GstCaps *same = meet (usable, possible);

  same = gst_caps_merge (same, meet (unpositioned, possible));
  return gst_caps_merge (same, meet (open, possible));
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

/* Score of a format, higher is better; the first criterion weighs most. Of the
 * formats that lose bits of an integer, a float loses none of quiet samples. */
static gint
rate_format (const GstAudioFormatInfo *from, const GstAudioFormatInfo *to)
{
  const gboolean lossless = is_lossless (from, to);
  gint score =
      lossless ? 100000 - 100 * count_bits (to) : 100 * count_bits (to);

  if (!lossless && !GST_AUDIO_FORMAT_INFO_IS_FLOAT (from))
    score += GST_AUDIO_FORMAT_INFO_IS_FLOAT (to) ? 50 : 0;
  else if (GST_AUDIO_FORMAT_INFO_IS_FLOAT (from) ==
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

  gst_structure_get_int (structure, "channels", &channels);
  gst_structure_get_int (like, "channels", &before);
  if (channels < 2 || gst_structure_has_field (structure, "channel-mask"))
    return;
  if (channels == before && mask != NULL)
    gst_structure_set_value (structure, "channel-mask", mask);
  else if (channels == 2 || channels != before)
    gst_structure_set (structure, "channel-mask", GST_TYPE_BITMASK,
        gst_audio_channel_get_fallback_mask (channels), NULL);
}

/* Loss by the channels of a structure: more channels lose less than fewer, and
 * the same channels at other positions less than another number. */
static gint
measure_channels (const GstStructure *structure, const GstStructure *like)
{
  gint channels = 0, before = 0;
  guint64 mask = 0, mask_before = 0;

  if (!gst_structure_get_int (structure, "channels", &channels) ||
      !gst_structure_get_int (like, "channels", &before))
    return 0;
  if (channels != before)
    return channels > before ? 1 + channels - before
                             : RMG_MAX_CHANNELS + 1 + before - channels;
  gst_structure_get (structure, "channel-mask", GST_TYPE_BITMASK, &mask, NULL);
  gst_structure_get (
      like, "channel-mask", GST_TYPE_BITMASK, &mask_before, NULL);
  return mask != 0 && mask != mask_before;
}

static gint
measure_format (const GstStructure *structure, const GstAudioFormatInfo *from)
{
  const char *name = gst_structure_get_string (structure, "format");

  return name == NULL
      ? 0
      : -rate_format (from,
            gst_audio_format_get_info (gst_audio_format_from_string (name)));
}

static GstStructure *
fixate_structure (const GstStructure *offered, const GstStructure *like,
    const GstAudioFormatInfo *from)
{
  GstStructure *structure = gst_structure_copy (offered);
  const char *layout = gst_structure_get_string (like, "layout");
  gint channels;

  if (from != NULL)
    fixate_format (structure, from);
  if (gst_structure_get_int (like, "channels", &channels))
    gst_structure_fixate_field_nearest_int (structure, "channels", channels);
  if (layout != NULL && gst_structure_has_field (structure, "layout"))
    gst_structure_fixate_field_string (structure, "layout", layout);
  return structure;
}

/* The structure of @offered with the least loss: channels count before the
 * format, and the format before the order. */
static GstStructure *
choose_structure (
    GstCaps *offered, const GstStructure *like, const GstAudioFormatInfo *from)
{
  GstStructure *best = NULL;

  for (guint i = 0; i < gst_caps_get_size (offered); i++) {
    GstStructure *one =
        fixate_structure (gst_caps_get_structure (offered, i), like, from);
    gint gain = best == NULL
        ? 1
        : measure_channels (best, like) - measure_channels (one, like);

    if (gain == 0 && from != NULL)
      gain = measure_format (best, from) > measure_format (one, from);
    if (gain <= 0) {
      gst_structure_free (one);
      continue;
    }
    g_clear_pointer (&best, gst_structure_free);
    best = one;
  }
  return best;
}

GstCaps *
rmg_convert_caps_fixate (GstCaps *caps, GstCaps *other)
{
  const GstStructure *like = gst_caps_get_structure (caps, 0);
  g_autoptr (GstCaps) offered = other;
  g_autoptr (GstCaps) same =
      gst_caps_intersect_full (other, caps, GST_CAPS_INTERSECT_FIRST);
  GstCaps *fixed = gst_caps_new_empty ();
  GstStructure *structure;
  GstAudioInfo info;

  structure = choose_structure (gst_caps_is_empty (same) ? offered : same, like,
      gst_audio_info_from_caps (&info, caps) ? info.finfo : NULL);
  fixate_mask (structure, like);
  gst_caps_append_structure (fixed, structure);
  return gst_caps_fixate (fixed);
}
