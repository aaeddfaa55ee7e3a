/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/dsp/resample-taps.h"

#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* 44.1 kHz to 48 kHz takes 160 phases; any two usual rates stay below. */
#define MAX_PHASES 4096
#define MAX_TABLE_TAPS (1 << 19)
#define ALIGNMENT 64

/* A sinc under a Kaiser window. The cutoff lies below the Nyquist frequency
 * because the pass band may be less exact than the stop band is deep: the
 * narrow end of the transition is spent on it, and fewer taps do. */
typedef struct
{
  double length; /* in periods of the lower rate */
  double beta;   /* of the Kaiser window */
  double cutoff; /* -6 dB, in lower Nyquist frequencies */
} Design;

static const Design designs[] = {
  [RMG_RESAMPLE_FAST] = { .length = 30, .beta = 8.05, .cutoff = 0.929 },
  [RMG_RESAMPLE_MEDIUM] = { .length = 52, .beta = 10.40, .cutoff = 0.970 },
  [RMG_RESAMPLE_HIGH] = { .length = 72, .beta = 12.50, .cutoff = 0.9895 },
  [RMG_RESAMPLE_BEST] = { .length = 96, .beta = 15.90, .cutoff = 0.9941 },
};

/* I0 (beta sqrt (1 - u)) is a power series in 1 - u; this many terms reach
 * double precision for beta up to 18. */
#define N_TERMS 48

typedef struct
{
  double cutoff; /* in cycles per two input frames */
  double half;   /* half the length of the filter, in input frames */
  double quarter_beta2;
  double inverse_square[N_TERMS]; /* 1 / k^2 */
} Prototype;

static void
prepare_prototype (Prototype *prototype, const Design *design, RmgRatio ratio,
    unsigned n_ahead)
{
  double step = ratio.down > ratio.up ? (double) ratio.down / ratio.up : 1.0;

  prototype->cutoff = design->cutoff / step;
  prototype->half = n_ahead;
  prototype->quarter_beta2 = design->beta * design->beta / 4;
  for (int k = 1; k < N_TERMS; k++)
    prototype->inverse_square[k] = 1.0 / ((double) k * k);
}

/* Value at a distance from the centre in input frames; not normalised. */
static double
evaluate (const Prototype *prototype, double distance)
{
  double u = distance / prototype->half, z, window = 1, angle;

  u *= u;
  if (u >= 1)
    return 0;
  z = prototype->quarter_beta2 * (1 - u);
  for (int k = N_TERMS - 1; k > 0; k--)
    window = 1 + window * z * prototype->inverse_square[k];

  angle = M_PI * prototype->cutoff * distance;
  return fabs (angle) > 1e-9 ? window * sin (angle) / angle : window;
}

static void
store_tap (RmgTaps *self, uint32_t phase, size_t k, double value)
{
  const RmgTapsKey *key = &self->key;
  size_t at =
      (phase * (size_t) key->n_slots + k % key->n_slots) * self->n_per_slot +
      k / key->n_slots;

  if (key->is_double)
    ((double *) self->taps)[at] = value;
  else
    ((float *) self->taps)[at] = (float) value;
}

/* Each phase is scaled to pass a constant exactly: that leaves no image of it
 * and no ripple from phase to phase. */
static void
design_phase (
    RmgTaps *self, const Prototype *prototype, uint32_t phase, double *scratch)
{
  size_t n_real = 2 * (size_t) self->n_ahead, padding;
  double offset = (double) phase / self->key.ratio.up, sum = 0;

  padding = self->n_taps - n_real;
  for (size_t k = 0; k < n_real; k++) {
    double distance = (double) k + 1 - self->n_ahead - offset;

    scratch[k] = evaluate (prototype, distance);
    sum += scratch[k];
  }
  for (size_t k = 0; k < n_real; k++)
    store_tap (self, phase, padding + k, scratch[k] / sum);
}

