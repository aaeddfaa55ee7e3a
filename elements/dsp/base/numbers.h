/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Arithmetic of whole numbers that several kernels share. */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* Returns: the lowest multiple of @unit that is not below @value. */
static inline size_t
rmg_round_up (size_t value, size_t unit)
{
  return (value + unit - 1) / unit * unit;
}

/* Returns: the greatest common divisor; @a if @b is 0. */
static inline uint32_t
rmg_gcd (uint32_t a, uint32_t b)
{
  while (b != 0) {
    uint32_t rest = a % b;

    a = b;
    b = rest;
  }
  return a;
}
