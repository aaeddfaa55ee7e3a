/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Ratios without a table, and clocks that drift. */
#include "elements/dsp/resample/resample.h"
#include "tests/lib/resample-fixture.h"
#include "tests/lib/signals.h"

#include <math.h>

#define N_FRAMES 24007
#define IN_HZ 48000

static const unsigned out_rates_hz[] = { 47999, 44099, 22255, 96001, 12347 };

/* As those of the polyphase engine; residue: all that is not the tone. */
static const struct
{
  RmgResampleQuality quality;
  bool is_steep;
  double flat_to, flat_db, stop, rejection_db, residue_db;
} masks[] = {
  { RMG_RESAMPLE_FAST, false, 0.80, 0.1, 1.1, 84, 80 },
  { RMG_RESAMPLE_MEDIUM, false, 0.85, 0.05, 1.1, 100, 95 },
  { RMG_RESAMPLE_HIGH, false, 0.90, 0.01, 1.1, 122, 120 },
  { RMG_RESAMPLE_BEST, false, 0.90, 0.003, 1.1, 150, 145 },
  { RMG_RESAMPLE_FAST, true, 0.90, 0.1, 1.0, 80, 80 },
  { RMG_RESAMPLE_MEDIUM, true, 0.90, 0.05, 1.0, 100, 95 },
  { RMG_RESAMPLE_HIGH, true, 0.90, 0.01, 1.0, 120, 120 },
  { RMG_RESAMPLE_BEST, true, 0.90, 0.002, 1.0, 148, 145 },
};

static RmgResampleConfig
config_of (unsigned out_hz, gsize mask)
{
  return (RmgResampleConfig){ .in_rate_hz = IN_HZ,
    .out_rate_hz = out_hz,
    .channels = 1,
    .format = RMG_FORMAT_F64,
    .quality = masks[mask].quality,
    .engine = RMG_RESAMPLE_INTERPOLATED,
    .is_steep = masks[mask].is_steep };
}

static double *
resample_tone (const RmgResampleConfig *config, double tone_hz)
{
  g_autofree double *clip = g_new (double, N_FRAMES);

  rmg_test_sine (clip, N_FRAMES, tone_hz, config->in_rate_hz, 1, 0.4);
  return rmg_test_resample (config, clip, N_FRAMES, 0);
}

static void
assert_tone_passes (const RmgResampleConfig *config, gsize mask)
{
  const double low_hz = MIN (config->in_rate_hz, config->out_rate_hz);
  const double tone_hz = masks[mask].flat_to * low_hz / 2;
  const gsize n = rmg_test_resample_length_of (config, N_FRAMES);
  const gsize margin = config->out_rate_hz / 50;
  g_autofree double *result = resample_tone (config, tone_hz);

  g_assert_cmpfloat (fabs (rmg_test_tone_db (result + margin, n - 2 * margin,
                         tone_hz, config->out_rate_hz)),
      <=, masks[mask].flat_db);
  g_assert_cmpfloat (rmg_test_residual_db (result + margin, n - 2 * margin,
                         tone_hz, config->out_rate_hz),
      <=, -masks[mask].residue_db);
}

static void
assert_alias_is_rejected (const RmgResampleConfig *config, gsize mask)
{
  const gsize n = rmg_test_resample_length_of (config, N_FRAMES);
  const gsize margin = config->out_rate_hz / 50;

  for (double f = masks[mask].stop + 0.001; f < 1.3; f += 0.07) {
    const double tone_hz = f * config->out_rate_hz / 2;
    g_autofree double *result = resample_tone (config, tone_hz);

    g_assert_cmpfloat (rmg_test_tone_db (result + margin, n - 2 * margin,
                           config->out_rate_hz - tone_hz, config->out_rate_hz),
        <=, -masks[mask].rejection_db);
  }
}

