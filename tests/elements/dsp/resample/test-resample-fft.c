/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/dsp/resample/resample.h"
#include "tests/lib/resample-fixture.h"
#include "tests/lib/signals.h"

#include <math.h>
#include <string.h>

/* Some blocks of every ratio, and a tail. */
#define N_FRAMES 48011

static const struct
{
  unsigned in_hz, out_hz;
} ratios[] = {
  { 48000, 16000 },
  { 44100, 16000 },
  { 44100, 48000 },
  { 16000, 48000 },
  { 48000, 44100 },
  { 8000, 16000 },
};

/* Rejection and half power in terms of the lower Nyquist frequency fN, the
 * first from 1.0 fN on; ripple to 0.9 fN. Single precision ends at some 135 dB,
 * so the last row has double precision. */
static const struct
{
  RmgResampleQuality quality;
  double rejection_db, half_power, ripple_db;
} qualities[] = {
  { RMG_RESAMPLE_FAST, 80, 0.92, 0.5 },
  { RMG_RESAMPLE_MEDIUM, 100, 0.935, 0.01 },
  { RMG_RESAMPLE_HIGH, 120, 0.95, 0.01 },
  { RMG_RESAMPLE_BEST, 150, 0.97, 0.005 },
};

#define HIGH 2

static const char *const levels[] = { "scalar", "sse2", "avx2", "avx512" };

static RmgResampleConfig
config_of (gsize ratio, gsize quality, unsigned channels)
{
  return (RmgResampleConfig){
    .in_rate_hz = ratios[ratio].in_hz,
    .out_rate_hz = ratios[ratio].out_hz,
    .channels = channels,
    .format = RMG_FORMAT_F32,
    .quality = qualities[quality].quality,
    .engine = RMG_RESAMPLE_FFT,
  };
}

static float *
noise (gsize n_samples)
{
  g_autofree double *wide = g_new (double, n_samples);
  float *samples = g_new (float, n_samples);

  rmg_test_noise (wide, n_samples, 7, 0.5);
  rmg_test_to_f32 (samples, wide, n_samples);
  return samples;
}

static void
assert_splits_agree (
    const RmgResampleConfig *config, gconstpointer clip, gsize n_frames)
{
  static const gsize longest[] = { 1, 7, 480, 5000, 20000 };
  gsize n_bytes = rmg_test_resample_length_of (config, n_frames) *
      rmg_test_resample_frame_bytes (config);
  g_autofree guint8 *whole = rmg_test_resample (config, clip, n_frames, 0);

  for (gsize i = 0; i < G_N_ELEMENTS (longest); i++) {
    g_autofree guint8 *split =
        rmg_test_resample (config, clip, n_frames, longest[i]);

    g_assert_cmpmem (split, n_bytes, whole, n_bytes);
  }
}

static void
test_resample_fft_any_split_produces_the_same_bytes (void)
{
  g_autofree float *clip = noise (2 * N_FRAMES);

  for (gsize r = 0; r < G_N_ELEMENTS (ratios); r++) {
    RmgResampleConfig config = config_of (r, r % 4, 2);

    assert_splits_agree (&config, clip, N_FRAMES);
  }
}

/* Shorter than a vector, a row or the filter. */
static void
test_resample_fft_short_clips_are_split_alike (void)
{
  g_autofree float *clip = noise (67);

  for (gsize r = 0; r < G_N_ELEMENTS (ratios); r++)
    for (gsize n = 0; n <= 67; n++) {
      RmgResampleConfig config = config_of (r, HIGH, 1);

      assert_splits_agree (&config, clip, n);
    }
}

