/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/dsp/fourier/fourier.h"

#include "tests/lib/signals.h"

#include <math.h>
#include <string.h>

/* Two rows are the minimum. Up to 64 every product of 2, 3, 5 and 7 occurs,
 * and so every pass, as first and as last one; the rest are the sizes of
 * usual sample rates. */
#define MIN_ROWS 2
#define MANY_ROWS 64

static const gsize large_sizes[] = { 147 * 16, 160 * 16, 192 * 16, 256 * 16,
  384 * 16, 441 * 16, 512 * 16 };

/* Bins of a large transform that are compared with the definition. */
#define SOME_BINS 67

/* Single precision: log2 (size) additions and half as many twiddles, each exact
 * to 2^-24, which is -144 dB; double precision: 2^-53, -319 dB, less the error of
 * the definition itself where long double is no longer than double. */
#define MIN_SNR_F32_DB 134.0
#define MIN_SNR_F64_DB 285.0

static const char *const levels[] = { "scalar", "sse2", "avx2", "avx512" };

typedef struct
{
  gsize size;
  gboolean is_double;
  double *in_re, *in_im;   /* input of the transform, widened */
  double *out_re, *out_im; /* its output, widened */
} Run;

static Run *
run_new (gsize size, gboolean is_double)
{
  Run *run = g_new0 (Run, 1);

  run->size = size;
  run->is_double = is_double;
  run->in_re = g_new0 (double, size);
  run->in_im = g_new0 (double, size);
  run->out_re = g_new0 (double, size);
  run->out_im = g_new0 (double, size);
  return run;
}

static void
run_free (Run *run)
{
  g_free (run->in_re);
  g_free (run->in_im);
  g_free (run->out_re);
  g_free (run->out_im);
  g_free (run);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Run, run_free)

/* Noise that single precision can hold. */
static void
fill_with_noise (Run *run)
{
  rmg_test_noise (run->in_re, run->size, 7, 1.0);
  rmg_test_noise (run->in_im, run->size, 8, 1.0);
  for (gsize i = 0; i < run->size; i++) {
    run->in_re[i] = (float) run->in_re[i];
    run->in_im[i] = (float) run->in_im[i];
  }
}

static void
transform_f32 (const RmgFourier *fourier, Run *run, void *work)
{
  gsize n = run->size, length = n + RMG_FOURIER_SPILL;
  g_autofree float *memory = g_new0 (float, 1 + 2 * n + 2 * length);
  float *in = memory + 1, *out = in + 2 * n; /* unaligned */

  rmg_test_to_f32 (in, run->in_re, n);
  rmg_test_to_f32 (in + n, run->in_im, n);
  rmg_fourier_run (fourier, in, in + n, out, out + length, work);
  rmg_test_to_f64 (run->out_re, out, n);
  rmg_test_to_f64 (run->out_im, out + length, n);
}

static void
transform_f64 (const RmgFourier *fourier, Run *run, void *work)
{
  gsize n = run->size, length = n + RMG_FOURIER_SPILL;
  g_autofree double *out = g_new0 (double, 2 * length);

  rmg_fourier_run (fourier, run->in_re, run->in_im, out, out + length, work);
  memcpy (run->out_re, out, n * sizeof *out);
  memcpy (run->out_im, out + length, n * sizeof *out);
}

static void
transform (Run *run)
{
  RmgFourier *fourier = rmg_fourier_open (run->size, run->is_double);
  gpointer work;

  g_assert_nonnull (fourier);
  work = g_aligned_alloc0 (1, rmg_fourier_work_bytes (fourier), 64);
  if (run->is_double)
    transform_f64 (fourier, run, work);
  else
    transform_f32 (fourier, run, work);
  g_aligned_free (work);
  rmg_fourier_close (fourier);
}

/* The sum of the definition, in more bits than the tested one; angles are
 * reduced as integers. */
