/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Frequency responses of the polyphase engine against the masks of
 * docs/elements/rmgresample.md. */
#include "elements/dsp/resample/resample.h"

#include <glib.h>
#include <math.h>

/* Input frames between two impulses; a prime, so that the impulses meet every
 * phase of the filter. */
#define SPACING 1709

static const struct
{
  unsigned in_hz, out_hz;
} ratios[] = {
  { 48000, 16000 },
  { 48000, 8000 },
  { 16000, 48000 },
  { 8000, 16000 },
  { 44100, 48000 },
  { 48000, 44100 },
  { 44100, 16000 },
};

/* Frequencies in units of the lower Nyquist frequency fN. The response stays
 * within flat_db of 0 dB up to flat_to, and below -rejection_db from stop on. */
typedef struct
{
  const char *name;
  RmgResampleQuality quality;
  bool is_steep;
  double flat_to, flat_db, stop, rejection_db, delay_ms;
} Mask;

static const Mask masks[] = {
  { "fast", RMG_RESAMPLE_FAST, false, 0.80, 0.1, 1.1, 84, 1.0 },
  { "medium", RMG_RESAMPLE_MEDIUM, false, 0.85, 0.05, 1.1, 100, 1.3 },
  { "high", RMG_RESAMPLE_HIGH, false, 0.90, 0.01, 1.1, 122, 1.9 },
  { "best", RMG_RESAMPLE_BEST, false, 0.90, 0.003, 1.1, 156, 2.8 },
  { "fast-steep", RMG_RESAMPLE_FAST, true, 0.90, 0.1, 1.0, 80, 2.3 },
  { "medium-steep", RMG_RESAMPLE_MEDIUM, true, 0.90, 0.05, 1.0, 100, 2.9 },
  { "high-steep", RMG_RESAMPLE_HIGH, true, 0.90, 0.01, 1.0, 120, 3.8 },
  { "best-steep", RMG_RESAMPLE_BEST, true, 0.90, 0.002, 1.0, 150, 5.1 },
};

/* Impulse response on a grid of in_hz * up, both halves, centred. */
typedef struct
{
  double in_hz, low_hz;
  guint up, down;
  gint64 reach; /* grid steps on either side */
  double *taps; /* [2 * reach + 1] */
} Response;

static guint
find_common (guint a, guint b)
{
  return b == 0 ? a : find_common (b, a % b);
}

static double *
resample_impulses (const RmgResampleConfig *config, guint n_impulses)
{
  const gsize n_in = (n_impulses + 1) * (gsize) SPACING;
  const gsize n_out =
      rmg_resample_length (n_in, config->in_rate_hz, config->out_rate_hz);
  RmgResampler *self = rmg_resampler_open (config);
  g_autofree double *in = g_new0 (double, n_in);
  double *out = g_new (double, n_out);
  RmgFrames from = {
    .planes = { in }, .channels = 1, .format = RMG_FORMAT_F64, .n_frames = n_in
  };
  RmgFrames to = from;

  g_assert_nonnull (self);
  for (guint i = 0; i < n_impulses; i++)
    in[(i + 1) * (gsize) SPACING - SPACING / 2] = 1;
  to.planes[0] = out;
  to.planes[0] = out + rmg_resampler_process (self, &from, &to);
  rmg_resampler_drain (self, &to);
  rmg_resampler_close (self);
  return out;
}

static void
measure (const RmgResampleConfig *config, Response *self)
{
  const guint common = find_common (config->in_rate_hz, config->out_rate_hz);
  g_autofree double *out = NULL;

  self->in_hz = config->in_rate_hz;
  self->low_hz = MIN (config->in_rate_hz, config->out_rate_hz);
  self->up = config->out_rate_hz / common;
  self->down = config->in_rate_hz / common;
  self->reach = (gint64) (SPACING / 2 - 1) * self->up;
  self->taps = g_new0 (double, 2 * self->reach + 1);
  out = resample_impulses (config, self->down);
  for (guint i = 0; i < self->down; i++) {
    const gint64 place = (i + 1) * (gint64) SPACING - SPACING / 2;
    const gint64 first = (place * self->up - self->reach) / self->down + 1;

    for (gint64 n = first; n * self->down <= place * self->up + self->reach;
         n++)
      self->taps[n * self->down - place * self->up + self->reach] = out[n];
  }
}

