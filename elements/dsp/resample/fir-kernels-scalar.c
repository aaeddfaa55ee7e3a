/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The definition: tests compare each vector variant with it. */
#define SAMPLE float
#define NAME(name) name##_f32
#include "elements/dsp/resample/fir-scalar-template.h"
#undef SAMPLE
#undef NAME

#define SAMPLE double
#define NAME(name) name##_f64
#include "elements/dsp/resample/fir-scalar-template.h"

const RmgFirKernels rmg_fir_scalar_f32 = { 1, columns_f32, rows_f32,
  careful_rows_f32, quadratics_f32, cubics_f32 };
const RmgFirKernels rmg_fir_scalar_f64 = { 1, columns_f64, rows_f64,
  careful_rows_f64, quadratics_f64, cubics_f64 };
