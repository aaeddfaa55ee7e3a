/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/dsp/fourier/power-template.h"

void
rmg_fft_power_avx2 (const RmgFft *fft, const float *samples, float *power)
{
  measure_power (fft, samples, power);
}
