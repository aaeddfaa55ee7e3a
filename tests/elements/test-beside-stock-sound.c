/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* rmgconvert and rmgresample beside audioconvert and audioresample: the samples
 * that they output for the same input. */

#include <gst/audio/audio.h>
#include <gst/check/gstharness.h>
#include <math.h>

GST_ELEMENT_REGISTER_DECLARE (rmgconvert)
GST_ELEMENT_REGISTER_DECLARE (rmgresample)

#define RATE_HZ 48000
#define N_FRAMES 441 /* of a buffer */

static void
push_buffers (GstHarness *h, const GArray *samples, guint rate_hz, guint bpf)
{
  const gsize n_bytes = samples->len * sizeof (gfloat);
  const gsize step = (gsize) N_FRAMES * bpf;

  for (gsize i = 0; i < n_bytes; i += step) {
    GstBuffer *buffer =
        gst_buffer_new_memdup (samples->data + i, MIN (step, n_bytes - i));

    GST_BUFFER_PTS (buffer) =
        gst_util_uint64_scale (i / bpf, GST_SECOND, rate_hz);
    g_assert_cmpint (gst_harness_push (h, buffer), ==, GST_FLOW_OK);
  }
}

/* Returns: (transfer full) (element-type gfloat): the samples that came out */
static GArray *
pull_samples (GstHarness *h)
{
  GArray *out = g_array_new (FALSE, FALSE, sizeof (gfloat));
  GstBuffer *buffer;

  while ((buffer = gst_harness_try_pull (h)) != NULL) {
    GstMapInfo map;

    g_assert_true (gst_buffer_map (buffer, &map, GST_MAP_READ));
    g_array_append_vals (out, map.data, (guint) (map.size / sizeof (gfloat)));
    gst_buffer_unmap (buffer, &map);
    gst_buffer_unref (buffer);
  }
  return out;
}

static char *
write_caps (guint rate_hz, guint n_channels, guint64 mask)
{
  g_autofree char *positions = n_channels > 1
      ? g_strdup_printf (
            ",channel-mask=(bitmask)0x%" G_GINT64_MODIFIER "x", mask)
      : g_strdup ("");

  return g_strdup_printf ("audio/x-raw,layout=interleaved,format=F32LE,"
                          "rate=%u,channels=%u%s",
      rate_hz, n_channels, positions);
}

static GArray *
run_launch (const char *launch, const char *input, const char *output,
    const GArray *samples, guint rate_hz, guint bpf)
{
  GstHarness *h = gst_harness_new_parse (launch);
  GArray *out;

  gst_harness_set_sink_caps_str (h, output);
  gst_harness_set_src_caps_str (h, input);
  push_buffers (h, samples, rate_hz, bpf);
  gst_harness_push_event (h, gst_event_new_eos ());
  out = pull_samples (h);
  gst_harness_teardown (h);
  return out;
}

static GArray *
make_noise (guint n_samples)
{
  GArray *samples =
      g_array_sized_new (FALSE, FALSE, sizeof (gfloat), n_samples);
  g_autoptr (GRand) random = g_rand_new_with_seed (1);

  for (guint i = 0; i < n_samples; i++) {
    const gfloat value = (gfloat) g_rand_double_range (random, -0.3, 0.3);

    g_array_append_val (samples, value);
  }
  return samples;
}

static gdouble
find_largest_difference (const GArray *a, const GArray *b)
{
  gdouble largest = 0;

  g_assert_cmpuint (a->len, ==, b->len);
  for (guint i = 0; i < a->len; i++)
    largest = MAX (largest,
        fabs ((gdouble) g_array_index (a, gfloat, i) -
            (gdouble) g_array_index (b, gfloat, i)));
  return largest;
}

typedef struct
{
  const char *name;
  guint n_channels;
  guint64 mask; /* 0: not positioned */
} Layout;

static const Layout layouts[] = {
  { "mono", 1, 0x4 },
  { "stereo", 2, 0x3 },
  { "side pair", 2, 0x600 },
  { "2.1", 3, 0xb },
  { "3.0", 3, 0x7 },
  { "4.0", 4, 0x107 },
  { "quad", 4, 0x33 },
  { "5.0", 5, 0x37 },
  { "5.1", 6, 0x3f },
  { "5.1 side", 6, 0x60f },
  { "6.1", 7, 0x70f },
  { "7.1", 8, 0x63f },
  { "7.1 wide", 8, 0xff },
};

/* The mean of the channels of each frame, or copies of the only channel, as the
 * page of rmgconvert says. */
