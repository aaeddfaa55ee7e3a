/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "translator/plan/recipes.h"

#include "translator/catalog/foreign.h"

#include <math.h>
#include <string.h>

/* Lowest rate that holds are reckoned at where the rate is not known. */
#define LOWEST_RATE_HZ 8000

static void
set_presets (RmgPlanner *planner, guint element, const char *presets)
{
  g_auto (GStrv) words = g_strsplit (presets != NULL ? presets : "", " ", -1);

  for (guint i = 0; words[i] != NULL; i++) {
    char *value = strchr (words[i], '=');

    *value = '\0';
    rmg_planner_set_string (planner, element, words[i], value + 1);
  }
}

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
  const RmgNodeType *type = planner->params.type;

  for (guint i = 0; i < type->n_params; i++)
    if (type->params[i].property != NULL &&
        G_IS_VALUE (&planner->params.values[i]))
      rmg_planner_set_value (planner, element, type->params[i].property,
          &planner->params.values[i]);
}

guint
rmg_realise_single (
    RmgPlanner *planner, const RmgCatalogRow *row, RmgPart *part)
{
  guint element = add_main (planner, part, row->factory);

  set_presets (planner, element, row->presets);
  set_params (planner, element);
  if (g_str_equal (row->factory, "rmgchunk"))
    rmg_planner_node (planner)->holds = gst_util_uint64_scale (
        rmg_params_get_int (&planner->params, "buffer_size_samples"),
        GST_SECOND, LOWEST_RATE_HZ);
  if (g_str_equal (row->type.name, "VAD"))
    rmg_planner_node (planner)->holds =
        g_strcmp0 (rmg_params_get_string (&planner->params, "mode"), "gate") ==
            0
        ? GST_SECOND
        : 0;
  return element;
}

static const RmgCatalogRow *
get_row (RmgPlanner *planner)
{
  return rmg_catalog_find_row (planner->graph_node->type);
}

void
rmg_realise_energy_vad (RmgPlanner *planner, RmgPart *part)
{
  guint element = rmg_realise_single (planner, get_row (planner), part);
  double level = rmg_params_get_double (&planner->params, "energy_threshold");

  if (rmg_params_is_given (&planner->params, "threshold")) {
    double other = rmg_params_get_double (&planner->params, "threshold");
    double linear = other < 0 ? pow (10, other / 20) : other;

    if (rmg_params_is_given (&planner->params, "energy_threshold") &&
        fabs (linear - level) > 1e-9)
      rmg_planner_fail (planner, RMG_ERROR_CONFLICT, NULL,
          "energy_threshold %g and threshold %g (%g linear) differ", level,
          other, linear);
    level = linear;
  }
  rmg_planner_set_double (planner, element, "energy-threshold", level);
}

void
rmg_realise_resample (RmgPlanner *planner, RmgPart *part)
{
  guint element = rmg_realise_single (planner, get_row (planner), part);
  const char *quality = rmg_params_get_string (&planner->params, "quality");

  rmg_planner_set_string (planner, element, "quality",
      g_str_equal (quality, "low") ? "fast" : quality);
  part->sets.rate_hz =
      rmg_params_get_int (&planner->params, "target_sample_rate");
}

static const char *
find_sample_format (const char *word)
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

void
rmg_realise_format (RmgPlanner *planner, RmgPart *part)
{
  const char *format = find_sample_format (
      rmg_params_get_string (&planner->params, "target_format"));
  guint element =
      add_main (planner, part, format != NULL ? "rmgconvert" : "rmgvalue");

  if (format == NULL) {
    rmg_planner_set_string (planner, element, "op", "passthrough");
    return;
  }
  rmg_planner_set_string (planner, element, "format", format);
  part->sets.format = format;
}

static guint
count_edges_into (const RmgGraph *graph, guint node)
{
  guint n_edges = 0;

  for (guint i = 0; i < graph->edges->len; i++)
    n_edges += rmg_graph_peek_edge (graph, i)->to == node;
  return n_edges;
}

/* The format that a converter is told by either name of its parameter, or the
 * one that it makes if told none.
 *
 * Returns: (nullable): NULL for a word that is no format */
static const char *
find_target_format (const RmgCatalogRow *row, JsonObject *params)
{
  const RmgParamRule *rule = rmg_params_find_rule (&row->type, "target_format");
  g_autoptr (GList) names = json_object_get_members (params);
  const char *word = rule->default_text;

  for (const GList *name = names; name != NULL; name = name->next)
    if (rmg_params_find_rule (&row->type, name->data) == rule &&
        !json_object_get_null_member (params, name->data))
      word =
          json_object_get_string_member_with_default (params, name->data, "");
  return find_sample_format (word);
}

/* Whether whatever reads this node makes floats or 16-bit integers of it at
 * once, so that nobody sees in which format it outputs. */
