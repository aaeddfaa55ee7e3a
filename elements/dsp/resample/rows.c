/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/dsp/resample/rows.h"

/* Where the first and the last output lie; mirrored ones are counted back from
 * the end of their period. */
typedef struct
{
  uint32_t first; /* output, counted as by the caller */
  uint32_t first_period, last_period;
  uint32_t first_group, last_group;
  uint32_t first_mirrored, last_mirrored; /* groups */
} Run;

static Run
make_run (uint32_t up, uint32_t first, uint32_t n)
{
  const uint32_t last = first + n - 1;
  const uint32_t from = first % up, to = last % up;

  return (Run){
    .first = first,
    .first_period = first / up,
    .last_period = last / up,
    .first_group = from / RMG_FIR_GROUP,
    .last_group = to / RMG_FIR_GROUP,
    .first_mirrored = (up - from) / RMG_FIR_GROUP,
    .last_mirrored = (up - to) / RMG_FIR_GROUP,
  };
}

static void
add_stream (RmgFirRows *rows, RmgFirStream stream, RmgFirRowsKernel kernel)
{
  if (rows->n_streams == RMG_FIR_MAX_STREAMS) {
    kernel (rows);
    rows->n_streams = 0;
  }
  rows->streams[rows->n_streams++] = stream;
}

/* Adds the rows from rows->first on, in all periods of the run. */
static void
add_forward (const RmgRows *self, const Run *run, RmgFirRows *rows,
    RmgFirRowsKernel kernel)
{
  const RmgRatio ratio = self->taps->key.ratio;
  const ptrdiff_t bytes = (ptrdiff_t) self->sample_bytes;
  const uint32_t group = rows->first;
  const uint32_t first = run->first_period + (group < run->first_group);
  const uint32_t end = run->last_period + 1 - (group > run->last_group);
  const ptrdiff_t frame = (ptrdiff_t) first * ratio.down + rows->starts[group];
  const ptrdiff_t output = (ptrdiff_t) first * ratio.up - run->first +
      (ptrdiff_t) group * RMG_FIR_GROUP;

  for (unsigned lane = 0; lane < self->n_lanes; lane++) {
    RmgFirStream stream = { self->forward[lane] + frame * bytes,
      self->out[lane] + output * bytes, RMG_FIR_GROUP };

    for (uint32_t period = first; period < end; period++) {
      add_stream (rows, stream, kernel);
      stream.samples = (const char *) stream.samples + ratio.down * bytes;
      stream.out = (char *) stream.out + ratio.up * bytes;
    }
  }
}

/* The same backwards: a group lies where it ends, counted from the end of the
 * period, and later periods lie before. */
static void
add_mirrored (const RmgRows *self, const Run *run, RmgFirRows *rows,
    RmgFirRowsKernel kernel)
{
  const RmgRatio ratio = self->taps->key.ratio;
  const ptrdiff_t bytes = (ptrdiff_t) self->sample_bytes;
  const uint32_t group = rows->first;
  const uint32_t first = run->first_period + (group > run->first_mirrored);
  const uint32_t end = run->last_period + 1 - (group < run->last_mirrored);
  const ptrdiff_t frame =
      (ptrdiff_t) rows->starts[group] - (ptrdiff_t) first * ratio.down;
  const ptrdiff_t output = (ptrdiff_t) (first + 1) * ratio.up - run->first -
      (ptrdiff_t) (group + 1) * RMG_FIR_GROUP + 1;

  for (unsigned lane = 0; lane < self->n_lanes; lane++) {
    RmgFirStream stream = { self->mirrored[lane] + frame * bytes,
      self->out[lane] + output * bytes, -RMG_FIR_GROUP };

    for (uint32_t period = first; period < end; period++) {
      add_stream (rows, stream, kernel);
      stream.samples = (const char *) stream.samples - ratio.down * bytes;
      stream.out = (char *) stream.out + ratio.up * bytes;
    }
  }
}

static void
sort (uint32_t *values, int n)
{
  for (int i = 1; i < n; i++)
    for (int k = i; k > 0 && values[k] < values[k - 1]; k--) {
      uint32_t value = values[k];

      values[k] = values[k - 1];
      values[k - 1] = value;
    }
}

void
rmg_rows_run (
    const RmgRows *self, uint32_t first, uint32_t n, RmgFirRowsKernel kernel)
{
  const uint32_t up = self->taps->key.ratio.up;
  const uint32_t n_groups = up / 2 / RMG_FIR_GROUP + 1;
  const Run run = make_run (up, first, n);
  RmgFirRows rows = { .taps = self->taps->taps,
    .starts = self->taps->starts,
    .n_taps = self->taps->n_taps,
    .up = up };
  /* Between two of these, all groups belong to the same periods. */
  uint32_t ends[] = { run.first_group, run.last_group + 1,
    run.first_mirrored + 1, run.last_mirrored, n_groups };

  sort (ends, 5);
  for (int i = 0; i < 5 && rows.first < n_groups; i++) {
    rows.end = ends[i] < n_groups ? ends[i] : n_groups;
    if (rows.first == rows.end)
      continue;
    rows.n_streams = 0;
    add_forward (self, &run, &rows, kernel);
    if (up > 2)
      add_mirrored (self, &run, &rows, kernel);
    if (rows.n_streams > 0)
      kernel (&rows);
    rows.first = rows.end;
  }
}
