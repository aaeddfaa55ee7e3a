/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "translator/plan/convert.h"

void
rmg_inserted_clear (RmgInserted *inserted)
{
  gst_clear_caps (&inserted->narrowed);
  for (guint i = 0; i < inserted->n_elements; i++)
    gst_clear_caps (&inserted->caps[i]);
}

static GstCaps *
keep_audio (GstCaps *caps)
{
  g_autoptr (GstCaps) audio = gst_caps_new_empty_simple ("audio/x-raw");

  return gst_caps_intersect_full (caps, audio, GST_CAPS_INTERSECT_FIRST);
}

static void
report_media (RmgPlanner *planner, GstCaps *caps, GstCaps *accepts)
{
  g_autofree char *given = gst_caps_to_string (caps);
  g_autofree char *wanted = gst_caps_to_string (accepts);

  rmg_planner_fail (planner, RMG_ERROR_LINK, NULL,
      "takes %s, but gets %s, which no conversion turns into that", wanted,
      given);
}

static void
add (RmgInserted *inserted, guint element, GstCaps *caps)
{
  inserted->elements[inserted->n_elements] = element;
  inserted->caps[inserted->n_elements] = caps;
  inserted->n_elements++;
}

static void
note (RmgPlanner *planner, guint element, const char *what, GstCaps *caps,
    GstCaps *accepts)
{
  const RmgPlanElement *made =
      &g_array_index (planner->plan->elements, RmgPlanElement, element);
  g_autofree char *given = gst_caps_to_string (caps);
  g_autofree char *wanted = gst_caps_to_string (accepts);

  rmg_planner_note (planner, "%s converts %s: %s takes %s, and %s arrives",
      made->name, what, planner->graph_node->type, wanted, given);
}

/* The layout where only one is accepted. */
static const char *
get_layout (GstCaps *accepts)
{
  return gst_structure_get_string (
      gst_caps_get_structure (accepts, 0), "layout");
}

static void
insert_mix (RmgPlanner *planner, RmgInserted *inserted, GstCaps *caps,
    GstCaps *accepts, const RmgAudioNeeds *needs)
{
  RmgAudioFix fix = { .channels = needs->fix.channels };
  guint element =
      rmg_planner_add (planner, RMG_ROLE_CONVERT, "rmgconvert", "mix");

  rmg_planner_set_int (planner, element, "channels", fix.channels);
  note (planner, element, "channels", caps, accepts);
  add (inserted, element, rmg_caps_apply (caps, &fix));
}

static void
insert_resample (RmgPlanner *planner, RmgInserted *inserted, GstCaps *caps,
    GstCaps *accepts, const RmgAudioNeeds *needs)
{
  RmgAudioFix fix = { .rate_hz = needs->fix.rate_hz };
  guint element =
      rmg_planner_add (planner, RMG_ROLE_CONVERT, "rmgresample", "resample");

  rmg_planner_set_int (planner, element, "rate", fix.rate_hz);
  note (planner, element, "rate", caps, accepts);
  add (inserted, element, rmg_caps_apply (caps, &fix));
}

static void
insert_convert (RmgPlanner *planner, RmgInserted *inserted, GstCaps *caps,
    GstCaps *accepts, const RmgAudioNeeds *needs)
{
  const char *layout = get_layout (accepts);
  guint element =
      rmg_planner_add (planner, RMG_ROLE_CONVERT, "rmgconvert", "convert");

  if (needs->format && needs->fix.format != NULL)
    rmg_planner_set_string (planner, element, "format", needs->fix.format);
  if (needs->format && layout != NULL)
    rmg_planner_set_string (planner, element, "layout", layout);
  if (needs->channels)
    rmg_planner_set_int (planner, element, "channels", needs->fix.channels);
  note (planner, element,
      !needs->channels    ? "format"
          : needs->format ? "format and channels"
                          : "channels",
      caps, accepts);
  add (inserted, element, rmg_caps_convert (caps, accepts, needs));
}

static GstCaps *
get_last (const RmgInserted *inserted)
{
  return inserted->n_elements > 0 ? inserted->caps[inserted->n_elements - 1]
                                  : inserted->narrowed;
}

static void
insert (RmgPlanner *planner, RmgInserted *inserted, GstCaps *accepts)
{
  RmgAudioNeeds needs = rmg_caps_get_needs (inserted->narrowed, accepts);

  if (needs.rate && needs.channels && needs.fix.channels == 1) {
    insert_mix (planner, inserted, get_last (inserted), accepts, &needs);
    needs.channels = FALSE;
    needs.fix.channels = 0;
  }
  if (needs.rate)
    insert_resample (planner, inserted, get_last (inserted), accepts, &needs);
  needs.rate = FALSE;
  needs.fix.rate_hz = 0;
  if (needs.format || needs.channels)
    insert_convert (planner, inserted, get_last (inserted), accepts, &needs);
}

void
rmg_plan_convert (RmgPlanner *planner, const RmgPart *part, GstCaps *caps,
    RmgInserted *inserted)
{
  g_autoptr (GstCaps) audio = NULL;

  *inserted = (RmgInserted){ NULL };
  if (part->accepts == NULL || gst_caps_is_any (part->accepts)) {
    inserted->narrowed = gst_caps_ref (caps);
    return;
  }
  audio = keep_audio (part->accepts);
  if (!gst_caps_is_empty (audio) &&
      (rmg_caps_is_audio (caps) ||
          (gst_caps_is_any (caps) && rmg_caps_is_audio (part->accepts)))) {
    inserted->narrowed = keep_audio (caps);
    insert (planner, inserted, audio);
    return;
  }
  inserted->narrowed = rmg_caps_meet (caps, part->accepts);
  if (gst_caps_is_empty (inserted->narrowed))
    report_media (planner, caps, part->accepts);
}
