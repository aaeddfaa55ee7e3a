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
#define MAX_RUN 480 /* most outputs that are computed before they are stored */

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

/* Outputs of a run. */
typedef struct
{
  _Alignas(ALIGNMENT) char lines[RMG_MAX_LANES][MAX_RUN * sizeof (double)];
  _Alignas(ALIGNMENT) char places[MAX_RUN * sizeof (double)];
  uint64_t fractions[MAX_RUN];
  uint32_t starts[MAX_RUN];
  uint32_t segments[MAX_RUN];
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

/* Places n outputs and moves on. */
static void
place (Interpolated *self, size_t n, Scratch *scratch)
{
  const Position step = self->step;
  Position next = self->next;

  for (size_t i = 0; i < n; i++) {
    scratch->starts[i] = (uint32_t) next.frames;
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
  float *narrow = (float *) scratch->places;
  double *wide = (double *) scratch->places;

  for (size_t i = 0; i < n; i++)
    scratch->segments[i] =
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

/* As many more outputs as fill a group, in the place of the last. */
static size_t
prepare (Interpolated *self, size_t n, Scratch *scratch)
{
  const size_t n_whole = rmg_round_up (n, RMG_FIR_GROUP);

  place (self, n, scratch);
  for (size_t i = n; i < n_whole; i++) {
    scratch->starts[i] = scratch->starts[n - 1];
    scratch->fractions[i] = scratch->fractions[n - 1];
  }
  cut (self, n_whole, scratch);
  return n_whole;
}

static void
run_outputs (
    Interpolated *self, const RmgChannelView *out, size_t first, size_t n)
{
  Scratch scratch;
  const size_t n_whole = prepare (self, n, &scratch);
  const void *lines[] = { scratch.lines[0], scratch.lines[1] };
  RmgFirCurves curves = { .curves = self->bank->curves,
    .n_taps = self->bank->n_taps,
    .starts = scratch.starts,
    .segments = scratch.segments,
    .places = scratch.places,
    .out = { scratch.lines[0], scratch.lines[1] } };

  for (unsigned c = 0; c < self->channels; c += RMG_MAX_LANES) {
    curves.n_lanes = count_lanes (self, c);
    for (unsigned lane = 0; lane < curves.n_lanes; lane++)
      curves.samples[lane] = window_at (self, c + lane, 0);
    self->kernel (&curves, n_whole);
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
