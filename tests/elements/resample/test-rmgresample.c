/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/dsp/resample/resample.h"
#include "elements/base/item-end.h"
#include "elements/resample/rmgresample.h"
#include "tests/lib/signals.h"

#include <gst/audio/audio.h>
#include <gst/check/gstharness.h>
#include <string.h>

#define IN_HZ 48000
/* Output frames that quality=high keeps back: its delay of 90 input frames. */
#define HELD 30
#define OUT_HZ 16000
#define CLIP_FRAMES 24007
#define CAPS(format, rate)                                                     \
  "audio/x-raw,format=" format                                                 \
  ",rate=" G_STRINGIFY (rate) ",channels=1,layout=interleaved"

static GstHarness *
open_harness (const char *format, const char *launch)
{
  GstHarness *h = gst_harness_new_parse (launch);
  g_autofree char *caps = g_strdup_printf (
      "audio/x-raw,format=%s,rate=48000,channels=1,layout=interleaved", format);

  gst_harness_set_src_caps_str (h, caps);
  return h;
}

static float *
make_noise (gsize n_frames)
{
  g_autofree double *wide = g_new (double, n_frames);
  float *samples = g_new (float, n_frames);

  rmg_test_noise (wide, n_frames, 3, 0.5);
  rmg_test_to_f32 (samples, wide, n_frames);
  return samples;
}

static GstClockTime
time_of (guint64 frame, gint rate_hz)
{
  return gst_util_uint64_scale_int (frame, GST_SECOND, rate_hz);
}

static GstBuffer *
make_buffer (const float *clip, gsize first, gsize n_frames)
{
  GstBuffer *buffer =
      gst_buffer_new_memdup (clip + first, n_frames * sizeof *clip);

  GST_BUFFER_PTS (buffer) = time_of (first, IN_HZ);
  GST_BUFFER_DURATION (buffer) =
      time_of (first + n_frames, IN_HZ) - GST_BUFFER_PTS (buffer);
  GST_BUFFER_OFFSET (buffer) = first;
  GST_BUFFER_OFFSET_END (buffer) = first + n_frames;
  return buffer;
}

static void
push (GstHarness *h, const float *clip, gsize first, gsize n_frames)
{
  g_assert_cmpint (gst_harness_push (h, make_buffer (clip, first, n_frames)),
      ==, GST_FLOW_OK);
}

/* All bytes that came out so far; time stamps and offsets follow each other
 * from *position on, in frames of float. */
static GByteArray *
pull_all (GstHarness *h, guint64 *position)
{
  GByteArray *bytes = g_byte_array_new ();
  GstBuffer *buffer;

  while ((buffer = gst_harness_try_pull (h)) != NULL) {
    g_autofree gpointer data = NULL;
    gsize size;
    guint64 end;

    gst_buffer_extract_dup (buffer, 0, -1, &data, &size);
    g_byte_array_append (bytes, data, size);
    end = *position + size / sizeof (float);
    g_assert_cmpuint (GST_BUFFER_PTS (buffer), ==, time_of (*position, OUT_HZ));
    g_assert_cmpuint (GST_BUFFER_DURATION (buffer), ==,
        time_of (end, OUT_HZ) - time_of (*position, OUT_HZ));
    g_assert_cmpuint (GST_BUFFER_OFFSET (buffer), ==, *position);
    g_assert_cmpuint (GST_BUFFER_OFFSET_END (buffer), ==, end);
    *position = end;
    gst_buffer_unref (buffer);
  }
  return bytes;
}

/* Returns the output of one clip in buffers of random lengths, or in one buffer without rand. */
static GByteArray *
run_clip (GstHarness *h, const float *clip, gsize n_frames, GRand *rand)
{
  guint64 position = 0;
  gsize n;

  for (gsize first = 0; first < n_frames; first += n) {
    n = rand == NULL ? n_frames : (gsize) g_rand_int_range (rand, 1, 2000);
    n = MIN (n, n_frames - first);
    push (h, clip, first, n);
  }
  gst_harness_push_event (h, rmg_item_end_new (0, TRUE));
  return pull_all (h, &position);
}

