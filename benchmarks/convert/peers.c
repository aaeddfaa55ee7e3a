/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "benchmarks/convert/peer.h"

#ifndef HAVE_SWR
const BenchConvertPeer bench_convert_swr = {
  .name = "swr",
  .library = "libswresample",
};
#endif

const BenchConvertPeer *const bench_convert_peers[] = {
  &bench_convert_memcpy,
  &bench_convert_rmg,
  &bench_convert_loops,
  &bench_convert_gst,
  &bench_convert_swr,
  NULL,
};

size_t
bench_convert_frame_size (const RmgConvertSide *side)
{
  static const size_t sizes[RMG_N_FORMATS] = { 1, 1, 2, 3, 4, 4, 4, 8 };

  return sizes[side->format] * side->channels;
}
