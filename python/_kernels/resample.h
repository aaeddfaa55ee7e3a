/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Settings of resamplers, for clips and for streams. */
#pragma once

#include "python/_kernels/frames.h"
#include "python/_kernels/watch.h"

#include "elements/dsp/resample/resample.h"

/* Reads a quality: fast, medium, high or best.
 *
 * Returns: false with an exception */
bool kernel_resample_read_quality (
    const char *name, RmgResampleQuality *quality);

/* Checks that the rates of a config are two different ones.
 *
 * Returns: false with an exception */
bool kernel_resample_check_rates (const RmgResampleConfig *config);

/* Resamples a clip or a block in slices, without the rest that the filter holds.
 *
 * n_written: (out): samples of each channel in the target
 * Returns: false with an exception */
bool kernel_resample_process (RmgResampler *resampler,
    const RmgResampleConfig *config, const KernelArray *source,
    const KernelArray *target, size_t *n_written, KernelWatch *watch);

/* Copies the format and the number of channels of frames into a config. */
void kernel_resample_set_format (
    RmgResampleConfig *config, const RmgFrames *frames);