/* Output of a full-scale tone, in double precision. */
static double *
resample_tone (const RmgResampleConfig *config, double tone_hz, gsize *length)
{
  g_autofree double *clip = g_new (double, N_FRAMES);
  g_autofree float *narrow = g_new (float, N_FRAMES);
  g_autofree float *result = NULL;
  double *wide;

  *length = rmg_test_resample_length_of (config, N_FRAMES);
  rmg_test_sine (clip, N_FRAMES, tone_hz, config->in_rate_hz, 1, 0.4);
  if (config->format == RMG_FORMAT_F64)
    return rmg_test_resample (config, clip, N_FRAMES, 0);
  rmg_test_to_f32 (narrow, clip, N_FRAMES);
  result = rmg_test_resample (config, narrow, N_FRAMES, 0);
  wide = g_new (double, *length);
  rmg_test_to_f64 (wide, result, *length);
  return wide;
}

static double
mean_power (const double *samples, gsize n)
{
  double power = 0;

  for (gsize i = 0; i < n; i++)
    power += samples[i] * samples[i] / (double) n;
  return power;
}

/* Level of the output without the tone itself, over the full-scale input
 * tone. A tone above the lower Nyquist frequency must not appear. */
static double
leak_db (const RmgResampleConfig *config, double tone_hz)
{
  gsize length, margin;
  g_autofree double *result = resample_tone (config, tone_hz, &length);
  double power, rest;

  margin = length / 8;
  power = mean_power (result + margin, length - 2 * margin);
  if (tone_hz < config->out_rate_hz / 2.0) {
    rest = pow (10,
        rmg_test_residual_db (result + margin, length - 2 * margin, tone_hz,
            config->out_rate_hz) /
            10);
    power *= rest / (1 + rest);
  }
  return rmg_test_db (sqrt (2 * power));
}

static double
nyquist_hz (const RmgResampleConfig *config)
{
  return MIN (config->in_rate_hz, config->out_rate_hz) / 2.0;
}

static void
use_precision_of (RmgResampleConfig *config, gsize quality)
{
  if (qualities[quality].quality == RMG_RESAMPLE_BEST)
    config->format = RMG_FORMAT_F64;
}

/* An alias on the way down; on the way up the image of the tone as far below
 * the Nyquist frequency. */
static void
test_resample_fft_rejects_from_the_nyquist_frequency_on (void)
{
  static const double distances[] = { 0.0002, 0.001, 0.003, 0.005, 0.007, 0.011,
    0.02, 0.04, 0.08 };

  for (gsize r = 0; r < G_N_ELEMENTS (ratios); r++)
    for (gsize q = 0; q < G_N_ELEMENTS (qualities); q++)
      for (gsize i = 0; i < G_N_ELEMENTS (distances); i++) {
        RmgResampleConfig config = config_of (r, q, 1);
        double side = ratios[r].in_hz > ratios[r].out_hz ? 1 : -1;
        double tone_hz = (1 + side * distances[i]) * nyquist_hz (&config);

        use_precision_of (&config, q);
        g_assert_cmpfloat (
            leak_db (&config, tone_hz), <=, -qualities[q].rejection_db);
      }
}

static double
response_db (const RmgResampleConfig *config, double tone_hz)
{
  gsize length, margin;
  g_autofree double *result = resample_tone (config, tone_hz, &length);

  margin = length / 8;
  return rmg_test_tone_db (
      result + margin, length - 2 * margin, tone_hz, config->out_rate_hz);
}

static void
test_resample_fft_pass_band_is_flat (void)
{
  for (gsize r = 0; r < G_N_ELEMENTS (ratios); r++)
    for (gsize q = 0; q < G_N_ELEMENTS (qualities); q++) {
      RmgResampleConfig config = config_of (r, q, 1);
      double lowest = 0, highest = -400;

      for (double f = 0.02; f < 0.901; f += 0.08) {
        double db = response_db (&config, f * nyquist_hz (&config));

        lowest = MIN (lowest, db);
        highest = MAX (highest, db);
      }
      g_assert_cmpfloat (highest - lowest, <=, qualities[q].ripple_db);
    }
}

