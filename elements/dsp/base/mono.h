/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The mean of all channels, or one of them, as float, full scale +-1, for analysers. */
#pragma once

#include "elements/dsp/base/frames.h"

/**
 * rmg_mono_read:
 * @frames: audio of any format and layout
 * @first: first frame to read
 * @n_frames: frames to read; @first + @n_frames lie within @frames
 * @mono: (out): @n_frames samples; integers are scaled to +-1
 */
void rmg_mono_read (
    const RmgFrames *frames, size_t first, size_t n_frames, float *mono);

/**
 * rmg_mono_read_channel:
 * @frames: audio of any format and layout
 * @channel: number of the channel, from 0
 * @first: first frame to read
 * @n_frames: frames to read; @first + @n_frames lie within @frames
 * @samples: (out): @n_frames samples of that channel, scaled as by rmg_mono_read()
 */
void rmg_mono_read_channel (const RmgFrames *frames, unsigned channel,
    size_t first, size_t n_frames, float *samples);
