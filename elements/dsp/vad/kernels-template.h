/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/dsp/vad/kernels.h"
#include "elements/dsp/base/vector.h"

#define TAPS RMG_DECIMATOR_TAPS
#define LANES RMG_VAD_LANES
#define LONG_LANES (4 * LANES)
#define N_VECTORS (LANES / RMG_VECTOR_WIDTH) /* that hold the lanes */

/* Samples 0, 2, 4 ... and 1, 3, 5 ... of @n_pairs pairs. */
RMG_INLINE void
part_2 (const float *in, size_t n_pairs, float *even, float *odd)
{
  size_t i = 0;

  for (; i + 4 <= n_pairs; i += 4) {
    const RmgQuad a = rmg_load_quad (in + 2 * i);
    const RmgQuad b = rmg_load_quad (in + 2 * i + 4);

    rmg_store_quad (even + i, __builtin_shufflevector (a, b, 0, 2, 4, 6));
    rmg_store_quad (odd + i, __builtin_shufflevector (a, b, 1, 3, 5, 7));
  }
  for (; i < n_pairs; i++) {
    even[i] = in[2 * i];
    odd[i] = in[2 * i + 1];
  }
}

/* Samples 0, 3, 6 ..., 1, 4, 7 ... and 2, 5, 8 ... of @n triples. */
RMG_INLINE void
part_3 (const float *in, size_t n, float *const parts[3])
{
  size_t i = 0;

  for (; i + 4 <= n; i += 4) {
    const RmgQuad a = rmg_load_quad (in + 3 * i);
    const RmgQuad b = rmg_load_quad (in + 3 * i + 4);
    const RmgQuad c = rmg_load_quad (in + 3 * i + 8);
    const RmgQuad bc = __builtin_shufflevector (b, c, 2, 3, 4, 5);
    const RmgQuad ab = __builtin_shufflevector (a, b, 1, 2, 4, 5);

    rmg_store_quad (parts[0] + i, __builtin_shufflevector (a, bc, 0, 3, 4, 7));
    rmg_store_quad (parts[1] + i,
        __builtin_shufflevector (
            ab, __builtin_shufflevector (b, c, 3, 3, 6, 6), 0, 2, 4, 6));
    rmg_store_quad (parts[2] + i,
        __builtin_shufflevector (
            ab, __builtin_shufflevector (c, c, 0, 0, 3, 3), 1, 3, 4, 6));
  }
  for (; i < n; i++)
    for (size_t part = 0; part < 3; part++)
      parts[part][i] = in[3 * i + part];
}

/* One vector of outputs; a mirrored pair of taps shares its product. */
RMG_INLINE RmgVector
filter_vector (const float *taps, float *const *parts, size_t step, size_t at)
{
  RmgVector sum = { 0 };

  for (size_t k = 0; k < TAPS / 2; k++) {
    const size_t mirror = TAPS - 1 - k;
    const RmgVector pair = rmg_load (parts[k % step] + at + k / step) +
        rmg_load (parts[mirror % step] + at + mirror / step);

    sum = k == 0 ? taps[k] * pair : sum + taps[k] * pair;
  }
  return sum;
}

RMG_INLINE float
filter_one (const float *taps, float *const *parts, size_t step, size_t at)
{
  float sum = 0.0f;

  for (size_t k = 0; k < TAPS / 2; k++) {
    const size_t mirror = TAPS - 1 - k;
    const float pair = parts[k % step][at + k / step] +
        parts[mirror % step][at + mirror / step];

    sum = k == 0 ? taps[k] * pair : sum + taps[k] * pair;
  }
  return sum;
}

RMG_INLINE void
filter (const float *taps, float *const *parts, size_t step, size_t n_out,
    float *out)
{
  size_t i = 0;

  for (; i + RMG_VECTOR_WIDTH <= n_out; i += RMG_VECTOR_WIDTH)
    rmg_store (out + i, filter_vector (taps, parts, step, i));
  for (; i < n_out; i++)
    out[i] = filter_one (taps, parts, step, i);
}

static void
reduce_by_2 (
    const float *taps, const float *in, size_t n_out, float *room, float *out)
{
  const size_t n = n_out + TAPS / 2 - 1;
  float *const parts[2] = { room, room + n };

  part_2 (in, n, parts[0], parts[1]);
  filter (taps, parts, 2, n_out, out);
}

static void
reduce_by_3 (
    const float *taps, const float *in, size_t n_out, float *room, float *out)
{
  const size_t n = n_out + TAPS / 3 - 1;
  float *const parts[3] = { room, room + n, room + 2 * n };

  part_3 (in, n, parts);
  filter (taps, parts, 3, n_out, out);
}