static void
test_resample_fft_half_power_point_is_high (void)
{
  for (gsize r = 0; r < G_N_ELEMENTS (ratios); r++)
    for (gsize q = 0; q < G_N_ELEMENTS (qualities); q++) {
      RmgResampleConfig config = config_of (r, q, 1);
      double tone_hz = nyquist_hz (&config) * qualities[q].half_power;

      g_assert_cmpfloat (response_db (&config, tone_hz), >=, -3.02);
    }
}

/* Rounding in single precision, and the leak of one block into the next. */
static void
test_resample_fft_adds_little_to_a_tone (void)
{
  static const double tones_hz[] = { 20, 997, 3500 };

  for (gsize r = 0; r < G_N_ELEMENTS (ratios); r++)
    for (gsize i = 0; i < G_N_ELEMENTS (tones_hz); i++) {
      RmgResampleConfig config = config_of (r, HIGH, 1);

      g_assert_cmpfloat (leak_db (&config, tones_hz[i]), <=, -130);
    }
}

/* The polyphase engine answers at the same instants: below the transitions of
 * both filters they agree. */
static void
test_resample_fft_agrees_with_the_polyphase_engine (void)
{
  g_autofree double *chirp = g_new (double, N_FRAMES);
  g_autofree float *clip = g_new (float, N_FRAMES);

  for (gsize r = 0; r < G_N_ELEMENTS (ratios); r++) {
    RmgResampleConfig config = config_of (r, HIGH, 1);
    gsize n = rmg_test_resample_length_of (&config, N_FRAMES);
    g_autofree float *expected = NULL, *actual = NULL;

    rmg_test_chirp (
        chirp, N_FRAMES, 20, 0.88 * nyquist_hz (&config), config.in_rate_hz);
    rmg_test_to_f32 (clip, chirp, N_FRAMES);
    actual = rmg_test_resample (&config, clip, N_FRAMES, 0);
    config.engine = RMG_RESAMPLE_POLYPHASE;
    expected = rmg_test_resample (&config, clip, N_FRAMES, 0);
    g_assert_cmpfloat (
        rmg_test_snr_f32_db (expected + 400, actual + 400, n - 800), >=, 60);
  }
}

/* Wherever it lies in a block: an impulse peaks at its own instant. */
static void
test_resample_fft_impulse_keeps_its_place (void)
{
  for (gsize r = 0; r < G_N_ELEMENTS (ratios); r++) {
    RmgResampleConfig config = config_of (r, HIGH, 1);
    gsize unit = config.in_rate_hz / 50; /* 20 ms: whole frames both ways */
    gsize n = rmg_test_resample_length_of (&config, N_FRAMES);

    for (gsize at = 0; at + unit < N_FRAMES; at += 3 * unit) {
      g_autofree float *clip = g_new0 (float, N_FRAMES), *result = NULL;
      gsize peak = 0;

      clip[at] = 1;
      result = rmg_test_resample (&config, clip, N_FRAMES, 0);
      for (gsize i = 0; i < n; i++)
        peak = result[i] > result[peak] ? i : peak;
      g_assert_cmpuint (peak, ==, at / unit * (config.out_rate_hz / 50));
    }
  }
}

static void
test_resample_fft_delay_is_when_the_first_frame_leaves (void)
{
  for (gsize r = 0; r < G_N_ELEMENTS (ratios); r++) {
    RmgResampleConfig config = config_of (r, HIGH, 1);
    RmgResampler *self = rmg_resampler_open (&config);
    unsigned delay = rmg_resampler_delay (self);

    g_assert_cmpuint (rmg_resampler_count (self, delay), ==, 0);
    g_assert_cmpuint (rmg_resampler_count (self, delay + 1), >, 0);
    g_assert_cmpfloat (delay, <=, 0.3 * config.in_rate_hz);
    rmg_resampler_close (self);
  }
}