static gboolean
is_format_unseen (RmgPlanner *planner)
{
  const RmgGraph *graph = planner->graph;
  guint n_readers = 0;

  for (guint i = 0; i < graph->edges->len; i++) {
    const RmgGraphEdge *edge = rmg_graph_peek_edge (graph, i);
    const RmgGraphNode *reader = rmg_graph_get_node (graph, edge->to);
    const RmgCatalogRow *row = rmg_catalog_find_row (reader->type);
    const char *format;

    if (rmg_graph_get_node (graph, edge->from) != planner->graph_node)
      continue;
    if (row == NULL || row->realise != rmg_realise_format ||
        count_edges_into (graph, edge->to) > 1)
      return FALSE;
    format = find_target_format (row, reader->params);
    if (format == NULL || g_str_equal (format, "S32LE"))
      return FALSE;
    n_readers++;
  }
  return n_readers > 0;
}

/* Down-mixes first and up-mixes last, so that the resampler has less to do. In
 * between the samples stay floats where that changes nothing for others: what
 * is rounded once is faster and better than what is rounded three times. */
void
rmg_realise_transform (RmgPlanner *planner, RmgPart *part)
{
  int channels = rmg_params_get_int (&planner->params, "output_channels");
  guint mix = rmg_planner_add (planner, RMG_ROLE_NODE, "rmgconvert", "mix");
  guint resample = rmg_planner_add (planner, RMG_ROLE_NODE, "rmgresample", "");
  gboolean mix_first = channels == 1;

  rmg_planner_set_int (planner, mix, "channels", channels);
  if (mix_first && is_format_unseen (planner)) {
    rmg_planner_set_string (planner, mix, "format", "F32LE");
    part->sets.format = "F32LE";
  }
  set_params (planner, resample);
  part->sets.channels = channels;
  part->sets.rate_hz =
      rmg_params_get_int (&planner->params, "output_sample_rate");
  part->main = resample;
  part->first = mix_first ? mix : resample;
  part->last = mix_first ? resample : mix;
  rmg_planner_link_pads (planner, part->first, part->last, NULL);
}

void
rmg_realise_number (RmgPlanner *planner, RmgPart *part)
{
  guint element = rmg_realise_single (planner, get_row (planner), part);
  const GValue *operand = &planner->params.values[0];

  rmg_planner_set_double (planner, element, "operand",
      rmg_params_get_double (
          &planner->params, planner->params.type->params[0].name));
  rmg_planner_set_bool (planner, element, "operand-is-integer",
      planner->params.given[0] && G_VALUE_HOLDS_INT64 (operand));
}

static void
set_foreign_params (RmgPlanner *planner, guint element)
{
  JsonObjectIter members;
  const char *name;
  JsonNode *node;

  json_object_iter_init_ordered (&members, planner->graph_node->params);
  while (json_object_iter_next_ordered (&members, &name, &node)) {
    GValue value = G_VALUE_INIT;

    json_node_get_value (node, &value);
    rmg_planner_set_value (planner, element, name, &value);
    g_value_unset (&value);
  }
}

/* A filter whose two sides look alike passes what comes in. */
static gboolean
is_filter (GstElementFactory *factory, GstCaps *accepts, GstCaps *gives)
{
  return rmg_foreign_is_sync (factory) && gst_caps_is_equal (accepts, gives);
}

static void
set_pad (char **pad, const char *name)
{
  g_free (*pad);
  *pad = g_strdup (name);
}

void
rmg_realise_foreign (RmgPlanner *planner, RmgPart *part)
{
  const char *name = rmg_catalog_get_factory_name (planner->graph_node->type);
  RmgPlanNode *node = rmg_planner_node (planner);
  guint element = add_main (planner, part, name);
  g_autoptr (GstElementFactory) factory = rmg_foreign_load (name);
  GstStaticPadTemplate *sink, *src;

  set_foreign_params (planner, element);
  if (factory == NULL) {
    rmg_planner_fail (planner, RMG_ERROR_MISSING_ELEMENT, NULL,
        "no element \"%s\" is installed", name);
    return;
  }
  sink = rmg_foreign_find_pad (factory, GST_PAD_SINK);
  src = rmg_foreign_find_pad (factory, GST_PAD_SRC);
  node->flags = RMG_NODE_FOREIGN | RMG_NODE_TRANSIENT |
      (rmg_foreign_is_sync (factory) ? RMG_NODE_SYNC : 0) |
      (sink == NULL ? RMG_NODE_SOURCE : 0) | (src == NULL ? RMG_NODE_SINK : 0);
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
  part->gives = gst_static_pad_template_get_caps (src);
  if (sink != NULL && is_filter (factory, part->accepts, part->gives))
    gst_clear_caps (&part->gives);
}

void
rmg_realise_hosted (RmgPlanner *planner, RmgPart *part)
{
  guint element = add_main (planner, part, "rmghost");

  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_OBJECT);
  g_autofree char *params = NULL;

  json_node_set_object (root, planner->graph_node->params);
  params = json_to_string (root, FALSE);
  rmg_planner_set_string (planner, element, "type", planner->graph_node->type);
  rmg_planner_set_string (planner, element, "params", params);
  part->gives = gst_caps_new_any ();
}
