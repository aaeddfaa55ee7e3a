/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The noise is measured as a listener would: as the error of the output in
 * steps, over enough samples that chance is far below every tolerance. */

#include "tests/lib/convert-helpers.h"

#include <math.h>
#include <string.h>

#define N_SAMPLES (1 << 18)

static const RmgConvertConfig floats_to_16 = {
  .from = { RMG_FORMAT_F32, false, true, 1 },
  .to = { RMG_FORMAT_S16, false, true, 1 },
  .dither = RMG_DITHER_TPDF,
};

/* Error in steps of a slow ramp through all fractions of a step. */
static gdouble *
measure_error (RmgConvertConfig config, guint cpu)
{
  g_autofree gfloat *in = g_new (gfloat, N_SAMPLES);
  g_autofree gint16 *out = g_new (gint16, N_SAMPLES);
  gdouble *error = g_new (gdouble, N_SAMPLES);
  RmgConvert *convert;

  config.cpu = cpu;
  convert = rmg_convert_open (&config);
  for (guint i = 0; i < N_SAMPLES; i++)
    in[i] = (gfloat) i / N_SAMPLES * 1024 / 32768;
  rmg_test_convert_packed (convert, &config, in, out, N_SAMPLES);
  for (guint i = 0; i < N_SAMPLES; i++)
    error[i] = out[i] - in[i] * 32768.0;
  rmg_convert_close (convert);
  return error;
}

static gdouble
correlate (const gdouble *x, guint lag)
{
  gdouble sum = 0;

  for (guint i = lag; i < N_SAMPLES; i++)
    sum += x[i] * x[i - lag];
  return sum / (N_SAMPLES - lag);
}

/* Triangular noise 1/6, rounding 1/12. The mean square of 2^18 samples strays
 * by 1/4 / sqrt (2^18) * 1.2: one percent is 4 sigma and more. */
static void
test_tpdf_error_has_variance_of_a_quarter (gconstpointer data)
{
  g_autofree gdouble *error =
      measure_error (floats_to_16, GPOINTER_TO_UINT (data));

  g_assert_cmpfloat_with_epsilon (correlate (error, 0), 0.25, 0.0025);
}

static void
test_tpdf_error_is_white (gconstpointer data)
{
  g_autofree gdouble *error =
      measure_error (floats_to_16, GPOINTER_TO_UINT (data));

  for (guint lag = 1; lag <= 64; lag++)
    g_assert_cmpfloat_with_epsilon (correlate (error, lag), 0, 0.25 * 0.01);
}

/* Purpose of TPDF: mean and power of the error do not depend on the signal. */
static void
test_tpdf_error_does_not_depend_on_the_fraction (gconstpointer data)
{
  g_autofree gdouble *error =
      measure_error (floats_to_16, GPOINTER_TO_UINT (data));
  const guint per_step = N_SAMPLES / 1024;
  gdouble mean[4] = { 0 }, power[4] = { 0 };

  for (guint i = 0; i < N_SAMPLES; i++) {
    const guint quarter = i % per_step * 4 / per_step;

    mean[quarter] += error[i] * 4 / N_SAMPLES;
    power[quarter] += error[i] * error[i] * 4 / N_SAMPLES;
  }
  for (guint i = 0; i < 4; i++) {
    g_assert_cmpfloat_with_epsilon (mean[i], 0, 0.01);
    g_assert_cmpfloat_with_epsilon (power[i], 0.25, 0.0075);
  }
}

static void
test_tpdf_every_variant_produces_the_same_noise (gconstpointer data)
{
  g_autofree gdouble *scalar = measure_error (floats_to_16, 0);
  g_autofree gdouble *error =
      measure_error (floats_to_16, GPOINTER_TO_UINT (data));

  g_assert_cmpmem (scalar, N_SAMPLES * sizeof (gdouble), error,
      N_SAMPLES * sizeof (gdouble));
}

