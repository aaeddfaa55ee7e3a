/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "translator/plan/recipes.h"

#include "translator/catalog/foreign.h"

#include <math.h>
#include <string.h>

/* One element with pads "sink" and "src" that is the whole node. */
static guint
add_main (RmgPlanner *planner, RmgPart *part, const char *factory)
{
  guint element = rmg_planner_add (planner, RMG_ROLE_NODE, factory, "");

  part->first = part->last = part->main = element;
  return element;
}

static void
set_params (RmgPlanner *planner, guint element)
{
  const RmgParams *params = planner->params;

  for (guint i = 0; i < params->n_values; i++) {
    const char *property = rmg_params_get_property (params, i);

    if (property != NULL && G_IS_VALUE (&params->values[i]))
      rmg_planner_set_value (planner, element, property, &params->values[i]);
  }
}

void
rmg_realise_single (RmgPlanner *planner, RmgPart *part)
{
  guint element = add_main (planner, part, planner->row->factory);

  rmg_planner_set_words (planner, element, planner->row->presets);
  set_params (planner, element);
}

void
rmg_realise_energy_vad (RmgPlanner *planner, RmgPart *part)
{
  double level = rmg_params_get_double (planner->params, "energy_threshold");

  rmg_realise_single (planner, part);
  if (rmg_params_is_given (planner->params, "threshold")) {
    double other = rmg_params_get_double (planner->params, "threshold");
    double linear = other < 0 ? pow (10, other / 20) : other;

    if (rmg_params_is_given (planner->params, "energy_threshold") &&
        fabs (linear - level) > 1e-9)
      rmg_planner_fail (planner, RMG_ERROR_CONFLICT, NULL,
          "energy_threshold %g and threshold %g (%g linear) differ", level,
          other, linear);
    level = linear;
  }
  rmg_planner_set_double (planner, part->main, "energy-threshold", level);
}

void
rmg_realise_resample (RmgPlanner *planner, RmgPart *part)
{
  rmg_realise_single (planner, part);
  part->sets.rate_hz =
      rmg_params_get_int (planner->params, "target_sample_rate");
}

void
rmg_realise_format (RmgPlanner *planner, RmgPart *part)
{
  const char *format = rmg_caps_find_format (
      rmg_params_get_string (planner->params, "target_format"));
  guint element =
      add_main (planner, part, format != NULL ? "rmgconvert" : "rmgvalue");

  if (format == NULL) {
    rmg_planner_set_string (planner, element, "op", "passthrough");
    return;
  }
  rmg_planner_set_string (planner, element, "format", format);
  part->sets.format = format;
}

/* Down-mixes first and up-mixes last, so that the resampler has less to do. The
 * samples stay floats in between where no other reader sees it: rounding once is
 * faster and more exact than rounding three times. */
void
rmg_realise_transform (RmgPlanner *planner, RmgPart *part)
{
  int channels = rmg_params_get_int (planner->params, "output_channels");
  guint mix = rmg_planner_add (planner, RMG_ROLE_NODE, "rmgconvert", "mix");
  guint resample = rmg_planner_add (planner, RMG_ROLE_NODE, "rmgresample", "");
  gboolean mix_first = channels == 1;

  rmg_planner_set_int (planner, mix, "channels", channels);
  if (mix_first && planner->keeps_floats[planner->graph_index]) {
    rmg_planner_set_string (planner, mix, "format", "F32LE");
    part->sets.format = "F32LE";
  }
  set_params (planner, resample);
  part->sets.channels = channels;
  part->sets.rate_hz =
      rmg_params_get_int (planner->params, "output_sample_rate");
  part->main = resample;
  part->first = mix_first ? mix : resample;
  part->last = mix_first ? resample : mix;
  rmg_planner_link_pads (planner, part->first, part->last, NULL);
}

void
rmg_realise_number (RmgPlanner *planner, RmgPart *part)
{
  const RmgParams *params = planner->params;

  rmg_realise_single (planner, part);
  rmg_planner_set_double (planner, part->main, "operand",
      rmg_params_get_double (params, params->type->params[0].name));
  rmg_planner_set_bool (planner, part->main, "operand-is-integer",
      params->given[0] && G_VALUE_HOLDS_INT64 (&params->values[0]));
}

/* A filter with the same caps at both pads outputs the caps of its input. */
static gboolean
is_filter (GstElementFactory *factory, GstCaps *accepts, GstCaps *produces)
{
  return rmg_foreign_is_sync (factory) && gst_caps_is_equal (accepts, produces);
}