static void
test_resample_fft_channels_are_like_monos (void)
{
  g_autofree float *clip = noise (3 * N_FRAMES);
  g_autofree float *one = g_new (float, N_FRAMES);

  for (gsize r = 0; r < G_N_ELEMENTS (ratios); r++) {
    RmgResampleConfig three = config_of (r, HIGH, 3);
    RmgResampleConfig mono = config_of (r, HIGH, 1);
    gsize n = rmg_test_resample_length_of (&three, N_FRAMES);
    g_autofree float *all = rmg_test_resample (&three, clip, N_FRAMES, 0);

    for (gsize c = 0; c < 3; c++) {
      g_autofree float *alone = NULL;

      for (gsize i = 0; i < N_FRAMES; i++)
        one[i] = clip[3 * i + c];
      alone = rmg_test_resample (&mono, one, N_FRAMES, 0);
      for (gsize i = 0; i < n; i++)
        g_assert_cmpfloat (all[3 * i + c], ==, alone[i]);
    }
  }
}

static void
test_resample_fft_planar_equals_interleaved (void)
{
  RmgResampleConfig config = config_of (0, HIGH, 2);
  gsize n = rmg_test_resample_length_of (&config, N_FRAMES), written;
  g_autofree float *clip = noise (2 * N_FRAMES);
  g_autofree float *planes = g_new (float, 2 * N_FRAMES);
  g_autofree float *result = g_new (float, 2 * n);
  g_autofree float *expected = rmg_test_resample (&config, clip, N_FRAMES, 0);
  RmgResampler *self = rmg_resampler_open (&config);
  RmgFrames in = rmg_test_resample_view (&config, planes, N_FRAMES);
  RmgFrames out = rmg_test_resample_view (&config, result, 0);

  for (gsize i = 0; i < 2 * N_FRAMES; i++)
    planes[i % 2 * N_FRAMES + i / 2] = clip[i];
  in.interleaved = out.interleaved = false;
  in.planes[1] = planes + N_FRAMES;
  out.planes[1] = result + n;
  written = rmg_resampler_process (self, &in, &out);
  out.planes[0] = result + written;
  out.planes[1] = result + n + written;
  g_assert_cmpuint (written + rmg_resampler_drain (self, &out), ==, n);
  rmg_resampler_close (self);

  for (gsize i = 0; i < 2 * n; i++)
    g_assert_cmpfloat (result[i % 2 * n + i / 2], ==, expected[i]);
}

static void
test_resample_fft_variants_produce_equal_bits (void)
{
  g_autofree float *clip = noise (N_FRAMES);

  for (gsize r = 0; r < G_N_ELEMENTS (ratios); r++) {
    RmgResampleConfig config = config_of (r, HIGH, 1);
    gsize n_bytes =
        rmg_test_resample_length_of (&config, N_FRAMES) * sizeof *clip;
    g_autofree float *expected = NULL;

    g_setenv ("RMG_CPU", levels[0], TRUE);
    expected = rmg_test_resample (&config, clip, N_FRAMES, 0);
    for (gsize i = 1; i < G_N_ELEMENTS (levels); i++) {
      g_autofree float *actual = NULL;

      g_setenv ("RMG_CPU", levels[i], TRUE);
      actual = rmg_test_resample (&config, clip, N_FRAMES, 0);
      g_assert_cmpmem (actual, n_bytes, expected, n_bytes);
    }
  }
  g_unsetenv ("RMG_CPU");
}

static void
test_resample_fft_s16_is_rounded_to_the_nearest (void)
{
  RmgResampleConfig config = config_of (1, HIGH, 1);
  gsize n = rmg_test_resample_length_of (&config, N_FRAMES);
  g_autofree float *clip = noise (N_FRAMES), *expected = NULL;
  g_autofree gint16 *integers = g_new (gint16, N_FRAMES), *actual = NULL;

  for (gsize i = 0; i < N_FRAMES; i++) {
    integers[i] = (gint16) lrintf (clip[i] * 32768);
    clip[i] = (float) integers[i] / 32768;
  }
  expected = rmg_test_resample (&config, clip, N_FRAMES, 0);
  config.format = RMG_FORMAT_S16;
  actual = rmg_test_resample (&config, integers, N_FRAMES, 0);
  for (gsize i = 0; i < n; i++)
    g_assert_cmpint (actual[i], ==, lrintf (expected[i] * 32768));
}

