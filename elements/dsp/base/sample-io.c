/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/dsp/base/sample-io.h"

#include "elements/dsp/base/cpu.h"
#include "elements/dsp/base/sample.h"

static const RmgCpuVariant variants[] = {
#if defined(__x86_64__)
  { "avx512", RMG_CPU_AVX512, { rmg_sample_io_avx512 } },
  { "avx2", RMG_CPU_AVX2, { rmg_sample_io_avx2 } },
#endif
  { "scalar", RMG_CPU_SCALAR, { rmg_sample_io_scalar } },
};

const RmgSampleIo *
rmg_sample_io_find (RmgFormat format, bool is_double)
{
  const RmgSampleIo *rows =
      rmg_cpu_choose (variants, rmg_cpu_features ())->kernels[0];

  for (size_t i = 0; i < RMG_N_SAMPLE_IO; i++)
    if (rows[i].format == format && rows[i].is_double == is_double)
      return &rows[i];
  return NULL;
}

size_t
rmg_sample_io_bytes (RmgFormat format)
{
  for (size_t i = 0; i < RMG_N_SAMPLE_IO; i++)
    if (rmg_sample_io_scalar[i].format == format)
      return rmg_format_size (format);
  return 0;
}