static void
test_tpdf_another_seed_produces_other_noise (gconstpointer data)
{
  g_autofree gdouble *error =
      measure_error (floats_to_16, GPOINTER_TO_UINT (data));
  RmgConvertConfig config = floats_to_16;
  g_autofree gdouble *other = NULL;
  gdouble product = 0;

  config.seed = 12345678;
  other = measure_error (config, GPOINTER_TO_UINT (data));
  for (guint i = 0; i < N_SAMPLES; i++)
    product += error[i] * other[i] / N_SAMPLES;
  /* rounding alone is shared by chance; 1 % is 5 sigma */
  g_assert_cmpfloat_with_epsilon (product, 0, 0.0025);
}

static void
test_tpdf_channels_have_noise_of_their_own (gconstpointer data)
{
  RmgConvertConfig config = { .from = { RMG_FORMAT_F64, false, true, 2 },
    .to = { RMG_FORMAT_S24, false, false, 2 },
    .dither = RMG_DITHER_TPDF,
    .cpu = GPOINTER_TO_UINT (data) };
  RmgConvert *convert = rmg_convert_open (&config);
  g_autofree gdouble *in = g_new0 (gdouble, N_SAMPLES);
  g_autofree gint8 *out = g_new (gint8, N_SAMPLES * 3);
  gdouble product = 0;

  rmg_test_convert_packed (convert, &config, in, out, N_SAMPLES / 2);
  for (guint i = 0; i < N_SAMPLES / 2; i++)
    product += out[i * 3] * out[(i + N_SAMPLES / 2) * 3] * 2.0 / N_SAMPLES;
  g_assert_cmpfloat_with_epsilon (product, 0, 0.005);
  rmg_convert_close (convert);
}

static void
test_tpdf_layout_does_not_change_the_noise (gconstpointer data)
{
  const guint cpu = GPOINTER_TO_UINT (data);
  RmgConvertConfig interleaved = { .from = { RMG_FORMAT_F32, false, true, 3 },
    .to = { RMG_FORMAT_U8, false, true, 3 },
    .dither = RMG_DITHER_TPDF,
    .cpu = cpu };
  RmgConvertConfig planar = interleaved;
  const gfloat in[300] = { 0 };
  guint8 a[300], b[300];
  RmgConvert *convert = rmg_convert_open (&interleaved);

  rmg_test_convert_packed (convert, &interleaved, in, a, 100);
  rmg_convert_close (convert);
  planar.from.interleaved = planar.to.interleaved = false;
  convert = rmg_convert_open (&planar);
  rmg_test_convert_packed (convert, &planar, in, b, 100);
  rmg_convert_close (convert);
  for (guint i = 0; i < 300; i++)
    g_assert_cmpuint (a[i], ==, b[i % 3 * 100 + i / 3]);
}

/* All at once by the definition, and in pieces by the variant. */
static void
check_pieces (RmgConvertConfig config, guint cpu, const guint8 *in, gsize n)
{
  static const gsize pieces[] = { 1, 2, 3, 31, 5, 32, 33, 67, 0, 7 };
  const gsize in_size =
      rmg_test_sample_size (config.from.format) * config.from.channels;
  const gsize size =
      rmg_test_sample_size (config.to.format) * config.to.channels;
  g_autofree guint8 *expected = g_malloc (n * size);
  g_autofree guint8 *actual = g_malloc (n * size);
  RmgConvert *whole = rmg_convert_open (&config), *split;
  gsize done = 0, length;

  config.cpu = cpu;
  split = rmg_convert_open (&config);
  rmg_test_convert_packed (whole, &config, in, expected, n);
  for (guint i = 0; done < n; i++, done += length) {
    length = MIN (pieces[i % G_N_ELEMENTS (pieces)], n - done);
    rmg_test_convert_packed (
        split, &config, in + done * in_size, actual + done * size, length);
  }
  g_assert_cmpmem (actual, n * size, expected, n * size);
  rmg_convert_close (whole);
  rmg_convert_close (split);
}

