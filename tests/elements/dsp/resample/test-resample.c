/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/dsp/base/cpu.h"
#include "elements/dsp/resample/resample.h"
#include "tests/lib/resample-fixture.h"
#include "tests/lib/signals.h"

#include <math.h>
#include <string.h>

/* Half a second at 48 kHz and a tail. */
#define N_FRAMES 24007

static const struct
{
  unsigned in_hz, out_hz;
} ratios[] = {
  { 48000, 16000 },
  { 44100, 16000 },
  { 44100, 48000 },
  { 48000, 44100 },
  { 16000, 48000 },
  { 8000, 16000 },
  { 48000, 32000 },
  { 48000, 11025 },
};

/* Figures from 1.1 times the lower Nyquist frequency fN; ripple to 0.9 fN. */
static const struct
{
  RmgResampleQuality quality;
  double rejection_db, half_power, ripple_db, delay_ms;
} qualities[] = {
  { RMG_RESAMPLE_FAST, 84, 0.87, 4.0, 1 },
  { RMG_RESAMPLE_MEDIUM, 100, 0.90, 0.5, 2 },
  { RMG_RESAMPLE_HIGH, 120, 0.95, 0.02, 5 },
  { RMG_RESAMPLE_BEST, 150, 0.97, 0.005, 12 },
};

static const char *const levels[] = { "scalar", "sse2", "avx2", "avx512" };

static RmgResampleConfig
config_of (gsize ratio, gsize quality, unsigned channels)
{
  return (RmgResampleConfig){
    .in_rate_hz = ratios[ratio].in_hz,
    .out_rate_hz = ratios[ratio].out_hz,
    .channels = channels,
    .format = RMG_FORMAT_F64,
    .quality = qualities[quality].quality,
  };
}

static double *
noise (gsize n_samples)
{
  double *samples = g_new (double, n_samples);

  rmg_test_noise (samples, n_samples, 7, 0.5);
  return samples;
}

static void
test_resample_clip_of_any_length_produces_exact_count (void)
{
  g_autofree double *clip = noise (400);

  for (gsize r = 0; r < G_N_ELEMENTS (ratios); r++)
    for (gsize n = 0; n < 400; n += 1 + n / 3) {
      RmgResampleConfig config = config_of (r, 0, 1);

      g_free (rmg_test_resample (&config, clip, n, 0));
    }
}

static void
test_resample_length_is_the_ceiling (void)
{
  g_assert_cmpuint (rmg_resample_length (0, 48000, 16000), ==, 0);
  g_assert_cmpuint (rmg_resample_length (1, 48000, 16000), ==, 1);
  g_assert_cmpuint (rmg_resample_length (3, 48000, 16000), ==, 1);
  g_assert_cmpuint (rmg_resample_length (4, 48000, 16000), ==, 2);
  g_assert_cmpuint (rmg_resample_length (441, 44100, 48000), ==, 480);
  g_assert_cmpuint (
      rmg_resample_length (G_GUINT64_CONSTANT (1) << 60, 96000, 48000), ==,
      G_GUINT64_CONSTANT (1) << 59);
}

static void
assert_splits_agree (const RmgResampleConfig *config, const void *clip)
{
  static const gsize longest[] = { 1, 2, 7, 100, 480, 5000 };
  g_autofree guint8 *whole = rmg_test_resample (config, clip, N_FRAMES, 0);
  gsize n_bytes = rmg_test_resample_length_of (config, N_FRAMES) *
      rmg_test_resample_frame_bytes (config);

  for (gsize i = 0; i < G_N_ELEMENTS (longest); i++) {
    g_autofree guint8 *split =
        rmg_test_resample (config, clip, N_FRAMES, longest[i]);

    g_assert_cmpmem (split, n_bytes, whole, n_bytes);
  }
}

