/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Conversion of the buffers of one stream. Belongs to the streaming thread. */
#pragma once

#include "elements/base/audio-map.h"
#include "elements/base/offer.h"
#include "elements/base/timeline.h"
#include "elements/convert/cancel.h"
#include "elements/convert/settings.h"

G_BEGIN_DECLS

typedef struct
{
  GstAudioInfo in, out; /* negotiated */
  RmgTimeline timeline;
  RmgConvert *kernel;   /* NULL before caps */
  guint serial;         /* of the settings of the kernel */
  GstAllocator *memory; /* of output buffers without an offer */
  RmgOffer offer;       /* memory of output buffers */
  RmgAudioMap from, to; /* clear between buffers: here they need no zeroing */
  RmgConvertCancel cancel;
  gboolean is_downmix; /* to one channel, by the positions of the channels */
  gboolean cancels;    /* the channels, in the latest buffer */
} RmgConvertStream;

void rmg_convert_stream_start (RmgConvertStream *self);

/* Frees everything. */
void rmg_convert_stream_stop (RmgConvertStream *self);

/* Opens a kernel for the negotiated formats.
 *
 * Returns: %FALSE, without a kernel, if the settings do not fit the formats */
gboolean rmg_convert_stream_open (
    RmgConvertStream *self, const RmgConvertSettings *settings);

/* Starts again at the start of the segment. */
void rmg_convert_stream_restart (RmgConvertStream *self);

/* Counts and stamps a buffer, and resets the kernel where audio is missing
 * before it.
 *
 * @buffer: (inout) (transfer full): may be replaced by a copy
 *
 * Returns: whether @buffer interrupts the stream */
gboolean rmg_convert_stream_place (RmgConvertStream *self, GstBuffer **buffer);

/* Returns: whether each buffer leaves as it came */
gboolean rmg_convert_stream_is_passthrough (const RmgConvertStream *self);

/* Returns: whether the output fits into the memory of @in */
gboolean rmg_convert_stream_can_reuse (
    const RmgConvertStream *self, GstBuffer *in);

/* Returns: (transfer full): a buffer for the output of @in, without metadata */
GstBuffer *rmg_convert_stream_make_buffer (
    RmgConvertStream *self, GstBuffer *in);

/* Converts @in to @out, which may be @in where the memory can be reused.
 *
 * Returns: %FALSE if a buffer could not be mapped */
gboolean rmg_convert_stream_run (
    RmgConvertStream *self, GstBuffer *in, GstBuffer *out);

G_END_DECLS
