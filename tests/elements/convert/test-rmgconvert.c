/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/base/audio-map.h"
#include "elements/convert/rmgconvert.h"
#include "elements/base/item-end.h"

#include <gst/audio/audio.h>
#include <gst/check/gstharness.h>

#define S16 "audio/x-raw,format=" GST_AUDIO_NE (S16) ",rate=48000"
#define S32 "audio/x-raw,format=" GST_AUDIO_NE (S32) ",rate=48000"
#define F32 "audio/x-raw,format=" GST_AUDIO_NE (F32) ",rate=48000"
#define F64 "audio/x-raw,format=" GST_AUDIO_NE (F64) ",rate=48000"
#define MONO ",layout=interleaved,channels=1"
#define STEREO ",layout=interleaved,channels=2,channel-mask=(bitmask)3"
#define PLANAR ",layout=non-interleaved,channels=2,channel-mask=(bitmask)3"

static GstHarness *
make_harness (const char *launch, const char *in, const char *out)
{
  GstHarness *h = gst_harness_new_parse (launch);

  if (out != NULL)
    gst_harness_set_sink_caps_str (h, out);
  gst_harness_set_src_caps_str (h, in);
  return h;
}

static GstBuffer *
make_buffer (gconstpointer data, gsize size)
{
  return gst_buffer_new_memdup (data, size);
}

static void
assert_bytes (GstBuffer *buffer, gconstpointer expected, gsize size)
{
  GstMapInfo map;

  g_assert_true (gst_buffer_map (buffer, &map, GST_MAP_READ));
  g_assert_cmpmem (map.data, map.size, expected, size);
  gst_buffer_unmap (buffer, &map);
}

static void
assert_out_caps (GstHarness *h, const char *field, const char *expected)
{
  g_autoptr (GstCaps) caps = gst_pad_get_current_caps (h->sinkpad);

  g_assert_cmpstr (
      gst_structure_get_string (gst_caps_get_structure (caps, 0), field), ==,
      expected);
}

static void
test_equal_caps_pass_the_buffer_itself (void)
{
  GstHarness *h = make_harness ("rmgconvert", S16 STEREO, S16 STEREO);
  const gint16 in[4] = { 1, 2, 3, 4 };
  GstBuffer *buffer = make_buffer (in, sizeof in);
  g_autoptr (GstBuffer) out = gst_harness_push_and_pull (h, buffer);

  g_assert_true (out == buffer);
  gst_harness_teardown (h);
}

static void
test_same_size_converts_in_the_same_memory (void)
{
  GstHarness *h = make_harness ("rmgconvert", S32 MONO, F32 MONO);
  const gint32 in[2] = { G_MININT32, 1 << 30 };
  const gfloat expected[2] = { -1, 0.5f };
  GstBuffer *buffer = make_buffer (in, sizeof in);
  GstMemory *memory = gst_buffer_peek_memory (buffer, 0);
  g_autoptr (GstBuffer) out = gst_harness_push_and_pull (h, buffer);

  g_assert_true (gst_buffer_peek_memory (out, 0) == memory);
  assert_bytes (out, expected, sizeof expected);
  gst_harness_teardown (h);
}

static void
test_buffer_held_elsewhere_stays_untouched (void)
{
  GstHarness *h = make_harness ("rmgconvert", S32 MONO, F32 MONO);
  const gint32 in[2] = { G_MININT32, 1 << 30 };
  const gfloat expected[2] = { -1, 0.5f };
  g_autoptr (GstBuffer) buffer = make_buffer (in, sizeof in);
  g_autoptr (GstBuffer) out =
      gst_harness_push_and_pull (h, gst_buffer_ref (buffer));

  assert_bytes (buffer, in, sizeof in);
  assert_bytes (out, expected, sizeof expected);
  gst_harness_teardown (h);
}

static void
test_stereo_to_mono_is_the_mean (void)
{
  GstHarness *h = make_harness ("rmgconvert", S16 STEREO, S16 MONO);
  const gint16 in[] = { 100, 200, 1, 2, -3, -4 };
  const gint16 expected[] = { 150, 2, -4 };
  g_autoptr (GstBuffer) out =
      gst_harness_push_and_pull (h, make_buffer (in, sizeof in));

  assert_bytes (out, expected, sizeof expected);
  gst_harness_teardown (h);
}

