/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The kernels of the polyphase engine against their definition, and the tables
 * that they read. */
#include "elements/dsp/resample/prototype.h"
#include "elements/dsp/resample/taps.h"
#include "elements/dsp/resample/resample.h"
#include "tests/lib/signals.h"

#include <math.h>
#include <string.h>

#define MAX_FRAMES 67
#define MAX_CHANNELS 3
#define MAX_OUT (MAX_FRAMES * 4)

static const struct
{
  unsigned in_hz, out_hz;
} ratios[] = {
  { 48000, 16000 }, /* columns */
  { 16000, 48000 },
  { 8000, 16000 },
  { 48000, 32000 },
  { 44100, 16000 }, /* rows, of whole groups */
  { 44100, 48000 },
  { 48000, 44100 }, /* the last group is incomplete */
  { 48000, 36000 },
};

typedef struct
{
  const char *level;
  RmgFormat format;
  double tolerance; /* largest difference of a sample; full scale is 1 */
} Variant;

/* Some hundred products of at most 0.1 are summed in another order: that makes
 * a few units in the last place of 1. */
static const Variant variants[] = {
  { "sse2", RMG_FORMAT_F32, 5e-7 },
  { "avx2", RMG_FORMAT_F32, 5e-7 },
  { "avx512", RMG_FORMAT_F32, 5e-7 },
  { "sse2", RMG_FORMAT_F64, 1e-15 },
  { "avx2", RMG_FORMAT_F64, 1e-15 },
  { "avx512", RMG_FORMAT_F64, 1e-15 },
};

static gsize
bytes_of (RmgFormat format)
{
  return format == RMG_FORMAT_F64 ? sizeof (double) : sizeof (float);
}

/* n_frames through a new resampler, drained. in and out are a
 * sample off any alignment. */
static gsize
run_clip (const RmgResampleConfig *config, const char *level, const void *in,
    gsize n_frames, void *out)
{
  gsize bytes = bytes_of (config->format), written;
  RmgFrames from = { .planes = { (guint8 *) in + bytes },
    .channels = config->channels,
    .interleaved = true,
    .format = config->format,
    .n_frames = n_frames };
  RmgFrames to = from;
  RmgResampler *self;

  g_setenv ("RMG_CPU", level, TRUE);
  self = rmg_resampler_open (config);
  g_unsetenv ("RMG_CPU");
  to.planes[0] = (guint8 *) out + bytes;
  written = rmg_resampler_process (self, &from, &to);
  to.planes[0] = (guint8 *) out + bytes * (1 + written * config->channels);
  written += rmg_resampler_drain (self, &to);
  rmg_resampler_close (self);
  return written;
}

static double
sample_at (const void *samples, RmgFormat format, gsize i)
{
  return format == RMG_FORMAT_F64 ? ((const double *) samples)[i]
                                  : ((const float *) samples)[i];
}

static void
assert_variant_agrees (
    const RmgResampleConfig *config, const Variant *variant, const void *in)
{
  double expected[1 + MAX_OUT * MAX_CHANNELS];
  double actual[1 + MAX_OUT * MAX_CHANNELS];

  for (gsize n = 0; n <= MAX_FRAMES; n++) {
    gsize n_out = run_clip (config, "scalar", in, n, expected);

    g_assert_cmpuint (
        run_clip (config, variant->level, in, n, actual), ==, n_out);
    for (gsize i = 1; i <= n_out * config->channels; i++)
      g_assert_cmpfloat_with_epsilon (sample_at (actual, config->format, i),
          sample_at (expected, config->format, i), variant->tolerance);
  }
}

static void
test_resample_variants_agree_on_every_length (gconstpointer data)
{
  const Variant *variant = data;
  double wide[1 + MAX_FRAMES * MAX_CHANNELS];
  float narrow[1 + MAX_FRAMES * MAX_CHANNELS];

  rmg_test_noise (wide, G_N_ELEMENTS (wide), 11, 0.5);
  rmg_test_to_f32 (narrow, wide, G_N_ELEMENTS (wide));
  for (gsize r = 0; r < G_N_ELEMENTS (ratios); r++)
    for (unsigned channels = 1; channels <= MAX_CHANNELS; channels++) {
      RmgResampleConfig config = { .in_rate_hz = ratios[r].in_hz,
        .out_rate_hz = ratios[r].out_hz,
        .channels = channels,
        .format = variant->format,
        .quality = RMG_RESAMPLE_HIGH };

      assert_variant_agrees (&config, variant,
          variant->format == RMG_FORMAT_F64 ? (gconstpointer) wide : narrow);
    }
}

/* A group shares its samples, but none of its outputs takes part in those that
 * its filter does not reach to: not even if they are not numbers. */
