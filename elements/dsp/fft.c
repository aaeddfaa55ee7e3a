/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/dsp/fft.h"

#include "elements/dsp/cpu.h"
#include "elements/dsp/fft-plan.h"

#include <math.h>
#include <stdlib.h>

#define CACHE_LINE 64

static RmgComplex
take_complex (float **storage, size_t n)
{
  RmgComplex taken = { *storage, *storage + n };

  *storage += 2 * n;
  return taken;
}

/* exp (-2 pi i k / n), k counted as an integer to keep large angles exact */
static void
set_turn (RmgComplex turns, size_t at, size_t k, size_t n)
{
  const double angle = -2.0 * M_PI * (double) (k % n) / (double) n;

  turns.re[at] = (float) cos (angle);
  turns.im[at] = (float) sin (angle);
}

/* A pass of radix 4 over n points, n a multiple of 4, takes n / 4 groups of
 * three. */
static void
fill_pass (RmgComplex turns, size_t n)
{
  size_t at = 0;

  for (; n >= 4; n /= 4)
    for (size_t p = 0; p < n / 4; p++)
      for (size_t k = 1; k < 4; k++)
        set_turn (turns, at++, k * p, n);
}

static void
fill_turns (RmgFft *fft)
{
  for (size_t row = 0; row < fft->rows; row++)
    for (size_t column = 0; column < RMG_FFT_COLUMNS; column++)
      set_turn (
          fft->turn, row * RMG_FFT_COLUMNS + column, row * column, fft->half);
  for (size_t k = 0; k < fft->half; k++)
    set_turn (fft->split, k, k, 2 * fft->half);
  fill_pass (fft->row_pass, fft->rows);
  fill_pass (fft->column_pass, RMG_FFT_COLUMNS);
}

static RmgFftPower
find_kernel (void)
{
#if defined(__x86_64__)
  if (rmg_cpu_features () & RMG_CPU_AVX2)
    return rmg_fft_power_avx2;
#endif
  return rmg_fft_power_scalar;
}

/* Whole cache lines, as aligned_alloc() wants it. */
static size_t
count_storage (size_t half)
{
  const size_t line = CACHE_LINE / sizeof (float);
  const size_t n = 8 * half + 2 * (half / RMG_FFT_COLUMNS + RMG_FFT_COLUMNS);

  return (n + line - 1) / line * line;
}

RmgFft *
rmg_fft_open (size_t size)
{
  const size_t half = size / 2, rows = half / RMG_FFT_COLUMNS;
  RmgFft *fft;
  float *storage;

  if (size < RMG_FFT_MIN_SIZE || (size & (size - 1)) != 0)
    return NULL;
  fft = calloc (1, sizeof *fft);
  storage = aligned_alloc (CACHE_LINE, count_storage (half) * sizeof *storage);
  if (fft == NULL || storage == NULL) {
    free (fft);
    free (storage);
    return NULL;
  }

  fft->run = find_kernel ();
  fft->half = half;
  fft->rows = rows;
  fft->storage = storage;
  fft->x = take_complex (&storage, half);
  fft->y = take_complex (&storage, half);
  fft->turn = take_complex (&storage, half);
  fft->split = take_complex (&storage, half);
  fft->row_pass = take_complex (&storage, rows);
  fft->column_pass = take_complex (&storage, RMG_FFT_COLUMNS);
  fill_turns (fft);
  return fft;
}

void
rmg_fft_close (RmgFft *fft)
{
  if (fft == NULL)
    return;
  free (fft->storage);
  free (fft);
}

void
rmg_fft_power (RmgFft *fft, const float *samples, float *power)
{
  fft->run (fft, samples, power);
}
