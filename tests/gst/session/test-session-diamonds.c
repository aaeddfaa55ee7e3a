/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Legs with different work, joined again. */

#include <rmg/init.h>
#include "tests/lib/session-fixture.h"

#define RATE 48000

typedef struct
{
  const char *name;
  const char *lines;
} Diamond;

#define LEGS                                                                   \
  "in > a\n"                                                                   \
  "in > b\n"                                                                   \
  "a > out\n"                                                                  \
  "b > out\n"

static const Diamond diamonds[] = {
  { "drop-with-gap",
      "in PassThroughNode\n"
      "a gst:rmgfault 'drop-every':3,'drop-gap':true\n"
      "b VADNode\n"
      "out PassThroughNode\n" LEGS },
  { "drop-everything",
      "in PassThroughNode\n"
      "a gst:rmgfault 'drop-every':1,'drop-gap':true\n"
      "b PassThroughNode\n"
      "out PassThroughNode\n" LEGS },
  { "chunks-of-500-ms",
      "in PassThroughNode\n"
      "a AudioBuffer 'buffer_size_samples':24000\n"
      "b PassThroughNode\n"
      "out PassThroughNode\n" LEGS },
  { "resample-to-one-rate",
      "in PassThroughNode\n"
      "a AudioResampleNode 'target_sample_rate':16000\n"
      "b AudioResampleNode 'target_sample_rate':16000,'quality':'fast'\n"
      "out PassThroughNode\n" LEGS },
  { "resample-twice",
      "in PassThroughNode\n"
      "a AudioResampleNode 'target_sample_rate':44100\n"
      "b AudioResampleNode 'target_sample_rate':16000\n"
      "c AudioResampleNode 'target_sample_rate':16000\n"
      "out PassThroughNode\n"
      "in > a\nin > b\na > c\nc > out\nb > out\n" },
  { "leg-ends-early",
      "in PassThroughNode\n"
      "a gst:identity 'eos-after':5\n"
      "b AudioBuffer 'buffer_size_samples':700\n"
      "out PassThroughNode\n" LEGS },
  { "gate-emits-nothing",
      "in PassThroughNode\n"
      "a VAD 'mode':'gate','probability_threshold':1.0\n"
      "b AudioBuffer 'buffer_size_samples':480\n"
      "out PassThroughNode\n" LEGS },
  { "nested",
      "in PassThroughNode\n"
      "a PassThroughNode\n"
      "b gst:rmgfault 'drop-every':2,'drop-gap':true\n"
      "c AudioBuffer 'buffer_size_samples':4801\n"
      "d VADNode\n"
      "mid PassThroughNode\n"
      "out AudioBuffer 'buffer_size_samples':313\n"
      "in > a\nin > b\na > c\na > d\nc > mid\nd > mid\nmid > out\nb > out\n" },
};

/* One second in buffers that no chunk or frame fits. */
static void
test_diamond_stream_is_the_same_threaded (gconstpointer data)
{
  const Diamond *diamond = data;
  g_autoptr (GstSample) clip = rmg_test_noise_clip (1, RATE, 1, RATE);
  g_autoptr (GPtrArray) pieces = rmg_test_split (clip, 1009);
  g_autofree char *seen =
      rmg_test_same_by_both (diamond->lines, RMG_FRAMING_STREAM, pieces);

  g_assert_true (g_str_has_prefix (seen, "out: F32LE "));
}

static void
test_diamond_items_are_the_same_threaded (gconstpointer data)
{
  const Diamond *diamond = data;
  g_autoptr (GPtrArray) clips =
      g_ptr_array_new_with_free_func ((GDestroyNotify) gst_sample_unref);
  g_autofree char *seen = NULL;

  for (guint i = 0; i < 4; i++)
    g_ptr_array_add (clips, rmg_test_noise_clip (i, RATE, 1, 7001 * i + 1));
  seen = rmg_test_same_by_both (diamond->lines, RMG_FRAMING_ITEMS, clips);

  g_assert_true (g_str_has_prefix (seen, "out: F32LE "));
}

/* Two of three buffers through one leg, all through the other. */
static void
test_diamond_dropping_leg_leaves_sibling_everything (void)
{
  g_autoptr (GPtrArray) inputs = rmg_test_values (6);
  g_autofree char *seen =
      rmg_test_same_by_both ("in PassThroughNode\n"
                             "a gst:rmgfault 'drop-every':3\n"
                             "b AddNode 'addend':10\n"
                             "out PassThroughNode\n" LEGS,
          RMG_FRAMING_ITEMS, inputs);

  g_assert_cmpstr (seen, ==, "out: 1 11 | 2 12 | 13 | 4 14 | 5 15 | 16 |\n");
}

/* A queue of two buffers beside a leg that holds half a second. */
static void
test_diamond_short_queue_beside_chunks_loses_nothing (void)
{
  static const char lines[] = "in PassThroughNode\n"
                              "a AudioBuffer 'buffer_size_samples':24000\n"
                              "b gst:queue 'max-size-buffers':2\n"
                              "out PassThroughNode\n" LEGS;
  static const char plain[] = "in PassThroughNode\n"
                              "a AudioBuffer 'buffer_size_samples':24000\n"
                              "b PassThroughNode\n"
                              "out PassThroughNode\n" LEGS;
  g_autoptr (GstSample) clip = rmg_test_noise_clip (3, RATE, 2, 3 * RATE);
  g_autoptr (GPtrArray) pieces = rmg_test_split (clip, 480);
  g_autoptr (GError) error = NULL;
  g_autofree char *expected = rmg_test_run (
      plain, RMG_THREADING_INLINE, RMG_FRAMING_STREAM, pieces, &error);
  g_autofree char *seen = NULL;

  g_assert_no_error (error);
  seen = rmg_test_run (
      lines, RMG_THREADING_THREADED, RMG_FRAMING_STREAM, pieces, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (seen, ==, expected);
}

/* A drop without a GAP must not block the sibling for ever either: the end
 * of the stream releases the held data. */
static void
test_diamond_silent_drop_ends (void)
{
  g_autoptr (GstSample) clip = rmg_test_noise_clip (3, RATE, 1, RATE);
  g_autoptr (GPtrArray) pieces = rmg_test_split (clip, 480);
  g_autofree char *alone = NULL;
  g_autofree char *seen =
      rmg_test_same_by_both ("in PassThroughNode\n"
                             "a gst:rmgfault 'drop-every':1\n"
                             "b PassThroughNode\n"
                             "out PassThroughNode\n" LEGS,
          RMG_FRAMING_STREAM, pieces);

  alone = rmg_test_same_by_both (
      "out PassThroughNode\n", RMG_FRAMING_STREAM, pieces);
  g_assert_cmpstr (seen, ==, alone);
}

int
main (int argc, char **argv)
{
  rmg_init ();
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (diamonds); i++) {
    g_autofree char *stream =
        g_strconcat ("/session/diamond/stream/", diamonds[i].name, NULL);
    g_autofree char *items =
        g_strconcat ("/session/diamond/items/", diamonds[i].name, NULL);

    g_test_add_data_func (
        stream, &diamonds[i], test_diamond_stream_is_the_same_threaded);
    g_test_add_data_func (
        items, &diamonds[i], test_diamond_items_are_the_same_threaded);
  }
  g_test_add_func ("/session/diamond/drop-values",
      test_diamond_dropping_leg_leaves_sibling_everything);
  g_test_add_func ("/session/diamond/short-queue",
      test_diamond_short_queue_beside_chunks_loses_nothing);
  g_test_add_func (
      "/session/diamond/silent-drop", test_diamond_silent_drop_ends);
  return g_test_run ();
}