static void
assert_bytes (const GByteArray *actual, const GByteArray *expected)
{
  g_assert_cmpmem (actual->data, actual->len, expected->data, expected->len);
}

static void
test_resample_eos_drains_the_exact_length (void)
{
  static const gsize lengths[] = { 1, 2, 3, 7, 253, 480, 4801 };
  g_autofree float *clip = make_noise (4801);

  for (gsize i = 0; i < G_N_ELEMENTS (lengths); i++) {
    GstHarness *h = open_harness ("F32LE", "rmgresample rate=16000");
    guint64 position = 0;

    push (h, clip, 0, lengths[i]);
    gst_harness_push_event (h, gst_event_new_eos ());
    g_byte_array_unref (pull_all (h, &position));
    g_assert_cmpuint (position, ==, (lengths[i] + 2) / 3);
    gst_harness_teardown (h);
  }
}

static void
test_resample_items_are_like_clips_of_their_own (void)
{
  GstHarness *h = open_harness ("F32LE", "rmgresample rate=16000");
  g_autofree float *clip = make_noise (CLIP_FRAMES);
  g_autoptr (GByteArray) first = run_clip (h, clip, CLIP_FRAMES, NULL);
  g_autoptr (GByteArray) other = run_clip (h, clip, 1000, NULL);
  g_autoptr (GByteArray) again = run_clip (h, clip, CLIP_FRAMES, NULL);

  g_assert_cmpuint (first->len, ==, (CLIP_FRAMES + 2) / 3 * sizeof (float));
  g_assert_cmpuint (other->len, ==, 334 * sizeof (float));
  assert_bytes (again, first);
  gst_harness_teardown (h);
}

static void
test_resample_item_end_follows_the_drained_data (void)
{
  GstHarness *h = open_harness ("F32LE", "rmgresample rate=16000");
  g_autofree float *clip = make_noise (480);
  GstEvent *event;
  guint64 item = 0;

  push (h, clip, 0, 480);
  gst_harness_push_event (h, rmg_item_end_new (5, TRUE));
  g_assert_cmpuint (gst_harness_buffers_in_queue (h), ==, 2);
  while ((event = gst_harness_try_pull_event (h)) != NULL) {
    rmg_item_end_parse (event, &item, NULL);
    gst_event_unref (event);
  }
  g_assert_cmpuint (item, ==, 5);
  gst_harness_teardown (h);
}

static void
test_resample_200_splits_produce_the_same_bytes (void)
{
  GstHarness *h = open_harness ("F32LE", "rmgresample rate=16000");
  g_autofree float *clip = make_noise (CLIP_FRAMES);
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  g_autoptr (GByteArray) whole = run_clip (h, clip, CLIP_FRAMES, NULL);

  for (int i = 0; i < 200; i++) {
    g_autoptr (GByteArray) split = run_clip (h, clip, CLIP_FRAMES, rand);

    assert_bytes (split, whole);
  }
  gst_harness_teardown (h);
}

/* An impulse goes in frame by frame: the frame that stands for its instant
 * comes out exactly the reported latency later. */
static void
test_resample_latency_is_the_delay_of_an_impulse (void)
{
  static const char *const launches[] = {
    "rmgresample rate=16000 quality=fast",
    "rmgresample rate=16000 quality=medium",
    "rmgresample rate=16000 quality=high",
    "rmgresample rate=16000 quality=best",
  };
  const gsize impulse_at = 600;

  for (gsize i = 0; i < G_N_ELEMENTS (launches); i++) {
    GstHarness *h = open_harness ("F32LE", launches[i]);
    g_autofree float *clip = g_new0 (float, 2000);
    gsize out = 0, n, late = 0;

    clip[impulse_at] = 1;
    for (n = 0; n < 2000 && late == 0; n++) {
      GstBuffer *buffer;

      push (h, clip, n, 1);
      buffer = gst_harness_try_pull (h);
      if (buffer == NULL)
        continue;
      if (out++ == impulse_at / 3) {
        float peak;

        gst_buffer_extract (buffer, 0, &peak, sizeof peak);
        g_assert_cmpfloat (peak, >, 0.25);
        late = n - impulse_at;
      }
      gst_buffer_unref (buffer);
    }
    g_assert_cmpuint (gst_harness_query_latency (h), ==,
        gst_util_uint64_scale_ceil (late, GST_SECOND, IN_HZ));
    gst_harness_teardown (h);
  }
}

