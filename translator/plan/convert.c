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
      "accepts %s, but receives %s, and no conversion leads to that", wanted,
      given);
}

static void
add (RmgInserted *inserted, guint element, GstCaps *caps)
{
  inserted->elements[inserted->n_elements] = element;
  inserted->caps[inserted->n_elements] = caps;
  inserted->n_elements++;
}

/* The words of a note, "format and channels". */
static char *
name_fields (RmgAudioFields fields)
{
  static const char *const words[] = { "format", "rate", "channels",
    "positions" };
  g_autoptr (GPtrArray) named = g_ptr_array_new ();

  if (fields & RMG_FIELDS_CHANNELS)
    fields &= ~RMG_FIELDS_POSITIONS;
  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (fields & (1u << i))
      g_ptr_array_add (named, (gpointer) words[i]);
  g_ptr_array_add (named, NULL);
  return g_strjoinv (" and ", (char **) named->pdata);
}

/* Where several values are possible, the caps that arrive decide. */
static void
note (RmgPlanner *planner, guint element, RmgAudioFields fields, GstCaps *caps,
    GstCaps *accepts)
{
  const RmgPlanElement *made =
      &g_array_index (planner->plan->elements, RmgPlanElement, element);
  g_autoptr (GstCaps) accepted = rmg_caps_keep_fields (accepts,
      fields != RMG_FIELDS_POSITIONS ? fields & ~RMG_FIELDS_POSITIONS : fields);
  g_autofree char *names = name_fields (fields);
  g_autofree char *given = gst_caps_to_string (caps);
  g_autofree char *wanted = gst_caps_to_string (accepted);

  rmg_planner_note (planner, "%s converts %s%s: %s takes %s, and %s arrives",
      made->name, names,
      gst_caps_can_intersect (caps, accepted) ? " unless it is accepted" : "",
      planner->graph_node->type, wanted, given);
}

/* The layout where only one is accepted. */
static const char *
get_layout (GstCaps *accepts)
{
  return gst_structure_get_string (
      gst_caps_get_structure (accepts, 0), "layout");
}

static GstCaps *
get_last (const RmgInserted *inserted)
{
  return inserted->n_elements > 0 ? inserted->caps[inserted->n_elements - 1]
                                  : inserted->narrowed;
}

static void
set_fixed (RmgPlanner *planner, guint element, const RmgAudioNeeds *needs,
    GstCaps *accepts)
{
  const char *layout = get_layout (accepts);

  if (needs->fix.format != NULL)
    rmg_planner_set_string (planner, element, "format", needs->fix.format);
  if (needs->fields & RMG_FIELDS_FORMAT && layout != NULL)
    rmg_planner_set_string (planner, element, "layout", layout);
  if (needs->fix.channels > 0)
    rmg_planner_set_int (planner, element, "channels", needs->fix.channels);
  if (needs->fix.rate_hz > 0)
    rmg_planner_set_int (planner, element, "rate", needs->fix.rate_hz);
}

/* An element for one step of the conversion. A property that is not set is
 * negotiated with the caps that arrive. */
typedef struct
{
  const char *factory;
  const char *suffix;
  RmgAudioFields fields;
} Step;

static void
insert_step (RmgPlanner *planner, RmgInserted *inserted, GstCaps *accepts,
    const RmgAudioNeeds *needs, const Step *step)
{
  GstCaps *caps = get_last (inserted);
  RmgAudioNeeds part = { step->fields };
  guint element =
      rmg_planner_add (planner, RMG_ROLE_CONVERT, step->factory, step->suffix);

  if (step->fields & RMG_FIELDS_FORMAT)
    part.fix.format = needs->fix.format;
  if (step->fields & RMG_FIELDS_RATE)
    part.fix.rate_hz = needs->fix.rate_hz;
  if (step->fields & RMG_FIELDS_CHANNELS)
    part.fix.channels = needs->fix.channels;
  set_fixed (planner, element, &part, accepts);
  note (planner, element, part.fields, caps, accepts);
  add (inserted, element, rmg_caps_convert (caps, accepts, part.fields));
}

/* Whether channels come before the rate: an up-mix to a known number
 * makes the resampler slower, every other mix makes it faster. */
static gboolean
is_mix_first (const RmgAudioNeeds *needs)
{
  return (needs->fields & RMG_FIELDS_RATE) &&
      (needs->fields & RMG_FIELDS_CHANNELS) && needs->fix.channels <= 1;
}

/* Fields of the last step. It sees the caps of the node itself, and with them
 * the positions of the channels. */
static RmgAudioFields
get_last_fields (const RmgAudioNeeds *needs)
{
  RmgAudioFields fields = needs->fields & ~RMG_FIELDS_RATE;

  if (fields & RMG_FIELDS_POSITIONS)
    return fields | RMG_FIELDS_CHANNELS;
  return is_mix_first (needs) ? fields & ~RMG_FIELDS_CHANNELS : fields;
}

/* A loss that every accepted value has is known before the run; another one is
 * reported when the caps arrive. */
static void
warn_of_loss (RmgPlanner *planner, GstCaps *caps, GstCaps *accepts)
{
  g_autofree char *loss = rmg_caps_describe_loss (caps, accepts);

  if (loss == NULL)
    return;
  rmg_planner_warn (planner, RMG_ERROR_CAPS, "quality is lost: %s", loss);
  rmg_planner_node (planner)->is_loss_known = TRUE;
}

static void
insert (RmgPlanner *planner, RmgInserted *inserted, GstCaps *accepts)
{
  const RmgAudioNeeds needs = rmg_caps_get_needs (inserted->narrowed, accepts);
  const Step steps[RMG_MAX_INSERTED] = {
    { "rmgconvert", "mix", is_mix_first (&needs) ? RMG_FIELDS_CHANNELS : 0 },
    { "rmgresample", "resample", needs.fields & RMG_FIELDS_RATE },
    { "rmgconvert", "convert", get_last_fields (&needs) },
  };

  if (needs.fields != 0)
    warn_of_loss (planner, inserted->narrowed, accepts);
  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    if (steps[i].fields != 0)
      insert_step (planner, inserted, accepts, &needs, &steps[i]);
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
  if (!gst_caps_is_empty (inserted->narrowed))
    return;
  report_media (planner, caps, part->accepts);
  gst_caps_take (&inserted->narrowed, gst_caps_new_any ()); /* reported once */
}
