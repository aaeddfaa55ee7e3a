/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The resampler of one stream, and its position: buffers in, buffers out.
 * Belongs to the streaming thread. */
#pragma once

#include "elements/base/offer.h"
#include "elements/resample/settings.h"
#include "elements/resample/track.h"

#include <gst/audio/audio.h>

G_BEGIN_DECLS

typedef struct
{
  RmgResampleSettings used; /* by the resampler */
  RmgResampler *resampler;  /* NULL for equal rates */
  GstAudioInfo in, out;     /* negotiated */
  RmgOffer offer;           /* memory of output buffers */
  RmgResampleTrack track;
} RmgResampleStream;

/* The state before caps. */
void rmg_resample_stream_start (RmgResampleStream *self);

/* Frees the resampler. */
void rmg_resample_stream_stop (RmgResampleStream *self);

/* Opens a resampler for the negotiated formats.
 *
 * Returns: %FALSE if the engine cannot serve the rates */
gboolean rmg_resample_stream_open (
    RmgResampleStream *self, const RmgResampleSettings *settings);

/* Returns: whether the formats are negotiated and can be served */
gboolean rmg_resample_stream_is_open (const RmgResampleStream *self);

/* Returns: whether the input leaves as it came */
gboolean rmg_resample_stream_is_passthrough (const RmgResampleStream *self);

/* Returns: whether quality, engine or steep differ from @settings; a change of the
 * rate comes with new caps */
gboolean rmg_resample_stream_is_outdated (
    const RmgResampleStream *self, const RmgResampleSettings *settings);

/* Returns: whether @buffer has to wait until the filter is drained */
gboolean rmg_resample_stream_is_interrupted (
    const RmgResampleStream *self, GstBuffer *buffer);

RmgResampleFacts rmg_resample_stream_get_facts (const RmgResampleStream *self);

/* Drops the input that the filter holds; the next buffer starts at the start of
 * the segment. */
void rmg_resample_stream_flush (RmgResampleStream *self);

/* Counts and stamps a buffer that leaves as it came.
 *
 * @buffer: (inout) (transfer full): may be replaced by a copy */
void rmg_resample_stream_pass (RmgResampleStream *self, GstBuffer **buffer);

/**
 * rmg_resample_stream_process:
 * @self: a stream with a resampler
 * @in: the next buffer
 * @out: (out) (transfer full) (nullable): the output; %NULL while the filter
 *   needs more input
 *
 * Returns: %FALSE if a buffer could not be mapped
 */
gboolean rmg_resample_stream_process (
    RmgResampleStream *self, GstBuffer *in, GstBuffer **out);

/**
 * rmg_resample_stream_drain:
 * @self: a stream
 * @out: (out) (transfer full) (nullable): the output that the filter holds
 *
 * Drains the filter and ends the stretch.
 *
 * Returns: %FALSE if the buffer could not be mapped
 */
gboolean rmg_resample_stream_drain (RmgResampleStream *self, GstBuffer **out);

G_END_DECLS