static void
test_resample_irregular_ratio_keeps_the_quality (void)
{
  for (gsize m = 0; m < G_N_ELEMENTS (masks); m++)
    for (gsize r = 0; r < G_N_ELEMENTS (out_rates_hz); r++) {
      const RmgResampleConfig config = config_of (out_rates_hz[r], m);

      assert_tone_passes (&config, m);
      if (out_rates_hz[r] < IN_HZ / 1.3)
        assert_alias_is_rejected (&config, m);
    }
}

static void
assert_any_split_produces_the_same_bytes (
    const RmgResampleConfig *config, gconstpointer clip)
{
  static const gsize longest[] = { 1, 7, 100, 1000, 5000 };
  const gsize n_bytes = rmg_test_resample_length_of (config, N_FRAMES) *
      rmg_test_resample_frame_bytes (config);
  g_autofree guint8 *whole = rmg_test_resample (config, clip, N_FRAMES, 0);

  for (gsize i = 0; i < G_N_ELEMENTS (longest); i++) {
    g_autofree guint8 *split =
        rmg_test_resample (config, clip, N_FRAMES, longest[i]);

    g_assert_cmpmem (split, n_bytes, whole, n_bytes);
  }
}

/* Short and long pieces compute outputs in different orders. */
static void
test_resample_irregular_any_split_produces_the_same_bytes (void)
{
  g_autofree double *noise = g_new (double, 2 * N_FRAMES);
  g_autofree float *narrow = g_new (float, 2 * N_FRAMES);

  rmg_test_noise (noise, 2 * N_FRAMES, 7, 0.5);
  rmg_test_to_f32 (narrow, noise, 2 * N_FRAMES);
  for (gsize m = 0; m < G_N_ELEMENTS (masks); m++)
    for (gsize r = 0; r < G_N_ELEMENTS (out_rates_hz); r++) {
      RmgResampleConfig config = config_of (out_rates_hz[r], m);

      config.channels = 1 + (m / 2 + r) % 2;
      if ((m + r) % 2 == 0)
        config.format = RMG_FORMAT_F32;
      assert_any_split_produces_the_same_bytes (&config,
          config.format == RMG_FORMAT_F32 ? (gconstpointer) narrow : noise);
    }
}

static void
test_resample_irregular_variants_agree_with_the_definition (void)
{
  static const char *const levels[] = { "sse2", "avx2", "avx512" };
  g_autofree double *noise = g_new (double, N_FRAMES);
  g_autofree float *narrow = g_new (float, N_FRAMES);

  rmg_test_noise (noise, N_FRAMES, 7, 0.5);
  rmg_test_to_f32 (narrow, noise, N_FRAMES);
  for (gsize i = 0; i < 4 * G_N_ELEMENTS (levels); i++) {
    const bool is_double = i % 2 > 0;
    RmgResampleConfig config = config_of (44099, 2 + i / 2 % 2);
    gconstpointer clip = is_double ? (gconstpointer) noise : narrow;
    const gsize n = rmg_test_resample_length_of (&config, N_FRAMES);
    g_autofree gpointer expected = NULL, actual = NULL;

    config.format = is_double ? RMG_FORMAT_F64 : RMG_FORMAT_F32;
    g_setenv ("RMG_CPU", "scalar", TRUE);
    expected = rmg_test_resample (&config, clip, N_FRAMES, 0);
    g_setenv ("RMG_CPU", levels[i / 4], TRUE);
    actual = rmg_test_resample (&config, clip, N_FRAMES, 0);
    g_unsetenv ("RMG_CPU");
    if (is_double)
      g_assert_cmpfloat (rmg_test_snr_db (expected, actual, n), >=, 290);
    else
      g_assert_cmpfloat (rmg_test_snr_f32_db (expected, actual, n), >=, 125);
  }
}

