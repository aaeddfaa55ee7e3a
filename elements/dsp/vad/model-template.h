/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* One step of a layer of gated recurrent units (Cho et al., "Learning phrase
 * representations using RNN encoder-decoder", 2014, with the reset gate after
 * the matrix) and one linear output. Vectors run across units: each sum is in
 * the order of its terms, at any width. */
#include "elements/dsp/vad/kernels.h"
#include "elements/dsp/vad/weights.h"
#include "elements/dsp/base/vector.h"

#define UNITS RMG_VAD_MODEL_UNITS
#define GATES (3 * UNITS) /* reset, update, new */

/* Sums that are kept in registers at a time: 12 of 16 vectors at most. */
#define FITS(n) ((n) <= 12 * RMG_VECTOR_WIDTH)
#define BLOCK (FITS (GATES) ? GATES : FITS (UNITS) ? UNITS : UNITS / 2)
#define BLOCK_VECTORS (BLOCK / RMG_VECTOR_WIDTH)

_Static_assert(UNITS % 8 == 0, "units are whole vectors");

/* Hyperbolic tangent to 3e-6: x p (x^2) / q (x^2), a fit with the least
 * largest error for |x| <= 8; beyond, it is one to single precision. */
RMG_INLINE RmgVector
find_tanh (RmgVector x)
{
  const RmgVector t = rmg_clamp (x, -8.0f, 8.0f), t2 = t * t;
  const RmgVector p = 0.99998896f +
      t2 * (0.12167310f + t2 * (0.0021602608f + t2 * 3.4113285e-6f));
  const RmgVector q =
      1.0f + t2 * (0.45497131f + t2 * (0.020517228f + t2 * 0.00013000865f));

  return t * p / q;
}

/* The logistic function, to 1.5e-6 */
RMG_INLINE RmgVector
find_logistic (RmgVector x)
{
  return 0.5f + 0.5f * find_tanh (0.5f * x);
}

/* sums = bias + weights' * x, for one block of @sums */
RMG_INLINE void
multiply_block (const float (*weights)[GATES], const float *bias,
    const float *x, size_t n, float *sums)
{
  RmgVector block[BLOCK_VECTORS];

  for (size_t k = 0; k < BLOCK_VECTORS; k++)
    block[k] = rmg_load (bias + k * RMG_VECTOR_WIDTH);
  for (size_t i = 0; i < n; i++)
    for (size_t k = 0; k < BLOCK_VECTORS; k++)
      block[k] += x[i] * rmg_load (weights[i] + k * RMG_VECTOR_WIDTH);
  for (size_t k = 0; k < BLOCK_VECTORS; k++)
    rmg_store (sums + k * RMG_VECTOR_WIDTH, block[k]);
}

RMG_INLINE void
multiply_matrix (const float (*weights)[GATES], const float *bias,
    const float *x, size_t n, float *sums)
{
  for (size_t at = 0; at < GATES; at += BLOCK)
    multiply_block (
        (const float (*)[GATES]) (weights[0] + at), bias + at, x, n, sums + at);
}

RMG_INLINE void
update_units (const float *input, const float *hidden, float *units)
{
  for (size_t i = 0; i < UNITS; i += RMG_VECTOR_WIDTH) {
    const RmgVector reset =
        find_logistic (rmg_load (input + i) + rmg_load (hidden + i));
    const RmgVector keep = find_logistic (
        rmg_load (input + UNITS + i) + rmg_load (hidden + UNITS + i));
    const RmgVector next = find_tanh (rmg_load (input + 2 * UNITS + i) +
        reset * rmg_load (hidden + 2 * UNITS + i));

    rmg_store (units + i, (1.0f - keep) * next + keep * rmg_load (units + i));
  }
}

static float
step_model (const float *features, float *units)
{
  float input[GATES], hidden[GATES];
  float sum;

  multiply_matrix (rmg_vad_model_input_weights, rmg_vad_model_input_bias,
      features, RMG_VAD_MODEL_INPUTS, input);
  multiply_matrix (rmg_vad_model_hidden_weights, rmg_vad_model_hidden_bias,
      units, UNITS, hidden);
  update_units (input, hidden, units);
  sum = dot (rmg_vad_model_output_weights, units, UNITS) +
      rmg_vad_model_output_bias;
  return find_logistic (rmg_spread (sum))[0];
}