static void
test_resample_any_split_produces_the_same_bytes (void)
{
  g_autofree double *clip = noise (2 * N_FRAMES);
  g_autofree float *narrow = g_new (float, 2 * N_FRAMES);

  rmg_test_to_f32 (narrow, clip, 2 * N_FRAMES);
  for (gsize r = 0; r < G_N_ELEMENTS (ratios); r++) {
    RmgResampleConfig config = config_of (r, r % 4, 2);

    assert_splits_agree (&config, clip);
    config.format = RMG_FORMAT_F32;
    assert_splits_agree (&config, narrow);
  }
}

static void
test_resample_libsamplerate_any_split_produces_the_same_bytes (void)
{
  RmgResampleConfig config = config_of (1, 0, 2);
  g_autofree double *clip = noise (2 * N_FRAMES);

  config.engine = RMG_RESAMPLE_LIBSAMPLERATE;
  assert_splits_agree (&config, clip);
}

/* Both precisions of every instruction set against the definition. Rounding of
 * some hundred products leaves 130 dB in single precision. */
static void
test_resample_variants_agree_with_the_definition (void)
{
  static const struct
  {
    RmgResampleQuality quality;
    double least_db;
  } rows[] = { { RMG_RESAMPLE_HIGH, 125 }, { RMG_RESAMPLE_BEST, 290 } };
  g_autofree double *clip = noise (N_FRAMES);
  g_autofree float *narrow = g_new (float, N_FRAMES);

  rmg_test_to_f32 (narrow, clip, N_FRAMES);
  for (gsize r = 0; r < G_N_ELEMENTS (ratios); r++)
    for (gsize q = 0; q < 2 * G_N_ELEMENTS (levels); q++) {
      RmgResampleConfig config = config_of (r, q % 2 == 0 ? 2 : 3, 1);
      gsize n =
          rmg_resample_length (N_FRAMES, config.in_rate_hz, config.out_rate_hz);
      g_autofree gpointer expected = NULL, actual = NULL;
      gconstpointer in = q % 2 == 0 ? (gconstpointer) narrow : clip;
      double snr_db;

      config.format = q % 2 == 0 ? RMG_FORMAT_F32 : RMG_FORMAT_F64;
      g_setenv ("RMG_CPU", "scalar", TRUE);
      expected = rmg_test_resample (&config, in, N_FRAMES, 0);
      g_setenv ("RMG_CPU", levels[q / 2], TRUE);
      actual = rmg_test_resample (&config, in, N_FRAMES, 0);
      snr_db = q % 2 == 0 ? rmg_test_snr_f32_db (expected, actual, n)
                          : rmg_test_snr_db (expected, actual, n);
      g_assert_cmpfloat (snr_db, >=, rows[q % 2].least_db);
    }
  g_unsetenv ("RMG_CPU");
}

/* Level at out_tone_hz of the output of a full-scale tone of tone_hz. */
static double
response_db (
    const RmgResampleConfig *config, double tone_hz, double out_tone_hz)
{
  gsize margin = config->out_rate_hz / 100;
  gsize n =
      rmg_resample_length (N_FRAMES, config->in_rate_hz, config->out_rate_hz);
  g_autofree double *clip = g_new (double, N_FRAMES);
  g_autofree double *result = NULL;

  rmg_test_sine (clip, N_FRAMES, tone_hz, config->in_rate_hz, 1, 0.4);
  result = rmg_test_resample (config, clip, N_FRAMES, 0);
  return rmg_test_tone_db (
      result + margin, n - 2 * margin, out_tone_hz, config->out_rate_hz);
}

/* The tone that the one outside of the other rate's band turns into: an alias
 * on the way down, an image on the way up. */
static double
leak_db (const RmgResampleConfig *config, double times_nyquist)
{
  double in_hz = config->in_rate_hz, out_hz = config->out_rate_hz;
  double low_hz = MIN (in_hz, out_hz);
  double outer_hz = times_nyquist * low_hz / 2;
  double inner_hz = low_hz - outer_hz;

  return in_hz > out_hz ? response_db (config, outer_hz, inner_hz)
                        : response_db (config, inner_hz, outer_hz);
}