/* Channels are computed in pairs: one of three is alone. */
static void
test_resample_irregular_channels_do_not_touch (void)
{
  g_autofree double *noise = g_new (double, 3 * N_FRAMES);
  g_autofree double *one = g_new (double, N_FRAMES);

  rmg_test_noise (noise, 3 * N_FRAMES, 7, 0.5);
  for (gsize m = 2; m < 4; m++) {
    RmgResampleConfig mono = config_of (44099, m), three = mono;
    const gsize n = rmg_test_resample_length_of (&mono, N_FRAMES);
    g_autofree double *all = NULL;

    three.channels = 3;
    all = rmg_test_resample (&three, noise, N_FRAMES, 333);
    for (gsize c = 0; c < 3; c++) {
      g_autofree double *alone = NULL;

      for (gsize i = 0; i < N_FRAMES; i++)
        one[i] = noise[3 * i + c];
      alone = rmg_test_resample (&mono, one, N_FRAMES, 0);
      for (gsize i = 0; i < n; i++)
        g_assert_cmpfloat (all[3 * i + c], ==, alone[i]);
    }
  }
}

/* The same filter, also where a filter is so long that a frame is one segment. */
static void
test_resample_interpolated_equals_polyphase_at_usual_rates (void)
{
  /* From 48 to 0.5 kHz, polyphase runs the filter of medium for fast. */
  static const struct
  {
    unsigned out_hz;
    gsize first_mask;
  } cases[] = { { 16000, 0 }, { 96000, 0 }, { 500, 1 } };
  g_autofree double *noise = g_new (double, N_FRAMES);

  rmg_test_noise (noise, N_FRAMES, 7, 0.5);
  for (gsize i = 0; i < G_N_ELEMENTS (cases) * G_N_ELEMENTS (masks); i++) {
    const gsize c = i / G_N_ELEMENTS (masks), m = i % G_N_ELEMENTS (masks);
    RmgResampleConfig config = config_of (cases[c].out_hz, m);
    const gsize n = rmg_test_resample_length_of (&config, N_FRAMES);
    g_autofree double *actual = NULL, *expected = NULL;

    if (m < cases[c].first_mask)
      continue;
    actual = rmg_test_resample (&config, noise, N_FRAMES, 0);
    config.engine = RMG_RESAMPLE_POLYPHASE;
    expected = rmg_test_resample (&config, noise, N_FRAMES, 0);
    g_assert_cmpfloat (
        rmg_test_snr_db (expected, actual, n), >=, masks[m].residue_db);
  }
}

static gsize
resample_piece (RmgResampler *self, const RmgResampleConfig *config,
    const double *in, gsize n, double *out)
{
  const RmgFrames from = rmg_test_resample_view (config, in, n);
  const RmgFrames to = rmg_test_resample_view (config, out, 0);

  return rmg_resampler_process (self, &from, &to);
}

/* Equal rates, and a clock that is 200 ppm fast: the tone is that much lower. */
static void
test_resample_drift_changes_count_and_pitch (void)
{
  const double ppm = 200, tone_hz = 997;
  const RmgResampleConfig config = config_of (IN_HZ, 2);
  RmgResampler *self = rmg_resampler_open (&config);
  g_autofree double *clip = g_new (double, N_FRAMES);
  g_autofree double *out = g_new (double, N_FRAMES + 100);
  g_autofree double *expected = g_new (double, N_FRAMES + 100);
  RmgFrames rest;
  gsize n;

  g_assert_true (rmg_resampler_set_drift (self, ppm));
  rmg_test_sine (clip, N_FRAMES, tone_hz, IN_HZ, 0.9, 0.2);
  n = resample_piece (self, &config, clip, N_FRAMES, out);
  rest = rmg_test_resample_view (&config, out + n, 0);
  n += rmg_resampler_drain (self, &rest);
  g_assert_cmpuint (n, ==, (gsize) ceil (N_FRAMES / (1 + ppm / 1e6)));
  rmg_test_sine (expected, n, tone_hz * (1 + ppm / 1e6), IN_HZ, 0.9, 0.2);
  g_assert_cmpfloat (
      rmg_test_snr_db (expected + 200, out + 200, n - 400), >=, 115);
  rmg_resampler_close (self);
}

