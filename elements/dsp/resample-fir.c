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

/* Most outputs that are computed before they are stored. */
#define MAX_RUN 960
#define PACKED_LENGTH (MAX_RUN + RMG_FIR_MAX_SLOTS * (RMG_FIR_SPILL + 1))
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
  bool is_native; /* the format is the working precision */
  unsigned n_slots;
  size_t sample_bytes;  /* of the input and output format */
  size_t working_bytes; /* of the working precision */
  size_t capacity;      /* frames of the window, a multiple of n_slots */
  size_t stream_length; /* samples of memory for each stream */
  char *window;         /* [channels][n_slots][stream_length] */

  size_t filled;    /* frames in the window */
  ptrdiff_t period; /* frame under the first tap of a period's first output */
  uint32_t index;   /* of the next output in that period: 0..up - 1 */
} Fir;

/* One channel on its way in or out, in the working precision. */
typedef struct
{
  /* In the order of frames. */
  _Alignas(ALIGNMENT) char line[RMG_RESAMPLE_CHUNK * sizeof (double)];
  /* As kernels write it. */
  _Alignas(ALIGNMENT) char packed[PACKED_LENGTH * sizeof (double)];
} Scratch;

_Static_assert(MAX_RUN <= RMG_RESAMPLE_CHUNK, "a run has to fit into a line");

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
  free (self);
}

static char *
stream_at (const Fir *self, unsigned channel, size_t frame)
{
  size_t stream = channel * (size_t) self->n_slots + frame % self->n_slots;

  return self->window +
      (stream * self->stream_length + frame / self->n_slots) *
      self->working_bytes;
}

static void
fir_reset (void *engine)
{
  Fir *self = engine;

  /* Silence before the first frame. */
  self->filled =
      self->taps->n_taps - self->taps->n_ahead - self->taps->n_spread - 1;
  self->period = 0;
  self->index = 0;
  for (unsigned c = 0; c < self->channels; c++)
    for (unsigned s = 0; s < self->n_slots; s++)
      memset (stream_at (self, c, s), 0,
          (self->filled / self->n_slots + 1) * self->working_bytes);
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
  size_t spill = self->is_columns ? 2 * RMG_FIR_SPILL : self->taps->n_spread;

  self->capacity =
      round_up (self->taps->n_taps + step + RMG_RESAMPLE_CHUNK, self->n_slots);
  self->stream_length = round_up (
      self->capacity / self->n_slots + spill, ALIGNMENT / sizeof (float));
  self->window = aligned_alloc (ALIGNMENT,
      self->channels * self->n_slots * self->stream_length *
          self->working_bytes);
  return self->window != NULL;
}

static bool
is_native (RmgFormat format, bool is_double)
{
  return format == (is_double ? RMG_FORMAT_F64 : RMG_FORMAT_F32);
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
  self->is_native = is_native (config->format, is_double);
  self->n_slots = self->is_columns ? ratio.down : 1;
  self->sample_bytes = rmg_sample_io_bytes (config->format);
  self->working_bytes = is_double ? sizeof (double) : sizeof (float);

  key.layout = self->is_columns ? RMG_TAPS_COLUMNS : RMG_TAPS_ROWS;
  key.width = self->is_columns ? 1 : self->kernels->width;
  self->taps = rmg_taps_acquire (&key);
  if (self->taps == NULL || !allocate (self)) {
    fir_close (self);
    return NULL;
  }
  fir_reset (self);
  return self;
}

/* The frame under the first tap of an output, counted from the period on. */
static size_t
frame_under (const Fir *self, uint64_t index)
{
  const RmgRatio ratio = self->ratio;

  if (self->is_columns)
    return (
        size_t) (self->period + (ptrdiff_t) (index * ratio.down / ratio.up));
  return (size_t) (self->period + (ptrdiff_t) (index / ratio.up * ratio.down) +
      self->taps->starts[index % ratio.up / RMG_FIR_GROUP]);
}

/* Moves what is still needed to the start of the window: when the window is
 * full, and before that when little is to be moved, so that a window that is
 * fed little touches little memory. */
static void
make_room (Fir *self, size_t n_frames)
{
  size_t gone = frame_under (self, self->index) / self->n_slots;
  size_t kept = (self->filled + self->n_slots - 1) / self->n_slots - gone;

  if (gone < kept && self->filled + n_frames <= self->capacity)
    return;
  for (unsigned c = 0; c < self->channels; c++)
    for (unsigned s = 0; s < self->n_slots; s++) {
      char *start = stream_at (self, c, s);

      memmove (start, start + gone * self->working_bytes,
          kept * self->working_bytes);
    }
  self->period -= (ptrdiff_t) (gone * self->n_slots);
  self->filled -= gone * self->n_slots;
}

static void
append_row (Fir *self, unsigned channel, const RmgChannelView *view, size_t n)
{
  char *end = stream_at (self, channel, self->filled);

  if (view == NULL)
    memset (end, 0, n * self->working_bytes);
  else
    self->io->load (end, view->samples, view->stride, n);
  /* What the last outputs of a group meet with taps of 0. */
  memset (end + n * self->working_bytes, 0,
      self->taps->n_spread * self->working_bytes);
}