static void
test_resample_fft_drain_leaves_no_state (void)
{
  g_autofree float *clip = noise (N_FRAMES);

  for (gsize r = 0; r < G_N_ELEMENTS (ratios); r++) {
    RmgResampleConfig config = config_of (r, HIGH, 1);
    gsize n_bytes =
        rmg_test_resample_length_of (&config, N_FRAMES) * sizeof *clip;
    RmgResampler *self = rmg_resampler_open (&config);
    g_autofree float *once =
        rmg_test_resample_run (self, &config, clip, N_FRAMES, 0);
    g_autofree float *again =
        rmg_test_resample_run (self, &config, clip, N_FRAMES, 0);

    g_assert_cmpmem (again, n_bytes, once, n_bytes);
    rmg_resampler_close (self);
  }
}

static void
test_resample_fft_reset_forgets_the_input (void)
{
  RmgResampleConfig config = config_of (0, HIGH, 1);
  gsize n_bytes =
      rmg_test_resample_length_of (&config, N_FRAMES) * sizeof (float);
  g_autofree float *clip = noise (N_FRAMES);
  g_autofree float *expected = rmg_test_resample (&config, clip, N_FRAMES, 0);
  g_autofree float *nowhere = g_new (float, N_FRAMES), *actual = NULL;
  RmgResampler *self = rmg_resampler_open (&config);
  RmgFrames in = rmg_test_resample_view (&config, clip, 20011);
  RmgFrames out = rmg_test_resample_view (&config, nowhere, 0);

  rmg_resampler_process (self, &in, &out);
  rmg_resampler_reset (self);
  actual = rmg_test_resample_run (self, &config, clip, N_FRAMES, 0);
  g_assert_cmpmem (actual, n_bytes, expected, n_bytes);
  rmg_resampler_close (self);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/resample-fft/split/any",
      test_resample_fft_any_split_produces_the_same_bytes);
  g_test_add_func ("/resample-fft/split/short",
      test_resample_fft_short_clips_are_split_alike);
  g_test_add_func ("/resample-fft/rejection",
      test_resample_fft_rejects_from_the_nyquist_frequency_on);
  g_test_add_func ("/resample-fft/ripple", test_resample_fft_pass_band_is_flat);
  g_test_add_func (
      "/resample-fft/half-power", test_resample_fft_half_power_point_is_high);
  g_test_add_func (
      "/resample-fft/tone", test_resample_fft_adds_little_to_a_tone);
  g_test_add_func ("/resample-fft/alignment/polyphase",
      test_resample_fft_agrees_with_the_polyphase_engine);
  g_test_add_func ("/resample-fft/alignment/impulse",
      test_resample_fft_impulse_keeps_its_place);
  g_test_add_func ("/resample-fft/delay",
      test_resample_fft_delay_is_when_the_first_frame_leaves);
  g_test_add_func (
      "/resample-fft/channels", test_resample_fft_channels_are_like_monos);
  g_test_add_func (
      "/resample-fft/planar", test_resample_fft_planar_equals_interleaved);
  g_test_add_func (
      "/resample-fft/variants", test_resample_fft_variants_produce_equal_bits);
  g_test_add_func (
      "/resample-fft/s16", test_resample_fft_s16_is_rounded_to_the_nearest);
  g_test_add_func (
      "/resample-fft/drain", test_resample_fft_drain_leaves_no_state);
  g_test_add_func (
      "/resample-fft/reset", test_resample_fft_reset_forgets_the_input);
  return g_test_run ();
}