static void
sum_bin (const Run *run, gsize k, const long double *cosines,
    const long double *sines, double sum[2])
{
  long double re = 0, im = 0;

  for (gsize i = 0; i < run->size; i++) {
    long double c = cosines[i * k % run->size], s = sines[i * k % run->size];

    re += run->in_re[i] * c + run->in_im[i] * s;
    im += run->in_im[i] * c - run->in_re[i] * s;
  }
  sum[0] = (double) re;
  sum[1] = (double) im;
}

/* Returns: signal to noise ratio of every step-th bin. */
static double
compare_with_definition (const Run *run, gsize step)
{
  gsize n = run->size, n_bins = 0;
  g_autofree long double *cosines = g_new (long double, n);
  g_autofree long double *sines = g_new (long double, n);
  g_autofree double *expected = g_new (double, 2 * n);
  g_autofree double *actual = g_new (double, 2 * n);

  for (gsize i = 0; i < n; i++) {
    cosines[i] = cosl (2 * M_PIl * i / n);
    sines[i] = sinl (2 * M_PIl * i / n);
  }
  for (gsize k = 0; k < n; k += step, n_bins++) {
    sum_bin (run, k, cosines, sines, expected + 2 * n_bins);
    actual[2 * n_bins] = run->out_re[k];
    actual[2 * n_bins + 1] = run->out_im[k];
  }
  return rmg_test_snr_db (expected, actual, 2 * n_bins);
}

static void
assert_matches_definition (gsize size, gsize step)
{
  for (int is_double = 0; is_double < 2; is_double++) {
    g_autoptr (Run) run = run_new (size, is_double);

    fill_with_noise (run);
    transform (run);
    g_assert_cmpfloat (compare_with_definition (run, step), >=,
        is_double ? MIN_SNR_F64_DB : MIN_SNR_F32_DB);
  }
}

static void
test_fourier_small_sizes_match_the_definition (void)
{
  for (gsize rows = MIN_ROWS; rows <= MANY_ROWS; rows++)
    if (rmg_fourier_can (rows * 16))
      assert_matches_definition (rows * 16, 1);
}

static void
test_fourier_large_sizes_match_the_definition (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (large_sizes); i++)
    assert_matches_definition (large_sizes[i], large_sizes[i] / SOME_BINS);
}

static void
assert_variants_agree (gsize size, gboolean is_double)
{
  g_autoptr (Run) expected = run_new (size, is_double);
  g_autoptr (Run) actual = run_new (size, is_double);
  gsize n_bytes = size * sizeof (double);

  fill_with_noise (expected);
  fill_with_noise (actual);
  g_setenv ("RMG_CPU", levels[0], TRUE);
  transform (expected);
  for (gsize i = 1; i < G_N_ELEMENTS (levels); i++) {
    g_setenv ("RMG_CPU", levels[i], TRUE);
    transform (actual);
    g_assert_cmpmem (actual->out_re, n_bytes, expected->out_re, n_bytes);
    g_assert_cmpmem (actual->out_im, n_bytes, expected->out_im, n_bytes);
  }
  g_unsetenv ("RMG_CPU");
}

static void
test_fourier_variants_produce_equal_bits (void)
{
  for (gsize rows = MIN_ROWS; rows <= MANY_ROWS; rows++)
    if (rmg_fourier_can (rows * 16))
      for (int is_double = 0; is_double < 2; is_double++)
        assert_variants_agree (rows * 16, is_double);
  for (gsize i = 0; i < G_N_ELEMENTS (large_sizes); i++)
    for (int is_double = 0; is_double < 2; is_double++)
      assert_variants_agree (large_sizes[i], is_double);
}

static void
test_fourier_swapped_parts_produce_the_inverse (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (large_sizes); i++) {
    gsize n = large_sizes[i];
    g_autoptr (Run) there = run_new (n, FALSE), back = run_new (n, FALSE);

    fill_with_noise (there);
    transform (there);
    for (gsize k = 0; k < n; k++) {
      back->in_re[k] = there->out_im[k] / (double) n;
      back->in_im[k] = there->out_re[k] / (double) n;
    }
    transform (back);
    g_assert_cmpfloat (rmg_test_snr_db (there->in_re, back->out_im, n), >=,
        MIN_SNR_F32_DB - 3);
    g_assert_cmpfloat (rmg_test_snr_db (there->in_im, back->out_re, n), >=,
        MIN_SNR_F32_DB - 3);
  }
}

