/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Any split of a stream into buffers has the same output, for each element:
 * samples, times, events, metas, messages and decisions; with empty buffers,
 * interruptions of each kind and both layouts. */

#include "elements/chunk/rmgchunk.h"
#include "elements/convert/rmgconvert.h"
#include "elements/resample/rmgresample.h"
#include "tests/lib/split-stream.h"
#include "tests/lib/stream-log.h"

GST_ELEMENT_REGISTER_DECLARE (rmgvad)

#define N_STREAMS 40

#define CAPS(format, rate, channels, layout)                                   \
  "audio/x-raw,format=" format ",rate=" #rate ",channels=" #channels           \
  ",layout=" layout ",channel-mask=(bitmask)0"
#define MONO(format, rate)                                                     \
  "audio/x-raw,format=" format ",rate=" #rate ",channels=1,layout=interleaved"
#define PACKED "interleaved"
#define PLANAR "non-interleaved"

/* Short frames, so that a stream has many segments. */
#define VAD "rmgvad name=vad post-frames=true min-silence-ms=60 padding-ms=10 "
#define ENERGY VAD "engine=energy frame-ms=10 "

typedef struct
{
  const char *name;
  const char *launch;
  const char *caps[4];
  gsize n_frames;
  gboolean ignores_gaps; /* silence flagged as GAP is not dithered */
  gboolean keeps_sizes;
  gboolean sets_levels; /* from its own analysis */
} SplitCase;

static const SplitCase cases[] = {
  { "resample-48-16", "rmgresample rate=16000",
      { MONO ("S16LE", 48000), CAPS ("S16LE", 44100, 2, PACKED),
          MONO ("F32LE", 16000) },
      30000 },
  { "resample-48-8-best", "rmgresample rate=8000 quality=best",
      { CAPS ("F32LE", 48000, 2, PACKED), CAPS ("F32LE", 48000, 2, PLANAR) },
      20000 },
  { "resample-441-16", "rmgresample rate=16000 quality=fast",
      { CAPS ("S32LE", 44100, 2, PLANAR) }, 20000 },
  { "resample-16-48", "rmgresample rate=48000", { MONO ("F64LE", 16000) },
      20000 },
  { "resample-384-8", "rmgresample rate=8000", { MONO ("S16LE", 384000) },
      60000 },
  { "resample-fft", "rmgresample rate=16000 engine=fft",
      { MONO ("F32LE", 48000), CAPS ("F32LE", 96000, 2, PACKED) }, 30000 },
  { "resample-src", "rmgresample rate=16000 engine=libsamplerate",
      { MONO ("F32LE", 48000) }, 10000 },
  { "resample-odd", "rmgresample rate=22255", { MONO ("F32LE", 48000) },
      10000 },
  { "resample-none", "rmgresample rate=16000",
      { MONO ("F32LE", 16000), MONO ("F32LE", 48000) }, 10000 },
  { "convert", "rmgconvert format=S24LE channels=1",
      { CAPS ("F32LE", 48000, 2, PACKED), CAPS ("S16LE", 44100, 2, PLANAR) },
      20000 },
  { "convert-dither", "rmgconvert format=S16LE dither=tpdf",
      { CAPS ("F32LE", 48000, 2, PACKED) }, 20000, .ignores_gaps = TRUE },
  { "convert-in-place", "rmgconvert format=S32LE",
      { MONO ("F32LE", 48000), CAPS ("F32LE", 48000, 3, PLANAR) }, 20000 },
  { "convert-none", "rmgconvert", { CAPS ("S16LE", 48000, 2, PACKED) }, 20000 },
  { "chunk", "rmgchunk frames=333",
      { CAPS ("S16LE", 16000, 2, PACKED), MONO ("F64LE", 44100),
          CAPS ("S16LE", 16000, 2, PLANAR) },
      20000, .keeps_sizes = TRUE },
  { "chunk-long", "rmgchunk frames=7001", { MONO ("S16LE", 8000) }, 60000,
      .keeps_sizes = TRUE },
  { "vad", VAD, { MONO ("S16LE", 16000), CAPS ("F32LE", 48000, 2, PACKED) },
      60000, .sets_levels = TRUE },
  { "vad-energy", ENERGY,
      { CAPS ("F32LE", 48000, 2, PLANAR), MONO ("S16LE", 44100) }, 60000,
      .sets_levels = TRUE },
  { "vad-gate", VAD "mode=gate probability-threshold=0.01",
      { MONO ("S16LE", 16000) }, 60000, .sets_levels = TRUE },
  { "vad-gate-energy", ENERGY "mode=gate",
      { MONO ("S16LE", 16000), CAPS ("F32LE", 44100, 2, PLANAR) }, 60000,
      .sets_levels = TRUE },
};

/* @random NULL pushes each part as one buffer. */
static void
run (const SplitCase *test, const GArray *parts, GRand *random, char **events,
    char **messages)
{
  GstHarness *h = gst_harness_new_parse (test->launch);
  RmgTestStreamLog log = { .keeps_sizes = test->keeps_sizes,
    .has_levels = !test->sets_levels };

  rmg_test_stream_log_open (&log, h);
  gst_harness_play (h);
  rmg_test_split_stream_push (h, parts, random);
  rmg_test_stream_log_finish (&log);
  *events = g_strdup (log.events->str);
  *messages = g_strdup (log.messages->str);
  rmg_test_stream_log_close (&log, h);
  gst_harness_teardown (h);
}

/* Compares line by line, so that a failure shows the first difference. */
static void
assert_equal_lines (const char *actual, const char *expected)
{
  g_auto (GStrv) actuals = g_strsplit (actual, "\n", -1);
  g_auto (GStrv) expecteds = g_strsplit (expected, "\n", -1);

  for (gsize i = 0; expecteds[i] != NULL && actuals[i] != NULL; i++) {
    if (!g_str_equal (actuals[i], expecteds[i]))
      g_test_message ("line %" G_GSIZE_FORMAT " after %s", i,
          i > 0 ? expecteds[i - 1] : "nothing");
    g_assert_cmpstr (actuals[i], ==, expecteds[i]);
  }
  g_assert_cmpstr (actual, ==, expected);
}

static void
test_any_split_has_the_same_output (gconstpointer data)
{
  const SplitCase *test = data;

  for (guint32 seed = 0; seed < N_STREAMS; seed++) {
    g_autoptr (GRand) random = g_rand_new_with_seed (seed);
    g_autoptr (GArray) parts = rmg_test_split_stream_new (
        random, test->caps, test->n_frames, !test->ignores_gaps);
    g_autofree char *expected = NULL, *expected_messages = NULL;
    g_autofree char *actual = NULL, *actual_messages = NULL;

    g_test_message ("seed %u", seed);
    run (test, parts, NULL, &expected, &expected_messages);
    run (test, parts, random, &actual, &actual_messages);
    g_assert_nonnull (strstr (expected, "audio"));
    assert_equal_lines (actual, expected);
    assert_equal_lines (actual_messages, expected_messages);
  }
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  GST_ELEMENT_REGISTER (rmgchunk, NULL);
  GST_ELEMENT_REGISTER (rmgconvert, NULL);
  GST_ELEMENT_REGISTER (rmgresample, NULL);
  GST_ELEMENT_REGISTER (rmgvad, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = g_strconcat ("/any-split/", cases[i].name, NULL);

    g_test_add_data_func (path, &cases[i], test_any_split_has_the_same_output);
  }
  return g_test_run ();
}
