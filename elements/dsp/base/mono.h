/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The mean of all channels as float, full scale +-1, for analysers. */
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
