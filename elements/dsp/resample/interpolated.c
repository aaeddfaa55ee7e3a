/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The engine for ratios without a table of their own, and for those that drift:
 * a window over the latest input of each channel, and for each output taps that
 * lie on curves. */
#include "elements/dsp/resample/bank.h"
#include "elements/dsp/resample/engine.h"
#include "elements/dsp/resample/fir.h"
#include "elements/dsp/resample/lanes.h"

#include "elements/dsp/base/numbers.h"
#include "elements/dsp/base/sample-io.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define ALIGNMENT 64
#define MAX_RUN 960 /* most outputs that are computed before they are stored */
#define MAX_SEGMENTS (1 << RMG_BANK_MAX_BITS)
#define MAX_PLACED (MAX_RUN + MAX_SEGMENTS * (RMG_FIR_GROUP - 1))

/* A larger table misses the first cache for most outputs. */
#define MAX_CACHED_BYTES (64 * 1024)

static const RmgCpuVariant variants[] = {
#if defined(__x86_64__)
  { "interpolated-avx512", RMG_CPU_AVX512,
      { &rmg_fir_avx512_f32, &rmg_fir_avx512_f64 } },
  { "interpolated-avx2", RMG_CPU_AVX2,
      { &rmg_fir_avx2_f32, &rmg_fir_avx2_f64 } },
  { "interpolated-sse2", RMG_CPU_SSE2,
      { &rmg_fir_sse2_f32, &rmg_fir_sse2_f64 } },
#endif
  { "interpolated-scalar", RMG_CPU_SCALAR,
      { &rmg_fir_scalar_f32, &rmg_fir_scalar_f64 } },
};

/* A position has a fraction of 64 bits, rounded down: an error of a frame in
 * a million years, and never an output before its input. */
typedef struct
{
  size_t frames; /* of the window, or a distance */
  uint64_t fraction;
} Position;

typedef struct
{
  const RmgCpuVariant *variant;
  const RmgFirKernels *kernels;
  RmgFirCurvesKernel kernel;
  const RmgSampleIo *io;
  const RmgBank *bank;
  unsigned channels;
  bool is_double;       /* the working precision */
  size_t working_bytes; /* of the working precision */
  size_t capacity;      /* frames of the window */
  char *window;         /* [channels][capacity] */

  size_t filled; /* frames in the window */
  Position next; /* frame under the first tap of the next output */
  Position step; /* from one output to the next */
} Interpolated;

/* Where outputs lie, in an order of their own. */
typedef struct
{
  _Alignas(ALIGNMENT) char places[MAX_PLACED * sizeof (double)];
  uint32_t starts[MAX_PLACED];
  uint32_t segments[MAX_PLACED];
} Placement;

/* Outputs of a run. */
typedef struct
{
  _Alignas(ALIGNMENT) char lines[RMG_MAX_LANES][MAX_RUN * sizeof (double)];
  _Alignas(ALIGNMENT) char sorted[RMG_MAX_LANES][MAX_PLACED * sizeof (double)];
  Placement in_order, by_segment;
  uint64_t fractions[MAX_RUN];
  uint32_t slots[MAX_RUN]; /* for each output: its place by segment */
} Scratch;

_Static_assert(MAX_RUN % RMG_FIR_GROUP == 0, "a run is whole groups");

static void
interpolated_close (void *engine)
{
  Interpolated *self = engine;

  rmg_bank_release (self->bank);
  free (self->window);
  free (self);
}

static char *
window_at (const Interpolated *self, unsigned channel, size_t frame)
{
  return self->window +
      (channel * self->capacity + frame) * self->working_bytes;
}

/* Silence before the first frame. */
static void
interpolated_reset (void *engine)
{
  Interpolated *self = engine;

  self->filled = self->bank->n_taps - self->bank->n_ahead - 1;
  self->next = (Position){ 0 };
  for (unsigned c = 0; c < self->channels; c++)
    memset (window_at (self, c, 0), 0, self->filled * self->working_bytes);
}

static void
interpolated_set_step (void *engine, uint64_t up, uint64_t down)
{
  Interpolated *self = engine;
  uint64_t rest = down % up;

  self->step = (Position){ .frames = (size_t) (down / up) };
  for (int i = 0; i < 64; i++) {
    rest <<= 1;
    self->step.fraction = self->step.fraction << 1 | (rest >= up);
    rest -= rest >= up ? up : 0;
  }
}

static bool
allocate (Interpolated *self)
{
  self->capacity = rmg_round_up (
      self->bank->n_taps + RMG_RESAMPLE_CHUNK, ALIGNMENT / sizeof (float));
  self->window = aligned_alloc (
      ALIGNMENT, self->channels * self->capacity * self->working_bytes);
  return self->window != NULL;
}

