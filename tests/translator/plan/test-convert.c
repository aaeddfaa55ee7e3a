/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "tests/lib/graph-fixture.h"
#include "tests/lib/planner-fixture.h"
#include "translator/plan/convert.h"

#include <string.h>

#define RAW "audio/x-raw"
#define S16 RAW ", format=(string)S16LE, layout=(string)interleaved"
#define MONO ", rate=(int)16000, channels=(int)1"

typedef struct
{
  const char *caps;
  const char *accepts; /* NULL: the node has no constraint */
  const char *narrowed;
  const char *steps; /* elements and properties; no notes */
  const char *last;  /* caps after the last element, NULL without elements */
} Conversion;

static const Conversion conversions[] = {
  { RAW, NULL, RAW, "", NULL },
  { "video/x-raw", NULL, "video/x-raw", "", NULL },
  { RAW, "ANY", RAW, "", NULL },
  { S16 MONO, S16, S16 MONO, "", NULL },
  { "ANY", RAW, RAW, "", NULL },
  { "application/x-rmg-value", "application/x-rmg-value",
      "application/x-rmg-value", "", NULL },
  { "ANY", "application/x-rmg-value", "application/x-rmg-value", "", NULL },
  /* audio and other media at the output of one node */
  { "ANY", "audio/x-raw; video/x-raw", "audio/x-raw; video/x-raw", "", NULL },
  { RAW ", format=(string)F32LE", S16, RAW ", format=(string)F32LE",
      "make a.convert: rmgconvert (convert of a)\n"
      "set a.convert: format=S16LE\n"
      "set a.convert: layout=interleaved\n",
      S16 },
  { RAW ", rate=(int)44100", RAW ", rate=(int)16000", RAW ", rate=(int)44100",
      "make a.resample: rmgresample (convert of a)\n"
      "set a.resample: rate=16000\n",
      RAW ", rate=(int)16000" },
  { RAW ", channels=(int)2", RAW ", channels=(int)1", RAW ", channels=(int)2",
      "make a.convert: rmgconvert (convert of a)\n"
      "set a.convert: channels=1\n",
      RAW ", channels=(int)1" },
  /* a down-mix before the resampler, an up-mix after it */
  { RAW ", rate=(int)44100, channels=(int)2",
      RAW ", rate=(int)16000, channels=(int)1",
      RAW ", rate=(int)44100, channels=(int)2",
      "make a.mix: rmgconvert (convert of a)\n"
      "set a.mix: channels=1\n"
      "make a.resample: rmgresample (convert of a)\n"
      "set a.resample: rate=16000\n",
      RAW ", rate=(int)16000, channels=(int)1" },
  { RAW ", rate=(int)44100, channels=(int)1",
      RAW ", rate=(int)16000, channels=(int)2",
      RAW ", rate=(int)44100, channels=(int)1",
      "make a.resample: rmgresample (convert of a)\n"
      "set a.resample: rate=16000\n"
      "make a.convert: rmgconvert (convert of a)\n"
      "set a.convert: channels=2\n",
      RAW ", rate=(int)16000, channels=(int)2" },
  { RAW ", rate=(int)44100, channels=(int)2", S16 MONO,
      RAW ", rate=(int)44100, channels=(int)2",
      "make a.mix: rmgconvert (convert of a)\n"
      "set a.mix: channels=1\n"
      "make a.resample: rmgresample (convert of a)\n"
      "set a.resample: rate=16000\n"
      "make a.convert: rmgconvert (convert of a)\n"
      "set a.convert: format=S16LE\n"
      "set a.convert: layout=interleaved\n",
      S16 MONO },
  /* several accepted values: the caps that arrive decide */
  { RAW, RAW ", format=(string){ S16LE, S24LE }, rate=(int){ 8000, 16000 }",
      RAW,
      "make a.resample: rmgresample (convert of a)\n"
      "make a.convert: rmgconvert (convert of a)\n",
      RAW ", rate=(int){ 8000, 16000 }, format=(string){ S16LE, S24LE }" },
  /* positions are left to the last step */
  { RAW ", format=(string)F32LE",
      RAW ", rate=(int)8000, channels=(int)1; " RAW
          ", rate=(int)8000, channels=(int)3, channel-mask=(bitmask)0x7",
      RAW ", format=(string)F32LE",
      "make a.mix: rmgconvert (convert of a)\n"
      "make a.resample: rmgresample (convert of a)\n"
      "set a.resample: rate=8000\n"
      "make a.convert: rmgconvert (convert of a)\n",
      RAW ", format=(string)F32LE, rate=(int)8000, channels=(int)3, "
          "channel-mask=(bitmask)0x0000000000000007; " RAW
          ", format=(string)F32LE, rate=(int)8000, channels=(int)1" },
};

