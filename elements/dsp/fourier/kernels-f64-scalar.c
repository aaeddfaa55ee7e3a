/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#define SAMPLE double
#define WIDTH 1
#define KERNELS rmg_fourier_f64_scalar
#include "elements/dsp/fourier/kernels-template.h"
