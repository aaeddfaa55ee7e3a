/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "tests/lib/graph-fixture.h"
#include "translator/plan/clips.h"

#include <rmg/plan-step.h>
#include <gst/gst.h>
#include <string.h>

/* A graph, and the resamplers of its plan that run the longer filter. */
typedef struct
{
  const char *name;
  const char *nodes;
  const char *edges;
  const char *clips;
} ClipRow;

#define FILE_NODE "in=MediaReaderNode{'path': 'in.wav'}; "
#define OTHER_FILE "in2=MediaReaderNode{'path': 'in2.wav'}; "

static const ClipRow rows[] = {
  { "file", FILE_NODE "r=Resample", "in>r", "r" },
  { "best", FILE_NODE "r=Resample{'quality': 'best'}", "in>r", "r" },
  { "medium", FILE_NODE "r=Resample{'quality': 'medium'}", "in>r", "" },
  { "fast", FILE_NODE "r=Resample{'quality': 'low'}", "in>r", "" },
  { "transform", FILE_NODE "v=VAD; r=AudioTransform", "in>v v>r", "r" },
  { "conversion", FILE_NODE "r=MediaWriterNode{'path': 'out.opus'}", "in>r",
      "r.resample" },
  { "session", "v=VAD; r=Resample", "v>r", "" },
  { "realtime",
      "in=MediaReaderNode{'path': 'in.wav', 'realtime': true}; r=Resample",
      "in>r", "" },
  { "http", "in=MediaReaderNode{'path': 'http://host/in.wav'}; r=Resample",
      "in>r", "" },
  { "stream", "in=MediaReaderNode{'path': '-'}; r=Resample", "in>r", "" },
  { "pace", FILE_NODE "p=gst:clocksync; r=Resample", "in>p p>r", "" },
  { "own", FILE_NODE "r=gst:rmgresample", "in>r", "" },
  { "legs", FILE_NODE "a=Resample; b=Resample{'rate': 8000}", "in>a in>b",
      "a b" },
  { "joined legs", FILE_NODE "a=Resample; b=FormatConverterNode; r=Resample",
      "in>a in>b "
      "a>r b>r",
      "r" },
  { "joined files", FILE_NODE OTHER_FILE "a=Resample; r=PassThroughNode",
      "in>a a>r in2>r", "a" },
  { "joined with a session", FILE_NODE "v=VAD; r=Resample", "in>r v>r", "" },
};

static RmgFileKind
probe (const char *path, gpointer data)
{
  return RMG_FILE_SAMPLES;
}

/* The names of the elements that have the engine, in the order of the plan. */
static char *
list_clips (const ClipRow *row)
{
  RmgPlanOptions options = { RMG_FRAMING_ITEMS, .probe = probe };
  g_autoptr (RmgGraph) graph = rmg_test_read_graph (row->nodes, row->edges);
  g_autoptr (GError) error = NULL;
  g_autoptr (RmgPlan) plan = rmg_plan_new (graph, &options, NULL, &error);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  g_assert_no_error (error);
  for (guint i = 0; i < plan->elements->len; i++) {
    const RmgPlanElement *element =
        &g_array_index (plan->elements, RmgPlanElement, i);

    for (guint j = 0; j < element->properties->len; j++) {
      const RmgPlanProperty *property =
          &g_array_index (element->properties, RmgPlanProperty, j);

      if (!g_str_equal (property->name, "engine") ||
          !g_str_equal (element->factory, "rmgresample"))
        continue;
      g_assert_cmpstr (g_value_get_string (&property->value), ==, "clip");
      g_ptr_array_add (names, element->name);
    }
  }
  g_ptr_array_add (names, NULL);
  return g_strjoinv (" ", (char **) names->pdata);
}

static void
test_clips_path_decides_the_filter (gconstpointer data)
{
  const ClipRow *row = data;
  g_autofree char *found = list_clips (row);

  g_assert_cmpstr (found, ==, row->clips);
}

/* Tests of the translator have no element of the product: another one has its
 * name. */
static void
register_resampler (void)
{
  g_autoptr (GstElementFactory) identity =
      gst_element_factory_find ("identity");
  g_autoptr (GstPluginFeature) loaded =
      gst_plugin_feature_load (GST_PLUGIN_FEATURE (identity));

  g_assert_true (gst_element_register (NULL, "rmgresample", GST_RANK_NONE,
      gst_element_factory_get_element_type (GST_ELEMENT_FACTORY (loaded))));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  register_resampler ();
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *path = g_strconcat ("/clips/", rows[i].name, NULL);

    g_test_add_data_func (path, &rows[i], test_clips_path_decides_the_filter);
  }
  return g_test_run ();
}
