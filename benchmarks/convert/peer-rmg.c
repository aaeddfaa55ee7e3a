/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "benchmarks/convert/peer.h"
#include "elements/dsp/base/cpu.h"

static const char *
get_version (void)
{
  return "this tree";
}

static void *
open_rmg (const BenchConversion *conversion)
{
  const RmgConvertConfig config = { .from = conversion->from,
    .to = conversion->to,
    .dither = conversion->dither,
    .cpu = rmg_cpu_features () };

  return rmg_convert_open (&config);
}

static void
convert (void *state, const RmgFrames *in, const RmgFrames *out)
{
  rmg_convert_process (state, in, out);
}

static void
close_rmg (void *state)
{
  rmg_convert_close (state);
}

const BenchConvertPeer bench_convert_rmg = {
  .name = "rmg",
  .library = "RemoteMedia",
  .settings = "the kernels of rmgconvert",
  .version = get_version,
  .open = open_rmg,
  .convert = convert,
  .close = close_rmg,
};
