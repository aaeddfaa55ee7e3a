/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The polyphase engine: a window over the latest input of each channel, in the
 * working precision, and a kernel that runs over it. */
#include "elements/dsp/resample/fir.h"

#include "elements/dsp/resample/engine.h"
#include "elements/dsp/base/numbers.h"
#include "elements/dsp/base/sample-io.h"
#include "elements/dsp/resample/lanes.h"
#include "elements/dsp/resample/rows.h"
#include "elements/dsp/resample/taps.h"

#include <stdlib.h>
#include <string.h>

/* Most outputs that are computed before they are stored. */
#define MAX_RUN 960
#define PACKED_LENGTH (MAX_RUN + RMG_FIR_MAX_SLOTS * (RMG_FIR_SPILL + 1))
#define ALIGNMENT 64

static const RmgCpuVariant variants[] = {
#if defined(__x86_64__)
  { "polyphase-avx512", RMG_CPU_AVX512,
      { &rmg_fir_avx512_f32, &rmg_fir_avx512_f64 } },
  { "polyphase-avx2", RMG_CPU_AVX2, { &rmg_fir_avx2_f32, &rmg_fir_avx2_f64 } },
  { "polyphase-sse2", RMG_CPU_SSE2, { &rmg_fir_sse2_f32, &rmg_fir_sse2_f64 } },
#endif
  { "polyphase-scalar", RMG_CPU_SCALAR,
      { &rmg_fir_scalar_f32, &rmg_fir_scalar_f64 } },
};

/* The columns kernel has a stream for each of the input frames between two
 * outputs of the same phase: frame w of the window lies in stream w % n_slots at
 * w / n_slots. The rows kernel has two streams: one in order, and one in reverse
 * whose last sample is that of frame 0. */
typedef struct
{
  const RmgCpuVariant *variant;
  const RmgFirKernels *kernels;
  const RmgSampleIo *io;
  const RmgTaps *taps;
  RmgRatio ratio;
  unsigned channels;
  bool is_columns;
  bool is_native; /* the format is the working precision */
  unsigned n_slots;
  size_t working_bytes; /* of the working precision */
  size_t capacity;      /* frames of the window, a multiple of n_slots */
  size_t stream_length; /* samples of memory for each stream */
  unsigned n_streams;   /* of a channel */
  char *window;         /* [channels][n_streams][stream_length] */

  size_t filled;    /* frames in the window */
  ptrdiff_t period; /* frame under the first tap of output 0 of a period */
  uint32_t index;   /* of the next output in that period: 0..up - 1 */
} Fir;

/* Channels on their way in or out, in the working precision. */
typedef struct
{
  /* In the order of frames. */
  _Alignas(ALIGNMENT) char lines[RMG_MAX_LANES]
                                [RMG_RESAMPLE_CHUNK * sizeof (double)];
  /* As kernels write it. */
  _Alignas(
      ALIGNMENT) char packed[RMG_MAX_LANES][PACKED_LENGTH * sizeof (double)];
} Scratch;

_Static_assert(MAX_RUN <= RMG_RESAMPLE_CHUNK, "a run has to fit into a line");

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
  size_t stream = channel * (size_t) self->n_streams + frame % self->n_slots;

  return self->window +
      (stream * self->stream_length + frame / self->n_slots) *
      self->working_bytes;
}

/* A frame in the reverse stream. */
static char *
mirror_of (const Fir *self, unsigned channel, size_t frame)
{
  return stream_at (self, channel + 1, 0) - (frame + 1) * self->working_bytes;
}

/* The streams of a frame and the following ones. */
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

/* Silence before the first frame. */
static void
fir_reset (void *engine)
{
  Fir *self = engine;
  const RmgTaps *taps = self->taps;

  /* A group may begin n_spread frames before an output of it, in reverse one
   * more. */
  self->period = self->is_columns ? 0 : (ptrdiff_t) taps->n_spread + 1;
  self->filled =
      (size_t) self->period + taps->n_taps - taps->n_ahead - taps->n_spread - 1;
  self->index = 0;
  for (unsigned c = 0; c < self->channels; c++) {
    for (unsigned s = 0; s < self->n_slots; s++)
      memset (stream_at (self, c, s), 0,
          (self->filled / self->n_slots + 1) * self->working_bytes);
    if (!self->is_columns)
      memset (mirror_of (self, c, self->filled - 1), 0,
          self->filled * self->working_bytes);
  }
}

/* Number of frames after the newest that taps of 0 may read. */
static size_t
count_unread (const Fir *self)
{
  return self->taps->n_taps - 2 * (size_t) self->taps->n_ahead;
}