static void
set_pad (char **pad, const char *name)
{
  g_free (*pad);
  *pad = g_strdup (name);
}

/* Part of the data of a failed write may be in the file, and a restart truncates
 * it: such a sink is not retried. */
static RmgNodeFlags
get_sink_flags (GstElementFactory *factory)
{
  return RMG_NODE_SINK |
      (rmg_foreign_has_location (factory) ? RMG_NODE_FILE : 0);
}

static RmgNodeFlags
get_foreign_flags (
    GstElementFactory *factory, gboolean has_sink_pad, gboolean has_src_pad)
{
  const gboolean is_end = !has_sink_pad || !has_src_pad;

  return RMG_NODE_FOREIGN | RMG_NODE_TRANSIENT |
      (rmg_foreign_is_sync (factory) ? RMG_NODE_SYNC : 0) |
      (has_sink_pad ? 0 : RMG_NODE_SOURCE) |
      (has_src_pad ? 0 : get_sink_flags (factory)) |
      (is_end && rmg_foreign_is_network (factory) ? RMG_NODE_NETWORK : 0);
}

void
rmg_realise_foreign (RmgPlanner *planner, RmgPart *part)
{
  const char *name = rmg_catalog_get_factory_name (planner->graph_node->type);
  RmgPlanNode *node = rmg_planner_node (planner);
  guint element = add_main (planner, part, name);
  g_autoptr (GstElementFactory) factory = rmg_foreign_load (name);
  GstStaticPadTemplate *sink, *src;

  set_params (planner, element);
  if (factory == NULL) {
    rmg_planner_fail (planner, RMG_ERROR_MISSING_ELEMENT, NULL,
        "no element \"%s\" is installed", name);
    return;
  }
  sink = rmg_foreign_find_pad (factory, GST_PAD_SINK);
  src = rmg_foreign_find_pad (factory, GST_PAD_SRC);
  node->flags = get_foreign_flags (factory, sink != NULL, src != NULL);
  if (sink != NULL) {
    part->accepts = gst_static_pad_template_get_caps (sink);
    set_pad (&part->first_pad, sink->name_template);
  } else {
    part->first = RMG_PLAN_NONE;
  }
  if (src == NULL) {
    part->last = RMG_PLAN_NONE;
    return;
  }
  set_pad (&part->last_pad, src->name_template);
  part->dynamic = src->presence == GST_PAD_SOMETIMES;
  node->is_dynamic = part->dynamic;
  node->rebuilds = sink != NULL && !g_str_has_prefix (name, "rmg");
  part->produces = gst_static_pad_template_get_caps (src);
  if (sink != NULL && is_filter (factory, part->accepts, part->produces))
    gst_clear_caps (&part->produces);
}

void
rmg_realise_hosted (RmgPlanner *planner, RmgPart *part)
{
  guint element = add_main (planner, part, "rmghost");

  rmg_planner_set_string (planner, element, "type", planner->graph_node->type);
  rmg_planner_set_string (
      planner, element, "params", planner->graph_node->params_json);
  part->produces = gst_caps_new_any ();
}

typedef void (*RecipeFunc) (RmgPlanner *planner, RmgPart *part);

static const RecipeFunc recipes[RMG_N_RECIPES] = {
  [RMG_RECIPE_SINGLE] = rmg_realise_single,
  [RMG_RECIPE_ENERGY_VAD] = rmg_realise_energy_vad,
  [RMG_RECIPE_RESAMPLE] = rmg_realise_resample,
  [RMG_RECIPE_FORMAT] = rmg_realise_format,
  [RMG_RECIPE_TRANSFORM] = rmg_realise_transform,
  [RMG_RECIPE_NUMBER] = rmg_realise_number,
  [RMG_RECIPE_READER] = rmg_realise_reader,
  [RMG_RECIPE_WRITER] = rmg_realise_writer,
  [RMG_RECIPE_HOSTED] = rmg_realise_hosted,
};

void
rmg_recipe_run (RmgPlanner *planner, RmgPart *part)
{
  const RmgCatalogRow *row = planner->row;

  if (row == NULL) {
    rmg_realise_foreign (planner, part);
    return;
  }
  recipes[row->recipe](planner, part);
  rmg_planner_node (planner)->holds =
      rmg_catalog_row_get_holds (row, planner->params);
}
