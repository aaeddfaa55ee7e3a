/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/dsp/vad/kernels.h"

#include "elements/dsp/base/cpu.h"

const RmgVadKernels *
rmg_vad_kernels_find (void)
{
#if defined(__x86_64__)
  if (rmg_cpu_features () & RMG_CPU_AVX2)
    return &rmg_vad_kernels_avx2;
#endif
  return &rmg_vad_kernels_scalar;
}