static void
test_resample_rejects_aliases_and_images (void)
{
  for (gsize r = 0; r < 6; r++)
    for (gsize q = 0; q < G_N_ELEMENTS (qualities); q++) {
      RmgResampleConfig config = config_of (r, q, 1);

      for (double f = 1.1; f < 1.25; f += 0.033)
        g_assert_cmpfloat (
            leak_db (&config, f), <=, -qualities[q].rejection_db);
    }
}

static void
test_resample_pass_band_is_flat (void)
{
  for (gsize r = 0; r < 6; r++)
    for (gsize q = 0; q < G_N_ELEMENTS (qualities); q++) {
      RmgResampleConfig config = config_of (r, q, 1);
      double nyquist_hz = MIN (config.in_rate_hz, config.out_rate_hz) / 2.0;
      double lowest = 0, highest = -400;

      for (double f = 0.1; f < 0.91; f += 0.2) {
        double db = response_db (&config, f * nyquist_hz, f * nyquist_hz);

        lowest = MIN (lowest, db);
        highest = MAX (highest, db);
      }
      g_assert_cmpfloat (highest - lowest, <=, qualities[q].ripple_db);
    }
}

static void
test_resample_half_power_point_is_high (void)
{
  for (gsize r = 0; r < 6; r++)
    for (gsize q = 0; q < G_N_ELEMENTS (qualities); q++) {
      RmgResampleConfig config = config_of (r, q, 1);
      double tone_hz = MIN (config.in_rate_hz, config.out_rate_hz) / 2.0 *
          qualities[q].half_power;

      g_assert_cmpfloat (response_db (&config, tone_hz, tone_hz), >=, -3.02);
    }
}

static void
test_resample_tone_keeps_its_place_in_time (void)
{
  g_autofree double *clip = g_new (double, N_FRAMES);

  for (gsize r = 0; r < G_N_ELEMENTS (ratios); r++) {
    RmgResampleConfig config = config_of (r, 3, 1);
    gsize margin = config.out_rate_hz / 100;
    gsize n =
        rmg_resample_length (N_FRAMES, config.in_rate_hz, config.out_rate_hz);
    g_autofree double *expected = g_new (double, n), *result = NULL;

    rmg_test_sine (clip, N_FRAMES, 997, config.in_rate_hz, 0.9, 0.2);
    rmg_test_sine (expected, n, 997, config.out_rate_hz, 0.9, 0.2);
    result = rmg_test_resample (&config, clip, N_FRAMES, 0);
    g_assert_cmpfloat (
        rmg_test_snr_db (expected + margin, result + margin, n - 2 * margin),
        >=, 140);
  }
}

static void
test_resample_delay_stays_within_the_quality (void)
{
  for (gsize q = 0; q < G_N_ELEMENTS (qualities); q++) {
    RmgResampleConfig config = config_of (0, q, 1);
    RmgResampler *self = rmg_resampler_open (&config);

    g_assert_cmpfloat (
        rmg_resampler_delay (self) / 48.0, <=, qualities[q].delay_ms);
    g_assert_cmpuint (
        rmg_resampler_count (self, rmg_resampler_delay (self)), ==, 0);
    g_assert_cmpuint (
        rmg_resampler_count (self, rmg_resampler_delay (self) + 1), ==, 1);
    rmg_resampler_close (self);
  }
}

static void
test_resample_channels_do_not_touch (void)
{
  g_autofree double *clip = noise (3 * N_FRAMES);
  g_autofree double *one = g_new (double, N_FRAMES);

  for (gsize r = 0; r < G_N_ELEMENTS (ratios); r++) {
    RmgResampleConfig three = config_of (r, 1, 3), mono = config_of (r, 1, 1);
    gsize n =
        rmg_resample_length (N_FRAMES, three.in_rate_hz, three.out_rate_hz);
    g_autofree double *all = rmg_test_resample (&three, clip, N_FRAMES, 333);

    for (gsize c = 0; c < 3; c++) {
      g_autofree double *alone = NULL;

      for (gsize i = 0; i < N_FRAMES; i++)
        one[i] = clip[3 * i + c];
      alone = rmg_test_resample (&mono, one, N_FRAMES, 0);
      for (gsize i = 0; i < n; i++)
        g_assert_cmpfloat (all[3 * i + c], ==, alone[i]);
    }
  }
}