static GArray *
mix_by_mean (const GArray *in, guint n_in, guint n_out)
{
  GArray *out = g_array_new (FALSE, FALSE, sizeof (gfloat));

  for (guint i = 0; i + n_in <= in->len; i += n_in) {
    gdouble sum = 0;
    gfloat mean;

    for (guint c = 0; c < n_in; c++)
      sum += (gdouble) g_array_index (in, gfloat, i + c);
    mean = (gfloat) (sum / n_in);
    for (guint c = 0; c < n_out; c++)
      g_array_append_val (out, mean);
  }
  return out;
}

static void
check_mix (const Layout *from, const Layout *to, const GArray *noise)
{
  const guint bpf = from->n_channels * (guint) sizeof (gfloat);
  g_autofree char *input = write_caps (RATE_HZ, from->n_channels, from->mask);
  g_autofree char *output = write_caps (RATE_HZ, to->n_channels, to->mask);
  g_autoptr (GArray) ours =
      run_launch ("rmgconvert", input, output, noise, RATE_HZ, bpf);
  g_autoptr (GArray) expected = from->n_channels == 1 || to->n_channels == 1
      ? mix_by_mean (noise, from->n_channels, to->n_channels)
      : run_launch ("audioconvert", input, output, noise, RATE_HZ, bpf);

  g_test_message ("%s to %s", from->name, to->name);
  g_assert_cmpuint (
      ours->len, ==, noise->len / from->n_channels * to->n_channels);
  g_assert_cmpfloat (find_largest_difference (ours, expected), <, 1e-6);
}

/* Each layout to each other: the factors are those of audioconvert, except that
 * one channel is the mean of all. */
static void
test_channel_masks_mix_like_the_stock_element (void)
{
  g_autoptr (GArray) noise = make_noise (840);

  for (guint i = 0; i < G_N_ELEMENTS (layouts); i++)
    for (guint j = 0; j < G_N_ELEMENTS (layouts); j++)
      check_mix (&layouts[i], &layouts[j], noise);
}

/* Channels without positions cannot be mixed: both elements refuse. */
static void
test_channels_without_positions_are_not_mixed (void)
{
  static const char *const launches[] = { "rmgconvert", "audioconvert" };

  for (gsize i = 0; i < G_N_ELEMENTS (launches); i++) {
    g_autofree char *input = write_caps (RATE_HZ, 6, 0);
    g_autofree char *output = write_caps (RATE_HZ, 4, 0x33);
    GstHarness *h = gst_harness_new_parse (launches[i]);

    gst_harness_set_sink_caps_str (h, output);
    gst_harness_set_src_caps_str (h, input);
    g_assert_cmpint (
        gst_harness_push (h, gst_buffer_new_allocate (NULL, 240, NULL)), ==,
        GST_FLOW_NOT_NEGOTIATED);
    gst_harness_teardown (h);
  }
}

static void
set_matrix (GstHarness *h, const char *launch, gfloat left, gfloat right)
{
  GstElement *element = gst_harness_find_element (h, launch);
  g_autofree char *matrix =
      g_strdup_printf ("<<(float)%.2f,(float)%.2f>>", left, right);

  gst_util_set_object_arg (G_OBJECT (element), "mix-matrix", matrix);
  gst_object_unref (element);
}

/* The output before and after a change of the matrix while data flows. */
static GArray *
run_dynamic_matrix (const char *launch, const GArray *noise)
{
  GstHarness *h = gst_harness_new_parse (launch);
  g_autofree char *input = write_caps (RATE_HZ, 2, 0x3);
  g_autofree char *output = write_caps (RATE_HZ, 1, 0);
  GArray *out;

  set_matrix (h, launch, 0.25f, 0.75f);
  gst_harness_set_sink_caps_str (h, output);
  gst_harness_set_src_caps_str (h, input);
  push_buffers (h, noise, RATE_HZ, 2 * sizeof (gfloat));
  set_matrix (h, launch, 1.0f, -0.5f);
  push_buffers (h, noise, RATE_HZ, 2 * sizeof (gfloat));
  out = pull_samples (h);
  gst_harness_teardown (h);
  return out;
}

/* The stock element of GStreamer 1.22 keeps the first matrix until the caps
 * change, so only the part before is compared with it. */