static void
test_mono_to_stereo_is_two_copies (void)
{
  GstHarness *h = make_harness ("rmgconvert", S16 MONO, F32 STEREO);
  const gint16 in[] = { 16384, -32768 };
  const gfloat expected[] = { 0.5f, 0.5f, -1, -1 };
  g_autoptr (GstBuffer) out =
      gst_harness_push_and_pull (h, make_buffer (in, sizeof in));

  assert_bytes (out, expected, sizeof expected);
  gst_harness_teardown (h);
}

static void
test_surround_to_stereo_is_as_audioconvert (void)
{
  const char *in_caps = F32 ",layout=interleaved,channels=6,"
                            "channel-mask=(bitmask)0x3f";
  GstHarness *h = make_harness ("rmgconvert", in_caps, F32 STEREO);
  GstHarness *stock =
      make_harness ("audioconvert dithering=none", in_caps, F32 STEREO);
  const gfloat in[] = { 0.1f, -0.2f, 0.3f, 0.05f, 0.25f, -0.125f };
  g_autoptr (GstBuffer) out =
      gst_harness_push_and_pull (h, make_buffer (in, sizeof in));
  g_autoptr (GstBuffer) expected =
      gst_harness_push_and_pull (stock, make_buffer (in, sizeof in));
  gfloat a[2], b[2];

  g_assert_cmpuint (gst_buffer_extract (out, 0, a, 8), ==, 8);
  g_assert_cmpuint (gst_buffer_extract (expected, 0, b, 8), ==, 8);
  g_assert_cmpfloat_with_epsilon (a[0], b[0], 1e-6);
  g_assert_cmpfloat_with_epsilon (a[1], b[1], 1e-6);
  gst_harness_teardown (h);
  gst_harness_teardown (stock);
}

static void
test_planar_output_has_meta_and_planes (void)
{
  GstHarness *h = make_harness ("rmgconvert", S16 STEREO, F32 PLANAR);
  const gint16 in[] = { 16384, -16384, 0, 8192 };
  const gfloat expected[] = { 0.5f, 0, -0.5f, 0.25f };
  g_autoptr (GstBuffer) out =
      gst_harness_push_and_pull (h, make_buffer (in, sizeof in));
  GstAudioMeta *meta = gst_buffer_get_audio_meta (out);

  g_assert_nonnull (meta);
  g_assert_cmpuint (meta->samples, ==, 2);
  assert_bytes (out, expected, sizeof expected);
  gst_harness_teardown (h);
}

static void
test_planar_input_goes_by_its_offsets (void)
{
  GstHarness *h = make_harness ("rmgconvert", F32 PLANAR, S16 STEREO);
  const gfloat in[] = { -0.5f, 0.25f, 0.5f, 0 };
  const gint16 expected[] = { 16384, -16384, 0, 8192 };
  gsize offsets[2] = { 8, 0 };
  GstBuffer *buffer = make_buffer (in, sizeof in);
  g_autoptr (GstBuffer) out = NULL;
  GstAudioInfo info;

  gst_audio_info_set_format (&info, GST_AUDIO_FORMAT_F32, 48000, 2, NULL);
  info.layout = GST_AUDIO_LAYOUT_NON_INTERLEAVED;
  gst_buffer_add_audio_meta (buffer, &info, 2, offsets);
  out = gst_harness_push_and_pull (h, buffer);
  assert_bytes (out, expected, sizeof expected);
  g_assert_null (gst_buffer_get_audio_meta (out));
  gst_harness_teardown (h);
}

static void
test_mono_to_planar_mono_gains_its_meta (void)
{
  GstHarness *h = make_harness (
      "rmgconvert", F32 MONO, F32 ",layout=non-interleaved,channels=1");
  const gfloat in[] = { -0.5f, 0.25f };
  g_autoptr (GstBuffer) out =
      gst_harness_push_and_pull (h, make_buffer (in, sizeof in));

  g_assert_nonnull (gst_buffer_get_audio_meta (out));
  assert_bytes (out, in, sizeof in);
  gst_harness_teardown (h);
}

static void
test_gap_produces_silence_and_stays_gap (void)
{
  GstHarness *h =
      make_harness ("rmgconvert format=U8 dither=tpdf", S16 MONO, NULL);
  const gint16 in[] = { 12345, -12345, 77 };
  const guint8 expected[] = { 128, 128, 128 };
  GstBuffer *buffer = make_buffer (in, sizeof in);
  g_autoptr (GstBuffer) out = NULL;

  GST_BUFFER_FLAG_SET (buffer, GST_BUFFER_FLAG_GAP);
  out = gst_harness_push_and_pull (h, buffer);
  assert_bytes (out, expected, sizeof expected);
  g_assert_true (GST_BUFFER_FLAG_IS_SET (out, GST_BUFFER_FLAG_GAP));
  gst_harness_teardown (h);
}

