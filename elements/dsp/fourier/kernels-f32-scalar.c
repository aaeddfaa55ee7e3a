/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#define SAMPLE float
#define WIDTH 1
#define KERNELS rmg_fourier_f32_scalar
#include "elements/dsp/fourier/kernels-template.h"