static void
test_resample_equal_rates_pass_through (void)
{
  GstHarness *h = open_harness ("F32LE", "rmgresample");
  g_autofree float *clip = make_noise (480);
  GstBuffer *in, *out;
  g_autofree char *name = NULL;
  GstElement *element;

  gst_harness_set_sink_caps_str (h, CAPS ("F32LE", 48000));
  in = make_buffer (clip, 0, 480);
  out = gst_harness_push_and_pull (h, gst_buffer_ref (in));
  g_assert_true (out == in);
  g_assert_cmpuint (gst_harness_query_latency (h), ==, 0);
  element = gst_harness_find_element (h, "rmgresample");
  g_object_get (element, "implementation", &name, NULL);
  g_assert_cmpstr (name, ==, "passthrough");
  gst_object_unref (element);
  gst_buffer_unref (in);
  gst_buffer_unref (out);
  gst_harness_teardown (h);
}

static void
test_resample_rate_comes_from_downstream (void)
{
  GstHarness *h = gst_harness_new ("rmgresample");
  g_autoptr (GstCaps) caps = NULL;
  g_autoptr (GstCaps) expected =
      gst_caps_from_string (CAPS ("S16LE", 44100) ",channel-mask=(bitmask)0");

  gst_harness_set_src_caps_str (h, CAPS ("S16LE", 48000));
  gst_harness_set_sink_caps_str (
      h, "audio/x-raw,rate=[8000,44100],format=S16LE");
  gst_harness_push (h, gst_buffer_new_wrapped (g_malloc0 (960), 960));
  caps = gst_pad_get_current_caps (h->sinkpad);
  g_assert_true (gst_caps_can_intersect (caps, expected));
  gst_harness_teardown (h);
}

static void
test_resample_flush_forgets_the_input (void)
{
  GstHarness *h = open_harness ("F32LE", "rmgresample rate=16000");
  g_autofree float *clip = make_noise (CLIP_FRAMES);
  g_autoptr (GByteArray) expected = run_clip (h, clip, 5000, NULL);
  g_autoptr (GByteArray) actual = NULL;
  GstSegment segment;
  GstBuffer *buffer;

  push (h, clip, 7000, 960);
  gst_harness_push_event (h, gst_event_new_flush_start ());
  gst_harness_push_event (h, gst_event_new_flush_stop (TRUE));
  gst_segment_init (&segment, GST_FORMAT_TIME);
  gst_harness_push_event (h, gst_event_new_segment (&segment));
  while ((buffer = gst_harness_try_pull (h)) != NULL)
    gst_buffer_unref (buffer);
  actual = run_clip (h, clip, 5000, NULL);
  assert_bytes (actual, expected);
  gst_harness_teardown (h);
}

/* Frames that came out, and the time of the last buffer. */
static gsize
count_frames (GstHarness *h, GstClockTime *last, gboolean *is_discont)
{
  GstBuffer *buffer;
  gsize n_frames = 0;

  while ((buffer = gst_harness_try_pull (h)) != NULL) {
    n_frames += gst_buffer_get_size (buffer) / sizeof (float);
    *last = GST_BUFFER_PTS (buffer);
    *is_discont = GST_BUFFER_FLAG_IS_SET (buffer, GST_BUFFER_FLAG_DISCONT);
    gst_buffer_unref (buffer);
  }
  return n_frames;
}