/* Taps -1 0 9 16 9 0 -1 over 32 */
static void
halve (const float *in, size_t n_out, float *room, float *out)
{
  const size_t n = n_out + RMG_HALF_BAND_TAPS / 2;
  float *even = room, *odd = room + n;
  size_t i = 0;

  part_2 (in, n - 1, even, odd);
  even[n - 1] = in[2 * (n - 1)];
  for (; i + RMG_VECTOR_WIDTH <= n_out; i += RMG_VECTOR_WIDTH)
    rmg_store (out + i,
        0.5f * rmg_load (odd + i + 1) +
            0.28125f * (rmg_load (even + i + 1) + rmg_load (even + i + 2)) -
            0.03125f * (rmg_load (even + i) + rmg_load (even + i + 3)));
  for (; i < n_out; i++)
    out[i] = 0.5f * odd[i + 1] + 0.28125f * (even[i + 1] + even[i + 2]) -
        0.03125f * (even[i] + even[i + 3]);
}

RMG_INLINE float
add_lanes (const RmgVector *lanes)
{
  float l[LANES];

  for (size_t i = 0; i < N_VECTORS; i++)
    rmg_store (l + i * RMG_VECTOR_WIDTH, lanes[i]);
  return ((l[0] + l[4]) + (l[2] + l[6])) + ((l[1] + l[5]) + (l[3] + l[7]));
}

/* Long sums have four times as many lanes, not to wait for each other. */
RMG_INLINE float
add_long_lanes (RmgVector *lanes)
{
  for (size_t i = 0; i < 2 * N_VECTORS; i++)
    lanes[i] += lanes[i + 2 * N_VECTORS];
  for (size_t i = 0; i < N_VECTORS; i++)
    lanes[i] += lanes[i + N_VECTORS];
  return add_lanes (lanes);
}

static float
find_mean (const float *samples, size_t n)
{
  const size_t whole = n / LONG_LANES * LONG_LANES;
  RmgVector lanes[4 * N_VECTORS] = { { 0 } };
  float rest = 0.0f;

  for (size_t i = 0; i < whole; i += LONG_LANES)
    for (size_t k = 0; k < 4 * N_VECTORS; k++)
      lanes[k] += rmg_load (samples + i + k * RMG_VECTOR_WIDTH);
  for (size_t i = whole; i < n; i++)
    rest += samples[i];
  return (add_long_lanes (lanes) + rest) / (float) n;
}

static void
apply_window (const float *window, const float *in, size_t n, float *out)
{
  const float mean = find_mean (in, n);
  size_t i = 0;

  for (; i + RMG_VECTOR_WIDTH <= n; i += RMG_VECTOR_WIDTH)
    rmg_store (out + i, (rmg_load (in + i) - mean) * rmg_load (window + i));
  for (; i < n; i++)
    out[i] = (in[i] - mean) * window[i];
}

static float
dot (const float *a, const float *b, size_t n)
{
  RmgVector lanes[N_VECTORS] = { { 0 } };

  for (size_t i = 0; i < n; i += LANES)
    for (size_t k = 0; k < N_VECTORS; k++) {
      const size_t at = i + k * RMG_VECTOR_WIDTH;

      lanes[k] += rmg_load (a + at) * rmg_load (b + at);
    }
  return add_lanes (lanes);
}

/* Vectors run across lags: each sum is in the order of its terms. */
static void
correlate (
    const float *x, const float *past, size_t n, size_t n_lags, float *sums)
{
  for (size_t at = 0; at < n_lags; at += RMG_VAD_LAGS) {
    RmgVector lags[RMG_VAD_LAGS / RMG_VECTOR_WIDTH] = { { 0 } };

    for (size_t i = 0; i < n; i++)
      for (size_t k = 0; k < RMG_VAD_LAGS / RMG_VECTOR_WIDTH; k++)
        lags[k] += x[i] * rmg_load (past + at + i + k * RMG_VECTOR_WIDTH);
    for (size_t k = 0; k < RMG_VAD_LAGS / RMG_VECTOR_WIDTH; k++)
      rmg_store (sums + at + k * RMG_VECTOR_WIDTH, lags[k]);
  }
}

RMG_INLINE float
sum_squares_of_block (const float *samples, size_t n, float *sum)
{
  RmgVector squares[4 * N_VECTORS] = { { 0 } }, sums[N_VECTORS] = { { 0 } };

  for (size_t i = 0; i < n; i += LONG_LANES)
    for (size_t k = 0; k < 4 * N_VECTORS; k++) {
      const RmgVector v = rmg_load (samples + i + k * RMG_VECTOR_WIDTH);

      squares[k] += v * v;
      sums[k % N_VECTORS] += v;
    }
  *sum = add_lanes (sums);
  return add_long_lanes (squares);
}

/* Blocks keep single precision good for frames of any length. */
static double
sum_squares (const float *samples, size_t n, double *sum)
{
  const size_t block = 1024, whole = n / LONG_LANES * LONG_LANES;
  double total = 0.0;
  float sum_of_block;
  size_t i = 0;

  *sum = 0.0;
  for (size_t length; i < whole; i += length) {
    length = whole - i < block ? whole - i : block;
    total += sum_squares_of_block (samples + i, length, &sum_of_block);
    *sum += sum_of_block;
  }
  for (; i < n; i++) {
    total += samples[i] * samples[i];
    *sum += samples[i];
  }
  return total;
}
