/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The polyphase engine: a window over the latest input of each channel, in the
 * working precision, and a kernel that runs over it. */
#include "elements/dsp/resample-fir.h"

#include "elements/dsp/resample-engine.h"
#include "elements/dsp/resample-io.h"
#include "elements/dsp/resample-taps.h"

#include <stdlib.h>
#include <string.h>

/* Most outputs that a kernel computes before they are stored. */
#define MAX_RUN 2048
#define ALIGNMENT 64

typedef struct
{
  const char *name;
  unsigned feature;
  const RmgFirKernels *f32;
  const RmgFirKernels *f64;
} Variant;

/* The best first. */
static const Variant variants[] = {
#if defined(__x86_64__)
  { "polyphase-avx512", RMG_CPU_AVX512, &rmg_fir_avx512_f32,
      &rmg_fir_avx512_f64 },
  { "polyphase-avx2", RMG_CPU_AVX2, &rmg_fir_avx2_f32, &rmg_fir_avx2_f64 },
  { "polyphase-sse2", RMG_CPU_SSE2, &rmg_fir_sse2_f32, &rmg_fir_sse2_f64 },
#endif
  { "polyphase-scalar", RMG_CPU_SCALAR, &rmg_fir_scalar_f32,
      &rmg_fir_scalar_f64 },
};

/* Input frame w of the window lies in stream w % n_slots at w / n_slots. The
 * rows kernel has one stream, the columns kernel one for each of the input
 * frames between two outputs of the same phase. */
typedef struct
{
  const Variant *variant;
  const RmgFirKernels *kernels;
  const RmgSampleIo *io;
  const RmgTaps *taps;
  RmgRatio ratio;
  unsigned channels;
  bool is_columns;
  unsigned n_slots;
  size_t sample_bytes;  /* of the input and output format */
  size_t working_bytes; /* of the working precision */
  size_t capacity;      /* frames of the window, a multiple of n_slots */
  size_t stream_length; /* samples of memory for each stream */
  char *window;         /* [channels][n_slots][stream_length] */
  char *packed;         /* MAX_RUN outputs of one channel and phase */

  size_t filled;  /* frames in the window */
  size_t next;    /* frame under the first tap of the next output */
  uint32_t phase; /* of the next output, in 1 / up input frames */
} Fir;

static const Variant *
choose_variant (void)
{
  unsigned features = rmg_cpu_features ();
  const Variant *variant = variants;

  while ((variant->feature & ~features) != 0)
    variant++;
  return variant;
}

/* Columns compute whole vectors of outputs of one phase: they pay where a
 * buffer holds many such outputs, and where each stream has enough taps to
 * fill the vector's width. */
static bool
prefers_columns (RmgRatio ratio)
{
  uint32_t low = ratio.up < ratio.down ? ratio.up : ratio.down;
  uint32_t high = ratio.up < ratio.down ? ratio.down : ratio.up;

  return low <= 2 && high <= RMG_FIR_MAX_SLOTS;
}

static void
fir_close (void *engine)
{
  Fir *self = engine;

  rmg_taps_release (self->taps);
  free (self->window);
  free (self->packed);
  free (self);
}

static void
fir_reset (void *engine)
{
  Fir *self = engine;

  /* Silence before the first frame. */
  self->filled = self->taps->n_taps - self->taps->n_ahead - 1;
  self->next = 0;
  self->phase = 0;
  memset (self->window, 0,
      self->channels * self->n_slots * self->stream_length *
          self->working_bytes);
}

static size_t
round_up (size_t value, size_t unit)
{
  return (value + unit - 1) / unit * unit;
}

static bool
allocate (Fir *self)
{
  size_t step = self->ratio.down / self->ratio.up + 1;
  size_t spill = 2 * RMG_FIR_SPILL * (self->n_slots > 1 ? 1 : step + 1);
  size_t window_bytes;

  self->capacity = round_up (
      self->taps->n_taps + step + 2 * RMG_RESAMPLE_CHUNK, self->n_slots);
  self->stream_length = round_up (
      self->capacity / self->n_slots + spill, ALIGNMENT / sizeof (float));
  window_bytes = self->channels * self->n_slots * self->stream_length *
      self->working_bytes;
  self->window = aligned_alloc (ALIGNMENT, window_bytes);
  self->packed = aligned_alloc (
      ALIGNMENT, (MAX_RUN + 2 * ALIGNMENT) * self->working_bytes);
  return self->window != NULL && self->packed != NULL;
}

static void *
fir_open (const RmgResampleConfig *config, RmgRatio ratio)
{
  bool is_double = rmg_resample_needs_double (config);
  RmgTapsKey key = {
    .ratio = ratio, .quality = config->quality, .is_double = is_double
  };
  Fir *self = calloc (1, sizeof *self);

  if (self == NULL)
    return NULL;
  self->variant = choose_variant ();
  self->kernels = is_double ? self->variant->f64 : self->variant->f32;
  self->io = rmg_sample_io_find (config->format, is_double);
  self->ratio = ratio;
  self->channels = config->channels;
  self->is_columns = prefers_columns (ratio);
  self->n_slots = self->is_columns ? ratio.down : 1;
  self->sample_bytes = rmg_sample_io_bytes (config->format);
  self->working_bytes = is_double ? sizeof (double) : sizeof (float);

  key.n_slots = self->n_slots;
  key.width = self->kernels->width;
  self->taps = rmg_taps_acquire (&key);
  if (self->taps == NULL || !allocate (self)) {
    fir_close (self);
    return NULL;
  }
  fir_reset (self);
  return self;
}

