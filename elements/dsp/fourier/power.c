/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/dsp/fourier/power.h"

#include "elements/dsp/base/cpu.h"
#include "elements/dsp/base/numbers.h"
#include "elements/dsp/fourier/power-kernels.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define CACHE_LINE 64

static const RmgCpuVariant variants[] = {
#if defined(__x86_64__)
  { "power-avx2", RMG_CPU_AVX2, { &rmg_fft_power_avx2 } },
#endif
  { "power-scalar", RMG_CPU_SCALAR, { &rmg_fft_power_scalar } },
};

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

static bool
allocate (RmgFft *fft)
{
  const size_t line = CACHE_LINE / sizeof (float);
  const size_t n = rmg_round_up (fft->half + RMG_FOURIER_SPILL, line);
  const size_t work_bytes = rmg_fourier_work_bytes (fft->fourier);
  float *storage = aligned_alloc (CACHE_LINE,
      6 * n * sizeof *storage + rmg_round_up (work_bytes, CACHE_LINE));

  if (storage == NULL)
    return false;
  fft->storage = storage;
  fft->x = take_complex (&storage, n);
  fft->z = take_complex (&storage, n);
  fft->split = take_complex (&storage, n);
  fft->work = storage;
  memset (fft->work, 0, work_bytes);
  return true;
}

void
rmg_fft_close (RmgFft *fft)
{
  if (fft == NULL)
    return;
  rmg_fourier_close (fft->fourier);
  free (fft->storage);
  free (fft);
}

RmgFft *
rmg_fft_open (size_t size)
{
  RmgFft *fft;

  if (size < RMG_FFT_MIN_SIZE || (size & (size - 1)) != 0)
    return NULL;
  fft = calloc (1, sizeof *fft);
  if (fft == NULL)
    return NULL;
  fft->kernels = rmg_cpu_choose (variants, rmg_cpu_features ())->kernels[0];
  fft->half = size / 2;
  fft->fourier = rmg_fourier_open (fft->half, false);
  if (fft->fourier == NULL || !allocate (fft)) {
    rmg_fft_close (fft);
    return NULL;
  }
  for (size_t k = 0; k < fft->half; k++)
    set_turn (fft->split, k, k, size);
  return fft;
}

void
rmg_fft_power (RmgFft *fft, const float *samples, float *power)
{
  fft->kernels->power (fft, samples, power);
}