static void
append_columns (Fir *self, unsigned channel, const RmgChannelView *view,
    size_t n, Scratch *scratch)
{
  const void *line = scratch->line;
  void *streams[RMG_FIR_MAX_SLOTS];

  for (unsigned s = 0; s < self->n_slots; s++)
    streams[s] = stream_at (self, channel, self->filled + s);
  if (view == NULL)
    memset (scratch->line, 0, n * self->working_bytes);
  else if (self->is_native && view->stride == 1)
    line = view->samples;
  else
    self->io->load (scratch->line, view->samples, view->stride, n);
  self->io->split (streams, self->n_slots, line, n);
}

static void
append (Fir *self, unsigned channel, const RmgChannelView *view, size_t n,
    Scratch *scratch)
{
  if (self->n_slots == 1)
    append_row (self, channel, view, n);
  else
    append_columns (self, channel, view, n, scratch);
}

/* Returns: n outputs from output `index` on, counted from the period on */
static const char *
compute_rows (const Fir *self, unsigned channel, uint64_t index, size_t n,
    Scratch *scratch)
{
  const size_t groups = (self->ratio.up + RMG_FIR_GROUP - 1) / RMG_FIR_GROUP;
  const uint64_t first = index / self->ratio.up,
                 last = (index + n - 1) / self->ratio.up;
  const RmgFirRows rows = {
    .samples = self->window +
        (ptrdiff_t) (channel * self->stream_length * self->working_bytes) +
        (self->period + (ptrdiff_t) (first * self->ratio.down)) *
            (ptrdiff_t) self->working_bytes,
    .taps = self->taps->taps,
    .starts = self->taps->starts,
    .n_taps = self->taps->n_taps,
    .up = self->ratio.up,
    .down = self->ratio.down,
    .first = index % self->ratio.up / RMG_FIR_GROUP,
    .n_groups = (last - first) * groups +
        (index + n - 1) % self->ratio.up / RMG_FIR_GROUP -
        index % self->ratio.up / RMG_FIR_GROUP + 1,
  };
  const char *result = scratch->packed +
      index % self->ratio.up % RMG_FIR_GROUP * self->working_bytes;

  self->kernels->rows (scratch->packed, &rows);
  if (!self->io->are_finite (result, n))
    self->kernels->careful_rows (scratch->packed, &rows);
  return result;
}

/* Every up-th output from output `index` on, counted from the period on. */
static void
compute_phase (
    const Fir *self, unsigned channel, uint64_t index, size_t n, void *packed)
{
  size_t frame = frame_under (self, index);
  size_t phase = index * self->ratio.down % self->ratio.up;
  RmgFirColumns columns = { .n_slots = self->n_slots,
    .n_per_slot = self->taps->n_taps / self->n_slots };

  columns.taps = (const char *) self->taps->taps +
      phase * self->taps->n_taps * self->working_bytes;
  for (unsigned s = 0; s < self->n_slots; s++)
    columns.slots[s] = stream_at (self, channel, frame + s);
  self->kernels->columns (packed, &columns, n);
}

/* The same as compute_rows(). */
static const char *
compute_columns (const Fir *self, unsigned channel, uint64_t index, size_t n,
    Scratch *scratch)
{
  const uint32_t up = self->ratio.up;
  const size_t room = (n + up - 1) / up + RMG_FIR_SPILL;
  const void *phases[RMG_FIR_MAX_SLOTS];

  for (size_t p = 0; p < up && p < n; p++) {
    char *packed = scratch->packed + p * room * self->working_bytes;

    compute_phase (self, channel, index + p, (n - p + up - 1) / up, packed);
    phases[p] = packed;
  }
  if (up == 1)
    return scratch->packed;
  self->io->merge (scratch->line, phases, up, n);
  return scratch->line;
}

static void
run_channel (const Fir *self, unsigned channel, const RmgChannelView *out,
    size_t n_out, Scratch *scratch)
{
  size_t n;

  for (size_t first = 0; first < n_out; first += n) {
    const char *packed;

    n = n_out - first < MAX_RUN ? n_out - first : MAX_RUN;
    packed = self->is_columns
        ? compute_columns (self, channel, self->index + first, n, scratch)
        : compute_rows (self, channel, self->index + first, n, scratch);
    self->io->store (
        (char *) out->samples + first * out->stride * self->sample_bytes,
        out->stride, packed, n);
  }
}

static void
fir_run (void *engine, const RmgChannelView *in, size_t n_in,
    const RmgChannelView *out, size_t n_out)
{
  Fir *self = engine;
  uint64_t index = self->index + (uint64_t) n_out;
  Scratch scratch;

  make_room (self, n_in);
  for (unsigned c = 0; c < self->channels; c++)
    append (self, c, in != NULL ? &in[c] : NULL, n_in, &scratch);
  self->filled += n_in;
  for (unsigned c = 0; c < self->channels; c++)
    run_channel (self, c, &out[c], n_out, &scratch);

  self->period += (ptrdiff_t) (index / self->ratio.up * self->ratio.down);
  self->index = index % self->ratio.up;
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
      self->channels * self->n_slots * self->stream_length *
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
