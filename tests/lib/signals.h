/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Test signals, and measures in dB. All signals are double precision, full
 * scale is 1.0; narrow them with rmg_test_to_f32() or a cast. */
#pragma once

#include <glib.h>

/* amplitude * sin (2 pi frequency n / rate + phase) */
void rmg_test_sine (double *samples, gsize n_frames, double frequency_hz,
    double rate_hz, double amplitude, double phase_rad);

/* A sweep of amplitude 1 with a frequency that rises linearly from one to the other. */
void rmg_test_chirp (double *samples, gsize n_frames, double from_hz,
    double to_hz, double rate_hz);

/* White noise, uniform in [-amplitude, amplitude); it depends on the seed alone. */
void rmg_test_noise (
    double *samples, gsize n_frames, guint32 seed, double amplitude);

/* Convert between the arrays of kernels and those of measures. */
void rmg_test_to_f32 (float *narrow, const double *wide, gsize n_samples);
void rmg_test_to_f64 (double *wide, const float *narrow, gsize n_samples);

/* 20 log10 of a linear ratio; -400 for zero. */
double rmg_test_db (double ratio);

/* Power of @expected over power of (@actual - @expected), in dB; 400 when they
 * are equal. */
double rmg_test_snr_db (
    const double *expected, const double *actual, gsize n_frames);
double rmg_test_snr_f32_db (
    const float *expected, const float *actual, gsize n_frames);

/* Amplitude of the sine of @frequency_hz in @samples, in dB of full scale.
 * A Kaiser window keeps other tones further off than 16 rate / n_frames below
 * -170 dB of their own level. */
double rmg_test_tone_db (
    const double *samples, gsize n_frames, double frequency_hz, double rate_hz);

/* Level of the residue after subtraction of the best fitting sine of
 * @frequency_hz, over that sine, in dB: distortion and noise. */
double rmg_test_residual_db (
    const double *samples, gsize n_frames, double frequency_hz, double rate_hz);
