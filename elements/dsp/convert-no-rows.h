/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* For instruction sets without kernels of their own for interleaving: nothing
 * is done, and convert-plain.h does it. */

static ALWAYS_INLINE bool
deinterleave_rows (void *const *planes, const uint8_t *in, unsigned channels,
    size_t n, size_t size)
{
  return false;
}

static ALWAYS_INLINE bool
interleave_rows (uint8_t *out, const void *const *planes, unsigned channels,
    size_t n, size_t size)
{
  return false;
}
