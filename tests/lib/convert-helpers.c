/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "tests/lib/convert-helpers.h"

#include "elements/dsp/base/cpu.h"

guint
rmg_test_convert_variants (guint cpu[RMG_TEST_MAX_VARIANTS])
{
  const guint all = rmg_cpu_features ();
  guint n = 0;

  cpu[n++] = RMG_CPU_SCALAR;
  if (all & RMG_CPU_SSE2)
    cpu[n++] = RMG_CPU_SSE2;
  if (all & RMG_CPU_AVX2)
    cpu[n++] = RMG_CPU_SSE2 | RMG_CPU_AVX2;
  if (all & RMG_CPU_AVX512)
    cpu[n++] = all;
  return n;
}

gsize
rmg_test_sample_size (RmgFormat format)
{
  switch (format) {
    case RMG_FORMAT_U8:
    case RMG_FORMAT_S8:
      return 1;
    case RMG_FORMAT_S16:
      return 2;
    case RMG_FORMAT_S24:
      return 3;
    case RMG_FORMAT_F64:
      return 8;
    default:
      return 4;
  }
}

RmgFrames
rmg_test_view_packed (
    const RmgConvertSide *side, gpointer memory, gsize n_frames)
{
  const gsize plane = n_frames * rmg_test_sample_size (side->format);
  RmgFrames frames = { .channels = side->channels,
    .interleaved = side->interleaved,
    .format = side->format,
    .swapped = side->swapped,
    .n_frames = n_frames };

  for (guint i = 0; i < (side->interleaved ? 1 : side->channels); i++)
    frames.planes[i] = (guint8 *) memory + i * plane;
  return frames;
}

void
rmg_test_convert_packed (RmgConvert *convert, const RmgConvertConfig *config,
    gconstpointer in, gpointer out, gsize n_frames)
{
  RmgFrames from =
      rmg_test_view_packed (&config->from, (gpointer) in, n_frames);
  RmgFrames to = rmg_test_view_packed (&config->to, out, n_frames);

  rmg_convert_process (convert, &from, &to);
}
