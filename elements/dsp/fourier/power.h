/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Power spectrum of real samples, lengths 2^k. Every processor does the same
 * operations in the same order: equal bits everywhere. */
#pragma once

#include <stddef.h>

#define RMG_FFT_MIN_SIZE 256

typedef struct RmgFft RmgFft;

/**
 * rmg_fft_open:
 * @size: samples in, a power of two from RMG_FFT_MIN_SIZE on
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
 * rmg_fft_power:
 * @fft: a transform; one thread at a time
 * @samples: size samples
 * @power: (out): size / 2 + 1 squared magnitudes of the unscaled transform
 */
void rmg_fft_power (RmgFft *fft, const float *samples, float *power);