/* Without frames there is no memory to fill. */
static void
test_empty_gap_stays_an_empty_gap (void)
{
  GstHarness *h = make_harness ("rmgconvert format=U8", S16 MONO, NULL);
  GstBuffer *buffer = gst_buffer_new ();
  g_autoptr (GstBuffer) out = NULL;

  GST_BUFFER_FLAG_SET (buffer, GST_BUFFER_FLAG_GAP);
  out = gst_harness_push_and_pull (h, buffer);
  g_assert_cmpuint (gst_buffer_get_size (out), ==, 0);
  g_assert_true (GST_BUFFER_FLAG_IS_SET (out, GST_BUFFER_FLAG_GAP));
  gst_harness_teardown (h);
}

static void
test_level_meta_and_times_survive (void)
{
  GstHarness *h = make_harness ("rmgconvert", S16 STEREO, F32 MONO);
  const gint16 in[4] = { 0 };
  GstBuffer *buffer = make_buffer (in, sizeof in);
  g_autoptr (GstBuffer) out = NULL;
  GstAudioLevelMeta *meta;

  gst_buffer_add_audio_level_meta (buffer, 42, TRUE);
  GST_BUFFER_PTS (buffer) = 123456789;
  GST_BUFFER_DURATION (buffer) = 41667;
  GST_BUFFER_OFFSET (buffer) = 1000;
  GST_BUFFER_OFFSET_END (buffer) = 1002;
  out = gst_harness_push_and_pull (h, buffer);
  meta = gst_buffer_get_audio_level_meta (out);
  g_assert_nonnull (meta);
  g_assert_cmpuint (meta->level, ==, 42);
  g_assert_cmpuint (GST_BUFFER_PTS (out), ==, 123456789);
  g_assert_cmpuint (GST_BUFFER_DURATION (out), ==, 41667);
  g_assert_cmpuint (GST_BUFFER_OFFSET (out), ==, 1000);
  g_assert_cmpuint (GST_BUFFER_OFFSET_END (out), ==, 1002);
  gst_harness_teardown (h);
}

static void
test_caps_change_converts_from_the_new_format (void)
{
  GstHarness *h = make_harness ("rmgconvert format=F32LE", S16 MONO, NULL);
  const gint16 before[] = { 16384 };
  const gdouble after[] = { -0.25 };
  const gfloat expected_before[] = { 0.5f }, expected_after[] = { -0.25f };
  g_autoptr (GstBuffer) first =
      gst_harness_push_and_pull (h, make_buffer (before, sizeof before));
  g_autoptr (GstBuffer) second = NULL;

  gst_harness_set_src_caps_str (h, F64 MONO);
  second = gst_harness_push_and_pull (h, make_buffer (after, sizeof after));
  assert_bytes (first, expected_before, sizeof expected_before);
  assert_bytes (second, expected_after, sizeof expected_after);
  gst_harness_teardown (h);
}

static void
test_format_changed_while_playing_renegotiates (void)
{
  GstHarness *h = make_harness ("rmgconvert format=F32LE", S16 MONO, NULL);
  g_autoptr (GstElement) element = gst_harness_find_element (h, "rmgconvert");
  const gint16 in[] = { 16384 };
  const gint32 expected[] = { 1 << 30 };
  g_autoptr (GstBuffer) first =
      gst_harness_push_and_pull (h, make_buffer (in, sizeof in));
  g_autoptr (GstBuffer) second = NULL;

  gst_util_set_object_arg (G_OBJECT (element), "format", "S32LE");
  second = gst_harness_push_and_pull (h, make_buffer (in, sizeof in));
  assert_out_caps (h, "format", "S32LE");
  assert_bytes (second, expected, sizeof expected);
  gst_harness_teardown (h);
}

/* Dithered bytes of a signal in one or several buffers. */
#define N_DITHERED 3000
static GstHarness *
make_dither_harness (void)
{
  return make_harness ("rmgconvert format=S16LE dither=tpdf", F32 STEREO, NULL);
}

static void
push_dithered (GstHarness *h, gsize first, gsize n, GByteArray *bytes)
{
  g_autofree gfloat *in = g_new (gfloat, n * 2 + 1);
  g_autoptr (GstBuffer) out = NULL;
  GstMapInfo map;

  for (gsize i = 0; i < n * 2; i++)
    in[i] = (gfloat) ((first * 2 + i) % 977) / 4000;
  out = gst_harness_push_and_pull (h, make_buffer (in, n * 8));
  gst_buffer_map (out, &map, GST_MAP_READ);
  g_byte_array_append (bytes, map.data, (guint) map.size);
  gst_buffer_unmap (out, &map);
}

