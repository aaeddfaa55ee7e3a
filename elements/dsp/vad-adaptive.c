/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Power of the bands of speech over the noise floor of each band, the floor
 * being the least smoothed power of the last seconds (Martin, "Noise power
 * spectral density estimation based on optimal smoothing and minimum
 * statistics", 2001). Only differences in dB are compared with constants, so
 * that the level of the recording has no say. */
#include "elements/dsp/decibel.h"
#include "elements/dsp/fft.h"
#include "elements/dsp/vad-engine.h"

#include <math.h>
#include <stdlib.h>

#define N_BANDS 18
#define LOWEST_HZ 100.0
#define HIGHEST_HZ 7000.0
#define ANALYSIS_HZ 16000 /* lowest rate after decimation */
#define SHORTEST_WINDOW_MS 16
#define TAPS_PER_STEP 8 /* of the decimator, for each frame it skips */

#define N_SUB_WINDOWS 8 /* of the minimum */
#define SUB_WINDOW_MS 250
#define SMOOTHING_MS 80.0f

#define SILENCE_POWER 1e-10f /* below 16 bits of dither: nothing to analyse */
#define BAND_FLOOR_POWER 1e-12f
#define MAX_EXCESS_DB 18.0f    /* beyond it a band is no surer to be speech */
#define NOISE_EXCESS_DB 5.0f   /* of a band in steady noise over its minimum */
#define DECISION_DB 2.2f       /* mean excess at probability one half */
#define DECISION_WIDTH_DB 1.5f /* and how fast the probability turns there */

typedef struct
{
  size_t frame_size;
  size_t step;   /* audio frames for one sample of the analysis */
  size_t n_taps; /* 0 when step is 1 */
  float *taps;
  size_t n_window; /* samples in the window */
  float *window;
  RmgFft *fft;
  float *samples; /* fft size, zero behind the window */
  float *power;   /* fft size / 2 + 1 */
  float *weights; /* of a bin in the band above; the rest goes below */
  size_t edges[N_BANDS + 2]; /* bins */
  unsigned sub_window_frames;
  float smoothing; /* weight of a new frame */

  float smooth[N_BANDS];
  float minima[N_SUB_WINDOWS][N_BANDS]; /* dB */
  unsigned sub_window, n_in_sub_window;
  bool has_floor;
  float scores[3]; /* the frame before, the one to decide, the one behind */
} Adaptive;

static size_t
find_step (unsigned rate_hz)
{
  return rate_hz < 2 * ANALYSIS_HZ ? 1 : rate_hz / ANALYSIS_HZ;
}

static size_t
find_window (unsigned rate_hz, size_t frame_size)
{
  const size_t step = find_step (rate_hz);
  const size_t shortest = (size_t) rate_hz * SHORTEST_WINDOW_MS / 1000 / step;
  const size_t n = frame_size / step;

  return n > shortest ? n : shortest;
}

static size_t
get_history (unsigned rate_hz, size_t frame_size)
{
  const size_t step = find_step (rate_hz);
  const size_t n_read = find_window (rate_hz, frame_size) * step +
      (step > 1 ? step * TAPS_PER_STEP : 0);

  return n_read > frame_size ? n_read - frame_size : 0;
}

/* Windowed sinc; its pass band ends where the bands of speech do. */
static void
design_decimator (Adaptive *self, unsigned rate_hz)
{
  const double cutoff = 0.42 / (double) self->step;
  const double centre = ((double) self->n_taps - 1.0) / 2.0;
  double sum = 0.0;

  for (size_t i = 0; i < self->n_taps; i++) {
    double x = (double) i - centre;
    double sinc =
        x == 0.0 ? 2.0 * cutoff : sin (2.0 * M_PI * cutoff * x) / (M_PI * x);
    double hann =
        0.5 + 0.5 * cos (2.0 * M_PI * x / ((double) self->n_taps + 1.0));

    self->taps[i] = (float) (sinc * hann);
    sum += sinc * hann;
  }
  for (size_t i = 0; i < self->n_taps; i++)
    self->taps[i] = (float) (self->taps[i] / sum);
}

/* Scaled so that the powers of all bins add up to the mean square. */
static void
design_window (Adaptive *self, size_t fft_size)
{
  double power = 0.0;

  for (size_t i = 0; i < self->n_window; i++) {
    double hann =
        0.5 - 0.5 * cos (2.0 * M_PI * (i + 0.5) / (double) self->n_window);

    self->window[i] = (float) hann;
    power += hann * hann;
  }
  for (size_t i = 0; i < self->n_window; i++)
    self->window[i] *= (float) sqrt (2.0 / (power * (double) fft_size));
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

/* Triangles that overlap by half; edges in whole bins, never twice the same
 * as long as there are bins. */
static void
design_bands (Adaptive *self, double rate_hz, size_t fft_size)
{
  const double highest = fmin (HIGHEST_HZ, 0.45 * rate_hz);
  const double low = mel_from_hz (fmin (LOWEST_HZ, highest / 4.0));
  const double step = (mel_from_hz (highest) - low) / (N_BANDS + 1);
  const size_t n_bins = fft_size / 2;

  for (size_t i = 0; i < N_BANDS + 2; i++) {
    double hz = hz_from_mel (low + step * (double) i);
    size_t bin = (size_t) (hz / rate_hz * (double) fft_size + 0.5);

    if (i > 0 && bin <= self->edges[i - 1])
      bin = self->edges[i - 1] + 1;
    self->edges[i] = bin < n_bins ? bin : n_bins;
  }
  for (size_t i = 0; i + 1 < N_BANDS + 2; i++) {
    size_t from = self->edges[i], to = self->edges[i + 1];

    for (size_t bin = from; bin < to; bin++)
      self->weights[bin] = (float) (bin - from) / (float) (to - from);
  }
}

static void
close_adaptive (void *state)
{
  Adaptive *self = state;

  rmg_fft_close (self->fft);
  free (self->taps);
  free (self->window);
  free (self->samples);
  free (self->power);
  free (self->weights);
  free (self);
}

static void
reset_adaptive (void *state)
{
  Adaptive *self = state;

  self->has_floor = false;
  self->sub_window = 0;
  self->n_in_sub_window = 0;
  memset (self->scores, 0, sizeof self->scores);
}

static size_t
next_power_of_two (size_t n)
{
  size_t power = RMG_FFT_MIN_SIZE;

  while (power < n)
    power *= 2;
  return power;
}

static void
design (Adaptive *self, unsigned rate_hz, size_t frame_size)
{
  const double frame_ms = 1000.0 * (double) frame_size / rate_hz;
  const size_t fft_size = next_power_of_two (self->n_window);

  design_decimator (self, rate_hz);
  design_window (self, fft_size);
  design_bands (self, (double) rate_hz / (double) self->step, fft_size);
  self->sub_window_frames = (unsigned) fmax (1.0, SUB_WINDOW_MS / frame_ms);
  self->smoothing = (float) fmin (1.0, frame_ms / SMOOTHING_MS);
}

static void *
open_adaptive (unsigned rate_hz, size_t frame_size)
{
  Adaptive *self = calloc (1, sizeof *self);
  size_t fft_size;

  if (self == NULL)
    return NULL;
  self->frame_size = frame_size;
  self->step = find_step (rate_hz);
  self->n_taps = self->step > 1 ? self->step * TAPS_PER_STEP : 0;
  self->n_window = find_window (rate_hz, frame_size);
  fft_size = next_power_of_two (self->n_window);
  self->fft = rmg_fft_open (fft_size);
  self->taps = calloc (self->n_taps + 1, sizeof (float));
  self->window = calloc (self->n_window, sizeof (float));
  self->samples = calloc (fft_size, sizeof (float));
  self->power = calloc (fft_size / 2 + 1, sizeof (float));
  self->weights = calloc (fft_size / 2 + 1, sizeof (float));
  if (self->fft == NULL || self->taps == NULL || self->window == NULL ||
      self->samples == NULL || self->power == NULL || self->weights == NULL) {
    close_adaptive (self);
    return NULL;
  }
  design (self, rate_hz, frame_size);
  reset_adaptive (self);
  return self;
}

/* Four sums side by side: a fixed order that is vector code everywhere. */
static float
dot (const float *restrict a, const float *restrict b, size_t n)
{
  float lanes[4] = { 0.0f };

  for (size_t i = 0; i < n; i += 4) /* taps are a multiple of 8 */
    for (size_t lane = 0; lane < 4; lane++)
      lanes[lane] += a[i + lane] * b[i + lane];
  return (lanes[0] + lanes[1]) + (lanes[2] + lanes[3]);
}

/* @end: behind the frame to analyse */
static void
load_window (Adaptive *self, const float *end)
{
  const float *restrict window = self->window;
  float *restrict samples = self->samples;
  const float *from = end - self->n_window * self->step;

  if (self->step == 1) {
    for (size_t i = 0; i < self->n_window; i++)
      samples[i] = from[i] * window[i];
    return;
  }
  from -= self->n_taps;
  for (size_t i = 0; i < self->n_window; i++)
    samples[i] =
        dot (from + i * self->step, self->taps, self->n_taps) * window[i];
}

static void
measure_bands (const Adaptive *self, float *bands)
{
  float parts[N_BANDS + 2] = { 0.0f };

  for (size_t i = 0; i + 1 < N_BANDS + 2; i++) {
    float above = 0.0f, all = 0.0f;

    for (size_t bin = self->edges[i]; bin < self->edges[i + 1]; bin++) {
      above += self->power[bin] * self->weights[bin];
      all += self->power[bin];
    }
    parts[i] += all - above;
    parts[i + 1] += above;
  }
  for (size_t band = 0; band < N_BANDS; band++)
    bands[band] = fmaxf (parts[band + 1], 0.0f) + BAND_FLOOR_POWER;
}

static void
start_floor (Adaptive *self, const float *bands)
{
  for (size_t band = 0; band < N_BANDS; band++) {
    self->smooth[band] = bands[band];
    for (size_t i = 0; i < N_SUB_WINDOWS; i++)
      self->minima[i][band] = rmg_power_to_db (bands[band]);
  }
  self->has_floor = true;
}

static void
track_floor (Adaptive *self, const float *bands)
{
  float *minima = self->minima[self->sub_window];
  const bool opens = self->n_in_sub_window == 0;

  for (size_t band = 0; band < N_BANDS; band++) {
    float smooth_db;

    self->smooth[band] += self->smoothing * (bands[band] - self->smooth[band]);
    smooth_db = rmg_power_to_db (self->smooth[band]);
    minima[band] = opens ? smooth_db : fminf (minima[band], smooth_db);
  }
  if (++self->n_in_sub_window == self->sub_window_frames) {
    self->n_in_sub_window = 0;
    self->sub_window = (self->sub_window + 1) % N_SUB_WINDOWS;
  }
}

/* Mean over the bands of what stands out of the noise, in dB. */
static float
measure_excess (const Adaptive *self, const float *bands)
{
  float sum = 0.0f;

  for (size_t band = 0; band < N_BANDS; band++) {
    float least = self->minima[0][band];
    float excess;

    for (size_t i = 1; i < N_SUB_WINDOWS; i++)
      least = fminf (least, self->minima[i][band]);
    excess = rmg_power_to_db (bands[band]) - least - NOISE_EXCESS_DB;
    sum += fminf (fmaxf (excess, 0.0f), MAX_EXCESS_DB);
  }
  return sum / N_BANDS;
}

static float
score_frame (Adaptive *self, const float *end)
{
  float bands[N_BANDS];

  load_window (self, end);
  rmg_fft_power (self->fft, self->samples, self->power);
  measure_bands (self, bands);
  if (!self->has_floor)
    start_floor (self, bands);
  track_floor (self, bands);
  return measure_excess (self, bands);
}

static float
probability_from (const float scores[3])
{
  float score = 0.25f * scores[0] + 0.5f * scores[1] + 0.25f * scores[2];
  float z = (score - DECISION_DB) / DECISION_WIDTH_DB;

  return 0.5f + 0.5f * z / sqrtf (1.0f + z * z);
}

/* Silence and numbers that are none neither score nor teach the floor. */
static bool
can_analyse (const float *samples, float mean_square)
{
  return samples != NULL && mean_square > SILENCE_POWER && mean_square < 1e20f;
}

/* A window that reaches back behind a frame may still hold what is none. */
static bool
is_sound (float score)
{
  return score >= 0.0f && score <= MAX_EXCESS_DB;
}

static float
analyse_adaptive (void *state, const float *samples, float mean_square,
    const RmgVadSettings *settings)
{
  Adaptive *self = state;
  float score = 0.0f;

  if (can_analyse (samples, mean_square))
    score = score_frame (self, samples + self->frame_size);
  self->scores[0] = self->scores[1];
  self->scores[1] = self->scores[2];
  self->scores[2] = is_sound (score) ? score : 0.0f;
  return probability_from (self->scores);
}

static bool
is_probable (
    float probability, float mean_square, const RmgVadSettings *settings)
{
  return probability >= settings->probability_threshold;
}

const RmgVadEngine rmg_vad_adaptive_engine = {
  .name = "adaptive-minimum-statistics",
  .look_ahead = 1,
  .get_history = get_history,
  .open = open_adaptive,
  .close = close_adaptive,
  .reset = reset_adaptive,
  .analyse = analyse_adaptive,
  .is_speech = is_probable,
};