static char *
stream_at (const Fir *self, unsigned channel, size_t frame)
{
  size_t stream = channel * (size_t) self->n_slots + frame % self->n_slots;

  return self->window +
      (stream * self->stream_length + frame / self->n_slots) *
      self->working_bytes;
}

/* Moves what is still needed to the start of the window. */
static void
make_room (Fir *self, size_t n_frames)
{
  size_t gone = self->next / self->n_slots, kept;

  if (self->filled + n_frames <= self->capacity)
    return;
  kept = (self->filled + self->n_slots - 1) / self->n_slots - gone;
  for (unsigned c = 0; c < self->channels; c++)
    for (unsigned s = 0; s < self->n_slots; s++) {
      char *start = stream_at (self, c, s);

      memmove (start, start + gone * self->working_bytes,
          kept * self->working_bytes);
    }
  self->next -= gone * self->n_slots;
  self->filled -= gone * self->n_slots;
}

static void
append_channel (
    Fir *self, unsigned channel, const RmgChannelView *view, size_t n_frames)
{
  for (unsigned s = 0; s < self->n_slots && s < n_frames; s++) {
    char *stream = stream_at (self, channel, self->filled + s);
    size_t n = (n_frames - s + self->n_slots - 1) / self->n_slots;

    if (view == NULL)
      memset (stream, 0, n * self->working_bytes);
    else
      self->io->load (stream,
          (const char *) view->samples + s * view->stride * self->sample_bytes,
          view->stride * self->n_slots, n);
  }
}

static void
store_packed (const Fir *self, const RmgChannelView *view, size_t first,
    size_t every, size_t n)
{
  self->io->store (
      (char *) view->samples + first * view->stride * self->sample_bytes,
      every * view->stride, self->packed, n);
}

/* Consecutive outputs from output `first` of this call on. */
static void
run_rows (
    const Fir *self, unsigned channel, const RmgChannelView *out, size_t n_out)
{
  uint64_t position = self->phase;
  RmgFirRows rows = { .taps = self->taps->taps,
    .n_taps = self->taps->n_taps,
    .up = self->ratio.up,
    .down = self->ratio.down };
  size_t n;

  for (size_t first = 0; first < n_out; first += n) {
    n = n_out - first < MAX_RUN ? n_out - first : MAX_RUN;
    rows.samples =
        stream_at (self, channel, self->next + position / self->ratio.up);
    rows.phase = position % self->ratio.up;
    self->kernels->rows (self->packed, &rows, n);
    store_packed (self, out, first, 1, n);
    position += (uint64_t) n * self->ratio.down;
  }
}

/* Outputs first, first + up, first + 2 up, … below n_out. */
static void
run_columns (const Fir *self, unsigned channel, const RmgChannelView *out,
    size_t first, size_t n_out)
{
  uint64_t position = self->phase + (uint64_t) first * self->ratio.down;
  size_t frame = self->next + position / self->ratio.up;
  size_t phase = position % self->ratio.up;
  RmgFirColumns columns = { .n_slots = self->n_slots,
    .n_per_slot = self->taps->n_per_slot };

  columns.taps = (const char *) self->taps->taps +
      phase * self->taps->n_taps * self->working_bytes;
  for (unsigned s = 0; s < self->n_slots; s++)
    columns.slots[s] = stream_at (self, channel, frame + s);
  self->kernels->columns (self->packed, &columns,
      (n_out - first + self->ratio.up - 1) / self->ratio.up);
  store_packed (self, out, first, self->ratio.up,
      (n_out - first + self->ratio.up - 1) / self->ratio.up);
}

static void
run_channel (
    const Fir *self, unsigned channel, const RmgChannelView *out, size_t n_out)
{
  if (!self->is_columns) {
    run_rows (self, channel, out, n_out);
    return;
  }
  for (size_t first = 0; first < self->ratio.up && first < n_out; first++)
    run_columns (self, channel, out, first, n_out);
}

static void
fir_run (void *engine, const RmgChannelView *in, size_t n_in,
    const RmgChannelView *out, size_t n_out)
{
  Fir *self = engine;
  uint64_t position;

  make_room (self, n_in);
  for (unsigned c = 0; c < self->channels; c++)
    append_channel (self, c, in != NULL ? &in[c] : NULL, n_in);
  self->filled += n_in;
  for (unsigned c = 0; c < self->channels; c++)
    run_channel (self, c, &out[c], n_out);

  position = self->phase + (uint64_t) n_out * self->ratio.down;
  self->next += position / self->ratio.up;
  self->phase = position % self->ratio.up;
}

static unsigned
fir_delay (const void *engine)
{
  return ((const Fir *) engine)->taps->n_ahead;
}

static const char *
fir_name (const void *engine)
{
  return ((const Fir *) engine)->variant->name;
}

static size_t
fir_held_bytes (const void *engine)
{
  const Fir *self = engine;

  return sizeof *self +
      (self->channels * self->n_slots * self->stream_length + MAX_RUN +
          2 * ALIGNMENT) *
      self->working_bytes;
}

const RmgResampleOps rmg_resample_fir = {
  .open = fir_open,
  .close = fir_close,
  .reset = fir_reset,
  .run = fir_run,
  .delay = fir_delay,
  .name = fir_name,
  .held_bytes = fir_held_bytes,
};
