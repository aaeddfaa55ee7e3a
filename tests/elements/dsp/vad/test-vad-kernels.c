/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Each kernel of the VAD, at every length up to several vectors and a tail: the
 * plain variant against its definition in double precision, every other variant
 * against the plain one, bit by bit. */

#include "elements/dsp/base/cpu.h"
#include "elements/dsp/vad/kernels.h"
#include "tests/lib/signals.h"

#include <string.h>

#define MAX_LENGTH 67
#define MAX_STEP 3
#define MAX_IN (MAX_LENGTH * MAX_STEP + RMG_DECIMATOR_TAPS)
#define UNALIGNED 1 /* samples */

/* Of sums of up to MAX_LENGTH products below 1 in single precision. */
#define TOLERANCE 1e-5

static float memory[3][MAX_IN + UNALIGNED], window[MAX_IN];
static float *const in = memory[0] + UNALIGNED;
static float *const room = memory[1] + UNALIGNED;
static float *const out = memory[2] + UNALIGNED;
static float taps[RMG_DECIMATOR_TAPS];

/* The outputs of a kernel, and the expected ones. */
typedef gsize (*Run) (const RmgVadKernels *kernels, gsize n, float *results);
typedef void (*Define) (gsize n, double *results);

typedef struct
{
  const char *name;
  Run run;
  Define define;
} Case;

static void
fill_samples (float *samples, gsize n, guint32 seed)
{
  g_autofree double *noise = g_new (double, n);

  rmg_test_noise (noise, n, seed, 0.8);
  rmg_test_to_f32 (samples, noise, n);
}

static void
define_reduction (gsize step, gsize n, double *results)
{
  for (gsize i = 0; i < n; i++) {
    results[i] = 0.0;
    for (gsize k = 0; k < RMG_DECIMATOR_TAPS; k++)
      results[i] += (double) taps[k] * in[i * step + k];
  }
}

static gsize
run_reduce_by_2 (const RmgVadKernels *kernels, gsize n, float *results)
{
  kernels->reduce_by_2 (taps, in, n, room, results);
  return n;
}

static void
define_reduce_by_2 (gsize n, double *results)
{
  define_reduction (2, n, results);
}

static gsize
run_reduce_by_3 (const RmgVadKernels *kernels, gsize n, float *results)
{
  kernels->reduce_by_3 (taps, in, n, room, results);
  return n;
}

static void
define_reduce_by_3 (gsize n, double *results)
{
  define_reduction (3, n, results);
}

static gsize
run_halve (const RmgVadKernels *kernels, gsize n, float *results)
{
  kernels->halve (in, n, room, results);
  return n;
}

static void
define_halve (gsize n, double *results)
{
  static const double half_band[RMG_HALF_BAND_TAPS] = { -1, 0, 9, 16, 9, 0,
    -1 };

  for (gsize i = 0; i < n; i++) {
    results[i] = 0.0;
    for (gsize k = 0; k < RMG_HALF_BAND_TAPS; k++)
      results[i] += half_band[k] / 32 * in[2 * i + k];
  }
}

static gsize
run_apply_window (const RmgVadKernels *kernels, gsize n, float *results)
{
  kernels->apply_window (window, in, n, results);
  return n;
}

static void
define_apply_window (gsize n, double *results)
{
  double mean = 0.0;

  for (gsize i = 0; i < n; i++)
    mean += in[i] / (double) n;
  for (gsize i = 0; i < n; i++)
    results[i] = (in[i] - mean) * window[i];
}

/* Other lengths are no use of it. */
static gsize
whole_lanes (gsize n)
{
  return n / RMG_VAD_LANES * RMG_VAD_LANES;
}

static gsize
run_dot (const RmgVadKernels *kernels, gsize n, float *results)
{
  results[0] = kernels->dot (in, window, whole_lanes (n));
  return 1;
}

static void
define_dot (gsize n, double *results)
{
  results[0] = 0.0;
  for (gsize i = 0; i < whole_lanes (n); i++)
    results[0] += (double) in[i] * window[i];
}

/* All lags of a block. */
static gsize
run_correlate (const RmgVadKernels *kernels, gsize n, float *results)
{
  kernels->correlate (in, window, n, RMG_VAD_LAGS, results);
  return RMG_VAD_LAGS;
}

static void
define_correlate (gsize n, double *results)
{
  for (gsize k = 0; k < RMG_VAD_LAGS; k++) {
    results[k] = 0.0;
    for (gsize i = 0; i < n; i++)
      results[k] += (double) in[i] * window[i + k];
  }
}

static gsize
run_sum_squares (const RmgVadKernels *kernels, gsize n, float *results)
{
  double sum;

  results[0] = (float) kernels->sum_squares (in, n, &sum);
  results[1] = (float) sum;
  return 2;
}

static void
define_sum_squares (gsize n, double *results)
{
  results[0] = results[1] = 0.0;
  for (gsize i = 0; i < n; i++) {
    results[0] += (double) in[i] * in[i];
    results[1] += in[i];
  }
}

static const Case cases[] = {
  { "reduce-by-2", run_reduce_by_2, define_reduce_by_2 },
  { "reduce-by-3", run_reduce_by_3, define_reduce_by_3 },
  { "halve", run_halve, define_halve },
  { "apply-window", run_apply_window, define_apply_window },
  { "dot", run_dot, define_dot },
  { "correlate", run_correlate, define_correlate },
  { "sum-squares", run_sum_squares, define_sum_squares },
};

static void
fill (guint32 seed)
{
  fill_samples (in, MAX_IN, seed);
  fill_samples (window, MAX_IN, seed + 1);
  fill_samples (taps, RMG_DECIMATOR_TAPS / 2, seed + 2);
  for (gsize k = 0; k < RMG_DECIMATOR_TAPS / 2; k++)
    taps[RMG_DECIMATOR_TAPS - 1 - k] = taps[k];
}

static void
test_kernel_plain_matches_definition (gconstpointer data)
{
  const Case *test = data;
  double expected[MAX_LENGTH + 1];

  for (gsize n = 0; n <= MAX_LENGTH; n++) {
    gsize n_results;

    fill (n);
    test->define (n, expected);
    n_results = test->run (&rmg_vad_kernels_scalar, n, out);
    for (gsize i = 0; i < n_results; i++)
      g_assert_cmpfloat_with_epsilon (out[i], expected[i], TOLERANCE);
  }
}

static void
test_kernel_avx2_equals_plain (gconstpointer data)
{
  const Case *test = data;
  float plain[MAX_LENGTH + 1];

  if (!(rmg_cpu_features () & RMG_CPU_AVX2)) {
    g_test_skip ("no AVX2");
    return;
  }
  for (gsize n = 0; n <= MAX_LENGTH; n++) {
    gsize n_results;

    fill (n);
    n_results = test->run (&rmg_vad_kernels_scalar, n, plain);
    test->run (&rmg_vad_kernels_avx2, n, out);
    g_assert_cmpmem (
        plain, n_results * sizeof *plain, out, n_results * sizeof *out);
  }
}

static void
add (const char *variant, const Case *test, GTestDataFunc func)
{
  g_autofree char *path =
      g_strdup_printf ("/vad-kernels/%s/%s", variant, test->name);

  g_test_add_data_func (path, test, func);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    add ("plain", &cases[i], test_kernel_plain_matches_definition);
    add ("avx2", &cases[i], test_kernel_avx2_equals_plain);
  }
  return g_test_run ();
}