static GstCaps *
read_caps (const char *text)
{
  GstCaps *caps = text != NULL ? gst_caps_from_string (text) : NULL;

  g_assert_cmpint (caps != NULL, ==, text != NULL);
  return caps;
}

static void
assert_caps (GstCaps *found, const char *expected)
{
  g_autoptr (GstCaps) wanted = read_caps (expected);
  g_autofree char *text = gst_caps_to_string (found);

  g_test_message ("%s", text);
  g_assert_true (gst_caps_is_equal (found, wanted));
}

/* The steps up to the first note. */
static char *
get_elements (const PlannerFixture *self)
{
  char *steps = planner_fixture_get_steps (self);
  char *note = strstr (steps, "note: ");

  if (note != NULL)
    *note = '\0';
  return steps;
}

static void
test_convert_inserts_only_conversions_that_are_needed (gconstpointer data)
{
  const Conversion *row = data;
  g_autoptr (PlannerFixture) self = planner_fixture_new ("a=VAD", "");
  g_autoptr (GstCaps) caps = read_caps (row->caps);
  RmgPart part = { .accepts = read_caps (row->accepts) };
  g_autofree char *steps = NULL;
  RmgInserted inserted;

  rmg_plan_convert (&self->planner, &part, caps, &inserted);
  steps = get_elements (self);
  g_assert_cmpstr (steps, ==, row->steps);
  assert_caps (inserted.narrowed, row->narrowed);
  g_assert_cmpint (inserted.n_elements > 0, ==, row->last != NULL);
  if (row->last != NULL)
    assert_caps (inserted.caps[inserted.n_elements - 1], row->last);
  g_assert_cmpuint (
      rmg_diagnostics_get_n_errors (self->planner.diagnostics), ==, 0);
  g_assert_cmpuint (self->planner.plan->notes->len, ==, inserted.n_elements);
  rmg_inserted_clear (&inserted);
  gst_clear_caps (&part.accepts);
}

static void
test_convert_note_has_reason_and_both_caps (void)
{
  g_autoptr (PlannerFixture) self = planner_fixture_new ("a=VAD", "");
  g_autoptr (GstCaps) caps = read_caps (RAW ", rate=(int)44100");
  RmgPart part = { .accepts = read_caps (RAW ", rate=(int)16000") };
  RmgInserted inserted;

  rmg_plan_convert (&self->planner, &part, caps, &inserted);
  g_assert_cmpstr (self->planner.plan->notes->pdata[0], ==,
      "a.resample converts rate: VAD takes audio/x-raw, rate=(int)16000, and "
      "audio/x-raw, rate=(int)44100 arrives");
  rmg_inserted_clear (&inserted);
  gst_clear_caps (&part.accepts);
}

typedef struct
{
  const char *caps;
  const char *accepts;
  const char *problem;
} Impossible;

static const Impossible impossible[] = {
  { "video/x-raw", RAW,
      "error: nodes[0]: node \"a\" (VAD): accepts audio/x-raw, but receives "
      "video/x-raw, and no conversion leads to that\n" },
  { RAW, "application/x-rmg-value",
      "error: nodes[0]: node \"a\" (VAD): accepts application/x-rmg-value, but "
      "receives audio/x-raw, and no conversion leads to that\n" },
};

static void
test_convert_other_media_refused (gconstpointer data)
{
  const Impossible *row = data;
  g_autoptr (PlannerFixture) self = planner_fixture_new ("a=VAD", "");
  g_autoptr (GstCaps) caps = read_caps (row->caps);
  RmgPart part = { .accepts = read_caps (row->accepts) };
  g_autofree char *problems = NULL;
  RmgInserted inserted;

  rmg_plan_convert (&self->planner, &part, caps, &inserted);
  problems = rmg_test_list_problems (self->planner.diagnostics);
  g_assert_cmpstr (problems, ==, row->problem);
  g_assert_cmpuint (inserted.n_elements, ==, 0);
  g_assert_true (gst_caps_is_any (inserted.narrowed));
  rmg_inserted_clear (&inserted);
  gst_clear_caps (&part.accepts);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (conversions); i++) {
    g_autofree char *path = g_strdup_printf ("/convert/inserted/%u", i);

    g_test_add_data_func (path, &conversions[i],
        test_convert_inserts_only_conversions_that_are_needed);
  }
  for (guint i = 0; i < G_N_ELEMENTS (impossible); i++) {
    g_autofree char *path = g_strdup_printf ("/convert/refused/%u", i);

    g_test_add_data_func (
        path, &impossible[i], test_convert_other_media_refused);
  }
  g_test_add_func ("/convert/note", test_convert_note_has_reason_and_both_caps);
  return g_test_run ();
}
