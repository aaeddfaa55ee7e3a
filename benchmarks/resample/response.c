/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Impulses enter one by one, far enough apart that their responses do not
 * overlap, at positions that cover every phase of the filter. Output n and an
 * impulse at input m are n * down - m * up steps apart on the grid of the filter,
 * so the responses together fill the grid. Heights differ, and the result is the
 * mean over several impulses a phase, so that the rounding to F32 averages out and
 * stays below the measured levels. */
#include "benchmarks/resample/response.h"

#include <math.h>
#include <string.h>

/* Least distance of two impulses in input frames: longer than any response of a
 * peer. */
#define SPACING 4096
#define LEAST_IMPULSES 96

typedef struct
{
  unsigned up, down;
  size_t spacing; /* without a common factor with down */
  size_t n_impulses;
  float *heights;
  float *out;
  size_t n_out;
} Run;

static unsigned
find_common_factor (unsigned a, unsigned b)
{
  return b == 0 ? a : find_common_factor (b, a % b);
}

static void
plan (Run *self, const BenchResampleFormat *format)
{
  const unsigned factor = find_common_factor (format->in_hz, format->out_hz);
  g_autoptr (GRand) random = g_rand_new_with_seed (1);

  self->up = format->out_hz / factor;
  self->down = format->in_hz / factor;
  self->spacing = SPACING;
  while (find_common_factor ((unsigned) self->spacing, self->down) != 1)
    self->spacing++;
  self->n_impulses = self->down;
  while (self->n_impulses < LEAST_IMPULSES)
    self->n_impulses += self->down;
  self->heights = g_new (float, self->n_impulses);
  for (size_t i = 0; i < self->n_impulses; i++)
    self->heights[i] = (float) g_rand_double_range (random, 0.5, 1.0);
}

/* Returns the position of an impulse: the middle of its stretch. */
static size_t
find_place (const Run *self, size_t i)
{
  return (i + 1) * self->spacing;
}

static gboolean
run (
    Run *self, const BenchResamplePeer *peer, const BenchResampleFormat *format)
{
  const size_t n_in = (self->n_impulses + 2) * self->spacing;
  const size_t block = format->in_hz / 100;
  const size_t room = n_in * self->up / self->down + self->spacing * self->up;
  g_autofree float *in = g_new0 (float, n_in + block);
  void *state = peer->ops->open (peer->setting, format);

  if (state == NULL)
    return FALSE;
  for (size_t i = 0; i < self->n_impulses; i++)
    in[find_place (self, i)] = self->heights[i];
  self->out = g_new (float, room);
  for (size_t at = 0; at < n_in; at += block)
    self->n_out += peer->ops->process (
        state, in + at, block, self->out + self->n_out, room - self->n_out);
  self->n_out +=
      peer->ops->drain (state, self->out + self->n_out, room - self->n_out);
  peer->ops->close (state);
  return TRUE;
}

/* Returns the delay of the responses in grid steps: the peak of the first one. */
static gint64
find_lateness (const Run *self)
{
  const size_t place = find_place (self, 0);
  const size_t end =
      MIN (self->n_out, (place + self->spacing / 2) * self->up / self->down);
  size_t peak = 0;

  for (size_t n = 0; n < end; n++)
    if (fabsf (self->out[n]) > fabsf (self->out[peak]))
      peak = n;
  return (gint64) (peak * self->down) - (gint64) (place * self->up);
}

/* Adds one response to the taps of the filter, with its middle at n_taps / 2. */
static void
add_answer (const Run *self, size_t i, gint64 lateness, double *taps)
{
  const gint64 n_taps = (gint64) (self->spacing * self->up);
  const gint64 start =
      (gint64) (find_place (self, i) * self->up) + lateness - n_taps / 2;
  gint64 n = start <= 0 ? 0 : (start + self->down - 1) / self->down;

  for (; n < (gint64) self->n_out && n * self->down < start + n_taps; n++)
    taps[n * self->down - start] += self->out[n] / self->heights[i];
}

typedef struct
{
  double re, im;
} Complex;

/* Combines two transforms of half the points. */
static void
combine (Complex *x, size_t half, const Complex *turns, size_t step)
{
  for (size_t k = 0; k < half; k++) {
    const Complex turn = turns[k * step], a = x[k], b = x[k + half];
    const Complex turned = { b.re * turn.re - b.im * turn.im,
      b.re * turn.im + b.im * turn.re };

    x[k] = (Complex){ a.re + turned.re, a.im + turned.im };
    x[k + half] = (Complex){ a.re - turned.re, a.im - turned.im };
  }
}

/* In place, forward; n is a power of two. */
static void
transform (Complex *x, size_t n)
{
  g_autofree Complex *turns = g_new (Complex, n / 2);

  for (size_t k = 0; k < n / 2; k++)
    turns[k] = (Complex){ cos (2 * G_PI * k / n), -sin (2 * G_PI * k / n) };
  for (size_t i = 1, j = 0; i < n; i++) {
    size_t bit = n >> 1;

    for (; j & bit; bit >>= 1)
      j ^= bit;
    j ^= bit;
    if (i < j) {
      const Complex swap = x[i];

      x[i] = x[j];
      x[j] = swap;
    }
  }
  for (size_t half = 1; half < n; half *= 2)
    for (size_t i = 0; i < n; i += 2 * half)
      combine (x + i, half, turns, n / (2 * half));
}

static void
find_gains (
    const double *taps, size_t n_taps, double rate_hz, BenchResponse *response)
{
  size_t n = 1;
  g_autofree Complex *spectrum = NULL;

  while (n < 2 * n_taps)
    n *= 2;
  spectrum = g_new0 (Complex, n);
  for (size_t i = 0; i < n_taps; i++)
    spectrum[i].re = taps[i];
  transform (spectrum, n);
  response->n = n / 2 + 1;
  response->step_hz = rate_hz / n;
  response->gain = g_new (double, response->n);
  for (size_t i = 0; i < response->n; i++)
    response->gain[i] = hypot (spectrum[i].re, spectrum[i].im) /
        hypot (spectrum[0].re, spectrum[0].im);
}

gboolean
bench_response_measure (const BenchResamplePeer *peer,
    const BenchResampleFormat *format, BenchResponse *response)
{
  Run self = { 0 };
  gboolean ok;

  plan (&self, format);
  ok = run (&self, peer, format);
  if (ok) {
    const size_t n_taps = self.spacing * self.up;
    g_autofree double *taps = g_new0 (double, n_taps);
    const gint64 lateness = find_lateness (&self);

    for (size_t i = 0; i < self.n_impulses; i++)
      add_answer (&self, i, lateness, taps);
    find_gains (taps, n_taps, (double) format->in_hz * self.up, response);
  }
  g_free (self.heights);
  g_free (self.out);
  return ok;
}