static void
test_resample_planar_equals_interleaved (void)
{
  RmgResampleConfig config = config_of (1, 2, 3);
  gsize n = rmg_resample_length (N_FRAMES, 44100, 16000), written;
  g_autofree double *clip = noise (3 * N_FRAMES);
  g_autofree double *planes = g_new (double, 3 * N_FRAMES);
  g_autofree double *result = g_new (double, 3 * n);
  g_autofree double *expected = rmg_test_resample (&config, clip, N_FRAMES, 0);
  RmgResampler *self = rmg_resampler_open (&config);
  RmgFrames in = rmg_test_resample_view (&config, planes, N_FRAMES);
  RmgFrames out = rmg_test_resample_view (&config, result, 0);

  in.interleaved = out.interleaved = false;
  for (gsize c = 0; c < 3; c++) {
    in.planes[c] = planes + c * N_FRAMES;
    out.planes[c] = result + c * n;
    for (gsize i = 0; i < N_FRAMES; i++)
      planes[c * N_FRAMES + i] = clip[3 * i + c];
  }
  written = rmg_resampler_process (self, &in, &out);
  for (gsize c = 0; c < 3; c++)
    out.planes[c] = result + c * n + written;
  written += rmg_resampler_drain (self, &out);
  rmg_resampler_close (self);

  g_assert_cmpuint (written, ==, n);
  for (gsize i = 0; i < 3 * n; i++)
    g_assert_cmpfloat (result[i % 3 * n + i / 3], ==, expected[i]);
}

static void
test_resample_s16_is_rounded_to_the_nearest (void)
{
  RmgResampleConfig config = config_of (0, 3, 1);
  gsize n = rmg_resample_length (N_FRAMES, 48000, 16000);
  g_autofree double *clip = noise (N_FRAMES);
  g_autofree gint16 *integers = g_new (gint16, N_FRAMES), *actual = NULL;
  g_autofree double *expected = NULL;

  for (gsize i = 0; i < N_FRAMES; i++) {
    integers[i] = (gint16) lrint (clip[i] * 32768);
    clip[i] = integers[i] / 32768.0;
  }
  expected = rmg_test_resample (&config, clip, N_FRAMES, 0);
  config.format = RMG_FORMAT_S16;
  actual = rmg_test_resample (&config, integers, N_FRAMES, 0);
  for (gsize i = 0; i < n; i++)
    g_assert_cmpint (actual[i], ==, lrint (expected[i] * 32768));
}

static void
test_resample_integers_saturate (void)
{
  RmgResampleConfig config = config_of (0, 2, 1);
  g_autofree gint16 *clip = g_new (gint16, N_FRAMES), *result = NULL;
  gint16 highest = 0;

  /* A square wave overshoots once it is band-limited. */
  for (gsize i = 0; i < N_FRAMES; i++)
    clip[i] = i / 100 % 2 == 0 ? G_MAXINT16 : G_MININT16;
  config.format = RMG_FORMAT_S16;
  result = rmg_test_resample (&config, clip, N_FRAMES, 0);
  for (gsize i = 5; i < 28; i++) {
    g_assert_cmpint (result[i], >, 20000);
    highest = MAX (highest, result[i]);
  }
  g_assert_cmpint (highest, ==, G_MAXINT16);
}

static void
test_resample_nan_ends_with_the_filter (void)
{
  for (gsize r = 0; r < 3; r++) {
    RmgResampleConfig config = config_of (r, 2, 1);
    gsize n =
        rmg_resample_length (N_FRAMES, config.in_rate_hz, config.out_rate_hz);
    g_autofree double *clip = noise (N_FRAMES);
    g_autofree double *expected =
        rmg_test_resample (&config, clip, N_FRAMES, 0);
    g_autofree double *actual = NULL;
    gsize centre = n / 2, reach = config.out_rate_hz / 100;

    clip[N_FRAMES / 2] = r == 0 ? NAN : INFINITY;
    actual = rmg_test_resample (&config, clip, N_FRAMES, 480);
    g_assert_true (!isfinite (actual[centre]));
    for (gsize i = 0; i < n; i++)
      if (i + reach < centre || i > centre + reach)
        g_assert_cmpfloat (actual[i], ==, expected[i]);
  }
}

