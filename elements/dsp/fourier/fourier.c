/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/dsp/fourier/fourier.h"

#include "elements/dsp/base/cpu.h"
#include "elements/dsp/base/numbers.h"
#include "elements/dsp/fourier/kernels.h"

#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define ROW RMG_FOURIER_ROW
#define MIN_SIZE (2 * ROW) /* one pass */
#define MAX_PASSES 16
#define ALIGNMENT 64

static const RmgCpuVariant variants[] = {
#if defined(__x86_64__)
  { "fft-avx512", RMG_CPU_AVX512,
      { &rmg_fourier_f32_avx512, &rmg_fourier_f64_avx512 } },
  { "fft-avx2", RMG_CPU_AVX2,
      { &rmg_fourier_f32_avx2, &rmg_fourier_f64_avx2 } },
  { "fft-sse2", RMG_CPU_SSE2,
      { &rmg_fourier_f32_sse2, &rmg_fourier_f64_sse2 } },
#endif
  { "fft-scalar", RMG_CPU_SCALAR,
      { &rmg_fourier_f32_scalar, &rmg_fourier_f64_scalar } },
};

/* Cost of a pass for each row, in any unit; the cheapest product is chosen.
 * Measured with AVX2; it decides the order of operations, so it is the same for
 * all instruction sets. */
static const struct
{
  unsigned radix;
  unsigned cost;
} radices[] = {
  { 2, 23 },
  { 3, 27 },
  { 4, 26 },
  { 5, 38 },
  { 6, 35 },
  { 7, 55 },
  { 8, 37 },
  { 9, 50 },
  { 10, 54 },
  { 12, 52 },
  { 16, 58 },
};

#define N_RADICES (sizeof radices / sizeof radices[0])

struct RmgFourier
{
  const RmgCpuVariant *variant;
  const RmgFourierKernels *kernels;
  size_t n_rows;
  size_t sample_bytes;
  size_t n_twiddles; /* samples */
  void *twiddles;    /* those of the passes after those of the cross */
  unsigned n_passes;
  RmgFourierPass passes[MAX_PASSES];
  RmgFourierCross cross;
};

/* The cheapest factors of n, the largest last.
 *
 * Returns: their cost, or UINT_MAX without factors. */
static unsigned
factorise (size_t n, size_t highest, unsigned *factors, unsigned *n_factors)
{
  unsigned best = UINT_MAX;

  *n_factors = 0;
  if (n == 1)
    return 0;
  for (size_t i = 0; i < highest; i++) {
    unsigned radix = radices[i].radix, rest[MAX_PASSES], n_rest, cost;

    if (n % radix != 0)
      continue;
    cost = factorise (n / radix, i + 1, rest, &n_rest);
    if (cost == UINT_MAX || n_rest == MAX_PASSES ||
        cost + radices[i].cost >= best)
      continue;
    best = cost + radices[i].cost;
    memcpy (factors, rest, n_rest * sizeof *rest);
    factors[n_rest] = radix;
    *n_factors = n_rest + 1;
  }
  return best;
}

bool
rmg_fourier_can (size_t size)
{
  static const size_t primes[] = { 2, 3, 5, 7 };
  size_t rest = size / ROW;

  if (size % ROW != 0 || size < MIN_SIZE)
    return false;
  for (size_t i = 0; i < sizeof primes / sizeof primes[0]; i++)
    while (rest % primes[i] == 0)
      rest /= primes[i];
  return rest == 1;
}

typedef struct
{
  double re, im;
} Root;

/* exp (-2 pi i k / size): a quarter is computed, the rest is that one turned.
 *
 * Returns: (nullable): size roots to free */
static Root *
make_roots (size_t size)
{
  const size_t quarter = size / 4;
  Root *roots = malloc (size * sizeof *roots);

  if (roots == NULL)
    return NULL;
  for (size_t k = 0; k < quarter; k++) {
    const double angle = 2 * M_PI * (double) k / (double) size;

    roots[k] = (Root){ cos (angle), -sin (angle) };
  }
  for (size_t k = quarter; k < size; k++)
    roots[k] = (Root){ roots[k - quarter].im, -roots[k - quarter].re };
  return roots;
}

static void
set_twiddle (RmgFourier *self, size_t at, double value)
{
  if (self->sample_bytes == sizeof (double))
    ((double *) self->twiddles)[at] = value;
  else
    ((float *) self->twiddles)[at] = (float) value;
}

static size_t
count_cross_twiddles (const RmgFourier *self)
{
  return rmg_round_up (self->n_rows, ROW) * (ROW - 1) * 2;
}

