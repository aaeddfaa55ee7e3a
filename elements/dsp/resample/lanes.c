/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/dsp/resample/lanes.h"

#include <string.h>

static bool
are_a_pair (const RmgChannelView *views, unsigned n_lanes, size_t sample_bytes)
{
  return n_lanes == 2 && views[0].stride == views[1].stride &&
      (char *) views[1].samples == (char *) views[0].samples + sample_bytes;
}

void
rmg_lanes_load (const RmgSampleIo *io, void *const *packed,
    const RmgChannelView *views, unsigned n_lanes, size_t n)
{
  const size_t working_bytes = io->is_double ? sizeof (double) : sizeof (float);

  if (views != NULL &&
      are_a_pair (views, n_lanes, rmg_sample_io_bytes (io->format))) {
    io->load_pair (packed, views->samples, views->stride, n);
    return;
  }
  for (unsigned lane = 0; lane < n_lanes; lane++)
    if (views != NULL)
      io->load (packed[lane], views[lane].samples, views[lane].stride, n);
    else
      memset (packed[lane], 0, n * working_bytes);
}

void
rmg_lanes_store (const RmgSampleIo *io, const RmgChannelView *views,
    size_t first, const void *const *packed, unsigned n_lanes, size_t n)
{
  const size_t sample_bytes = rmg_sample_io_bytes (io->format);
  const size_t offset = first * views->stride * sample_bytes;

  if (are_a_pair (views, n_lanes, sample_bytes)) {
    io->store_pair ((char *) views->samples + offset, views->stride, packed, n);
    return;
  }
  for (unsigned lane = 0; lane < n_lanes; lane++)
    io->store ((char *) views[lane].samples + offset, views[lane].stride,
        packed[lane], n);
}