static void
test_any_split_produces_the_same_bytes (void)
{
  GstHarness *h = make_dither_harness ();
  g_autoptr (GByteArray) whole = g_byte_array_new ();
  GRand *rand = g_rand_new_with_seed (5);

  push_dithered (h, 0, N_DITHERED, whole);
  for (guint round = 0; round < 200; round++) {
    g_autoptr (GByteArray) split = g_byte_array_new ();
    gsize n;

    gst_harness_push_event (h, rmg_item_end_new (round, TRUE));
    for (gsize done = 0; done < N_DITHERED; done += n) {
      n = (gsize) g_rand_int_range (rand, 1, 800);
      n = MIN (n, N_DITHERED - done);
      push_dithered (h, done, n, split);
    }
    g_assert_cmpmem (split->data, split->len, whole->data, whole->len);
  }
  g_rand_free (rand);
  gst_harness_teardown (h);
}

static void
test_flush_starts_the_dither_over (void)
{
  GstHarness *h = make_dither_harness ();
  g_autoptr (GByteArray) before = g_byte_array_new ();
  g_autoptr (GByteArray) after = g_byte_array_new ();
  GstSegment segment;

  push_dithered (h, 0, 100, before);
  gst_harness_push_event (h, gst_event_new_flush_start ());
  gst_harness_push_event (h, gst_event_new_flush_stop (TRUE));
  gst_segment_init (&segment, GST_FORMAT_TIME);
  gst_harness_push_event (h, gst_event_new_segment (&segment));
  push_dithered (h, 0, 100, after);
  g_assert_cmpmem (after->data, after->len, before->data, before->len);
  gst_harness_teardown (h);
}

static void
test_item_end_is_forwarded (void)
{
  GstHarness *h = make_harness ("rmgconvert", S16 MONO, F32 MONO);
  g_autoptr (GstEvent) event = NULL;
  guint64 item = 0;

  gst_harness_push_event (h, rmg_item_end_new (9, TRUE));
  while ((event = gst_harness_try_pull_event (h)) != NULL) {
    if (rmg_item_end_parse (event, &item, NULL))
      break;
    g_clear_pointer (&event, gst_event_unref);
  }
  g_assert_cmpuint (item, ==, 9);
  gst_harness_teardown (h);
}

static void
test_implementation_is_named_once_known (void)
{
  GstHarness *h = make_harness ("rmgconvert", S16 MONO, F32 MONO);
  g_autoptr (GstElement) element = gst_harness_find_element (h, "rmgconvert");
  g_autofree char *name = NULL;
  const gint16 in[1] = { 0 };

  gst_buffer_unref (gst_harness_push_and_pull (h, make_buffer (in, sizeof in)));
  g_object_get (element, "implementation", &name, NULL);
  g_assert_nonnull (name);
  gst_harness_teardown (h);
}

typedef struct
{
  const char *path;
  GTestFunc function;
} Test;

static const Test tests[] = {
  { "passthrough", test_equal_caps_pass_the_buffer_itself },
  { "in-place", test_same_size_converts_in_the_same_memory },
  { "shared", test_buffer_held_elsewhere_stays_untouched },
  { "stereo-to-mono", test_stereo_to_mono_is_the_mean },
  { "mono-to-stereo", test_mono_to_stereo_is_two_copies },
  { "surround", test_surround_to_stereo_is_as_audioconvert },
  { "planar/output", test_planar_output_has_meta_and_planes },
  { "planar/input", test_planar_input_goes_by_its_offsets },
  { "planar/mono", test_mono_to_planar_mono_gains_its_meta },
  { "gap", test_gap_produces_silence_and_stays_gap },
  { "empty-gap", test_empty_gap_stays_an_empty_gap },
  { "meta", test_level_meta_and_times_survive },
  { "caps/change", test_caps_change_converts_from_the_new_format },
  { "playing/format", test_format_changed_while_playing_renegotiates },
  { "split", test_any_split_produces_the_same_bytes },
  { "flush", test_flush_starts_the_dither_over },
  { "item-end", test_item_end_is_forwarded },
  { "implementation", test_implementation_is_named_once_known },
};

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  GST_ELEMENT_REGISTER (rmgconvert, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++) {
    g_autofree char *path = g_strconcat ("/rmgconvert/", tests[i].path, NULL);

    g_test_add_func (path, tests[i].function);
  }
  return g_test_run ();
}
