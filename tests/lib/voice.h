/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* A signal similar to speech at any sample rate, for tests that need a signal
 * that a voice activity detector accepts. */
#pragma once

#include <glib.h>

/**
 * rmg_test_voice:
 * @samples: (out): @n_frames of mono, peaks below 1
 * @n_frames: length
 * @rate_hz: sample rate
 *
 * Four syllables a second: vowels with gliding formants, of a voice with a
 * pitch that falls and rises around 130 Hz; every second syllable starts with a
 * hiss.
 */
void rmg_test_voice (double *samples, gsize n_frames, double rate_hz);
