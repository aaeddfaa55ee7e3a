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
/* Channels that are computed together. */
#define MAX_LANES 2
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

/* Channels on their way in or out, in the working precision. */
typedef struct
{
  /* In the order of frames. */
  _Alignas(
      ALIGNMENT) char lines[MAX_LANES][RMG_RESAMPLE_CHUNK * sizeof (double)];
  /* As kernels write it. */
  _Alignas(ALIGNMENT) char packed[MAX_LANES][PACKED_LENGTH * sizeof (double)];
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

/* The streams of a frame and those behind it. */
static void
streams_at (const Fir *self, unsigned channel, size_t frame, void **streams)
{
  char *window = stream_at (self, channel, 0);
  size_t slot = frame % self->n_slots, sample = frame / self->n_slots;

  for (unsigned s = 0; s < self->n_slots; s++) {
    streams[s] =
        window + (slot * self->stream_length + sample) * self->working_bytes;
    slot++;
    if (slot == self->n_slots) {
      slot = 0;
      sample++;
    }
  }
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
frame_under (const Fir *self, uint32_t index)
{
  const RmgRatio ratio = self->ratio;

  if (self->is_columns)
    return (
        size_t) (self->period + (ptrdiff_t) (index * ratio.down / ratio.up));
  return (size_t) (self->period + (ptrdiff_t) (index / ratio.up * ratio.down) +
      self->taps->starts[index % ratio.up / RMG_FIR_GROUP]);
}

/* Moves what is still needed to the start of the window. */
static void
make_room (Fir *self, size_t n_frames)
{
  size_t gone, kept;

  if (self->filled + n_frames <= self->capacity)
    return;
  gone = frame_under (self, self->index) / self->n_slots;
  kept = (self->filled + self->n_slots - 1) / self->n_slots - gone;
  for (unsigned c = 0; c < self->channels; c++)
    for (unsigned s = 0; s < self->n_slots; s++) {
      char *start = stream_at (self, c, s);

      memmove (start, start + gone * self->working_bytes,
          kept * self->working_bytes);
    }
  self->period -= (ptrdiff_t) (gone * self->n_slots);
  self->filled -= gone * self->n_slots;
}

typedef struct
{
  uint32_t period;
  uint32_t group;
} Place;

/* Outputs of some channels, counted from the window's period on. */
typedef struct
{
  unsigned channel; /* the first of n_channels */
  unsigned n_channels;
  Place first;
  Place last;
} Run;

static bool
are_neighbours (const Fir *self, const RmgChannelView *views)
{
  return (char *) views[1].samples ==
      (char *) views[0].samples + self->sample_bytes &&
      views[0].stride == views[1].stride;
}

/* Converts the channels of a run, or writes silence where views is NULL. */
static void
load (const Fir *self, const Run *run, const RmgChannelView *views, size_t n,
    void *const *packed)
{
  if (views != NULL && run->n_channels == 2 && are_neighbours (self, views)) {
    self->io->load_pair (packed, views->samples, views->stride, n);
    return;
  }
  for (unsigned lane = 0; lane < run->n_channels; lane++)
    if (views != NULL)
      self->io->load (packed[lane], views[lane].samples, views[lane].stride, n);
    else
      memset (packed[lane], 0, n * self->working_bytes);
}

static void
append_rows (Fir *self, const Run *run, const RmgChannelView *views, size_t n)
{
  void *ends[MAX_LANES];

  for (unsigned lane = 0; lane < run->n_channels; lane++)
    ends[lane] = stream_at (self, run->channel + lane, self->filled);
  load (self, run, views, n, ends);
  /* What the last outputs of a group meet with taps of 0. */
  for (unsigned lane = 0; lane < run->n_channels; lane++)
    memset ((char *) ends[lane] + n * self->working_bytes, 0,
        self->taps->n_spread * self->working_bytes);
}

static void
append_columns (Fir *self, const Run *run, const RmgChannelView *views,
    size_t n, Scratch *scratch)
{
  bool is_ready = self->is_native && views != NULL && views->stride == 1;
  void *streams[RMG_FIR_MAX_SLOTS], *lines[MAX_LANES];

  for (unsigned lane = 0; lane < run->n_channels; lane++)
    lines[lane] = is_ready ? views[lane].samples : scratch->lines[lane];
  if (!is_ready)
    load (self, run, views, n, lines);
  for (unsigned lane = 0; lane < run->n_channels; lane++) {
    streams_at (self, run->channel + lane, self->filled, streams);
    self->io->split (streams, self->n_slots, lines[lane], n);
  }
}

static void
append (Fir *self, const Run *run, const RmgChannelView *views, size_t n,
    Scratch *scratch)
{
  if (self->n_slots == 1)
    append_rows (self, run, views, n);
  else
    append_columns (self, run, views, n, scratch);
}

static Place
place_of (const Fir *self, uint32_t index)
{
  return (
      Place){ index / self->ratio.up, index % self->ratio.up / RMG_FIR_GROUP };
}

static RmgFirStream
stream_of (const Fir *self, const Run *run, unsigned lane, Place place,
    Scratch *scratch)
{
  ptrdiff_t frame = self->period +
      (ptrdiff_t) (place.period * self->ratio.down) +
      self->taps->starts[place.group];
  size_t output = (size_t) (place.period - run->first.period) * self->ratio.up +
      place.group * RMG_FIR_GROUP - run->first.group * RMG_FIR_GROUP;

  return (RmgFirStream){
    .samples = stream_at (self, run->channel + lane, (size_t) frame),
    .out = scratch->packed[lane] + output * self->working_bytes,
  };
}

/* Groups that all belong to the same periods of the run. */
static void
run_groups (const Fir *self, const Run *run, uint32_t first, uint32_t end,
    RmgFirRowsKernel kernel, Scratch *scratch)
{
  uint32_t period = run->first.period + (first < run->first.group);
  uint32_t end_period = run->last.period + (first <= run->last.group);
  RmgFirRows rows = { .taps = self->taps->taps,
    .starts = self->taps->starts,
    .n_taps = self->taps->n_taps,
    .up = self->ratio.up,
    .first = first,
    .end = end };

  for (; first < end && period < end_period; period++)
    for (unsigned lane = 0; lane < run->n_channels; lane++) {
      rows.streams[rows.n_streams++] =
          stream_of (self, run, lane, (Place){ period, first }, scratch);
      if (rows.n_streams == RMG_FIR_MAX_STREAMS) {
        kernel (&rows);
        rows.n_streams = 0;
      }
    }
  if (rows.n_streams > 0)
    kernel (&rows);
}

static void
run_rows (
    const Fir *self, const Run *run, RmgFirRowsKernel kernel, Scratch *scratch)
{
  size_t n_groups = (self->ratio.up + RMG_FIR_GROUP - 1) / RMG_FIR_GROUP;
  size_t a = run->first.group, b = run->last.group + 1;
  size_t low = a < b ? a : b, high = a < b ? b : a;

  run_groups (self, run, 0, low, kernel, scratch);
  run_groups (self, run, low, high, kernel, scratch);
  run_groups (self, run, high, n_groups, kernel, scratch);
}

/* n outputs of some channels from output `index` on, counted from the period
 * on.
 *
 * Returns: where they begin in the packed outputs of each channel */
static size_t
compute_rows (
    const Fir *self, Run *run, uint32_t index, size_t n, Scratch *scratch)
{
  size_t first = index % self->ratio.up % RMG_FIR_GROUP * self->working_bytes;
  bool are_finite = true;

  run->first = place_of (self, index);
  run->last = place_of (self, index + n - 1);
  run_rows (self, run, self->kernels->rows, scratch);
  for (unsigned lane = 0; lane < run->n_channels; lane++)
    are_finite &= self->io->are_finite (scratch->packed[lane] + first, n);
  if (!are_finite)
    run_rows (self, run, self->kernels->careful_rows, scratch);
  return first;
}

/* Every up-th output from output `index` on, counted from the period on. */
static void
compute_phase (
    const Fir *self, unsigned channel, uint32_t index, size_t n, void *packed)
{
  size_t frame = frame_under (self, index);
  uint32_t phase = index * self->ratio.down % self->ratio.up;
  RmgFirColumns columns = { .n_slots = self->n_slots,
    .n_per_slot = self->taps->n_taps / self->n_slots };

  columns.taps = (const char *) self->taps->taps +
      phase * self->taps->n_taps * self->working_bytes;
  streams_at (self, channel, frame, columns.slots);
  self->kernels->columns (packed, &columns, n);
}

/* Returns: n outputs of a channel from output `index` on, counted from the
 * period on */
static const char *
compute_columns (const Fir *self, unsigned channel, uint32_t index, size_t n,
    char *line, char *packed)
{
  const uint32_t up = self->ratio.up;
  const size_t room = ((n + up - 1) / up + RMG_FIR_SPILL) * self->working_bytes;
  const void *phases[RMG_FIR_MAX_SLOTS];

  for (size_t p = 0; p < up && p < n; p++) {
    compute_phase (
        self, channel, index + p, (n - p + up - 1) / up, packed + p * room);
    phases[p] = packed + p * room;
  }
  if (up == 1)
    return packed;
  self->io->merge (line, phases, up, n);
  return line;
}

static void
store (const Fir *self, const Run *run, const RmgChannelView *views,
    size_t first, const void *const *packed, size_t n)
{
  size_t offset = first * views->stride * self->sample_bytes;

  if (run->n_channels == 2 && are_neighbours (self, views)) {
    self->io->store_pair (
        (char *) views->samples + offset, views->stride, packed, n);
    return;
  }
  for (unsigned lane = 0; lane < run->n_channels; lane++)
    self->io->store ((char *) views[lane].samples + offset, views[lane].stride,
        packed[lane], n);
}

/* Outputs of the channels of a run, the first-th of this call and those behind
 * it. */
static void
run_channels (const Fir *self, Run *run, const RmgChannelView *views,
    size_t first, size_t n, Scratch *scratch)
{
  uint32_t index = self->index + (uint32_t) first;
  const void *packed[MAX_LANES];
  size_t start = 0;

  if (!self->is_columns)
    start = compute_rows (self, run, index, n, scratch);
  for (unsigned lane = 0; lane < run->n_channels; lane++)
    packed[lane] = self->is_columns
        ? compute_columns (self, run->channel + lane, index, n,
              scratch->lines[lane], scratch->packed[lane])
        : scratch->packed[lane] + start;
  store (self, run, views, first, packed, n);
}

static void
fir_run (void *engine, const RmgChannelView *in, size_t n_in,
    const RmgChannelView *out, size_t n_out)
{
  Fir *self = engine;
  uint32_t index = self->index + (uint32_t) n_out;
  Scratch scratch;

  make_room (self, n_in);
  for (unsigned c = 0; c < self->channels; c += MAX_LANES) {
    Run run = { .channel = c, .n_channels = self->channels - c };

    if (run.n_channels > MAX_LANES)
      run.n_channels = MAX_LANES;
    append (self, &run, in != NULL ? in + c : NULL, n_in, &scratch);
    for (size_t first = 0; first < n_out; first += MAX_RUN)
      run_channels (self, &run, out + c, first,
          n_out - first < MAX_RUN ? n_out - first : MAX_RUN, &scratch);
  }
  self->filled += n_in;
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