/* A drift that moves from piece to piece: the phase of the tone has no step. */
static void
test_resample_drift_that_moves_keeps_the_sound_whole (void)
{
  const RmgResampleConfig config = config_of (44100, 2);
  RmgResampler *self = rmg_resampler_open (&config);
  g_autofree double *clip = g_new (double, N_FRAMES);
  g_autofree double *out = g_new (double, N_FRAMES);
  g_autofree double *expected = g_new (double, N_FRAMES);
  double place = 0; /* of the next output, in input frames */
  gsize n_out = 0;

  rmg_test_sine (clip, N_FRAMES, 997, IN_HZ, 0.9, 0.2);
  for (gsize first = 0; first + 480 <= N_FRAMES; first += 480) {
    const double ppm = 500 * sin (0.001 * (double) first);
    const double steps = llround (ppm * 100) / 1e8;
    gsize n;

    g_assert_true (rmg_resampler_set_drift (self, ppm));
    n = resample_piece (self, &config, clip + first, 480, out + n_out);
    for (gsize i = 0; i < n; i++) {
      expected[n_out + i] = 0.9 * sin (2 * G_PI * 997 * place / IN_HZ + 0.2);
      place += 48000.0 / 44100 * (1 + steps);
    }
    n_out += n;
  }
  g_assert_cmpuint (n_out, >, 20000);
  g_assert_cmpfloat (
      rmg_test_snr_db (expected + 200, out + 200, n_out - 200), >=, 115);
  rmg_resampler_close (self);
}

static void
test_resample_drift_out_of_range_or_of_another_engine_is_refused (void)
{
  RmgResampleConfig config = config_of (44100, 2);
  RmgResampler *self = rmg_resampler_open (&config), *table;

  config.engine = RMG_RESAMPLE_POLYPHASE;
  table = rmg_resampler_open (&config);
  g_assert_false (rmg_resampler_set_drift (self, 10000.1));
  g_assert_false (rmg_resampler_set_drift (self, NAN));
  g_assert_true (rmg_resampler_set_drift (self, -10000));
  g_assert_false (rmg_resampler_set_drift (table, 1));
  rmg_resampler_close (self);
  rmg_resampler_close (table);
}

static void
test_resample_equal_rates_interpolate_to_the_input (void)
{
  const RmgResampleConfig config = config_of (IN_HZ, 3);
  g_autofree double *clip = g_new (double, N_FRAMES), *result = NULL;

  rmg_test_sine (clip, N_FRAMES, 9000, IN_HZ, 0.9, 0.2);
  result = rmg_test_resample (&config, clip, N_FRAMES, 333);
  g_assert_cmpfloat (
      rmg_test_snr_db (clip + 200, result + 200, N_FRAMES - 400), >=, 140);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/resample-interpolated/quality",
      test_resample_irregular_ratio_keeps_the_quality);
  g_test_add_func ("/resample-interpolated/split",
      test_resample_irregular_any_split_produces_the_same_bytes);
  g_test_add_func ("/resample-interpolated/variants",
      test_resample_irregular_variants_agree_with_the_definition);
  g_test_add_func ("/resample-interpolated/channels",
      test_resample_irregular_channels_do_not_touch);
  g_test_add_func ("/resample-interpolated/usual-rates",
      test_resample_interpolated_equals_polyphase_at_usual_rates);
  g_test_add_func ("/resample-interpolated/equal-rates",
      test_resample_equal_rates_interpolate_to_the_input);
  g_test_add_func (
      "/resample-drift/fixed", test_resample_drift_changes_count_and_pitch);
  g_test_add_func ("/resample-drift/moving",
      test_resample_drift_that_moves_keeps_the_sound_whole);
  g_test_add_func ("/resample-drift/refusal",
      test_resample_drift_out_of_range_or_of_another_engine_is_refused);
  return g_test_run ();
}
