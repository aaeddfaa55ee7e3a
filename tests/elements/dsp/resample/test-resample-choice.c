/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The choice of the engine and of its instruction set. */
#include "elements/dsp/resample/resample.h"

#include <glib.h>

static const RmgResampleConfig initial = {
  .in_rate_hz = 48000,
  .out_rate_hz = 16000,
  .channels = 1,
  .format = RMG_FORMAT_F32,
  .quality = RMG_RESAMPLE_HIGH,
};

static char *
read_implementation (const RmgResampleConfig *config)
{
  RmgResampler *resampler = rmg_resampler_open (config);
  char *name;

  g_assert_nonnull (resampler);
  name = g_strdup (rmg_resampler_implementation (resampler));
  rmg_resampler_close (resampler);
  return name;
}

static void
test_resample_usual_ratio_runs_polyphase (void)
{
  g_autofree char *name = read_implementation (&initial);

  g_assert_true (g_str_has_prefix (name, "polyphase-"));
}

static void
test_resample_huge_ratio_is_interpolated (void)
{
  RmgResampleConfig config = initial;
  g_autofree char *name = NULL;

  config.out_rate_hz = 47999;
  name = read_implementation (&config);
  g_assert_true (g_str_has_prefix (name, "interpolated-"));
}

static void
test_resample_libsamplerate_is_used_when_selected (void)
{
  RmgResampleConfig config = initial;
  g_autofree char *name = NULL;

  config.engine = RMG_RESAMPLE_LIBSAMPLERATE;
  name = read_implementation (&config);
  g_assert_cmpstr (name, ==, "libsamplerate-best");
}

static void
test_resample_huge_ratio_with_polyphase_is_refused (void)
{
  RmgResampleConfig config = initial;

  config.out_rate_hz = 47999;
  config.engine = RMG_RESAMPLE_POLYPHASE;
  g_assert_null (rmg_resampler_open (&config));
}

static void
test_resample_fft_is_used_when_selected (void)
{
  RmgResampleConfig config = initial;
  g_autofree char *name = NULL;

  config.engine = RMG_RESAMPLE_FFT;
  name = read_implementation (&config);
  g_assert_true (g_str_has_prefix (name, "fft-"));
}

/* 44056 = 2^3 5507, and the transform has no factor 5507. */
static void
test_resample_fft_odd_ratio_is_refused (void)
{
  RmgResampleConfig config = initial;
  g_autofree char *name = NULL;

  config.in_rate_hz = 44100;
  config.out_rate_hz = 44056;
  config.engine = RMG_RESAMPLE_FFT;
  g_assert_null (rmg_resampler_open (&config));
  config.engine = RMG_RESAMPLE_AUTO;
  name = read_implementation (&config);
  g_assert_nonnull (name);
}

static unsigned
read_delay (const RmgResampleConfig *config)
{
  RmgResampler *resampler = rmg_resampler_open (config);
  unsigned delay;

  g_assert_nonnull (resampler);
  delay = rmg_resampler_delay (resampler);
  rmg_resampler_close (resampler);
  return delay;
}

/* The filters differ in their delay. */
static void
test_resample_clip_is_fft_or_steep (void)
{
  const unsigned out_rates_hz[] = { 16000, 44056, 47999 };

  for (gsize i = 0; i < G_N_ELEMENTS (out_rates_hz); i++) {
    RmgResampleConfig config = initial, other = initial;
    g_autofree char *name = NULL;
    g_autofree char *other_name = NULL;

    config.in_rate_hz = other.in_rate_hz =
        out_rates_hz[i] == 44056 ? 44100 : 48000;
    config.out_rate_hz = other.out_rate_hz = out_rates_hz[i];
    config.engine = RMG_RESAMPLE_CLIP;
    other.engine = i == 0 ? RMG_RESAMPLE_FFT : RMG_RESAMPLE_AUTO;
    other.is_steep = true;
    name = read_implementation (&config);
    other_name = read_implementation (&other);
    g_assert_cmpstr (name, ==, other_name);
    g_assert_cmpuint (read_delay (&config), ==, read_delay (&other));
  }
}

static void
test_resample_implementation_follows_the_environment (void)
{
  g_autofree char *name = NULL;

  g_setenv ("RMG_CPU", "scalar", TRUE);
  name = read_implementation (&initial);
  g_unsetenv ("RMG_CPU");
  g_assert_cmpstr (name, ==, "polyphase-scalar");
}

static void
test_resample_bad_config_is_refused (void)
{
  RmgResampleConfig equal = initial, none = initial, unknown = initial;

  equal.out_rate_hz = equal.in_rate_hz;
  none.channels = 0;
  unknown.format = RMG_N_FORMATS;
  g_assert_null (rmg_resampler_open (&equal));
  g_assert_null (rmg_resampler_open (&none));
  g_assert_null (rmg_resampler_open (&unknown));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func (
      "/resample-choice/usual", test_resample_usual_ratio_runs_polyphase);
  g_test_add_func (
      "/resample-choice/fallback", test_resample_huge_ratio_is_interpolated);
  g_test_add_func ("/resample-choice/libsamplerate",
      test_resample_libsamplerate_is_used_when_selected);
  g_test_add_func ("/resample-choice/refusal/polyphase",
      test_resample_huge_ratio_with_polyphase_is_refused);
  g_test_add_func (
      "/resample-choice/fft", test_resample_fft_is_used_when_selected);
  g_test_add_func (
      "/resample-choice/refusal/fft", test_resample_fft_odd_ratio_is_refused);
  g_test_add_func ("/resample-choice/clip", test_resample_clip_is_fft_or_steep);
  g_test_add_func ("/resample-choice/environment",
      test_resample_implementation_follows_the_environment);
  g_test_add_func (
      "/resample-choice/refusal/config", test_resample_bad_config_is_refused);
  return g_test_run ();
}
