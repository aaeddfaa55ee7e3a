/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Buffers as kernels see them, and the names of formats on both sides. */
#pragma once

#include "elements/dsp/base/frames.h"

#include <gst/audio/audio.h>

G_BEGIN_DECLS

typedef struct
{
  RmgFrames frames;     /* valid until the map is cleared */
  GstMapInfo memory;    /* of a buffer's only memory, else of nothing */
  GstAudioBuffer audio; /* of any other buffer, else of nothing */
} RmgAudioMap;

/**
 * rmg_audio_map:
 * @map: (out caller-allocates): in any state but mapped, also uninitialised;
 *   cleared if this fails. Setting its two kilobytes to zero would cost more
 *   than mapping.
 * @info: format of @buffer
 * @buffer: the caller holds a reference as long as the map exists
 * @flags: %GST_MAP_READ, %GST_MAP_WRITE or both; writing needs a writable
 *   buffer
 *
 * Maps @buffer as frames. Planar data is found by its #GstAudioMeta; bytes
 * after the last whole frame are left out. Streaming thread.
 *
 * Returns: %FALSE if the memory could not be mapped, if planar data of several
 *   channels has no #GstAudioMeta, or if kernels do not know the format
 */
gboolean rmg_audio_map (RmgAudioMap *map, const GstAudioInfo *info,
    GstBuffer *buffer, GstMapFlags flags);

/**
 * rmg_audio_map_clear:
 * @map: a map, also if it is zeroed or mapping failed
 *
 * Unmaps the memory.
 */
void rmg_audio_map_clear (RmgAudioMap *map);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (RmgAudioMap, rmg_audio_map_clear)

/**
 * rmg_audio_buffer_new:
 * @info: format of the buffer
 * @n_frames: number of frames
 *
 * Returns: (transfer full): a buffer of exactly this size, not cleared, with a
 *   #GstAudioMeta if it is planar
 */
GstBuffer *rmg_audio_buffer_new (const GstAudioInfo *info, gsize n_frames);

/**
 * rmg_audio_buffer_new_from:
 * @allocator: (nullable): allocator of its memory
 * @params: (nullable): alignment and space around the memory
 * @info: format of the buffer
 * @n_frames: number of frames
 *
 * Returns: (transfer full): the same, from @allocator
 */
GstBuffer *rmg_audio_buffer_new_from (GstAllocator *allocator,
    GstAllocationParams *params, const GstAudioInfo *info, gsize n_frames);

/**
 * rmg_audio_buffer_count:
 * @info: format of @buffer
 * @buffer: a buffer of audio
 *
 * Returns: whole frames in @buffer
 */
gsize rmg_audio_buffer_count (const GstAudioInfo *info, GstBuffer *buffer);

/**
 * rmg_audio_format_to_dsp:
 * @format: a format as caps name it
 * @dsp: (out): the same as kernels name it
 * @swapped: (out): whether its bytes are in the other order than the machine's
 *
 * Returns: %FALSE if kernels do not know @format; the outputs are then unset
 */
gboolean rmg_audio_format_to_dsp (
    GstAudioFormat format, RmgFormat *dsp, gboolean *swapped);

/**
 * rmg_audio_format_from_dsp:
 * @dsp: a format
 * @swapped: whether its bytes are in the other order; has no meaning for
 *   samples of one byte
 *
 * Returns: the same format as caps name it
 */
GstAudioFormat rmg_audio_format_from_dsp (RmgFormat dsp, gboolean swapped);

G_END_DECLS
