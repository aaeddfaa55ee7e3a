/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* How periodic a short piece of audio is, and its period: voices against noise
 * whose level moves like speech. */
#pragma once

#include <stddef.h>

#define RMG_VAD_LOWEST_PITCH_HZ 70.0
#define RMG_VAD_HIGHEST_PITCH_HZ 500.0

typedef struct RmgVadPitch RmgVadPitch;

typedef struct
{
  float periodicity; /* 0 for none to 1 for a copy of the period before */
  float octaves;     /* over the lowest pitch; 0 without a period */
} RmgVadPeriod;

/**
 * rmg_vad_pitch_open:
 * @rate_hz: of the samples; below 2 kHz nothing is periodic
 * @n_samples: of each measurement
 *
 * Returns: (nullable): to close, or %NULL without memory
 */
RmgVadPitch *rmg_vad_pitch_open (double rate_hz, size_t n_samples);

/**
 * rmg_vad_pitch_close:
 * @self: (nullable): a pitch
 */
void rmg_vad_pitch_close (RmgVadPitch *self);

/** rmg_vad_pitch_get_held_bytes: bytes of @self. */
size_t rmg_vad_pitch_get_held_bytes (const RmgVadPitch *self);

/**
 * rmg_vad_pitch_measure:
 * @self: a pitch; one thread at a time
 * @samples: the number of samples of open; level and offset do not matter
 *
 * Returns: the period whose neighbours resemble each other most
 */
RmgVadPeriod rmg_vad_pitch_measure (RmgVadPitch *self, const float *samples);
