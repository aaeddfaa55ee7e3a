/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Discrete Fourier transform of complex points with separate real and imaginary
 * parts, in float or double. Equal input produces equal bits on every
 * processor. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* A plan: never changes, so any number of threads may use it at once. */
typedef struct RmgFourier RmgFourier;

/* Samples that a transform may write after the result. */
#define RMG_FOURIER_SPILL 15

/* Returns: whether a transform of this size can be opened: a multiple of 16, at
 * least 32, without prime factors above 7. */
bool rmg_fourier_can (size_t size);

/* size: in points; is_double: samples are double, not float.
 *
 * Returns: a plan for rmg_fourier_close(), or NULL when the size cannot be or
 * memory ran out. */
RmgFourier *rmg_fourier_open (size_t size, bool is_double);

/* self may be NULL. */
void rmg_fourier_close (RmgFourier *self);

/* Returns: bytes of work space that a run needs, to be aligned to 64. */
size_t rmg_fourier_work_bytes (const RmgFourier *self);

/* Returns: a static name of transform and instruction set, "fft-avx2" say. */
const char *rmg_fourier_implementation (const RmgFourier *self);

/* Computes out[i] = samples[i] * gains[i]: filters a part of a spectrum. */
void rmg_fourier_scale (const RmgFourier *self, void *out, const void *samples,
    const void *gains, size_t n);

/* Computes X[k] = sum of x[n] exp (-2 pi i k n / size), without scale. Swapping
 * re and im of both input and result computes the inverse.
 *
 * in_re, in_im: size samples each, of any alignment
 * out_re, out_im: the same, with room for RMG_FOURIER_SPILL samples more (with
 *   undefined content); separate from the input and from each other
 * work: of rmg_fourier_work_bytes(), only for this call */
void rmg_fourier_run (const RmgFourier *self, const void *in_re,
    const void *in_im, void *out_re, void *out_im, void *work);
