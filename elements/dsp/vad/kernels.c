/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/dsp/vad/kernels.h"

#include "elements/dsp/base/cpu.h"

static const RmgCpuVariant variants[] = {
#if defined(__x86_64__)
  { "recurrent-avx2", RMG_CPU_AVX2, { &rmg_vad_kernels_avx2 } },
#endif
  { "recurrent-scalar", RMG_CPU_SCALAR, { &rmg_vad_kernels_scalar } },
};

const RmgVadKernels *
rmg_vad_kernels_find (void)
{
  return rmg_cpu_choose (variants, rmg_cpu_features ())->kernels[0];
}

const char *
rmg_vad_kernels_name (void)
{
  return rmg_cpu_choose (variants, rmg_cpu_features ())->name;
}
