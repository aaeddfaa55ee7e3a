/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/dsp/fourier/power-template.h"

const RmgPowerKernels rmg_fft_power_scalar = { measure_power };
