/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Powers of the bands of speech, and the pitch, in the last 32 ms of audio of any
 * rate. */
#pragma once

#include "elements/dsp/vad/pitch.h"

#include <stddef.h>

#define RMG_VAD_BANDS 18

typedef struct RmgVadSpectrum RmgVadSpectrum;

typedef struct
{
  float bands[RMG_VAD_BANDS]; /* powers */
  RmgVadPeriod period;
} RmgVadSound;

/**
 * rmg_vad_spectrum_open:
 * @rate_hz: of the audio
 *
 * Returns: (nullable): a spectrum to close, or %NULL without memory
 */
RmgVadSpectrum *rmg_vad_spectrum_open (unsigned rate_hz);

/**
 * rmg_vad_spectrum_close:
 * @self: (nullable): a spectrum
 */
void rmg_vad_spectrum_close (RmgVadSpectrum *self);

/** rmg_vad_spectrum_get_held_bytes: bytes of @self without the tables that all
 * spectra share. */
size_t rmg_vad_spectrum_get_held_bytes (const RmgVadSpectrum *self);

/**
 * rmg_vad_spectrum_count_in:
 * @self: a spectrum
 *
 * Returns: samples that rmg_vad_spectrum_measure() reads
 */
size_t rmg_vad_spectrum_count_in (const RmgVadSpectrum *self);

/**
 * rmg_vad_spectrum_measure:
 * @self: a spectrum; one thread at a time
 * @end: after the last of the samples to read
 * @sound: (out): the bands from 100 Hz to 7 kHz, evenly spaced in mel; white
 *   noise has the same powers at any rate, bands above half of the rate are empty
 *
 * A constant offset of the samples does not matter.
 */
void rmg_vad_spectrum_measure (
    RmgVadSpectrum *self, const float *end, RmgVadSound *sound);