static void *
interpolated_open (const RmgResampleConfig *config, RmgRatio ratio)
{
  const bool is_double = rmg_resample_needs_double (config);
  Interpolated *self = calloc (1, sizeof *self);
  RmgBankKey key = { .band = ratio,
    .quality = config->quality,
    .is_steep = config->is_steep,
    .is_double = is_double };

  if (self == NULL)
    return NULL;
  self->variant = rmg_cpu_choose (variants, rmg_cpu_features ());
  self->kernels = self->variant->kernels[is_double];
  self->io = rmg_sample_io_find (config->format, is_double);
  self->channels = config->channels;
  self->is_double = is_double;
  self->working_bytes = is_double ? sizeof (double) : sizeof (float);
  key.width = self->kernels->width;
  self->bank = rmg_bank_acquire (&key);
  if (self->bank == NULL || !allocate (self)) {
    interpolated_close (self);
    return NULL;
  }
  self->kernel = self->bank->n_terms == 3 ? self->kernels->quadratics
                                          : self->kernels->cubics;
  interpolated_set_step (self, ratio.up, ratio.down);
  interpolated_reset (self);
  return self;
}

/* Moves the frames that are still needed to the start of the window. */
static void
make_room (Interpolated *self, size_t n_frames)
{
  const size_t gone =
      self->next.frames < self->filled ? self->next.frames : self->filled;

  if (self->filled + n_frames <= self->capacity)
    return;
  for (unsigned c = 0; c < self->channels; c++)
    memmove (window_at (self, c, 0), window_at (self, c, gone),
        (self->filled - gone) * self->working_bytes);
  self->next.frames -= gone;
  self->filled -= gone;
}

static unsigned
count_lanes (const Interpolated *self, unsigned channel)
{
  const unsigned left = self->channels - channel;

  return left < RMG_MAX_LANES ? left : RMG_MAX_LANES;
}

static void
append (Interpolated *self, const RmgChannelView *in, size_t n)
{
  for (unsigned c = 0; c < self->channels; c += RMG_MAX_LANES) {
    void *ends[RMG_MAX_LANES];

    for (unsigned lane = 0; lane < count_lanes (self, c); lane++)
      ends[lane] = window_at (self, c + lane, self->filled);
    rmg_lanes_load (
        self->io, ends, in != NULL ? in + c : NULL, count_lanes (self, c), n);
  }
  self->filled += n;
}

/* Places n outputs in their order and moves on. */
static void
place (Interpolated *self, size_t n, Scratch *scratch)
{
  const Position step = self->step;
  Position next = self->next;

  for (size_t i = 0; i < n; i++) {
    scratch->in_order.starts[i] = (uint32_t) next.frames;
    scratch->fractions[i] = next.fraction;
    next.fraction += step.fraction;
    next.frames += step.frames + (next.fraction < step.fraction);
  }
  self->next = next;
}

/* Cuts fractions of a frame into segments and places within them, as exact as
 * the working precision is. */
static void
cut (const Interpolated *self, size_t n, Scratch *scratch)
{
  const unsigned bits = self->bank->bits;
  float *narrow = (float *) scratch->in_order.places;
  double *wide = (double *) scratch->in_order.places;

  for (size_t i = 0; i < n; i++)
    scratch->in_order.segments[i] =
        (uint32_t) (scratch->fractions[i] >> 1 >> (63 - bits));
  if (self->is_double)
    for (size_t i = 0; i < n; i++)
      wide[i] =
          (double) (int64_t) (scratch->fractions[i] << bits >> 11) * 0x1p-53;
  else
    for (size_t i = 0; i < n; i++)
      narrow[i] =
          (float) (int32_t) (scratch->fractions[i] << bits >> 40) * 0x1p-24f;
}

static void
copy_place (const Interpolated *self, Placement *to, size_t to_index,
    const Placement *from, size_t from_index)
{
  to->starts[to_index] = from->starts[from_index];
  to->segments[to_index] = from->segments[from_index];
  if (self->is_double)
    ((double *) to->places)[to_index] =
        ((const double *) from->places)[from_index];
  else
    ((float *) to->places)[to_index] =
        ((const float *) from->places)[from_index];
}

/* Fills the group of the last of n outputs with copies of it.
 *
 * Returns: the number of outputs with the copies. */
static size_t
fill_group (const Interpolated *self, size_t n, Placement *places)
{
  for (; n % RMG_FIR_GROUP > 0; n++)
    copy_place (self, places, n, places, n - 1);
  return n;
}

/* Sorts outputs by segment, each of which begins with a group of its own: the
 * kernel loads the curves of a group once.
 *
 * Returns: the number of outputs with the copies that fill the groups. */
