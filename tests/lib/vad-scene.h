/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The detector without an element, and audio with known speech. */
#pragma once

#include "elements/dsp/vad/vad.h"

#include <glib.h>

#define RMG_TEST_SCENE_S 12
#define RMG_TEST_MAX_DECISIONS 14000

typedef struct
{
  RmgVadDecision all[RMG_TEST_MAX_DECISIONS];
  guint n;
} RmgTestDecisions;

extern const RmgVadSettings rmg_test_vad_defaults;

/* One channel of floats. */
RmgFrames rmg_test_view_floats (const float *samples, gsize n);

/* Appends to @decisions. */
void rmg_test_push_all (
    RmgVad *vad, const RmgFrames *frames, RmgTestDecisions *decisions);

/* From open to the end of the stream. */
void rmg_test_decide (const RmgVadConfig *config, const RmgFrames *frames,
    RmgTestDecisions *decisions);

/* Returns whether the scene has speech at that time: one second on and one off,
 * from 2 s. */
gboolean rmg_test_is_speech (double time_s);

/* Returns: (transfer full): RMG_TEST_SCENE_S of a voice in white noise
 * @snr_db: mean power of the voice during speech, over noise below 8 kHz
 * @gain: of the mix */
float *rmg_test_make_scene (guint rate_hz, double snr_db, double gain);

/* Shares of the frames of 30 ms of a scene. */
void rmg_test_count_errors (
    const RmgTestDecisions *decisions, double *misses, double *alarms);
