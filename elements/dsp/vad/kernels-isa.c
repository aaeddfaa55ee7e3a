/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/dsp/base/isa.h"
#include "elements/dsp/vad/kernels-template.h"
#include "elements/dsp/vad/model-template.h"

const RmgVadKernels RMG_ISA_NAME (rmg_vad_kernels) = {
  .reduce_by_2 = reduce_by_2,
  .reduce_by_3 = reduce_by_3,
  .halve = halve,
  .apply_window = apply_window,
  .dot = dot,
  .correlate = correlate,
  .sum_squares = sum_squares,
  .step_model = step_model,
};
