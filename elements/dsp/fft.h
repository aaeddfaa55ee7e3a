/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Forward Fourier transform of real samples, lengths 2^k. One code path for
 * every processor, in a fixed order of operations: equal bits everywhere. */
#pragma once

#include <stddef.h>

typedef struct RmgFft RmgFft;

/**
 * rmg_fft_open:
 * @size: samples in, a power of two from 16 on
 *
 * Returns: (nullable): a transform to close, or %NULL without memory or when
 *   @size is not such a power
 */
RmgFft *rmg_fft_open (size_t size);

/**
 * rmg_fft_close:
 * @fft: (nullable): a transform
 */
void rmg_fft_close (RmgFft *fft);

/**
 * rmg_fft_forward:
 * @fft: a transform; one thread at a time
 * @samples: size samples
 * @re: (out): size / 2 + 1 real parts
 * @im: (out): size / 2 + 1 imaginary parts
 *
 * Computes the unscaled transform with the kernel exp (-2 pi i k n / size).
 */
void rmg_fft_forward (RmgFft *fft, const float *samples, float *re, float *im);

/**
 * rmg_fft_power:
 * @fft: a transform; one thread at a time
 * @samples: size samples
 * @power: (out): size / 2 + 1 squared magnitudes of the unscaled transform
 */
void rmg_fft_power (RmgFft *fft, const float *samples, float *power);