static bool
design (RmgTaps *self)
{
  Prototype prototype;
  size_t size = self->key.ratio.up * self->n_taps *
      (self->key.is_double ? sizeof (double) : sizeof (float));
  double *scratch = malloc (2 * (size_t) self->n_ahead * sizeof *scratch);

  size = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  self->taps = aligned_alloc (ALIGNMENT, size);
  if (scratch == NULL || self->taps == NULL) {
    free (scratch);
    free (self->taps);
    return false;
  }
  memset (self->taps, 0, size);
  prepare_prototype (
      &prototype, &designs[self->key.quality], self->key.ratio, self->n_ahead);
  for (uint32_t phase = 0; phase < self->key.ratio.up; phase++)
    design_phase (self, &prototype, phase, scratch);
  free (scratch);
  return true;
}

static RmgTaps *
create (const RmgTapsKey *key)
{
  RmgRatio ratio = key->ratio;
  double step = ratio.down > ratio.up ? (double) ratio.down / ratio.up : 1.0;
  double half = ceil (designs[key->quality].length / 2 * step);
  size_t unit = (size_t) key->n_slots * key->width;
  RmgTaps *self;

  if (ratio.up > MAX_PHASES || (2 * half + unit) * ratio.up > MAX_TABLE_TAPS)
    return NULL;
  self = calloc (1, sizeof *self);
  if (self == NULL)
    return NULL;
  self->key = *key;
  self->references = 1;
  self->n_ahead = (unsigned) half;
  self->n_taps = (2 * (size_t) self->n_ahead + unit - 1) / unit * unit;
  self->n_per_slot = self->n_taps / key->n_slots;
  if (design (self))
    return self;
  free (self);
  return NULL;
}

/* The tables in use. A list is enough: an application meets few ratios. */
typedef struct Entry
{
  struct Entry *next;
  RmgTaps *taps;
} Entry;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* guards entries and
                                                            references */
static Entry *entries;

static bool
keys_equal (const RmgTapsKey *a, const RmgTapsKey *b)
{
  return a->ratio.up == b->ratio.up && a->ratio.down == b->ratio.down &&
      a->quality == b->quality && a->is_double == b->is_double &&
      a->n_slots == b->n_slots && a->width == b->width;
}

static RmgTaps *
find_locked (const RmgTapsKey *key)
{
  for (Entry *entry = entries; entry != NULL; entry = entry->next)
    if (keys_equal (&entry->taps->key, key))
      return entry->taps;
  return NULL;
}

static RmgTaps *
add_locked (const RmgTapsKey *key)
{
  Entry *entry = malloc (sizeof *entry);

  if (entry == NULL)
    return NULL;
  entry->taps = create (key);
  if (entry->taps == NULL) {
    free (entry);
    return NULL;
  }
  entry->next = entries;
  entries = entry;
  return entry->taps;
}

const RmgTaps *
rmg_taps_acquire (const RmgTapsKey *key)
{
  RmgTaps *taps;

  pthread_mutex_lock (&lock);
  taps = find_locked (key);
  if (taps != NULL)
    taps->references++;
  else
    taps = add_locked (key);
  pthread_mutex_unlock (&lock);
  return taps;
}

/* Returns: the entry to free when this was the last reference. */
static Entry *
drop_locked (const RmgTaps *taps)
{
  Entry **link = &entries, *entry;

  while ((*link)->taps != taps)
    link = &(*link)->next;
  entry = *link;
  if (--entry->taps->references > 0)
    return NULL;
  *link = entry->next;
  return entry;
}

void
rmg_taps_release (const RmgTaps *taps)
{
  Entry *entry;

  if (taps == NULL)
    return;
  pthread_mutex_lock (&lock);
  entry = drop_locked (taps);
  pthread_mutex_unlock (&lock);
  if (entry == NULL)
    return;
  free (entry->taps->taps);
  free (entry->taps);
  free (entry);
}
