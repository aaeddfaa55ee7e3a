/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Decisions of rmgvad: audio in; messages, documents on the pad `segments` and
 * passages of the gate out. Streaming thread. */
#pragma once

#include "elements/vad/stream.h"

G_BEGIN_DECLS

/* Returns: audio frames that the gate holds back */
guint64 rmg_vad_stream_count_latency (const RmgVadStream *self);

/* Analyses audio and counts it on the timeline. */
void rmg_vad_stream_analyse (RmgVadStream *self, const RmgFrames *frames);

/* Analyses @n_frames of digital silence and counts them on the timeline. */
void rmg_vad_stream_analyse_silence (RmgVadStream *self, guint64 n_frames);

/* At the end of a stretch: decides pending frames and ends an open segment. */
void rmg_vad_stream_decide_pending (RmgVadStream *self);

G_END_DECLS
