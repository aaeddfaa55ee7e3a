/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/dsp/vad/spectrum.h"

#include "elements/dsp/fourier/power.h"
#include "elements/dsp/vad/decimate.h"

#include <math.h>
#include <stdlib.h>

#define WINDOW_S 0.032
#define LOWEST_HZ 100.0
#define HIGHEST_HZ 7000.0

/* A band's power: bins of the spectrum from @first on, weighted. */
typedef struct
{
  size_t first;
  size_t n_weights; /* whole RMG_VAD_LANES, zeros at the end */
  float *weights;   /* within the spectrum's */
} Band;

struct RmgVadSpectrum
{
  RmgDecimator decimator;
  size_t n_window;
  RmgVadPitch *pitch;
  size_t fft_size;
  RmgFft *fft;
  float *window;
  float *samples; /* fft_size, zero after the window */
  float *power;   /* fft_size / 2 + 1, then zeros */
  float *weights;
  Band bands[RMG_VAD_BANDS];
};

static size_t
next_power_of_two (size_t n)
{
  size_t power = RMG_FFT_MIN_SIZE;

  while (power < n)
    power *= 2;
  return power;
}

/* Hann's, scaled so that the powers of all bins add up to the mean square. */
static void
design_window (RmgVadSpectrum *self)
{
  const double n = (double) self->n_window;
  double power = 0.0;

  for (size_t i = 0; i < self->n_window; i++) {
    const double hann = 0.5 - 0.5 * cos (2.0 * M_PI * ((double) i + 0.5) / n);

    self->window[i] = (float) hann;
    power += hann * hann;
  }
  for (size_t i = 0; i < self->n_window; i++)
    self->window[i] *= (float) sqrt (2.0 / (power * (double) self->fft_size));
}

static double
mel_from_hz (double hz)
{
  return log1p (hz / 700.0);
}

static double
hz_from_mel (double mel)
{
  return 700.0 * expm1 (mel);
}

static double
find_edge (size_t i)
{
  const double low = mel_from_hz (LOWEST_HZ), high = mel_from_hz (HIGHEST_HZ);

  return hz_from_mel (low + (high - low) * (double) i / (RMG_VAD_BANDS + 1));
}

/* A triangle from @edges[0] over @edges[1] to @edges[2]. */
static double
weigh (double hz, const double edges[3])
{
  const double rising = (hz - edges[0]) / (edges[1] - edges[0]);
  const double falling = (edges[2] - hz) / (edges[2] - edges[1]);

  return fmax (0.0, fmin (rising, falling));
}

/* Returns: weights used, from @weights on */
static size_t
design_band (RmgVadSpectrum *self, size_t i, float *weights)
{
  const double edges[3] = { find_edge (i), find_edge (i + 1),
    find_edge (i + 2) };
  const double bin_hz =
      rmg_decimator_get_rate (&self->decimator) / (double) self->fft_size;
  const size_t first = (size_t) (edges[0] / bin_hz);
  const size_t n_bins = self->fft_size / 2;
  Band *band = &self->bands[i];
  size_t n = 0;

  *band = (Band){ .weights = weights };
  for (size_t bin = first; bin < n_bins && bin * bin_hz < edges[2]; bin++) {
    const double hz = (double) bin * bin_hz;
    const double gain = rmg_decimator_get_gain (&self->decimator, hz);

    weights[n++] = (float) (weigh (hz, edges) / (gain * gain));
  }
  if (n > 0)
    band->first = first;
  band->n_weights = (n + RMG_VAD_LANES - 1) / RMG_VAD_LANES * RMG_VAD_LANES;
  return band->n_weights;
}

static void
design_bands (RmgVadSpectrum *self)
{
  size_t used = 0;

  for (size_t i = 0; i < RMG_VAD_BANDS; i++)
    used += design_band (self, i, self->weights + used);
}

void
rmg_vad_spectrum_close (RmgVadSpectrum *self)
{
  if (self == NULL)
    return;
  rmg_decimator_close (&self->decimator);
  rmg_vad_pitch_close (self->pitch);
  rmg_fft_close (self->fft);
  free (self->window);
  free (self->samples);
  free (self->power);
  free (self->weights);
  free (self);
}

/* Each bin lies in two bands at most. */
static size_t
count_weights (const RmgVadSpectrum *self)
{
  return self->fft_size + RMG_VAD_BANDS * (RMG_VAD_LANES + 1);
}

static size_t
count_power (const RmgVadSpectrum *self)
{
  return self->fft_size / 2 + 1 + RMG_VAD_LANES;
}

RmgVadSpectrum *
rmg_vad_spectrum_open (unsigned rate_hz)
{
  RmgVadSpectrum *self = calloc (1, sizeof *self);
  bool has_room;

  if (self == NULL)
    return NULL;
  rmg_decimator_open (&self->decimator, rate_hz);
  self->n_window = (size_t) fmax (
      1.0, rmg_decimator_get_rate (&self->decimator) * WINDOW_S + 0.5);
  self->fft_size = next_power_of_two (self->n_window);
  has_room = rmg_decimator_set_size (&self->decimator, self->n_window);
  self->pitch = rmg_vad_pitch_open (
      rmg_decimator_get_rate (&self->decimator), self->n_window);
  self->fft = rmg_fft_open (self->fft_size);
  self->window = calloc (self->n_window, sizeof (float));
  self->samples = calloc (self->fft_size, sizeof (float));
  self->power = calloc (count_power (self), sizeof (float));
  self->weights = calloc (count_weights (self), sizeof (float));
  if (!has_room || self->pitch == NULL || self->fft == NULL ||
      self->window == NULL || self->samples == NULL || self->power == NULL ||
      self->weights == NULL) {
    rmg_vad_spectrum_close (self);
    return NULL;
  }
  design_window (self);
  design_bands (self);
  return self;
}

size_t
rmg_vad_spectrum_get_held_bytes (const RmgVadSpectrum *self)
{
  const size_t n_floats = self->n_window + self->fft_size + count_power (self) +
      count_weights (self);

  return sizeof *self + n_floats * sizeof (float) +
      rmg_vad_pitch_get_held_bytes (self->pitch) +
      rmg_decimator_get_held_bytes (&self->decimator);
}

size_t
rmg_vad_spectrum_count_in (const RmgVadSpectrum *self)
{
  return rmg_decimator_count_in (&self->decimator);
}

void
rmg_vad_spectrum_measure (
    RmgVadSpectrum *self, const float *end, RmgVadSound *sound)
{
  const RmgVadKernels *kernels = self->decimator.kernels;

  rmg_decimator_run (&self->decimator,
      end - rmg_decimator_count_in (&self->decimator), self->samples);
  sound->period = rmg_vad_pitch_measure (self->pitch, self->samples);
  kernels->apply_window (
      self->window, self->samples, self->n_window, self->samples);
  rmg_fft_power (self->fft, self->samples, self->power);
  for (size_t i = 0; i < RMG_VAD_BANDS; i++) {
    const Band *band = &self->bands[i];

    sound->bands[i] = kernels->dot (
        self->power + band->first, band->weights, band->n_weights);
  }
}
