/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/dsp/base/isa.h"

#define SAMPLE double
#define WIDTH RMG_ISA_F64
#define KERNELS RMG_ISA_NAME (rmg_fourier_f64)
#include "elements/dsp/fourier/kernels-template.h"
