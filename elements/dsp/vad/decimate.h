/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Converts any rate to 16 to 32 kHz for the bands of speech. Aliases in these
 * bands (up to 7 kHz) are 26 dB below the signal; the short filters have a droop,
 * which rmg_decimator_get_gain() returns for compensation in the
 * bands. Lower rates stay as they are. */
#pragma once

#include "elements/dsp/vad/kernels.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct
{
  double rate_hz;      /* of the input */
  unsigned n_halvings; /* stages that each drop every other sample */
  unsigned step;       /* input samples for one output of the last stage */
  float taps[RMG_DECIMATOR_TAPS]; /* of the last stage, where step > 1 */
  size_t n_out;
  const RmgVadKernels *kernels;
  float *room;      /* work space of a stage */
  float *halved[2]; /* outputs of the halving stages, in turn */
} RmgDecimator;

/**
 * rmg_decimator_open:
 * @self: (out): a decimator, to be closed
 * @rate_hz: of the input
 *
 * Designs the filters; rmg_decimator_set_size() has to follow.
 */
void rmg_decimator_open (RmgDecimator *self, double rate_hz);

/**
 * rmg_decimator_set_size:
 * @self: a decimator
 * @n_out: number of output samples of each call
 *
 * Returns: %false without memory
 */
bool rmg_decimator_set_size (RmgDecimator *self, size_t n_out);

/**
 * rmg_decimator_close:
 * @self: a decimator
 */
void rmg_decimator_close (RmgDecimator *self);

/**
 * rmg_decimator_get_rate:
 * @self: a decimator
 *
 * Returns: rate of the output, in Hz
 */
double rmg_decimator_get_rate (const RmgDecimator *self);

/**
 * rmg_decimator_get_gain:
 * @self: a decimator
 * @frequency_hz: of a tone
 *
 * Returns: amplitude of the tone in the output over that in the input
 */
double rmg_decimator_get_gain (const RmgDecimator *self, double frequency_hz);

/**
 * rmg_decimator_count_in:
 * @self: a decimator with a size
 *
 * Returns: samples of input that a call reads
 */
size_t rmg_decimator_count_in (const RmgDecimator *self);

/** rmg_decimator_get_held_bytes: bytes of the work space. */
size_t rmg_decimator_get_held_bytes (const RmgDecimator *self);

/**
 * rmg_decimator_run:
 * @self: a decimator with a size
 * @in: as many samples as rmg_decimator_count_in() says
 * @out: (out): size samples
 */
void rmg_decimator_run (RmgDecimator *self, const float *in, float *out);
