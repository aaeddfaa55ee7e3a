/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Helpers for tests of all resampler engines. */
#pragma once

#include "elements/dsp/resample/resample.h"

#include <glib.h>

/**
 * rmg_test_resample_view:
 * @config: of the resampler that reads or writes it
 * @samples: interleaved, in the format of @config
 * @n_frames: frames in it, 0 for an output
 *
 * Returns: the samples as frames
 */
RmgFrames rmg_test_resample_view (
    const RmgResampleConfig *config, gconstpointer samples, gsize n_frames);

/**
 * rmg_test_resample_frame_bytes:
 * @config: of a resampler
 *
 * Returns: bytes of an interleaved frame
 */
gsize rmg_test_resample_frame_bytes (const RmgResampleConfig *config);

/**
 * rmg_test_resample_length_of:
 * @config: of a resampler
 * @n_frames: length of a clip
 *
 * Returns: number of output frames of the clip
 */
gsize rmg_test_resample_length_of (
    const RmgResampleConfig *config, gsize n_frames);

/**
 * rmg_test_resample_run:
 * @self: a new resampler; drained at the end
 * @config: the configuration of @self
 * @clip: @n_frames interleaved frames
 * @n_frames: frames in @clip
 * @longest: most frames in a piece of random length; 0 for all at once
 *
 * Asserts that each call outputs the announced number of frames, and that the
 * total is rmg_resample_length().
 *
 * Returns: (transfer full): the interleaved result; free with g_free()
 */
gpointer rmg_test_resample_run (RmgResampler *self,
    const RmgResampleConfig *config, gconstpointer clip, gsize n_frames,
    gsize longest);

/**
 * rmg_test_resample:
 *
 * rmg_test_resample_run() with a new resampler.
 *
 * Returns: (transfer full): the interleaved result; free with g_free()
 */
gpointer rmg_test_resample (const RmgResampleConfig *config, gconstpointer clip,
    gsize n_frames, gsize longest);