static void
test_resample_non_finite_spreads_within_the_filter_length (void)
{
  static const char *const levels[] = { "scalar", "sse2", "avx2", "avx512" };
  static const float others[] = { NAN, INFINITY, -INFINITY };
  enum
  {
    N_IN = 600,
    AT = 301
  };

  for (gsize l = 0; l < G_N_ELEMENTS (levels); l++)
    for (gsize k = 0; k < G_N_ELEMENTS (others); k++) {
      RmgResampleConfig config = { .in_rate_hz = 44100,
        .out_rate_hz = 48000,
        .channels = 1,
        .format = RMG_FORMAT_F32,
        .quality = RMG_RESAMPLE_FAST };
      /* fast is medium at this ratio */
      double reach = rmg_prototype_length (RMG_PROTOTYPE_MEDIUM) / 2;
      float in[1 + N_IN] = { 0 }, out[1 + N_IN * 2];
      gsize n_out;

      in[1 + AT] = others[k];
      n_out = run_clip (&config, levels[l], in, N_IN, out);
      for (gsize n = 0; n < n_out; n++) {
        double distance = fabs ((double) n * 44100 / 48000 - AT);

        g_assert_cmpint (isfinite (out[1 + n]) != 0, ==, distance >= reach);
      }
    }
}

static void
test_resample_tables_of_one_ratio_are_shared (void)
{
  const RmgTapsKey key = { .ratio = { .up = 160, .down = 441 },
    .band = { .up = 160, .down = 441 },
    .prototype = RMG_PROTOTYPE_HIGH,
    .layout = RMG_TAPS_ROWS,
    .width = 8 };
  RmgTapsKey other = key;
  const RmgTaps *a = rmg_taps_acquire (&key), *b = rmg_taps_acquire (&key), *c;

  other.prototype = RMG_PROTOTYPE_FAST;
  c = rmg_taps_acquire (&other);
  g_assert_true (a == b);
  g_assert_true (a != c);
  rmg_taps_release (a);
  rmg_taps_release (b);
  rmg_taps_release (c);
}

/* Samples of the filter at the instants of one phase after the other. */
static void
test_resample_phases_sum_to_one (void)
{
  enum
  {
    N_PHASES = 160
  };

  for (int q = 0; q < RMG_N_PROTOTYPES; q++) {
    static const double rejection_db[] = { 80, 100, 120, 150, 80, 100, 120,
      150 };
    gsize n = (gsize) ceil (rmg_prototype_length (q)) + 1;
    g_autofree double *values = g_new (double, n);

    for (int p = 0; p < N_PHASES; p++) {
      double sum = 0;

      rmg_prototype_sample (
          q, -(double) (n / 2) + (double) p / N_PHASES, 1, n, values);
      for (gsize i = 0; i < n; i++)
        sum += values[i];
      g_assert_cmpfloat_with_epsilon (sum, 1, pow (10, -rejection_db[q] / 20));
    }
  }
}

/* The recurrence drifts by less than any table can hold. */
static void
test_resample_long_walks_over_the_filter_stay_exact (void)
{
  enum
  {
    N = 1 << 16
  };
  g_autofree double *walk = g_new (double, N);

  for (int q = 0; q < RMG_N_PROTOTYPES; q++) {
    double half = rmg_prototype_length (q) / 2, step = 2 * half / N;

    rmg_prototype_sample (q, -half, step, N, walk);
    for (gsize i = 0; i < N; i += 1001) {
      double value;

      rmg_prototype_sample (q, -half + (double) i * step, step, 1, &value);
      g_assert_cmpfloat_with_epsilon (walk[i], value, 1e-12);
    }
  }
}

static void
test_resample_filter_is_symmetric (void)
{
  enum
  {
    N = 1001
  };
  double right[N], left;

  for (int q = 0; q < RMG_N_PROTOTYPES; q++) {
    double step = rmg_prototype_length (q) / 2 / (N - 1);

    rmg_prototype_sample (q, 0, step, N, right);
    g_assert_cmpfloat (right[N - 1], ==, 0);
    for (gsize i = 0; i < N; i++) {
      rmg_prototype_sample (q, -(double) i * step, step, 1, &left);
      g_assert_cmpfloat_with_epsilon (left, right[i], 1e-12);
    }
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (variants); i++) {
    g_autofree char *path =
        g_strdup_printf ("/resample-kernels/%s/%s", variants[i].level,
            variants[i].format == RMG_FORMAT_F64 ? "f64" : "f32");

    g_test_add_data_func (
        path, &variants[i], test_resample_variants_agree_on_every_length);
  }
  g_test_add_func ("/resample-kernels/others",
      test_resample_non_finite_spreads_within_the_filter_length);
  g_test_add_func (
      "/resample-taps/shared", test_resample_tables_of_one_ratio_are_shared);
  g_test_add_func ("/resample-taps/sums", test_resample_phases_sum_to_one);
  g_test_add_func ("/resample-prototype/walk",
      test_resample_long_walks_over_the_filter_stay_exact);
  g_test_add_func (
      "/resample-prototype/symmetry", test_resample_filter_is_symmetric);
  return g_test_run ();
}