static void
test_resample_drain_leaves_no_state (void)
{
  RmgResampleConfig config = config_of (2, 2, 1);
  gsize n = rmg_resample_length (N_FRAMES, 44100, 48000), written;
  g_autofree double *clip = noise (N_FRAMES);
  g_autofree double *expected = rmg_test_resample (&config, clip, N_FRAMES, 0);
  g_autofree double *actual = g_new (double, n);
  RmgResampler *self = rmg_resampler_open (&config);
  RmgFrames in = rmg_test_resample_view (&config, clip, N_FRAMES), out;

  for (int clip_number = 0; clip_number < 2; clip_number++) {
    out = rmg_test_resample_view (&config, actual, 0);
    written = rmg_resampler_process (self, &in, &out);
    out = rmg_test_resample_view (&config, actual + written, 0);
    written += rmg_resampler_drain (self, &out);
    g_assert_cmpuint (written, ==, n);
  }
  rmg_resampler_close (self);
  g_assert_cmpmem (actual, n * sizeof *actual, expected, n * sizeof *actual);
}

/* Ratios that no table serves: the sound stays in its place, up to the last
 * frames. */
static void
test_resample_odd_ratios_keep_the_sound (void)
{
  static const unsigned out_hz[] = { 47999, 12347, 44101, 96001 };
  g_autofree double *clip = g_new (double, N_FRAMES);

  rmg_test_sine (clip, N_FRAMES, 997, 48000, 0.9, 0.2);
  for (gsize i = 0; i < G_N_ELEMENTS (out_hz); i++) {
    RmgResampleConfig config = config_of (0, 2, 1);
    gsize n = rmg_resample_length (N_FRAMES, 48000, out_hz[i]);
    gsize margin = out_hz[i] / 50;
    g_autofree double *expected = g_new (double, n), *actual = NULL;

    config.out_rate_hz = out_hz[i];
    rmg_test_sine (expected, n, 997, out_hz[i], 0.9, 0.2);
    actual = rmg_test_resample (&config, clip, N_FRAMES, 700);
    g_assert_cmpfloat (
        rmg_test_snr_db (expected + margin, actual + margin, n - 2 * margin),
        >=, 110);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/resample/length/clip",
      test_resample_clip_of_any_length_produces_exact_count);
  g_test_add_func (
      "/resample/length/ceiling", test_resample_length_is_the_ceiling);
  g_test_add_func ("/resample/split/polyphase",
      test_resample_any_split_produces_the_same_bytes);
  g_test_add_func ("/resample/split/libsamplerate",
      test_resample_libsamplerate_any_split_produces_the_same_bytes);
  g_test_add_func (
      "/resample/variants", test_resample_variants_agree_with_the_definition);
  g_test_add_func (
      "/resample/rejection", test_resample_rejects_aliases_and_images);
  g_test_add_func ("/resample/ripple", test_resample_pass_band_is_flat);
  g_test_add_func (
      "/resample/half-power", test_resample_half_power_point_is_high);
  g_test_add_func (
      "/resample/alignment", test_resample_tone_keeps_its_place_in_time);
  g_test_add_func (
      "/resample/delay", test_resample_delay_stays_within_the_quality);
  g_test_add_func ("/resample/channels", test_resample_channels_do_not_touch);
  g_test_add_func ("/resample/planar", test_resample_planar_equals_interleaved);
  g_test_add_func (
      "/resample/s16/rounding", test_resample_s16_is_rounded_to_the_nearest);
  g_test_add_func ("/resample/s16/saturation", test_resample_integers_saturate);
  g_test_add_func ("/resample/nan", test_resample_nan_ends_with_the_filter);
  g_test_add_func ("/resample/drain", test_resample_drain_leaves_no_state);
  g_test_add_func (
      "/resample/odd-ratios", test_resample_odd_ratios_keep_the_sound);
  return g_test_run ();
}
