/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The limit: reads and writes the same number of bytes as the conversion. */
#include "benchmarks/convert/peer.h"

#include <gnu/libc-version.h>
#include <string.h>

static void *
open_memcpy (const BenchConversion *conversion)
{
  size_t *size = g_new (size_t, 1);

  *size = (bench_convert_frame_size (&conversion->from) +
              bench_convert_frame_size (&conversion->to)) /
      2;
  return size;
}

static void
convert (void *state, const RmgFrames *in, const RmgFrames *out)
{
  const size_t *size = state;

  memcpy (out->planes[0], in->planes[0], *size * in->n_frames);
  __asm__ volatile("" : : "r"(out->planes[0]) : "memory"); /* all cases */
}

const BenchConvertPeer bench_convert_memcpy = {
  .name = "memcpy",
  .library = "C library",
  .settings = "the mean of the bytes read and written",
  .version = gnu_get_libc_version,
  .open = open_memcpy,
  .convert = convert,
  .close = g_free,
};
