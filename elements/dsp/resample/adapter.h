/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Between a sample format that engines do not read and their working
 * precision: one plane for each channel. */
#pragma once

#include "elements/dsp/resample/engine.h"

typedef struct RmgResampleAdapter RmgResampleAdapter;

/* @config: the format of the caller and the number of channels
 * @max_out: the most frames of one call of write; read accepts
 *   RMG_RESAMPLE_CHUNK
 *
 * Returns: an adapter to close, or NULL without memory. */
RmgResampleAdapter *rmg_resample_adapter_open (
    const RmgResampleConfig *config, size_t max_out);

/* self may be NULL. */
void rmg_resample_adapter_close (RmgResampleAdapter *self);

/* Returns: whether engines read and write this format without an adapter. */
bool rmg_resample_is_native (const RmgResampleConfig *config);

/* Returns: the format of the planes. */
RmgFormat rmg_resample_adapter_format (const RmgResampleAdapter *self);

/* Returns: the planes that an engine reads. */
const RmgChannelView *rmg_resample_adapter_in (const RmgResampleAdapter *self);

/* Returns: the planes that an engine writes. */
const RmgChannelView *rmg_resample_adapter_out (const RmgResampleAdapter *self);

/* Converts frames first..first + n of @in to the input planes. */
void rmg_resample_adapter_read (
    RmgResampleAdapter *self, const RmgFrames *in, size_t first, size_t n);

/* Converts n frames of the output planes to @out from frame `first` on. */
void rmg_resample_adapter_write (
    RmgResampleAdapter *self, const RmgFrames *out, size_t first, size_t n);

/* Returns: the memory of the adapter. */
size_t rmg_resample_adapter_held_bytes (const RmgResampleAdapter *self);