static void
test_resample_jump_drains_and_resets (void)
{
  static const gint64 jumps_ms[] = { 41, 5000, -31 };
  g_autofree float *clip = make_noise (960);

  for (gsize i = 0; i < G_N_ELEMENTS (jumps_ms); i++) {
    GstHarness *h = open_harness ("F32LE", "rmgresample rate=16000");
    GstBuffer *late = make_buffer (clip, 480, 480);
    GstClockTime last = 0, start = 100 * GST_MSECOND;
    gboolean is_discont = FALSE;
    GstBuffer *first = make_buffer (clip, 0, 480);

    GST_BUFFER_PTS (first) = start;
    GST_BUFFER_PTS (late) = jumps_ms[i] < 0
        ? start + jumps_ms[i] * (gint64) GST_MSECOND
        : start + (10 + jumps_ms[i]) * GST_MSECOND;
    gst_harness_push (h, first);
    start = GST_BUFFER_PTS (late);
    gst_harness_push (h, late);
    g_assert_cmpuint (count_frames (h, &last, &is_discont), >, 160);
    g_assert_cmpuint (last, ==, start);
    g_assert_true (is_discont);
    gst_harness_teardown (h);
  }
}

static void
test_resample_discont_drains_and_resets (void)
{
  GstHarness *h = open_harness ("F32LE", "rmgresample rate=16000");
  g_autofree float *clip = make_noise (960);
  GstBuffer *second = make_buffer (clip, 480, 480);
  GstClockTime last = 0;
  gboolean is_discont = FALSE;

  GST_BUFFER_FLAG_SET (second, GST_BUFFER_FLAG_DISCONT);
  push (h, clip, 0, 480);
  gst_harness_push (h, second);
  g_assert_cmpuint (count_frames (h, &last, &is_discont), ==, 320 - HELD);
  g_assert_cmpuint (last, ==, 10 * GST_MSECOND);
  g_assert_true (is_discont);
  gst_harness_teardown (h);
}

static void
test_resample_jitter_changes_nothing (void)
{
  GstHarness *h = open_harness ("F32LE", "rmgresample rate=16000");
  g_autofree float *clip = make_noise (960);
  GstBuffer *late = make_buffer (clip, 480, 480);
  GstClockTime last = 0;
  gboolean is_discont = FALSE;

  GST_BUFFER_PTS (late) += 39 * GST_MSECOND;
  push (h, clip, 0, 480);
  gst_harness_push (h, late);
  g_assert_cmpuint (count_frames (h, &last, &is_discont), ==, 320 - HELD);
  g_assert_false (is_discont);
  gst_harness_teardown (h);
}

static void
test_resample_gap_follows_the_drained_data (void)
{
  GstHarness *h = open_harness ("F32LE", "rmgresample rate=16000");
  g_autofree float *clip = make_noise (480);
  GstClockTime last = 0, start = 0, duration = 0;
  gboolean is_discont = FALSE;
  GstEvent *event;

  push (h, clip, 0, 480);
  gst_harness_push_event (
      h, gst_event_new_gap (10 * GST_MSECOND, 50 * GST_MSECOND));
  g_assert_cmpuint (count_frames (h, &last, &is_discont), ==, 160);
  while ((event = gst_harness_try_pull_event (h)) != NULL) {
    if (GST_EVENT_TYPE (event) == GST_EVENT_GAP)
      gst_event_parse_gap (event, &start, &duration);
    gst_event_unref (event);
  }
  g_assert_cmpuint (start, ==, 10 * GST_MSECOND);
  g_assert_cmpuint (duration, ==, 50 * GST_MSECOND);
  gst_harness_teardown (h);
}