static size_t
sort (const Interpolated *self, size_t n, Scratch *scratch)
{
  const size_t n_segments = (size_t) 1 << self->bank->bits;
  const uint32_t *segments = scratch->in_order.segments;
  size_t ends[MAX_SEGMENTS] = { 0 }, n_placed = 0;

  for (size_t i = 0; i < n; i++)
    ends[segments[i]]++;
  for (size_t s = 0; s < n_segments; s++) {
    const size_t n_of_segment = ends[s];

    ends[s] = n_placed;
    n_placed += rmg_round_up (n_of_segment, RMG_FIR_GROUP);
  }
  for (size_t i = 0; i < n; i++) {
    scratch->slots[i] = (uint32_t) ends[segments[i]]++;
    copy_place (
        self, &scratch->by_segment, scratch->slots[i], &scratch->in_order, i);
  }
  for (size_t s = 0; s < n_segments; s++)
    fill_group (self, ends[s], &scratch->by_segment);
  return n_placed;
}

/* Sorting costs less than it saves where the table is large, where segments have
 * some groups each, and where outputs do not follow one another in the same
 * segment anyway. */
static bool
pays_to_sort (const Interpolated *self, size_t n)
{
  const RmgBank *bank = self->bank;
  const size_t n_curves = (bank->n_taps * bank->n_terms) << bank->bits;
  const uint64_t fraction = self->step.fraction;
  const uint64_t change = fraction >> 63 > 0 ? -fraction : fraction;

  return n_curves * self->working_bytes > MAX_CACHED_BYTES &&
      n >= (size_t) 3 * RMG_FIR_GROUP << bank->bits &&
      change >> (60 - bank->bits) > 0;
}

/* Copies n outputs from their slots. */
static void
collect (const Interpolated *self, size_t n, Scratch *scratch, unsigned lane)
{
  const void *from = scratch->sorted[lane];
  void *to = scratch->lines[lane];

  if (self->is_double)
    for (size_t i = 0; i < n; i++)
      ((double *) to)[i] = ((const double *) from)[scratch->slots[i]];
  else
    for (size_t i = 0; i < n; i++)
      ((float *) to)[i] = ((const float *) from)[scratch->slots[i]];
}

static void
run_outputs (
    Interpolated *self, const RmgChannelView *out, size_t first, size_t n)
{
  Scratch scratch;
  const bool is_sorted = pays_to_sort (self, n);
  const Placement *places = is_sorted ? &scratch.by_segment : &scratch.in_order;
  const void *lines[] = { scratch.lines[0], scratch.lines[1] };
  RmgFirCurves curves = { .curves = self->bank->curves,
    .n_taps = self->bank->n_taps,
    .starts = places->starts,
    .segments = places->segments,
    .places = places->places };
  size_t n_placed;

  place (self, n, &scratch);
  cut (self, n, &scratch);
  n_placed = is_sorted ? sort (self, n, &scratch)
                       : fill_group (self, n, &scratch.in_order);
  for (unsigned c = 0; c < self->channels; c += RMG_MAX_LANES) {
    curves.n_lanes = count_lanes (self, c);
    for (unsigned lane = 0; lane < curves.n_lanes; lane++) {
      curves.samples[lane] = window_at (self, c + lane, 0);
      curves.out[lane] = is_sorted ? scratch.sorted[lane] : scratch.lines[lane];
    }
    self->kernel (&curves, n_placed);
    for (unsigned lane = 0; is_sorted && lane < curves.n_lanes; lane++)
      collect (self, n, &scratch, lane);
    rmg_lanes_store (self->io, out + c, first, lines, curves.n_lanes, n);
  }
}

static void
interpolated_run (void *engine, const RmgChannelView *in, size_t n_in,
    const RmgChannelView *out, size_t n_out)
{
  Interpolated *self = engine;

  make_room (self, n_in);
  append (self, in, n_in);
  for (size_t first = 0; first < n_out; first += MAX_RUN)
    run_outputs (
        self, out, first, n_out - first < MAX_RUN ? n_out - first : MAX_RUN);
}

static unsigned
interpolated_delay (const void *engine)
{
  return ((const Interpolated *) engine)->bank->n_ahead;
}

static const char *
interpolated_name (const void *engine)
{
  return ((const Interpolated *) engine)->variant->name;
}

static size_t
interpolated_held_bytes (const void *engine)
{
  const Interpolated *self = engine;

  return sizeof *self + self->channels * self->capacity * self->working_bytes;
}

const RmgResampleOps rmg_resample_interpolated = {
  .open = interpolated_open,
  .close = interpolated_close,
  .reset = interpolated_reset,
  .set_step = interpolated_set_step,
  .run = interpolated_run,
  .delay = interpolated_delay,
  .name = interpolated_name,
  .held_bytes = interpolated_held_bytes,
};
