/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Pushes of long items in slices, so that a cancel and a report of progress need
 * not wait for the whole item. Thread: the session's. */
#pragma once

#include "gst/session/data.h"

G_BEGIN_DECLS

/** RMG_SLICE_FIRST_FRAMES: size of the first slice of a session, and of all in a
 * threaded one, whose push does not measure the work. */
#define RMG_SLICE_FIRST_FRAMES 16384
#define RMG_SLICE_MIN_FRAMES 1024
#define RMG_SLICE_MAX_FRAMES (1 << 22)

/** RMG_SLICE_PLANAR_SAMPLES: planar buffers with fewer samples, the work of about
 * 20 ms, are not cut. */
#define RMG_SLICE_PLANAR_SAMPLES (1 << 22)

/** rmg_slices_next_size: number of frames of the next slice, after one of
 * @n_frames took @took_us: half of 10 ms of work, at most twice @n_frames. */
guint rmg_slices_next_size (guint n_frames, gint64 took_us);

/** rmg_slices_plan_allows: whether each node outputs the same bytes for any split
 * of its input. That is unknown for foreign and hosted nodes and for nested
 * manifests, and a guard offers or drops whole buffers. */
gboolean rmg_slices_plan_allows (const RmgPlan *plan);

/** rmg_slices_cut: (transfer full): @n_frames of @buffer from frame @first on. */
GstBuffer *rmg_slices_cut (
    GstBuffer *buffer, const GstAudioInfo *info, guint64 first, guint n_frames);

/** rmg_slices_buffer_allows: whether parts of @buffer are as good as itself. */
gboolean rmg_slices_buffer_allows (GstBuffer *buffer, const GstAudioInfo *info);

/**
 * rmg_slices_push:
 * @caps: (nullable): caps of @buffer
 * @buffer: (transfer full) (nullable)
 * @ends: whether the item ends after @buffer
 *
 * Pushes @buffer, in slices if it is long, and reports the progress. After a
 * cancel the rest is dropped. A flow error is reported to the runtime.
 */
GstFlowReturn rmg_slices_push (RmgSession *self, RmgInlet *inlet, GstCaps *caps,
    GstBuffer *buffer, gboolean ends);

G_END_DECLS
