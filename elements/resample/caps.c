/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/resample/caps.h"

/* Where the rate is a setting, only caps with that rate can leave. */
static gboolean
set_other_rate (
    GstStructure *structure, GstPadDirection direction, gint rate_hz)
{
  if (rate_hz > 0 && direction == GST_PAD_SINK) {
    gst_structure_set (structure, "rate", G_TYPE_INT, rate_hz, NULL);
    return TRUE;
  }
  if (rate_hz > 0) {
    g_auto (GValue) only = G_VALUE_INIT;
    const GValue *rates = gst_structure_get_value (structure, "rate");

    g_value_init (&only, G_TYPE_INT);
    g_value_set_int (&only, rate_hz);
    if (rates != NULL && !gst_value_can_intersect (rates, &only))
      return FALSE;
  }
  gst_structure_set (structure, "rate", GST_TYPE_INT_RANGE, 1, G_MAXINT, NULL);
  return TRUE;
}

GstCaps *
rmg_resample_caps_transform (
    GstCaps *caps, GstPadDirection direction, gint rate_hz)
{
  GstCaps *result = gst_caps_new_empty ();

  for (guint i = 0; i < gst_caps_get_size (caps); i++) {
    g_autoptr (GstStructure) structure =
        gst_structure_copy (gst_caps_get_structure (caps, i));

    if (set_other_rate (structure, direction, rate_hz))
      gst_caps_append_structure_full (result, g_steal_pointer (&structure),
          gst_caps_features_copy (gst_caps_get_features (caps, i)));
  }
  return result;
}

/* Distance of two rates; a lower rate loses more than any higher one. */
static gint64
measure_loss (gint from_hz, gint to_hz)
{
  return to_hz >= from_hz ? (gint64) to_hz - from_hz
                          : (gint64) G_MAXINT + from_hz - to_hz;
}

/* Fixes the rate to the listed one with the least loss, or the nearest of a
 * range. Returns: it, or 0 without any */
static gint
fixate_rate (GstStructure *structure, gint rate_hz)
{
  const GValue *rates = gst_structure_get_value (structure, "rate");
  gint best_hz = 0;

  for (guint i = 0; rates != NULL && GST_VALUE_HOLDS_LIST (rates) &&
       i < gst_value_list_get_size (rates);
       i++) {
    const GValue *rate = gst_value_list_get_value (rates, i);

    if (G_VALUE_HOLDS_INT (rate) &&
        (best_hz == 0 ||
            measure_loss (rate_hz, g_value_get_int (rate)) <
                measure_loss (rate_hz, best_hz)))
      best_hz = g_value_get_int (rate);
  }
  gst_structure_fixate_field_nearest_int (
      structure, "rate", best_hz != 0 ? best_hz : rate_hz);
  gst_structure_get_int (structure, "rate", &best_hz);
  return best_hz;
}

/* The structure of @other whose rates lose least from @rate_hz, with the rate
 * fixed. */
static GstStructure *
choose_structure (GstCaps *other, gint rate_hz)
{
  GstStructure *best = NULL;
  gint64 least = G_MAXINT64;

  for (guint i = 0; i < gst_caps_get_size (other); i++) {
    g_autoptr (GstStructure) structure =
        gst_structure_copy (gst_caps_get_structure (other, i));
    gint fixed_hz = fixate_rate (structure, rate_hz);

    if (fixed_hz == 0 || measure_loss (rate_hz, fixed_hz) >= least)
      continue;
    least = measure_loss (rate_hz, fixed_hz);
    g_clear_pointer (&best, gst_structure_free);
    best = g_steal_pointer (&structure);
  }
  return best;
}

/* The rate of @caps where any structure of @other has it, or the nearest. */
GstCaps *
rmg_resample_caps_fixate (GstCaps *caps, GstCaps *other)
{
  GstStructure *chosen = NULL;
  GstCaps *fixed;
  gint rate_hz;

  if (gst_structure_get_int (
          gst_caps_get_structure (caps, 0), "rate", &rate_hz))
    chosen = choose_structure (other, rate_hz);
  if (chosen == NULL)
    return gst_caps_fixate (gst_caps_truncate (other));
  gst_caps_unref (other);
  fixed = gst_caps_new_empty ();
  gst_caps_append_structure (fixed, chosen);
  return gst_caps_fixate (fixed);
}
