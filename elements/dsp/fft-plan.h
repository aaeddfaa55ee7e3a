/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* What fft.c prepares and the kernels use. */
#pragma once

#include "elements/dsp/fft.h"

#define RMG_FFT_COLUMNS 16

typedef struct
{
  float *re, *im;
} RmgComplex;

typedef void (*RmgFftPower) (
    const RmgFft *fft, const float *samples, float *power);

struct RmgFft
{
  RmgFftPower run;
  size_t half;         /* complex samples */
  size_t rows;         /* half / RMG_FFT_COLUMNS */
  float *storage;      /* everything below */
  RmgComplex x, y;     /* work space, half samples each */
  RmgComplex turn;     /* between the transforms, half of them */
  RmgComplex split;    /* exp (-2 pi i k / size), half of them */
  RmgComplex row_pass; /* of the passes, in the order of use */
  RmgComplex column_pass;
};

void rmg_fft_power_scalar (
    const RmgFft *fft, const float *samples, float *power);
void rmg_fft_power_avx2 (const RmgFft *fft, const float *samples, float *power);
