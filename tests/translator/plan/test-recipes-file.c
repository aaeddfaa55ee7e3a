/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "tests/lib/graph-fixture.h"
#include "tests/lib/planner-fixture.h"
#include "translator/plan/recipes.h"

#include <string.h>

/* Factories of the elements that a recipe makes, by the names of the elements
 * in the order of the plan: "n.source:rmgfilesrc n:rmgdecode". */
static char *
list_elements (const PlannerFixture *self)
{
  const GArray *elements = self->planner.plan->elements;
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < elements->len; i++) {
    const RmgPlanElement *element =
        &g_array_index (elements, RmgPlanElement, i);

    g_string_append_printf (
        text, "%s%s:%s", i > 0 ? " " : "", element->name, element->factory);
  }
  return g_string_free (text, FALSE);
}

static RmgFileKind
get_kind (const char *path, gpointer user_data)
{
  return *(const RmgFileKind *) user_data;
}

typedef struct
{
  const char *params;
  RmgFileKind kind;
  const char *elements;
} Reader;

#define FILE_SOURCE "n.source:rmgfilesrc "
#define RAW_CAPS "'caps': 'audio/x-raw, format=S16LE, rate=16000, channels=1'"

static const Reader readers[] = {
  { "'path': 'x'", RMG_FILE_OTHER, FILE_SOURCE "n:rmgdecode n.queue:queue" },
  { "'path': 'x', 'realtime': true", RMG_FILE_OTHER,
      FILE_SOURCE "n:rmgdecode n.pace:identity" },
  { "'path': 'x'", RMG_FILE_PIPE,
      "n.source:rmgfilesrc n.pipe:queue n:rmgdecode n.queue:queue" },
  { "'path': 'x'", RMG_FILE_SAMPLES, FILE_SOURCE "n:rmgwavparse" },
  { "'path': 'x'", RMG_FILE_MULAW,
      FILE_SOURCE "n.parse:rmgwavparse n:mulawdec" },
  { "'path': 'x'", RMG_FILE_ALAW, FILE_SOURCE "n.parse:rmgwavparse n:alawdec" },
  { "'path': 'x', " RAW_CAPS, RMG_FILE_SAMPLES, FILE_SOURCE "n:rawaudioparse" },
  { "'path': '-'", RMG_FILE_SAMPLES,
      "n.source:fdsrc n:rmgdecode n.queue:queue" },
};

static void
test_reader_made_of_the_elements_of_its_file (gconstpointer data)
{
  const Reader *row = data;
  g_autofree char *node =
      g_strdup_printf ("n=MediaReaderNode{%s}", row->params);
  g_autoptr (PlannerFixture) self = planner_fixture_new (node, "");
  RmgFileKind kind = row->kind;
  g_autofree char *found = NULL;
  RmgPart part;

  self->options.probe = get_kind;
  self->options.probe_data = &kind;
  planner_fixture_init_part (&part);
  rmg_recipe_run (&self->planner, &part);
  found = list_elements (self);
  g_assert_cmpstr (found, ==, row->elements);
  g_assert_cmpuint (part.first, ==, RMG_PLAN_NONE);
  g_assert_false (part.dynamic);
  g_assert_true (rmg_caps_is_audio (part.produces));
  planner_fixture_clear_part (&part);
}

static void
test_reader_with_decoder_sets_it (void)
{
  g_autoptr (PlannerFixture) self = planner_fixture_new (
      "n=MediaReaderNode{'path': '-', 'decoder': 'x'}", "");
  const RmgPlanElement *element;
  const RmgPlanProperty *property;
  RmgPart part;

  planner_fixture_init_part (&part);
  rmg_recipe_run (&self->planner, &part);
  element =
      &g_array_index (self->planner.plan->elements, RmgPlanElement, part.main);
  g_assert_cmpuint (element->properties->len, ==, 1);
  property = &g_array_index (element->properties, RmgPlanProperty, 0);
  g_assert_cmpstr (property->name, ==, "decoder");
  g_assert_cmpstr (g_value_get_string (&property->value), ==, "x");
  planner_fixture_clear_part (&part);
}

typedef struct
{
  const char *params;
  const char *elements;
  const char *first; /* name of the element that receives the samples */
} Writer;

static const Writer writers[] = {
  { "'path': 'x.wav'", "n:rmgfilesink n.encoder:wavenc", "n.encoder" },
  { "'path': 'x.WAV'", "n:rmgfilesink n.encoder:wavenc", "n.encoder" },
  { "'path': 'x.flac'", "n:rmgfilesink n.encoder:flacenc", "n.encoder" },
  { "'path': 'x.opus'", "n:rmgfilesink n.encoder:opusenc n.muxer:oggmux",
      "n.encoder" },
  { "'path': 'x.m4a'",
      "n:rmgfilesink n.accepts:capsfilter n.encoder:avenc_aac "
      "n.muxer:mp4mux n.tagger:rmgmp4delay",
      "n.accepts" },
  { "'path': 'x.mp3'", "n:rmgfilesink n.encoder:lamemp3enc n.tagger:rmgmp3mux",
      "n.encoder" },
  { "'path': 'x.raw'", "n:rmgfilesink", "n" },
  { "'path': 'x.bin', " RAW_CAPS, "n:rmgfilesink", "n" },
  { "'path': '-'", "n:fdsink n.encoder:wavenc", "n.encoder" },
  { "'path': '-', " RAW_CAPS, "n:fdsink", "n" },
};