/* In the order of use: of 16 rows, for each lane but the first. */
static void
fill_cross (RmgFourier *self, const Root *roots)
{
  size_t at = 0;

  for (size_t first = 0; first < self->n_rows; first += ROW)
    for (size_t lane = 1; lane < ROW; lane++, at += 2 * ROW)
      for (size_t i = 0; i < ROW; i++) {
        const Root root = roots[(first + i) * lane % (ROW * self->n_rows)];

        set_twiddle (self, at + i, root.re);
        set_twiddle (self, at + ROW + i, root.im);
      }
  self->cross =
      (RmgFourierCross){ .n_rows = self->n_rows, .twiddles = self->twiddles };
}

static void
fill_pass (RmgFourier *self, RmgFourierPass *pass, size_t at, const Root *roots)
{
  /* p j / (count radix) = p j stride / n_rows = p j stride ROW / size */
  const size_t step = pass->stride * ROW;

  pass->twiddles = (const char *) self->twiddles + at * self->sample_bytes;
  for (size_t p = 0; p < pass->count; p++)
    for (size_t j = 1; j < pass->radix; j++) {
      set_twiddle (self, at++, roots[p * j * step].re);
      set_twiddle (self, at++, roots[p * j * step].im);
    }
}

static void
plan_passes (RmgFourier *self)
{
  unsigned factors[MAX_PASSES];
  size_t stride = 1;

  factorise (self->n_rows, N_RADICES, factors, &self->n_passes);
  self->n_twiddles = count_cross_twiddles (self);
  for (unsigned i = 0; i < self->n_passes; i++) {
    RmgFourierPass *pass = &self->passes[i];

    pass->radix = factors[i];
    pass->stride = stride;
    stride *= pass->radix;
    pass->count = self->n_rows / stride;
    self->n_twiddles += pass->count * (pass->radix - 1) * 2;
  }
}

static bool
fill_twiddles (RmgFourier *self)
{
  Root *roots = make_roots (ROW * self->n_rows);
  size_t at = count_cross_twiddles (self);

  self->twiddles = aligned_alloc (ALIGNMENT,
      rmg_round_up (self->n_twiddles * self->sample_bytes, ALIGNMENT));
  if (roots == NULL || self->twiddles == NULL) {
    free (roots);
    return false;
  }
  fill_cross (self, roots);
  for (unsigned i = 0; i < self->n_passes; i++) {
    fill_pass (self, &self->passes[i], at, roots);
    at += self->passes[i].count * (self->passes[i].radix - 1) * 2;
  }
  free (roots);
  return true;
}

RmgFourier *
rmg_fourier_open (size_t size, bool is_double)
{
  RmgFourier *self;

  if (!rmg_fourier_can (size))
    return NULL;
  self = calloc (1, sizeof *self);
  if (self == NULL)
    return NULL;
  self->variant = rmg_cpu_choose (variants, rmg_cpu_features ());
  self->kernels = self->variant->kernels[is_double];
  self->sample_bytes = is_double ? sizeof (double) : sizeof (float);
  self->n_rows = size / ROW;
  plan_passes (self);
  if (fill_twiddles (self))
    return self;
  free (self);
  return NULL;
}

void
rmg_fourier_close (RmgFourier *self)
{
  if (self == NULL)
    return;
  free (self->twiddles);
  free (self);
}

static size_t
count_table_bytes (const RmgFourier *self)
{
  return rmg_round_up (self->n_rows, ROW) * 2 * ROW * self->sample_bytes;
}

size_t
rmg_fourier_work_bytes (const RmgFourier *self)
{
  return 2 * count_table_bytes (self);
}

const char *
rmg_fourier_implementation (const RmgFourier *self)
{
  return self->variant->name;
}

/* Rows whose real and imaginary parts take turns. */
static RmgFourierRows
view_table (const RmgFourier *self, void *table)
{
  return (RmgFourierRows){ .re = table,
    .im = (char *) table + ROW * self->sample_bytes,
    .pitch = 2 * ROW };
}

void
rmg_fourier_run (const RmgFourier *self, const void *in_re, const void *in_im,
    void *out_re, void *out_im, void *work)
{
  const RmgFourierRows in = { (void *) in_re, (void *) in_im, ROW };
  const RmgFourierRows tables[2] = { view_table (self, work),
    view_table (self, (char *) work + count_table_bytes (self)) };
  const RmgFourierRows *from = &in;

  for (unsigned i = 0; i < self->n_passes; i++) {
    const RmgFourierPass *pass = &self->passes[i];

    self->kernels->passes[pass->radix](pass, from, &tables[i % 2]);
    from = &tables[i % 2];
  }
  self->kernels->cross (&self->cross, from, out_re, out_im);
}

void
rmg_fourier_scale (const RmgFourier *self, void *out, const void *samples,
    const void *gains, size_t n)
{
  self->kernels->scale (out, samples, gains, n);
}
