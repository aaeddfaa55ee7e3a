/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Test signals with one tone for each channel, and their measurement. */
#pragma once

#include <gst/audio/audio.h>

G_BEGIN_DECLS

#define MATRIX_MAX_CHANNELS 8

/** matrix_sound_set_format: @info with the usual positions of the channels. */
void matrix_sound_set_format (
    GstAudioInfo *info, GstAudioFormat format, int rate_hz, int n_channels);

/** matrix_sound_new: (transfer full): a short recording in the format of @info,
 * with the tone of channel c at matrix_sound_get_frequency (c). */
GBytes *matrix_sound_new (const GstAudioInfo *info);

/** matrix_sound_get_frequency: in Hz; low for the channel of low frequencies,
 * which lossy codecs filter. */
double matrix_sound_get_frequency (guint channel);

/** matrix_sound_get_amplitude: of each tone; full scale is 1. */
double matrix_sound_get_amplitude (void);

/** matrix_sound_unpack: (transfer full): samples as doubles, interleaved. */
double *matrix_sound_unpack (
    const GstAudioInfo *info, GBytes *bytes, gsize *n_frames);

/* The tones of one channel of a recording. */
typedef struct
{
  double amplitudes[MATRIX_MAX_CHANNELS]; /* of the tone of each channel */
  double snr_db;                          /* all tones against the remainder */
} MatrixTones;

/** matrix_sound_measure: the tones in the middle 0.2 s of @channel. */
MatrixTones matrix_sound_measure (const double *samples, gsize n_frames,
    guint n_channels, guint channel, guint rate_hz);

G_END_DECLS
