/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/dsp/resample/prototype.h"

#include "elements/dsp/resample/designs.h"

#include <math.h>

/* sum cosines[k] cos (2 pi k t / length) under a rectangle: see
 * resample-filters.py for the reason. */
typedef struct
{
  double length; /* in periods of the lower rate */
  const double *cosines;
  size_t n_cosines;
} Design;

#define N_OF(array) (sizeof (array) / sizeof (array)[0])

#define DESIGN(name, values)                                                   \
  {                                                                            \
    name##_LENGTH, values, N_OF (values)                                       \
  }

static const Design designs[] = {
  [RMG_PROTOTYPE_FAST] = DESIGN (FAST, fast_cosines),
  [RMG_PROTOTYPE_MEDIUM] = DESIGN (MEDIUM, medium_cosines),
  [RMG_PROTOTYPE_HIGH] = DESIGN (HIGH, high_cosines),
  [RMG_PROTOTYPE_BEST] = DESIGN (BEST, best_cosines),
  [RMG_PROTOTYPE_STEEP_FAST] = DESIGN (STEEP_FAST, steep_fast_cosines),
  [RMG_PROTOTYPE_STEEP_MEDIUM] = DESIGN (STEEP_MEDIUM, steep_medium_cosines),
  [RMG_PROTOTYPE_STEEP_HIGH] = DESIGN (STEEP_HIGH, steep_high_cosines),
  [RMG_PROTOTYPE_STEEP_BEST] = DESIGN (STEEP_BEST, steep_best_cosines),
};

/* Values computed side by side, so that the compiler finds vectors. */
#define LANES 8

/* Number of samples after which the recurrence of the cosine restarts, which
 * limits the sum of its errors. */
#define ANCHOR_EVERY 256

/* Clenshaw's recurrence for a sum of cosines, in x = the cosine for k = 1. */
static void
sum_cosines (const Design *design, const double *x, double *sums)
{
  double above[LANES] = { 0 }, here[LANES] = { 0 };

  for (size_t k = design->n_cosines - 1; k > 0; k--)
    for (int i = 0; i < LANES; i++) {
      double next = design->cosines[k] + 2 * x[i] * here[i] - above[i];

      above[i] = here[i];
      here[i] = next;
    }
  for (int i = 0; i < LANES; i++)
    sums[i] = design->cosines[0] + x[i] * here[i] - above[i];
}

RmgPrototype
rmg_prototype_find (RmgResampleQuality quality, bool is_steep)
{
  const unsigned first =
      is_steep ? RMG_PROTOTYPE_STEEP_FAST : RMG_PROTOTYPE_FAST;

  return (RmgPrototype) (first + quality);
}

double
rmg_prototype_length (RmgPrototype prototype)
{
  return designs[prototype].length;
}

void
rmg_prototype_sample (
    RmgPrototype prototype, double start, double step, size_t n, double *values)
{
  const Design *design = &designs[prototype];
  const double turn = 2 * M_PI / design->length;
  const double real = cos (turn * step), imaginary = sin (turn * step);
  double c = 1, s = 0;

  for (size_t first = 0; first < n; first += LANES) {
    double x[LANES], sums[LANES];

    if (first % ANCHOR_EVERY == 0) {
      c = cos (turn * (start + (double) first * step));
      s = sin (turn * (start + (double) first * step));
    }
    for (int i = 0; i < LANES; i++) {
      double turned = c * real - s * imaginary;

      x[i] = c;
      s = s * real + c * imaginary;
      c = turned;
    }
    sum_cosines (design, x, sums);
    for (size_t i = 0; i < LANES && first + i < n; i++) {
      double t = start + (double) (first + i) * step;

      values[first + i] =
          fabs (t) < design->length / 2 ? sums[i] / design->length : 0;
    }
  }
}