static void
test_tpdf_pieces_of_every_pair_equal_the_definition (gconstpointer data)
{
  gfloat singles[1500];
  gdouble doubles[1500];

  for (guint i = 0; i < 1500; i++)
    doubles[i] = singles[i] = (gfloat) sin (i * 0.1) * 1.01f;
  singles[700] = NAN;
  doubles[700] = -INFINITY;
  for (guint to = RMG_FORMAT_U8; to <= RMG_FORMAT_S32; to++)
    for (guint channels = 1; channels <= 3; channels++) {
      RmgConvertConfig config = { .from = { RMG_FORMAT_F32, false, true,
                                      channels },
        .to = { to, false, true, channels },
        .dither = RMG_DITHER_TPDF };

      check_pieces (config, GPOINTER_TO_UINT (data), (const guint8 *) singles,
          1500 / channels);
      config.from.format = RMG_FORMAT_F64;
      check_pieces (config, GPOINTER_TO_UINT (data), (const guint8 *) doubles,
          1500 / channels);
    }
}

static void
test_tpdf_skipped_frames_have_had_their_noise (gconstpointer data)
{
  RmgConvertConfig config = floats_to_16;
  const gfloat in[400] = { 0 };
  gint16 all[400], rest[400];
  RmgConvert *convert;

  config.cpu = GPOINTER_TO_UINT (data);
  convert = rmg_convert_open (&config);
  rmg_test_convert_packed (convert, &config, in, all, 400);
  for (guint skipped = 0; skipped < 200; skipped++) {
    rmg_convert_reset (convert);
    rmg_test_convert_packed (convert, &config, in, rest, 9);
    rmg_convert_skip (convert, skipped);
    rmg_test_convert_packed (convert, &config, in, rest, 100);
    g_assert_cmpmem (rest, 200, all + 9 + skipped, 200);
  }
  rmg_convert_close (convert);
}

static void
test_tpdf_lossless_conversion_stays_clean (gconstpointer data)
{
  RmgConvertConfig config = { .from = { RMG_FORMAT_S16, false, true, 1 },
    .to = { RMG_FORMAT_S24_32, false, true, 1 },
    .dither = RMG_DITHER_TPDF,
    .cpu = GPOINTER_TO_UINT (data) };
  RmgConvert *convert = rmg_convert_open (&config);
  const gint16 in[3] = { 1, -1, 300 };
  gint32 out[3];

  rmg_test_convert_packed (convert, &config, in, out, 3);
  for (guint i = 0; i < 3; i++)
    g_assert_cmpint (out[i], ==, in[i] * 256);
  rmg_convert_close (convert);
}

static void
add_for_each_variant (const char *subject, GTestDataFunc function)
{
  guint cpu[RMG_TEST_MAX_VARIANTS];
  guint n = rmg_test_convert_variants (cpu);

  for (guint i = 0; i < n; i++) {
    g_autofree char *path =
        g_strdup_printf ("/convert-dither/%s/%u", subject, i);

    g_test_add_data_func (path, GUINT_TO_POINTER (cpu[i]), function);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add_for_each_variant ("variance", test_tpdf_error_has_variance_of_a_quarter);
  add_for_each_variant ("white", test_tpdf_error_is_white);
  add_for_each_variant (
      "fraction", test_tpdf_error_does_not_depend_on_the_fraction);
  add_for_each_variant (
      "variants", test_tpdf_every_variant_produces_the_same_noise);
  add_for_each_variant ("seed", test_tpdf_another_seed_produces_other_noise);
  add_for_each_variant ("channels", test_tpdf_channels_have_noise_of_their_own);
  add_for_each_variant ("layout", test_tpdf_layout_does_not_change_the_noise);
  add_for_each_variant (
      "pieces", test_tpdf_pieces_of_every_pair_equal_the_definition);
  add_for_each_variant ("skip", test_tpdf_skipped_frames_have_had_their_noise);
  add_for_each_variant ("clean", test_tpdf_lossless_conversion_stays_clean);
  return g_test_run ();
}
