/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "benchmarks/resample/peer.h"

#include <soxr.h>

static void *
open_soxr (int setting, const BenchResampleFormat *format)
{
  const soxr_io_spec_t io = soxr_io_spec (SOXR_FLOAT32_I, SOXR_FLOAT32_I);
  const soxr_quality_spec_t quality =
      soxr_quality_spec ((unsigned long) setting, 0);
  const soxr_runtime_spec_t one_thread = soxr_runtime_spec (1);

  return soxr_create (format->in_hz, format->out_hz, format->channels, NULL,
      &io, &quality, &one_thread);
}

static size_t
process (void *state, const float *in, size_t n_in, float *out, size_t room)
{
  size_t n_read = 0, n_written = 0;

  soxr_process (state, in, n_in, &n_read, out, room, &n_written);
  g_assert (n_read == n_in);
  return n_written;
}

static size_t
drain (void *state, float *out, size_t room)
{
  size_t n_written = 0;

  soxr_process (state, NULL, 0, NULL, out, room, &n_written);
  return n_written;
}

static void
close_soxr (void *state)
{
  soxr_delete (state);
}

const BenchResampleOps bench_resample_soxr = {
  .version = soxr_version,
  .open = open_soxr,
  .process = process,
  .drain = drain,
  .close = close_soxr,
};
