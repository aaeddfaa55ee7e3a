/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#define SAMPLE double
#define WIDTH 2
#define KERNELS rmg_fourier_f64_sse2
#include "elements/dsp/fourier/kernels-template.h"