/* The filter is symmetric: its spectrum is a sum of cosines. */
static double
level_db (const Response *self, double times_nyquist)
{
  const double angle =
      G_PI * times_nyquist * self->low_hz / (self->in_hz * self->up);
  const double real = cos (angle), imaginary = sin (angle);
  const double *taps = self->taps + self->reach;
  double c = 1, s = 0, sum = -taps[0];

  for (gint64 t = 0; t <= self->reach; t++) {
    const double next = c * real - s * imaginary;

    g_assert_cmpfloat_with_epsilon (taps[t], taps[-t], 1e-12);
    sum += 2 * c * taps[t];
    s = s * real + c * imaginary;
    c = next;
  }
  return 20 * log10 (MAX (fabs (sum) / self->up, 1e-20));
}

static void
assert_mask (const Response *response, const Mask *mask)
{
  /* Up to the third image, or as far as the grid has frequencies. */
  const double top =
      MIN (5.0, response->in_hz * response->up / response->low_hz);

  for (double f = 0; f <= mask->flat_to; f += mask->flat_to / 97)
    g_assert_cmpfloat (fabs (level_db (response, f)), <=, mask->flat_db);
  for (double f = mask->stop; f <= top; f += f < mask->stop + 0.1 ? 1e-3 : 0.03)
    g_assert_cmpfloat (level_db (response, f), <=, -mask->rejection_db);
}

static RmgResampleConfig
config_of (const Mask *mask, gsize ratio)
{
  return (RmgResampleConfig){ .in_rate_hz = ratios[ratio].in_hz,
    .out_rate_hz = ratios[ratio].out_hz,
    .channels = 1,
    .format = RMG_FORMAT_F64,
    .quality = mask->quality,
    .is_steep = mask->is_steep };
}

static void
test_resample_response_stays_within_the_mask (gconstpointer data)
{
  const Mask *mask = data;

  for (gsize r = 0; r < G_N_ELEMENTS (ratios); r++) {
    const RmgResampleConfig config = config_of (mask, r);
    Response response;

    measure (&config, &response);
    assert_mask (&response, mask);
    g_free (response.taps);
  }
}

static void
test_resample_delay_of_48_to_16_khz_is_that_of_the_mask (gconstpointer data)
{
  const Mask *mask = data;
  const RmgResampleConfig config = config_of (mask, 0);
  RmgResampler *self = rmg_resampler_open (&config);

  g_assert_cmpfloat (rmg_resampler_delay (self) / 48.0, <=, mask->delay_ms);
  rmg_resampler_close (self);
}

/* The short filter would save little there, and be worse in all else. */
static void
test_resample_fast_at_fractional_ratios_is_medium (void)
{
  RmgResampleConfig config = config_of (&masks[0], 4);
  RmgResampler *fast = rmg_resampler_open (&config), *medium;

  config.quality = RMG_RESAMPLE_MEDIUM;
  medium = rmg_resampler_open (&config);
  g_assert_cmpuint (
      rmg_resampler_delay (fast), ==, rmg_resampler_delay (medium));
  rmg_resampler_close (fast);
  rmg_resampler_close (medium);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (masks); i++) {
    g_autofree char *response =
        g_strdup_printf ("/resample-masks/response/%s", masks[i].name);
    g_autofree char *delay =
        g_strdup_printf ("/resample-masks/delay/%s", masks[i].name);

    g_test_add_data_func (
        response, &masks[i], test_resample_response_stays_within_the_mask);
    g_test_add_data_func (delay, &masks[i],
        test_resample_delay_of_48_to_16_khz_is_that_of_the_mask);
  }
  g_test_add_func ("/resample-masks/fractional",
      test_resample_fast_at_fractional_ratios_is_medium);
  return g_test_run ();
}