/* At 600 Hz the filter takes 180 ms to fill. */
static void
test_resample_long_silence_is_signed_with_a_gap (void)
{
  GstHarness *h = gst_harness_new_parse ("rmgresample rate=200");
  GstClockTime start = GST_CLOCK_TIME_NONE, duration = GST_CLOCK_TIME_NONE;
  float silence[6] = { 0 };
  GstEvent *event;

  gst_harness_set_src_caps_str (h, CAPS ("F32LE", 600));
  for (guint i = 0; i < 10; i++) {
    GstBuffer *buffer = gst_buffer_new_memdup (silence, sizeof silence);

    GST_BUFFER_PTS (buffer) = i * 10 * GST_MSECOND;
    gst_harness_push (h, buffer);
  }
  g_assert_cmpuint (gst_harness_buffers_in_queue (h), ==, 0);
  while ((event = gst_harness_try_pull_event (h)) != NULL) {
    if (GST_EVENT_TYPE (event) == GST_EVENT_GAP)
      gst_event_parse_gap (event, &start, &duration);
    gst_event_unref (event);
  }
  g_assert_cmpuint (start, ==, 0);
  g_assert_cmpuint (duration, ==, 0);
  gst_harness_teardown (h);
}

static void
test_resample_restart_produces_the_same_bytes (void)
{
  GstHarness *h = open_harness ("F32LE", "rmgresample rate=16000");
  g_autofree float *clip = make_noise (CLIP_FRAMES);
  g_autoptr (GByteArray) first = run_clip (h, clip, CLIP_FRAMES, NULL);
  g_autoptr (GByteArray) again = NULL;

  push (h, clip, 100, 700);
  gst_buffer_unref (gst_harness_pull (h));
  gst_element_set_state (h->element, GST_STATE_NULL);
  gst_harness_play (h);
  gst_harness_set_src_caps_str (h, CAPS ("F32LE", 48000));
  again = run_clip (h, clip, CLIP_FRAMES, NULL);
  assert_bytes (again, first);
  gst_harness_teardown (h);
}

static void
test_resample_facts_are_readable (void)
{
  GstHarness *h = open_harness ("F32LE", "rmgresample rate=47999");
  GstElement *element = gst_harness_find_element (h, "rmgresample");
  g_autofree float *clip = make_noise (480);
  g_autofree char *name = NULL;
  guint64 held_bytes = 0;

  push (h, clip, 0, 480);
  g_object_get (
      element, "implementation", &name, "held-bytes", &held_bytes, NULL);
  g_assert_true (g_str_has_prefix (name, "interpolated-"));
  g_assert_cmpuint (held_bytes, >, 1000);
  gst_object_unref (element);
  gst_harness_teardown (h);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  GST_ELEMENT_REGISTER (rmgresample, NULL);

  g_test_add_func (
      "/rmgresample/eos", test_resample_eos_drains_the_exact_length);
  g_test_add_func ("/rmgresample/item/bytes",
      test_resample_items_are_like_clips_of_their_own);
  g_test_add_func ("/rmgresample/item/order",
      test_resample_item_end_follows_the_drained_data);
  g_test_add_func (
      "/rmgresample/splits", test_resample_200_splits_produce_the_same_bytes);
  g_test_add_func (
      "/rmgresample/latency", test_resample_latency_is_the_delay_of_an_impulse);
  g_test_add_func (
      "/rmgresample/passthrough", test_resample_equal_rates_pass_through);
  g_test_add_func (
      "/rmgresample/negotiation", test_resample_rate_comes_from_downstream);
  g_test_add_func ("/rmgresample/flush", test_resample_flush_forgets_the_input);
  g_test_add_func ("/rmgresample/jump", test_resample_jump_drains_and_resets);
  g_test_add_func (
      "/rmgresample/discont", test_resample_discont_drains_and_resets);
  g_test_add_func (
      "/rmgresample/sign", test_resample_long_silence_is_signed_with_a_gap);
  g_test_add_func (
      "/rmgresample/restart", test_resample_restart_produces_the_same_bytes);
  g_test_add_func ("/rmgresample/facts", test_resample_facts_are_readable);
  g_test_add_func ("/rmgresample/jitter", test_resample_jitter_changes_nothing);
  g_test_add_func (
      "/rmgresample/gap", test_resample_gap_follows_the_drained_data);
  return g_test_run ();
}
