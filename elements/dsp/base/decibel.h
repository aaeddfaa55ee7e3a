/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Powers in dB, by additions, products and one quotient only: the same bits
 * on every processor, which no libm promises. */
#pragma once

#include <stdint.h>
#include <string.h>

/* Logarithm to the base of 2 of a positive normal number, to 1e-6 absolute:
 * log2 (m) = 2 / ln 2 * atanh ((m - 1) / (m + 1)), m in sqrt 1/2 .. sqrt 2. */
static inline float
rmg_log2 (float x)
{
  const uint32_t sqrt_half = 0x3f3504f3;
  uint32_t bits;
  int32_t exponent;
  float mantissa, t, t2;

  memcpy (&bits, &x, sizeof bits);
  exponent = (int32_t) (bits - sqrt_half) >> 23;
  bits -= (uint32_t) exponent << 23;
  memcpy (&mantissa, &bits, sizeof mantissa);

  t = (mantissa - 1.0f) / (mantissa + 1.0f);
  t2 = t * t;
  return (float) exponent +
      2.885390082f * t *
      (1.0f + t2 * (1.0f / 3.0f + t2 * (1.0f / 5.0f + t2 * (1.0f / 7.0f))));
}

static inline float
rmg_power_to_db (float power)
{
  return 3.010299957f * rmg_log2 (power);
}
