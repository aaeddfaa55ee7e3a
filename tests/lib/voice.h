/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Something like speech at any sample rate, for tests that need sound which a
 * voice activity detector takes for a voice. */
#pragma once

#include <glib.h>

/**
 * rmg_test_voice:
 * @samples: (out): @n_frames of mono, peaks below 1
 * @n_frames: length
 * @rate_hz: sample rate
 *
 * Four syllables a second: vowels that glide into each other, of a voice whose
 * pitch falls and rises around 130 Hz, every second one behind a hiss.
 */
void rmg_test_voice (double *samples, gsize n_frames, double rate_hz);
