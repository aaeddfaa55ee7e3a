/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The inner loops of the polyphase engine, one set for each instruction set.
 *
 * Every kernel sums the taps of an output in an order that depends on the number
 * of taps only: not on the number of outputs, nor on the position of an output
 * among them. So the result does not depend on the split of a stream into
 * buffers. */
#pragma once

#include "elements/dsp/base/cpu.h"
#include "elements/dsp/resample/lanes.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RMG_FIR_MAX_SLOTS 16

/* Columns: outputs that share a phase, computed side by side. The input lies
 * split by frame number modulo n_slots, so that tap i of slot s meets the
 * consecutive samples slots[s][i], slots[s][i + 1], … */
typedef struct
{
  void *slots[RMG_FIR_MAX_SLOTS]; /* only read */
  const void *taps;               /* [n_slots][n_per_slot] */
  unsigned n_slots;
  size_t n_per_slot;
} RmgFirColumns;

/* Rows: groups of consecutive outputs that meet the same samples, each with
 * taps of its own. Output n of a period (n <= up / 2) has row n. The filter is
 * symmetric, so row n computes output up - n too, from samples that lie in
 * reverse: a mirrored stream, whose outputs come in reverse as well. The same
 * groups are computed for several streams at once, which are directions,
 * channels, and periods: taps are loaded once for some of them. */
#define RMG_FIR_GROUP 4
#define RMG_FIR_MAX_STREAMS 8

typedef struct
{
  const void *samples; /* under the first tap of the first group */
  void *out;           /* for the lowest output of that group */
  int direction;       /* outputs to the next group; negative if mirrored */
} RmgFirStream;

typedef struct
{
  const void *taps;       /* [groups][n_taps / width][RMG_FIR_GROUP][width] */
  const uint32_t *starts; /* frames of the groups in a period */
  size_t n_taps;
  uint32_t up;    /* outputs of a period */
  uint32_t first; /* group to begin with */
  uint32_t end;   /* group to stop before */
  unsigned n_streams;
  RmgFirStream streams[RMG_FIR_MAX_STREAMS];
} RmgFirRows;

/* The rows of a group that a stream has an output for: output up is output 0
 * of the next period, and output up / 2 is its own mirror image. */
static inline uint32_t
rmg_fir_first_row (bool is_mirrored, uint32_t group)
{
  return is_mirrored && group == 0 ? 1 : 0;
}

static inline uint32_t
rmg_fir_end_row (bool is_mirrored, uint32_t group, uint32_t up)
{
  uint32_t n_rows = (is_mirrored ? (up - 1) / 2 : up / 2) + 1;
  uint32_t left = n_rows - group * RMG_FIR_GROUP;

  return left < RMG_FIR_GROUP ? left : RMG_FIR_GROUP;
}

/* Returns: whether every row of a group has an output in either direction. */
static inline bool
rmg_fir_is_whole (uint32_t group, uint32_t up)
{
  return group > 0 && (group + 1) * RMG_FIR_GROUP <= (up - 1) / 2 + 1;
}

/* Curves: each output lies anywhere between two frames. The frame is cut into
 * segments, and within a segment each tap is a polynomial in the place of the
 * output. The taps of an output are computed once for all lanes. */
typedef struct
{
  const void *curves; /* [segments][n_taps / width][terms][width], the constant
                         term first */
  size_t n_taps;      /* a multiple of the width */
  const uint32_t *starts;   /* for each output: sample under its first tap */
  const uint32_t *segments; /* for each output */
  const void *places;       /* for each output: in its segment, 0 to 1 */
  unsigned n_lanes;
  const void *samples[RMG_MAX_LANES]; /* of each lane */
  void *out[RMG_MAX_LANES];
} RmgFirCurves;

/* Columns write whole vectors: out needs room for RMG_FIR_SPILL samples more,
 * and the input the same amount of memory (of any content) after its last sample. */
#define RMG_FIR_SPILL 16

typedef void (*RmgFirColumnsKernel) (
    void *out, const RmgFirColumns *columns, size_t n_outputs);
typedef void (*RmgFirRowsKernel) (const RmgFirRows *rows);

/* n_outputs is a multiple of RMG_FIR_GROUP. */
typedef void (*RmgFirCurvesKernel) (
    const RmgFirCurves *curves, size_t n_outputs);

typedef struct
{
  unsigned width; /* in tables of rows and curves, n_taps is a multiple of it */
  RmgFirColumnsKernel columns;
  RmgFirRowsKernel rows;
  /* The same, but a tap of 0 adds 0 for any sample: for outputs next to a sample
   * that is not finite and that they do not reach. */
  RmgFirRowsKernel careful_rows;
  RmgFirCurvesKernel quadratics, cubics; /* curves of 3 and of 4 terms */
} RmgFirKernels;

extern const RmgFirKernels rmg_fir_scalar_f32, rmg_fir_scalar_f64;
extern const RmgFirKernels rmg_fir_sse2_f32, rmg_fir_sse2_f64;
extern const RmgFirKernels rmg_fir_avx2_f32, rmg_fir_avx2_f64;
extern const RmgFirKernels rmg_fir_avx512_f32, rmg_fir_avx512_f64;