static void
test_dynamic_matrix_mixes_from_the_next_buffer (void)
{
  g_autoptr (GArray) noise = make_noise (2000);
  g_autoptr (GArray) ours = run_dynamic_matrix ("rmgconvert", noise);
  g_autoptr (GArray) stock = run_dynamic_matrix ("audioconvert", noise);

  g_assert_cmpuint (ours->len, ==, 2000);
  for (guint i = 0; i < 1000; i++) {
    const gfloat *frame = &g_array_index (noise, gfloat, 2 * i);
    const gfloat first = g_array_index (ours, gfloat, i);
    const gfloat second = g_array_index (ours, gfloat, 1000 + i);

    g_assert_cmpfloat_with_epsilon (
        first, g_array_index (stock, gfloat, i), 1e-6);
    g_assert_cmpfloat_with_epsilon (second, frame[0] - 0.5f * frame[1], 1e-6);
  }
}

typedef struct
{
  guint in_hz, out_hz;
} RatePair;

static const RatePair rates[] = {
  { 48000, 16000 },
  { 44100, 16000 },
  { 44100, 48000 },
  { 16000, 44100 },
  { 8000, 48000 },
  { 96000, 44100 },
};

static GArray *
make_tone (guint rate_hz, gdouble hz, guint n)
{
  GArray *samples = g_array_sized_new (FALSE, FALSE, sizeof (gfloat), n);

  for (guint i = 0; i < n; i++) {
    const gfloat value = (gfloat) (0.5 * sin (2 * G_PI * hz * i / rate_hz));

    g_array_append_val (samples, value);
  }
  return samples;
}

/* Fits a sine of @hz by least squares to the middle half of @samples, where a
 * filter has settled.
 * @residual: (out): power of the rest over the power of the sine */
static gdouble
fit_tone (const GArray *samples, guint rate_hz, gdouble hz, gdouble *residual)
{
  const guint first = samples->len / 4, n = samples->len / 2;
  gdouble c = 0, s = 0, rest = 0;

  for (guint i = first; i < first + n; i++) {
    const gdouble phase = 2 * G_PI * hz * i / rate_hz;

    c += 2 * cos (phase) * (gdouble) g_array_index (samples, gfloat, i) / n;
    s += 2 * sin (phase) * (gdouble) g_array_index (samples, gfloat, i) / n;
  }
  for (guint i = first; i < first + n; i++) {
    const gdouble phase = 2 * G_PI * hz * i / rate_hz;
    const gdouble error = (gdouble) g_array_index (samples, gfloat, i) -
        c * cos (phase) - s * sin (phase);

    rest += error * error / n;
  }
  *residual = rest / ((c * c + s * s) / 2);
  return hypot (c, s);
}

/* A tone at 5, 45 and 80 % of the smaller band: its level is kept within 0.1 dB,
 * and the rest is at most that of the stock element, or -120 dB.
 * The tones have whole periods in the part that is read. */
static void
test_frequency_content_is_kept (gconstpointer data)
{
  static const gdouble parts[] = { 0.05, 0.45, 0.8 };
  const RatePair *pair = data;
  const guint band_hz = MIN (pair->in_hz, pair->out_hz) / 2;
  g_autofree char *input = write_caps (pair->in_hz, 1, 0);
  g_autofree char *output = write_caps (pair->out_hz, 1, 0);

  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++) {
    const gdouble hz = floor (band_hz * parts[i] / 100) * 100;
    g_autoptr (GArray) tone = make_tone (pair->in_hz, hz, 2 * pair->in_hz);
    g_autoptr (GArray) ours =
        run_launch ("rmgresample", input, output, tone, pair->in_hz, 4);
    g_autoptr (GArray) stock =
        run_launch ("audioresample", input, output, tone, pair->in_hz, 4);
    gdouble our_rest, stock_rest;
    const gdouble level = fit_tone (ours, pair->out_hz, hz, &our_rest);

    fit_tone (stock, pair->out_hz, hz, &stock_rest);
    g_test_message ("%.0f Hz: level %.4f, rest %.1f dB, stock %.1f dB", hz,
        level, 10 * log10 (our_rest), 10 * log10 (stock_rest));
    g_assert_cmpfloat (fabs (20 * log10 (level / 0.5)), <, 0.1);
    g_assert_cmpfloat (our_rest, <, MAX (stock_rest, 1e-12));
  }
}

