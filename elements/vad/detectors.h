/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The detectors of a stream: one for all channels, or one for each. They read the
 * same audio, so their decisions are due at the same places. */
#pragma once

#include "elements/dsp/vad/segments.h"

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  RmgVad *vad;
  RmgVadSegmenter segmenter;
  RmgVadDecision decision; /* the last one */
} RmgVadDetector;

typedef struct
{
  RmgVadDetector *all; /* NULL before the format is known */
  guint n;
  gboolean each; /* detector i has channel i + 1; else one has all channels */
} RmgVadDetectors;

/* @config: of the audio, with all channels; @each: one for each channel.
 * Returns: %FALSE without memory or if a frame would hold no audio */
gboolean rmg_vad_detectors_open (
    RmgVadDetectors *self, const RmgVadConfig *config, gboolean each);
void rmg_vad_detectors_close (RmgVadDetectors *self);

/* Goes back to the state after open. */
void rmg_vad_detectors_reset (RmgVadDetectors *self);

/* Returns: bytes of the state, which is constant */
guint64 rmg_vad_detectors_get_held_bytes (const RmgVadDetectors *self);

/* Returns: whether a segment is open, except for that of detector @except;
 * @except: an index, or -1 */
gboolean rmg_vad_detectors_is_open (const RmgVadDetectors *self, gint except);

/* As rmg_vad_push() for all detectors. Returns: audio frames read */
gsize rmg_vad_detectors_push (RmgVadDetectors *self, const RmgFrames *frames,
    gsize first, const RmgVadSettings *settings, bool *decided);

/* As rmg_vad_push_silence() for all detectors. Returns: audio frames taken */
gsize rmg_vad_detectors_push_silence (RmgVadDetectors *self, gsize n_frames,
    const RmgVadSettings *settings, bool *decided);

/* As rmg_vad_drain() for all detectors. */
gboolean rmg_vad_detectors_drain (
    RmgVadDetectors *self, const RmgVadSettings *settings);

G_END_DECLS