static double
sum_of_squares (const double *re, const double *im, gsize n)
{
  double sum = 0;

  for (gsize i = 0; i < n; i++)
    sum += re[i] * re[i] + im[i] * im[i];
  return sum;
}

/* Parseval: the transform keeps energy, times its size. */
static void
test_fourier_energy_is_kept (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (large_sizes); i++) {
    gsize n = large_sizes[i];
    g_autoptr (Run) run = run_new (n, FALSE);
    double in, out;

    fill_with_noise (run);
    transform (run);
    in = sum_of_squares (run->in_re, run->in_im, n) * (double) n;
    out = sum_of_squares (run->out_re, run->out_im, n);
    g_assert_cmpfloat (fabs (out / in - 1), <=, 1e-6);
  }
}

/* Nothing is written after the spill, for any number of rows. */
static void
test_fourier_spill_is_bounded (void)
{
  for (gsize rows = MIN_ROWS; rows <= MANY_ROWS; rows++) {
    gsize n = rows * 16, length = n + RMG_FOURIER_SPILL;
    g_autofree float *in = g_new0 (float, 2 * n);
    g_autofree float *out = g_new0 (float, length + 1 + length + 1);
    RmgFourier *fourier = rmg_fourier_open (n, FALSE);
    gpointer work;

    if (fourier == NULL)
      continue;
    work = g_aligned_alloc0 (1, rmg_fourier_work_bytes (fourier), 64);
    out[length] = out[2 * length + 1] = 3.25f;
    rmg_fourier_run (fourier, in, in + n, out, out + length + 1, work);
    g_assert_cmpfloat (out[length], ==, 3.25f);
    g_assert_cmpfloat (out[2 * length + 1], ==, 3.25f);
    g_aligned_free (work);
    rmg_fourier_close (fourier);
  }
}

/* Lengths with and without a rest after whole vectors. */
static void
test_fourier_scale_multiplies_each_sample (void)
{
  double samples[68], gains[68], actual[68];

  rmg_test_noise (samples, 68, 7, 1.0);
  rmg_test_noise (gains, 68, 8, 1.0);
  for (gsize level = 0; level < G_N_ELEMENTS (levels); level++) {
    RmgFourier *fourier;

    g_setenv ("RMG_CPU", levels[level], TRUE);
    fourier = rmg_fourier_open (256, TRUE);
    for (gsize n = 0; n < 68; n++) {
      actual[n] = 3.25;
      rmg_fourier_scale (fourier, actual, samples, gains, n);
      for (gsize i = 0; i < n; i++)
        g_assert_cmpfloat (actual[i], ==, samples[i] * gains[i]);
      g_assert_cmpfloat (actual[n], ==, 3.25);
    }
    rmg_fourier_close (fourier);
  }
  g_unsetenv ("RMG_CPU");
}

static void
test_fourier_other_sizes_are_refused (void)
{
  static const gsize wrong[] = { 0, 1, 16, 31, 257, 16 * 17, 16 * 11 * 16,
    16 * 13 * 7, 1000 };

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++) {
    g_assert_false (rmg_fourier_can (wrong[i]));
    g_assert_null (rmg_fourier_open (wrong[i], FALSE));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func (
      "/fourier/small", test_fourier_small_sizes_match_the_definition);
  g_test_add_func (
      "/fourier/large", test_fourier_large_sizes_match_the_definition);
  g_test_add_func (
      "/fourier/variants", test_fourier_variants_produce_equal_bits);
  g_test_add_func (
      "/fourier/inverse", test_fourier_swapped_parts_produce_the_inverse);
  g_test_add_func ("/fourier/energy", test_fourier_energy_is_kept);
  g_test_add_func ("/fourier/spill", test_fourier_spill_is_bounded);
  g_test_add_func ("/fourier/scale", test_fourier_scale_multiplies_each_sample);
  g_test_add_func ("/fourier/refusal", test_fourier_other_sizes_are_refused);
  return g_test_run ();
}
