/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/dsp/base/isa.h"

#define SAMPLE float
#define WIDTH RMG_ISA_F32
#define KERNELS RMG_ISA_NAME (rmg_fourier_f32)
#include "elements/dsp/fourier/kernels-template.h"
