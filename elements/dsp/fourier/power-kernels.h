/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Tables that power.c prepares for the kernels. */
#pragma once

#include "elements/dsp/fourier/power.h"
#include "elements/dsp/fourier/fourier.h"

typedef struct
{
  float *re, *im;
} RmgComplex;

typedef struct
{
  void (*power) (const RmgFft *fft, const float *samples, float *power);
} RmgPowerKernels;

struct RmgFft
{
  const RmgPowerKernels *kernels;
  RmgFourier *fourier;
  size_t half;      /* complex samples */
  float *storage;   /* everything below */
  RmgComplex x, z;  /* samples and spectrum, half of each and spill */
  RmgComplex split; /* exp (-2 pi i k / size), half of them */
  float *work;
};

extern const RmgPowerKernels rmg_fft_power_scalar, rmg_fft_power_avx2;
