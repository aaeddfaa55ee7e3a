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

GstCaps *
rmg_resample_caps_fixate (GstCaps *caps, GstCaps *other)
{
  GstCaps *fixed = gst_caps_make_writable (gst_caps_truncate (other));
  gint rate_hz;

  if (gst_structure_get_int (
          gst_caps_get_structure (caps, 0), "rate", &rate_hz) &&
      !gst_caps_is_empty (fixed))
    gst_structure_fixate_field_nearest_int (
        gst_caps_get_structure (fixed, 0), "rate", rate_hz);
  return gst_caps_fixate (fixed);
}
