/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Between the channels of the caller and those that an engine computes together,
 * which are packed in the working precision. */
#pragma once

#include "elements/dsp/base/sample-io.h"
#include "elements/dsp/resample/engine.h"

#define RMG_MAX_LANES 2

/* Packs n frames of n_lanes channels, or silence where views is NULL. */
void rmg_lanes_load (const RmgSampleIo *io, void *const *packed,
    const RmgChannelView *views, unsigned n_lanes, size_t n);

/* Writes n frames of n_lanes channels from frame `first` of the views on. */
void rmg_lanes_store (const RmgSampleIo *io, const RmgChannelView *views,
    size_t first, const void *const *packed, unsigned n_lanes, size_t n);
