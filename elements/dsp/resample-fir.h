/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The inner loops of the polyphase engine, one set for each instruction set.
 *
 * Every kernel sums the taps of an output in an order that depends on nothing
 * but the number of taps: not on how many outputs are asked for, nor on where
 * an output lies among them. That is what makes the result independent of how
 * a stream is cut into buffers. */
#pragma once

#include "elements/dsp/cpu.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RMG_FIR_MAX_SLOTS 16

/* Columns: outputs that share a phase, computed side by side. The input lies
 * split by frame number modulo n_slots, so that tap i of slot s meets the
 * consecutive samples slots[s][i], slots[s][i + 1], … */
typedef struct
{
  const void *slots[RMG_FIR_MAX_SLOTS];
  const void *taps; /* [n_slots][n_per_slot] */
  unsigned n_slots;
  size_t n_per_slot;
} RmgFirColumns;

/* Rows: consecutive outputs, each the product of a row of taps with the input
 * from some frame on. */
typedef struct
{
  const void *samples; /* under the first tap of the first output */
  const void *taps;    /* [up][n_taps] */
  size_t n_taps;
  uint32_t phase; /* of the first output */
  uint32_t up;
  uint32_t down;
} RmgFirRows;

/* Both write whole vectors: out needs room for RMG_FIR_SPILL samples more, and
 * the input as much memory (of any content) behind what n_outputs need. */
#define RMG_FIR_SPILL 16

typedef void (*RmgFirColumnsKernel) (
    void *out, const RmgFirColumns *columns, size_t n_outputs);
typedef void (*RmgFirRowsKernel) (
    void *out, const RmgFirRows *rows, size_t n_outputs);

typedef struct
{
  unsigned width; /* n_per_slot and n_taps are multiples of it */
  RmgFirColumnsKernel columns;
  RmgFirRowsKernel rows;
} RmgFirKernels;

extern const RmgFirKernels rmg_fir_scalar_f32, rmg_fir_scalar_f64;
extern const RmgFirKernels rmg_fir_sse2_f32, rmg_fir_sse2_f64;
extern const RmgFirKernels rmg_fir_avx2_f32, rmg_fir_avx2_f64;
extern const RmgFirKernels rmg_fir_avx512_f32, rmg_fir_avx512_f64;
