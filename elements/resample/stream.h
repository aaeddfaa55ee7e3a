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
  RmgResampleSettings used; /* by the resampler; the engine is the chosen one */
  RmgResampler *resampler;  /* NULL where buffers leave as they came */
  gboolean has_drifted;     /* since the start */
  guint64 n_gap;            /* latest input frames that a GAP flag marks */
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

/* Returns: whether a resampler with another quality or engine is needed; a change
 * of the rate comes with new caps */
gboolean rmg_resample_stream_is_outdated (
    const RmgResampleStream *self, const RmgResampleSettings *settings);

/* Returns: whether @buffer has to wait until the filter is drained */
gboolean rmg_resample_stream_is_interrupted (
    const RmgResampleStream *self, GstBuffer *buffer);

/* Follows the drift of @settings, from the next output on. */
void rmg_resample_stream_follow (
    RmgResampleStream *self, const RmgResampleSettings *settings);

RmgResampleFacts rmg_resample_stream_get_facts (const RmgResampleStream *self);

/* Drops the input that the filter holds; the next buffer starts at the start of
 * the segment. */
void rmg_resample_stream_flush (RmgResampleStream *self);

/* Counts and stamps a buffer that leaves as it came.
 *
 * @buffer: (inout) (transfer full): may be replaced by a copy */
void rmg_resample_stream_pass (RmgResampleStream *self, GstBuffer **buffer);

/**
 * rmg_resample_stream_take:
 * @self: a stream with a resampler
 * @in: (inout) (transfer full) (nullable): a buffer; the rest of it
 *
 * Takes as much of a buffer as becomes one buffer of output: a gap after sound is cut
 * where its output falls silent.
 *
 * Returns: (transfer full): frames for rmg_resample_stream_process()
 */
GstBuffer *rmg_resample_stream_take (RmgResampleStream *self, GstBuffer **in);

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

/* Output of a drained filter; each may be NULL. */
typedef struct
{
  GstBuffer *sound;
  GstBuffer *gap; /* after the sound */
} RmgResampleDrained;

/**
 * rmg_resample_stream_drain:
 * @self: a stream
 * @drained: (out) (transfer full): the output that the filter holds
 *
 * Drains the filter and ends the stretch.
 *
 * Returns: %FALSE if the buffer could not be mapped
 */
gboolean rmg_resample_stream_drain (
    RmgResampleStream *self, RmgResampleDrained *drained);

G_END_DECLS