static bool
allocate (Fir *self)
{
  size_t step = self->ratio.down / self->ratio.up + 1;
  size_t spill = self->is_columns ? 2 * RMG_FIR_SPILL : count_unread (self);

  self->capacity = rmg_round_up (
      self->taps->n_taps + step + RMG_RESAMPLE_CHUNK, self->n_slots);
  self->stream_length = rmg_round_up (
      self->capacity / self->n_slots + spill, ALIGNMENT / sizeof (float));
  self->window = aligned_alloc (ALIGNMENT,
      self->channels * self->n_streams * self->stream_length *
          self->working_bytes);
  return self->window != NULL;
}

static bool
is_native (RmgFormat format, bool is_double)
{
  return format == (is_double ? RMG_FORMAT_F64 : RMG_FORMAT_F32);
}

/* Rows spend as much time on the samples as on the taps: the short filter saves
 * less than a third of the time of medium, which is better in all else. */
static RmgPrototype
choose_prototype (const RmgResampleConfig *config, bool is_columns)
{
  if (config->quality == RMG_RESAMPLE_FAST && !config->is_steep && !is_columns)
    return RMG_PROTOTYPE_MEDIUM;
  return rmg_prototype_find (config->quality, config->is_steep);
}

static void *
fir_open (const RmgResampleConfig *config, RmgRatio ratio)
{
  bool is_double = rmg_resample_needs_double (config);
  RmgTapsKey key = {
    .ratio = ratio,
    .band = ratio,
    .is_double = is_double,
  };
  Fir *self = calloc (1, sizeof *self);

  if (self == NULL)
    return NULL;
  self->variant = rmg_cpu_choose (variants, rmg_cpu_features ());
  self->kernels = self->variant->kernels[is_double];
  self->io = rmg_sample_io_find (config->format, is_double);
  self->ratio = ratio;
  self->channels = config->channels;
  self->is_columns = rmg_taps_choose_layout (ratio) == RMG_TAPS_COLUMNS;
  self->is_native = is_native (config->format, is_double);
  self->n_slots = self->is_columns ? ratio.down : 1;
  self->n_streams = self->is_columns ? ratio.down : 2;
  self->working_bytes = is_double ? sizeof (double) : sizeof (float);

  key.prototype = choose_prototype (config, self->is_columns);
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

/* Returns the frame before output `index`, counted from the period on. */
static ptrdiff_t
frame_of (const Fir *self, uint32_t index)
{
  return self->period +
      (ptrdiff_t) ((uint64_t) index * self->ratio.down / self->ratio.up);
}

/* Moves the frames that are still needed to the start of the window, and to the
 * end of its reverse. */
static void
make_room (Fir *self, size_t n_frames)
{
  const size_t bytes = self->working_bytes;
  size_t gone, kept;

  if (self->filled + n_frames <= self->capacity)
    return;
  gone = (size_t) frame_of (self, self->index) / self->n_slots;
  if (!self->is_columns)
    gone -= self->taps->n_spread + 1;
  kept = (self->filled + self->n_slots - 1) / self->n_slots - gone;
  for (unsigned c = 0; c < self->channels; c++) {
    for (unsigned s = 0; s < self->n_slots; s++)
      memmove (stream_at (self, c, s), stream_at (self, c, s) + gone * bytes,
          kept * bytes);
    if (!self->is_columns)
      memmove (mirror_of (self, c, kept - 1),
          mirror_of (self, c, self->filled - 1), kept * bytes);
  }
  self->period -= (ptrdiff_t) (gone * self->n_slots);
  self->filled -= gone * self->n_slots;
}

/* Channels that are computed together. */
typedef struct
{
  unsigned channel; /* the first of n_channels */
  unsigned n_channels;
} Run;

static void
append_rows (Fir *self, const Run *run, const RmgChannelView *views, size_t n)
{
  const size_t bytes = self->working_bytes, unread = count_unread (self);
  void *ends[RMG_MAX_LANES];

  for (unsigned lane = 0; lane < run->n_channels; lane++)
    ends[lane] = stream_at (self, run->channel + lane, self->filled);
  rmg_lanes_load (self->io, ends, views, run->n_channels, n);
  for (unsigned lane = 0; lane < run->n_channels; lane++) {
    char *mirror =
        mirror_of (self, run->channel + lane, self->filled + n + unread - 1);

    memset ((char *) ends[lane] + n * bytes, 0, unread * bytes);
    memset (mirror, 0, unread * bytes);
    self->io->reverse (mirror + unread * bytes, ends[lane], n);
  }
}

static void
append_columns (Fir *self, const Run *run, const RmgChannelView *views,
    size_t n, Scratch *scratch)
{
  bool is_ready = self->is_native && views != NULL && views->stride == 1 &&
      self->n_slots > 1;
  void *streams[RMG_FIR_MAX_SLOTS], *lines[RMG_MAX_LANES];

  for (unsigned lane = 0; lane < run->n_channels; lane++)
    if (self->n_slots == 1)
      lines[lane] = stream_at (self, run->channel + lane, self->filled);
    else
      lines[lane] = is_ready ? views[lane].samples : scratch->lines[lane];
  if (!is_ready)
    rmg_lanes_load (self->io, lines, views, run->n_channels, n);
  if (self->n_slots == 1)
    return;
  for (unsigned lane = 0; lane < run->n_channels; lane++) {
    streams_at (self, run->channel + lane, self->filled, streams);
    self->io->split (streams, self->n_slots, lines[lane], n);
  }
}

static void
append (Fir *self, const Run *run, const RmgChannelView *views, size_t n,
    Scratch *scratch)
{
  if (self->is_columns)
    append_columns (self, run, views, n, scratch);
  else
    append_rows (self, run, views, n);
}

/* Computes n outputs of some channels from output `index` on, counted from the
 * period on, after the first RMG_FIR_GROUP packed ones. */
static void
compute_rows (
    const Fir *self, const Run *run, uint32_t index, size_t n, Scratch *scratch)
{
  const RmgTaps *taps = self->taps;
  /* Position of the frame before output 0, under the first tap of row 0. */
  const ptrdiff_t behind =
      (ptrdiff_t) taps->n_taps - taps->n_ahead - taps->n_spread - 1;
  RmgRows rows = { .taps = taps,
    .sample_bytes = self->working_bytes,
    .n_lanes = run->n_channels };
  bool are_finite = true;

  for (unsigned lane = 0; lane < run->n_channels; lane++) {
    const unsigned channel = run->channel + lane;

    rows.forward[lane] = stream_at (self, channel, (size_t) self->period);
    rows.mirrored[lane] = mirror_of (self, channel, 0) -
        (self->period + 2 * behind + self->ratio.down) *
            (ptrdiff_t) self->working_bytes;
    rows.out[lane] =
        scratch->packed[lane] + RMG_FIR_GROUP * self->working_bytes;
  }
  rmg_rows_run (&rows, index, (uint32_t) n, self->kernels->rows);
  for (unsigned lane = 0; lane < run->n_channels; lane++)
    are_finite &= self->io->are_finite (rows.out[lane], n);
  if (!are_finite)
    rmg_rows_run (&rows, index, (uint32_t) n, self->kernels->careful_rows);
}

/* Every up-th output from output `index` on, counted from the period on. */
static void
compute_phase (
    const Fir *self, unsigned channel, uint32_t index, size_t n, void *packed)
{
  size_t frame = (size_t) frame_of (self, index);
  uint32_t phase = index * self->ratio.down % self->ratio.up;
  RmgFirColumns columns; /* not cleared: that would cost a tenth of the sums */

  columns.n_slots = self->n_slots;
  columns.n_per_slot = self->taps->n_taps / self->n_slots;
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

/* Outputs of the channels of a run, from the first-th of this call on. */
static void
run_channels (const Fir *self, const Run *run, const RmgChannelView *views,
    size_t first, size_t n, Scratch *scratch)
{
  uint32_t index = self->index + (uint32_t) first;
  const void *packed[RMG_MAX_LANES];

  if (!self->is_columns)
    compute_rows (self, run, index, n, scratch);
  for (unsigned lane = 0; lane < run->n_channels; lane++)
    packed[lane] = self->is_columns
        ? compute_columns (self, run->channel + lane, index, n,
              scratch->lines[lane], scratch->packed[lane])
        : scratch->packed[lane] + RMG_FIR_GROUP * self->working_bytes;
  rmg_lanes_store (self->io, views, first, packed, run->n_channels, n);
}

static void
fir_run (void *engine, const RmgChannelView *in, size_t n_in,
    const RmgChannelView *out, size_t n_out)
{
  Fir *self = engine;
  uint32_t index = self->index + (uint32_t) n_out;
  Scratch scratch;

  make_room (self, n_in);
  for (unsigned c = 0; c < self->channels; c += RMG_MAX_LANES) {
    Run run = { .channel = c, .n_channels = self->channels - c };

    if (run.n_channels > RMG_MAX_LANES)
      run.n_channels = RMG_MAX_LANES;
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
      self->channels * self->n_streams * self->stream_length *
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
