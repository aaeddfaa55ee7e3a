/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/dsp/convert/kernels.h"

/* SplitMix64 by Sebastiano Vigna, in the public domain: states that have
 * nothing to do with each other, from seeds that do. */
static uint64_t
mix (uint64_t x)
{
  x = (x ^ x >> 30) * UINT64_C (0xbf58476d1ce4e5b9);
  x = (x ^ x >> 27) * UINT64_C (0x94d049bb133111eb);
  return x ^ x >> 31;
}

void
rmg_noise_start (RmgNoise *noise, uint32_t seed)
{
  for (uint64_t i = 0; i < RMG_NOISE_LANES; i++)
    noise->lanes[i] = mix (((uint64_t) seed * RMG_NOISE_LANES + i + 1) *
        UINT64_C (0x9e3779b97f4a7c15));
  noise->used = RMG_NOISE_SAMPLES;
}

void
rmg_noise_step (RmgNoise *noise)
{
  for (unsigned i = 0; i < RMG_NOISE_LANES; i++) {
    noise->lanes[i] ^= noise->lanes[i] << 7;
    noise->lanes[i] ^= noise->lanes[i] >> 9;
  }
}

void
rmg_noise_skip (RmgNoise *noise, size_t n_samples)
{
  for (; n_samples > RMG_NOISE_SAMPLES - noise->used; noise->used = 0) {
    n_samples -= RMG_NOISE_SAMPLES - noise->used;
    rmg_noise_step (noise);
  }
  noise->used += (unsigned) n_samples;
}