/* Ten minutes: each time stamp is that of the frames before it, to 1 ns. */
static void
test_times_do_not_drift_in_ten_minutes (gconstpointer data)
{
  const RatePair *pair = data;
  const guint n_frames = pair->in_hz;
  g_autofree char *input = write_caps (pair->in_hz, 1, 0);
  g_autofree char *output = write_caps (pair->out_hz, 1, 0);
  GstHarness *h = gst_harness_new_parse ("rmgresample");
  guint64 n_out = 0;

  gst_harness_set_sink_caps_str (h, output);
  gst_harness_set_src_caps_str (h, input);
  for (guint i = 0; i < 600; i++) {
    GstBuffer *buffer = gst_buffer_new_allocate (NULL, n_frames * 4, NULL);
    GstBuffer *out;
    GstClockTime expected;

    gst_buffer_memset (buffer, 0, 0, n_frames * 4);
    GST_BUFFER_PTS (buffer) = i * GST_SECOND;
    g_assert_cmpint (gst_harness_push (h, buffer), ==, GST_FLOW_OK);
    while ((out = gst_harness_try_pull (h)) != NULL) {
      expected = gst_util_uint64_scale (n_out, GST_SECOND, pair->out_hz);
      g_assert_cmpint (
          ABS (GST_CLOCK_DIFF (expected, GST_BUFFER_PTS (out))), <=, 1);
      n_out += gst_buffer_get_size (out) / 4;
      gst_buffer_unref (out);
    }
  }
  g_assert_cmpuint (n_out, >, 599 * (guint64) pair->out_hz);
  gst_harness_teardown (h);
}

typedef struct
{
  const char *ours, *stock;
  guint out_hz;
} GapCase;

static const GapCase gaps[] = {
  { "rmgconvert", "audioconvert", RATE_HZ },
  { "rmgresample", "audioresample", 16000 },
};

/* Returns: (transfer full): the GAP event after one second of audio */
static GstEvent *
push_gap (GstHarness *h)
{
  GstBuffer *buffer = gst_buffer_new_allocate (NULL, RATE_HZ * 4, NULL);
  GstEvent *event;

  gst_buffer_memset (buffer, 0, 0, RATE_HZ * 4);
  GST_BUFFER_PTS (buffer) = 0;
  g_assert_cmpint (gst_harness_push (h, buffer), ==, GST_FLOW_OK);
  gst_harness_push_event (h, gst_event_new_gap (GST_SECOND, 2 * GST_SECOND));
  while ((event = gst_harness_try_pull_event (h)) != NULL &&
      GST_EVENT_TYPE (event) != GST_EVENT_GAP)
    gst_event_unref (event);
  g_assert_nonnull (event);
  return event;
}

static void
test_gap_event_has_the_times_of_the_stock_element (gconstpointer data)
{
  const GapCase *test = data;
  const char *const launches[] = { test->ours, test->stock };
  GstClockTime start[2], duration[2];

  for (gsize i = 0; i < G_N_ELEMENTS (launches); i++) {
    GstHarness *h = gst_harness_new_parse (launches[i]);
    g_autofree char *input = write_caps (RATE_HZ, 1, 0);
    g_autofree char *output = write_caps (test->out_hz, 1, 0);
    g_autoptr (GstEvent) event = NULL;

    gst_harness_set_sink_caps_str (h, output);
    gst_harness_set_src_caps_str (h, input);
    event = push_gap (h);
    gst_event_parse_gap (event, &start[i], &duration[i]);
    gst_harness_teardown (h);
  }
  g_assert_cmpuint (start[0], ==, start[1]);
  g_assert_cmpuint (duration[0], ==, duration[1]);
}

static void
add_rates (const char *name, GTestDataFunc run)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rates); i++) {
    g_autofree char *path = g_strdup_printf (
        "/beside-stock-sound/%s/%u-%u", name, rates[i].in_hz, rates[i].out_hz);

    g_test_add_data_func (path, &rates[i], run);
  }
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  GST_ELEMENT_REGISTER (rmgconvert, NULL);
  GST_ELEMENT_REGISTER (rmgresample, NULL);
  g_test_add_func ("/beside-stock-sound/masks",
      test_channel_masks_mix_like_the_stock_element);
  g_test_add_func ("/beside-stock-sound/unpositioned",
      test_channels_without_positions_are_not_mixed);
  g_test_add_func ("/beside-stock-sound/dynamic-matrix",
      test_dynamic_matrix_mixes_from_the_next_buffer);
  add_rates ("content", test_frequency_content_is_kept);
  add_rates ("drift", test_times_do_not_drift_in_ten_minutes);
  for (gsize i = 0; i < G_N_ELEMENTS (gaps); i++) {
    g_autofree char *path =
        g_strconcat ("/beside-stock-sound/gap/", gaps[i].ours, NULL);

    g_test_add_data_func (
        path, &gaps[i], test_gap_event_has_the_times_of_the_stock_element);
  }
  return g_test_run ();
}