static void
test_writer_made_of_the_elements_of_its_format (gconstpointer data)
{
  const Writer *row = data;
  g_autofree char *node =
      g_strdup_printf ("n=MediaWriterNode{%s}", row->params);
  g_autoptr (PlannerFixture) self = planner_fixture_new (node, "");
  g_autofree char *found = NULL;
  RmgPart part;

  planner_fixture_init_part (&part);
  rmg_recipe_run (&self->planner, &part);
  found = list_elements (self);
  g_assert_cmpstr (found, ==, row->elements);
  g_assert_cmpstr (
      g_array_index (self->planner.plan->elements, RmgPlanElement, part.first)
          .name,
      ==, row->first);
  g_assert_cmpuint (part.last, ==, RMG_PLAN_NONE);
  g_assert_true (rmg_caps_is_audio (part.accepts));
  planner_fixture_clear_part (&part);
}

static void
test_reader_of_raw_samples_knows_its_caps (void)
{
  g_autoptr (PlannerFixture) self = planner_fixture_new (
      "n=MediaReaderNode{'path': 'x', 'caps': 'audio/x-raw, format=S24_32LE, "
      "rate=8000, channels=3'}",
      "");
  g_autofree char *steps = NULL;
  g_autofree char *caps = NULL;
  RmgPart part;

  planner_fixture_init_part (&part);
  rmg_recipe_run (&self->planner, &part);
  steps = planner_fixture_get_steps (self);
  g_assert_nonnull (strstr (steps,
      "set n: format=pcm\nset n: pcm-format=s24-32le\nset n: "
      "sample-rate=8000\nset n: num-channels=3\n"));
  caps = gst_caps_to_string (part.produces);
  g_assert_cmpstr (caps, ==,
      "audio/x-raw, format=(string)S24_32LE, rate=(int)8000, channels=(int)3, "
      "layout=(string)interleaved");
  planner_fixture_clear_part (&part);
}

typedef struct
{
  const char *node;
  RmgError code;
  const char *message; /* its beginning, after the place */
} Refused;

#define READER "MediaReaderNode"
#define WRITER "MediaWriterNode"

static const Refused refused[] = {
  { READER "{'path': 'x', 'caps': 'video/x-raw'}", RMG_ERROR_CAPS,
      "caps \"video/x-raw\" are not raw audio" },
  { READER "{'path': 'x', 'caps': 'audio/x-raw, rate='}", RMG_ERROR_CAPS,
      "caps \"audio/x-raw, rate=\" are not raw audio" },
  { READER "{'path': 'x', 'caps': 'audio/x-raw, rate=8000, channels=1'}",
      RMG_ERROR_CAPS,
      "caps \"audio/x-raw, rate=8000, channels=1\" must contain format, rate "
      "and channels" },
  { READER "{'path': 'x', 'caps': 'audio/x-raw, format=S8, channels=1'}",
      RMG_ERROR_CAPS,
      "caps \"audio/x-raw, format=S8, channels=1\" must contain format, rate "
      "and channels" },
  { WRITER "{'path': 'x.xyz'}", RMG_ERROR_OUT_OF_RANGE,
      "the extension of \"x.xyz\" names no format that can be written" },
  { WRITER "{'path': 'x'}", RMG_ERROR_OUT_OF_RANGE,
      "the extension of \"x\" names no format that can be written" },
  { WRITER "{'path': 'x.bin', 'caps': 'nonsense'}", RMG_ERROR_CAPS,
      "caps \"nonsense\" are not raw audio" },
};

static void
test_file_node_refused_with_reason (gconstpointer data)
{
  const Refused *row = data;
  g_autofree char *node = g_strconcat ("n=", row->node, NULL);
  g_autoptr (RmgGraph) graph = rmg_test_read_graph (node, "");
  g_autoptr (GError) error = NULL;

  g_assert_null (rmg_plan_new (graph, NULL, NULL, &error));
  g_assert_error (error, RMG_ERROR, (int) row->code);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, row->message));
}

#define ADD_ROWS(name, rows, function)                                         \
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {                            \
    g_autofree char *path = g_strdup_printf ("/recipes-file/" name "/%u", i);  \
                                                                               \
    g_test_add_data_func (path, &rows[i], function);                           \
  }

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/recipes-file/decoder", test_reader_with_decoder_sets_it);
  ADD_ROWS ("reader", readers, test_reader_made_of_the_elements_of_its_file)
  ADD_ROWS ("writer", writers, test_writer_made_of_the_elements_of_its_format)
  ADD_ROWS ("refused", refused, test_file_node_refused_with_reason)
  g_test_add_func (
      "/recipes-file/raw", test_reader_of_raw_samples_knows_its_caps);
  return g_test_run ();
}
